"""Which pages note visits that were no inspections of ours? A list, a form, a withdrawal."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access import policies
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.inspections import queries
from inspect178.inspections.enums import NotedVisitKind
from inspect178.inspections.forms import NoteForm, ReasonForm
from inspect178.inspections.operations import noted
from inspect178.inspections.operations.noted import NotedFacts
from inspect178.inspections.views import bp
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry.queries import require_establishment


@bp.get("/establishments/<uuid:establishment_id>/noted")
@requires(P.INSPECTION_READ)
def noted_visits(establishment_id: UUID) -> ResponseReturnValue:
    """List the visits of others that were noted of an establishment."""
    actor = current_actor()
    found = require_establishment(actor, establishment_id, P.INSPECTION_READ)
    notes = queries.noted_visits_of(actor, found)
    return render_template(
        "inspections/noted_visits.html",
        establishment=found,
        notes=notes,
        names=queries.names_of(i for n in notes for i in (n.recorded_by_id, n.withdrawn_by_id)),
        may_note=policies.may_here(actor, P.INSPECTION_PLAN, found),
    )


@bp.route("/establishments/<uuid:establishment_id>/noted/new", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def note_visit(establishment_id: UUID) -> ResponseReturnValue:
    """Note a survey, a supervision or another agency's inspection."""
    actor, at = current_actor(), clock.now()
    found = require_establishment(actor, establishment_id, P.INSPECTION_PLAN)
    form = NoteForm()
    if form.validate_on_submit():
        try:
            noted.note_visit(found, _facts(form), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The visit has been noted."), "success")
            return _back_to(found.id)
    page = render_template("inspections/note_visit.html", form=form, establishment=found)
    return page, 422 if form.errors else 200


@bp.route("/noted/<uuid:note_id>/withdraw", methods=["GET", "POST"])
@requires(P.INSPECTION_PLAN)
def withdraw_note(note_id: UUID) -> ResponseReturnValue:
    """Withdraw a note that was made in error."""
    actor, at = current_actor(), clock.now()
    note, found = queries.require_noted(actor, note_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            noted.withdraw_note(note, form.reason.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The note has been withdrawn."), "success")
            return _back_to(found.id)
    page = render_template(
        "inspections/withdraw_note.html", form=form, note=note, establishment=found
    )
    return page, 422 if form.errors else 200


def _facts(form: NoteForm) -> NotedFacts:
    return NotedFacts(
        NotedVisitKind(form.kind.data),
        form.held_on.data,
        agency_name=form.agency_name.data,
        document=form.document.data,
        note=form.note.data or "",
    )


def _back_to(establishment_id: UUID) -> ResponseReturnValue:
    address = url_for("inspections.noted_visits", establishment_id=establishment_id)
    return redirect(address, 303)
