"""How is a surprise ordered? Decision and visit at once, both sealed until the announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections import rules
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.operations.choosing import check_team
from inspect178.inspections.operations.decisions import Terms, new_decision
from inspect178.inspections.queries import can_approve, visits_of_year
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import Establishment


@dataclass(frozen=True)
class SurpriseOrder:
    """By whom, from when on and on which terms a surprise is ordered."""

    team: Team
    opens_at: datetime
    terms: Terms


def order_surprise(
    establishment: Establishment, order: SurpriseOrder, *, actor: Actor, at: datetime
) -> Inspection:
    """Order a surprise inspection (TT 05/2006 art. 2.4; NĐ 217/2025 art. 11.2).

    Nothing of the establishment itself is touched, locked or counted, because nobody else may
    find out. Its ground is at the same time what a second visit of the year would need.
    """
    team, terms = order.team, order.terms
    policies.require_here(actor, P.INSPECTION_PLAN, establishment)
    policies.require_here(actor, P.DECISION_DRAFT, team)
    rules.check_opening(order.opens_at, at)
    check_team(team, establishment)
    day = clock.local_day(order.opens_at)
    if not can_approve(terms.approver_id, establishment, clock.local_day(at)):
        raise InvalidInput(
            N_("Choose somebody who may sign decisions for this unit."), field="approver"
        )
    decision = new_decision(team, InspectionMode.SURPRISE, terms, actor=actor, at=at)
    decision.opens_at = order.opens_at
    db.session.flush()
    inspection = _visit(establishment, order, decision, at=at)
    trail.record(A.DECISION_DRAFTED, actor=actor, subject=decision, at=at)
    trail.record(A.INSPECTION_PLANNED, actor=actor, subject=inspection, at=at, planned_on=day)
    return inspection


def _visit(
    establishment: Establishment,
    order: SurpriseOrder,
    decision: InspectionDecision,
    *,
    at: datetime,
) -> Inspection:
    day, terms = clock.local_day(order.opens_at), order.terms
    others = visits_of_year([establishment.id], day.year)
    inspection = Inspection(
        id=uuid4(),
        establishment_id=establishment.id,
        province_id=establishment.province_id,
        commune_id=establishment.commune_id,
        old_commune_id=establishment.old_commune_id,
        decision_id=decision.id,
        team_id=order.team.id,
        mode=InspectionMode.SURPRISE,
        state=InspectionState.DRAFT,
        planned_on=day,
        opens_at=order.opens_at,
        planner_id=decision.planner_id,
        approver_id=decision.approver_id,
        second_ground=terms.ground if others else None,
        second_reference=terms.ground_reference if others else "",
        created_at=at,
    )
    db.session.add(inspection)
    return inspection
