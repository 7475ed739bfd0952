"""How many establishments is each unit to inspect, and how many has it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.coverage.queries.counting import coverage_of
from inspect178.coverage.queries.places import Area, covers, is_before_reform
from inspect178.coverage.rules import Question
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections.models import Inspection
from inspect178.kernel.periods import year
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import TargetFormula
from inspect178.planning.models import Plan, PlanQuota
from inspect178.planning.pace import implied_quota
from inspect178.planning.queries.entries import units_held
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import children_of

QUOTA_DEFINITION = N_(
    "QUOTA: different establishments inspected in the year in the unit by its own team ÷ quota of "
    "the unit. Where the plan says so, inspections by other teams fill the quota too."
)


@dataclass(frozen=True)
class QuotaLine:
    """A unit with its quota, what the rate of the plan implies for it, and what it has done."""

    unit: AdminUnit
    quota: int | None
    implied: int | None = None
    in_scope: int | None = None
    inspected: int | None = None

    @property
    def ratio(self) -> float | None:
        """Give QUOTA; None where there is nothing to fill or it cannot be known."""
        if not self.quota or self.inspected is None:
            return None
        return self.inspected / self.quota


def quotas_of(plan: Plan) -> dict[int, int]:
    """Give the quotas of a plan by unit."""
    found = db.session.execute(
        select(PlanQuota.unit_id, PlanQuota.quota).where(PlanQuota.plan_id == plan.id)
    )
    return {row[0]: row[1] for row in found}


def quota_from_above(plan: Plan) -> int | None:
    """Give the quota that the plan of the unit above gives to this plan's unit."""
    if plan.parent_plan_id is None:
        return None
    return db.session.scalar(
        select(PlanQuota.quota).where(
            PlanQuota.plan_id == plan.parent_plan_id, PlanQuota.unit_id == plan.unit_id
        )
    )


def quotas_to_give(actor: Actor, plan: Plan, unit: AdminUnit) -> list[QuotaLine]:
    """List the units right below with their quota and what the rate of the plan implies."""
    given, in_scope = quotas_of(plan), _in_scope(actor, plan, unit)
    wanted = _wanted_rate(plan)
    return [
        QuotaLine(
            below,
            given.get(below.id),
            implied_quota(wanted, in_scope[below.id]) if below.id in in_scope else None,
            in_scope.get(below.id),
        )
        for below in children_of(unit, plan.tree_on)
    ]


def quotas_filled(actor: Actor, plan: Plan, unit: AdminUnit) -> list[QuotaLine]:
    """List the units of the actor's ground with a quota, and how many were inspected there."""
    rows = db.session.execute(
        select(AdminUnit, PlanQuota.quota)
        .join(PlanQuota, PlanQuota.unit_id == AdminUnit.id)
        .where(PlanQuota.plan_id == plan.id)
        .order_by(AdminUnit.sort_key, AdminUnit.code)
    ).all()
    if not rows:
        return []
    inspected = inspected_by_unit(actor, plan, {row[0].level for row in rows})
    held = {
        u.id for u in units_held(actor, P.INSPECTION_READ, own=unit, below=[row[0] for row in rows])
    }
    return [
        QuotaLine(row[0], row[1], inspected=inspected.get(row[0].id, 0))
        for row in rows
        if row[0].id in held
    ]


def inspected_by_unit(actor: Actor, plan: Plan, levels: Collection[Level]) -> dict[int, int]:
    """QUOTA, numerator: different establishments inspected in the year, by unit.

    By the unit's own team, or by any where the plan counts the visits of all teams.
    """
    days = year(plan.year)
    place = _place(plan, levels)
    statement = (
        select(place, func.count(Inspection.establishment_id.distinct()))
        .join(Team, Team.id == Inspection.team_id)
        .outerjoin(AdminUnit, AdminUnit.id == Inspection.old_commune_id)
        .where(
            visible(Inspection, actor, P.INSPECTION_READ),
            Inspection.completed_on.between(days.start_on, days.end_on),
        )
        .group_by(place)
    )
    if not plan.quota_counts_all_teams:
        statement = statement.where(Team.unit_id == place)
    return {row[0]: row[1] for row in db.session.execute(statement) if row[0] is not None}


def _place(plan: Plan, levels: Collection[Level]) -> ColumnElement[Any]:
    if not is_before_reform(plan.tree_on):
        return Inspection.commune_id  # type: ignore[return-value]
    if Level.DISTRICT in levels:
        return AdminUnit.district_id  # type: ignore[return-value]
    return Inspection.old_commune_id  # type: ignore[return-value]


def _in_scope(actor: Actor, plan: Plan, unit: AdminUnit) -> dict[int, int]:
    if not covers(actor, unit):
        return {}
    question = Question(year(plan.year), plan.tree_on, plan.basis, plan.id)
    found = coverage_of(actor, Area(unit), question, deep=False)
    return {
        line.unit_id: line.figures.in_scope
        for line in found.children
        if line.unit_id is not None and not line.is_unplaced
    }


def _wanted_rate(plan: Plan) -> float | None:
    rates = [t.value for t in plan.targets if t.formula == TargetFormula.COVERAGE.value]
    return next((rate / 100 for rate in rates if rate is not None), None)
