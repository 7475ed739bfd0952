"""Which pages end a visit? Signing with the establishment, or attesting its refusal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.fieldwork import queries
from inspect178.fieldwork.forms import ATTESTING, signatures_of
from inspect178.fieldwork.labels import label_of
from inspect178.fieldwork.paper import paper_of
from inspect178.fieldwork.views import bp
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.faults import Faults
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import signing
from inspect178.inspections.phrases import phrases
from inspect178.inspections.queries.records import OpenRecord, require_record
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.web.errors import message_of

BOXES = ("leader", "owner", "witness", "attesting", "reason")


@bp.route("/<uuid:inspection_id>/sign", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def sign(inspection_id: UUID) -> ResponseReturnValue:
    """Sign the record together with the establishment; it is frozen afterwards."""
    return _conclude(inspection_id, refused=False)


@bp.route("/<uuid:inspection_id>/refuse", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def refuse(inspection_id: UUID) -> ResponseReturnValue:
    """Conclude a record that the establishment refuses to sign."""
    return _conclude(inspection_id, refused=True)


def _conclude(inspection_id: UUID, *, refused: bool) -> ResponseReturnValue:
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if inspection.state != InspectionState.IN_PROGRESS:
        return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)
    opened = require_record(inspection)
    if request.method == "GET" and signing.missing_of(opened):
        return redirect(url_for("fieldwork.missing", inspection_id=inspection.id), 303)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        errors = _try(opened, refused=refused, actor=actor, at=at)
        if not errors:
            flash(_("The record is signed and frozen. Send it for review now."), "success")
            return redirect(url_for("fieldwork.record", inspection_id=inspection.id), 303)
        opened = require_record(inspection)
    return _page(opened, errors, refused=refused), 422 if errors else 200


def _try(opened: OpenRecord, *, refused: bool, actor: Actor, at: datetime) -> dict[str, list[str]]:
    """Conclude the record, or give what is wrong by the place where it is wrong."""
    inspection = opened.inspection
    try:
        signatures = signatures_of(request.form, opened.record.presences, refused=refused)
        if refused:
            reason = request.form.get("reason", "")
            signing.attest_refusal(inspection, reason, signatures, actor=actor, at=at)
        else:
            signing.sign_record(inspection, signatures, actor=actor, at=at)
    except (Faults, InvalidInput) as error:
        errors: dict[str, list[str]] = {}
        for fault in error.faults if isinstance(error, Faults) else (error,):
            errors.setdefault(_place_of(fault, refused=refused), []).append(message_of(fault))
        return errors
    return {}


def _place_of(fault: InvalidInput, *, refused: bool) -> str:
    """Name the box of the page where a fault belongs; the empty name is the page itself."""
    field = fault.field or ""
    if refused and field in (role.value for role in ATTESTING):
        return "attesting"
    is_box = field in BOXES or field.startswith("member-")
    return field if is_box else ""


def _page(opened: OpenRecord, errors: dict[str, list[str]], *, refused: bool) -> str:
    inspection: Inspection = opened.inspection
    return render_template(
        "fieldwork/refuse.html" if refused else "fieldwork/sign.html",
        inspection=inspection,
        record=opened.record,
        paper=paper_of(opened),
        oddities=[*signing.oddities_of(opened), *_on_their_way(inspection)],
        label_of=label_of,
        message_of=message_of,
        errors=errors,
        sent=request.form,
        attesting=ATTESTING,
        phrases=phrases("refusal_reason"),
    )


def _on_their_way(inspection: Inspection) -> list[InvalidInput]:
    count = queries.photos_on_their_way(inspection.id)
    sentence = N_("Photos still on their way from a tablet: %(count)s. They would not be in it.")
    return [InvalidInput(sentence, field="photos", count=count)] if count else []
