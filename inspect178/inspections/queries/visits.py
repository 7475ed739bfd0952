"""Which inspections does a person see, one by its id, and what does its record say?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.extensions import db
from inspect178.inspections.models import (
    Answer,
    Inspection,
    InspectionDecision,
    InspectionRecord,
    Recommendation,
)
from inspect178.inspections.queries.decisions import decisions
from inspect178.inspections.queries.sight import is_sealed, readable
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


def glance_at_inspection(
    actor: Actor, inspection_id: UUID, at: datetime, *, permission: Permission = P.INSPECTION_READ
) -> Inspection:
    """Give an inspection without its target, so that a reading can be recorded before it."""
    found: Inspection | None = db.session.scalar(
        select(Inspection).where(Inspection.id == inspection_id, readable(actor, at, permission))
    )
    if found is None:
        raise NotFound
    return found


def require_open_inspection(
    actor: Actor, inspection_id: UUID, at: datetime, *, permission: Permission = P.INSPECTION_READ
) -> Inspection:
    """Give an inspection that is no secret to anybody, or raise NotFound."""
    glance = glance_at_inspection(actor, inspection_id, at, permission=permission)
    if is_sealed(glance):
        raise NotFound
    return require_inspection(actor, inspection_id, at, permission=permission)


def find_full_record(inspection: Inspection) -> InspectionRecord | None:
    """Find the record of an inspection with everything under it."""
    return db.session.scalar(
        select(InspectionRecord)
        .where(InspectionRecord.inspection_id == inspection.id)
        .options(
            selectinload(InspectionRecord.answers).joinedload(Answer.item),
            selectinload(InspectionRecord.presences),
            selectinload(InspectionRecord.photos),
            selectinload(InspectionRecord.recommendations).joinedload(Recommendation.confirmation),
            selectinload(InspectionRecord.signatures),
            selectinload(InspectionRecord.amendments),
        )
    )


def require_recommendation(inspection: Inspection, recommendation_id: int) -> Recommendation:
    """Give a recommendation of the inspection, or raise NotFound."""
    found: Recommendation | None = db.session.scalar(
        select(Recommendation)
        .options(joinedload(Recommendation.confirmation))
        .where(
            Recommendation.id == recommendation_id, Recommendation.inspection_id == inspection.id
        )
    )
    if found is None:
        raise NotFound
    return found


def unconfirmed(inspection: Inspection) -> list[Recommendation]:
    """List the recommendations of an inspection that nobody has confirmed yet."""
    recommendations = db.session.scalars(
        select(Recommendation)
        .options(joinedload(Recommendation.confirmation))
        .where(Recommendation.inspection_id == inspection.id)
        .order_by(Recommendation.position, Recommendation.id)
    )
    return [r for r in recommendations if r.confirmation is None]


def find_decision_of(
    inspection: Inspection, actor: Actor, at: datetime
) -> InspectionDecision | None:
    """Find the decision of an inspection where the actor may open its page too."""
    if inspection.decision_id is None:
        return None
    return db.session.scalar(
        decisions(actor, at).where(InspectionDecision.id == inspection.decision_id)
    )
