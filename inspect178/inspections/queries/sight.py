"""Who may see which inspection, and who may see a target while it is sealed?

A surprise target is readable by its planner and its approver only, from the opening time on also
by its team; once announced on site it is an inspection like any other. For everybody else,
administrators included, it does not exist (product.md decision 7). An order that was given up
never opens for the team: the same target may be ordered anew for a later hour.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.inspections.enums import DecisionState, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision


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
        conditions.append(and_(model.opens_at <= at, mine, _still_stands(model)))
    return or_(*conditions)


def _still_stands(model: type[Inspection] | type[InspectionDecision]) -> ColumnElement[bool]:
    """Give the condition for orders that were neither withdrawn nor given up before the visit."""
    if model is Inspection:
        return Inspection.state != InspectionState.CANCELLED
    waits = exists().where(
        Inspection.decision_id == InspectionDecision.id,
        Inspection.state != InspectionState.CANCELLED,
    )
    return and_(InspectionDecision.state != DecisionState.WITHDRAWN, waits)


def in_the_open(
    model: type[Inspection] | type[InspectionDecision],
) -> ColumnElement[bool]:
    """Give the condition for what is no secret to anybody: public facts, whoever asks.

    Lists, counts and calendars use it also for those who share a secret, so that a target is
    seen only on its own page, where each reading is recorded.
    """
    return or_(model.mode != InspectionMode.SURPRISE, model.announced_at.is_not(None))


def is_sealed(thing: Inspection | InspectionDecision) -> bool:
    """Say whether the target is still a secret, so that each reading is recorded."""
    return thing.secrecy_key is not None


def readable(
    actor: Actor, at: datetime, permission: Permission = P.INSPECTION_READ
) -> ColumnElement[bool]:
    """Give the condition for inspections that the actor may see at this instant."""
    return and_(visible(Inspection, actor, permission), unsealed(Inspection, actor, at))


def may_see(actor: Actor, inspection: Inspection, at: datetime) -> bool:
    """Say whether the actor may see an inspection that a decision names."""
    if not policies.may_here(actor, P.INSPECTION_READ, inspection):
        return False
    mine = actor.user_id in (inspection.planner_id, inspection.approver_id)
    opened = inspection.opens_at is not None and inspection.opens_at <= at
    opened = opened and inspection.state != InspectionState.CANCELLED
    return not is_sealed(inspection) or mine or (opened and inspection.team_id in actor.team_ids)
