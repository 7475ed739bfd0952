"""Which visits stand in lists, in the calendar, among open corrections?

None of these ever holds a sealed target, not even for those who share the secret: a target is
seen only on its own page, where each reading is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import (
    CorrectionConfirmation,
    Inspection,
    InspectionRecord,
    Recommendation,
)
from inspect178.inspections.queries.sight import in_the_open, readable
from inspect178.kernel.periods import Period
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter, conditions
from inspect178.territory.models import AdminUnit

ORDERS: dict[str, Any] = {
    "planned_on": Inspection.planned_on,
    "establishment": Establishment.sort_key,
    "team": Team.name,
    "state": Inspection.state,
}
NEWEST_FIRST = "-planned_on"
_EXPECTED = (InspectionState.DRAFT, InspectionState.APPROVED)


@dataclass(frozen=True)
class VisitFilter:
    """Which visits are asked for; whatever is None or empty is not asked."""

    words: str = ""
    state: InspectionState | None = None
    mode: InspectionMode | None = None
    team_id: int | None = None
    unit: AdminUnit | None = None
    plan_id: UUID | None = None
    establishment_id: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    order: str = NEWEST_FIRST


def listed_inspections(actor: Actor, wanted: VisitFilter, at: datetime) -> Select[Inspection]:
    """Select the visits of a list, with establishment and team, in the order asked for."""
    place = EstablishmentFilter(words=wanted.words, unit=wanted.unit)
    asked: list[tuple[object, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.state, lambda state: Inspection.state == state),
        (wanted.mode, lambda mode: Inspection.mode == mode),
        (wanted.team_id, lambda team_id: Inspection.team_id == team_id),
        (wanted.plan_id, lambda plan_id: Inspection.plan_id == plan_id),
        (wanted.establishment_id, lambda key: Inspection.establishment_id == key),
        (wanted.from_on, lambda day: Inspection.planned_on >= day),
        (wanted.to_on, lambda day: Inspection.planned_on <= day),
    ]
    return (
        _openly(actor, at)
        .where(*conditions(place), *(condition(value) for value, condition in asked if value))
        .order_by(*_order(wanted.order))
    )


def agenda(actor: Actor, days: Period, at: datetime) -> Sequence[Inspection]:
    """List the visits still expected on some days, by day."""
    return db.session.scalars(
        _openly(actor, at)
        .where(
            Inspection.state.in_(_EXPECTED),
            Inspection.planned_on.between(days.start_on, days.end_on),
        )
        .order_by(Inspection.planned_on, Team.name, Establishment.sort_key, Inspection.id)
    ).all()


def counts_by_state(actor: Actor, plan_id: UUID, at: datetime) -> dict[InspectionState, int]:
    """Count the visits of a plan by state, as far as the actor may see them."""
    rows = db.session.execute(
        select(Inspection.state, func.count())
        .where(readable(actor, at), in_the_open(Inspection), Inspection.plan_id == plan_id)
        .group_by(Inspection.state)
    )
    counted = {row[0]: row[1] for row in rows}
    return {state: counted[state] for state in InspectionState if state in counted}


def open_corrections(
    actor: Actor, at: datetime, *, due_before: date | None = None
) -> Select[Recommendation, Inspection]:
    """Select what establishments were asked to put right and nobody has confirmed yet."""
    statement = (
        select(Recommendation, Inspection)
        .select_from(Recommendation)
        .join(InspectionRecord, InspectionRecord.inspection_id == Recommendation.inspection_id)
        .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
        .join(Establishment, Establishment.id == Inspection.establishment_id)
        .outerjoin(
            CorrectionConfirmation, CorrectionConfirmation.recommendation_id == Recommendation.id
        )
        .where(
            readable(actor, at),
            InspectionRecord.frozen_at.is_not(None),
            CorrectionConfirmation.recommendation_id.is_(None),
        )
        .options(contains_eager(Inspection.establishment))
        .order_by(Recommendation.due_on.is_(None), Recommendation.due_on, Recommendation.id)
    )
    return statement if due_before is None else statement.where(Recommendation.due_on < due_before)


def find_commune(actor: Actor, unit_id: int) -> AdminUnit | None:
    """Find a commune of the tree in force that lies in the actor's area."""
    return next((u for u in communes_of(actor) if u.id == unit_id), None)


def communes_of(actor: Actor) -> Sequence[AdminUnit]:
    """List the communes in force with inspections in the actor's area, for a filter."""
    used = (
        select(Inspection.commune_id)
        .where(visible(Inspection, actor, P.INSPECTION_READ), in_the_open(Inspection))
        .distinct()
    )
    return db.session.scalars(
        select(AdminUnit).where(AdminUnit.id.in_(used)).order_by(AdminUnit.sort_key, AdminUnit.id)
    ).all()


def _openly(actor: Actor, at: datetime) -> Select[Inspection]:
    return (
        select(Inspection)
        .join(Inspection.establishment)
        .join(Inspection.team)
        .where(readable(actor, at), in_the_open(Inspection))
        .options(contains_eager(Inspection.establishment), contains_eager(Inspection.team))
    )


def _order(order: str) -> list[Any]:
    column = ORDERS.get(order.removeprefix("-"), Inspection.planned_on)
    return [column.desc() if order.startswith("-") else column.asc(), Inspection.id]
