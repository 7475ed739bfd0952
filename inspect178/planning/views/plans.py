"""Which pages show plans? The list, and one plan with its targets, visits and story."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.extensions import db
from inspect178.identity.models import Agency
from inspect178.inspections import queries as inspections
from inspect178.kernel import clock
from inspect178.planning import queries, rules
from inspect178.planning.enums import Frequency, PlanState, TargetFormula
from inspect178.planning.forms import PlanFilterForm
from inspect178.planning.models import Plan
from inspect178.planning.queries.quotas import quota_from_above
from inspect178.planning.views import bp
from inspect178.planning.views.progress import coverage_of
from inspect178.planning.workflow import PLAN
from inspect178.territory.queries import require_unit
from inspect178.web.form_base import choices
from inspect178.web.pagination import page_of


@bp.get("")
@requires(P.PLAN_READ)
def plans() -> ResponseReturnValue:
    """List the plans of the area."""
    actor, form = current_actor(), PlanFilterForm(request.args)
    form.year.choices = choices(
        [("", form.state.choices[0].label), *((y, y) for y in queries.plan_years(actor))]
    )
    sort = request.args.get("sort", queries.NEWEST_FIRST)
    year = form.year.data or ""
    wanted = queries.PlanFilter(
        words=form.q.data or "",
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        state=next((s for s in PlanState if s.value == form.state.data), None),
        order=sort,
    )
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, queries.plans(actor, wanted), number=number, scalars=False)
    return render_template(
        "planning/plans.html",
        form=form,
        page=page,
        sort=sort,
        may_draw_up=actor.may(P.PLAN_EDIT),
    )


@bp.get("/<uuid:plan_id>")
@requires(P.PLAN_READ)
def plan(plan_id: UUID) -> ResponseReturnValue:
    """Show a plan: targets, visits by state, decisions, story, possible steps."""
    actor, at = current_actor(), clock.now()
    found = queries.require_plan(actor, plan_id)
    unit = require_unit(found.unit_id)
    parent = found.parent_plan_id and db.session.get(Plan, found.parent_plan_id)
    agency = found.lead_agency_id and db.session.get(Agency, found.lead_agency_id)
    return render_template(
        "planning/plan.html",
        plan=found,
        unit=unit,
        agency=agency,
        parent=parent,
        names=inspections.names_of([found.created_by_id, found.approved_by_id]),
        warnings=rules.warnings(found.state, found.sent_to_inspectorate_on, found.published_on),
        counts=inspections.counts_by_state(actor, found.id, at),
        decisions=inspections.decisions_of_plan(actor, found.id, at),
        story=tell(inspections.story_of(actor, found), surroundings()),
        formulas={f.value: gettext(f.label) for f in TargetFormula},
        frequencies={f.value: gettext(f.label) for f in Frequency},
        coverage_href=coverage_of(found, unit),
        quota=quota_from_above(found),
        can=steps_open(found, actor),
    )


def steps_open(found: Plan, actor: Actor) -> set[str]:
    """Name what the actor can do with the plan now; the page shows only these buttons."""

    def here(permission: P) -> bool:
        return policies.may_here(actor, permission, found)

    open_steps = {s.name for s in PLAN.possible(found.state, actor.permissions)}
    if not here(P.PLAN_EDIT) or not found.targets:
        open_steps.discard("submit")
    if not here(P.PLAN_APPROVE) or found.created_by_id == actor.user_id:
        open_steps -= {"approve", "return"}
    if here(P.PLAN_EDIT):
        open_steps.add("edit" if found.state == PlanState.DRAFT else "")
        if found.state == PlanState.APPROVED:
            open_steps |= {"dates", "next_year"}
        open_steps.add("quotas" if found.state != PlanState.SUBMITTED else "")
    if here(P.INSPECTION_PLAN) and found.year >= clock.today().year:
        open_steps.add("choose")
    return open_steps
