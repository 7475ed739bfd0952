"""Do the pages of units show the tree of a day, and lead from a unit to its past and future?"""

from __future__ import annotations

from datetime import date

from inspect178.territory import queries

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


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
