"""What is a table of the pack? Named columns, the first of which is the row's id as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """Rows of one kind that a tablet takes along; every value is plain JSON."""

    columns: tuple[str, ...]
    rows: dict[str, Row] = field(default_factory=dict)


def table(columns: str, rows: Iterable[Row]) -> Table:
    """Make a table of columns named in one text and of rows that begin with their id."""
    names = tuple(columns.split())
    found = {str(row[0]): [str(row[0]), *row[1:]] for row in rows}
    for row in found.values():
        if len(row) != len(names):
            raise ValueError(f"{len(row)} values for the columns {names}")
    return Table(names, found)
