"""Which inspections does a person see? Lists, and one by its id."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries.sight import readable
from inspect178.kernel.errors import NotFound


def inspections(
    actor: Actor, at: datetime, permission: Permission = P.INSPECTION_READ
) -> Select[Inspection]:
    """Select the inspections that the actor may see, the latest planned first."""
    return (
        select(Inspection)
        .where(readable(actor, at, permission))
        .options(joinedload(Inspection.establishment), joinedload(Inspection.team))
        .order_by(Inspection.planned_on.desc(), Inspection.id)
    )


def require_inspection(
    actor: Actor, inspection_id: UUID, at: datetime, *, permission: Permission = P.INSPECTION_READ
) -> Inspection:
    """Give one inspection that the actor may see, or raise NotFound."""
    found: Inspection | None = db.session.scalar(
        select(Inspection)
        .where(Inspection.id == inspection_id, readable(actor, at, permission))
        .options(
            joinedload(Inspection.establishment),
            joinedload(Inspection.team),
            joinedload(Inspection.decision),
            joinedload(Inspection.record),
        )
    )
    if found is None:
        raise NotFound
    return found
