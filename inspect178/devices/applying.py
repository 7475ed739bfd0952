"""What does an operation of a tablet do? A port: the tablets know nothing of inspections.

`app.py` (through the features) registers one applier for each kind of operation. An applier calls
the same operations as the pages do; it runs in a savepoint of the transaction that keeps the
operation, so that what it did is on the disk exactly when the operation is. It raises the errors
of the trade (`kernel/errors.py`); `operations/intake.py` turns them into answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from inspect178.access.actor import Actor


class Outcome(StrEnum):
    """How an operation ended: done, waiting for photos, beside another version, or refused."""

    APPLIED = "applied"
    WAITING = "waiting"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Taken:
    """An operation as an applier gets it: read, checked, in order, of a newest-schema body."""

    id: UUID
    device_id: UUID
    seq: int
    object_id: UUID
    kind: str
    schema: int
    base: str | None
    body: dict[str, Any]
    clock: datetime  # what the tablet claims
    done_at: datetime  # the claim, put right and kept within what is possible
    received_at: datetime
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Result:
    """What became of it, with a sentence for people and, of a conflict, both versions."""

    outcome: Outcome
    reason: str = ""
    detail: dict[str, Any] | None = None


Applier = Callable[[Taken, Actor], Result]

_appliers: dict[str, Applier] = {}


def register(kind: str, applier: Applier) -> None:
    """Make known what operations of a kind do; called when the application is put together."""
    _appliers[kind] = applier


def applier_of(kind: str) -> Applier | None:
    """Give what operations of the kind do, or None where nobody knows the kind."""
    return _appliers.get(kind)
