"""How do plain rows become an .xlsx that can be read, sorted and printed? Sheet by sheet.

Every text is written as text, whatever it begins with, so nothing that somebody typed can become a
formula or a link. Rows are written as they come, in constant memory, so a list may be as long as
a sheet. The same sheets made at the same time give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter

from inspect178.kernel.errors import TooLarge
from inspect178.kernel.text_marks import N_

Cell = str | int | float | date | None  # a float is a share: 0.342 is shown as 34.2%
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS, LONGEST_NAME, LONGEST_TEXT = 1_048_576, 31, 32_767
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_TEXT = re.compile("[\ud800-\udfff]")
_RESERVED = "history"
_A4, _MARGIN = 9, 0.5


@dataclass(frozen=True)
class Column:
    """A column; neighbours with the same `group` share a heading above theirs."""

    heading: str
    width: float = 14
    group: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet of its own, printed on A4 on its side, as wide as the page.

    `below` is asked for after the rows were written, so it may tell of them; `fixed` columns
    stay in sight when the sheet is moved sideways.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: Sequence[str] = ()
    below: Iterable[str] = ()
    fixed: int = 1


def write_workbook(sheets: Iterable[Sheet], *, made_at: datetime) -> BytesIO:
    """Write sheets into a workbook; a name that is taken or not allowed is changed a little."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, _SAFE) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        looks = _looks(book)
        taken: set[str] = set()
        for sheet in sheets:
            name = sheet_name(sheet.name, taken)
            taken.add(name.casefold())
            _write_sheet(book.add_worksheet(name), sheet, looks)
    made.seek(0)
    return made


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """Make a name that spreadsheets allow and that no sheet in `taken` (case folded) has."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", _NO_TEXT.sub("", wanted)).split()).strip("' ")
    name = name[:LONGEST_NAME].strip("' ") or "1"
    used, number, found = {_RESERVED, *taken}, 1, name
    while found.casefold() in used:
        number += 1
        ending = f" ({number})"
        found = name[: LONGEST_NAME - len(ending)].rstrip("' ") + ending
    return found


def _looks(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "group": book.add_format({"bold": True, "align": "center", "text_wrap": True, "border": 1}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "share": book.add_format({"num_format": "0.0%"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
    }


def _write_sheet(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    top = _write_words(page, sheet, looks)
    head = _write_head(page, sheet.columns, looks, top=top)
    _set_print(page, top, head)
    page.freeze_panes(head + 1, sheet.fixed)
    last = head
    for last, row in enumerate(sheet.rows, head + 1):
        _write_row(page, last, row, looks=looks)
    for line, text in enumerate(sheet.below, last + 2):
        page.write_string(line, 0, _text(text))


def _write_words(page: Any, sheet: Sheet, looks: dict[str, Any]) -> int:
    """Write title and notes above the table and say where the table begins."""
    if not sheet.title and not sheet.notes:
        return 0
    page.write_string(0, 0, _text(sheet.title), looks["title"])
    for line, text in enumerate(sheet.notes, 1):
        page.write_string(line, 0, _text(text))
    return len(sheet.notes) + 2


def _write_head(page: Any, columns: Sequence[Column], looks: dict[str, Any], *, top: int) -> int:
    """Write the headings, those of groups above them, and give the last of these rows."""
    if any(column.group for column in columns):
        for group, places in groupby(range(len(columns)), key=lambda i: columns[i].group):
            _write_group(page, group, tuple(places), row=top, look=looks["group"])
        top += 1
    for place, column in enumerate(columns):
        page.write_string(top, place, _text(column.heading), looks["head"])
    return top


def _write_group(page: Any, group: str, places: tuple[int, ...], *, row: int, look: Any) -> None:
    if not group:
        return
    if len(places) > 1:
        page.merge_range(row, places[0], row, places[-1], "", look)
    page.write_string(row, places[0], _text(group), look)


def _set_print(page: Any, first: int, last: int) -> None:
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
    page.repeat_rows(first, last)
    page.set_footer("&C&P/&N")


def _write_row(page: Any, line: int, row: Sequence[Cell], *, looks: dict[str, Any]) -> None:
    if line >= MAX_ROWS:
        raise TooLarge(
            N_("A sheet holds at most %(most)s rows. Narrow the list."), most=f"{MAX_ROWS:,}"
        )
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(line, place, _text(cell))
        elif isinstance(cell, date):
            page.write_datetime(line, place, cell, looks["day"])
        elif isinstance(cell, float):
            page.write_number(line, place, cell, looks["share"])
        elif cell is not None:
            page.write_number(line, place, cell)


def _text(text: str) -> str:
    return _NO_TEXT.sub("", text)[:LONGEST_TEXT]
