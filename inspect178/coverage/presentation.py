"""How is a table of coverage written for programs and for a terminal?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspect178.coverage.queries.asking import CoverageTable
from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.rules import reached

WIDTHS = (44, 10, 10, 12, 9, 12, 8)
HEADINGS = ("unit", "in scope", "official", "provisional", "rate", "provisional", "target")
COUNTRY_NAME = "Whole country"
UNPLACED_NAME = "Still to be placed"


def as_plain_data(table: CoverageTable) -> dict[str, Any]:
    """Give a table as nested plain data; ratios are 0 to 1, or None where there is no rate."""
    return _plain(table, table.line, target=table.asked.target)


def _plain(table: CoverageTable, line: UnitCoverage, target: float | None) -> dict[str, Any]:
    question, figures = table.asked.question, line.figures
    return {
        "unit": line.code,
        "name": name_of(line),
        "from": question.period.start_on.isoformat(),
        "to": question.period.end_on.isoformat(),
        "tree": question.tree_on.isoformat(),
        "basis": question.basis.value,
        "known": question.known_at.isoformat() if question.known_at else None,
        "in_scope": figures.in_scope,
        "inspected_official": figures.official,
        "inspected_provisional": figures.provisional,
        "awaiting": figures.awaiting,
        "rate_official": figures.rate_official,
        "rate_provisional": figures.rate_provisional,
        "target": target,
        "reached": reached(figures.rate_official, target),
        "children": [
            _plain(table, child, table.target_of(child, target)) for child in line.children
        ],
    }


def as_text_lines(table: CoverageTable) -> Iterator[str]:
    """Write a table for people at a terminal, a line for each unit."""
    yield _columns(HEADINGS)
    yield from _text(table, table.line, target=table.asked.target, depth=0)


def _text(
    table: CoverageTable, line: UnitCoverage, *, target: float | None, depth: int
) -> Iterator[str]:
    figures = line.figures
    code = f"{line.code} " if line.code else ""
    yield _columns(
        (
            f"{'  ' * depth}{code}{name_of(line)}",
            str(figures.in_scope),
            str(figures.official),
            str(figures.provisional),
            _percent(figures.rate_official),
            _percent(figures.rate_provisional),
            _percent(target),
        )
    )
    for child in line.children:
        yield from _text(table, child, target=table.target_of(child, target), depth=depth + 1)


def name_of(line: UnitCoverage) -> str:
    """Name a line; the two places without a name of their own in English."""
    return line.name or (UNPLACED_NAME if line.is_unplaced else COUNTRY_NAME)


def _columns(cells: tuple[str, ...]) -> str:
    first, *others = (
        cell[:width].ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    )
    return " ".join([first, *others]).rstrip()


def _percent(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio * 100:.1f}%"
