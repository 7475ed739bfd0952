"""Which page is filled in during a visit? The record, saved by itself and by its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.fieldwork import queries
from inspect178.fieldwork.labels import anchor, label_of, missing_label
from inspect178.fieldwork.sheet import Sheet, sheet_of
from inspect178.fieldwork.views import bp
from inspect178.files.photos import check_photo
from inspect178.inspections import entries, merging
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.faults import Faults
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import records
from inspect178.inspections.phrases import KINDS, phrases
from inspect178.inspections.queries.records import require_record
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_
from inspect178.web.errors import message_of

OTHER_VALUE = N_(
    "Somebody else changed this field in the meantime. What you typed is shown; send it again to "
    "keep it, or reload the page to see the other version."
)


@bp.route("/<uuid:inspection_id>", methods=["GET", "POST"])
@requires(P.INSPECTION_CAPTURE)
def visit(inspection_id: UUID) -> ResponseReturnValue:
    """Fill in the record; without scripts its buttons save it as well."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if request.method == "POST":
        return _save_all(inspection, actor, at)
    if inspection.state != InspectionState.IN_PROGRESS:
        return redirect(_elsewhere(inspection), 303)
    lines = request.args.get("lines", 0, type=int)
    return _page(sheet_of(require_record(inspection), lines=lines))


@bp.post("/<uuid:inspection_id>/autosave")
@requires(P.INSPECTION_CAPTURE)
def autosave(inspection_id: UUID) -> ResponseReturnValue:
    """Save the fields that were just typed (contract: static/js/autosave.js)."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    typed = {name: request.form.get(name, "") for name in request.form.getlist("_changed")}
    try:
        saved = records.save_entries(
            inspection, typed, request.form.get("version", ""), actor=actor, at=at
        )
    except Faults as error:
        return jsonify(errors={f.field: message_of(f) for f in error.faults}), 422
    except records.SameFieldChanged as error:
        return jsonify(error=_clash(error)), 409
    return jsonify(saved_at=f"{clock.local(at):%H:%M}", version=saved.seen)


@bp.get("/<uuid:inspection_id>/missing")
@requires(P.INSPECTION_CAPTURE)
def missing(inspection_id: UUID) -> ResponseReturnValue:
    """List what is still missing before signing, each with its place."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    if inspection.state != InspectionState.IN_PROGRESS:
        return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)
    sheet = sheet_of(require_record(inspection))
    return render_template(
        "fieldwork/missing.html",
        inspection=inspection,
        sheet=sheet,
        anchor=anchor,
        missing_label=missing_label,
        message_of=message_of,
    )


def typed_entries() -> dict[str, str]:
    """Give the fields of the record that came with the form."""
    return {name: request.form[name] for name in request.form if entries.is_entry(name)}


def _elsewhere(inspection: Inspection) -> str:
    """Give the page of a visit that is not in progress: before it, or after it."""
    if inspection.record is not None:
        return url_for("fieldwork.record", inspection_id=inspection.id)
    if inspection.state == InspectionState.APPROVED:
        return url_for("fieldwork.announce", inspection_id=inspection.id)
    return url_for("fieldwork.today")


def _save_all(inspection: Inspection, actor: Actor, at: datetime) -> ResponseReturnValue:
    typed = typed_entries()
    if removed := request.form.get("remove_line", type=int):
        typed |= {f"recommendation.{removed}.text": "", f"recommendation.{removed}.due_on": ""}
    seen = request.form.get("version", "")
    try:
        records.save_entries(inspection, typed, seen, actor=actor, at=at)
    except Faults as error:
        errors, status = {str(f.field): message_of(f) for f in error.faults}, 422
    except records.SameFieldChanged as error:
        errors, status = dict.fromkeys(error.names, str(_(OTHER_VALUE))), 409
    else:
        _add_photos(inspection, actor, at)
        return _after_saving(inspection)
    kept = merging.typed_here(seen, {name: entries.tidy(text) for name, text in typed.items()})
    return _page(sheet_of(require_record(inspection), kept), errors), status


def _add_photos(inspection: Inspection, actor: Actor, at: datetime) -> None:
    """Take the photos that came with the form; scripts send them one by one instead.

    One that cannot be used is named, and the rest is saved all the same.
    """
    for name, file in request.files.items(multi=True):
        if not name.startswith("photos.") or not file.filename:
            continue
        code = name.removeprefix("photos.").removeprefix("record")
        try:
            checked = check_photo(file.read())
            records.add_photo(inspection, checked, code, actor=actor, at=at)
        except DomainError as error:
            flash(f"{file.filename}: {message_of(error)}", "error")


def _after_saving(inspection: Inspection) -> ResponseReturnValue:
    then, place = request.form.get("then", ""), {"inspection_id": inspection.id}
    if then == "" and not request.form.get("remove_line"):
        return redirect(url_for("fieldwork.missing", **place), 303)
    flash(_("Everything is saved."), "success")
    if then == "add_line":
        shown = sum(n.endswith(".text") and n.startswith("recommendation.") for n in request.form)
        place |= {"lines": shown + 1}
    back = "recommendations" if then != "stay" else None
    return redirect(url_for("fieldwork.visit", **place, _anchor=back), 303)


def _page(sheet: Sheet, errors: Mapping[str, str] | None = None) -> str:
    errors = errors or {}
    return render_template(
        "fieldwork/visit.html",
        inspection=sheet.opened.inspection,
        record=sheet.opened.record,
        sheet=sheet,
        errors=errors,
        summary={anchor(n): f"{label_of(n)}: {text}" for n, text in errors.items()},
        label_of=label_of,
        anchor=anchor,
        phrases={kind: phrases(kind) for kind in KINDS},
    )


def _clash(error: records.SameFieldChanged) -> str:
    names = ", ".join(dict.fromkeys(label_of(name) for name in error.names))
    return str(
        _(
            "Somebody else changed the same field in the meantime: %(fields)s. Reload the page "
            "to see both.",
            fields=names,
        )
    )
