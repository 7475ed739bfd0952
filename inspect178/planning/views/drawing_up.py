"""Which pages write plans? Drawing up and changing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.coverage.enums import DenominatorBasis
from inspect178.identity.queries import agencies
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.planning import operations, queries
from inspect178.planning.forms import PlanForm
from inspect178.planning.models import Plan
from inspect178.planning.views import bp
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import require_unit
from inspect178.web.form_base import choices, seen_version


@bp.route("/new", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def draw_up() -> ResponseReturnValue:
    """Draw up a plan."""
    actor, at = current_actor(), clock.now()
    year = clock.local_day(at).year + 1
    form = PlanForm(year=year, tree_on=date(year, 12, 31))
    units = queries.units_for(actor, P.PLAN_EDIT, clock.local_day(at))
    _fill(form, actor, units)
    if form.validate_on_submit():
        try:
            unit = queries.require_unit_choice(actor, form.unit.data, clock.local_day(at))
            plan = operations.draw_up(unit, _facts(form, actor), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The plan has been drawn up. Add its targets."), "success")
            return redirect(url_for("planning.plan", plan_id=plan.id), 303)
    page = render_template("planning/draw_up.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:plan_id>/edit", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def edit_plan(plan_id: UUID) -> ResponseReturnValue:
    """Change the draft of a plan."""
    actor, at = current_actor(), clock.now()
    plan = queries.require_plan(actor, plan_id, P.PLAN_EDIT)
    operations.require_draft(plan)
    form = PlanForm(obj=plan, unit=plan.unit_id, **_written(plan))
    _fill(form, actor, [require_unit(plan.unit_id)])
    if form.validate_on_submit():
        try:
            operations.change_plan(
                plan,
                _facts(form, actor),
                version=seen_version(form.version.data),
                actor=actor,
                at=at,
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The plan has been changed."), "success")
            return redirect(url_for("planning.plan", plan_id=plan.id), 303)
    page = render_template("planning/edit_plan.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


def _fill(form: PlanForm, actor: Actor, units: list[AdminUnit]) -> None:
    form.unit.choices = choices((u.id, u.name) for u in units)
    day = form.tree_on.data or clock.today()
    form.lead_agency.choices = choices(
        [("", _("Not yet decided")), *((a.id, a.name_vi) for a in agencies(day))]
    )
    above = queries.plans_above(actor, units)
    form.parent_plan.choices = choices(
        [("", _("None")), *((p.id, f"{p.title} ({p.year})") for p in above)]
    )


def _written(plan: Plan) -> dict[str, str]:
    return {
        "lead_agency": str(plan.lead_agency_id or ""),
        "parent_plan": str(plan.parent_plan_id or ""),
    }


def _facts(form: PlanForm, actor: Actor) -> operations.PlanFacts:
    parent = form.parent_plan.data
    return operations.PlanFacts(
        year=form.year.data,
        title=form.title.data,
        basis=DenominatorBasis(form.basis.data),
        tree_on=form.tree_on.data,
        lead_agency_id=int(form.lead_agency.data) if form.lead_agency.data else None,
        parent_plan=queries.require_plan(actor, UUID(parent)) if parent else None,
        counts_reviews=form.counts_reviews.data,
        source=form.source.data or "",
        note=form.note.data or "",
    )
