"""Do the pages of units show the tree of a day, and lead from a unit to its past and future?"""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest
from flask import render_template_string

from inspect178.territory import queries
from inspect178.territory.bands import Band, legend_of
from inspect178.territory.boundaries import outline_of

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


# What a page with a map may weigh on the network of a mountain district.
MOST_BYTES = 40_000


def path_to(code: str, day: date) -> str:
    return f"/units/{queries.require_unit_by_code(code, day).id}"


def test_everybody_who_signed_in_may_look_up_units(app, as_):
    for name in ("an", "minh", "giang"):
        assert as_(name).get("/units").status_code == 200


def test_nobody_is_sent_to_sign_in(client):
    assert "/sign-in" in client.get("/units").location


def test_the_tree_of_a_day_is_shown(app, as_):
    page = as_("hoa").get("/units?day=2025-06-30").text

    assert "Tỉnh Thái Bình" in page
    assert "Tỉnh Thái Bình" not in as_("hoa").get("/units").text


def test_a_search_in_both_trees_says_which_unit_is_gone(app, as_):
    page = as_("hoa").get("/units?q=minh+duc").text

    assert "Phường Minh Đức" in page
    assert "đến 30/06/2025" in page


def test_a_search_that_finds_nothing_says_so(app, as_):
    assert "Không tìm thấy" in as_("hoa").get("/units?q=khong+co+dau").text


def test_an_impossible_day_is_refused_in_words(app, as_):
    answer = as_("hoa").get("/units?day=hôm-qua")

    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_a_unit_shows_where_it_went_and_what_it_was_made_of(app, as_):
    old, new = (
        as_("hoa").get(path_to("12115", OLD)).text,
        as_("hoa").get(path_to("12127", NEW)).text,
    )

    assert "Phường Thượng Hồng" in old
    assert "Xã Hòa Phong" in new


def test_a_former_district_shows_its_communes_though_it_is_gone(app, as_):
    assert "Xã Hòa Phong" in as_("hoa").get(path_to("328", OLD)).text


def test_an_unknown_unit_is_not_found(app, as_):
    assert as_("hoa").get("/units/999999").status_code == 404


def test_the_page_of_a_province_takes_few_statements(app, as_, statements):
    path, hoa = path_to("33", NEW), as_("hoa")
    hoa.get(path)

    with statements() as ran:
        hoa.get(path)

    assert len(ran) <= 14


@pytest.mark.parametrize("day", [OLD, NEW], ids=["before", "from"])
def test_the_map_of_a_province_links_to_each_unit_that_the_table_has(app, as_, day):
    page = as_("hoa").get(path_to("33", day)).text
    drawing, table = page.split('id="children-table"')
    children = queries.children_of(queries.require_unit_by_code("33", day), day)

    assert table.count('<th scope="row"') == len(children)
    for child in children:
        link = f'<a class="map__unit" href="/units/{child.id}" aria-label="{child.name}">'
        assert link in drawing
        assert f'href="/units/{child.id}"' in table


def test_only_the_map_of_former_districts_says_that_it_is_approximate(app, as_):
    assert "gần đúng" in as_("hoa").get(path_to("33", OLD)).text
    assert "gần đúng" not in as_("hoa").get(path_to("33", NEW)).text


@pytest.mark.parametrize(("code", "day"), [("12127", NEW), ("12115", OLD), ("328", OLD)])
def test_where_there_is_no_outline_there_is_no_map(app, as_, code, day):
    assert 'class="map"' not in as_("hoa").get(path_to(code, day)).text


@pytest.mark.parametrize(("address", "provinces"), [("/units", 34), ("/units?day=2025-06-30", 63)])
def test_the_map_of_the_country_names_the_archipelagos(app, as_, address, provinces):
    page = as_("hoa").get(address).text

    assert "Quần đảo Hoàng Sa" in page
    assert "Quần đảo Trường Sa" in page
    assert page.count("<path fill-rule") == provinces


def test_a_search_draws_no_map(app, as_):
    assert 'class="map"' not in as_("hoa").get("/units?q=hoa+phong").text


@pytest.mark.parametrize("address", ["/units", "/units?day=2025-06-30", "33", "04"])
def test_a_page_with_a_map_suits_a_slow_network(app, as_, address):
    page = as_("hoa").get(address if "/" in address else path_to(address, NEW)).data

    assert len(gzip.compress(page)) <= MOST_BYTES


def test_a_commune_says_how_far_it_is_from_a_ward(app, as_):
    ward, commune = as_("hoa").get(path_to("12127", NEW)).text, path_to("11977", NEW)

    assert re.search(r"Khoảng cách đến phường gần nhất</dt>\s*<dd[^>]*>\s*Phường\s*<", ward)
    assert re.search(r"Cách phường [^<]+ km \(\d+,\d km\)", as_("hoa").get(commune).text)
    assert "đường chim bay" in ward


MAP = """{% from "territory/_map.html" import choropleth, map_legend, map_table %}
{{ choropleth(outline, places, "Tỷ lệ", values=values, table="rates") }}
{{ map_legend(steps) }}{{ map_table(places, values, "Tỷ lệ", "Chính thức", id="rates") }}"""


def drawn(app, **facts: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(MAP, steps=legend_of(0.2), **facts)


def test_a_map_with_rates_says_the_same_as_its_table(app):
    outline = outline_of("33", NEW)
    codes = [shape.code for shape in outline.shapes]
    places = [{"code": code, "name": f"Xã {code}", "href": f"#{code}"} for code in codes]
    bands = list(Band)
    values = {
        code: {"band": bands[n % len(bands)], "text": f"{n} %"} for n, code in enumerate(codes[:50])
    }

    page = drawn(app, outline=outline, places=places, values=values)

    for code in codes[:50]:
        band, text = values[code]["band"], values[code]["text"]
        shape = page.split(f'href="#{code}" aria-label="Xã {code}: {text}"')[1].split("</a>")[0]
        assert f"<title>Xã {code}: {text}</title>" in shape
        assert f'fill="url(#map-band-{band})"' in shape
        assert re.search(rf">Xã {code}</a>.*?>\s*{text}\s*<", page, re.S)
    assert page.count('class="map__unit map__unit--none"') == 54 + 50 // len(bands)
    assert page.count('id="map-band-') == len(bands)  # each band has its pattern, once
    assert page.count('class="map-legend__item"') == len(bands)
    assert "style=" not in page


def test_a_unit_without_a_place_is_drawn_without_a_link_or_a_word(app):
    page = drawn(app, outline=outline_of("33", NEW), places=[], values={})

    assert '<a class="map__unit' not in page
    assert page.count("map__unit--outside") == 104


def test_no_outline_draws_nothing(app):
    assert '<svg class="map__picture' not in drawn(app, outline=None, places=[], values={})
