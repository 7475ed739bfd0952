"""Which receipts do owners of establishments hold in tests? Made as the tablet makes them.

receipt = made(tablet, "record", sha256="ab" * 32)
text_of(receipt)                      the text of the QR code
text_of({**receipt, "h": "cd" * 32})  a changed one
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from inspect178.devices.certificates import PREFIX
from inspect178.devices.keys import jwk_of, point_of, to_base64url
from inspect178.kernel import clock
from tests.devices.tablet import Tablet, signed

SHA256 = "ab" * 32


def made(
    tablet: Tablet,
    kind: str = "record",
    *,
    object_id: UUID | None = None,
    sha256: str = SHA256,
    signed_at: datetime | None = None,
) -> dict[str, str]:
    """Give the parts of a receipt that the tablet signed."""
    jwk = jwk_of(point_of(tablet.key.public_key()))
    said = {
        "d": str(tablet.id),
        "x": jwk["x"],
        "y": jwk["y"],
        "c": tablet.server["certificate"],
        "u": tablet.server["certificate_until"],
        "o": str(object_id or uuid4()),
        "k": kind,
        "h": sha256,
        "t": (signed_at or clock.now()).isoformat(),
    }
    return signed_anew(tablet, said)


def signed_anew(tablet: Tablet, said: dict[str, str]) -> dict[str, str]:
    """Let the tablet sign the parts as they now are."""
    lines = ("inspect178 copy 1", *(said[name] for name in "dokht"))
    return {**said, "s": signed(tablet.key, "\n".join(lines))}


def text_of(said: Any) -> str:
    """Pack the parts as the code has them."""
    return PREFIX + to_base64url(json.dumps(said, separators=(",", ":")).encode())


def ask(client: FlaskClient, text: str, **more: str) -> Any:
    """Paste a text into the page."""
    return client.post("/receipts/check", data={"receipt": text, **more})
