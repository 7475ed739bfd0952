"""Which pages order surprise inspections? A search and an order that leave no trace in addresses.

Everything about the target travels in the body of a POST: an address would stand in the logs of
servers and in the history of the browser.
"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections import queries, rules
from inspect178.inspections.forms import SurpriseForm
from inspect178.inspections.operations.surprises import SurpriseOrder
from inspect178.inspections.operations.surprises import order_surprise as order
from inspect178.inspections.views import bp
from inspect178.inspections.views.decisions import terms_of, usual_scope
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter, establishments
from inspect178.web.form_base import choices
from inspect178.web.pagination import page_of

OFFERED = 20


@bp.get("/sealed")
@requires(P.INSPECTION_PLAN, P.DECISION_SIGN, P.INSPECTION_CAPTURE)
def sealed() -> ResponseReturnValue:
    """List the sealed orders that one shares, without their targets."""
    actor, at = current_actor(), clock.now()
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, queries.sealed_decisions(actor, at), number=number)
    return render_template(
        "inspections/sealed.html",
        page=page,
        names=queries.names_of(i for d in page.rows for i in (d.planner_id, d.approver_id)),
        may_order=actor.may(P.INSPECTION_PLAN),
    )


@bp.route("/sealed/new", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def order_surprise() -> ResponseReturnValue:
    """Find the establishment, then order its surprise inspection."""
    actor, at = current_actor(), clock.now()
    form = _order_form(actor)
    searching = request.form.get("step") == "find"
    if not searching and form.validate_on_submit():
        try:
            inspection = order(_target(form, actor), _order(form, actor), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The surprise inspection is ordered and sealed until it opens."), "success")
            return redirect(url_for("inspections.inspection", inspection_id=inspection.id), 303)
    page = render_template(
        "inspections/order_surprise.html", form=form, found=_offered(form, actor)
    )
    return page, 422 if form.errors else 200


def _order_form(actor: Actor) -> SurpriseForm:
    form = SurpriseForm(time_limit_days=rules.time_limit(True).days, scope_text=usual_scope())
    today = clock.today()
    teams = queries.teams_in_force(actor, P.INSPECTION_PLAN, today)
    people = queries.approvers_near(actor, P.DECISION_DRAFT, today)
    form.team.choices = choices((t.id, t.name) for t in teams)
    form.approver.choices = choices(
        (p.id, f"{p.full_name}, {p.post}" if p.post else p.full_name) for p in people
    )
    return form


def _offered(form: SurpriseForm, actor: Actor) -> list[Establishment]:
    """Find establishments by what was typed; the chosen one stays on offer."""
    if not form.q.data:
        return []
    asked = EstablishmentFilter(words=form.q.data)
    statement = establishments(actor, asked, P.INSPECTION_PLAN)
    return list(db.session.scalars(statement.limit(OFFERED)))


def _target(form: SurpriseForm, actor: Actor) -> Establishment:
    try:
        key = UUID(form.establishment.data or "")
    except ValueError:
        key = None
    found = None
    if key is not None:
        asked = EstablishmentFilter(ids=(key,))
        found = db.session.scalar(establishments(actor, asked, P.INSPECTION_PLAN))
    if found is None:
        raise InvalidInput(N_("Find the establishment and choose it."), field="q")
    return found


def _order(form: SurpriseForm, actor: Actor) -> SurpriseOrder:
    team = queries.require_team_choice(
        actor, form.team.data, clock.today(), permission=P.INSPECTION_PLAN
    )
    opens = form.opens_at.data
    return SurpriseOrder(team, clock.at_local(opens.date(), opens.time()), terms_of(form))
