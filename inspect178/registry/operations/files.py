"""How is a whole file imported at once, without stopping at its columns? For the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from inspect178.access.actor import Actor
from inspect178.kernel.text import squeeze
from inspect178.registry import columns as headings
from inspect178.registry.columns import Columns
from inspect178.registry.enums import RowOutcome
from inspect178.registry.importing import Plan, RowResult
from inspect178.registry.mending import ListToMend, RowToMend, Say
from inspect178.registry.mending import write_rows_to_mend as write
from inspect178.registry.operations.imports import (
    ImportSettings,
    apply_import,
    open_import,
    plan_of,
)
from inspect178.registry.reading import read_table
from inspect178.territory import queries as territory
from inspect178.territory.enums import Level

_SHOWN = 20


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    plan: Plan
    columns: Columns
    source: str
    sha256: str
    is_dry_run: bool


def settings_for(
    file_name: str, *, as_of: date, unit_code: str | None = None, source: str | None = None
) -> ImportSettings:
    """Give the settings of a file: its name names the list, a code the province meant."""
    province_id = None
    if unit_code:
        unit = territory.require_unit_by_code(unit_code, as_of, Level.PROVINCE)
        province_id = territory.place_of(unit)[0]
    return ImportSettings(
        as_of=as_of, source=source or list_name(file_name), province_id=province_id
    )


def list_name(file_name: str) -> str:
    """Give the name of a list: its file's name without folder and endings."""
    name = squeeze(Path(file_name.replace("\\", "/")).name)
    for ending in (".gz", ".csv", ".xlsx", ".xlsm", ".txt"):
        name = name.removesuffix(ending).removesuffix(ending.upper())
    return name[:80] or "danh sách"


def import_file(
    path: Path, settings: ImportSettings, *, dry_run: bool, actor: Actor, at: datetime
) -> Imported:
    """Read a file with its columns as they are recognised, and import it or only try."""
    table = read_table(path)
    content = path.read_bytes()
    batch = open_import(table, content, file_name=path.name, settings=settings, actor=actor, at=at)
    found = headings.recognised(table.rows)
    if dry_run:
        plan = plan_of(table, found, settings, actor=actor)
    else:
        plan = apply_import(batch, table, actor=actor, at=at)
    return Imported(plan, found, settings.source, batch.sha256, dry_run)


def write_rows_to_mend(target: BinaryIO, done: Imported, *, say: Say) -> None:
    """Write the suspected and rejected rows of a file with the reasons."""
    about = ListToMend(
        headings=done.columns.headings,
        fields={str(at): name for at, name in done.columns.fields.items()},
        source=done.source,
        name=done.sha256[:8],
    )
    rows = done.plan.of(RowOutcome.SUSPECTED, RowOutcome.REJECTED)
    write(target, about, (_to_mend(row, done) for row in rows), say=say)


def _to_mend(row: RowResult, done: Imported) -> RowToMend:
    # What this list would make has no code yet while it is only tried.
    known = row.known if row.outcome == RowOutcome.SUSPECTED else None
    exists = known is not None and (bool(known.values) or not done.is_dry_run)
    return RowToMend(
        row.number,
        row.outcome.label,
        row.cells,
        [{"column": p.field, "message": p.message, "params": p.params} for p in row.problems],
        known.sticker_code if known is not None and exists else "",
    )


def told(done: Imported) -> Iterator[str]:
    """Tell in lines what became of a file, with the first rows that were not taken."""
    counts = done.plan.counts
    yield ("Tried, nothing changed: " if done.is_dry_run else "") + ", ".join(
        f"{count} {name}" for name, count in counts.items()
    )
    if done.columns.unread:
        yield "columns not read: " + ", ".join(done.columns.unread)
    rows = done.plan.of(RowOutcome.SUSPECTED, RowOutcome.REJECTED)
    for row in rows[:_SHOWN]:
        for problem in row.problems:
            yield f"row {row.number}, {problem.field}: {problem.message % problem.params}"
    if len(rows) > _SHOWN:
        yield f"… and {len(rows) - _SHOWN} more; --mend FILE writes them all"
