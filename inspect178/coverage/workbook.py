"""What does the workbook of coverage hold? The table, and on further sheets the lists behind it.

Every establishment in scope stands on exactly one of the lists: accepted, awaiting review, not yet
inspected. Text is written as text, so that nothing that somebody typed can become a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import get_locale
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage import rules
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries.asking import Asked, CoverageTable, Understood, coverage_table
from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.queries.lists import ListedEstablishment, all_of_list
from inspect178.coverage.queries.places import covers
from inspect178.web import filters

LISTS = (CoverageList.OFFICIAL, CoverageList.AWAITING, CoverageList.NOT_YET)
SAFE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TABLE_WIDTHS = (10, 42, 22, 14, 14, 14, 14, 14, 12, 12, 12, 14)
LIST_WIDTHS = (46, 24, 56, 28, 16, 16)
MAP = "OpenStreetMap"  # a source whose licence asks to be named
LONGEST_NAME = 31  # of a sheet, says the format


def make_workbook(actor: Actor, asked: Asked, *, at: datetime) -> BytesIO:
    """Make the workbook of a question; without the lists for whoever may not export them."""
    table = coverage_table(actor, asked)
    with_lists = covers(actor, table.asked.area.unit, P.ESTABLISHMENT_EXPORT)
    made = BytesIO()
    with xlsxwriter.Workbook(made, SAFE) as book:
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "rate": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        _write_table(book, looks, table, words=_heading(table.asked, at, with_lists=with_lists))
        for which in LISTS if with_lists else ():
            _write_list(
                book, looks, which, rows=all_of_list(
                    actor, table.asked.area, table.asked.question, which=which
                )
            )  # fmt: skip
    made.seek(0)
    return made


def file_name(asked: Understood) -> str:
    """Name the file by the unit and the days."""
    period = asked.question.period
    return f"ty-le-kiem-tra-{asked.area.code}-{period.start_on}-{period.end_on}.xlsx"


def name_of(line: UnitCoverage) -> str:
    """Name a line of the table in the reader's language."""
    return line.name or (_("Still to be placed") if line.is_unplaced else _("Whole country"))


def _heading(asked: Understood, at: datetime, *, with_lists: bool) -> list[str]:
    question = asked.question
    said = rules.definitions(question.basis)
    lines = [
        _(
            "From %(first)s to %(last)s, by the administrative units of %(tree)s.",
            first=filters.day(question.period.start_on),
            last=filters.day(question.period.end_on),
            tree=filters.day(question.tree_on),
        ),
        _("Known on %(moment)s.", moment=filters.moment(at)),
        f"{_('In scope')}: {_(said['in_scope'])}",
        f"{_('Official')}: {_(said['official'])}",
        f"{_('Provisional')}: {_(said['provisional'])}",
    ]
    if not with_lists:
        lines.append(
            _("The lists are left out, because your account may not export establishments.")
        )
    return lines


def _write_table(
    book: Any, looks: dict[str, Any], table: CoverageTable, *, words: list[str]
) -> None:
    sheet = book.add_worksheet(_("Rates"))
    for column, width in enumerate(TABLE_WIDTHS):
        sheet.set_column(column, column, width)
    title = _("Coverage rate: %(place)s", place=name_of(table.line))
    sheet.write_string(0, 0, title, looks["title"])
    for place, line in enumerate(words, 1):
        sheet.write_string(place, 0, line)
    top = len(words) + 2
    headings = (
        _("Code"), _("Unit"), _("Level"), _("In scope"), _("Official"), _("Provisional"),
        _("Awaiting review"), _("Not yet inspected"), _("Official rate"), _("Provisional rate"),
        _("Target rate"), _("Target reached"),
    )  # fmt: skip
    for column, heading in enumerate(headings):
        sheet.write_string(top, column, heading, looks["head"])
    sheet.freeze_panes(top + 1, 2)
    for place, cells in enumerate(
        _table_rows(table, table.line, target=table.asked.target), top + 1
    ):
        _write_row(sheet, looks, place, cells=cells)


def _table_rows(
    table: CoverageTable, line: UnitCoverage, *, target: float | None, depth: int = 0
) -> Iterator[tuple[Any, ...]]:
    figures = line.figures
    reached = rules.reached(figures.rate_official, target)
    yield (
        line.code or "", "  " * depth + name_of(line), filters.label(line.level),
        figures.in_scope, figures.official, figures.provisional, figures.awaiting, figures.not_yet,
        figures.rate_official, figures.rate_provisional, target,
        None if reached is None else _("Reached") if reached else _("Not reached"),
    )  # fmt: skip
    for child in line.children:
        below = table.target_of(child, target)
        yield from _table_rows(table, child, target=below, depth=depth + 1)


def _write_list(
    book: Any, looks: dict[str, Any], which: CoverageList, *, rows: Iterator[ListedEstablishment]
) -> None:
    sheet = book.add_worksheet(filters.label(which)[:LONGEST_NAME])
    headings = (
        _("Establishment"), _("Type"), _("Address"), _("Commune today"), _("In scope since"),
        _("Inspected on"),
    )  # fmt: skip
    for column, (heading, width) in enumerate(zip(headings, LIST_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, looks["head"])
    sheet.freeze_panes(1, 1)
    vietnamese, place, is_mapped = str(get_locale()) == "vi", 0, False
    for place, row in enumerate(rows, 1):
        is_mapped = is_mapped or row.source == MAP
        cells = (
            row.name, row.type_vi if vietnamese else row.type_en, row.address,
            row.commune or _("Still to be placed"), row.in_scope_from,
            row.visit.completed_on if row.visit else None,
        )  # fmt: skip
        _write_row(sheet, looks, place, cells=cells)
    if is_mapped:
        credit = _("Names and places of some: © OpenStreetMap contributors, ODbL 1.0.")
        sheet.write_string(place + 2, 0, credit)


def _write_row(sheet: Any, looks: dict[str, Any], place: int, *, cells: tuple[Any, ...]) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(place, column, value)
        elif isinstance(value, date):
            sheet.write_datetime(place, column, value, looks["day"])
        elif isinstance(value, float):
            sheet.write_number(place, column, value, looks["rate"])
        elif value is not None:
            sheet.write_number(place, column, value)
