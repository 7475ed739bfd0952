"""What stands in the journal of the tablets, and who may write to it now?

The readings of the intake: few, because each costs a way to the database for each operation
(`make bench-sync`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text

from inspect178.devices.enums import OpState
from inspect178.devices.models import Device, DeviceOp, ServerEpoch
from inspect178.devices.payloads import Payload
from inspect178.devices.protocol import Ledger
from inspect178.extensions import db
from inspect178.identity.models import UserAccount

POSITION_LOCK = 178_2005


@dataclass(frozen=True)
class Known:
    """What the journal knows of an arriving operation: its surroundings, and the clock before.

    `last_clock` is clock and counter of the tablet's newest operation, in milliseconds.
    """

    ledger: Ledger
    last_clock: tuple[int, int] | None


def locked_device(device_id: UUID) -> Device | None:
    """Give a tablet's row as it is now, and let nobody else write its journal meanwhile."""
    return db.session.scalar(
        select(Device)
        .where(Device.id == device_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def locked_device_and_person(device_id: UUID) -> tuple[Device, UserAccount] | None:
    """Give a tablet as it is now and who holds it; nobody else writes its journal meanwhile."""
    row = db.session.execute(
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where(Device.id == device_id)
        .with_for_update(of=Device)
        .execution_options(populate_existing=True)
    ).first()
    return None if row is None else (row[0], row[1])


def next_position() -> int:
    """Give the next position of the journal and hold it to the end of the transaction."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSITION_LOCK})
    return last_position() + 1


def last_position() -> int:
    """Give the newest position of the journal."""
    return db.session.scalar(select(func.max(DeviceOp.position))) or 0


def known_of(op: Payload) -> Known:
    """Read what touches an arriving operation: the same id, content or number, and the newest."""
    newest = (
        select(func.max(DeviceOp.seq))
        .where(DeviceOp.device_id == op.device_id, DeviceOp.uses_seq)
        .scalar_subquery()
    )
    numbered = (DeviceOp.device_id == op.device_id) & DeviceOp.uses_seq
    rows = db.session.execute(
        select(
            DeviceOp.position, DeviceOp.id, DeviceOp.hash, DeviceOp.seq, DeviceOp.counter,
            DeviceOp.claimed_at, (numbered & (DeviceOp.seq == op.seq)).label("same_seq"),
            (numbered & (DeviceOp.seq == newest)).label("last"),
        )
        .where(
            or_(
                DeviceOp.hash == op.hash,
                DeviceOp.id == op.id,
                numbered & or_(DeviceOp.seq == op.seq, DeviceOp.seq == newest),
            )
        )
        .order_by(DeviceOp.position)
    ).all()  # fmt: skip
    last = next((row for row in rows if row.last), None)
    ledger = Ledger(
        same_hash=next((r.position for r in rows if r.hash == op.hash), None),
        same_id=next((r.position for r in rows if r.id == op.id), None),
        same_seq=next((r.position for r in rows if r.same_seq), None),
        last_seq=last.seq if last else 0,
        last_hash=last.hash if last else "",
    )
    clock = (round(last.claimed_at.timestamp() * 1000), last.counter) if last else None
    return Known(ledger, clock)


def last_seq(device_id: UUID) -> int:
    """Give the newest number that the server holds of a tablet."""
    return db.session.scalar(
        select(func.max(DeviceOp.seq)).where(DeviceOp.device_id == device_id, DeviceOp.uses_seq)
    ) or 0  # fmt: skip


def durable_seq(device_id: UUID, durable_position: int) -> int:
    """Give the newest number of a tablet that lies in a verified backup."""
    return db.session.scalar(
        select(func.max(DeviceOp.seq)).where(
            DeviceOp.device_id == device_id,
            DeviceOp.uses_seq,
            DeviceOp.position <= durable_position,
        )
    ) or 0  # fmt: skip


def received_back(device_id: UUID, operations: int) -> datetime | None:
    """Say when the operation so many back from a tablet's newest was received; None if none."""
    return db.session.scalar(
        select(DeviceOp.received_at)
        .where(DeviceOp.device_id == device_id, DeviceOp.uses_seq)
        .order_by(DeviceOp.seq.desc())
        .offset(operations)
        .limit(1)
    )


def op_at(position: int) -> DeviceOp:
    """Give the operation at a position of the journal."""
    return db.session.get_one(DeviceOp, position)


def fresh_op(position: int) -> DeviceOp:
    """Give the operation at a position as it is now in the database."""
    return db.session.get_one(DeviceOp, position, populate_existing=True)


def earlier_states(op: DeviceOp) -> list[OpState]:
    """List what became of the earlier operations of the same tablet on the same object."""
    return list(
        db.session.scalars(
            select(DeviceOp.state)
            .where(
                DeviceOp.object_id == op.object_id,
                DeviceOp.device_id == op.device_id,
                DeviceOp.uses_seq,
                DeviceOp.seq < op.seq,
                DeviceOp.state.not_in([OpState.APPLIED, OpState.SET_ASIDE]),
            )
            .distinct()
        )
    )


def waiting_ops(object_id: UUID) -> Sequence[tuple[int, UUID]]:
    """List position and tablet of what waits for photos on an object, in order of arrival."""
    rows = db.session.execute(
        select(DeviceOp.position, DeviceOp.device_id)
        .where(DeviceOp.object_id == object_id, DeviceOp.state == OpState.WAITING)
        .order_by(DeviceOp.position)
    ).all()
    return [(row[0], row[1]) for row in rows]


def waiting_objects(device_id: UUID) -> Sequence[UUID]:
    """List the objects on which operations of a tablet wait for photos."""
    return db.session.scalars(
        select(DeviceOp.object_id)
        .where(DeviceOp.state == OpState.WAITING, DeviceOp.device_id == device_id)
        .distinct()
    ).all()


def present_epoch() -> ServerEpoch:
    """Give the epoch of today."""
    return db.session.scalars(
        select(ServerEpoch).order_by(ServerEpoch.number.desc()).limit(1)
    ).one()


def standing() -> tuple[ServerEpoch, int]:
    """Give the epoch of today and the newest position of the journal."""
    newest = select(func.coalesce(func.max(DeviceOp.position), 0)).scalar_subquery()
    row = db.session.execute(
        select(ServerEpoch, newest).order_by(ServerEpoch.number.desc()).limit(1)
    ).one()
    return row[0], row[1]
