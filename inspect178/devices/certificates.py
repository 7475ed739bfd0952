"""How can anybody believe what a tablet signed on the spot? The office has certified its key.

A copy handed over at the establishment carries a receipt: the tablet's signature over what was
signed, the tablet's public key, and the office's signature over that key. Whoever has the office's
published receipt key can check all of it without a network and without an account. Nothing here
is secret, so saying exactly what is wrong helps nobody to forge one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from inspect178.devices.enums import Flaw
from inspect178.devices.keys import (
    ServerKeys,
    from_base64url,
    is_signed,
    jwk_of,
    point_of_jwk,
)
from inspect178.devices.payloads import Unreadable, parse_object, read_id
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput

LASTS = timedelta(days=366)
PREFIX = "inspect178:copy:1:"
LONGEST = 4_000
RECORD, COMMITMENT = "record", "commitment"
_PARTS = frozenset("dxycuokhts")
_SIGNED = ("d", "o", "k", "h", "t")
_SPACES = re.compile(r"\s+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BadReceipt(InvalidInput):
    """What was given is no genuine receipt; `flaw` says what is wrong with it."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.label, field="receipt")
        self.flaw = flaw


@dataclass(frozen=True)
class Certificate:
    """The office's signature over a tablet's key, and until when it may sign."""

    signature: str
    until: date


@dataclass(frozen=True)
class CopyReceipt:
    """What a genuine receipt says: which tablet saw what being signed, and when (its claim)."""

    device_id: UUID
    object_id: UUID
    kind: str  # record or commitment
    sha256: str
    signed_at: datetime
    until: date


def certify(keys: ServerKeys, device_id: UUID, point: bytes, *, at: datetime) -> Certificate:
    """Certify the key of a tablet from now on."""
    until = clock.local_day(at + LASTS)
    return Certificate(keys.sign(_certified(str(device_id), jwk_of(point), until)), until)


def read_receipt(text: str, keys: ServerKeys) -> CopyReceipt:
    """Give what a receipt says, or raise BadReceipt where either signature or the form is wrong.

    The text may stand in an address and be broken into lines. Whatever is asked costs the same.
    """
    if len(text) > LONGEST:
        raise BadReceipt(Flaw.TOO_LONG)
    said = _parts_of(text)
    try:
        receipt = _read(said)
        by_tablet, by_office = _signatures(said, keys)
    except (ValueError, OverflowError, Unreadable, InvalidInput) as error:
        raise BadReceipt(Flaw.CHANGED) from error
    if not by_tablet:
        raise BadReceipt(Flaw.CHANGED)
    if not by_office:
        raise BadReceipt(Flaw.OTHER_OFFICE)
    if clock.local_day(receipt.signed_at) > receipt.until:
        raise BadReceipt(Flaw.EXPIRED)
    return receipt


def _parts_of(text: str) -> dict[str, str]:
    """Give the parts of a receipt as they were written, without believing any of them."""
    before, prefix, packed = _SPACES.sub("", text).rpartition(PREFIX)
    if not prefix:
        raise BadReceipt(Flaw.NO_RECEIPT if before or packed else Flaw.EMPTY)
    try:
        said: dict[str, Any] = parse_object(from_base64url(packed))
    except Unreadable as error:
        raise BadReceipt(Flaw.CUT) from error
    if said.keys() != _PARTS or not all(isinstance(part, str) for part in said.values()):
        raise BadReceipt(Flaw.CHANGED)
    return said


def _read(said: dict[str, str]) -> CopyReceipt:
    """Read each part in its one spelling, or raise ValueError."""
    until, signed_at = date.fromisoformat(said["u"]), datetime.fromisoformat(said["t"])
    clock.local_day(signed_at)  # which some instants at the ends of the calendar do not have
    well_formed = (
        until.isoformat() == said["u"]
        and signed_at.tzinfo is not None
        and said["k"] in (RECORD, COMMITMENT)
        and _SHA256.fullmatch(said["h"])
    )
    if not well_formed:
        raise ValueError
    return CopyReceipt(
        device_id=read_id(said["d"]),
        object_id=read_id(said["o"]),
        kind=said["k"],
        sha256=said["h"],
        signed_at=signed_at,
        until=until,
    )


def _signatures(said: dict[str, str], keys: ServerKeys) -> tuple[bool, bool]:
    """Say whether the tablet signed the receipt, and whether the office certified the tablet."""
    jwk = {"kty": "EC", "crv": "P-256", "x": said["x"], "y": said["y"]}
    copy = _lines("inspect178 copy 1", *(said[name] for name in _SIGNED))
    by_tablet = is_signed(point_of_jwk(jwk), from_base64url(said["s"]), copy)
    certified = _certified(said["d"], jwk, date.fromisoformat(said["u"]))
    return by_tablet, keys.verifies(certified, said["c"])


def _certified(device_id: str, jwk: dict[str, str], until: date) -> bytes:
    return _lines("inspect178 device 1", device_id, jwk["x"], jwk["y"], until.isoformat())


def _lines(*parts: str) -> bytes:
    return "\n".join(parts).encode()
