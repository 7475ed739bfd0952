"""How does an event get into the trail? `record()` is the only way in.

Events of a transaction are collected and appended as its last statements, in the same
transaction: no event, no action. The lock that keeps the chain gapless is so held only for the
moment of the commit. `record_reading()` writes at once in a short transaction of its own, before
the answer is sent, and stays even if the page then fails or the form is refused.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import rfc8785
from flask import Response, after_this_request, g, has_request_context
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from inspect178.access.actor import Actor
from inspect178.audit.actions import Action
from inspect178.audit.models import AuditDetail, AuditEntry, AuditOpening
from inspect178.extensions import db
from inspect178.web.transactions import is_reading

CHAIN_LOCK = 178_2004
GENESIS = "0" * 64
_PENDING = "audit.pending"
# Of a flat row of texts and whole numbers this makes the very bytes of RFC 8785, many times
# quicker, because the walk of the chain writes every entry anew.
_FLAT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class _Event:
    action: Action
    actor: Actor
    subject: Any
    at: datetime
    details: dict[str, Any]
    outcome: str
    secrecy_key: str | None
    # The savepoint in which it happened: undone with it, the event is forgotten too.
    savepoint: SessionTransaction | None = None
    # What is written of the subject, where that may no longer be read when it is written.
    about: dict[str, Any] | None = None


def record(
    action: Action,
    *,
    actor: Actor,
    subject: Any,
    at: datetime,
    outcome: str = "done",
    **details: Any,
) -> None:
    """Record an event with this transaction; details must be exactly the action's fields."""
    made = _event(action, actor, subject, at=at, outcome=outcome, details=details)
    made.savepoint = db.session().get_nested_transaction()
    db.session.info.setdefault(_PENDING, []).append(made)


def record_reading(
    action: Action, *, actor: Actor, subject: Any, at: datetime, **details: Any
) -> None:
    """Record a reading at once, in its own transaction; call it before the page is made.

    Inside a writing request the event joins that request's transaction instead, because SQLite
    has one writer and the second connection would wait for the first for ever. Where that request
    is refused, as a form with a mistake is, the event is written once its transaction is undone.
    """
    made = _event(action, actor, subject, at=at, outcome="read", details=details)
    if is_reading():
        _append_at_once(made)
        return
    db.session.info.setdefault(_PENDING, []).append(made)
    if has_request_context():
        made.about = _about(subject)
        after_this_request(partial(_keep_reading, made))


def _keep_reading(made: _Event, response: Response) -> Response:
    """Write a reading that went with the changes of a refused request: the page was read."""
    if response.status_code >= 400 and not g.get("keep_changes", False):
        db.session.rollback()
        _append_at_once(made)
    return response


def _append_at_once(made: _Event) -> None:
    with db.engine.connect().execution_options(read_log=True) as connection, connection.begin():
        _append(connection, [made])


def unseal(secrecy_key: str, at: datetime) -> None:
    """Open the entries of a secret that is over."""
    if db.session.get(AuditOpening, secrecy_key) is None:
        db.session.add(AuditOpening(secrecy_key=secrecy_key, at=at))


def _event(
    action: Action,
    actor: Actor,
    subject: Any,
    *,
    at: datetime,
    outcome: str,
    details: dict[str, Any],
) -> _Event:
    if set(details) != action.fields:
        odd = set(details) ^ action.fields
        raise ValueError(f"{action.name}: details differ from the list of actions: {sorted(odd)}")
    return _Event(
        action, actor, subject, at, details, outcome, getattr(subject, "secrecy_key", None)
    )


def _append(connection: Connection, events: list[_Event]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = connection.execute(
        select(AuditEntry.seq, AuditEntry.leaf_hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.leaf_hash) if last else (0, GENESIS)
    entries, details = [], []
    for made in events:
        detail = rfc8785.dumps(_plain(made.details)).decode()
        salt = secrets.token_bytes(32)
        row = _row(
            made,
            seq,
            previous=previous,
            detail_hash=hashlib.sha256(salt + detail.encode()).hexdigest(),
        )
        row["leaf_hash"] = previous = leaf_hash(row)
        entries.append({**row, "at": made.at})
        details.append({"seq": seq, "salt": salt, "detail": detail})
        seq += 1
    connection.execute(insert(AuditEntry), entries)
    connection.execute(insert(AuditDetail), details)


def _row(made: _Event, seq: int, *, previous: str, detail_hash: str) -> dict[str, Any]:
    return {
        "seq": seq,
        "at": made.at.astimezone(UTC).isoformat(),
        "actor_id": made.actor.user_id,
        "actor_roles": made.actor.role_names[:200],
        "session_id": made.actor.session_id,
        "device_id": made.actor.device_id,
        "action": made.action.name,
        **(made.about or _about(made.subject)),
        "outcome": made.outcome,
        "secrecy_key": made.secrecy_key,
        "detail_hash": detail_hash,
        "previous_hash": previous,
    }


def _about(subject: Any) -> dict[str, Any]:
    place = getattr(subject, "establishment_id", None)
    if place is None and getattr(subject, "__tablename__", "") == "establishment":
        place = subject.id
    return {
        "subject_type": getattr(subject, "__tablename__", str(type(subject).__name__))[:40],
        "subject_id": str(getattr(subject, "id", subject))[:36],
        "about_id": None if place is None else str(place),
    }


def leaf_hash(row: dict[str, Any]) -> str:
    """Hash an entry as a leaf of RFC 9162: SHA-256(0x00 ‖ canonical JSON of the row)."""
    return hashlib.sha256(b"\0" + _FLAT.encode(row).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def _append_pending(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()
    events = session.info.pop(_PENDING)
    _append(session.connection(), events)


def _forget_undone(session: Session, undone: SessionTransaction) -> None:
    events = session.info.pop(_PENDING, [])
    if undone.nested:
        session.info[_PENDING] = [e for e in events if undone not in _savepoints(e)]


def _savepoints(made: _Event) -> Iterator[SessionTransaction]:
    savepoint = made.savepoint
    while savepoint is not None:
        yield savepoint
        savepoint = savepoint.parent


event.listen(db.session, "before_commit", _append_pending)
event.listen(db.session, "after_soft_rollback", _forget_undone)
