"""Which pages does review have? The queue, the record with the decision, the remarks."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections.beside import beside
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, DomainError, InvalidInput
from inspect178.review import operations, queries, rules
from inspect178.review.enums import ReviewField, Shelf
from inspect178.review.forms import DecisionForm, QueueForm
from inspect178.web.errors import message_of
from inspect178.web.pagination import page_of

bp = Blueprint("review", __name__, url_prefix="/reviews")


@bp.get("")
@requires(P.REVIEW_POLICE, P.REVIEW_CULTURE)
def queue() -> ResponseReturnValue:
    """Show what waits for the reviewer, the most pressing first."""
    actor, at = current_actor(), clock.now()
    field, shelf = _field(actor), _shelf()
    form = QueueForm(request.args)
    form.offer(queries.teams_in_review(actor, at, field))
    page = page_of(
        db.session,
        queries.queue(actor, at, field=field, wanted=form.wanted(shelf)),
        number=request.args.get("page", 1, type=int),
        scalars=False,
    )
    return render_template(
        "review/queue.html",
        form=form,
        page=page,
        lines=queries.lines(page.rows, field),
        counts=queries.shelf_counts(actor, at, field),
        shelf=shelf,
        field=field,
        fields=queries.fields_of(actor),
        today=clock.local_day(at),
    )


@bp.route("/<uuid:inspection_id>", methods=["GET", "POST"])
@requires(P.REVIEW_POLICE, P.REVIEW_CULTURE)
def record(inspection_id: UUID) -> ResponseReturnValue:
    """Show a record with what concerns the agency first, and take its decision."""
    actor, at = current_actor(), clock.now()
    field, form, status = _field(actor), DecisionForm(), 200
    sheet = queries.require_sheet(actor, inspection_id, at, field=field)
    if form.validate_on_submit():
        try:
            decided = operations.decide(inspection_id, form.verdict(field), actor=actor, at=at)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
            status = error.status
            sheet = queries.require_sheet(actor, inspection_id, at, field=field)
        else:
            flash(_said(decided), "success")
            return redirect(url_for("review.queue", field=field.value), 303)
    form.seen.data = sheet.seen
    page = render_template(
        "review/record.html",
        form=form,
        sheet=sheet,
        beside=beside(sheet.inspection),
        obstacle=_obstacle(sheet, actor),
        due_on=rules.due_on(sheet.inspection.completed_on, len(sheet.violations)),
        fields=queries.fields_of(actor),
    )
    return page, 422 if form.errors and status == 200 else status


@bp.get("/<uuid:inspection_id>/remarks")
@requires(P.INSPECTION_CAPTURE)
def remarks(inspection_id: UUID) -> ResponseReturnValue:
    """Show the team what the reviewers remark beside what stands in the frozen record."""
    sheet = queries.require_own_sheet(current_actor(), inspection_id, clock.now())
    return render_template("review/remarks.html", sheet=sheet, part_of_note=rules.part_of_note)


def _field(actor: Actor) -> ReviewField:
    """Give the agency for which the person reviews; an unknown one in the address is left out."""
    chosen = request.args.get("field", "")
    return queries.require_field(
        actor, ReviewField(chosen) if chosen in list(ReviewField) else None
    )


def _shelf() -> Shelf:
    chosen = request.args.get("show", "")
    return Shelf(chosen) if chosen in list(Shelf) else Shelf.WAITING


def _obstacle(sheet: queries.Sheet, actor: Actor) -> str:
    """Say why the person cannot decide on the record now; nothing when nothing is against it."""
    try:
        operations.check_may_decide(sheet, actor)
    except DomainError as error:
        return message_of(error)
    return ""


def _said(inspection: Inspection) -> str:
    if inspection.state == InspectionState.ACCEPTED:
        return _("All agencies have accepted the record. The visit now counts officially.")
    if inspection.state == InspectionState.RETURNED:
        return _("The record has been sent back to the team with your remarks.")
    return _("Your acceptance has been noted. The other agency has still to decide.")
