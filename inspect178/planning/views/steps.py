"""Which pages take a plan along its life? Submit, send back, approve, note its dates."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.planning import operations, queries
from inspect178.planning.forms import ApprovalForm, PlanDatesForm, ReasonForm
from inspect178.planning.models import Plan
from inspect178.planning.views import bp
from inspect178.planning.workflow import PLAN


@bp.post("/<uuid:plan_id>/submit")
@requires(P.PLAN_EDIT)
def submit_plan(plan_id: UUID) -> ResponseReturnValue:
    """Hand a draft in for approval."""
    plan = queries.require_plan(current_actor(), plan_id, P.PLAN_EDIT)
    operations.submit_plan(plan, actor=current_actor(), at=clock.now())
    flash(_("The plan has been submitted. Somebody else has to approve it."), "success")
    return _back_to(plan)


@bp.route("/<uuid:plan_id>/return", methods=["GET", "POST"])
@requires(P.PLAN_APPROVE)
def return_plan(plan_id: UUID) -> ResponseReturnValue:
    """Send a plan back with a reason."""
    plan, form = queries.require_plan(current_actor(), plan_id, P.PLAN_APPROVE), ReasonForm()
    PLAN.take(plan.state, "return")
    if form.validate_on_submit():
        try:
            operations.send_plan_back(plan, form.reason.data, actor=current_actor(), at=clock.now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The plan has been sent back."), "success")
            return _back_to(plan)
    page = render_template("planning/return_plan.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:plan_id>/approve", methods=["GET", "POST"])
@requires(P.PLAN_APPROVE)
def approve_plan(plan_id: UUID) -> ResponseReturnValue:
    """Approve a plan under its number and date."""
    plan, form = queries.require_plan(current_actor(), plan_id, P.PLAN_APPROVE), ApprovalForm()
    PLAN.take(plan.state, "approve")
    if form.validate_on_submit():
        try:
            count = operations.approve_plan(
                plan,
                form.number.data,
                form.signed_on.data,
                actor=current_actor(),
                at=clock.now(),
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(
                ngettext(
                    "The plan is approved. %(num)s establishment is in scope.",
                    "The plan is approved. %(num)s establishments are in scope.",
                    count,
                ),
                "success",
            )
            return _back_to(plan)
    page = render_template("planning/approve_plan.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:plan_id>/dates", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def plan_dates(plan_id: UUID) -> ResponseReturnValue:
    """Note when an approved plan was sent to the inspectorate and made public."""
    plan = queries.require_plan(current_actor(), plan_id, P.PLAN_EDIT)
    form = PlanDatesForm(obj=plan)
    if form.validate_on_submit():
        try:
            operations.note_dates(
                plan,
                form.sent_to_inspectorate_on.data,
                form.published_on.data,
                actor=current_actor(),
                at=clock.now(),
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The dates have been saved."), "success")
            return _back_to(plan)
    page = render_template("planning/plan_dates.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


def _back_to(plan: Plan) -> ResponseReturnValue:
    return redirect(url_for("planning.plan", plan_id=plan.id), 303)
