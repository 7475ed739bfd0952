"""How is the register written into a spreadsheet that can be imported back without loss?

Headings are those that the import recognises. Rows are written one by one in constant memory, and
every text as text: nothing that begins with `=` becomes a formula, no address becomes a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, BinaryIO

import xlsxwriter

from inspect178.kernel.shipped import shipped_rows
from inspect178.registry import rules
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.registry.words import DATA

MAX_ROWS = 20_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_WIDTHS = {"Tên cơ sở": 34, "Địa chỉ": 48, "Loại hình": 20, "Lý do chưa nhập": 60, "Ghi chú": 30}
Cell = str | int | float | date | None


@cache
def word_of(field: str, value: str) -> str:
    """Give the word for a stored value that the import reads back: the first of its words."""
    rows = shipped_rows(DATA / "value_words.csv")
    return next((r["word"] for r in rows if r["field"] == field and r["value"] == value), value)


# Heading (as in data/heading_words.csv) and what stands below it.
COLUMNS: tuple[tuple[str, Callable[[Any], Cell]], ...] = (
    ("Mã tem", lambda e: e.sticker_code),
    ("Tên cơ sở", lambda e: e.name),
    ("Loại hình", lambda e: e.type_label),
    ("Hình thức pháp lý", lambda e: _legal_form(e.legal_form)),
    ("Mã số thuế", lambda e: rules.masked_tax_code(e.tax_code)),
    ("Địa chỉ", lambda e: e.address),
    ("Xã/phường/đặc khu", lambda e: e.commune_name),
    ("Tỉnh/Thành phố", lambda e: e.province_name),
    ("Mã xã/phường (từ 07/2025)", lambda e: e.commune_code),
    ("Mã xã/phường (trước 07/2025)", lambda e: e.old_commune_code),
    ("Cách xác định địa bàn", lambda e: word_of("placement", e.placement.value)),
    ("Vĩ độ", lambda e: e.latitude),
    ("Kinh độ", lambda e: e.longitude),
    ("Số phòng", lambda e: e.room_count),
    ("Người đại diện", lambda e: e.representative),
    ("Người chịu trách nhiệm ANTT", lambda e: e.security_person),
    ("Tổng số lao động", lambda e: e.worker_total),
    ("Số lao động có hợp đồng", lambda e: e.worker_contract),
    ("Số lao động đã khám sức khỏe", lambda e: e.worker_health_checked),
    ("Quản lý từ ngày", lambda e: e.in_scope_from),
    ("Quản lý đến ngày", lambda e: e.in_scope_to),
    ("Lý do quản lý", lambda e: e.scope_reason),
    ("Trạng thái", lambda e: word_of("status", e.status.value)),
    ("Trạng thái từ ngày", lambda e: e.status_from),
    ("Cơ sở phức tạp", lambda e: (e.complex_reason or "Có") if e.is_complex else ""),
    ("Phức tạp đến ngày", lambda e: e.complex_until if e.is_complex else None),
    ("Ghi chú", lambda e: e.note),
    ("Nguồn danh sách", lambda e: e.source),
    ("Mã cơ sở", lambda e: e.source_ref),
    ("Dữ liệu minh họa", lambda e: "Có" if e.is_demo else ""),
)
LICENCE_HEADINGS = ("Loại giấy phép", "Số giấy phép", "Nơi cấp", "Ngày cấp", "Ngày hết hạn")


def write_register(target: BinaryIO, rows: Iterable[Any], *, licence_columns: int) -> None:
    """Write establishments, each with its licences beside it, into an open file."""
    headings = [heading for heading, _ in COLUMNS]
    for number in range(1, licence_columns + 1):
        headings += [h if number == 1 else f"{h} {number}" for h in LICENCE_HEADINGS]
    write_table(target, "Cơ sở", headings, rows=(_cells(row) for row in rows))


def write_table(
    target: BinaryIO, sheet_name: str, headings: Sequence[str], *, rows: Iterable[Sequence[Cell]]
) -> None:
    """Write a table with a line of headings; texts stay texts, whatever they begin with."""
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, _WIDTHS.get(heading, 16))
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell=cell, day=day)


def _write(sheet: Any, row: int, column: int, *, cell: Cell, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell[:32_767])


def _cells(row: Any) -> list[Cell]:
    cells = [value(row) for _, value in COLUMNS]
    for licence in row.licences:
        kind = LicenceKind(licence.kind)
        cells += [
            word_of("licence_kind", kind.value),
            licence.number,
            licence.issuer,
            licence.issued_on,
            licence.expires_on,
        ]
    return cells


def _legal_form(form: LegalForm) -> str:
    return "" if form == LegalForm.UNKNOWN else word_of("legal_form", form.value)
