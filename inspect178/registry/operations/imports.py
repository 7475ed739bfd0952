"""How does a list become establishments? Hand in, set columns, try, apply: one transaction.

Reading and deciding stand in `reading`, `columns`, `importing` and `deciding`; here is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry import columns as headings
from inspect178.registry import queries
from inspect178.registry.columns import LICENCE_FIELDS, Columns
from inspect178.registry.deciding import plan_import
from inspect178.registry.enums import ImportState, RowOutcome
from inspect178.registry.importing import Circumstances, Plan, RowResult, prepare
from inspect178.registry.matching import Register
from inspect178.registry.models import ImportBatch, ImportRow
from inspect178.registry.operations.entries import new_sticker_code
from inspect178.registry.operations.writing import write_plan
from inspect178.registry.reading import Table
from inspect178.territory import queries as territory

IN_THE_REGISTER = N_("This list is already in the register. Hand it in again to repeat it.")
_PREVIEW = 8


@dataclass(frozen=True)
class ImportSettings:
    """What a person may set about a list before it is read."""

    as_of: date
    source: str
    province_id: int | None = None
    header_at: int = 0
    fields: Mapping[int, str] | None = None


def open_import(
    table: Table,
    content: bytes,
    *,
    file_name: str,
    settings: ImportSettings,
    actor: Actor,
    at: datetime,
) -> ImportBatch:
    """Keep what a list looks like, with its columns as they were recognised."""
    policies.require(actor, P.ESTABLISHMENT_IMPORT)
    found = headings.recognised(table.rows)
    batch = ImportBatch(
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        state=ImportState.UPLOADED,
        as_of=settings.as_of,
        mapping=_mapping(table, found, settings),
        counts={},
        uploaded_at=at,
        uploaded_by_id=actor.user_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def change_columns(
    batch: ImportBatch, table: Table, settings: ImportSettings, *, actor: Actor
) -> None:
    """Set by hand which column holds what, the day and the name of the list."""
    _require_open(batch, actor)
    found = headings.mapped(table.rows, settings.header_at, settings.fields or {})
    batch.mapping = _mapping(table, found, settings)
    batch.as_of = settings.as_of
    batch.state, batch.counts = ImportState.UPLOADED, {}
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def try_import(batch: ImportBatch, table: Table, *, actor: Actor) -> Plan:
    """Say what an import would do; the register stays as it is."""
    _require_open(batch, actor)
    plan = plan_of(table, columns_of(batch, table), settings_of(batch), actor=actor)
    batch.state, batch.counts = ImportState.DRY_RUN, plan.counts
    _keep_rows_to_mend(batch, plan, applied=False)
    return plan


def apply_import(batch: ImportBatch, table: Table, *, actor: Actor, at: datetime) -> Plan:
    """Write the list into the register, all of it in this transaction."""
    _require_open(batch, actor)
    plan = plan_of(table, columns_of(batch, table), settings_of(batch), actor=actor)
    write_plan(plan, actor=actor, at=at, as_of=batch.as_of)
    batch.state, batch.counts = ImportState.APPLIED, plan.counts
    _keep_rows_to_mend(batch, plan, applied=True)
    counts: dict[str, Any] = plan.counts
    trail.record(A.LIST_IMPORTED, actor=actor, subject=batch, at=at, file=batch.file_name, **counts)
    return plan


def plan_of(table: Table, found: Columns, settings: ImportSettings, *, actor: Actor) -> Plan:
    """Read a list and decide on every row, without writing anything."""
    policies.require(actor, P.ESTABLISHMENT_IMPORT)
    headings.require_readable(found, table.rows)
    around = _circumstances(settings, actor)
    prepared = prepare(table.rows, found, around)
    provinces = {row.place.province_id for row in prepared if row.place is not None}
    sources = {settings.source} | {row.said.given.get("source", "") for row in prepared}
    known = queries.known_establishments(
        actor,
        provinces,
        sources - {""},
        with_licences=any(name.startswith(LICENCE_FIELDS[1]) for name in found.columns_of),
    )
    around = _circumstances(
        settings,
        actor,
        gazetteer=around.gazetteer,
        taken_codes=queries.taken_codes(
            (row.said.sticker_code for row in prepared if row.said.sticker_code), known
        ),
        taken_numbers=queries.taken_numbers(sources, known),
    )
    return plan_import(prepared, Register(known), around)


def columns_of(batch: ImportBatch, table: Table) -> Columns:
    """Give the columns of a list as they are set."""
    fields = {int(at): name for at, name in batch.mapping["fields"].items()}
    return headings.mapped(table.rows, batch.mapping["header_at"], fields)


def settings_of(batch: ImportBatch) -> ImportSettings:
    """Give what was set about a list."""
    return ImportSettings(
        as_of=batch.as_of,
        source=batch.mapping["source"],
        province_id=batch.mapping["province_id"],
        header_at=batch.mapping["header_at"],
    )


def require_same_file(batch: ImportBatch, content: bytes) -> None:
    """Refuse to go on with a file other than the one that was handed in."""
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise InvalidInput(N_("The file has changed since it was handed in. Hand it in again."))


def _circumstances(settings: ImportSettings, actor: Actor, **more: Any) -> Circumstances:
    gazetteer = more.pop("gazetteer", None) or territory.gazetteer()
    province = settings.province_id
    return Circumstances(
        gazetteer=gazetteer,
        as_of=settings.as_of,
        source=settings.source,
        ground=actor.territory(P.ESTABLISHMENT_IMPORT),
        province=gazetteer.units.get(province) if province is not None else None,
        draw_code=new_sticker_code,
        **more,
    )


def _mapping(table: Table, found: Columns, settings: ImportSettings) -> dict[str, Any]:
    rows = headings.body(found, table.rows)
    return {
        "header_at": found.header_at,
        "headings": found.headings,
        "fields": {str(at): name for at, name in found.fields.items()},
        "source": settings.source,
        "province_id": settings.province_id,
        "sheet": table.sheet,
        "rows": len(rows),
        "preview": [[number, row] for number, row in rows[:_PREVIEW]],
    }


def _require_open(batch: ImportBatch, actor: Actor) -> None:
    """Hold the list until the transaction ends; of two who send it off at once one is told."""
    policies.require(actor, P.ESTABLISHMENT_IMPORT)
    db.session.refresh(batch, ["state"], with_for_update=True)
    if batch.state == ImportState.APPLIED:
        raise Conflict(IN_THE_REGISTER)


def _keep_rows_to_mend(batch: ImportBatch, plan: Plan, *, applied: bool) -> None:
    """Keep suspected and rejected rows; an other one exists only once the list is applied."""
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    rows = [
        {
            "batch_id": batch.id,
            "row_number": row.number,
            "outcome": row.outcome,
            "cells": row.cells,
            "problems": [
                {"column": p.field, "message": p.message, "params": p.params} for p in row.problems
            ],
            "other_id": _other_id(row, applied=applied),
        }
        for row in plan.of(RowOutcome.SUSPECTED, RowOutcome.REJECTED)
    ]
    if rows:
        db.session.execute(insert(ImportRow), rows)


def _other_id(row: RowResult, *, applied: bool) -> UUID | None:
    if row.outcome != RowOutcome.SUSPECTED or row.known is None:
        return None
    is_stored = applied or bool(row.known.values)
    return row.known.id if is_stored else None
