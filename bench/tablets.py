"""How do many tablets write and send at once? Clients of the sync bench and the kill harness.

Each tablet is enrolled through an application of this process on the same database and instance,
signs its operations beforehand, and sends each until it is acknowledged.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from inspect178.access.actor import Actor
from inspect178.devices import keys
from inspect178.devices.operations import enrolling
from inspect178.kernel import clock

KIND = "bench.note"
ACKNOWLEDGED = ("ok", "conflict", "refused")
PAUSE = 0.02


@dataclass
class LoadTablet:
    """A tablet with its key and token, and what was acknowledged to it."""

    id: uuid.UUID
    key: ec.EllipticCurvePrivateKey
    token: str
    epoch: int
    seq: int = 0
    last_hash: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)  # hash: position
    seconds: list[float] = field(default_factory=list)
    ask: http.client.HTTPConnection | None = None

    def write(self, kind: str, body: dict[str, Any]) -> tuple[str, bytes]:
        """Write and sign the next operation; give its hash and the body of the request."""
        digest, op = self.sign(kind, body, id=str(uuid.uuid4()), object=str(uuid.uuid4()))
        return digest, json.dumps({"epoch": self.epoch, "ops": [op]}).encode()

    def sign(self, kind: str, body: dict[str, Any], **head: str) -> tuple[str, dict[str, str]]:
        """Write and sign the next operation; give its hash and it, as it is sent unsealed."""
        self.seq += 1
        text = json.dumps(head | {
            "device": str(self.id), "seq": self.seq, "base": None, "kind": kind, "schema": 1,
            "body": body, "prev": self.last_hash, "clock": round(clock.now().timestamp() * 1000),
            "counter": self.seq, "app": "bench",
        }, ensure_ascii=False)  # fmt: skip
        self.last_hash = hashlib.sha256(text.encode()).hexdigest()
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(SHA256())))
        signature = keys.to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return self.last_hash, {"p": text, "s": signature}

    def hang_up(self) -> None:
        """Close the connection."""
        if self.ask is not None:
            self.ask.close()
        self.ask = None

    def send(self, port: int, digest: str, request: bytes, **headers: str) -> bool:
        """Send an operation once, perhaps with photos; say whether all was acknowledged."""
        began = time.perf_counter()
        path = "/field/api/ops"
        status, content = self.request(port, request, method="POST", path=path, **headers)
        if status != 200:
            return False
        answers = json.loads(content)["answers"]
        photos = [photo["done"] for answer in answers for photo in answer.get("photos", [])]
        if any(answer["status"] not in ACKNOWLEDGED for answer in answers):
            return False
        if not all(photos) or (headers and not photos):
            return False
        self.seconds.append(time.perf_counter() - began)
        self.acknowledged[digest] = answers[0]["position"]
        return True

    def request(
        self, port: int, content: bytes, *, method: str, path: str, **headers: str
    ) -> tuple[int, bytes]:
        """Ask the server; status 0 where there was no answer."""
        given = {"Authorization": f"Device {self.token}", "Content-Type": "application/json"}
        try:
            if self.ask is None:
                self.ask = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            self.ask.request(method, path, content, given | headers)
            answer = self.ask.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return 0, b""

    def send_until_acknowledged(
        self, port: int, digest: str, request: bytes, *, go_on: Callable[[], bool]
    ) -> bool:
        """Send an operation again and again until it is acknowledged or nobody wants to go on."""
        while not self.send(port, digest, request):
            if not go_on():
                return False
            time.sleep(PAUSE)
        return True


def enrolled(actor: Actor, epoch: int) -> LoadTablet:
    """Enrol a tablet in the database of the application of this process."""
    key = ec.generate_private_key(ec.SECP256R1())
    device, token = enrolling.enrol(
        uuid.uuid4(), "Máy đo", keys.point_of(key.public_key()), app="bench", actor=actor,
        at=clock.now(),
    )  # fmt: skip
    return LoadTablet(device.id, key, token, epoch)
