"""What can be done before a visit? Choose the establishment, assign team and day, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections import rules
from inspect178.inspections.enums import Ground, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.life import advance
from inspect178.inspections.queries import YearlyVisit, is_sealed, visits_of_year
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import Establishment

_BEFORE_THE_VISIT = (InspectionState.DRAFT, InspectionState.APPROVED)


@dataclass(frozen=True)
class Wanted:
    """An establishment to be visited, and why a second time in the year where that is so."""

    establishment: Establishment
    second_ground: Ground | None = None
    second_reference: str = ""


@dataclass(frozen=True)
class VisitOrder:
    """By whom, when and under which plan some establishments are to be visited."""

    team: Team
    planned_on: date
    plan_id: UUID | None = None


@dataclass(frozen=True)
class Refusal:
    """An establishment whose inspection of the year is used up, and by what."""

    wanted: Wanted
    visits: Sequence[YearlyVisit]


def refusals(wanted: Sequence[Wanted], year: int) -> list[Refusal]:
    """List the establishments that may not be visited again in the year without a ground."""
    visits = visits_of_year([w.establishment.id for w in wanted], year)
    found = []
    for one in wanted:
        others = visits.get(one.establishment.id, [])
        if rules.second_visit_needs_ground(len(others), one.second_ground, one.second_reference):
            found.append(Refusal(one, others))
    return found


def plan_inspections(
    wanted: Sequence[Wanted], order: VisitOrder, *, actor: Actor, at: datetime
) -> list[Inspection]:
    """Plan a visit of each establishment; none is planned where one of them is refused."""
    rules.check_planned_day(order.planned_on, clock.local_day(at))
    _one_at_a_time([w.establishment.id for w in wanted])
    visits = visits_of_year([w.establishment.id for w in wanted], order.planned_on.year)
    planned = []
    for one in wanted:
        policies.require_here(actor, P.INSPECTION_PLAN, one.establishment)
        check_team(order.team, one.establishment)
        others = visits.get(one.establishment.id, [])
        check_second_visit(others, one.second_ground, one.second_reference)
        planned.append(_draft(one, order, others=len(others), actor=actor, at=at))
    return planned


def assign(
    inspection: Inspection, team: Team, planned_on: date, *, actor: Actor, at: datetime
) -> None:
    """Give a visit to a team and a day, before it begins."""
    policies.require_here(actor, P.INSPECTION_PLAN, inspection)
    if inspection.state not in _BEFORE_THE_VISIT:
        raise IllegalTransition
    if is_sealed(inspection):
        raise RuleBroken(N_("A sealed order cannot be changed. Cancel it and order anew."))
    rules.check_planned_day(planned_on, clock.local_day(at))
    if inspection.decision_id is not None and team.id != inspection.team_id:
        raise InvalidInput(
            N_("The decision names the team. Change the decision, or withdraw it first."),
            field="team",
        )
    check_team(team, inspection)
    if planned_on.year != inspection.planned_on.year:
        _check_year(inspection, planned_on.year)
    inspection.team_id, inspection.team, inspection.planned_on = team.id, team, planned_on
    trail.record(
        A.INSPECTION_ASSIGNED, actor=actor, subject=inspection, at=at, team=team.name, on=planned_on
    )


def cancel_inspection(inspection: Inspection, reason: str, *, actor: Actor, at: datetime) -> None:
    """Give a visit up before it begins; the reason stays with it."""
    inspection.end_reason = require_reason(reason)
    advance(inspection, "cancel", actor=actor, at=at, reason=inspection.end_reason)


def require_reason(reason: str) -> str:
    """Give the reason, or refuse where none was entered."""
    if not reason.strip():
        raise InvalidInput(N_("Enter the reason."), field="reason")
    return reason.strip()


def check_team(team: Team, place: Establishment | Inspection) -> None:
    """Refuse a team of another province or commune than that of the visit."""
    near = team.province_id == place.province_id and team.commune_id in (None, place.commune_id)
    if not near:
        raise InvalidInput(
            N_("%(team)s is not a team of this area. Choose another team."),
            field="team",
            team=team.name,
        )


def check_second_visit(
    others: Sequence[YearlyVisit], ground: Ground | None, reference: str
) -> None:
    """Refuse a further visit in the year without a ground; say which other agency came."""
    for other in others:
        if other.state is None:
            rules.check_after_other_agency(
                ground, reference, agency=other.who, on=other.on, document=other.document
            )
    rules.check_second_visit(len(others), ground, reference)


def _check_year(inspection: Inspection, year: int) -> None:
    key = inspection.establishment_id
    others = visits_of_year([key], year, without=inspection.id).get(key, [])
    check_second_visit(others, inspection.second_ground, inspection.second_reference)


def _one_at_a_time(establishment_ids: list[UUID]) -> None:
    # Two planners choosing the same establishment at the same time must see each other.
    db.session.execute(
        select(Establishment.id)
        .where(Establishment.id.in_(sorted(establishment_ids)))
        .order_by(Establishment.id)
        .with_for_update()
    )


def _draft(
    one: Wanted, order: VisitOrder, *, others: int, actor: Actor, at: datetime
) -> Inspection:
    place = one.establishment
    inspection = Inspection(
        id=uuid4(),
        establishment_id=place.id,
        province_id=place.province_id,
        commune_id=place.commune_id,
        old_commune_id=place.old_commune_id,
        plan_id=order.plan_id,
        team_id=order.team.id,
        mode=InspectionMode.PERIODIC,
        state=InspectionState.DRAFT,
        planned_on=order.planned_on,
        planner_id=actor.user_id,
        second_ground=one.second_ground if others else None,
        second_reference=one.second_reference.strip() if others else "",
        created_at=at,
    )
    db.session.add(inspection)
    trail.record(
        A.INSPECTION_PLANNED, actor=actor, subject=inspection, at=at, planned_on=order.planned_on
    )
    return inspection
