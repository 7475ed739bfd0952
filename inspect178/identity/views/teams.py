"""Which pages administer teams? The list, one team, its members."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.identity import queries
from inspect178.identity.enums import TeamPost
from inspect178.identity.forms import LastDayForm, MemberForm, TeamForm
from inspect178.identity.models import Team, UserAccount
from inspect178.identity.operations import teams as operations
from inspect178.identity.views import bp
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.territory import queries as territory
from inspect178.web.form_base import choices


@bp.get("/teams")
@requires(P.TEAM_ADMINISTER)
def teams() -> ResponseReturnValue:
    """List the teams of the area."""
    rows = db.session.scalars(queries.teams(current_actor(), P.TEAM_ADMINISTER)).all()
    counts = queries.member_counts([t.id for t in rows], clock.today())
    return render_template("identity/teams.html", teams=rows, counts=counts)


@bp.route("/teams/new", methods=["GET", "POST"])
@requires(P.TEAM_ADMINISTER)
def new_team() -> ResponseReturnValue:
    """Set up a team."""
    actor, form = current_actor(), TeamForm()
    if form.validate_on_submit():
        try:
            made = operations.create_team(
                form.name.data,
                territory.require_unit_by_code(form.unit.data, clock.today()),
                founding_decision=form.founding_decision.data,
                valid_from=form.valid_from.data,
                actor=actor,
                at=clock.now(),
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The team has been set up."), "success")
            return redirect(url_for("identity.team", team_id=made.id), 303)
    page = render_template("identity/new_team.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/teams/<int:team_id>")
@requires(P.TEAM_ADMINISTER)
def team(team_id: int) -> ResponseReturnValue:
    """Show a team and its members."""
    return _team_page(queries.require_team(current_actor(), team_id, P.TEAM_ADMINISTER))


def _team_page(found: Team, **forms: object) -> ResponseReturnValue:
    member = forms.get("member") or MemberForm(formdata=None, valid_from=clock.today())
    _agencies(member)  # type: ignore[arg-type]
    page = render_template(
        "identity/team.html",
        team=found,
        members=queries.members_of(found),
        member=member,
        last_day=forms.get("last_day") or LastDayForm(formdata=None, last_day=clock.today()),
    )
    return page, 422 if forms else 200


def _agencies(form: MemberForm) -> None:
    form.agency.choices = choices((a.id, a.name_vi) for a in queries.agencies(clock.today()))


def _account(username: str | None) -> UserAccount | None:
    if not username:
        return None
    account = queries.find_account(username)
    if account is None:
        raise InvalidInput(N_("There is no account of this name."), field="username")
    return account


@bp.post("/teams/<int:team_id>/members")
@requires(P.TEAM_ADMINISTER)
def add_member(team_id: int) -> ResponseReturnValue:
    """Add a member."""
    actor, form = current_actor(), MemberForm()
    found = queries.require_team(actor, team_id, P.TEAM_ADMINISTER)
    _agencies(form)
    if form.validate_on_submit():
        try:
            member = operations.NewMember(
                full_name=form.full_name.data,
                team_post=TeamPost(form.team_post.data),
                agency=queries.require_agency(form.agency.data),
                post_title=form.post_title.data or "",
                card_number=form.card_number.data or "",
                may_record=form.may_record.data,
                account=_account(form.username.data),
            )
            operations.add_member(
                found, member, valid_from=form.valid_from.data, actor=actor, at=clock.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The member has been added."), "success")
            return redirect(url_for("identity.team", team_id=team_id), 303)
    return _team_page(found, member=form)


@bp.post("/teams/<int:team_id>/members/<int:member_id>/end")
@requires(P.TEAM_ADMINISTER)
def end_membership(team_id: int, member_id: int) -> ResponseReturnValue:
    """End a membership after a last day."""
    actor, form = current_actor(), LastDayForm()
    found = queries.require_team(actor, team_id, P.TEAM_ADMINISTER)
    member = queries.require_member(found, member_id)
    if form.validate_on_submit():
        try:
            operations.end_membership(
                found, member, last_day=form.last_day.data, actor=actor, at=clock.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The membership ends after that day."), "success")
            return redirect(url_for("identity.team", team_id=team_id), 303)
    return _team_page(found, last_day=form)
