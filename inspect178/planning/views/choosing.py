"""Which page chooses establishments for a plan, and gives them to a team and a day?"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections import queries as inspections
from inspect178.inspections.enums import SECOND_VISIT_GROUNDS, Ground
from inspect178.inspections.operations.choosing import VisitOrder, Wanted
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.planning import operations, queries, rules
from inspect178.planning.enums import PlanState
from inspect178.planning.forms import CandidateFilterForm, ChoiceForm
from inspect178.planning.models import Plan
from inspect178.planning.views import bp
from inspect178.registry.queries import establishment_types
from inspect178.territory.enums import Level
from inspect178.territory.queries import children_of, require_unit
from inspect178.web.form_base import choices
from inspect178.web.pagination import page_of

SIZE = 100


@bp.route("/<uuid:plan_id>/choose", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def choose(plan_id: UUID) -> ResponseReturnValue:
    """Choose establishments for visits under a plan."""
    actor = current_actor()
    plan = queries.require_plan(actor, plan_id, P.INSPECTION_PLAN)
    form = _choice_form(actor)
    choice = None
    if form.validate_on_submit():
        try:
            choice = _choose(plan, form, actor)
        except InvalidInput as error:
            form.refuse(error)
        if choice is not None and choice.planned:
            _say_what_was_done(choice)
            return redirect(url_for("inspections.inspections", plan=plan.id), 303)
    if choice is not None:
        return _refused_page(plan, form, choice)
    return _list_page(plan, form, actor)


def _choice_form(actor: Actor) -> ChoiceForm:
    form = ChoiceForm()
    teams = inspections.teams_in_force(actor, P.INSPECTION_PLAN, clock.today())
    form.team.choices = choices((t.id, t.name) for t in teams)
    return form


def _choose(plan: Plan, form: ChoiceForm, actor: Actor) -> operations.Choice:
    at = clock.now()
    today = clock.local_day(at)
    team = inspections.require_team_choice(
        actor, form.team.data, today, permission=P.INSPECTION_PLAN
    )
    unit = require_unit(plan.unit_id)
    chosen = queries.require_candidates(actor, plan, unit, ids=_ticked(), on=today)
    return operations.choose_establishments(
        plan,
        [Wanted(e, *_second(e.id)) for e in chosen],
        VisitOrder(team, form.planned_on.data, plan.id),
        without_refused=form.without_refused.data,
        actor=actor,
        at=at,
    )


def _ticked() -> list[UUID]:
    try:
        return [UUID(text) for text in request.form.getlist("chosen")]
    except ValueError:
        return []


def _second(establishment_id: UUID) -> tuple[Ground | None, str]:
    ground = request.form.get(f"ground-{establishment_id}", "")
    reference = request.form.get(f"reference-{establishment_id}", "").strip()[:300]
    known = ground in {g.value for g in SECOND_VISIT_GROUNDS}
    return (Ground(ground) if known else None), reference


def _say_what_was_done(choice: operations.Choice) -> None:
    done = len(choice.planned)
    flash(ngettext("%(num)s visit planned.", "%(num)s visits planned.", done), "success")
    left = len(choice.refused)
    if left:
        flash(
            ngettext(
                "%(num)s establishment was left out: its inspection of the year is used up.",
                "%(num)s establishments were left out: their inspection of the year is used up.",
                left,
            ),
            "warning",
        )


def _refused_page(plan: Plan, form: ChoiceForm, choice: operations.Choice) -> ResponseReturnValue:
    refused = {str(r.wanted.establishment.id) for r in choice.refused}
    page = render_template(
        "planning/choose_refused.html",
        plan=plan,
        form=form,
        choice=choice,
        chosen=list(dict.fromkeys(request.form.getlist("chosen"))),
        others=[key for key in request.form.getlist("chosen") if key not in refused],
        grounds=SECOND_VISIT_GROUNDS,
        typed=request.form,
    )
    return page, 422


def _list_page(plan: Plan, form: ChoiceForm, actor: Actor) -> ResponseReturnValue:
    today, unit = clock.today(), require_unit(plan.unit_id)
    asked = CandidateFilterForm(request.args)
    communes = [] if unit.level == Level.COMMUNE else list(children_of(unit, today))
    asked.type.choices = choices(
        [("", _("All types")), *((t.code, t.label_vi) for t in establishment_types(today))]
    )
    asked.commune.choices = choices([("", _("All communes")), *((u.id, u.name) for u in communes)])
    wanted = queries.CandidateFilter(
        words=asked.q.data or "",
        type_code=asked.type.data or "",
        commune=next((u for u in communes if str(u.id) == asked.commune.data), None),
        only_complex=asked.only_complex.data,
        only_not_yet=asked.not_yet.data,
        last_before=asked.last_before.data,
    )
    statement = queries.candidates(actor, plan, unit, wanted=wanted, on=today)
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, statement, number=number, size=SIZE, scalars=False)
    visits = inspections.visits_of_year([row[0].id for row in page.rows], plan.year)
    text = render_template(
        "planning/choose.html",
        plan=plan,
        asked=asked,
        form=form,
        page=page,
        visits=visits,
        communes=inspections.unit_names(row[0].commune_id for row in page.rows),
        not_approved=rules.NOT_APPROVED if plan.state != PlanState.APPROVED else "",
        ticked=set(request.form.getlist("chosen")),
    )
    return text, 422 if form.errors else 200
