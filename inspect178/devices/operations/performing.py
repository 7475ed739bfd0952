"""What does one operation do? The applier of its kind, in a savepoint, and how that ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from inspect178.access.actor import Actor
from inspect178.devices import journal, payloads, protocol, queries, standing
from inspect178.devices.applying import Outcome, Result, Taken, applier_of
from inspect178.devices.enums import OpState
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, DomainError
from inspect178.kernel.text_marks import N_

Say = Callable[[DomainError], str]

NOT_KNOWN = N_("The office does not know this kind of step yet.")
BRANCHED = N_("An earlier step of this work was not taken over, so this one stands beside it.")
NOT_PROCESSED = N_("The office could not process this. It is kept and will be looked at.")
_log = logging.getLogger(__name__)


class TryAgain(Exception):
    """Somebody else changed the same things at the same moment; the whole act is repeated."""


def perform(
    op: DeviceOp,
    actor: Actor,
    *,
    say: Say,
    at: datetime,
    last_try: bool = True,
    earlier: Iterable[OpState] | None = None,
) -> None:
    """Do what an operation says and set what became of it.

    Earlier operations of the same tablet on the same object decide first (`protocol.held_back`);
    they are read where whoever calls has not.
    """
    held = protocol.held_back(journal.earlier_states(op) if earlier is None else earlier)
    if held is not None:
        reason = say(Conflict(BRANCHED)) if held == OpState.CONFLICT else ""
        settle(op, held, reason=reason, at=at)
        return
    result = _result(op, actor, say=say, at=at, last_try=last_try)
    state = OpState.QUARANTINED if result is None else OpState(result.outcome.value)
    if result is None:
        settle(op, state, reason=say(DomainError(NOT_PROCESSED)), at=at)
    else:
        settle(op, state, reason=result.reason, at=at)
        op.detail = result.detail


def settle(op: DeviceOp, state: OpState, *, reason: str, at: datetime) -> None:
    """Write down what became of an operation."""
    op.state, op.reason, op.changed_at = state, reason, at


def list_for_decision(
    object_id: UUID,
    kind: str,
    names: dict[str, str],
    *,
    reason: str,
    detail: dict[str, Any],
    at: datetime,
) -> None:
    """List a step that was done as a case for a person: the one whose body says what is given."""
    for op in standing.done_steps(object_id, kind):
        body = payloads.read_payload(op.payload.decode()).body
        if op.detail is None and all(body.get(name) == value for name, value in names.items()):
            settle(op, op.state, reason=reason, at=at)
            op.detail = detail


def _result(op: DeviceOp, actor: Actor, *, say: Say, at: datetime, last_try: bool) -> Result | None:
    """Run the applier; None where the program itself failed, which must not stop the queue."""
    applier = applier_of(op.kind)
    if applier is None:
        return Result(Outcome.REFUSED, say(DomainError(NOT_KNOWN)))
    try:
        with db.session.begin_nested():
            return applier(taken_of(op, at), actor)
    except DomainError as error:
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.REFUSED
        return Result(outcome, say(error))
    except (StaleDataError, IntegrityError) as error:
        if not last_try:
            raise TryAgain from error
        return Result(Outcome.CONFLICT, say(Conflict()))
    except OperationalError:
        raise
    except Exception:
        _log.exception("operation %s (%s) could not be processed", op.id, op.kind)
        return None


def taken_of(op: DeviceOp, at: datetime) -> Taken:
    """Give an operation of the journal as appliers get it."""
    payload = payloads.read_payload(op.payload.decode())
    return Taken(
        id=op.id,
        device_id=op.device_id,
        seq=op.seq,
        object_id=op.object_id,
        kind=op.kind,
        schema=op.schema_version,
        base=op.base,
        body=payload.body,
        clock=op.claimed_at,
        done_at=op.done_at,
        received_at=at,
        flags=frozenset(op.flags.split("|")) - {""},
    )


def apply_waiting(object_id: UUID, *, say: Say, at: datetime) -> None:
    """Try again what waited on an object, in the order in which it arrived."""
    waiting = journal.waiting_ops(object_id)
    for device_id in sorted({device_id for _, device_id in waiting}):
        journal.locked_device(device_id)  # one at a time: it must not be done twice
    for position, _device_id in waiting:
        op = journal.fresh_op(position)
        if op.state == OpState.WAITING:
            perform(op, actor_of(op), say=say, at=at)
            db.session.flush()


def actor_of(op: DeviceOp) -> Actor:
    """Work out what the person of an operation's tablet might do when it was done."""
    device, account = queries.device_and_person(op.device_id)
    return queries.actor_of_device(account, device.id, op.done_at)
