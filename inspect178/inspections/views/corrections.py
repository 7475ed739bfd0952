"""Which pages follow up what establishments were asked to put right?"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections import queries
from inspect178.inspections.forms import CorrectionForm
from inspect178.inspections.operations import closing
from inspect178.inspections.views import bp
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.web.pagination import page_of


@bp.get("/corrections")
@requires(P.INSPECTION_READ)
def corrections() -> ResponseReturnValue:
    """List the corrections that nobody has confirmed yet, the most urgent first."""
    actor, at = current_actor(), clock.now()
    today = clock.local_day(at)
    overdue = request.args.get("overdue") == "1"
    statement = queries.open_corrections(actor, at, due_before=today if overdue else None)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "inspections/corrections.html",
        page=page_of(db.session, statement, number=number, scalars=False),
        overdue=overdue,
        today=today,
        may_confirm=actor.may(P.INSPECTION_CLOSE),
    )


@bp.route(
    "/<uuid:inspection_id>/recommendations/<int:recommendation_id>/confirm",
    methods=["GET", "POST"],
)
@requires(P.INSPECTION_CLOSE)
def confirm_correction(inspection_id: UUID, recommendation_id: int) -> ResponseReturnValue:
    """Confirm that a recommendation was carried out."""
    actor, at = current_actor(), clock.now()
    found = queries.require_open_inspection(actor, inspection_id, at, permission=P.INSPECTION_CLOSE)
    recommendation = queries.require_recommendation(found, recommendation_id)
    form = CorrectionForm(confirmed_on=clock.local_day(at))
    if form.validate_on_submit():
        try:
            closing.confirm_correction(
                found,
                recommendation,
                form.confirmed_on.data,
                evidence=form.evidence.data,
                actor=actor,
                at=at,
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The correction has been confirmed."), "success")
            address = url_for("inspections.inspection", inspection_id=found.id, _anchor="to-mend")
            return redirect(address, 303)
    page = render_template(
        "inspections/confirm_correction.html",
        form=form,
        inspection=found,
        recommendation=recommendation,
    )
    return page, 422 if form.errors else 200
