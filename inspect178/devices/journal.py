"""What stands in the journal of the tablets, and who may write to it now?

The readings of the intake: few, because each costs a way to the database for each operation
(`make bench-sync`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from inspect178.devices.enums import OpState
from inspect178.devices.models import Device, DeviceBlob, DeviceOp, ServerEpoch
from inspect178.devices.payloads import Payload
from inspect178.devices.protocol import Ledger
from inspect178.extensions import db
from inspect178.identity.models import UserAccount

SETTLED = (OpState.APPLIED, OpState.SET_ASIDE)


@dataclass(frozen=True)
class Known:
    """What the journal knows of an arriving operation: its surroundings, and the clock before.

    `last_clock` is clock and counter of the tablet's newest operation, in milliseconds.
    """

    ledger: Ledger
    last_clock: tuple[int, int] | None
    earlier: frozenset[OpState]  # of earlier operations on the same object that did not go through


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
    row = db.session.execute(_device_and_person(), {"device": device_id}).first()
    return None if row is None else (row[0], row[1])


@cache
def _device_and_person() -> Select[Device, UserAccount]:
    return (
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where(Device.id == bindparam("device", type_=Device.id.type))
        .with_for_update(of=Device)
        .execution_options(populate_existing=True)
    )


def next_position() -> int:
    """Give the next position of the journal and hold it to the end of the transaction."""
    return db.session.connection().execute(_count_up()).scalar_one()


@cache
def _count_up() -> ReturningUpdate[int]:
    # A step whose commit a new epoch did not see was counted in the one before it.
    counted, kept = ServerEpoch.last_position, select(func.max(DeviceOp.position)).scalar_subquery()
    return (
        update(ServerEpoch)
        .where(ServerEpoch.number == select(func.max(ServerEpoch.number)).scalar_subquery())
        .values(last_position=case((kept > counted, kept), else_=counted) + 1)
        .returning(ServerEpoch.last_position)
        .execution_options(synchronize_session=False)
    )


def last_position() -> int:
    """Give the newest position of the journal."""
    return db.session.scalar(select(func.max(DeviceOp.position))) or 0


def known_of(op: Payload) -> Known:
    """Read what touches an arriving operation: same id, content or number, newest, earlier."""
    given = {
        "id": op.id, "hash": op.hash, "device": op.device_id, "seq": op.seq,
        # What cannot be read further has no object; then nothing is found for it.
        "object": op.object_id,
    }  # fmt: skip
    rows = db.session.connection().execute(_touching(), given).all()
    last = next((row for row in rows if row.last), None)
    ledger = Ledger(
        same_hash=next((r.position for r in rows if r.hash == op.hash), None),
        same_id=next((r.position for r in rows if r.id == op.id), None),
        same_seq=next((r.position for r in rows if r.same_seq), None),
        last_seq=last.seq if last else 0,
        last_hash=last.hash if last else "",
    )
    clock = (round(last.claimed_at.timestamp() * 1000), last.counter) if last else None
    return Known(ledger, clock, frozenset(row.state for row in rows if row.earlier))


@cache
def _touching() -> Select[Any]:
    """Give the question of `known_of`; it is written once, because writing it takes its time."""
    device_id = bindparam("device", type_=DeviceOp.device_id.type)
    seq = bindparam("seq", type_=DeviceOp.seq.type)
    same_id = DeviceOp.id == bindparam("id", type_=DeviceOp.id.type)
    same_hash = DeviceOp.hash == bindparam("hash", type_=DeviceOp.hash.type)
    its = and_(DeviceOp.device_id == device_id, DeviceOp.uses_seq)
    newest = select(func.max(DeviceOp.seq)).where(its).correlate(None).scalar_subquery()
    same_seq, last = and_(its, DeviceOp.seq == seq), and_(its, DeviceOp.seq == newest)
    earlier = and_(
        DeviceOp.object_id == bindparam("object", type_=DeviceOp.object_id.type),
        its,
        DeviceOp.seq < seq,
        DeviceOp.state.not_in(SETTLED),
    )
    return (
        select(
            DeviceOp.position, DeviceOp.id, DeviceOp.hash, DeviceOp.seq, DeviceOp.counter,
            DeviceOp.claimed_at, DeviceOp.state, same_seq.label("same_seq"), last.label("last"),
            earlier.label("earlier"),
        )
        .where(or_(same_hash, same_id, same_seq, last, earlier))
        .order_by(DeviceOp.position)
    )  # fmt: skip


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


@dataclass(frozen=True)
class Sent:
    """What a tablet has sent lately: when its last operations came, and how much of photos."""

    a_batch_ago: datetime | None  # when the operation came that lies so many back
    photo_bytes: int


def sent_lately(device_id: UUID, *, operations: int, since: datetime) -> Sent:
    """Say when the operation so many back was received, and count the bytes of photos since."""
    given = {"device": device_id, "back": operations - 1, "since": since}
    row = db.session.connection().execute(_lately(), given).one()
    return Sent(row[0], row[1])


@cache
def _lately() -> Select[datetime | None, int]:
    device_id = bindparam("device", type_=DeviceOp.device_id.type)
    received = (
        select(DeviceOp.received_at)
        .where(DeviceOp.device_id == device_id)
        .order_by(DeviceOp.position.desc())
        .offset(bindparam("back", type_=Integer()))
        .limit(1)
        .scalar_subquery()
    )
    bytes_ = (
        select(func.coalesce(func.sum(DeviceBlob.stream_bytes), 0))
        .where(
            DeviceBlob.sent_by_id == device_id,
            DeviceBlob.declared_at > bindparam("since", type_=DeviceBlob.declared_at.type),
        )
        .scalar_subquery()
    )
    return select(received, bytes_)


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
                DeviceOp.state.not_in(SETTLED),
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
    return db.session.execute(_newest_epoch()).scalar_one()


@cache
def _newest_epoch() -> Select[ServerEpoch]:
    return select(ServerEpoch).order_by(ServerEpoch.number.desc()).limit(1)


def locked_epoch() -> ServerEpoch:
    """Give the epoch of today; nobody else adds to the journal or begins another meanwhile."""
    newest = select(func.max(ServerEpoch.number)).scalar_subquery()
    db.session.execute(
        select(ServerEpoch.number).where(ServerEpoch.number == newest).with_for_update()
    )
    # Whoever held it may have begun another one, which the question above did not see yet.
    again = _newest_epoch().execution_options(populate_existing=True)
    return db.session.execute(again).scalar_one()
