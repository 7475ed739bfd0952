"""Which pages show and write decisions? The list, one decision, drafting and changing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, logs_reading, requires
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections import queries, rules
from inspect178.inspections.enums import SURPRISE_GROUNDS, DecisionState, Ground, InspectionMode
from inspect178.inspections.forms import DecisionFilterForm, TermsForm
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.operations import decisions as operations
from inspect178.inspections.views import bp
from inspect178.inspections.workflow import DECISION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.web.form_base import choices, seen_version
from inspect178.web.pagination import page_of


@bp.get("/decisions")
@requires(P.INSPECTION_READ)
def decisions() -> ResponseReturnValue:
    """List the decisions of the area that are no secret."""
    actor, at = current_actor(), clock.now()
    form = DecisionFilterForm(request.args)
    teams = queries.teams_in_force(actor, P.INSPECTION_READ, clock.local_day(at))
    form.team.choices = choices([("", _("All")), *((t.id, t.name) for t in teams)])
    statement = queries.open_decisions(actor, at)
    state = next((s for s in DecisionState if s.value == form.state.data), None)
    if state is not None:
        statement = statement.where(InspectionDecision.state == state)
    team = next((t for t in teams if str(t.id) == form.team.data), None)
    if team is not None:
        statement = statement.where(InspectionDecision.team_id == team.id)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "inspections/decisions.html",
        form=form,
        page=page_of(db.session, statement, number=number),
        may_draft=actor.may(P.DECISION_DRAFT),
    )


@bp.get("/decisions/<uuid:decision_id>")
@requires(P.INSPECTION_READ)
@logs_reading
def decision(decision_id: UUID) -> ResponseReturnValue:
    """Show one decision; the reading of a sealed target is recorded before it is shown."""
    actor, at = current_actor(), clock.now()
    glance = queries.glance_at_decision(actor, decision_id, at)
    if queries.is_sealed(glance):
        trail.record_reading(A.SEALED_READ, actor=actor, subject=glance, at=at, page="decision")
    found = queries.require_decision(actor, decision_id, at)
    people = [found.planner_id, found.approver_id, found.signed_by_id]
    return render_template(
        "inspections/decision.html",
        decision=found,
        sealed=queries.is_sealed(found),
        visits=[v for v in found.inspections if queries.may_see(actor, v, at)],
        names=queries.names_of(people),
        units=queries.unit_names([found.unit_id]),
        story=tell(queries.story_of(actor, found), surroundings()),
        can=steps_open(found, actor),
    )


def steps_open(found: InspectionDecision, actor: Actor) -> set[str]:
    """Name what the actor can do with the decision now."""
    can = set()
    if found.state == DecisionState.DRAFT and policies.may_here(actor, P.DECISION_DRAFT, found):
        can.add("edit")
    if policies.may_here(actor, P.DECISION_SIGN, found):
        if found.state == DecisionState.DRAFT and found.planner_id != actor.user_id:
            can.add("sign")
        if found.state != DecisionState.WITHDRAWN and found.announced_at is None:
            can.add("withdraw")
    return can


@bp.route("/decisions/new", methods=["GET", "POST"])
@requires(P.DECISION_DRAFT)
def draft_decision() -> ResponseReturnValue:
    """Draft the decision on visits of one team; without a team, choose one first."""
    actor, at = current_actor(), clock.now()
    teams = queries.teams_in_force(actor, P.DECISION_DRAFT, clock.local_day(at))
    team = next((t for t in teams if str(t.id) == request.args.get("team")), None)
    if team is None:
        waiting = queries.undecided_counts(actor, at)
        return render_template("inspections/choose_team.html", teams=teams, waiting=waiting)
    visits = list(db.session.scalars(queries.undecided(actor, at, team.id)))
    form = terms_form(actor, team)
    if form.validate_on_submit():
        try:
            chosen = _ticked(visits)
            made = operations.draft_decision(team, chosen, terms_of(form), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The decision has been drafted. Somebody else has to sign it."), "success")
            return redirect(url_for("inspections.decision", decision_id=made.id), 303)
    page = render_template(
        "inspections/draft_decision.html",
        form=form,
        team=team,
        visits=visits,
        ticked=_kept([v.id for v in visits]),
    )
    return page, 422 if form.errors else 200


@bp.route("/decisions/<uuid:decision_id>/edit", methods=["GET", "POST"])
@requires(P.DECISION_DRAFT)
def edit_decision(decision_id: UUID) -> ResponseReturnValue:
    """Change a draft; the page of a sealed one names no target."""
    actor, at = current_actor(), clock.now()
    found = queries.require_decision(actor, decision_id, at, permission=P.DECISION_DRAFT)
    DECISION.take(found.state, "sign")  # only what is not signed yet can be changed
    surprise = found.mode == InspectionMode.SURPRISE
    named = [] if surprise else [v for v in found.inspections if v.decision_id == found.id]
    free = [] if surprise else list(db.session.scalars(queries.undecided(actor, at, found.team_id)))
    form = terms_form(actor, found.team, obj=found, approver=found.approver_id)
    if surprise:
        form.ground.choices = [c for c in form.ground.choices if c.value in SURPRISE_GROUNDS]
    if form.validate_on_submit():
        try:
            operations.change_decision(
                found,
                [] if surprise else _ticked([*named, *free]),
                terms_of(form),
                version=seen_version(form.version.data),
                actor=actor,
                at=at,
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The draft has been changed."), "success")
            return redirect(url_for("inspections.decision", decision_id=found.id), 303)
    page = render_template(
        "inspections/edit_decision.html",
        form=form,
        decision=found,
        visits=[*named, *free],
        ticked=_kept([v.id for v in named]),
    )
    return page, 422 if form.errors else 200


def terms_form(actor: Actor, team: Team, **values: object) -> TermsForm:
    """Give the form of a decision's terms for a team."""
    limit = rules.time_limit(team.commune_id is None)
    form = TermsForm(**{"time_limit_days": limit.days, "scope_text": usual_scope(), **values})
    people = queries.approvers_near(actor, P.DECISION_DRAFT, clock.today())
    form.approver.choices = choices((p.id, _named(p.full_name, p.post)) for p in people)
    return form


def terms_of(form: TermsForm) -> operations.Terms:
    """Read the terms of a decision out of its form."""
    return operations.Terms(
        ground=Ground(form.ground.data),
        approver_id=form.approver.data,
        ground_reference=form.ground_reference.data or "",
        scope_text=form.scope_text.data,
        time_limit_days=form.time_limit_days.data,
        number=form.number.data or "",
    )


def _named(name: str, post: str) -> str:
    return f"{name}, {post}" if post else name


def usual_scope() -> str:
    """Give the scope that most decisions have; it is printed, so it is Vietnamese."""
    return (
        "Việc chấp hành pháp luật về phòng, chống mại dâm; điều kiện kinh doanh; sử dụng lao động."
    )


def _ticked(visits: list[Inspection]) -> list[Inspection]:
    wanted = set(request.form.getlist("visits"))
    return [v for v in visits if str(v.id) in wanted]


def _kept(otherwise: list[UUID]) -> set[str]:
    if request.method == "POST":
        return set(request.form.getlist("visits"))
    return {str(key) for key in otherwise}
