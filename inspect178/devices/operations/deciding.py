"""Who decides about what does not count by itself? Two persons let it count, one sets it aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices import queries
from inspect178.devices.enums import DecisionKind, OpState
from inspect178.devices.models import Device, DeviceDecision, DeviceOp
from inspect178.devices.operations import performing
from inspect178.devices.operations.performing import Say
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.kernel.text_marks import N_


def agree_release(op: DeviceOp, *, reason: str, actor: Actor, at: datetime, say: Say) -> bool:
    """Agree that quarantined work counts; the second person's word lets it count.

    It goes for everything in quarantine of the same tablet on the same object, in its order.
    Says whether it counts now.
    """
    device = _check(op, OpState.QUARANTINED, reason, actor=actor)
    together = queries.ops_together(op)
    agreed = {(d.op_position, d.decided_by_id) for d in _agreements(together)}
    fresh = [each for each in together if (each.position, actor.user_id) not in agreed]
    if not fresh:
        raise Conflict(N_("You have agreed already. A second person has to agree."))
    for each in fresh:
        _note(each, DecisionKind.RELEASE, reason, actor=actor, at=at)
    trail.record(
        A.DEVICE_RELEASE_AGREED, actor=actor, subject=device, at=at, position=op.position,
        reason=reason.strip(),
    )  # fmt: skip
    others = {position for position, person in agreed if person != actor.user_id}
    ready = [each for each in together if each.position in others]
    for each in ready:
        _release(each, device, actor=actor, at=at, say=say)
    return bool(ready)


def _agreements(ops: Sequence[DeviceOp]) -> list[DeviceDecision]:
    positions = [op.position for op in ops]
    return [d for d in queries.decisions_on(positions) if d.kind == DecisionKind.RELEASE]


def _release(op: DeviceOp, device: Device, *, actor: Actor, at: datetime, say: Say) -> None:
    op.state = OpState.APPLIED  # out of quarantine; what it becomes is decided now
    db.session.flush()
    performing.perform(op, performing.actor_of(op), say=say, at=at)
    db.session.flush()
    trail.record(A.DEVICE_RELEASED, actor=actor, subject=device, at=at, position=op.position)


def set_aside(op: DeviceOp, *, reason: str, actor: Actor, at: datetime) -> None:
    """Set aside quarantined work, or settle a conflict that was looked at; it is kept."""
    device = _check(op, None, reason, actor=actor)
    kind = DecisionKind.SET_ASIDE if op.state == OpState.QUARANTINED else DecisionKind.SETTLE
    _note(op, kind, reason, actor=actor, at=at)
    if op.state != OpState.APPLIED:  # what was done stays done; only its case is settled
        performing.settle(op, OpState.SET_ASIDE, reason=op.reason, at=at)
    trail.record(
        A.DEVICE_OP_SET_ASIDE, actor=actor, subject=device, at=at, position=op.position,
        reason=reason.strip(),
    )  # fmt: skip


def _check(op: DeviceOp, state: OpState | None, reason: str, *, actor: Actor) -> Device:
    device, _person = queries.device_and_person(op.device_id)
    policies.require_here(actor, P.DEVICE_DECIDE, device)
    policies.require_other_person(actor, device.user_id)
    if not reason.strip():
        raise InvalidInput(N_("Give the reason for your decision."), field="reason")
    fits = op.state == state if state else is_open(op, queries.decisions_on([op.position]))
    if not fits:
        raise Conflict(N_("This has been decided already."))
    return device


def is_open(op: DeviceOp, decisions: Sequence[DeviceDecision]) -> bool:
    """Say whether an operation waits for somebody's decision."""
    if op.state == OpState.APPLIED:
        settled = any(d.kind == DecisionKind.SETTLE for d in decisions)
        return op.detail is not None and not settled
    return op.state in (OpState.QUARANTINED, OpState.CONFLICT, OpState.REFUSED)


def _note(op: DeviceOp, kind: DecisionKind, reason: str, *, actor: Actor, at: datetime) -> None:
    db.session.add(
        DeviceDecision(
            op_position=op.position,
            kind=kind,
            reason=reason.strip(),
            decided_at=at,
            decided_by_id=actor.user_id,
        )
    )
