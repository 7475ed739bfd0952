"""Who decides about what does not count by itself? Two persons let it count, one sets it aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices import journal, queries, standing
from inspect178.devices.enums import DecisionKind, OpState
from inspect178.devices.models import Device, DeviceDecision, DeviceOp
from inspect178.devices.operations import performing
from inspect178.devices.operations.performing import Say
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.kernel.text_marks import N_


def agree_release(op: DeviceOp, *, reason: str, actor: Actor, at: datetime, say: Say) -> bool:
    """Agree that work counts that does not by itself; the second person's word lets it count.

    It goes for everything of the same tablet on the same object that stands open beside the step:
    it is dealt with in its order, so that what stood aside only because of an earlier step goes
    on. Where two have agreed and the rules were still against it, anybody may try it again. Says
    whether it was dealt with now.
    """
    device = _check(op, actor=actor, reason=reason)
    if not is_releasable(op):
        raise Conflict(N_("This has been decided already."))
    together = standing.ops_together(op)
    agreed = {(d.op_position, d.decided_by_id) for d in _agreements(together)}
    fresh = [each for each in together if (each.position, actor.user_id) not in agreed]
    others = {position for position, person in agreed if person != actor.user_id}
    ready = _ready(together, others)
    if not fresh and not ready:
        raise Conflict(N_("You have agreed already. A second person has to agree."))
    for each in fresh:
        _note(each, DecisionKind.RELEASE, reason, actor=actor, at=at)
    trail.record(
        A.DEVICE_RELEASE_AGREED, actor=actor, subject=device, at=at, position=op.position,
        reason=reason.strip(),
    )  # fmt: skip
    for each in ready:
        each.state = OpState.APPLIED  # out of the way; what each becomes is decided now
    for each in ready:
        _release(each, device, actor=actor, at=at, say=say)
    return bool(ready)


def _ready(together: Sequence[DeviceOp], agreed: Collection[int]) -> list[DeviceOp]:
    """Pick what goes on now: what two agreed on, and what stands aside only because of that."""
    first = min((op.seq for op in together if op.position in agreed), default=None)
    if first is None:
        return []
    return [
        op
        for op in together
        if op.position in agreed
        or (op.seq > first and op.state != OpState.QUARANTINED and standing.is_sequel(op))
    ]


def is_releasable(op: DeviceOp) -> bool:
    """Say whether two persons may let a step count.

    Another content under an id that is taken is never let count: that would be two effects.
    """
    return op.copy_of is None and op.state in standing.STANDING


def _agreements(ops: Sequence[DeviceOp]) -> list[DeviceDecision]:
    positions = [op.position for op in ops]
    return [d for d in queries.decisions_on(positions) if d.kind == DecisionKind.RELEASE]


def _release(op: DeviceOp, device: Device, *, actor: Actor, at: datetime, say: Say) -> None:
    performing.perform(op, performing.actor_of(op), say=say, at=at)
    db.session.flush()
    trail.record(A.DEVICE_RELEASED, actor=actor, subject=device, at=at, position=op.position)


def set_aside(op: DeviceOp, *, reason: str, actor: Actor, at: datetime) -> None:
    """Set aside quarantined work, or settle a conflict that was looked at; it is kept."""
    device = _check(op, actor=actor, reason=reason)
    if not is_open(op, queries.decisions_on([op.position])):
        raise Conflict(N_("This has been decided already."))
    kind = DecisionKind.SET_ASIDE if op.state == OpState.QUARANTINED else DecisionKind.SETTLE
    _note(op, kind, reason, actor=actor, at=at)
    if op.state != OpState.APPLIED:  # what was done stays done; only its case is settled
        performing.settle(op, OpState.SET_ASIDE, reason=op.reason, at=at)
    trail.record(
        A.DEVICE_OP_SET_ASIDE, actor=actor, subject=device, at=at, position=op.position,
        reason=reason.strip(),
    )  # fmt: skip


def _check(op: DeviceOp, *, actor: Actor, reason: str) -> Device:
    journal.locked_device(op.device_id)  # one decides at a time, about the step as it is now
    journal.fresh_op(op.position)
    device, _person = queries.device_and_person(op.device_id)
    policies.require_here(actor, P.DEVICE_DECIDE, device)
    policies.require_other_person(actor, device.user_id)
    if not reason.strip():
        raise InvalidInput(N_("Give the reason for your decision."), field="reason")
    return device


def is_open(op: DeviceOp, decisions: Sequence[DeviceDecision]) -> bool:
    """Say whether an operation waits for somebody's decision."""
    if op.state == OpState.APPLIED:
        settled = any(d.kind == DecisionKind.SETTLE for d in decisions)
        return op.detail is not None and not settled
    return op.state in standing.STANDING


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
