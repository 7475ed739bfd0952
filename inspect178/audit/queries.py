"""What does the trail say? The history of a thing, of a person, of a day; and whether it holds."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from inspect178.access.actor import Actor
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


def events_by(actor: Actor, user_id: int) -> Events:
    """Select what a person did and read."""
    return events(actor).where(AuditEntry.actor_id == user_id)


def events_between(actor: Actor, start: datetime, end: datetime) -> Events:
    """Select what happened from `start` until before `end`."""
    return events(actor).where(AuditEntry.at >= start, AuditEntry.at < end)


def first_broken_entry() -> int | None:
    """Walk the whole chain and name the first entry that does not hold; None when all do."""
    previous, expected = GENESIS, 0
    rows = db.session.execute(
        select(AuditEntry, AuditDetail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq, isouter=True)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=2000)
    )
    for entry, detail in rows:
        if entry.seq != expected or not _holds(entry, detail, previous):
            return expected
        previous, expected = entry.leaf_hash, expected + 1
    return None


def _holds(entry: AuditEntry, detail: AuditDetail | None, previous: str) -> bool:
    row = {c.name: getattr(entry, c.name) for c in AuditEntry.__table__.columns}
    found = row.pop("leaf_hash")
    row["at"] = entry.at.isoformat()
    if detail is None:
        return False
    commitment = hashlib.sha256(detail.salt + detail.detail.encode()).hexdigest()
    return (
        entry.previous_hash == previous
        and commitment == entry.detail_hash
        and leaf_hash(row) == found
    )
