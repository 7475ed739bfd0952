"""How does a photo arrive? Declared, sent in pieces over any number of connections, checked, kept.

The pieces lie in a file of their own, forced to the disk before the answer; its length is the only
truth about how far it came. The last piece is the check of the whole: only then the photo goes to
the store of files, and its row says so.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from inspect178.devices import journal, protocol, queries
from inspect178.devices.keys import ServerKeys
from inspect178.devices.models import DeviceBlob
from inspect178.devices.payloads import Unreadable
from inspect178.devices.sealing import TAG_BYTES, opened_photo
from inspect178.extensions import db
from inspect178.files import store
from inspect178.files.photos import FORMATS
from inspect178.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, TooLarge
from inspect178.kernel.text_marks import N_

FOLDER = "incoming"


class WrongOffset(Conflict):
    """The piece does not begin where the last one ended; `offset` says where to go on."""

    default_message = N_("The piece does not begin where the last one ended.")

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class TooMuchToday(DomainError):
    """A tablet has sent its share of this day."""

    status = 429
    default_message = N_("This tablet has sent very much today. It goes on tomorrow.")


class NotAPicture(DomainError):
    """Only pictures are taken in."""

    status = 415
    default_message = N_("This is not a photo. Send a JPEG, PNG or WebP picture.")


@dataclass(frozen=True)
class Declared:
    """What a tablet says of a photo before it sends it."""

    id: UUID
    device_id: UUID
    sent_by: UUID
    sha256: str
    size: int
    media_type: str
    stream_sha256: str
    stream_size: int
    sealed: dict[str, Any] | None = None
    op_id: UUID | None = None


@dataclass(frozen=True)
class Progress:
    """How far a photo has come, and the receipt once it is whole."""

    offset: int
    done: bool
    receipt: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as the tablet reads it."""
        given: dict[str, Any] = {"offset": self.offset, "done": self.done}
        return given | ({"receipt": self.receipt} if self.done else {})


def declare(photo: Declared, *, instance: Path, at: datetime) -> Progress:
    """Announce a photo, or ask how far it has come; the same again changes nothing."""
    _check(photo)
    if journal.locked_device(photo.device_id) is None:
        raise NotFound
    row = queries.locked_blob(photo.id)
    if row is None:
        sent = queries.bytes_declared_since(photo.sent_by, at - protocol.PHOTO_DAY)
        if sent + photo.stream_size > protocol.PHOTO_BYTES_A_DAY:
            raise TooMuchToday
        row = DeviceBlob(**_values(photo, at))
        db.session.add(row)
    elif (row.device_id, row.sha256) != (photo.device_id, photo.sha256):
        raise Conflict(N_("Another photo has this id already."))
    elif row.completed_at is None and row.stream_sha256 != photo.stream_sha256:
        # Sealed anew, as after a reload in the middle: what came of the old stream is worthless.
        _path(instance, row.id).unlink(missing_ok=True)
        row.stream_sha256, row.stream_bytes = photo.stream_sha256, photo.stream_size
        row.sealed = photo.sealed
    return progress_of(row, instance)


def _values(photo: Declared, at: datetime) -> dict[str, Any]:
    return {
        "id": photo.id,
        "device_id": photo.device_id,
        "sent_by_id": photo.sent_by,
        "op_id": photo.op_id,
        "sha256": photo.sha256,
        "size_bytes": photo.size,
        "media_type": photo.media_type,
        "stream_sha256": photo.stream_sha256,
        "stream_bytes": photo.stream_size,
        "sealed": photo.sealed,
        "declared_at": at,
    }


def _declared(row: DeviceBlob) -> Declared:
    return Declared(
        id=row.id,
        device_id=row.device_id,
        sent_by=row.sent_by_id,
        sha256=row.sha256,
        size=row.size_bytes,
        media_type=row.media_type,
        stream_sha256=row.stream_sha256,
        stream_size=row.stream_bytes,
        sealed=row.sealed,
        op_id=row.op_id,
    )


def _check(photo: Declared) -> None:
    if photo.media_type not in set(FORMATS.values()):
        raise NotAPicture
    if photo.size > protocol.PHOTO_BYTES:
        raise TooLarge
    expected = photo.size
    if photo.sealed is not None:
        pieces = -(-photo.size // photo.sealed["piece"])
        expected += pieces * TAG_BYTES
    if photo.stream_size != expected:
        raise InvalidInput(N_("The sizes of the photo do not fit together."))


def progress_of(row: DeviceBlob, instance: Path) -> Progress:
    """Say how far a photo has come."""
    if row.completed_at is not None:
        return Progress(row.stream_bytes, True, row.receipt)
    return Progress(_length(_path(instance, row.id)), False)


def take_piece(
    blob_id: UUID, piece: bytes, *, offset: int, instance: Path, keys: ServerKeys, now: datetime
) -> Progress:
    """Add a piece where the last one ended; the last piece completes the photo.

    Where all pieces came before but the photo could not be kept, an empty piece completes it.
    """
    row = queries.locked_blob(blob_id)
    if row is None:
        raise NotFound
    came = progress_of(row, instance)
    if came.done:
        return came
    if offset != came.offset:
        raise WrongOffset(came.offset)
    left = row.stream_bytes - offset
    if len(piece) > left or (left and not piece):
        raise InvalidInput(N_("The piece does not fit into the photo."))
    path = _path(instance, blob_id)
    if piece:
        _write(path, piece, offset)
    if offset + len(piece) < row.stream_bytes:
        return Progress(offset + len(piece), False)
    return _complete(row, path, keys=keys, now=now)


def _complete(row: DeviceBlob, path: Path, *, keys: ServerKeys, now: datetime) -> Progress:
    """Check the whole and keep it; a photo that is not what was declared begins anew."""
    stream = path.read_bytes()
    try:
        content = _content(_declared(row), stream, keys)
    except Unreadable as error:
        path.unlink()
        raise WrongOffset(0) from error
    store.store(content, row.media_type, at=now)
    row.completed_at, row.receipt = now, _receipt(_declared(row), keys)
    db.session.flush()
    return Progress(row.stream_bytes, True, row.receipt)


def _content(photo: Declared, stream: bytes, keys: ServerKeys) -> bytes:
    if hashlib.sha256(stream).hexdigest() != photo.stream_sha256:
        raise Unreadable
    content = stream if photo.sealed is None else opened_photo(stream, photo.sealed, keys)
    if len(content) != photo.size or hashlib.sha256(content).hexdigest() != photo.sha256:
        raise Unreadable
    return content


def _receipt(photo: Declared, keys: ServerKeys) -> str:
    text = protocol.photo_receipt_text(
        photo.device_id, photo.id, sha256=photo.sha256, size=photo.size
    )
    return keys.sign(text)


def lay_down(photo: Declared, stream: bytes, keys: ServerKeys) -> bool:
    """Check a photo that came whole beside its step and force it to the disk, if it is good.

    It counts only when `note_whole` has given it its rows.
    """
    try:
        _check(photo)
        store.force_to_disk(_content(photo, stream, keys))
    except (DomainError, Unreadable):
        return False
    return True


def note_whole(photo: Declared, *, keys: ServerKeys, at: datetime) -> Progress | None:
    """Give a photo on the disk its rows; None where another photo has its id."""
    values = _values(photo, at) | {"completed_at": at, "receipt": _receipt(photo, keys)}
    connection = db.session.connection()
    receipt = connection.execute(_keep_whole(connection.dialect.name), values).scalar()
    if receipt is None:
        return None
    store.name(photo.sha256, photo.media_type, size=photo.size, at=at)
    return Progress(photo.stream_size, True, receipt)


@cache
def _keep_whole(dialect: str) -> ReturningInsert[Any]:
    """Insert a photo that is whole, or complete the one that was announced with its content."""
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(DeviceBlob)
    row, new = DeviceBlob, insert.excluded
    done = ("completed_at", "receipt", "stream_bytes", "stream_sha256", "sealed")
    statement: ReturningInsert[Any] = insert.on_conflict_do_update(
        index_elements=["id"],
        set_={column: new[column] for column in done},
        where=(row.device_id == new.device_id) & (row.sha256 == new.sha256),
    ).returning(row.receipt)
    return statement


def forget_pieces(blob_id: UUID, instance: Path) -> None:
    """Remove the pieces of a photo that is kept and committed."""
    _path(instance, blob_id).unlink(missing_ok=True)


def _path(instance: Path, blob_id: UUID) -> Path:
    return instance / FOLDER / str(blob_id)


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _write(path: Path, piece: bytes, offset: int) -> None:
    """Add the bytes and force them to the disk; where there is no room nothing is left of them."""
    new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        view = memoryview(piece)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, offset)
        raise
    finally:
        os.close(handle)
    if new:
        store.force_folder(path.parent)
