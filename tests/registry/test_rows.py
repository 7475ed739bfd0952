"""Does a row's text become values, or a doubt with its column and reason?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.registry.enums import EstablishmentStatus, LegalForm, LicenceKind, Placement
from inspect178.registry.rows import (
    Decision,
    LicenceSaid,
    day_of,
    licence_kind_of_heading,
    read_row,
)


def said(**values):
    return read_row({"name": "Hoa", "type": "KS", **values}, {})


def faults(**values) -> list[str]:
    return [problem.field for problem in said(**values).problems]


GIVEN = {
    "type by its word": ({"type": "Khách sạn 3 sao"}, {"type_code": "khach_san"}),
    "type by the name": ({"name": "Karaoke Hoa", "type": ""}, {"type_code": "karaoke"}),
    "name with unseen signs": ({"name": "Hoa\u200b \u0007Sen"}, {"name": "Hoa Sen"}),
    "legal form": ({"legal_form": "Hộ KD"}, {"legal_form": LegalForm.HOUSEHOLD}),
    "status": ({"status": "Tạm ngừng"}, {"status": EstablishmentStatus.SUSPENDED}),
    "stored word": ({"status": "closed"}, {"status": EstablishmentStatus.CLOSED}),
    "tax code": ({"tax_code": "0100233488"}, {"tax_code": "0100233488"}),
    "tax code that lost its zero": ({"tax_code": "100233488"}, {"tax_code": "0100233488"}),
    "masked tax code": ({"tax_code": "*********234"}, {}),
    "personal number of a household": (
        {"tax_code": "33187001234", "legal_form": "HKD"}, {"tax_code": "033187001234"},
    ),
    "rooms with a word": ({"rooms": "12 phòng"}, {"room_count": 12}),
    "rooms with a dot": ({"rooms": "1.200"}, {"room_count": 1200}),
    "a day": ({"in_scope_from": "5/3/2026"}, {"in_scope_from": date(2026, 3, 5)}),
    "position": ({"lat": "20,93", "lon": "106.05"}, {"latitude": 20.93, "longitude": 106.05}),
    "complex with a reason": (
        {"complex_reason": "nghi mại dâm"}, {"is_complex": True, "complex_reason": "nghi mại dâm"},
    ),
    "complex ticked": ({"complex_reason": "x"}, {"is_complex": True}),
    "not complex": ({"complex_reason": "Không"}, {"is_complex": False}),
    "made up": ({"is_demo": "Có"}, {"is_demo": True}),
    "number in the list": ({"external_id": "HCM01", "row_ref": "x-1"}, {"source_ref": "HCM01"}),
    "row of the first list": ({"row_ref": "x-1"}, {"source_ref": "x-1"}),
}  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), GIVEN.values(), ids=GIVEN)
def test_what_is_written_is_understood(values, expected):
    found = said(**values)

    assert found.problems == []
    assert expected.items() <= found.given.items()


def test_what_is_not_written_is_not_given():
    assert set(said().given) == {"name", "type_code"}


FAULTS = {
    "no name": ({"name": ""}, "name"),
    "a name of signs": ({"name": "---"}, "name"),
    "a long name": ({"name": "x" * 201}, "name"),
    "no type of the decree": ({"type": "Tiệm bánh"}, "type"),
    "an unknown type": ({"type": "xyz"}, "type"),
    "no type": ({"type": ""}, "type"),
    "an unknown word": ({"status": "hình như còn"}, "status"),
    "a wrong check digit": ({"tax_code": "0100233480"}, "tax_code"),
    "a personal number of nobody": ({"tax_code": "033187001234"}, "tax_code"),
    "a word for a number": ({"rooms": "mười"}, "rooms"),
    "a negative number": ({"rooms": "-3"}, "rooms"),
    "more contracts than workers": (
        {"worker_total": "2", "worker_contract": "3"}, "worker_contract",
    ),
    "no day": ({"in_scope_from": "31/02/2026"}, "in_scope_from"),
    "a scope backwards": (
        {"in_scope_from": "2026-02-01", "in_scope_to": "2026-01-01"}, "in_scope_to",
    ),
    "half a position": ({"lat": "20.9"}, "lat"),
    "a position elsewhere": ({"lat": "48.8", "lon": "2.3"}, "lat"),
    "a position turned round": ({"lat": "106.05", "lon": "20.93"}, "lat"),
    "not a number": ({"lat": "nan", "lon": "106"}, "lat"),
    "a licence backwards": (
        {"licence_number": "1", "licence_issued_on": "2026-02-01",
         "licence_expires_on": "2026-01-01"}, "licence_expires_on",
    ),
    "no sticker": ({"sticker_code": "abc"}, "sticker_code"),
    "no decision": ({"decision": "chưa biết"}, "decision"),
}  # fmt: skip


@pytest.mark.parametrize(("values", "field"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_taken_names_its_column(values, field):
    assert faults(**values) == [field]


def test_all_faults_of_a_row_are_said_at_once():
    assert faults(type="xyz", rooms="mười", tax_code="1") == ["type", "tax_code", "rooms"]


def test_units_are_handed_on_with_abbreviations_written_out():
    written = said(commune="P. Thượng Hồng", province="T. Hưng Yên").written

    assert (written.commune, written.province) == ("phường Thượng Hồng", "tỉnh Hưng Yên")


def test_several_licences_stand_side_by_side():
    found = said(
        licence_kind="ANTT", licence_number="12/GCN", licence_issued_on="05/03/2024",
        licence_kind_2="PCCC", licence_number_2="7", licence_expires_on_2="không thời hạn",
        licence_kind_3="Gì đó",
    ).licences  # fmt: skip

    assert found == [
        LicenceSaid(LicenceKind.SECURITY, "12/GCN", "", date(2024, 3, 5)),
        LicenceSaid(LicenceKind.FIRE, "7"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Số GCN ANTT", LicenceKind.SECURITY), ("Số GPKD", LicenceKind.BUSINESS), ("Số GP", None)],
)
def test_a_heading_tells_the_kind_of_licence(heading, kind):
    assert licence_kind_of_heading(heading) == kind


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("mới", Decision(is_new=True)), ("New", Decision(is_new=True)),
        ("ab23-cdef", Decision(same_as="AB23CDEF")),
        ("A1B2C3D4-0000-4000-8000-000000000001",
         Decision(same_as="a1b2c3d4-0000-4000-8000-000000000001")),
    ],
)  # fmt: skip
def test_a_decision_is_new_or_the_one_that_it_is(text, decision):
    assert said(decision=text).decision == decision


def test_how_a_place_was_found_is_read_back():
    assert said(placement="Mặc định của xã bị chia tách").placement == Placement.SPLIT_DEFAULT


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)), ("5-3-2026", date(2026, 3, 5)),
        ("5.3.2026", date(2026, 3, 5)), ("2026-03-05", date(2026, 3, 5)),
        ("2026-03-05 00:00:00", date(2026, 3, 5)), ("ngày 5/3/2026", date(2026, 3, 5)),
        ("29/02/2025", None), ("2026", None), ("05/03/26", None),
    ],
)  # fmt: skip
def test_days_are_read_as_offices_write_them(text, day):
    assert day_of(text) == day
