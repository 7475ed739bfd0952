"""How does last year's plan become this year's? A draft with the same targets and quotas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity.models import Agency
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan
from inspect178.planning.operations.plans import PlanFacts, TargetFacts, draw_up, set_target
from inspect178.planning.operations.quotas import give_quotas
from inspect178.planning.queries.quotas import quotas_of
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import require_unit, sole_heirs, units_by_id


@dataclass(frozen=True)
class Continued:
    """The draft that was made, and the units with a quota that no single unit took over."""

    plan: Plan
    undecided: Sequence[AdminUnit]


def continue_plan(
    plan: Plan, title: str, tree_on: date, *, actor: Actor, at: datetime
) -> Continued:
    """Draw up the draft of the next year from an approved plan.

    Targets, basis and quotas are taken over. A unit that does not exist any more is replaced by
    the one unit that took it over; where there are several, its quota is left to be decided.
    """
    policies.require_here(actor, P.PLAN_EDIT, plan)
    if plan.state != PlanState.APPROVED:
        raise IllegalTransition
    unit = _heir_of(require_unit(plan.unit_id), tree_on)
    drawn = draw_up(unit, _facts(plan, title, tree_on), actor=actor, at=at)
    # A plan says more than the form: whether any team fills a quota.
    drawn.quota_counts_all_teams = plan.quota_counts_all_teams
    trail.record(A.PLAN_CONTINUED, actor=actor, subject=drawn, at=at, source=plan.title)
    for target in plan.targets:
        facts = TargetFacts(
            code=next_code(target.code, plan.year),
            label_vi=target.label_vi,
            formula=target.formula,
            comparator=target.comparator,
            unit=target.unit,
            value=target.value,
            label_en=target.label_en,
            frequency=target.frequency,
            note=target.note,
        )
        set_target(drawn, None, facts, actor=actor, at=at)
    return Continued(drawn, _take_quotas(plan, drawn, unit, actor=actor, at=at))


def title_for_next_year(title: str, number: int) -> str:
    """Put the next year in the place of the year in a title; a title without it stays."""
    return title.replace(str(number), str(number + 1))


def next_code(code: str, number: int) -> str:
    """Put the next year in the place of the two last digits of the year in a target's code."""
    old, new = f"{number % 100:02d}-", f"{(number + 1) % 100:02d}-"
    return code.replace(old, new, 1)


def _facts(plan: Plan, title: str, tree_on: date) -> PlanFacts:
    agency = plan.lead_agency_id and db.session.get(Agency, plan.lead_agency_id)
    still_there = agency and (agency.valid_to is None or agency.valid_to > tree_on)
    return PlanFacts(
        year=plan.year + 1,
        title=title.strip(),
        basis=plan.basis,
        tree_on=tree_on,
        lead_agency_id=agency.id if agency and still_there else None,
        counts_reviews=plan.counts_reviews,
    )


def _heir_of(unit: AdminUnit, day: date) -> AdminUnit:
    if unit.is_valid_on(day):
        return unit
    heir = sole_heirs([unit.id], day).get(unit.id)
    if heir is None:
        raise InvalidInput(
            N_("%(unit)s does not exist on %(day)s. Choose another day or another unit."),
            field="tree_on",
            unit=unit.name,
            day=day.strftime("%d/%m/%Y"),
        )
    return heir


def _take_quotas(
    plan: Plan, drawn: Plan, unit: AdminUnit, *, actor: Actor, at: datetime
) -> list[AdminUnit]:
    given = quotas_of(plan)
    units = units_by_id(given)
    heirs = sole_heirs(given, drawn.tree_on)
    taken: dict[int, int | None] = {}
    undecided = []
    for unit_id, quota in given.items():
        old = units[unit_id]
        heir = old if old.is_valid_on(drawn.tree_on) else heirs.get(unit_id)
        if (
            heir is None
            or heir.id == unit.id
            or unit.id not in (heir.province_id, heir.district_id)
        ):
            undecided.append(old)
        else:
            taken[heir.id] = (taken.get(heir.id) or 0) + quota
    if taken:
        all_teams = plan.quota_counts_all_teams
        give_quotas(drawn, taken, counts_all_teams=all_teams, actor=actor, at=at)
    return sorted(undecided, key=lambda u: u.sort_key)
