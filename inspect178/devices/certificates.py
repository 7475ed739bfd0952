"""How can anybody believe what a tablet signed on the spot? The office has certified its key.

A copy handed over at the establishment carries a receipt: the tablet's signature over what was
signed, the tablet's public key, and the office's signature over that key. Whoever has the office's
published receipt key can check all of it without a network and without an account.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from inspect178.devices.keys import (
    ServerKeys,
    from_base64url,
    is_signed,
    jwk_of,
    point_of_jwk,
)
from inspect178.devices.payloads import Unreadable
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

LASTS = timedelta(days=366)
PREFIX = "inspect178:copy:1:"
LONGEST = 4_000
UNREADABLE = N_("This is no receipt of a tablet, or it was changed.")


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
    signed_at: str
    until: date


def certify(keys: ServerKeys, device_id: UUID, point: bytes, *, at: datetime) -> Certificate:
    """Certify the key of a tablet from now on."""
    until = clock.local_day(at + LASTS)
    return Certificate(keys.sign(_certified(str(device_id), jwk_of(point), until)), until)


def read_receipt(text: str, keys: ServerKeys) -> CopyReceipt:
    """Give what a receipt says, or refuse it where either signature or the form is wrong."""
    try:
        said = json.loads(from_base64url(text.strip()[:LONGEST].removeprefix(PREFIX)))
        receipt = CopyReceipt(
            device_id=UUID(said["d"]),
            object_id=UUID(said["o"]),
            kind=str(said["k"]),
            sha256=str(said["h"]),
            signed_at=str(said["t"]),
            until=date.fromisoformat(said["u"]),
        )
        jwk = {"kty": "EC", "crv": "P-256", "x": said["x"], "y": said["y"]}
        point = point_of_jwk(jwk)
        copy = _lines(
            "inspect178 copy 1",
            said["d"], said["o"], receipt.kind, receipt.sha256, receipt.signed_at,
        )  # fmt: skip
        genuine = keys.verifies(_certified(said["d"], jwk, receipt.until), said["c"]) and is_signed(
            point, from_base64url(said["s"]), copy
        )
    except (ValueError, KeyError, TypeError, Unreadable, InvalidInput) as error:
        raise InvalidInput(UNREADABLE, field="receipt") from error
    if not genuine or receipt.signed_at[:10] > receipt.until.isoformat():
        raise InvalidInput(UNREADABLE, field="receipt")
    return receipt


def _certified(device_id: str, jwk: dict[str, str], until: date) -> bytes:
    return _lines("inspect178 device 1", device_id, jwk["x"], jwk["y"], until.isoformat())


def _lines(*parts: str) -> bytes:
    return "\n".join(parts).encode()
