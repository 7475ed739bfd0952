"""What does a tablet's request say? Shapes of JSON, read once and refused in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from inspect178.devices import protocol
from inspect178.devices.keys import from_base64url, point_of_jwk
from inspect178.devices.operations.enrolling import Said
from inspect178.devices.operations.photos import Declared
from inspect178.devices.payloads import (
    LARGEST_CLOCK,
    LARGEST_SEQ,
    Unreadable,
    parse_object,
    read_id,
    read_text,
    read_whole,
)
from inspect178.devices.sealing import PHOTO_NONCE_BYTES
from inspect178.kernel.errors import InvalidInput, TooLarge
from inspect178.kernel.text_marks import N_

# Base64 of what is sealed, and JSON within JSON, are longer than what they hold.
BODY_BYTES = 2 * protocol.BATCH_BYTES
PARCEL = "application/vnd.inspect178.parcel"
LEAST_PIECE, MOST_PIECE = 1024, 1024 * 1024
_HEX = frozenset("0123456789abcdef")


class BadRequest(InvalidInput):
    """The request has not the shape that was agreed on."""

    status = 400
    default_message = N_("The request cannot be read. Reload the app and try again.")


@dataclass(frozen=True)
class Enrolment:
    """Which tablet wants to come in."""

    device_id: UUID
    name: str
    public_key: bytes
    app: str


@dataclass(frozen=True)
class Batch:
    """Operations that were sent together, and the epoch in which the tablet believes."""

    epoch: int
    ops: list[Any]
    photos: list[tuple[Declared, bytes]]  # that came whole beside them, as they were sent

    @property
    def photo_bytes(self) -> int:
        """Count the bytes of its photos."""
        return sum(len(stream) for _, stream in self.photos)


def read_body(content: bytes) -> dict[str, Any]:
    """Read the JSON object of a request, or refuse it."""
    if len(content) > BODY_BYTES:
        raise TooLarge
    try:
        return parse_object(content)
    except Unreadable as error:
        raise BadRequest from error


def read_enrolment(given: dict[str, Any]) -> Enrolment:
    """Read who wants to come in."""
    try:
        return Enrolment(
            device_id=read_id(given.get("device")),
            name=read_text(given.get("name"), 80),
            public_key=point_of_jwk(given.get("key")),
            app=read_text(given.get("app", ""), 40),
        )
    except Unreadable as error:
        raise BadRequest from error


def read_hello(given: dict[str, Any]) -> Said:
    """Read what a tablet says of itself."""
    try:
        return Said(
            clock=read_whole(given.get("clock"), least=0, most=LARGEST_CLOCK),
            app=read_text(given.get("app", ""), 40),
            schema=read_whole(given.get("schema", 1), least=0, most=10_000),
            last=read_whole(given.get("last"), least=0, most=LARGEST_SEQ),
            photos=read_whole(given.get("photos", 0), least=0, most=LARGEST_SEQ),
            ended=given.get("ended") is True,
        )
    except Unreadable as error:
        raise BadRequest from error


def read_batch(content: bytes, media_type: str, carrier_id: UUID) -> Batch:
    """Read operations that were sent together; each is looked at by itself later.

    A parcel holds photos too: the length of its JSON (4 bytes, big-endian), the JSON with
    `photos`, each as it is declared with its `id`, and the bytes of one after the other.
    """
    streams = b""
    if media_type == PARCEL:
        end = 4 + int.from_bytes(content[:4], "big")
        content, streams = content[4:end], content[end:]
    given = read_body(content)
    ops = given.get("ops")
    if not isinstance(ops, list):
        raise BadRequest
    if len(ops) > protocol.OPS_AT_MOST:
        raise TooLarge(N_("Too many steps at once."))
    try:
        epoch = read_whole(given.get("epoch"), least=0, most=LARGEST_SEQ)
        return Batch(epoch, ops, _photos(given.get("photos", []), streams, carrier_id))
    except Unreadable as error:
        raise BadRequest from error


def _photos(given: Any, streams: bytes, carrier_id: UUID) -> list[tuple[Declared, bytes]]:
    if not isinstance(given, list) or len(given) > protocol.OPS_AT_MOST:
        raise Unreadable
    found, at = [], 0
    for each in given:
        if not isinstance(each, dict):
            raise Unreadable
        photo = read_declaration(read_id(each.get("id")), carrier_id, each)
        found.append((photo, streams[at : at + photo.stream_size]))
        at += photo.stream_size
    if at != len(streams):
        raise Unreadable
    return found


def read_leases(given: dict[str, Any]) -> list[UUID]:
    """Read for which establishments leases are wanted."""
    wanted = given.get("establishments")
    if not isinstance(wanted, list) or len(wanted) > protocol.LEASES_AT_MOST:
        raise BadRequest
    try:
        return [read_id(each) for each in wanted]
    except Unreadable as error:
        raise BadRequest from error


def read_declaration(photo_id: UUID, carrier_id: UUID, given: dict[str, Any]) -> Declared:
    """Read what a tablet says of a photo that it is going to send.

    `sha256` and `size` outside are of the bytes that are sent; of a sealed photo the inner ones
    are of the photo itself.
    """
    try:
        sealed = _sealed(given.get("sealed"))
        outer = _hash(given.get("sha256")), _size(given.get("size"))
        inner = (sealed["sha256"], sealed["size"]) if sealed else outer
        return Declared(
            id=photo_id,
            device_id=read_id(given["device"]) if given.get("device") else carrier_id,
            sent_by=carrier_id,
            sha256=inner[0],
            size=inner[1],
            media_type=read_text(given.get("media_type"), 60),
            stream_sha256=outer[0],
            stream_size=outer[1],
            sealed={k: sealed[k] for k in ("k", "n", "piece")} if sealed else None,
            op_id=read_id(given["op"]) if given.get("op") else None,
        )
    except Unreadable as error:
        raise BadRequest from error


def read_offset(header: str | None, piece: bytes) -> int:
    """Read where a piece begins, and refuse one that is too large."""
    if len(piece) > protocol.PIECE_BYTES:
        raise TooLarge
    if header is None or not header.isascii() or not header.isdigit() or len(header) > 10:
        raise BadRequest
    return int(header)


def _sealed(given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    if not isinstance(given, dict) or len(from_base64url(given.get("n"))) != PHOTO_NONCE_BYTES:
        raise Unreadable
    from_base64url(given.get("k"))
    return {
        "k": given["k"],
        "n": given["n"],
        "sha256": _hash(given.get("sha256")),
        "size": _size(given.get("size")),
        "piece": read_whole(given.get("piece"), least=LEAST_PIECE, most=MOST_PIECE),
    }


def _hash(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 64 or not _HEX.issuperset(value):
        raise Unreadable
    return value


def _size(value: Any) -> int:
    return read_whole(value, least=1, most=2**31 - 1)
