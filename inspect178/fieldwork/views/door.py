"""Which pages stand before and around a visit? Today's list, announcement, attempt, pause, end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, logs_reading, requires
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.fieldwork import queries
from inspect178.fieldwork.forms import AnnounceForm, AttemptForm, ReasonForm, StopForm
from inspect178.fieldwork.views import bp
from inspect178.identity.queries import team_members
from inspect178.inspections.enums import AttemptKind, StopReason
from inspect178.inspections.faults import Faults
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import visits
from inspect178.inspections.queries import is_sealed, other_visits_in_year
from inspect178.inspections.workflow import INSPECTION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.web.form_base import BaseForm


@bp.get("")
@requires(P.INSPECTION_CAPTURE)
@logs_reading
def today() -> ResponseReturnValue:
    """Show the visits of the actor's teams, today's first."""
    actor, at = current_actor(), clock.now()
    day = clock.local_day(at)
    for sealed in queries.sealed_visits(actor, at, day):
        trail.record_reading(
            A.SEALED_READ, actor=actor, subject=sealed, at=at, page="fieldwork.today"
        )
    return render_template(
        "fieldwork/today.html", visits=queries.visits_of(actor, at, day), day=day, at=at
    )


@bp.route("/<uuid:inspection_id>/announce", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
@logs_reading
def announce(inspection_id: UUID) -> ResponseReturnValue:
    """Announce the decision on site, or say why the visit cannot begin."""
    actor, at = current_actor(), clock.now()
    inspection = _visit(actor, inspection_id, at, page="fieldwork.announce")
    if not INSPECTION.can(inspection.state, "announce"):
        return _back_to(inspection)
    form = AnnounceForm(started_at=clock.local(at).replace(tzinfo=None))
    if form.validate_on_submit():
        try:
            visits.announce(inspection, form.announcement(), actor=actor, at=at)
        except (Faults, InvalidInput) as error:
            _refuse(form, error)
        else:
            flash(_("The visit has begun. What you enter is saved by itself."), "success")
            return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)
    return _announcement_page(form, inspection, at)


@bp.route("/<uuid:inspection_id>/attempt", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
@logs_reading
def attempt(inspection_id: UUID) -> ResponseReturnValue:
    """Record why the place could not be inspected; that is no inspection."""
    actor, at = current_actor(), clock.now()
    inspection = _visit(actor, inspection_id, at, page="fieldwork.attempt")
    if not INSPECTION.can(inspection.state, "attempt"):
        return _back_to(inspection)
    form = AttemptForm()
    if form.validate_on_submit():
        kind = AttemptKind(form.kind.data)
        try:
            visits.record_attempt(inspection, kind, form.reason.data, actor=actor, at=at)
        except (Faults, InvalidInput) as error:
            _refuse(form, error)
        else:
            flash(_("The attempt is recorded. It does not count as an inspection."), "success")
            return redirect(url_for("fieldwork.today"), 303)
    page = render_template("fieldwork/attempt.html", form=form, inspection=inspection)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:inspection_id>/suspend", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def suspend(inspection_id: UUID) -> ResponseReturnValue:
    """Interrupt a visit with a reason."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if not INSPECTION.can(inspection.state, "suspend"):
        return _back_to(inspection)
    form = ReasonForm()
    if form.validate_on_submit():
        visits.suspend(inspection, form.reason.data, actor=actor, at=at)
        flash(_("The visit is suspended. Everything entered is kept."), "success")
        return redirect(url_for("fieldwork.record", inspection_id=inspection.id), 303)
    page = render_template("fieldwork/suspend.html", form=form, inspection=inspection)
    return page, 422 if form.errors else 200


@bp.post("/<uuid:inspection_id>/resume")
@requires(P.INSPECTION_CAPTURE)
def resume(inspection_id: UUID) -> ResponseReturnValue:
    """Go on with a visit that was interrupted."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    visits.resume(inspection, actor=actor, at=at)
    flash(_("The visit goes on."), "success")
    return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)


@bp.route("/<uuid:inspection_id>/stop", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def stop(inspection_id: UUID) -> ResponseReturnValue:
    """End a visit for good on a ground of the decree."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if not INSPECTION.can(inspection.state, "stop"):
        return _back_to(inspection)
    form = StopForm()
    if form.validate_on_submit():
        ground = StopReason(form.ground.data)
        visits.stop(inspection, ground, form.reason.data or "", actor=actor, at=at)
        flash(_("The visit is stopped. It does not count as an inspection."), "success")
        return redirect(url_for("fieldwork.record", inspection_id=inspection.id), 303)
    page = render_template("fieldwork/stop.html", form=form, inspection=inspection)
    return page, 422 if form.errors else 200


def _visit(actor: Actor, inspection_id: UUID, at: datetime, *, page: str) -> Inspection:
    """Give a visit; the reading of a sealed one is recorded before its target is read."""
    glance = queries.glance_at_visit(actor, inspection_id, at)
    if is_sealed(glance):
        trail.record_reading(A.SEALED_READ, actor=actor, subject=glance, at=at, page=page)
    return queries.require_visit(actor, inspection_id, at)


def _back_to(inspection: Inspection) -> ResponseReturnValue:
    """Lead a stale page or a second click to where the visit stands now."""
    return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)


def _refuse(form: BaseForm, error: Faults | InvalidInput) -> None:
    for fault in error.faults if isinstance(error, Faults) else (error,):
        form.refuse(fault)


def _announcement_page(
    form: AnnounceForm, inspection: Inspection, at: datetime
) -> ResponseReturnValue:
    day = form.started_at.data.date() if form.started_at.data else clock.local_day(at)
    members = team_members(inspection.team_id, day)
    form.members.choices = [(m.id, m.full_name) for m in members]
    page = render_template(
        "fieldwork/announce.html",
        form=form,
        inspection=inspection,
        members=members,
        others=other_visits_in_year(inspection, day.year),
    )
    return page, 422 if form.errors else 200
