"""What can be done with a plan? Draw up, change, submit, send back, approve, note its dates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.audit import trail
from inspect178.audit.actions import ACTIONS, A
from inspect178.audit.queries import doers
from inspect178.coverage import operations as coverage
from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, IllegalTransition, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.planning import rules
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget
from inspect178.planning.queries import check_parent, title_is_taken
from inspect178.planning.workflow import PLAN
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import place_of, require_unit

# Acts by which somebody writes a plan; whoever did one does not approve it.
WRITING = (
    A.PLAN_CREATED, A.PLAN_CHANGED, A.PLAN_TARGET_SET, A.PLAN_TARGET_REMOVED, A.PLAN_QUOTAS_GIVEN,
)  # fmt: skip


@dataclass(frozen=True)
class PlanFacts:
    """What a plan says, apart from its unit and its targets."""

    year: int
    title: str
    basis: DenominatorBasis
    tree_on: date
    lead_agency_id: int | None = None
    parent_plan: Plan | None = None
    counts_reviews: bool = False
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class TargetFacts:
    """What a target says."""

    code: str
    label_vi: str
    formula: str
    comparator: str
    unit: TargetUnit
    value: float | None = None
    label_en: str = ""
    frequency: str = "year"
    note: str = ""


def draw_up(unit: AdminUnit, facts: PlanFacts, *, actor: Actor, at: datetime) -> Plan:
    """Draw up the draft of a plan for a unit."""
    province_id, commune_id, old_commune_id = place_of(unit)
    plan = Plan(
        id=uuid4(),
        unit_id=unit.id,
        state=PlanState.DRAFT,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        created_by_id=actor.user_id,
        created_at=at,
        targets=[],
    )
    policies.require_here(actor, P.PLAN_EDIT, plan)
    _write(plan, unit, facts)
    db.session.add(plan)
    trail.record(
        A.PLAN_CREATED, actor=actor, subject=plan, at=at, year=facts.year, title=facts.title
    )
    return plan


def change_plan(plan: Plan, facts: PlanFacts, *, version: int, actor: Actor, at: datetime) -> None:
    """Change a draft; refuse where somebody else saved first."""
    _require_draft(plan, actor)
    if plan.version != version:
        raise Conflict
    before = _said(plan)
    _write(plan, require_unit(plan.unit_id), facts)
    changed = {k: v for k, v in _said(plan).items() if before[k] != v}
    trail.record(
        A.PLAN_CHANGED,
        actor=actor,
        subject=plan,
        at=at,
        before={k: before[k] for k in changed},
        after=changed,
    )


def set_target(
    plan: Plan, target: PlanTarget | None, facts: TargetFacts, *, actor: Actor, at: datetime
) -> PlanTarget:
    """Add a target to a draft, or change one of it."""
    _require_draft(plan, actor)
    rules.check_target_value(facts.value, facts.unit)
    if any(t.code == facts.code for t in plan.targets if t is not target):
        raise InvalidInput(
            N_("The plan already has a target with the code %(code)s."),
            field="code",
            code=facts.code,
        )
    if target is None:
        last = max((t.position for t in plan.targets), default=0)
        target = PlanTarget(plan_id=plan.id, position=last + 1)
        plan.targets.append(target)
    for name, value in asdict(facts).items():
        setattr(target, name, value)
    trail.record(
        A.PLAN_TARGET_SET, actor=actor, subject=plan, at=at, code=facts.code, value=facts.value
    )
    return target


def remove_target(plan: Plan, target: PlanTarget, *, actor: Actor, at: datetime) -> None:
    """Take a target out of a draft."""
    _require_draft(plan, actor)
    plan.targets.remove(target)
    db.session.delete(target)
    trail.record(A.PLAN_TARGET_REMOVED, actor=actor, subject=plan, at=at, code=target.code)


def submit_plan(plan: Plan, *, actor: Actor, at: datetime) -> None:
    """Hand a draft in for approval."""
    rules.check_submission(len(plan.targets))
    plan.return_reason = ""
    advance(plan, "submit", actor=actor, at=at)


def send_plan_back(plan: Plan, reason: str, *, actor: Actor, at: datetime) -> None:
    """Send a plan back to whoever drew it up, with the reason."""
    if not reason.strip():
        raise InvalidInput(N_("Enter the reason."), field="reason")
    plan.return_reason = reason.strip()
    advance(plan, "return", actor=actor, at=at, reason=plan.return_reason)


def approve_plan(plan: Plan, number: str, signed_on: date, *, actor: Actor, at: datetime) -> int:
    """Approve a plan that others drew up; freeze its list in scope and count it."""
    writers = doers(Plan.__tablename__, plan.id, WRITING)
    policies.require_other_person(actor, plan.created_by_id, *writers)
    PLAN.take(plan.state, "approve")
    policies.require_here(actor, P.PLAN_APPROVE, plan)
    rules.check_approval(number, signed_on, clock.local_day(at))
    plan.number, plan.signed_on = number.strip(), signed_on
    plan.approved_by_id, plan.approved_at = actor.user_id, at
    unit = require_unit(plan.unit_id)
    count = coverage.freeze_scope(plan.id, unit, signed_on, actor=actor, at=at)
    advance(
        plan,
        "approve",
        actor=actor,
        at=at,
        number=plan.number,
        signed_on=signed_on,
        in_scope=count,
    )
    return count


def note_dates(
    plan: Plan, sent_on: date | None, published_on: date | None, *, actor: Actor, at: datetime
) -> None:
    """Note when an approved plan was sent to the provincial inspectorate and made public."""
    policies.require_here(actor, P.PLAN_EDIT, plan)
    if plan.state != PlanState.APPROVED:
        raise IllegalTransition
    today = clock.local_day(at)
    rules.check_sent(sent_on, published_on, signed_on=plan.signed_on, today=today)
    before = {"sent": plan.sent_to_inspectorate_on, "published": plan.published_on}
    plan.sent_to_inspectorate_on, plan.published_on = sent_on, published_on
    after = {"sent": sent_on, "published": published_on}
    trail.record(A.PLAN_CHANGED, actor=actor, subject=plan, at=at, before=before, after=after)


def advance(plan: Plan, name: str, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Move a plan one step along its life. Nothing else changes its state."""
    step = PLAN.take(plan.state, name)
    policies.require_here(actor, Permission(step.permission), plan)
    before, plan.state = plan.state, PlanState(step.target)
    trail.record(
        ACTIONS[step.action], actor=actor, subject=plan, at=at, before=before.value, **details
    )


def require_draft(plan: Plan) -> None:
    """Refuse to change a plan that has been submitted or approved."""
    if plan.state != PlanState.DRAFT:
        raise IllegalTransition


def _require_draft(plan: Plan, actor: Actor) -> None:
    policies.require_here(actor, P.PLAN_EDIT, plan)
    require_draft(plan)


def _write(plan: Plan, unit: AdminUnit, facts: PlanFacts) -> None:
    rules.check_year(facts.year)
    rules.check_tree(
        facts.tree_on,
        facts.year,
        unit_exists=unit.is_valid_on(facts.tree_on),
        unit_name=unit.name,
    )
    if facts.parent_plan is not None:
        check_parent(facts.parent_plan, unit)
    if title_is_taken(unit.id, facts.year, facts.title, but=plan.id):
        raise InvalidInput(
            N_("This unit already has a plan with this title in %(year)s."),
            field="title",
            year=str(facts.year),
        )
    plan.year, plan.title, plan.basis = facts.year, facts.title, facts.basis
    plan.tree_on, plan.counts_reviews = facts.tree_on, facts.counts_reviews
    plan.lead_agency_id, plan.source = facts.lead_agency_id, facts.source
    plan.parent_plan_id = facts.parent_plan.id if facts.parent_plan else None
    plan.note = facts.note


def _said(plan: Plan) -> dict[str, Any]:
    names = (
        "year", "title", "basis", "tree_on", "lead_agency_id", "parent_plan_id", "counts_reviews",
        "source", "note",
    )  # fmt: skip
    return {name: getattr(plan, name) for name in names}
