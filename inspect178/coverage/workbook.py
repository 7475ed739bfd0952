"""What does the workbook of coverage hold? The table, and on further sheets the lists behind it.

Every establishment of the register that lies in the place stands on exactly one of the lists:
accepted, awaiting review, not yet inspected with the reason, not below the line with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from flask_babel import get_locale
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage import rules
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries.asking import Asked, CoverageTable, Understood, coverage_table
from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.queries.lists import ListedEstablishment, Wanted, all_of_list
from inspect178.coverage.queries.places import covers
from inspect178.kernel.spreadsheet import Cell, Column, Sheet, write_workbook
from inspect178.web import filters

LISTS = (
    CoverageList.OFFICIAL,
    CoverageList.AWAITING,
    CoverageList.NOT_YET,
    CoverageList.EXCLUDED,
)
TABLE_WIDTHS = (10, 42, 22, 14, 14, 14, 14, 14, 12, 12, 12, 14)
LIST_WIDTHS = (46, 24, 56, 28, 16, 16, 32)
MAP = "OpenStreetMap"  # a source whose licence asks to be named


def make_workbook(actor: Actor, asked: Asked, *, at: datetime) -> BytesIO:
    """Make the workbook of a question; without the lists for whoever may not export them."""
    return write_workbook(_sheets(actor, coverage_table(actor, asked), at), made_at=at)


def _sheets(actor: Actor, table: CoverageTable, at: datetime) -> Iterator[Sheet]:
    """Give one sheet after the other, so that one list at a time is read."""
    asked = table.asked
    with_lists = covers(actor, asked.area.unit, P.ESTABLISHMENT_EXPORT)
    yield _table_sheet(table, notes=_notes(asked, at, with_lists=with_lists))
    for which in LISTS if with_lists else ():
        rows = all_of_list(actor, asked.area, asked.question, wanted=Wanted(which))
        yield _list_sheet(which, rows)


def file_name(asked: Understood) -> str:
    """Name the file by the unit and the days."""
    period = asked.question.period
    return f"ty-le-kiem-tra-{asked.area.code}-{period.start_on}-{period.end_on}.xlsx"


def name_of(line: UnitCoverage) -> str:
    """Name a line of the table in the reader's language."""
    return line.name or (_("Still to be placed") if line.is_unplaced else _("Whole country"))


def _notes(asked: Understood, at: datetime, *, with_lists: bool) -> list[str]:
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


def _table_sheet(table: CoverageTable, *, notes: list[str]) -> Sheet:
    headings = (
        _("Code"), _("Unit"), _("Level"), _("In scope"), _("Official"), _("Provisional"),
        _("Awaiting review"), _("Not yet inspected"), _("Official rate"), _("Provisional rate"),
        _("Target rate"), _("Target reached"),
    )  # fmt: skip
    return Sheet(
        name=_("Rates"),
        title=_("Coverage rate: %(place)s", place=name_of(table.line)),
        notes=notes,
        columns=list(map(Column, headings, TABLE_WIDTHS)),
        rows=_table_rows(table, table.line, target=table.asked.target),
        fixed=2,
    )


def _table_rows(
    table: CoverageTable, line: UnitCoverage, *, target: float | None, depth: int = 0
) -> Iterator[tuple[Cell, ...]]:
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


def _list_sheet(which: CoverageList, rows: Iterator[ListedEstablishment]) -> Sheet:
    headings = (
        _("Establishment"), _("Type"), _("Address"), _("Commune today"), _("In scope since"),
        _("Inspected on"), _("Reason"),
    )  # fmt: skip
    sources: set[str] = set()
    return Sheet(
        name=filters.label(which),
        columns=list(map(Column, headings, LIST_WIDTHS)),
        rows=_list_rows(rows, sources),
        below=_credits(sources),
    )


def _list_rows(
    rows: Iterator[ListedEstablishment], sources: set[str]
) -> Iterator[tuple[Cell, ...]]:
    """Give the cells of each establishment, and note the sources that were met."""
    vietnamese = str(get_locale()) == "vi"
    for row in rows:
        sources.add(row.source)
        yield (
            row.name, row.type_vi if vietnamese else row.type_en, row.address,
            row.commune or _("Still to be placed"), row.in_scope_from,
            row.visit.completed_on if row.visit else None,
            filters.label(row.reason) if row.reason else None,
        )  # fmt: skip


def _credits(sources: set[str]) -> Iterator[str]:
    """Name the map where it was a source; asked for after the rows."""
    if MAP in sources:
        yield _("Names and places of some: © OpenStreetMap contributors, ODbL 1.0.")
