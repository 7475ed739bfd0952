"""How does a plan give quotas to the units below?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.planning import rules
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan, PlanQuota
from inspect178.planning.queries.entries import is_unit_of
from inspect178.territory.queries import units_by_id


def give_quotas(
    plan: Plan,
    wanted: Mapping[int, int | None],
    *,
    counts_all_teams: bool,
    actor: Actor,
    at: datetime,
) -> int:
    """Set the quotas of units below, None takes one away; count the units with a quota.

    Quotas are shared out when the plan is drawn up, or after its approval by a letter of its
    own; while somebody decides on the plan they stay as they are.
    """
    policies.require_here(actor, P.PLAN_EDIT, plan)
    if plan.state == PlanState.SUBMITTED:
        raise IllegalTransition
    _check(plan, wanted)
    rows = select(PlanQuota).where(PlanQuota.plan_id == plan.id)
    given = {row.unit_id: row for row in db.session.scalars(rows)}
    before = {str(i): given[i].quota for i in wanted if i in given and given[i].quota != wanted[i]}
    after = {str(i): q for i, q in wanted.items() if q != (given[i].quota if i in given else None)}
    for unit_id, quota in wanted.items():
        _set(plan, given, unit_id=unit_id, quota=quota)
    if plan.quota_counts_all_teams != counts_all_teams:
        before["all_teams"], after["all_teams"] = plan.quota_counts_all_teams, counts_all_teams
        plan.quota_counts_all_teams = counts_all_teams
    trail.record(A.PLAN_QUOTAS_GIVEN, actor=actor, subject=plan, at=at, before=before, after=after)
    return len(given)


def _set(plan: Plan, given: dict[int, PlanQuota], *, unit_id: int, quota: int | None) -> None:
    row = given.get(unit_id)
    if quota is None:
        if row is not None:
            db.session.delete(given.pop(unit_id))
    elif row is None:
        given[unit_id] = PlanQuota(plan_id=plan.id, unit_id=unit_id, quota=quota)
        db.session.add(given[unit_id])
    else:
        row.quota = quota


def _check(plan: Plan, wanted: Mapping[int, int | None]) -> None:
    units = units_by_id(wanted)
    for unit_id, quota in wanted.items():
        unit = units.get(unit_id)
        if unit is None or unit.id == plan.unit_id or not is_unit_of(plan, unit):
            raise InvalidInput(N_("Choose a unit below the one of the plan."), field="quotas")
        if not unit.is_valid_on(plan.tree_on):
            raise InvalidInput(
                N_("%(unit)s did not exist on %(day)s, the day of the plan's units."),
                field="quotas",
                unit=unit.name,
                day=plan.tree_on.strftime("%d/%m/%Y"),
            )
        if quota is not None:
            rules.check_quota(quota, unit.name)
