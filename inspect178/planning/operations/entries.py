"""How does a figure of a target come in that the records cannot answer? Entered, with its paper."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.planning import rules
from inspect178.planning.enums import PlanState, TargetFormula, TargetUnit
from inspect178.planning.models import Plan, PlanTarget, TargetEntry
from inspect178.planning.queries.entries import is_unit_of
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import place_of

# What the records answer is not typed in; tips have no register yet.
TYPED_IN = (TargetFormula.ENTERED.value, TargetFormula.TIPS.value)


def enter_figure(
    plan: Plan,
    target: PlanTarget,
    unit: AdminUnit,
    *,
    said: rules.Said,
    actor: Actor,
    at: datetime,
) -> TargetEntry:
    """Enter what a unit has done towards a target; earlier entries of the unit stay readable."""
    province_id, commune_id, old_commune_id = place_of(unit)
    entry = TargetEntry(
        target_id=target.id,
        unit_id=unit.id,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        recorded_at=at,
        recorded_by_id=actor.user_id,
        **asdict(said),
    )
    policies.require_here(actor, P.PLAN_EDIT, entry)
    _check(plan, target, unit)
    rules.check_entry(said, target.unit, year=plan.year, today=clock.local_day(at))
    entry.total = _total(said, target)
    db.session.add(entry)
    trail.record(
        A.PLAN_FIGURE_ENTERED,
        actor=actor,
        subject=plan,
        at=at,
        code=target.code,
        unit=unit.name,
        to=said.figures_to,
        done=entry.done,
        total=entry.total,
    )
    return entry


def _check(plan: Plan, target: PlanTarget, unit: AdminUnit) -> None:
    if plan.state != PlanState.APPROVED:
        raise IllegalTransition
    if target.formula not in TYPED_IN:
        raise InvalidInput(N_("This figure is computed from the records. It is not entered."))
    day = plan.tree_on.strftime("%d/%m/%Y")
    if not unit.is_valid_on(plan.tree_on):
        raise InvalidInput(
            N_("%(unit)s did not exist on %(day)s, the day of the plan's units. Choose another."),
            field="unit",
            unit=unit.name,
            day=day,
        )
    if not is_unit_of(plan, unit):
        raise InvalidInput(N_("Choose the unit of the plan or one below it."), field="unit")


def _total(said: rules.Said, target: PlanTarget) -> int | None:
    if target.unit == TargetUnit.YES_NO:
        return 1  # so that the units that say yes are a share of all
    return said.total if target.unit == TargetUnit.PERCENT else None
