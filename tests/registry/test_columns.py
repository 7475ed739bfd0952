"""Are the columns of lists found below titles, by their headings or by hand?"""

from __future__ import annotations

import pytest

from inspect178.kernel.errors import InvalidInput
from inspect178.registry import columns
from tests.registry.sheets import HEADINGS

ROW = ["1", "Khách sạn Hoa", "Khách sạn", "1 Lê Lợi", "Phường Thượng Hồng", "Hưng Yên"]
TITLES = [["UBND TỈNH HƯNG YÊN"], ["DANH SÁCH CƠ SỞ", "", "Năm 2026"], []]


def test_headings_are_found_below_titles_and_above_numbers_of_columns():
    rows = [*TITLES, HEADINGS, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], ROW]

    found = columns.recognised(rows)

    assert found.header_at == 3
    assert list(found.fields.values()) == [
        "external_id", "name", "type", "address", "commune", "province",
    ]  # fmt: skip
    assert columns.body(found, rows) == [(6, ROW)]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TÊN CƠ SỞ", "name"), ("ten co so", "name"), ("Số LĐ", "worker_total"),
        ("Số lao động (người)", "worker_total"), ("Tỉnh/TP", "province"),
        ("new_ward_code", "new_commune_code"), ("Mã xã", "commune_code"),
        ("Số điện thoại", "ignore"), ("Số CCCD", "ignore"), ("Loại giấy phép 2", "licence_kind_2"),
        ("Số giấy phép (3)", "licence_number_3"), ("Gì đó", None), ("", None),
    ],
)  # fmt: skip
def test_headings_are_recognised_in_both_languages(heading, field):
    assert columns.field_of(heading) == field


def test_of_two_columns_for_one_field_the_first_is_read_and_the_other_named():
    found = columns.recognised([["Tên cơ sở", "Biển hiệu", "Địa chỉ"], ["a", "b", "c"]])

    assert found.columns_of == {"name": [0], "address": [2]}
    assert found.unread == ["Biển hiệu"]


def test_parts_of_an_address_are_joined():
    rows = [["Tên", "Số nhà, đường", "Thôn/tổ dân phố"], ["Hoa", "1 Lê Lợi", "Tổ 5"]]
    found = columns.recognised(rows)

    assert columns.values_of_row(found, rows[1]) == {"name": "Hoa", "address": "1 Lê Lợi, Tổ 5"}


def test_columns_set_by_hand_replace_what_was_recognised():
    rows = [["Cột lạ", "Địa chỉ"], ["Hoa", "1 Lê Lợi"]]

    found = columns.mapped(rows, 0, {0: "name", 1: "ignore"})

    assert columns.values_of_row(found, rows[1]) == {"name": "Hoa"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [({0: "name", 1: "name"}, "Columns 1 and 2"), ({0: "password"}, "no such field")],
)
def test_columns_set_by_hand_must_make_sense(chosen, said):
    with pytest.raises(InvalidInput, match=said):
        columns.mapped([["a", "b"]], 0, chosen)


UNREADABLE = {
    "no headings": ([["1", "2"], ["3", "4"]], "No headings"),
    "no names": ([["Địa chỉ", "Tỉnh"], ["x", "y"]], "No column holds the names"),
    "no rows": ([HEADINGS], "no rows below"),
    "one word": ([["P"]], "No headings"),
}


@pytest.mark.parametrize(("rows", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_list_that_cannot_be_read_is_refused_in_words(rows, said):
    with pytest.raises(InvalidInput, match=said):
        columns.require_readable(columns.recognised(rows), rows)
