"""Which pages concern the figures that units enter? All of a target, and a new one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.inspections.queries import names_of
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.planning import operations, pace, queries
from inspect178.planning.enums import PlanState
from inspect178.planning.forms import FigureForm
from inspect178.planning.models import Plan, PlanTarget
from inspect178.planning.queries import entries
from inspect178.planning.rules import Said
from inspect178.planning.views import bp
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import require_unit
from inspect178.web.form_base import choices


@bp.get("/<uuid:plan_id>/targets/<int:target_id>/figures")
@requires(P.PLAN_READ)
def figures(plan_id: UUID, target_id: int) -> ResponseReturnValue:
    """Show every figure that was ever entered for a target, and which of them count."""
    actor = current_actor()
    plan = queries.require_plan(actor, plan_id)
    target, unit = queries.require_target(plan, target_id), require_unit(plan.unit_id)
    below = entries.units_below(plan, unit)
    entered = entries.entries_of(actor, plan).get(target.id, [])
    found = entries.together(unit.id, below, entered)
    periodic = pace.is_periodic(target.frequency, target.unit)
    counted = entries.counted_by_day(unit.id, entered) if periodic else found.counted
    return render_template(
        "planning/figures.html",
        plan=plan,
        target=target,
        unit=unit,
        entries=entered,
        counted={e.id for e in counted},
        missing=found.missing,
        units={u.id: u.name for u in (unit, *below)},
        names=names_of([e.recorded_by_id for e in entered]),
        may_enter=plan.state == PlanState.APPROVED
        and actor.may(P.PLAN_EDIT)
        and target.formula in operations.TYPED_IN,
    )


@bp.route("/<uuid:plan_id>/targets/<int:target_id>/figures/new", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def enter_figure(plan_id: UUID, target_id: int) -> ResponseReturnValue:
    """Enter a figure of a unit for a target."""
    plan = queries.require_plan(current_actor(), plan_id)
    target = queries.require_target(plan, target_id)
    if plan.state != PlanState.APPROVED:
        raise IllegalTransition
    units, form = _units(plan), FigureForm()
    form.unit.choices = choices((u.id, u.name) for u in units.values())
    if form.validate_on_submit() and _save(form, plan, target, units=units):
        flash(_("The figure has been entered."), "success")
        where = url_for("planning.figures", plan_id=plan.id, target_id=target.id)
        return redirect(where, 303)
    page = render_template("planning/enter_figure.html", form=form, plan=plan, target=target)
    return page, 422 if form.errors else 200


def _units(plan: Plan) -> dict[int, AdminUnit]:
    actor, own = current_actor(), require_unit(plan.unit_id)
    held = entries.units_held(actor, P.PLAN_EDIT, own=own, below=entries.units_below(plan, own))
    return {u.id: u for u in held}


def _save(form: FigureForm, plan: Plan, target: PlanTarget, *, units: dict[int, AdminUnit]) -> bool:
    said = Said(
        figures_to=form.figures_to.data,
        done=form.done.data,
        total=form.total.data,
        document=form.document.data,
        document_on=form.document_on.data,
        reported_by=form.reported_by.data,
        note=form.note.data or "",
    )
    try:
        operations.enter_figure(
            plan, target, units[form.unit.data], said=said, actor=current_actor(), at=clock.now()
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True
