"""What can be read of tablets and of their journal?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, text
from sqlalchemy.orm import contains_eager, joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.devices.enums import DecisionKind, OpState
from inspect178.devices.models import (
    Device,
    DeviceBlob,
    DeviceDecision,
    DeviceOp,
    ServerEpoch,
    VisitLease,
)
from inspect178.devices.payloads import Payload
from inspect178.devices.protocol import Ledger
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.models import UserAccount
from inspect178.kernel.errors import NotFound

POSITION_LOCK = 178_2005
_OP_LOCKS = 178_4


def find_by_token(token: str) -> tuple[Device, UserAccount] | None:
    """Find the tablet of a token, the present one or the next one, and its person."""
    digest = identity.token_hash(token)
    row = db.session.execute(
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where((Device.token_hash == digest) | (Device.next_token_hash == digest))
    ).first()
    return None if row is None else (row[0], row[1])


def locked_device(device_id: UUID) -> Device | None:
    """Give a tablet's row as it is now, and let nobody else write its journal meanwhile."""
    return db.session.scalar(
        select(Device)
        .where(Device.id == device_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def device_and_person(device_id: UUID) -> tuple[Device, UserAccount]:
    """Give a tablet and the person who holds it."""
    row = db.session.execute(
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where(Device.id == device_id)
    ).one()
    return row[0], row[1]


def lock_op(op_id: UUID) -> None:
    """Let two transactions with the same id pass one after the other (SQLite always does)."""
    if db.engine.dialect.name == "postgresql":
        key = int.from_bytes(op_id.bytes[:4], "big", signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": _OP_LOCKS, "b": key})


def next_position() -> int:
    """Give the next position of the journal and hold it to the end of the transaction."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSITION_LOCK})
    return last_position() + 1


def last_position() -> int:
    """Give the newest position of the journal."""
    return db.session.scalar(select(func.max(DeviceOp.position))) or 0


def ledger_of(op: Payload) -> Ledger:
    """Read from the journal what touches an arriving operation."""
    rows = db.session.execute(
        select(DeviceOp.position, DeviceOp.id, DeviceOp.hash).where(
            (DeviceOp.hash == op.hash) | (DeviceOp.id == op.id)
        ).order_by(DeviceOp.position)
    ).all()  # fmt: skip
    last = db.session.execute(
        select(DeviceOp.seq, DeviceOp.hash)
        .where(DeviceOp.device_id == op.device_id, DeviceOp.uses_seq)
        .order_by(DeviceOp.seq.desc())
        .limit(1)
    ).first()
    last_seq, last_hash = (last.seq, last.hash) if last else (0, "")
    return Ledger(
        same_hash=next((r.position for r in rows if r.hash == op.hash), None),
        same_id=next((r.position for r in rows if r.id == op.id), None),
        same_seq=_position_of(op) if op.seq <= last_seq else None,
        last_seq=last_seq,
        last_hash=last_hash,
    )


def _position_of(op: Payload) -> int | None:
    return db.session.scalar(
        select(DeviceOp.position).where(
            DeviceOp.device_id == op.device_id, DeviceOp.seq == op.seq, DeviceOp.uses_seq
        )
    )


def last_clock(device_id: UUID) -> tuple[int, int] | None:
    """Give clock and counter, in milliseconds, of the newest operation of a tablet."""
    row = db.session.execute(
        select(DeviceOp.claimed_at, DeviceOp.counter)
        .where(DeviceOp.device_id == device_id, DeviceOp.uses_seq)
        .order_by(DeviceOp.seq.desc())
        .limit(1)
    ).first()
    return None if row is None else (round(row.claimed_at.timestamp() * 1000), row.counter)


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


def received_at_of(device_id: UUID, seq: int) -> datetime | None:
    """Say when an operation of a tablet was received."""
    return db.session.scalar(
        select(DeviceOp.received_at).where(
            DeviceOp.device_id == device_id, DeviceOp.seq == seq, DeviceOp.uses_seq
        )
    )


def op_at(position: int) -> DeviceOp:
    """Give the operation at a position of the journal."""
    return db.session.get_one(DeviceOp, position)


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


def fresh_op(position: int) -> DeviceOp:
    """Give the operation at a position as it is now in the database."""
    return db.session.get_one(DeviceOp, position, populate_existing=True)


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


def actor_of_device(account: UserAccount, device_id: UUID, at: datetime) -> Actor:
    """Work out what a person may do at an instant, acting through a tablet."""
    return replace(identity.actor_of(account, at), device_id=str(device_id))


def locked_blob(blob_id: UUID) -> DeviceBlob | None:
    """Give a photo on its way, and let nobody else write to it meanwhile."""
    return db.session.scalar(
        select(DeviceBlob)
        .where(DeviceBlob.id == blob_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def require_blob(blob_id: UUID) -> DeviceBlob:
    """Give a photo on its way, or raise NotFound."""
    found = db.session.get(DeviceBlob, blob_id)
    if found is None:
        raise NotFound
    return found


def bytes_declared_since(device_id: UUID, since: datetime) -> int:
    """Count the bytes of photos that a tablet has declared since an instant."""
    return (
        db.session.scalar(
            select(func.sum(DeviceBlob.stream_bytes)).where(
                DeviceBlob.device_id == device_id, DeviceBlob.declared_at > since
            )
        )
        or 0
    )


def leases_of(device_id: UUID, at: datetime) -> Sequence[VisitLease]:
    """List the leases that a tablet holds now."""
    return db.session.scalars(
        select(VisitLease)
        .where(VisitLease.device_id == device_id, VisitLease.until_at > at)
        .order_by(VisitLease.establishment_id)
    ).all()


def holders_of(establishment_ids: Sequence[UUID], at: datetime) -> dict[UUID, tuple[UUID, str]]:
    """Give tablet and name of the person who holds the lease of each establishment."""
    rows = db.session.execute(
        select(VisitLease.establishment_id, VisitLease.device_id, UserAccount.full_name)
        .join(Device, Device.id == VisitLease.device_id)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where(VisitLease.establishment_id.in_(establishment_ids), VisitLease.until_at > at)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def devices(actor: Actor, permission: Permission) -> Select[Device]:
    """Select the tablets of the area over which the actor holds the permission."""
    return (
        select(Device)
        .join(Device.user)
        .options(contains_eager(Device.user))
        .where(visible(Device, actor, permission))
        .order_by(Device.contact_at.desc(), Device.id)
    )


def require_device(actor: Actor, device_id: UUID, permission: Permission) -> Device:
    """Give a tablet of the actor's area, or raise NotFound."""
    found: Device | None = db.session.scalar(
        devices(actor, permission).where(Device.id == device_id)
    )
    if found is None:
        raise NotFound
    return found


def last_seqs(device_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Give the newest number that the server holds of each of some tablets."""
    rows = db.session.execute(
        select(DeviceOp.device_id, func.max(DeviceOp.seq))
        .where(DeviceOp.device_id.in_(device_ids), DeviceOp.uses_seq)
        .group_by(DeviceOp.device_id)
    )
    return {row[0]: row[1] for row in rows}


def ops_of(actor: Actor) -> Select[DeviceOp]:
    """Select the operations of the tablets of the actor's area, oldest first."""
    return (
        select(DeviceOp)
        .join(DeviceOp.device)
        .join(Device.user)
        .options(contains_eager(DeviceOp.device).contains_eager(Device.user))
        .where(visible(Device, actor, P.DEVICE_DECIDE))
        .order_by(DeviceOp.position)
    )


def quarantined(actor: Actor) -> Select[DeviceOp]:
    """Select what counts only after two persons' decision."""
    return ops_of(actor).where(DeviceOp.state == OpState.QUARANTINED)


def conflicts(actor: Actor) -> Select[DeviceOp]:
    """Select what was not taken over, or taken over beside something else, and not settled."""
    settled = select(DeviceDecision.id).where(
        DeviceDecision.op_position == DeviceOp.position,
        DeviceDecision.kind == DecisionKind.SETTLE,
    )
    return ops_of(actor).where(
        or_(
            DeviceOp.state.in_([OpState.CONFLICT, OpState.REFUSED]),
            and_(DeviceOp.state == OpState.APPLIED, DeviceOp.detail.is_not(None)),
        ),
        ~settled.exists(),
    )


def count_open(actor: Actor) -> int:
    """Count what waits for a decision."""
    both = (quarantined(actor), conflicts(actor))
    counts = [select(func.count()).select_from(s.order_by(None).subquery()) for s in both]
    return sum(db.session.scalar(count) or 0 for count in counts)


def require_op(actor: Actor, position: int) -> DeviceOp:
    """Give an operation of a tablet of the actor's area, or raise NotFound."""
    found: DeviceOp | None = db.session.scalar(ops_of(actor).where(DeviceOp.position == position))
    if found is None:
        raise NotFound
    return found


def decisions_on(positions: Sequence[int]) -> Sequence[DeviceDecision]:
    """List what was decided about some operations, in order."""
    return db.session.scalars(
        select(DeviceDecision)
        .options(joinedload(DeviceDecision.decided_by))
        .where(DeviceDecision.op_position.in_(positions))
        .order_by(DeviceDecision.decided_at, DeviceDecision.op_position)
    ).all()
