"""How does a tablet of the tests behave? A key, a chain of signed operations, and the requests.

tablet = Tablet.enrolled(app, "binh")
op = tablet.write("test.note", {"text": "…"})
answer = tablet.push([op])
"""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask

from inspect178.devices import keys
from inspect178.devices.sealing import NONCE_BYTES, OPERATION, PHOTO, PHOTO_NONCE_BYTES
from inspect178.kernel import clock
from tests import people

Sent = dict[str, Any]
PIECE = 131_072


def agreed(server_point: bytes, purpose: bytes) -> tuple[bytes, AESGCM]:
    """Agree with a server's key: the ephemeral point and what encrypts."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), server_point)
    point = keys.point_of(ephemeral.public_key())
    shared = ephemeral.exchange(ec.ECDH(), server)
    derived = HKDF(algorithm=SHA256(), length=32, salt=point, info=purpose).derive(shared)
    return point, AESGCM(derived)


def sealed(op: Sent, server_point: bytes) -> Sent:
    """Seal an operation for a server."""
    point, cipher = agreed(server_point, OPERATION)
    nonce = secrets.token_bytes(NONCE_BYTES)
    content = cipher.encrypt(nonce, gzip.compress(json.dumps(op).encode()), OPERATION)
    parts = {"k": point, "n": nonce, "c": content}
    return {"x": {name: keys.to_base64url(part) for name, part in parts.items()}}


def sealed_photo(content: bytes, server_point: bytes) -> tuple[bytes, dict[str, Any]]:
    """Seal a photo for a server; give what is sent and what is declared of it."""
    point, cipher = agreed(server_point, PHOTO)
    nonce = secrets.token_bytes(PHOTO_NONCE_BYTES)
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    stream = b"".join(
        cipher.encrypt(nonce + n.to_bytes(4, "big"), piece, PHOTO) for n, piece in enumerate(pieces)
    )
    inner = {
        "k": keys.to_base64url(point), "n": keys.to_base64url(nonce), "piece": PIECE,
        "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
    }  # fmt: skip
    return stream, {
        "sha256": hashlib.sha256(stream).hexdigest(), "size": len(stream),
        "media_type": "image/jpeg", "sealed": inner,
    }  # fmt: skip


def parcel(said: dict[str, Any], streams: bytes) -> bytes:
    """Write a request that holds operations and photos."""
    head = json.dumps(said).encode()
    return len(head).to_bytes(4, "big") + head + streams


def signed(key: ec.EllipticCurvePrivateKey, text: str) -> str:
    """Sign a text as WebCrypto does."""
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
    return keys.to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


@dataclass
class Tablet:
    """A tablet with its own memory; nothing of the server's code decides here."""

    app: Flask
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    token: str = ""
    epoch: int = 0
    server: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    last_hash: str = ""

    @classmethod
    def enrolled(cls, app: Flask, name: str = "binh") -> Tablet:
        """Enrol a new tablet for somebody of the cast."""
        tablet = cls(app)
        assert tablet.enrol(name).status_code == 200
        return tablet

    def enrol(self, name: str, **changed: Any) -> Any:
        """Ask to be enrolled for somebody who is signed in."""
        jwk = keys.jwk_of(keys.point_of(self.key.public_key()))
        asked = {"device": str(self.id), "name": "Máy 1", "key": jwk, "app": "2026.11.1"}
        answer = people.client(self.app, name).post("/field/api/enrol", json=asked | changed)
        if answer.status_code == 200:
            self.server = answer.json
            self.token, self.epoch = answer.json["token"], answer.json["epoch"]
        return answer

    def text(self, kind: str = "test.note", body: dict[str, Any] | None = None, **head: Any) -> str:
        """Write the text of the next operation, without taking its number."""
        given = {
            "id": str(uuid.uuid4()),
            "device": str(self.id),
            "seq": self.seq + 1,
            "object": str(uuid.UUID(int=178)),
            "base": None,
            "kind": kind,
            "schema": 1,
            "body": {"text": "ghi chú"} if body is None else body,
            "prev": self.last_hash,
            "clock": round(clock.now().timestamp() * 1000),
            "counter": 1000 + self.seq,
            "app": "2026.11.1",
        }
        return json.dumps(given | head, ensure_ascii=False)

    def write(
        self, kind: str = "test.note", body: dict[str, Any] | None = None, **head: Any
    ) -> Sent:
        """Write the next operation of the chain."""
        text = self.text(kind, body, **head)
        self.seq += 1
        self.last_hash = hashlib.sha256(text.encode()).hexdigest()
        return self.sign(text)

    def sign(self, text: str) -> Sent:
        """Sign a text as an operation."""
        return {"p": text, "s": signed(self.key, text)}

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Send a request with the token."""
        headers = {"Authorization": f"Device {self.token}"} | given.pop("headers", {})
        client = self.app.test_client(use_cookies=False)
        return client.open(f"/field/api/{path}", method=method, headers=headers, **given)

    def hello(self, **changed: Any) -> Any:
        """Say hello."""
        said = {
            "clock": round(clock.now().timestamp() * 1000),
            "app": "2026.11.1",
            "schema": 1,
            "last": self.seq,
        }
        answer = self.ask("POST", "hello", json=said | changed)
        if answer.status_code == 200:
            self.epoch = answer.json["epoch"]
            self.token = answer.json.get("token", self.token)
        return answer

    def push(self, ops: list[Any], **changed: Any) -> Any:
        """Send operations."""
        return self.ask("POST", "ops", json={"epoch": self.epoch, "ops": ops} | changed)

    def answers(self, ops: list[Any]) -> list[dict[str, Any]]:
        """Send operations that are taken in, and give the answers."""
        answer = self.push(ops)
        assert answer.status_code == 200, answer.json
        return list(answer.json["answers"])

    def put_photo(self, content: bytes, photo_id: uuid.UUID | None = None, **changed: Any) -> Any:
        """Announce a photo."""
        said = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "media_type": "image/jpeg",
        }
        return self.ask("PUT", f"blobs/{photo_id or uuid.uuid4()}", json=said | changed)

    def send_piece(self, photo_id: uuid.UUID, piece: bytes, offset: int) -> Any:
        """Send a piece of a photo."""
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        return self.ask("PATCH", f"blobs/{photo_id}", data=piece, headers=headers)

    def seal_key(self, purpose: bytes) -> tuple[bytes, AESGCM]:
        """Agree with the server's key: the ephemeral point and what encrypts."""
        return agreed(keys.point_of_jwk(self.server["keys"]["seal"]), purpose)

    def seal(self, op: Sent) -> Sent:
        """Seal an operation for the server."""
        return sealed(op, keys.point_of_jwk(self.server["keys"]["seal"]))

    def receipt_is_right(self, op: Sent, answer: dict[str, Any]) -> bool:
        """Check a receipt as the tablet does."""
        given = json.loads(op["p"])
        digest = hashlib.sha256(op["p"].encode()).hexdigest()
        lines = (
            "inspect178 receipt 1", self_id(given), given["seq"], given["id"], digest,
            answer["position"], self.epoch, answer["status"],
        )  # fmt: skip
        point = keys.point_of_jwk(self.server["keys"]["receipt"])
        text = "\n".join(str(line) for line in lines).encode()
        return keys.is_signed(point, keys.from_base64url(answer["receipt"]), text)


def self_id(given: dict[str, Any]) -> str:
    """Give the tablet that wrote an operation."""
    return str(given["device"])


def at_once(app: Flask, calls: list[Callable[[], Any]]) -> list[Any]:
    """Make several requests at the same moment, each from a thread of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
