"""Where are papers fetched? One address a kind; a GET that changes nothing but the trail."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, current_app, request, send_file

from inspect178.access.decorators import current_actor, logs_reading, requires
from inspect178.access.permissions import P
from inspect178.documents import operations
from inspect178.documents.operations import Office, Paper
from inspect178.files.keys import keyring
from inspect178.kernel import clock
from inspect178.registry.asking import filter_of

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("/inspection-record/<uuid:inspection_id>.pdf")
@requires(P.DOCUMENT_PRINT)
def inspection_record(inspection_id: UUID) -> Response:
    """Show the record of an inspection as a PDF."""
    paper = operations.print_record(current_actor(), inspection_id, clock.now(), office=_office())
    return _sent(paper)


@bp.get("/decision/<uuid:decision_id>.pdf")
@requires(P.DOCUMENT_PRINT)
@logs_reading
def decision(decision_id: UUID) -> Response:
    """Show a decision as a PDF."""
    return _sent(operations.print_decision(current_actor(), decision_id, clock.now()))


@bp.get("/commitment/<uuid:commitment_id>.pdf")
@requires(P.DOCUMENT_PRINT)
def commitment(commitment_id: UUID) -> Response:
    """Show a commitment as a PDF."""
    at = clock.now()
    return _sent(operations.print_commitment(current_actor(), commitment_id, at, office=_office()))


@bp.get("/violation-record/<uuid:violation_id>.pdf")
@requires(P.DOCUMENT_PRINT)
def violation_record(violation_id: UUID) -> Response:
    """Show a violation record as a PDF."""
    return _sent(operations.print_violation_record(current_actor(), violation_id, clock.now()))


@bp.get("/stickers.pdf")
@requires(P.DOCUMENT_PRINT)
def sticker_sheet() -> Response:
    """Show the stickers of the list that the register's filters ask for; `skip` used places."""
    at = clock.now()
    wanted = filter_of(request.args, clock.local_day(at))
    skip = request.args.get("skip", 0, type=int)
    return _sent(
        operations.print_stickers(current_actor(), wanted, at, office=_office(), skip=skip)
    )


@bp.get("/sticker/<uuid:establishment_id>.png")
@requires(P.DOCUMENT_PRINT)
def sticker_png(establishment_id: UUID) -> Response:
    """Show the QR code of one establishment as a picture."""
    return _sent(operations.draw_sticker(current_actor(), establishment_id, office=_office()))


def _office() -> Office:
    """Give where the papers of this installation are checked, and its keys."""
    settings = current_app.config
    return Office(settings["PUBLIC_URL"], keyring(settings["INSTANCE"]))


def _sent(paper: Paper) -> Response:
    """Send a paper to be shown in the browser; nothing on the way may keep a copy."""
    response = send_file(
        BytesIO(paper.content), mimetype=paper.media_type, download_name=paper.file_name
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
