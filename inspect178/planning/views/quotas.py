"""Which page gives quotas to the units below?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput
from inspect178.planning import operations, queries
from inspect178.planning.enums import PlanState
from inspect178.planning.forms import QuotasForm, quotas_typed
from inspect178.planning.models import Plan
from inspect178.planning.queries.quotas import QUOTA_DEFINITION, QuotaLine, quotas_to_give
from inspect178.planning.views import bp
from inspect178.territory.queries import require_unit


@bp.route("/<uuid:plan_id>/quotas", methods=["GET", "POST"])
@requires(P.PLAN_EDIT)
def give_quotas(plan_id: UUID) -> ResponseReturnValue:
    """Give each unit below its quota; beside it what the rate of the plan asks for."""
    actor = current_actor()
    plan = queries.require_plan(actor, plan_id, P.PLAN_EDIT)
    if plan.state == PlanState.SUBMITTED:
        raise IllegalTransition
    lines = quotas_to_give(actor, plan, require_unit(plan.unit_id))
    form = QuotasForm(counts_all_teams=plan.quota_counts_all_teams)
    if form.validate_on_submit() and _save(form, plan, lines):
        flash(_("The quotas have been saved."), "success")
        return redirect(url_for("planning.progress", plan_id=plan.id, _anchor="quotas"), 303)
    page = render_template(
        "planning/give_quotas.html",
        form=form,
        plan=plan,
        lines=lines,
        typed=request.form,
        given=sum(line.quota or 0 for line in lines),
        implied=[line.implied for line in lines if line.implied is not None],
        definition=QUOTA_DEFINITION,
    )
    return page, 422 if form.errors else 200


def _save(form: QuotasForm, plan: Plan, lines: Sequence[QuotaLine]) -> bool:
    try:
        operations.give_quotas(
            plan,
            quotas_typed(request.form, ((line.unit.id, line.unit.name) for line in lines)),
            counts_all_teams=form.counts_all_teams.data,
            actor=current_actor(),
            at=clock.now(),
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True
