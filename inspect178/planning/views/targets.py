"""Which pages set the targets of a plan?"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.planning import operations, queries
from inspect178.planning.enums import TargetUnit
from inspect178.planning.forms import TargetForm
from inspect178.planning.models import Plan, PlanTarget
from inspect178.planning.views import bp


@bp.route("/<uuid:plan_id>/targets/new", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def add_target(plan_id: UUID) -> ResponseReturnValue:
    """Add a target to a draft."""
    plan = _draft(plan_id)
    form = TargetForm()
    if form.validate_on_submit() and _save(form, plan, None):
        flash(_("The target has been added."), "success")
        return redirect(url_for("planning.plan", plan_id=plan.id, _anchor="targets"), 303)
    page = render_template("planning/add_target.html", form=form, plan=plan)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:plan_id>/targets/<int:target_id>/edit", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def edit_target(plan_id: UUID, target_id: int) -> ResponseReturnValue:
    """Change a target of a draft."""
    plan = _draft(plan_id)
    target = queries.require_target(plan, target_id)
    form = TargetForm(obj=target)
    if form.validate_on_submit() and _save(form, plan, target):
        flash(_("The target has been changed."), "success")
        return redirect(url_for("planning.plan", plan_id=plan.id, _anchor="targets"), 303)
    page = render_template("planning/edit_target.html", form=form, plan=plan, target=target)
    return page, 422 if form.errors else 200


@bp.post("/<uuid:plan_id>/targets/<int:target_id>/remove")
@requires(P.PLAN_EDIT)
def remove_target(plan_id: UUID, target_id: int) -> ResponseReturnValue:
    """Take a target out of a draft."""
    plan = _draft(plan_id)
    target = queries.require_target(plan, target_id)
    operations.remove_target(plan, target, actor=current_actor(), at=clock.now())
    flash(_("The target has been removed."), "success")
    return redirect(url_for("planning.plan", plan_id=plan.id, _anchor="targets"), 303)


def _draft(plan_id: UUID) -> Plan:
    plan = queries.require_plan(current_actor(), plan_id, P.PLAN_EDIT)
    operations.require_draft(plan)
    return plan


def _save(form: TargetForm, plan: Plan, target: PlanTarget | None) -> bool:
    facts = operations.TargetFacts(
        code=form.code.data,
        label_vi=form.label_vi.data,
        label_en=form.label_en.data or "",
        formula=form.formula.data,
        comparator=form.comparator.data,
        unit=TargetUnit(form.unit.data),
        value=form.value.data,
        frequency=form.frequency.data,
        note=form.note.data or "",
    )
    try:
        operations.set_target(plan, target, facts, actor=current_actor(), at=clock.now())
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True
