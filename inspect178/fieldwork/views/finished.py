"""Which pages does a record have once it is signed? To read it, add notes and send it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.fieldwork import queries
from inspect178.fieldwork.forms import AmendForm
from inspect178.fieldwork.labels import amendable_parts, label_of, part_of
from inspect178.fieldwork.paper import paper_of
from inspect178.fieldwork.views import bp
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.operations import records
from inspect178.inspections.operations.visits import stopped_because
from inspect178.inspections.queries import require_inspection
from inspect178.inspections.queries.records import require_record
from inspect178.inspections.workflow import INSPECTION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput


@bp.get("/<uuid:inspection_id>/record")
@requires(P.INSPECTION_READ)
def record(inspection_id: UUID) -> ResponseReturnValue:
    """Show the record for reading and printing, with the notes added to it."""
    actor, at = current_actor(), clock.now()
    inspection = require_inspection(actor, inspection_id, at)
    opened = require_record(inspection)
    mine = actor.may(P.INSPECTION_CAPTURE) and inspection.team_id in actor.team_ids
    steps = INSPECTION.possible(inspection.state, actor.permissions) if mine else []
    can = {step.name for step in steps}
    if mine and opened.record.frozen_at and inspection.state != InspectionState.SUBMITTED:
        can.add("amend")
    ground, words = stopped_because(inspection)
    return render_template(
        "fieldwork/record.html",
        inspection=inspection,
        record=opened.record,
        paper=paper_of(opened),
        amendments=opened.record.amendments,
        beside=queries.beside_record(inspection),
        label_of=label_of,
        can=can,
        mine=mine,
        stopped=(ground, words),
    )


@bp.route("/<uuid:inspection_id>/amend", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def amend(inspection_id: UUID) -> ResponseReturnValue:
    """Add a note to a signed record."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if inspection.completed_on is None:
        return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)
    form = AmendForm(field=part_of(request.args.get("field", "findings")))
    form.field.choices = amendable_parts(require_record(inspection))
    if form.validate_on_submit():
        try:
            records.amend(inspection, form.field.data, form.text.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The note has been added to the record."), "success")
            return redirect(url_for("fieldwork.record", inspection_id=inspection.id), 303)
    page = render_template("fieldwork/amend.html", form=form, inspection=inspection)
    return page, 422 if form.errors else 200


@bp.post("/<uuid:inspection_id>/submit")
@requires(P.INSPECTION_CAPTURE)
def submit(inspection_id: UUID) -> ResponseReturnValue:
    """Send the signed record to the reviewers."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    records.submit_record(inspection, actor=actor, at=at)
    flash(_("The record has been sent for review."), "success")
    return redirect(url_for("fieldwork.record", inspection_id=inspection.id), 303)
