"""How do rows that were not taken go back to the office, to be mended and sent again?

The list's own columns, with headings that are recognised when it comes back, and behind them what
was wrong. In the column Quyết định a person writes `mới`, or the sticker code of the establishment
that a suspected row is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from inspect178.kernel.shipped import shipped_rows
from inspect178.registry.columns import field_of
from inspect178.registry.exporting import Cell, write_table
from inspect178.registry.words import DATA

ADDED = (
    "Dòng trong danh sách", "Kết quả nhập", "Cột có vấn đề", "Lý do chưa nhập", "Cơ sở nghi trùng",
    "Quyết định", "Mã dòng gốc", "Nguồn danh sách",
)  # fmt: skip


@dataclass(frozen=True)
class RowToMend:
    """A row as it stood in the list, and why it was not taken."""

    number: int
    outcome: str  # message id of its label
    cells: Mapping[str, str]  # column → text
    problems: Sequence[Mapping[str, Any]]  # column, message, params
    other: str = ""


@dataclass(frozen=True)
class ListToMend:
    """The columns of the list from which the rows come."""

    headings: Sequence[str]
    fields: Mapping[str, str]  # column → field, as it was set
    source: str
    name: str  # tells rows of different lists apart


Say = Callable[[Mapping[str, Any]], str]


def write_rows_to_mend(
    target: BinaryIO, about: ListToMend, rows: Iterable[RowToMend], *, say: Say
) -> None:
    """Write the rows with the reasons, in sentences that `say` puts into people's language."""
    kept = [at for at, heading in enumerate(about.headings) if heading not in ADDED]
    headings = [_heading(about, at) for at in kept] + list(ADDED)
    write_table(
        target, "Cần sửa", headings, rows=(_cells(about, kept, row=row, say=say) for row in rows)
    )


def _heading(about: ListToMend, at: int) -> str:
    """Give a heading that leads to the field that was set by hand, too."""
    heading, field = about.headings[at], about.fields.get(str(at), "")
    if not field or field_of(heading) == field:
        return heading or f"Cột {at + 1}"
    rows = shipped_rows(DATA / "heading_words.csv")
    return next((row["heading"] for row in rows if row["field"] == field), heading)


def _cells(about: ListToMend, kept: Sequence[int], *, row: RowToMend, say: Say) -> list[Cell]:
    own: list[Cell] = [row.cells.get(str(at), "") for at in kept]
    places = [at for at, field in about.fields.items() if field == "decision"]
    decision = next((row.cells.get(at, "") for at in places), "")
    columns = {
        problem["column"]: about_column(about, problem["column"]) for problem in row.problems
    }
    return [
        *own,
        row.number,
        say({"message": row.outcome, "params": {}}),
        ", ".join(dict.fromkeys(columns.values())),
        " ".join(say(problem) for problem in row.problems),
        row.other,
        decision,
        _first_number(about, row),
        about.source,
    ]


def _first_number(about: ListToMend, row: RowToMend) -> str:
    """Keep the number that a row got when its list came first, however often it comes back."""
    given = next((at for at, field in about.fields.items() if field == "row_ref"), None)
    return row.cells.get(given or "", "") or f"{about.name}-{row.number}"


def about_column(about: ListToMend, field: str) -> str:
    """Name the column of the list that holds a field; nothing where it has none."""
    place = next((at for at, name in about.fields.items() if name == field), None)
    return about.headings[int(place)] if place is not None else ""
