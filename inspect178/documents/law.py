"""Which texts of law does a paper rest on? A dated list that is shipped with the package."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from inspect178.kernel.shipped import day_or_none, end_of_validity, shipped_rows

_FILE = Path(__file__).parent / "data" / "legal_bases.csv"


def legal_bases(kind: str, day: date) -> tuple[str, ...]:
    """List the texts in force on the day that a kind of paper names, in their order."""
    return tuple(
        text
        for of, text, start, end in _rows()
        if of == kind and (start is None or start <= day) and (end is None or day < end)
    )


@cache
def _rows() -> tuple[tuple[str, str, date | None, date | None], ...]:
    rows = sorted(shipped_rows(_FILE), key=lambda row: (row["kind"], int(row["sort"])))
    return tuple(
        (r["kind"], r["text"], day_or_none(r["valid_from"]), end_of_validity(r["valid_to"]))
        for r in rows
    )
