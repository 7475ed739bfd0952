"""What does a payload say, and is it one at all? Texts of tablets are read here and nowhere else.

The bytes are what was signed; they are kept as they came. A payload that names tablet, number and
id can be kept and answered even when the rest of it makes no sense; one that does not is noise.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

PAYLOAD_BYTES = 240 * 1024
DEEPEST = 12
LARGEST_SEQ = 2**31 - 1
LARGEST_CLOCK = 253_370_764_800_000  # the year 9999, in milliseconds
LARGEST_COUNTER = 2**53
# The newest schema, and the oldest that is still taken in: a tablet three versions behind delivers.
SCHEMA = 1
SCHEMAS_BACK = 3
_HEX = frozenset("0123456789abcdef")


class Unreadable(InvalidInput):
    """What arrived is no operation, or damaged; nothing of it can be kept under a number."""

    default_message = N_("This arrived damaged and has to be sent again.")


@dataclass(frozen=True)
class Payload:
    """An operation as the tablet wrote it; `problem` says why its content cannot be used."""

    id: UUID
    device_id: UUID
    seq: int
    previous_hash: str
    hash: str
    object_id: UUID = UUID(int=0)
    kind: str = ""
    schema: int = 0
    base: str | None = None
    body: dict[str, Any] = field(default_factory=dict)
    clock: int = 0
    counter: int = 0
    app: str = ""
    problem: str = ""


def schemas_accepted() -> tuple[int, int]:
    """Give the oldest and the newest schema that is taken in."""
    return max(1, SCHEMA - SCHEMAS_BACK), SCHEMA


def hash_of(text: str) -> str:
    """Give the SHA-256 of a payload's bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_payload(text: str) -> Payload:
    """Read a payload, or raise Unreadable where not even its number can be told."""
    content = bytes_of(text)
    given = parse_object(text)
    head = {
        "id": read_id(given.get("id")),
        "device_id": read_id(given.get("device")),
        "seq": read_whole(given.get("seq"), least=1, most=LARGEST_SEQ),
        "previous_hash": _previous(given.get("prev")),
        "hash": hashlib.sha256(content).hexdigest(),
    }
    try:
        return Payload(**head, **_rest(given))
    except Unreadable:
        return Payload(**head, problem=N_("The content of this step cannot be read."))
    except _NotTaken as error:
        return Payload(**head, problem=error.args[0])


def bytes_of(text: Any) -> bytes:
    """Give the bytes of a payload's text, or raise Unreadable."""
    if not isinstance(text, str) or len(text) > PAYLOAD_BYTES:
        raise Unreadable
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable from error
    if len(content) > PAYLOAD_BYTES:
        raise Unreadable
    return content


def read_id(value: Any) -> UUID:
    """Read an id in its one spelling: lower case, with dashes."""
    try:
        found = UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise Unreadable from error
    if str(found) != value:
        raise Unreadable
    return found


def parse_object(text: str | bytes) -> dict[str, Any]:
    """Read a JSON object that has one meaning only, or raise Unreadable."""
    try:
        given = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(given, dict):
        raise Unreadable
    return given


class _NotTaken(Exception):
    """The content was read, but is of a version that is not taken in."""


def _no_constant(_name: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _rest(given: dict[str, Any]) -> dict[str, Any]:
    schema = read_whole(given.get("schema"), least=0, most=10_000)
    oldest, newest = schemas_accepted()
    if not oldest <= schema <= newest:
        raise _NotTaken(N_("This was made by a version of the app that is not supported."))
    body = given.get("body")
    if not isinstance(body, dict) or not _is_clean(body):
        raise Unreadable
    return {
        "object_id": read_id(given.get("object")),
        "kind": read_text(given.get("kind"), 40),
        "schema": schema,
        "base": None if given.get("base") is None else read_text(given["base"], 200),
        "body": body,
        "clock": read_whole(given.get("clock"), least=0, most=LARGEST_CLOCK),
        "counter": read_whole(given.get("counter"), least=0, most=LARGEST_COUNTER),
        "app": read_text(given.get("app"), 40),
    }


def _previous(value: Any) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) != 64 or not _HEX.issuperset(value):
        raise Unreadable
    return value


def read_whole(value: Any, *, least: int, most: int) -> int:
    """Read a whole number between two bounds, or raise Unreadable."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unreadable
    return value


def read_text(value: Any, longest: int) -> str:
    """Read a text that every database can keep, or raise Unreadable."""
    if not isinstance(value, str) or len(value) > longest or not _is_storable(value):
        raise Unreadable
    return value


def _is_storable(text: str) -> bool:
    """Say whether every database can keep the text: no zero byte, no half of a letter."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _is_clean(value: Any, depth: int = 0) -> bool:
    if depth > DEEPEST:
        return False
    if isinstance(value, str):
        return _is_storable(value)
    if isinstance(value, list):
        return all(_is_clean(part, depth + 1) for part in value)
    if isinstance(value, dict):
        return all(_is_storable(k) and _is_clean(v, depth + 1) for k, v in value.items())
    return True
