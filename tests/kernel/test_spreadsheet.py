"""Do plain rows come back from a spreadsheet as they went in, and as nothing else?"""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from inspect178.kernel.errors import TooLarge
from inspect178.kernel.spreadsheet import MAX_ROWS, Column, Sheet, sheet_name, write_workbook

AT = datetime(2026, 12, 20, 1, 30, tzinfo=UTC)
COLUMNS = (Column("Đơn vị", 40), Column("Thuộc diện"), Column("Tỷ lệ"), Column("Ngày"))


def sheet(rows: Any = (), **changes: Any) -> Sheet:
    return Sheet(**{"name": "Tỷ lệ", "columns": COLUMNS, "rows": rows} | changes)


def read(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_workbook(sheets, made_at=AT))


def rows_of(page: Any) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(values_only=True))


def test_texts_numbers_shares_and_days_stay_what_they_are():
    page = read(sheet([("Xã A", 12, 0.342, date(2026, 3, 2)), ("Xã B", 0, None, None)])).active

    assert rows_of(page) == [
        ("Đơn vị", "Thuộc diện", "Tỷ lệ", "Ngày"),
        ("Xã A", 12, 0.342, datetime(2026, 3, 2)),  # noqa: DTZ001 - openpyxl gives no zone
        ("Xã B", 0, None, None),
    ]
    assert page["C2"].number_format == "0.0%"
    assert page["D2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    "typed",
    ['=HYPERLINK("http://example.org")', "+1+1", "-1", "@SUM(A1)", "{=1+1}", "=cmd|' /C calc'!A0",
     "http://example.org", "00123", "'=1"],
)  # fmt: skip
def test_what_was_typed_never_becomes_a_formula_a_link_or_a_number(typed):
    made = sheet(
        [(typed,)],
        title=typed,
        notes=(typed,),
        below=(typed,),
        columns=(Column(typed, group=typed), Column(typed, group=typed)),
    )

    page = read(made).active

    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.value, cell.data_type) for cell in cells} == {(typed, "s")}
    assert len(cells) == 7
    assert not any(cell.hyperlink for cell in cells)


def test_characters_that_no_file_can_hold_are_left_out():
    page = read(sheet([("Xã\ud800 A\x00\x07",)], name="\ud800Trang")).active

    assert page["A2"].value.startswith("Xã A")


def test_title_and_notes_stand_above_and_what_was_met_below():
    met: list[str] = []

    def rows() -> Any:
        for name in ("Xã A", "Xã B"):
            met.append(name)
            yield (name,)

    page = read(
        sheet(rows(), title="Tỷ lệ kiểm tra", notes=("Ghi chú",), below=(n for n in met))
    ).active

    assert [row[0] for row in rows_of(page)] == [
        "Tỷ lệ kiểm tra", "Ghi chú", None, "Đơn vị", "Xã A", "Xã B", None, "Xã A", "Xã B"
    ]  # fmt: skip


def test_headings_of_groups_stand_over_their_columns():
    columns = (
        Column("Đơn vị"), Column("Lưu trú", group="Cơ sở"), Column("Karaoke", group="Cơ sở"),
        Column("Số tiền", group="Phạt"),
    )  # fmt: skip

    page = read(sheet([("Xã A", 1, 2, 3)], columns=columns)).active

    assert rows_of(page) == [
        (None, "Cơ sở", None, "Phạt"),
        ("Đơn vị", "Lưu trú", "Karaoke", "Số tiền"),
        ("Xã A", 1, 2, 3),
    ]
    assert [str(merged) for merged in page.merged_cells.ranges] == ["B1:C1"]


def test_a_sheet_is_printed_on_its_side_as_wide_as_the_page_with_its_head_on_every_page():
    page = read(sheet([("Xã A",)], title="Tỷ lệ", columns=(Column("a", group="b"),))).active

    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.page_setup.fitToHeight == 0
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$4"
    assert page.freeze_panes == "B5"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Tỷ lệ", "Tỷ lệ"),
        ("Cơ sở [A]: B/C\\D*E?", "Cơ sở A B C D E"),
        ("'Trích'", "Trích"),
        ("", "1"),
        ("///", "1"),
        ("History", "History (2)"),
        ("x" * 40, "x" * 31),
        ("a" * 30 + " b", "a" * 30),
    ],
)
def test_names_of_sheets_are_such_as_spreadsheets_allow(wanted, name):
    assert sheet_name(wanted) == name


def test_names_of_sheets_differ_whatever_their_case():
    book = read(*(sheet(name=name) for name in ("Danh sách", "DANH SÁCH", "y" * 31, "Y" * 40)))

    assert book.sheetnames == ["Danh sách", "DANH SÁCH (2)", "y" * 31, "Y" * 27 + " (2)"]


def test_long_lists_take_little_memory():
    tracemalloc.start()
    write_workbook(
        [sheet((f"Cơ sở số {i}", i, 0.5, date(2026, 1, 1)) for i in range(20_000))], made_at=AT
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 15_000_000


def test_a_list_longer_than_a_sheet_is_refused_and_not_cut_off():
    with pytest.raises(TooLarge, match="1,048,576"):
        write_workbook([sheet(columns=(), rows=(() for _ in range(MAX_ROWS)))], made_at=AT)


def test_the_same_sheets_give_the_same_bytes():
    first, second = (
        write_workbook([sheet([("Xã A", 1)])], made_at=AT).getvalue() for _ in range(2)
    )

    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as book:
        assert "2026-12-20T01:30:00Z" in book.read("docProps/core.xml").decode()


def test_very_long_texts_are_as_long_as_a_cell_can_hold():
    assert len(read(sheet([("x" * 40_000,)])).active["A2"].value) == 32_767
