"""How does a file that somebody sends become rows of text, whatever it really is?

The content decides, not the name. A spreadsheet's container is checked before anything opens it
(security.md 2.3), and the parsing itself runs in a child process with limits of memory and time,
because a spreadsheet of 2 kB can ask for gigabytes:

    python -m inspect178.registry.reading FILE      prints the table, or why not, as JSON

Whatever is wrong ends in one sentence, and nothing is changed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from inspect178.kernel.errors import DomainError, InvalidInput, TooLarge
from inspect178.kernel.text_marks import N_
from inspect178.registry.containers import (
    EMPTY,
    checked_spreadsheet,
    is_spreadsheet,
    refuse_what_is_no_list,
    unpacked,
)
from inspect178.registry.delimited import rows_of_text

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 20_000, 100, 32_767
MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 20
UNREADABLE = N_("The file is damaged and cannot be read. Save it again as .xlsx and send that.")


@dataclass(frozen=True)
class Table:
    """The rows of a list, all cells as text, empty rows included so that row numbers are kept."""

    rows: list[list[str]]
    sheet: str = ""


def read_table(path: Path) -> Table:
    """Read a list in a child process with limits, or raise with one clear sentence."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise TooLarge(N_("The file is larger than 20 MB. Split the list and send the parts."))
    command = [sys.executable, "-m", __name__, str(path)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS + 5, check=False, cwd=_root()
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if done.returncode != 0:
        raise _too_much()
    answer = json.loads(done.stdout)
    if "refused" in answer:
        kind = TooLarge if answer["status"] == TooLarge.status else InvalidInput
        raise kind(answer["refused"], **answer["params"])
    return Table(**answer)


def _too_much() -> TooLarge:
    return TooLarge(
        N_(
            "The file asks for too much memory or time to read. "
            "Copy the filled cells into a new file and send that."
        )
    )


def _root() -> Path:
    return Path(__file__).resolve().parents[2]


def parse(path: Path) -> Table:
    """Read a list in this process; only the child calls this."""
    data = unpacked(path.read_bytes())
    refuse_what_is_no_list(data)
    if is_spreadsheet(data):
        return _from_spreadsheet(data)
    return _table(rows_of_text(data), sheet="")


def _from_spreadsheet(data: bytes) -> Table:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    checked_spreadsheet(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.end is not None:
                _refuse_too_many(sheet.end[0], sheet.end[1] + 1)
                rows = ([_text(c) for c in row] for row in sheet.to_python(skip_empty_area=False))
                return _table(rows, sheet=about.name)
    except (CalamineError, ValueError, OSError) as error:
        raise InvalidInput(UNREADABLE) from error
    raise InvalidInput(EMPTY)


def _refuse_too_many(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise TooLarge(
            N_(
                "The list has %(rows)s rows and %(columns)s columns; at most %(max_rows)s rows "
                "and %(max_columns)s columns are accepted. Split it and send the parts."
            ),
            rows=rows,
            columns=columns,
            max_rows=MAX_ROWS,
            max_columns=MAX_COLUMNS,
        )


def _table(rows: Iterable[list[str]], *, sheet: str) -> Table:
    kept: list[list[str]] = []
    for row in rows:
        kept.append(_without_empty_end(row))
        if len(kept) > MAX_ROWS + 1 or len(kept[-1]) > MAX_COLUMNS:
            _refuse_too_many(len(kept), len(kept[-1]))
        if any(len(cell) > MAX_CELL for cell in kept[-1]):
            raise InvalidInput(
                N_("A cell in row %(row)s holds more than 32,767 characters."), row=len(kept)
            )
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        raise InvalidInput(EMPTY)
    return Table(kept, sheet)


def _without_empty_end(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _text(cell: object) -> str:
    """Write a cell as people would type it: no `.0` behind numbers, days as 2026-03-05."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def main(path: Path) -> None:
    """Print the table, or the refusal, as JSON; used by `read_table` only."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = vars(parse(path))
    except DomainError as error:
        answer = {"refused": error.message, "params": error.params, "status": error.status}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
