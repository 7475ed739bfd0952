"""What stands in the journal beside a step: open ones, the one before, what a backup holds?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from inspect178.devices.enums import OpState
from inspect178.devices.models import DeviceBlob, DeviceOp, ServerEpoch
from inspect178.devices.protocol import CLOCK_OFF
from inspect178.extensions import db

# What stands beside the office's version until somebody decides.
STANDING = (OpState.QUARANTINED, OpState.CONFLICT, OpState.REFUSED)


def ops_together(op: DeviceOp) -> Sequence[DeviceOp]:
    """List what stands open of the same tablet on the same object, in order."""
    return db.session.scalars(
        select(DeviceOp)
        .where(
            DeviceOp.device_id == op.device_id,
            DeviceOp.object_id == op.object_id,
            DeviceOp.copy_of.is_(None),
            DeviceOp.state.in_(STANDING),
        )
        .order_by(DeviceOp.seq)
    ).all()


def is_sequel(op: DeviceOp) -> bool:
    """Say whether a step follows the content of the step before it, as its tablet wrote them."""
    before = db.session.scalar(
        select(DeviceOp.hash).where(
            DeviceOp.device_id == op.device_id, DeviceOp.seq == op.seq - 1, DeviceOp.uses_seq
        )
    )
    return op.previous_hash == (before or "")


def done_steps(object_id: UUID, kind: str) -> Sequence[DeviceOp]:
    """List the steps of a kind on an object that were done."""
    return db.session.scalars(
        select(DeviceOp)
        .where(
            DeviceOp.object_id == object_id,
            DeviceOp.kind == kind,
            DeviceOp.state == OpState.APPLIED,
        )
        .order_by(DeviceOp.position)
    ).all()


def is_safe(device_id: UUID, epoch: ServerEpoch) -> bool:
    """Say whether all that a tablet brought, also for another one, lies in a verified backup.

    A photo lies in it where it was whole well before the newest step of the backup came: its time
    is that of the request, and it is on the disk a little later.
    """
    later = select(DeviceOp.position).where(
        or_(DeviceOp.device_id == device_id, DeviceOp.carried_by_id == device_id),
        DeviceOp.position > epoch.durable_position,
    )
    if db.session.scalar(select(later.exists())):
        return False
    carried = select(DeviceOp.id).where(DeviceOp.carried_by_id == device_id)
    newest = db.session.scalar(
        select(func.max(DeviceBlob.completed_at)).where(
            or_(
                DeviceBlob.device_id == device_id,
                DeviceBlob.sent_by_id == device_id,
                DeviceBlob.op_id.in_(carried),  # which its own tablet had announced before it broke
            )
        )
    )
    covered = covered_at(epoch)
    return newest is None or (covered is not None and newest + CLOCK_OFF < covered)


def covered_at(epoch: ServerEpoch) -> datetime | None:
    """Say when the newest step of the verified backup came: what was whole before lies in it."""
    return db.session.scalar(
        select(DeviceOp.received_at).where(DeviceOp.position == epoch.durable_position)
    )
