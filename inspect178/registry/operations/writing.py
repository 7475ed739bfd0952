"""How is the plan of an import written? Many rows at once, each with its event in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import insert, select

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.registry import timeline
from inspect178.registry.enums import Placement, RowOutcome
from inspect178.registry.importing import Plan, RowResult
from inspect178.registry.matching import Known
from inspect178.registry.models import Establishment, Licence, StatusChange
from inspect178.registry.operations import history
from inspect178.registry.operations.entries import (
    CORRECTED_FACTS,
    COUNTED_FACTS,
    keys_of,
    refresh_keys,
    shown,
    unit_named,
)
from inspect178.registry.rules import Scope
from inspect178.registry.timeline import Timeline

# How a place was found that a better one corrects; from a sure one it is a move.
UNSURE = (Placement.SPLIT_DEFAULT, Placement.POSITION, Placement.UNPLACED)
_AT_ONCE = 500


@dataclass(frozen=True)
class _Subject:
    """An establishment as the trail names it, without loading its row."""

    id: UUID
    __tablename__: ClassVar[str] = "establishment"


def write_plan(plan: Plan, *, actor: Actor, at: datetime, as_of: date) -> None:
    """Write what an import creates and updates, and record each of it."""
    _create(plan.of(RowOutcome.CREATED), actor=actor, at=at)
    updated = plan.of(RowOutcome.UPDATED)
    for start in range(0, len(updated), _AT_ONCE):
        _update(updated[start : start + _AT_ONCE], actor=actor, at=at, as_of=as_of)


def _create(rows: list[RowResult], *, actor: Actor, at: datetime) -> None:
    made = [(row, known) for row in rows if (known := row.known) is not None]
    if not made:
        return
    stamps = {"created_at": at, "updated_at": at, "created_by_id": actor.user_id, "version": 1}
    stored = [{**_columns(row, known), **stamps} for row, known in made]
    db.session.execute(insert(Establishment), stored)
    history.begin(stored)
    db.session.execute(
        insert(StatusChange),
        [
            {
                "establishment_id": one["id"],
                "status": one["status"],
                "from_on": one["status_from"] or one["in_scope_from"],
                "reason": "",
                "recorded_at": at,
                "recorded_by_id": actor.user_id,
            }
            for one in stored
        ],
    )
    licences = [licence for row, known in made for licence in _licences(row, known.id)]
    if licences:
        db.session.execute(insert(Licence), licences)
    for row, known in made:
        name = row.entry.name if row.entry else ""
        trail.record(
            A.ESTABLISHMENT_CREATED, actor=actor, subject=_Subject(known.id), at=at, name=name
        )


def _columns(row: RowResult, known: Known) -> dict[str, Any]:
    entry, place = row.entry, row.place
    if entry is None or place is None:
        raise ValueError("a row that creates has an entry and a place")
    code = known.sticker_code
    return {
        "id": known.id,
        "sticker_code": code,
        **asdict(entry),
        **asdict(place),
        **keys_of(entry.name, entry.address, sticker_code=code, tax_code=entry.tax_code),
    }


def _licences(row: RowResult, establishment_id: UUID) -> Iterator[dict[str, Any]]:
    for licence in row.licences:
        yield {"establishment_id": establishment_id, **asdict(licence)}


def _update(rows: list[RowResult], *, actor: Actor, at: datetime, as_of: date) -> None:
    ids = [row.known.id for row in rows if row.known is not None]
    found = db.session.scalars(select(Establishment).where(Establishment.id.in_(ids)))
    establishments = {one.id: one for one in found}
    lines = history.lines_of(establishments)
    for row in rows:
        if row.known is not None:
            one = establishments[row.known.id]
            line = _line(lines[one.id], one, row, as_of=as_of)
            _change(one, row, actor=actor, at=at, as_of=as_of)
            if line != lines[one.id]:
                history.keep(one, line, at=at)
                lines[one.id] = line  # a later row of the list may be the same establishment


def _line(line: Timeline, establishment: Establishment, row: RowResult, *, as_of: date) -> Timeline:
    """Say what is so of an establishment after a list of a day was read.

    A list says what is so on its day: type, agency, workers and status hold from then on, a status
    from the day that it names. A place is a correction of an unsure one for as long as that was
    held to be so, else a move of that day.
    """
    changes = row.changes
    if "status" in changes:
        since = changes.get("status_from") or as_of
        line = timeline.changed(line, from_on=since, status=changes["status"])
    said = {k: v for k, v in changes.items() if k in (*CORRECTED_FACTS, *COUNTED_FACTS)}
    line = timeline.changed(line, from_on=as_of, **said)
    if row.new_place is not None:
        units = asdict(row.new_place)
        units.pop("placement")
        unsure = establishment.placement in UNSURE or establishment.commune_id is None
        same = units["commune_id"] == establishment.commune_id
        since = timeline.placed_since(line) if unsure or same else as_of
        line = timeline.changed(line, from_on=since, **units)
    if {"in_scope_from", "in_scope_to", "scope_reason"} & set(changes):
        line = timeline.rescoped(line, _scope(establishment, changes))
    return line


def _scope(establishment: Establishment, changes: dict[str, Any]) -> Scope:
    said = {
        name: changes.get(name, getattr(establishment, name))
        for name in ("in_scope_from", "in_scope_to", "scope_reason")
    }
    return Scope(*said.values())


def _change(
    establishment: Establishment, row: RowResult, *, actor: Actor, at: datetime, as_of: date
) -> None:
    changes = row.changes
    before = shown({name: getattr(establishment, name) for name in changes})
    after = shown(changes)
    if row.new_place is not None:
        before["unit"], after["unit"] = unit_named(establishment), unit_named(row.new_place)
    for name, value in {**changes, **(asdict(row.new_place) if row.new_place else {})}.items():
        setattr(establishment, name, value)
    refresh_keys(establishment)
    establishment.updated_at = at
    if "status" in changes:
        db.session.add(
            StatusChange(
                establishment_id=establishment.id,
                status=changes["status"],
                from_on=changes.get("status_from") or as_of,
                recorded_at=at,
                recorded_by_id=actor.user_id,
            )
        )
    _store_licences(establishment, row)
    if row.licences:
        before["number"], after["number"] = None, [licence.number for licence in row.licences]
    trail.record(
        A.ESTABLISHMENT_CHANGED,
        actor=actor,
        subject=establishment,
        at=at,
        before=before,
        after=after,
    )


def _store_licences(establishment: Establishment, row: RowResult) -> None:
    if not row.licences:
        return
    held = {
        (one.kind, one.number): one
        for one in db.session.scalars(
            select(Licence).where(Licence.establishment_id == establishment.id)
        )
    }
    for said in row.licences:
        one = held.get((said.kind, said.number))
        if one is None:
            db.session.add(Licence(establishment_id=establishment.id, **asdict(said)))
            continue
        one.issuer = said.issuer or one.issuer
        one.issued_on = said.issued_on or one.issued_on
        one.expires_on = said.expires_on or one.expires_on
