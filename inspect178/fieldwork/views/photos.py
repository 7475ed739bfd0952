"""How do photos of a visit come in, and who may see them?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.fieldwork import queries
from inspect178.fieldwork.views import bp
from inspect178.fieldwork.views.record_form import typed_entries
from inspect178.files import store
from inspect178.files.photos import NotAPhoto, check_photo
from inspect178.inspections.operations import records
from inspect178.inspections.queries import require_inspection
from inspect178.inspections.queries.records import require_photo
from inspect178.kernel import clock


@bp.post("/<uuid:inspection_id>/photos")
@requires(P.INSPECTION_CAPTURE)
def add_photo(inspection_id: UUID) -> ResponseReturnValue:
    """Take one photo (contract: static/js/photos.js); `item` names its question."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    file = request.files.get("photo")
    if file is None:
        raise NotAPhoto
    photo = records.add_photo(
        inspection,
        check_photo(file.read()),
        request.args.get("item", ""),
        claim=records.Claim(taken_at=_claimed(request.form.get("taken_at", ""), at)),
        actor=actor,
        at=at,
    )
    place = {"inspection_id": inspection.id, "photo_id": photo.id}
    answer = {
        "id": str(photo.id),
        "src": url_for("fieldwork.photo", **place),
        "remove": url_for("fieldwork.remove_photo", **place),
        "caption_name": f"caption.{photo.id}",
    }
    return jsonify(answer), 201


@bp.post("/<uuid:inspection_id>/photos/<uuid:photo_id>/remove")
@requires(P.INSPECTION_CAPTURE)
def remove_photo(inspection_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Take a photo out; the button stands inside the form, so what was typed is saved too."""
    actor, at = current_actor(), clock.now()
    inspection = queries.require_visit(actor, inspection_id, at)
    typed = typed_entries()
    if typed:
        records.save_entries(inspection, typed, request.form.get("version", ""), actor=actor, at=at)
    records.remove_photo(inspection, photo_id, actor=actor, at=at)
    flash(_("The photo has been removed."), "success")
    return redirect(url_for("fieldwork.visit", inspection_id=inspection.id), 303)


@bp.get("/<uuid:inspection_id>/photos/<uuid:photo_id>")
@requires(P.INSPECTION_READ)
def photo(inspection_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Show a photo, drawn anew and without metadata."""
    inspection = require_inspection(current_actor(), inspection_id, clock.now())
    found = require_photo(inspection, photo_id)
    return _answer(store.read(found.shown_sha256), "image/jpeg", f"{found.id}.jpg")


@bp.get("/<uuid:inspection_id>/photos/<uuid:photo_id>/original")
@requires(P.INSPECTION_READ)
def original_photo(inspection_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Hand out the bytes as they came, as a download only; each time is recorded."""
    actor, at = current_actor(), clock.now()
    inspection = require_inspection(actor, inspection_id, at)
    found = require_photo(inspection, photo_id)
    trail.record_reading(
        A.PHOTO_ORIGINAL_READ, actor=actor, subject=inspection, at=at, sha256=found.original_sha256
    )
    content = store.read(found.original_sha256)
    answer = _answer(content, "application/octet-stream", f"{found.original_sha256[:16]}.bin")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{found.original_sha256[:16]}.bin"'
    )
    return answer


@bp.get("/<uuid:inspection_id>/late-photos/<uuid:photo_id>")
@requires(P.INSPECTION_READ)
def late_photo(inspection_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Show a photo that came after the record was signed, drawn anew and without metadata."""
    inspection = require_inspection(current_actor(), inspection_id, clock.now())
    found = queries.require_late_photo(inspection, photo_id)
    shown = check_photo(store.read(found.sha256)).shown
    return _answer(shown, "image/jpeg", f"{found.id}.jpg")


def _answer(content: bytes, media_type: str, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _claimed(text: str, at: datetime) -> datetime | None:
    """Read when the file says it was made; a time to come, or without a zone, is no claim."""
    try:
        said = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return said.astimezone(UTC) if said.tzinfo is not None and said <= at else None
    except (ValueError, OverflowError):  # in a far zone the first day of all lies before it
        return None
