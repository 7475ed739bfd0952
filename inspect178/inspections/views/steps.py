"""Which pages take a visit along its life in the office? Assign, cancel, close."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.inspections import queries
from inspect178.inspections.forms import AssignForm, CloseForm, ReasonForm
from inspect178.inspections.operations import choosing, closing
from inspect178.inspections.views import bp
from inspect178.inspections.workflow import INSPECTION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.web.form_base import choices


@bp.route("/<uuid:inspection_id>/assign", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def assign(inspection_id: UUID) -> ResponseReturnValue:
    """Give a visit to a team and a day."""
    actor, at = current_actor(), clock.now()
    found = queries.require_open_inspection(actor, inspection_id, at, permission=P.INSPECTION_PLAN)
    INSPECTION.take(found.state, "cancel")  # whatever can be cancelled can be assigned anew
    today = clock.local_day(at)
    form = AssignForm(team=found.team_id, planned_on=found.planned_on)
    teams = queries.teams_in_force(actor, P.INSPECTION_PLAN, today)
    form.team.choices = choices((t.id, t.name) for t in teams)
    if form.validate_on_submit():
        try:
            team = queries.require_team_choice(
                actor, form.team.data, today, permission=P.INSPECTION_PLAN
            )
            choosing.assign(found, team, form.planned_on.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The visit has been assigned."), "success")
            return _back_to(inspection_id)
    page = render_template("inspections/assign.html", form=form, inspection=found)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:inspection_id>/cancel", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def cancel(inspection_id: UUID) -> ResponseReturnValue:
    """Give a visit up; the page names no target, because it may be sealed."""
    actor, at = current_actor(), clock.now()
    found = queries.glance_at_inspection(actor, inspection_id, at, permission=P.INSPECTION_PLAN)
    INSPECTION.take(found.state, "cancel")
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            choosing.cancel_inspection(found, form.reason.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The visit has been cancelled."), "success")
            return _back_to(inspection_id)
    page = render_template("inspections/cancel.html", form=form, inspection=found)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:inspection_id>/close", methods=["GET", "POST"])
@requires(P.INSPECTION_CLOSE)
def close(inspection_id: UUID) -> ResponseReturnValue:
    """Close the file of an accepted visit."""
    actor, at = current_actor(), clock.now()
    found = queries.require_open_inspection(actor, inspection_id, at, permission=P.INSPECTION_CLOSE)
    INSPECTION.take(found.state, "close")
    form = CloseForm()
    if form.validate_on_submit():
        try:
            closing.close_inspection(found, knowing_open=form.knowing_open.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The file has been closed."), "success")
            return _back_to(inspection_id)
    page = render_template(
        "inspections/close.html",
        form=form,
        inspection=found,
        unconfirmed=queries.unconfirmed(found),
    )
    return page, 422 if form.errors else 200


def _back_to(inspection_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("inspections.inspection", inspection_id=inspection_id), 303)
