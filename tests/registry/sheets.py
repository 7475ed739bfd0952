"""How do tests make lists? Spreadsheets and text files, sound ones and hostile ones."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

HEADINGS = ["Mã cơ sở", "Tên cơ sở", "Loại hình", "Địa chỉ", "Xã/phường", "Tỉnh/TP"]


def spreadsheet(rows: Sequence[Sequence[Any]], *, sheet: str = "DS", **sheets: Any) -> bytes:
    """Make an .xlsx of rows; cells are written as they are, formulas as texts."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "in_memory": True}) as book:
        for name, content in {sheet: rows, **sheets}.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(content):
                page.write_row(at, 0, row)
    return target.getvalue()


def rows_of(content: bytes) -> list[list[Any]]:
    """Read the first sheet of an .xlsx."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def archive(entries: dict[str, bytes]) -> bytes:
    """Make a ZIP of these entries."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return target.getvalue()


def with_flag(content: bytes, bit: int) -> bytes:
    """Set a flag of every entry in the directory of a ZIP, as encryption does."""
    changed = bytearray(content)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        (flags,) = struct.unpack_from("<H", changed, at + 8)
        struct.pack_into("<H", changed, at + 8, flags | bit)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def with_overlap(content: bytes) -> bytes:
    """Let all entries of a ZIP point to the content of the first."""
    changed = bytearray(content)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", changed, at + 42, 0)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def last_corner() -> bytes:
    """Make an .xlsx of two cells, the first and the last, that asks for 17 thousand million."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "Tên cơ sở")
        page.write_string(1_048_575, 16_383, "x")
    return target.getvalue()
