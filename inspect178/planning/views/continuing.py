"""Which page makes this year's plan from last year's?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.planning import operations, queries
from inspect178.planning.enums import PlanState
from inspect178.planning.forms import NextYearForm
from inspect178.planning.models import Plan
from inspect178.planning.views import bp


@bp.route("/<uuid:plan_id>/next-year", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def next_year(plan_id: UUID) -> ResponseReturnValue:
    """Make the draft of the next year from an approved plan."""
    plan = queries.require_plan(current_actor(), plan_id, P.PLAN_EDIT)
    if plan.state != PlanState.APPROVED:
        raise IllegalTransition
    form = NextYearForm(
        title=operations.title_for_next_year(plan.title, plan.year),
        tree_on=date(plan.year + 1, 1, 1),
    )
    made = _made(form, plan) if form.validate_on_submit() else None
    if made is None:
        page = render_template("planning/next_year.html", form=form, plan=plan)
        return page, 422 if form.errors else 200
    flash(_("The draft has been made with all targets and quotas. Check them."), "success")
    if made.undecided:
        names = ", ".join(unit.name for unit in made.undecided)
        said = _("To be decided, because no single unit took them over: %(units)s.", units=names)
        flash(said, "warning")
    return redirect(url_for("planning.plan", plan_id=made.plan.id), 303)


def _made(form: NextYearForm, plan: Plan) -> operations.Continued | None:
    try:
        return operations.continue_plan(
            plan, form.title.data, form.tree_on.data, actor=current_actor(), at=clock.now()
        )
    except InvalidInput as error:
        form.refuse(error)
        return None
