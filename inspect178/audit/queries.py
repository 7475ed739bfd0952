"""What does the trail say? The history of a thing, of a person, of a day; and whether it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from inspect178.access.actor import Actor
from inspect178.audit.actions import Action
from inspect178.audit.models import AuditDetail, AuditEntry, AuditOpening
from inspect178.audit.trail import GENESIS, leaf_hash
from inspect178.extensions import db

Events = Select[AuditEntry, str]


def readable(actor: Actor) -> ColumnElement[bool]:
    """Hide what belongs to a secret that is not over, except from the one who did it."""
    return or_(
        AuditEntry.secrecy_key.is_(None),
        AuditEntry.secrecy_key.in_(select(AuditOpening.secrecy_key)),
        AuditEntry.actor_id == (actor.user_id if actor.user_id is not None else -1),
    )


def events(actor: Actor) -> Events:
    """Select the events that the actor may read, with their details, newest first."""
    return (
        select(AuditEntry, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(readable(actor))
        .order_by(AuditEntry.seq.desc())
    )


def events_about(actor: Actor, establishment_id: UUID) -> Events:
    """Select the story of an establishment."""
    return events(actor).where(AuditEntry.about_id == str(establishment_id))


def events_of_subject(actor: Actor, subject_type: str, subject_id: object) -> Events:
    """Select the story of one thing."""
    return events(actor).where(
        AuditEntry.subject_type == subject_type, AuditEntry.subject_id == str(subject_id)
    )


def story_of(actor: Actor, subject_type: str, subject_id: str) -> Events:
    """Select the story of a thing; an establishment's holds all that concerns it."""
    found = events_of_subject(actor, subject_type, subject_id)
    if subject_type != "establishment":
        return found
    return events(actor).where(
        or_(
            AuditEntry.about_id == subject_id,
            and_(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id),
        )
    )


def doers(subject_type: str, subject_id: object, actions: Iterable[Action]) -> frozenset[int]:
    """Give the accounts that did any of these acts to a thing, for who decides on whose work."""
    found = db.session.scalars(
        select(AuditEntry.actor_id).where(
            AuditEntry.subject_type == subject_type,
            AuditEntry.subject_id == str(subject_id),
            AuditEntry.action.in_(action.name for action in actions),
        )
    )
    return frozenset(user_id for user_id in found if user_id is not None)


def events_by(actor: Actor, user_id: int) -> Events:
    """Select what a person did and read."""
    return events(actor).where(AuditEntry.actor_id == user_id)


def events_between(actor: Actor, start: datetime, end: datetime) -> Events:
    """Select what happened from `start` until before `end`."""
    return events(actor).where(AuditEntry.at >= start, AuditEntry.at < end)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the trail."""

    action: str = ""
    subject_type: str = ""
    start: datetime | None = None  # from this instant
    end: datetime | None = None  # until before this one
    about: UUID | None = None
    people: Select[int] | None = None


def find_events(actor: Actor, wanted: Wanted, *, area: ColumnElement[bool]) -> Events:
    """Select the events of an area that somebody looks for, newest first."""
    conditions = [area]
    if wanted.action:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.subject_type:
        conditions.append(AuditEntry.subject_type == wanted.subject_type)
    if wanted.start is not None:
        conditions.append(AuditEntry.at >= wanted.start)
    if wanted.end is not None:
        conditions.append(AuditEntry.at < wanted.end)
    if wanted.about is not None:
        conditions.append(AuditEntry.about_id == str(wanted.about))
    if wanted.people is not None:
        conditions.append(AuditEntry.actor_id.in_(wanted.people))
    return events(actor).where(*conditions)


def last_events(
    actor: Actor, count: int, *, area: ColumnElement[bool]
) -> Sequence[tuple[AuditEntry, str]]:
    """List the last events of an area, newest first."""
    found = find_events(actor, Wanted(), area=area).limit(count)
    return [(row[0], row[1]) for row in db.session.execute(found)]


@dataclass(frozen=True)
class Head:
    """How long the chain is, and the hash of its last entry."""

    entries: int
    leaf_hash: str


def head() -> Head:
    """Give the length of the chain and its last hash, to be written down by a witness."""
    last = db.session.execute(
        select(AuditEntry.seq, AuditEntry.leaf_hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()
    return Head(last.seq + 1, last.leaf_hash) if last else Head(0, GENESIS)


def first_broken_entry() -> int | None:
    """Walk the whole chain and name the first entry that does not hold; None when all do."""
    previous, expected = GENESIS, 0
    # Bare columns and not models, because the walk reads everything.
    chain = db.session.execute(
        select(*AuditEntry.__table__.columns, AuditDetail.salt, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq, isouter=True)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=2000)
    )
    names = tuple(chain.keys())
    with chain:  # closed also where the walk ends early
        for values in chain:
            row = dict(zip(names, values, strict=True))
            if row["seq"] != expected or not _holds(dict(row), previous):
                return expected
            previous, expected = row["leaf_hash"], expected + 1
    return None


def _holds(row: dict[str, Any], previous: str) -> bool:
    salt, detail, found = row.pop("salt"), row.pop("detail"), row.pop("leaf_hash")
    if detail is None:
        return False
    commitment = hashlib.sha256(salt + detail.encode()).hexdigest()
    row["at"] = row["at"].isoformat()
    return bool(
        row["previous_hash"] == previous
        and commitment == row["detail_hash"]
        and leaf_hash(row) == found
    )
