"""Who may visit an establishment while there is no signal? One tablet at a time, for 72 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite

from inspect178.access.actor import Actor
from inspect178.devices import ground, protocol, queries
from inspect178.devices.models import Device, VisitLease
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_


@dataclass(frozen=True)
class Held:
    """How a lease stands: until when, whether by this tablet, else by whom."""

    establishment_id: UUID
    granted: bool
    until_at: datetime | None
    holder: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as the tablet reads it."""
        return {
            "establishment": str(self.establishment_id),
            "granted": self.granted,
            "until": None if self.until_at is None else self.until_at.isoformat(),
            "holder": self.holder,
        }


def take_leases(
    device: Device, establishment_ids: Sequence[UUID], *, person: Actor, now: datetime
) -> list[Held]:
    """Lease establishments to a tablet; what another one holds stays with it until it ends.

    A lease is no right: what two teams did without knowing of each other is both kept.
    """
    wanted = sorted(set(establishment_ids))
    if len(wanted) > protocol.LEASES_AT_MOST:
        raise InvalidInput(N_("Too many establishments at once."))
    allowed = ground.may_be_leased(person, wanted)
    until = protocol.lease_until(now)
    for establishment_id in wanted:
        if establishment_id in allowed:
            _take(establishment_id, device.id, now=now, until=until)
    holders = queries.holders_of(wanted, now)
    return [_held(e, device, holders, until=until) for e in wanted if e in allowed]


def _take(establishment_id: UUID, device_id: UUID, *, now: datetime, until: datetime) -> None:
    """Take a lease that is free, run out or one's own, in one statement."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(VisitLease).values(
        establishment_id=establishment_id, device_id=device_id, granted_at=now, until_at=until
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["establishment_id"],
            set_={"device_id": device_id, "granted_at": now, "until_at": until},
            where=or_(VisitLease.device_id == device_id, VisitLease.until_at <= now),
        )
    )


def _held(
    establishment_id: UUID,
    device: Device,
    holders: dict[UUID, tuple[UUID, str]],
    *,
    until: datetime,
) -> Held:
    holder_id, name = holders[establishment_id]
    mine = holder_id == device.id
    return Held(establishment_id, mine, until if mine else None, "" if mine else name)
