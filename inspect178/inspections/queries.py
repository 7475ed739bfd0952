"""What can be read of inspections? Lists and single ones, and who may see a sealed target.

A surprise target is readable by its planner and its approver only, from the opening time on also
by its team; once announced on site it is an inspection like any other. For everybody else,
administrators included, it does not exist (product.md decision 7).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.inspections.models import ChecklistItem, Inspection, InspectionDecision
from inspect178.kernel.errors import NotFound


def unsealed(
    model: type[Inspection] | type[InspectionDecision], actor: Actor, at: datetime
) -> ColumnElement[bool]:
    """Give the condition for what is no secret, or is one that this person shares."""
    me = actor.user_id if actor.user_id is not None else -1
    conditions = [
        model.mode != InspectionMode.SURPRISE,
        model.announced_at.is_not(None),
        model.planner_id == me,
        model.approver_id == me,
    ]
    if actor.team_ids:
        mine = model.team_id.in_(sorted(actor.team_ids))
        conditions.append(and_(model.opens_at <= at, mine))
    return or_(*conditions)


def is_sealed(thing: Inspection | InspectionDecision) -> bool:
    """Say whether the target is still a secret, so that each reading is recorded."""
    return thing.secrecy_key is not None


def readable(
    actor: Actor, at: datetime, permission: Permission = P.INSPECTION_READ
) -> ColumnElement[bool]:
    """Give the condition for inspections that the actor may see at this instant."""
    return and_(visible(Inspection, actor, permission), unsealed(Inspection, actor, at))


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


def checklist_for(group: str, day: date) -> list[ChecklistItem]:
    """List the items of the checklist for a group of types, in force on the day."""
    items = db.session.scalars(
        select(ChecklistItem)
        .where(
            or_(ChecklistItem.valid_from.is_(None), ChecklistItem.valid_from <= day),
            or_(ChecklistItem.valid_to.is_(None), ChecklistItem.valid_to > day),
        )
        .order_by(ChecklistItem.section_sort, ChecklistItem.sort, ChecklistItem.code)
    )
    return [i for i in items if i.groups == "all" or group in i.groups.split("|")]
