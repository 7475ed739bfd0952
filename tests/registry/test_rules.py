"""Do keys, tax codes, stickers, scope and status follow their rules?"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inspect178.kernel.errors import InvalidInput
from inspect178.registry import rules
from inspect178.registry.enums import EstablishmentStatus, LegalForm, LicenceKind
from inspect178.registry.rules import Complexity, LicenceEntry, Scope, StatusSaid

VECTORS = Path(__file__).parents[1] / "data" / "tax_code_vectors.csv"
TODAY = date(2026, 11, 23)
S = EstablishmentStatus


def vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_refused(code: str, legal_form: LegalForm) -> bool:
    try:
        rules.checked_tax_code(code, legal_form)
    except InvalidInput:
        return True
    return False


@pytest.mark.parametrize("row", vectors(), ids=lambda row: f"{row['code']} {row['why']}")
def test_an_enterprise_has_ten_or_thirteen_digits_with_a_check_digit(row):
    refused = is_refused(row["code"], LegalForm.ORGANISATION)

    assert refused == (row["valid_enterprise_mst"] == "0")


@pytest.mark.parametrize("form", [LegalForm.HOUSEHOLD, LegalForm.INDIVIDUAL])
@pytest.mark.parametrize("code", ["033187001234", "33A8001234", "0100233488"])
def test_a_household_may_have_a_personal_or_a_household_number(form, code):
    assert rules.checked_tax_code(code, form) == code


@pytest.mark.parametrize("form", [LegalForm.ORGANISATION, LegalForm.UNKNOWN])
def test_a_personal_number_is_refused_for_anybody_else_and_says_what_to_do(form):
    with pytest.raises(InvalidInput, match="legal form to household"):
        rules.checked_tax_code("033187001234", form)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("01.00.112.437", "0100112437"),
        ("0118903581 001", "0118903581-001"),
        ("0118903581-001", "0118903581-001"),
        ("", None),
        ("  ", None),
    ],
)
def test_a_tax_code_is_kept_in_its_usual_form(written, kept):
    assert rules.checked_tax_code(written, LegalForm.ORGANISATION) == kept


@pytest.mark.parametrize(
    ("code", "shown"),
    [("033187001234", "*********234"), ("0100233488", "0100233488"), (None, "")],
)
def test_of_a_personal_number_only_the_end_is_shown(code, shown):
    assert rules.masked_tax_code(code) == shown


def key(name: str, address: str = "", tax_code: str | None = None) -> str:
    return rules.search_key(name, address, sticker_code="AB23CDEF", tax_code=tax_code)


def finds(typed: str, stored: str) -> bool:
    return all(
        any(all(f" {word}" in stored for word in words) for words in alternatives)
        for alternatives in rules.search_terms(typed)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "Khách sạn Hoàng Gia", "khach san hoang gia", "KS hoàng gia", "HOANG", "đường lê lợi",
        "duong le loi", "P. Bến Nghé", "phường bến nghé", "p ben nghe", "TP HCM", "tphcm",
        "thành phố hồ chí minh", "ab23cdef", "AB23", "gia hoàng", "0100233488", "hoàng gi",
    ],
)  # fmt: skip
def test_search_ignores_diacritics_case_order_and_abbreviations(typed):
    stored = key("KS. Hoàng Gia", "12 Đường Lê Lợi, P. Bến Nghé, Quận 1, TP. HCM", "0100233488")

    assert finds(typed, stored)


@pytest.mark.parametrize("typed", ["hoàng mai", "khách sạn bình minh", "nn", "ang", "033187001234"])
def test_search_wants_every_word_from_its_beginning(typed):
    stored = key("KS. Hoàng Gia", "12 Lê Lợi", tax_code="033187001234")

    assert not finds(typed, stored)


def test_the_written_out_name_is_found_by_its_abbreviation_and_the_other_way_round():
    assert finds("nn hoa", key("Nhà nghỉ Hoa"))
    assert finds("nhà nghỉ hoa", key("NN Hoa"))
    assert not finds("nn hoa", key("Nhanh Nhẹn Hoa"))


def test_keys_fit_their_columns_whatever_is_written():
    long = "Đường " * 60

    assert len(key(long[:200], long[:400])) <= rules.SEARCH_LENGTH
    assert len(rules.name_key("KS " * 66)) <= rules.NAME_LENGTH
    assert len(rules.sort_key("1" * 200)) <= rules.SORT_LENGTH


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ab23-cdef", "AB23CDEF"),
        ("AB23 CDEF", "AB23CDEF"),
        ("AB10CDEF", ""),
        ("AB23", ""),
        ("", ""),
    ],
)
def test_a_sticker_code_is_read_as_people_type_it(typed, code):
    assert rules.sticker_code_of(typed) == code


def test_the_address_on_a_sticker_is_short_and_of_this_installation():
    assert rules.sticker_url("https://tinh.vn/", "AB23CDEF") == "https://tinh.vn/s/AB23CDEF"


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("106.05", "20.93", "wrong way round"),
        ("48", "2", "outside"),
        ("20.9", None, "latitude"),
        ("NaN", "106.05", "outside"),
        ("20.93", "sNaN", "outside"),
        ("1e999999", "106.05", "outside"),
    ],
)
def test_a_position_is_two_numbers_in_vietnam(latitude, longitude, said):
    with pytest.raises(InvalidInput, match=said):
        rules.checked_position(Decimal(latitude), Decimal(longitude) if longitude else None)


def test_the_islands_are_in_vietnam():
    assert rules.checked_position(Decimal("8.64"), Decimal("111.92")) == (8.64, 111.92)
    assert rules.checked_position(None, None) == (None, None)


OPEN = Scope(date(2024, 1, 1), None, "rà soát")


def after(said: StatusSaid, scope: Scope = OPEN, before: S = S.ACTIVE) -> Scope:
    return rules.scope_after_status(scope, said, before=before, closed_on=date(2026, 5, 1))


def test_closing_ends_the_scope_on_that_day_for_that_reason():
    closed = after(StatusSaid(S.CLOSED, date(2026, 5, 1), "giải thể"))

    assert closed == Scope(date(2024, 1, 1), date(2026, 5, 1), "giải thể")


def test_closing_leaves_a_scope_that_ended_before():
    ended = Scope(date(2024, 1, 1), date(2025, 1, 1), "chuyển ngành")

    assert after(StatusSaid(S.CLOSED, date(2026, 5, 1), "giải thể"), ended) == ended


def test_reopening_opens_a_scope_that_ended_with_the_business():
    ended = Scope(date(2024, 1, 1), date(2026, 5, 1), "giải thể")

    opened = after(StatusSaid(S.ACTIVE, date(2026, 9, 1), "mở lại"), ended, before=S.CLOSED)
    assert opened.to_on is None


def test_being_suspended_leaves_the_scope():
    assert after(StatusSaid(S.SUSPENDED, date(2026, 5, 1))) == OPEN


def test_a_business_cannot_close_before_it_was_in_scope():
    with pytest.raises(InvalidInput, match="cannot close before"):
        after(StatusSaid(S.CLOSED, date(2024, 1, 1), "giải thể"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (StatusSaid(S.ACTIVE, date(2026, 11, 24)), "future"),
        (StatusSaid(S.ACTIVE, date(2026, 4, 30)), "later status"),
        (StatusSaid(S.CLOSED, date(2026, 11, 23)), "Say why"),
    ],
    ids=["tomorrow", "before the latest", "closed without a reason"],
)
def test_a_status_has_its_day_and_where_it_closes_its_reason(said, why):
    with pytest.raises(InvalidInput, match=why):
        rules.require_next_status(said, date(2026, 5, 1), today=TODAY)


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        (Scope(date(2026, 1, 1), date(2026, 1, 1), "x"), "ends before"),
        (Scope(date(2026, 1, 1), None, ""), "Say why"),
    ],
)
def test_a_scope_begins_before_it_ends_and_has_a_reason(scope, why):
    with pytest.raises(InvalidInput, match=why):
        rules.require_scope(scope)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Complexity(True), "Say why"),
        (Complexity(True, "đánh bạc", date(2026, 11, 22)), "passed already"),
    ],
)
def test_a_complex_establishment_has_a_reason_and_a_day_to_come(said, why):
    with pytest.raises(InvalidInput, match=why):
        rules.require_complexity(said, today=TODAY)


def test_a_licence_is_issued_before_it_expires():
    entry = LicenceEntry(
        LicenceKind.FIRE, "1", issued_on=date(2026, 1, 2), expires_on=date(2026, 1, 1)
    )

    with pytest.raises(InvalidInput, match="expires before"):
        rules.require_licence_dates(entry)


def test_no_more_workers_have_a_contract_than_there_are():
    with pytest.raises(InvalidInput, match="more of these workers"):
        rules.require_workers(3, 4, None)
    assert rules.require_workers(None, 4, 5) is None
