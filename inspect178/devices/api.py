"""What do tablets say to the server, and what does it answer? JSON in and out, no cookies.

Everything is committed before it is answered: each operation for itself (`_take_one`), the rest
with its request. Rules stand in `protocol.py`, acts in `operations/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from inspect178.access.actor import SYSTEM
from inspect178.access.decorators import current_actor, public, requires
from inspect178.access.permissions import P
from inspect178.devices import (
    certificates,
    doors,
    journal,
    keys,
    outside,
    protocol,
    queries,
    requests,
    standing,
)
from inspect178.devices.doors import Revoked, by_tablet
from inspect178.devices.enums import Status
from inspect178.devices.models import ServerEpoch
from inspect178.devices.operations import enrolling, epochs, intake, leasing, performing, photos
from inspect178.devices.operations.intake import Answer, Desk, Opened
from inspect178.devices.outside import Seen
from inspect178.devices.payloads import Unreadable, schemas_accepted
from inspect178.kernel import clock
from inspect178.web.errors import error_answer, is_disk_full, message_of, trouble_answer
from inspect178.web.transactions import acts_alone, in_its_own

bp = Blueprint("field_api", __name__, url_prefix="/field/api")
TRIES = 3
_MET_ANOTHER = ("40001", "40P01")  # serialization failure, deadlock


@bp.get("/enrol")
@public
def before_enrolling() -> ResponseReturnValue:
    """Say who is signed in, with the mark that enrolling asks for."""
    actor = current_actor()
    if actor.is_anonymous:
        return error_answer(401, sign_in=url_for("identity.sign_in", next="/field/"))
    return jsonify(csrf=generate_csrf(), user=_user())


@bp.post("/enrol")
@doors.takes_json
@requires(P.INSPECTION_CAPTURE)
def enrol() -> ResponseReturnValue:
    """Enrol the tablet of the person who is signed in with a cookie and its form mark."""
    asked, at = requests.read_enrolment(_body()), clock.now()
    epoch = _epoch(at)
    known = journal.locked_device(asked.device_id)
    if asked.device_id in outside.read_revoked(_instance()) or (known and known.revoked_at):
        return doors.refusal(Revoked(), revoked=True)
    _, token = enrolling.enrol(
        asked.device_id, asked.name, asked.public_key, app=asked.app, actor=current_actor(), at=at
    )
    return jsonify(
        token=token,
        **_certificate(asked.device_id, asked.public_key, at),
        user=_user(),
        epoch=epoch.number,
        server_time=at.isoformat(),
        lease_hours=protocol.LEASE_HOURS,
        keys=_keys().as_jwks(),
    )


@bp.post("/hello")
@by_tablet(revoked_too=True)
def hello() -> ResponseReturnValue:
    """Say how things stand: epoch, time, what is held and durable, leases, perhaps a new token."""
    said, at, device = requests.read_hello(_body()), clock.now(), doors.current_device()
    epoch = _epoch(at)
    _try_waiting(device.id, at)
    held, out = journal.last_seq(device.id), doors.tablet_is_out() or said.ended
    if out and said.holds_nothing_above(held) and standing.is_safe(device.id, epoch):
        return doors.refusal(Revoked(), revoked=True, wipe=True)
    token, covered = doors.token_of_request(), standing.covered_at(epoch)
    fresh = enrolling.note_contact(device, token, said, received=held, at=at)
    answer = {
        "epoch": epoch.number,
        "server_time": at.isoformat(),
        "last": held,
        "durable": journal.durable_seq(device.id, epoch.durable_position),
        "durable_at": covered.isoformat() if covered else None,
        "state": "revoked" if out else "active",
        "schemas": schemas_accepted(),
        "lease_until": (at if out else protocol.lease_until(at)).isoformat(),
        "leases": [] if out else _leases(device.id, at),
    }
    answer |= {"token": fresh} if fresh else {}
    if fresh and not out:  # once a day, so that a tablet in use never sees its certificate end
        answer |= _certificate(device.id, device.public_key, at)
    return jsonify(answer)


@bp.post("/ops")
@by_tablet(revoked_too=True)
@acts_alone
def ops() -> ResponseReturnValue:
    """Take in operations, each in a transaction of its own that is on the disk when answered."""
    at, carrier_id = clock.now(), doors.current_device().id
    batch = requests.read_batch(request.get_data(), request.mimetype, carrier_id)
    out = doors.tablet_is_out()
    if out and not batch.ops:
        return doors.refusal(Revoked(), revoked=True)
    sent = journal.sent_lately(
        carrier_id, operations=protocol.OPS_PER_SECOND, since=at - protocol.PHOTO_DAY
    )
    if sent.a_batch_ago is not None and at - sent.a_batch_ago < timedelta(seconds=1):
        return _slow_down()
    epoch = _epoch(at)
    number, before = epoch.number, epoch.last_position
    if batch.epoch != number:
        return error_answer(409, _("The office restored its data. Say hello again."), epoch=number)
    desk = Desk(_keys(), outside.read_revoked(_instance()), number, at, message_of)
    ops = [intake.opened(given, desk.keys) for given in batch.ops]
    if sent.photo_bytes + batch.photo_bytes <= protocol.PHOTO_BYTES_A_DAY:
        _lay_down(batch, ops, desk)
    answers = _take_all(ops, carrier_id, desk)
    if isinstance(answers, Response):
        return answers
    _note_seen(answers, number)
    _go_on_with_photos(answers, before, at)
    given = [answer.as_json() for answer in answers]
    return jsonify(epoch=number, server_time=at.isoformat(), answers=given)


def _take_all(
    ops: Sequence[Opened | Unreadable], carrier_id: UUID, desk: Desk
) -> list[Answer] | Response:
    """Take in one after the other; what fails for want of room or peace is sent again later."""
    answers: list[Answer] = []
    for given in ops:
        try:
            answers.append(_take_one(given, carrier_id, desk))
        except (OperationalError, OSError) as error:
            if isinstance(error, OSError) and not is_disk_full(error):
                raise
            current_app.logger.error("intake: %s", type(getattr(error, "orig", error)).__name__)
            if not answers:
                return trouble_answer(error)
            answers.append(Answer(Status.RETRY))
            break
    return answers


def _lay_down(batch: requests.Batch, ops: Sequence[Opened | Unreadable], desk: Desk) -> None:
    """Put the photos of a parcel where the operations that name them find them, if they are good.

    Whatever is not taken in here is not answered either; the tablet then sends it in pieces and
    is told what is wrong with it. Without a signed operation a file would lie there uncounted.
    """
    signed = intake.signed_among(ops) if batch.photos else frozenset()
    for photo, stream in batch.photos:
        wanted = (photo.op_id, photo.device_id) in signed
        if wanted and photo.op_id and photos.lay_down(photo, stream, desk.keys):
            desk.photos.setdefault(photo.op_id, []).append(photo)


def _take_one(given: Opened | Unreadable, carrier_id: UUID, desk: Desk) -> Answer:
    """Take in one operation; where somebody changed the same things meanwhile, once more."""
    for left in reversed(range(TRIES)):
        act = partial(intake.take_in, given, carrier_id, desk, last_try=not left)
        try:
            return in_its_own(act)
        except (performing.TryAgain, StaleDataError, IntegrityError):
            continue
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _MET_ANOTHER:
                raise
    return Answer(Status.RETRY)


def _go_on_with_photos(answers: list[Answer], before: int, at: datetime) -> None:
    """Remove the pieces of photos that came whole now; try again what had come without them."""
    for answer in answers:
        for photo_id, _progress in answer.photos:
            photos.forget_pieces(photo_id, _instance())
    late = [a for a in answers if a.photos and (a.position or 0) <= before]
    for device_id in {a.device_id for a in late if a.device_id is not None}:
        _try_waiting(device_id, at)


@bp.put("/blobs/<uuid:blob_id>")
@by_tablet(revoked_too=True)
@acts_alone
def declare_blob(blob_id: UUID) -> ResponseReturnValue:
    """Take the announcement of a photo and say how far it has come."""
    photo = requests.read_declaration(blob_id, doors.current_device().id, _body())
    act = partial(photos.declare, photo, instance=_instance(), at=clock.now())
    return jsonify(in_its_own(act).as_json())


@bp.patch("/blobs/<uuid:blob_id>")
@by_tablet(revoked_too=True)
@acts_alone
def append_blob(blob_id: UUID) -> ResponseReturnValue:
    """Take a piece of a photo; with the last one the photo is checked and kept."""
    piece, at = request.get_data(), clock.now()
    offset = requests.read_offset(request.headers.get("Upload-Offset"), piece)
    act = partial(
        photos.take_piece, blob_id, piece, offset=offset, instance=_instance(), keys=_keys(), now=at
    )
    try:
        progress = in_its_own(act)
    except photos.WrongOffset as error:
        return error_answer(409, message_of(error), offset=error.offset)
    if progress.done:
        photos.forget_pieces(blob_id, _instance())
        _try_waiting(queries.require_blob(blob_id).device_id, at)
    return jsonify(progress.as_json())


@bp.get("/blobs/<uuid:blob_id>")
@by_tablet(revoked_too=True)
def blob(blob_id: UUID) -> ResponseReturnValue:
    """Say how far a photo has come."""
    row = queries.require_blob(blob_id)
    return jsonify(photos.progress_of(row, _instance()).as_json())


@bp.post("/leases")
@by_tablet()
def leases() -> ResponseReturnValue:
    """Lease establishments to the tablet and say which are held by whom."""
    wanted, at = requests.read_leases(_body()), clock.now()
    held = leasing.take_leases(doors.current_device(), wanted, person=current_actor(), now=at)
    return jsonify(leases=[lease.as_json() for lease in held])


def _try_waiting(device_id: UUID, at: datetime) -> None:
    """Try again what waits for photos, each object in a transaction of its own."""
    for object_id in journal.waiting_objects(device_id):
        in_its_own(partial(performing.apply_waiting, object_id, say=message_of, at=at))


def _epoch(at: datetime) -> ServerEpoch:
    """Give today's epoch; the first to see an older database begins a new one."""
    known = epochs.epoch_if_known(_instance())
    act = partial(epochs.require_epoch, instance=_instance(), actor=SYSTEM, at=at)
    return known or in_its_own(act)


def _leases(device_id: UUID, at: datetime) -> list[dict[str, str]]:
    return [
        {"establishment": str(row.establishment_id), "until": row.until_at.isoformat()}
        for row in queries.leases_of(device_id, at)
    ]


def _slow_down() -> Response:
    answer = error_answer(429)
    answer.headers["Retry-After"] = "1"
    return answer


def _note_seen(answers: list[Answer], epoch: int) -> None:
    """Write down how far the journal has come, so that an older database is noticed."""
    newest = max((answer.position or 0 for answer in answers), default=0)
    if Seen(epoch, newest) > (seen := outside.read_seen(_instance())):
        outside.note_seen(_instance(), Seen(max(epoch, seen.epoch), newest))


def _body() -> dict[str, Any]:
    return requests.read_body(request.get_data())


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _keys() -> keys.ServerKeys:
    return keys.server_keys(_instance())


def _certificate(device_id: UUID, point: bytes, at: datetime) -> dict[str, str]:
    """Give the office's certificate of a tablet's key, and until when it is good."""
    made = certificates.certify(_keys(), device_id, point, at=at)
    return {"certificate": made.signature, "certificate_until": made.until.isoformat()}


def _user() -> dict[str, Any]:
    actor = current_actor()
    return {"id": actor.user_id, "name": actor.name, "language": actor.locale}
