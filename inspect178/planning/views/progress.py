"""Which page shows how far a plan has come?"""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock, periods
from inspect178.planning import pace, queries
from inspect178.planning.enums import PlanState, TargetFormula
from inspect178.planning.models import Plan
from inspect178.planning.operations import TYPED_IN
from inspect178.planning.queries import computed, entries, quotas
from inspect178.planning.queries.progress import progress_of
from inspect178.planning.views import bp
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import require_unit


@bp.get("/<uuid:plan_id>/progress")
@requires(P.PLAN_READ)
def progress(plan_id: UUID) -> ResponseReturnValue:
    """Show every target with its figure, how it is known, pace, forecast and what is missing."""
    actor, today = current_actor(), clock.today()
    plan = queries.require_plan(actor, plan_id)
    unit = require_unit(plan.unit_id)
    found = progress_of(actor, plan, unit, today=today)
    return render_template(
        "planning/progress.html",
        plan=plan,
        unit=unit,
        progress=found,
        units={u.id: u.name for u in (unit, *entries.units_below(plan, unit))},
        quotas=quotas.quotas_filled(actor, plan, unit),
        quota_definition=quotas.QUOTA_DEFINITION,
        definitions=_definitions(plan),
        typed_in=TYPED_IN,
        may_enter=_may_enter(actor, plan),
        coverage_href=coverage_of(plan, unit),
        today=today,
    )


def coverage_of(plan: Plan, unit: AdminUnit) -> str:
    """Give the address of the coverage that a plan asks about."""
    days = periods.year(plan.year)
    asked = {"unit": unit.code, "from": days.start_on, "to": days.end_on, "tree": plan.tree_on}
    return url_for("coverage.rates", **asked)


def _may_enter(actor: Actor, plan: Plan) -> bool:
    return plan.state == PlanState.APPROVED and actor.may(P.PLAN_EDIT)


def _definitions(plan: Plan) -> list[str]:
    """List what is counted and how is forecast, as far as the plan's targets need it."""
    formulas = {t.formula for t in plan.targets}
    found = [text for formula, text in computed.DEFINITIONS.items() if formula.value in formulas]
    found += [pace.PACE_METHOD, pace.FORECAST_METHOD]
    if TargetFormula.COMMITMENTS.value in formulas:
        found.append(pace.STANDING_METHOD)
    if any(pace.periods_of(t.frequency, plan.year) for t in plan.targets):
        found.append(pace.PERIOD_METHOD)
    return found
