"""What can be read of tablets and of their journal?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select
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
    VisitLease,
)
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.models import UserAccount
from inspect178.kernel.errors import NotFound


def find_by_token(token: str) -> tuple[Device, UserAccount] | None:
    """Find the tablet of a token, the present one or the next one, and its person."""
    digest = identity.token_hash(token)
    row = db.session.execute(_by_token(), {"digest": digest}).first()
    return None if row is None else (row[0], row[1])


@cache
def _by_token() -> Select[Device, UserAccount]:
    digest = bindparam("digest", type_=Device.token_hash.type)
    return (
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where((Device.token_hash == digest) | (Device.next_token_hash == digest))
    )


def device_and_person(device_id: UUID) -> tuple[Device, UserAccount]:
    """Give a tablet and the person who holds it."""
    row = db.session.execute(
        select(Device, UserAccount)
        .join(UserAccount, UserAccount.id == Device.user_id)
        .where(Device.id == device_id)
    ).one()
    return row[0], row[1]


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
    """Count the bytes of photos, also of others, that a tablet has declared since an instant."""
    return (
        db.session.scalar(
            select(func.sum(DeviceBlob.stream_bytes)).where(
                DeviceBlob.sent_by_id == device_id, DeviceBlob.declared_at > since
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
