"""Who finds which establishments, by which words and filters, in how many statements?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.registry import queries
from inspect178.registry.asking import filter_of
from inspect178.registry.enums import EstablishmentStatus, LegalForm, Placement
from inspect178.registry.queries import EstablishmentFilter
from inspect178.territory.queries import require_unit_by_code
from tests.factories.registry import BEFORE_THE_REFORM, make_establishment, make_place
from tests.people import TODAY


def names(actor, **wanted) -> list[str]:
    page = queries.establishment_page(actor, EstablishmentFilter(**wanted), number=1)
    assert page.total == len(page.rows)
    return [e.name for e in page.rows]


@pytest.fixture
def places(app):
    make_establishment(name="KS Hoàng Gia", address="12 Đường Lê Lợi, P. Thượng Hồng")
    make_establishment(
        name="Nhà nghỉ Đắk", commune="12103", old_commune="12115", type_code="nha_nghi",
        legal_form=LegalForm.HOUSEHOLD, tax_code="033187001234", status=EstablishmentStatus.CLOSED,
        in_scope_to=date(2025, 1, 1),
    )  # fmt: skip
    make_establishment(
        name="Karaoke Sao", commune=None, province="33", type_code="karaoke", is_complex=True,
        complex_reason="x", complex_until=date(2026, 11, 23),
    )  # fmt: skip
    make_establishment(name="KS Bản Giốc", commune=None, province="04")
    db.session.commit()


def test_a_province_sees_its_own_and_nothing_of_another(places, actor):
    assert names(actor("hoa")) == ["Karaoke Sao", "KS Hoàng Gia", "Nhà nghỉ Đắk"]
    assert names(actor("giang")) == ["KS Bản Giốc"]


def test_a_commune_sees_only_what_is_placed_in_it(places, actor):
    assert names(actor("lan")) == ["KS Hoàng Gia"]
    assert names(actor("nam")) == ["Nhà nghỉ Đắk"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hoang gia", ["KS Hoàng Gia"]), ("khách sạn", ["KS Hoàng Gia"]),
        ("NN đăk", ["Nhà nghỉ Đắk"]),
        ("phường thượng hồng", ["KS Hoàng Gia"]), ("p. thượng", ["KS Hoàng Gia"]),
        ("đ. lê lợi", ["KS Hoàng Gia"]), ("ka", ["Karaoke Sao"]), ("033187001234", []),
        ("hoàng mai", []), ("%", ["Karaoke Sao", "KS Hoàng Gia", "Nhà nghỉ Đắk"]), ("'", None),
    ],
)  # fmt: skip
def test_search_finds_what_people_mean(places, actor, words, found):
    everything = ["Karaoke Sao", "KS Hoàng Gia", "Nhà nghỉ Đắk"]

    assert names(actor("hoa"), words=words) == (everything if found is None else found)


def test_search_finds_a_sticker(places, actor):
    made = make_establishment(name="Quán Sen")

    assert names(actor("hoa"), words=made.sticker_code.lower()) == ["Quán Sen"]


FILTERS = {
    "type": ({"type_codes": ("karaoke",)}, ["Karaoke Sao"]),
    "status": ({"status": EstablishmentStatus.CLOSED}, ["Nhà nghỉ Đắk"]),
    "legal form": ({"legal_form": LegalForm.HOUSEHOLD}, ["Nhà nghỉ Đắk"]),
    "in scope": ({"in_scope_on": date(2025, 1, 1)}, ["Karaoke Sao", "KS Hoàng Gia"]),
    "in scope before": ({"in_scope_on": date(2024, 12, 31), "type_codes": ("nha_nghi",)},
                        ["Nhà nghỉ Đắk"]),
    "not yet in scope": ({"in_scope_on": date(2023, 12, 31)}, []),
    "complex": ({"is_complex_on": date(2026, 11, 23)}, ["Karaoke Sao"]),
    "no longer complex": ({"is_complex_on": date(2026, 11, 24)}, []),
    "place to be checked": ({"to_be_checked": True}, ["Karaoke Sao"]),
    "several": ({"words": "ks", "type_codes": ("khach_san",)}, ["KS Hoàng Gia"]),
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "found"), FILTERS.values(), ids=FILTERS)
def test_filters_narrow_the_list(places, actor, wanted, found):
    assert names(actor("hoa"), **wanted) == found


@pytest.mark.parametrize(
    ("code", "day", "found"),
    [
        ("33", TODAY, 3), ("12127", TODAY, 1), ("12103", TODAY, 1),
        ("328", BEFORE_THE_REFORM, 1), ("12115", BEFORE_THE_REFORM, 1), ("04", TODAY, 0),
    ],
)  # fmt: skip
def test_a_unit_of_either_tree_narrows_the_list(places, actor, code, day, found):
    assert len(names(actor("hoa"), unit=require_unit_by_code(code, day))) == found


def test_the_order_is_vietnamese_and_can_be_turned(app, actor):
    for name in ("Ăn", "An", "Đa", "Da", "Ân"):
        make_establishment(name=name)

    assert names(actor("hoa")) == ["An", "Ăn", "Ân", "Da", "Đa"]
    assert names(actor("hoa"), order="-name") == ["Đa", "Da", "Ân", "Ăn", "An"]
    assert len(names(actor("hoa"), order="gì đó")) == 5


@pytest.fixture(params=["one province", "the country"])
def reader(request, actor):
    return SYSTEM if request.param == "the country" else actor("hoa")


@pytest.mark.parametrize("words", ["", "hoa"])
@pytest.mark.parametrize(
    ("order", "read"), [("name", "0123456"), ("-name", "6543210"), ("address", "2106543")]
)
def test_pages_are_full_follow_each_other_and_know_the_total(app, reader, words, order, read):
    for number in range(7):
        make_establishment(name=f"Hoa {number}", address=f"{(9 - number) % 7} Lê Lợi")
    wanted = EstablishmentFilter(words=words, order=order)

    pages = [queries.establishment_page(reader, wanted, number=n, size=3) for n in (1, 2, 3, 9)]

    parts = ["".join(e.name[-1] for e in page.rows) for page in pages]
    assert parts == [read[:3], read[3:6], read[6:], read[:3]]
    assert {page.total for page in pages} == {7}


@pytest.mark.parametrize("order", ["name", "-name", "status"])
def test_of_several_with_one_name_each_stands_on_one_page(app, reader, order):
    made = {make_establishment(name="Hoa").id for _ in range(5)}
    make_establishment(name="Sao")
    wanted = EstablishmentFilter(words="hoa", order=order)

    pages = [queries.establishment_page(reader, wanted, number=n, size=2) for n in (1, 2, 3)]

    shown = [e.id for page in pages for e in page.rows]
    assert (set(shown), len(shown)) == (made, 5)
    assert {page.total for page in pages} == {5}


@pytest.mark.parametrize("order", ["name", "-name"])
def test_the_total_leaves_out_what_is_filtered_or_out_of_sight(app, actor, order):
    for number in range(3):
        make_establishment(name=f"Hoa {number}", legal_form=LegalForm.HOUSEHOLD)
        make_establishment(name=f"Hoa {number}", commune=None, province="04")
    wanted = EstablishmentFilter(words="hoa", order=order)
    households = replace(wanted, legal_form=LegalForm.HOUSEHOLD)

    def total(reader, wanted):
        return queries.establishment_page(reader, wanted, number=1, size=1).total

    assert (total(actor("hoa"), wanted), total(SYSTEM, wanted)) == (3, 6)
    assert (total(actor("hoa"), households), total(SYSTEM, households)) == (3, 3)


@pytest.mark.parametrize("words", ["", "hoa"])
def test_a_page_takes_at_most_three_statements(app, reader, statements, words):
    for number in range(6):
        make_establishment(name=f"Hoa {number}")
    db.session.commit()

    with statements() as ran:
        queries.establishment_page(reader, EstablishmentFilter(words=words), number=1, size=5)

    assert len(ran) <= 3


def test_an_establishment_out_of_scope_looks_absent(places, actor):
    made = make_establishment(commune=None, province="04")

    for wanted in (made.id, uuid4()):
        with pytest.raises(NotFound):
            queries.require_establishment(actor("hoa"), wanted)
    assert queries.find_establishment_by_code(actor("hoa"), made.sticker_code) is None
    assert queries.find_establishment_by_code(actor("giang"), made.sticker_code.lower()) == made


def test_an_address_of_the_list_is_read_leniently(app):
    wanted = filter_of(
        {"q": " hoa ", "unit": "x", "type": "karaoke", "status": "??", "in_scope_on": "2026-13-01",
         "complex": "y", "legal_form": "household", "id": "1"},
        TODAY,
    )  # fmt: skip

    assert wanted == EstablishmentFilter(
        words="hoa", type_codes=("karaoke",), is_complex_on=TODAY, legal_form=LegalForm.HOUSEHOLD
    )


def test_possible_twins_nearby_are_named_before_one_is_entered(app, actor):
    make_establishment(name="Khách sạn Hoa", address="1 Lê Lợi")
    make_establishment(name="Khách sạn Hoa 2", address="1 Lê Lợi")
    make_establishment(name="Khách sạn Hoa", address="1 Lê Lợi", commune="12103")

    found = queries.suspected_twins(
        actor("hoa"), "KS HOA", address="Số 1 đường Lê Lợi", type_code="khach_san",
        place=make_place("12127"),
    )  # fmt: skip

    assert [e.name for e in found] == ["Khách sạn Hoa"]


def test_a_place_by_hand_is_found_by_the_old_communes_name(app):
    commune = require_unit_by_code("12127", TODAY)

    place = queries.place_by_hand(commune, "X. Hòa Phong, TX. Mỹ Hào")

    old = require_unit_by_code("12115", BEFORE_THE_REFORM)
    assert (place.commune_id, place.old_commune_id) == (commune.id, old.id)
    assert place.placement == Placement.MANUAL


def test_where_only_the_province_is_chosen_the_old_commune_tells_the_new(app):
    place = queries.place_by_hand(require_unit_by_code("33", TODAY), "Xã Hòa Phong, Thị xã Mỹ Hào")

    assert place.commune_id == require_unit_by_code("12127", TODAY).id
    assert place.placement == Placement.SUCCESSOR


def test_a_province_alone_leaves_the_commune_open(app):
    place = queries.place_by_hand(require_unit_by_code("33", TODAY), "")

    assert (place.commune_id, place.placement) == (None, Placement.UNPLACED)


@pytest.mark.parametrize(
    ("code", "old", "said"),
    [
        ("12103", "Xã Hòa Phong, Thị xã Mỹ Hào", "Nothing of this old commune"),
        ("12103", "Xã Không Có, Thị xã Mỹ Hào", "no unit called"),
        ("33", "Xã Minh Tân", "Several"),
    ],
)
def test_an_old_commune_that_does_not_fit_is_refused(app, code, old, said):
    with pytest.raises(InvalidInput, match=said) as refused:
        queries.place_by_hand(require_unit_by_code(code, TODAY), old)
    assert refused.value.field == "old_commune"
