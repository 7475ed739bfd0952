"""Are the words of lists understood: types, headings, abbreviations of units?"""

from __future__ import annotations

import pytest

from inspect178.kernel.shipped import shipped_rows
from inspect178.registry import exporting
from inspect178.registry.columns import FIELDS, LICENCE_FIELDS, field_of
from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    LicenceState,
    Placement,
)
from inspect178.registry.words import (
    DATA,
    address_written_out,
    expanded,
    heading_fields,
    type_of,
    values_of,
    written_out,
)

TYPES = list(shipped_rows(DATA / "establishment_types.csv"))


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row["code"])
def test_every_type_is_recognised_by_its_code_and_its_labels(row):
    for word in (row["code"], row["label_vi"], row["label_vi"].upper(), row["label_en"]):
        assert type_of(word).code == row["code"], word


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("KS", "khach_san"), ("Khách sạn 3 sao", "khach_san"), ("NN", "nha_nghi"),
        ("Kinh doanh karaoke gia đình", "karaoke"), ("homestay", "luu_tru_khac"),
        ("bar_vu_truong", "bar"), ("massage_spa", "xoa_bop"), ("cat_toc", "cat_toc_goi_dau"),
        ("quán cà phê đèn mờ", "ca_phe"),
    ],
)  # fmt: skip
def test_types_are_recognised_by_the_words_of_lists(written, code):
    assert type_of(written).code == code


@pytest.mark.parametrize("written", ["Bi-a", "tiem_banh", "Nail", "Internet", "an_vat"])
def test_what_is_not_in_the_decree_is_known_as_such(written):
    found = type_of(written)

    assert (found.code, bool(found.reason)) == (None, True)


def test_an_unknown_word_is_no_type():
    assert type_of("xyz") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("P.Bến Nghé", "phường Bến Nghé"), ("TP. HCM", "thành phố Hồ Chí Minh"),
        ("TPHCM", "thành phố Hồ Chí Minh"), ("Q1", "quận 1"), ("P.04", "phường 04"),
        ("TX. Mỹ Hào", "thị xã Mỹ Hào"), ("TT Bần", "thị trấn Bần"), ("Tân Bình", "Tân Bình"),
        ("F59 - F60 Võ Văn Kiệt", "F59 - F60 Võ Văn Kiệt"), ("P101 chung cư", "P101 chung cư"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"), ("", ""),
    ],
)  # fmt: skip
def test_abbreviated_units_are_written_out_with_their_diacritics(written, meant):
    assert written_out(written) == meant


def test_an_address_is_written_out_part_by_part():
    written = "12 Lê Lợi, P.Bến Nghé, Q1, TP.HCM"

    assert address_written_out(written) == (
        "12 Lê Lợi, phường Bến Nghé, quận 1, thành phố Hồ Chí Minh"
    )


def test_an_abbreviation_depends_on_where_it_stands():
    assert expanded("NT Hoa", "name") == "nha tro hoa"
    assert expanded("TDP 5, Đ. Lê Lợi", "address") == "to dan pho 5 duong le loi"


def test_every_heading_leads_to_a_field_that_there_is():
    fields = set(heading_fields().values())

    assert fields - set(FIELDS) - {"ignore"} == set()


def test_every_heading_of_an_export_is_recognised():
    headings = [heading for heading, _ in exporting.COLUMNS]
    numbered = [f"{heading} 2" for heading in exporting.LICENCE_HEADINGS]
    names_of_units = {"Tỉnh/Thành phố", "Xã/phường/đặc khu"}

    fields = [field_of(heading) for heading in [*headings, *exporting.LICENCE_HEADINGS]]
    assert None not in fields
    assert len(set(fields)) == len(fields)
    assert [field_of(heading) for heading in numbered] == [f"{n}_2" for n in LICENCE_FIELDS]
    assert names_of_units <= set(headings)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("legal_form", LegalForm), ("status", EstablishmentStatus), ("placement", Placement),
        ("licence_kind", LicenceKind), ("licence_state", LicenceState),
    ],
)  # fmt: skip
def test_words_of_closed_lists_mean_their_members_and_every_member_has_one(field, kind):
    values = set(values_of(field).values())

    assert values <= {member.value for member in kind}
    unsaid = {member.value for member in kind} - values
    assert unsaid <= {"unknown"}
