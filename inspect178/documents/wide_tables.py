"""How does a table with more columns than a page become tables that fit? Cut between groups.

The width of a column is estimated from its longest figure and the longest word above it, in
points at the size in which wide tables are printed. Every part repeats the names of the units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from inspect178.documents.facts import ColumnOnPaper, WideTableOnPaper
from inspect178.documents.words import grouped

PAGE_WIDTH = 705.0  # A4 on its side, without its margins
NAME_WIDTH = 112.0
_DIGIT, _LETTER, _AROUND = 4.7, 5.2, 7.0  # at 9 pt; bold letters are wider than digits
_STEP = 10.0


@dataclass(frozen=True)
class GroupOfColumns:
    """A heading over so many columns; empty where columns stand for themselves."""

    heading: str
    span: int


@dataclass(frozen=True)
class WideRow:
    """A line of a part, figures already written out."""

    name: str
    depth: int
    figures: tuple[str, ...]


@dataclass(frozen=True)
class WidePart:
    """As much of a wide table as fits on a page: headings, lines, widths in points."""

    groups: tuple[GroupOfColumns, ...]
    headings: tuple[str, ...]
    rows: tuple[WideRow, ...]
    widths: tuple[float, ...]


def parts_of(table: WideTableOnPaper) -> tuple[WidePart, ...]:
    """Cut a table into parts that fit side by side on a page; none without columns."""
    return tuple(_part(table, places) for places in _cuts(table))


def _cuts(table: WideTableOnPaper) -> list[list[int]]:
    """Say which columns stand together: as few parts as possible, about equally wide."""
    widths = [_width(table, place) for place in range(len(table.columns))]
    groups, room = _groups(table.columns), PAGE_WIDTH - NAME_WIDTH
    fewest = len(_filled(groups, widths, room))
    narrow = sum(widths) / max(fewest, 1)
    while narrow < room and len(_filled(groups, widths, narrow)) > fewest:
        narrow += _STEP
    return _filled(groups, widths, min(narrow, room))


def _filled(groups: list[list[int]], widths: list[float], room: float) -> list[list[int]]:
    """Fill one part after the other: whole groups where they fit, else as many as fit."""
    parts: list[list[int]] = []
    left = 0.0
    for together in groups:
        whole = sum(widths[place] for place in together)
        for number, place in enumerate(together):
            if (number == 0 and whole > left) or widths[place] > left:
                parts.append([])
                left = room
            parts[-1].append(place)
            left -= widths[place]
    return [part for part in parts if part]


def _groups(columns: Sequence[ColumnOnPaper]) -> list[list[int]]:
    """Give the places of columns under one heading; a column without one stands alone."""
    keys = [column.group or place for place, column in enumerate(columns)]
    return [list(places) for _, places in groupby(range(len(columns)), key=keys.__getitem__)]


def _width(table: WideTableOnPaper, place: int) -> float:
    column = table.columns[place]
    figures = max((len(grouped(row.figures[place])) for row in table.rows), default=1)
    words = max((len(word) for word in column.heading.split()), default=1)
    return max(figures * _DIGIT, min(words, 14) * _LETTER) + _AROUND


def _part(table: WideTableOnPaper, places: list[int]) -> WidePart:
    columns = [table.columns[place] for place in places]
    widths = [_width(table, place) for place in places]
    spare = max(PAGE_WIDTH - NAME_WIDTH - sum(widths), 0.0)
    for_names = min(spare * 0.4, 90.0)
    each = (spare - for_names) / len(places)
    return WidePart(
        groups=tuple(
            GroupOfColumns(columns[together[0]].group, len(together))
            for together in _groups(columns)
        ),
        headings=tuple(column.heading for column in columns),
        rows=tuple(
            WideRow(row.name, row.depth, tuple(grouped(row.figures[place]) for place in places))
            for row in table.rows
        ),
        widths=(NAME_WIDTH + for_names, *(width + each for width in widths)),
    )
