"""Which sentences are written again and again? Stock phrases of records, shipped as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from inspect178.kernel.shipped import shipped_rows

DATA = Path(__file__).parent / "data" / "stock_phrases.csv"
KINDS = ("finding", "recommendation", "owner_opinion", "refusal_reason")


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """List the phrases of a kind in their order, in Vietnamese as records are written."""
    rows = [row for row in _rows() if row["kind"] == kind]
    return tuple(row["text_vi"] for row in sorted(rows, key=lambda row: int(row["sort"])))


@cache
def both_languages() -> tuple[tuple[str, str, int, str, str], ...]:
    """List all phrases with an id, kind, order, and both languages, as a tablet takes them."""
    rows = [(row["kind"], int(row["sort"]), row["text_vi"], row["text_en"]) for row in _rows()]
    return tuple((f"{kind}.{sort}", kind, sort, vi, en) for kind, sort, vi, en in rows)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(shipped_rows(DATA))
