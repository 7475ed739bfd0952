"""Which decisions does a person see, and which numbers are taken as far as they can know?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.queries.sight import in_the_open, readable, unsealed
from inspect178.kernel import clock, periods
from inspect178.kernel.errors import NotFound
from inspect178.kernel.text import fold


def decisions(
    actor: Actor, at: datetime, permission: Permission = P.INSPECTION_READ
) -> Select[InspectionDecision]:
    """Select the decisions that the actor may see, own secrets included, the latest first."""
    return (
        select(InspectionDecision)
        .where(
            visible(InspectionDecision, actor, permission),
            unsealed(InspectionDecision, actor, at),
        )
        .options(joinedload(InspectionDecision.team))
        .order_by(InspectionDecision.created_at.desc(), InspectionDecision.id)
    )


def open_decisions(actor: Actor, at: datetime) -> Select[InspectionDecision]:
    """Select the decisions that are no secret to anybody of the area, the latest first."""
    return decisions(actor, at).where(in_the_open(InspectionDecision))


def decisions_of_plan(actor: Actor, plan_id: UUID, at: datetime) -> Sequence[InspectionDecision]:
    """List the decisions that carry out a plan."""
    return db.session.scalars(
        open_decisions(actor, at).where(InspectionDecision.plan_id == plan_id)
    ).all()


def sealed_decisions(actor: Actor, at: datetime) -> Select[InspectionDecision]:
    """Select the sealed decisions that the actor shares; whoever shows them names no target."""
    return (
        decisions(actor, at)
        .where(
            InspectionDecision.mode == InspectionMode.SURPRISE,
            InspectionDecision.announced_at.is_(None),
        )
        .order_by(None)
        .order_by(InspectionDecision.opens_at, InspectionDecision.id)
    )


def glance_at_decision(
    actor: Actor, decision_id: UUID, at: datetime, *, permission: Permission = P.INSPECTION_READ
) -> InspectionDecision:
    """Give a decision without its targets, so that a reading can be recorded before them."""
    found: InspectionDecision | None = db.session.scalar(
        decisions(actor, at, permission).where(InspectionDecision.id == decision_id)
    )
    if found is None:
        raise NotFound
    return found


def require_decision(
    actor: Actor, decision_id: UUID, at: datetime, *, permission: Permission = P.INSPECTION_READ
) -> InspectionDecision:
    """Give a decision with its inspections and their establishments, or raise NotFound."""
    found: InspectionDecision | None = db.session.scalar(
        decisions(actor, at, permission)
        .where(InspectionDecision.id == decision_id)
        .options(
            selectinload(InspectionDecision.inspections).joinedload(Inspection.establishment),
        )
    )
    if found is None:
        raise NotFound
    return found


def undecided(actor: Actor, at: datetime, team_id: int) -> Select[Inspection]:
    """Select a team's drafted visits that no decision names yet, the earliest first."""
    return (
        _undecided(actor, at)
        .where(Inspection.team_id == team_id)
        .options(joinedload(Inspection.establishment))
        .order_by(Inspection.planned_on, Inspection.id)
    )


def undecided_counts(actor: Actor, at: datetime) -> dict[int, int]:
    """Count each team's drafted visits that no decision names yet."""
    rows = db.session.execute(
        _undecided(actor, at)
        .with_only_columns(Inspection.team_id, func.count())
        .group_by(Inspection.team_id)
    )
    return {row[0]: row[1] for row in rows}


def number_is_taken(
    actor: Actor, decision: InspectionDecision, number: str, *, year: int, at: datetime
) -> bool:
    """Say whether another decision of unit and year, seen by the actor, bears the number.

    What the actor may not see does not count: a refusal must not betray a sealed decision.
    """
    days = periods.year(year)
    start, end = clock.at_local(days.start_on), clock.at_local(clock.day_after(days.end_on))
    rows = db.session.execute(
        decisions(actor, at)
        .with_only_columns(InspectionDecision.id, InspectionDecision.number)
        .where(
            InspectionDecision.unit_id == decision.unit_id,
            InspectionDecision.number != "",
            or_(
                InspectionDecision.signed_on.between(days.start_on, days.end_on),
                and_(
                    InspectionDecision.signed_on.is_(None),
                    InspectionDecision.created_at >= start,
                    InspectionDecision.created_at < end,
                ),
            ),
        )
    )
    wanted = fold(number)
    return any(key != decision.id and fold(taken) == wanted for key, taken in rows)


def _undecided(actor: Actor, at: datetime) -> Select[Inspection]:
    return select(Inspection).where(
        readable(actor, at, P.DECISION_DRAFT),
        in_the_open(Inspection),
        Inspection.state == InspectionState.DRAFT,
        Inspection.decision_id.is_(None),
    )
