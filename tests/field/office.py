"""With whom does the tablet's app talk in these tests? A small office in memory, by the protocol.

It has the real shell (views, worker, words, headers) and its own few lines for the other end:
enrolment, hello, operations, photos, pull. Tests make it lose answers, answer like a captive
portal, restore an old backup or end the tablet. The real server has its own tests and one of the
app with both (`test_real_server.py`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature as dss
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, Response, jsonify, request
from flask_babel import Babel

from inspect178.fieldwork import field_app
from inspect178.web.headers import install_headers
from tests.architecture.sources import STATIC, TEMPLATES

CURVE = ec.SECP256R1()
PIECE = 131072
PARCEL = "application/vnd.inspect178.parcel"
PORTAL = "<!doctype html><title>Wi-Fi</title><p>Please pay for the network.</p>"


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    n = key.public_numbers()
    x, y = (b64(v.to_bytes(32, "big")) for v in (n.x, n.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class Busy:
    """Puts off the first requests of one address, and remembers when each of them came."""

    def __init__(self, path: str, seconds: int, count: int = 1) -> None:
        self.path, self.seconds, self.left = path, seconds, count
        self.came: list[float] = []

    def __call__(self, path: str) -> int:
        if not path.startswith(f"/field/api/{self.path}"):
            return 0
        self.came.append(time.monotonic())
        self.left -= 1
        return self.seconds if self.left >= 0 else 0


@dataclass
class Office:
    """What the office holds, and how it misbehaves."""

    signing: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    sealing: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    epoch: int = 1
    signed_in: bool = True
    revoked: bool = False
    expired: bool = False
    knows_parcels: bool = True
    durable: int = 0
    durable_at: datetime | None = None
    lease: timedelta = timedelta(hours=72)
    devices: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    journal: list[dict[str, Any]] = field(default_factory=list)
    opened: dict[str, dict[str, Any]] = field(default_factory=dict)  # blob id -> {about, content}
    streams: dict[str, bytearray] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    decide: Callable[[dict[str, Any]], tuple[str, str]] = lambda _op: ("ok", "")
    spoil: Callable[[str, Response], Response] = lambda _path, answer: answer
    deaf: Callable[[str], bool] = lambda _path: False  # hangs up before anything is done
    busy: Callable[[str], int] = lambda _path: 0  # seconds until it wants to be asked again
    asked: list[str] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    # Keys -----------------------------------------------------------------------------------

    def sign(self, *lines: object) -> str:
        text = "\n".join(str(line) for line in lines).encode()
        r, s = decode_dss_signature(self.signing.sign(text, ec.ECDSA(SHA256())))
        return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def opener(self, point: bytes, purpose: bytes) -> AESGCM:
        shared = self.sealing.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        )
        return AESGCM(HKDF(SHA256(), 32, point, purpose).derive(shared))

    def unseal(self, x: dict[str, str]) -> tuple[str, str]:
        purpose = b"inspect178 seal 1"
        packed = self.opener(unb64(x["k"]), purpose).decrypt(unb64(x["n"]), unb64(x["c"]), purpose)
        said = json.loads(zlib.decompressobj(31).decompress(packed, 1_000_000))
        return said["p"], said["s"]

    # Protocol -------------------------------------------------------------------------------

    def last(self, device: str) -> int:
        return max((op["seq"] for op in self.journal if op["device"] == device), default=0)

    def take(self, x: dict[str, str]) -> dict[str, Any]:
        payload, signature = self.unseal(x)
        op, digest = json.loads(payload), hashlib.sha256(payload.encode()).hexdigest()
        numbers = self.devices[op["device"]]
        point = b"\x04" + unb64(numbers["x"]) + unb64(numbers["y"])
        raw = unb64(signature)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        public.verify(dss(r, s), payload.encode(), ec.ECDSA(SHA256()))
        known = next((o for o in self.journal if o["hash"] == digest), None)
        if known is None:
            wanted = self.last(op["device"]) + 1
            if op["seq"] != wanted:
                return {"id": op["id"], "seq": op["seq"], "status": "gap", "wanted": wanted}
            before = next(
                (o["hash"] for o in reversed(self.journal) if o["device"] == op["device"]), ""
            )
            assert op["prev"] == before
            status, reason = self.decide(op)
            position = len(self.journal) + 1
            known = {**op, "hash": digest, "status": status, "reason": reason, "position": position}
            self.journal.append(known)
        return self.answer(known)

    def answer(self, op: dict[str, Any]) -> dict[str, Any]:
        said = {name: op[name] for name in ("id", "seq", "status", "position")}
        said["receipt"] = self.sign(
            "inspect178 receipt 1", op["device"], op["seq"], op["id"], op["hash"],
            op["position"], self.epoch, op["status"],
        )  # fmt: skip
        return said | ({"reason": op["reason"]} if op["reason"] else {})

    def open_photo(self, about: dict[str, Any], stream: bytes) -> bytes:
        sealed, purpose = about["sealed"], b"inspect178 photo 1"
        assert hashlib.sha256(stream).hexdigest() == about["sha256"]
        opener, whole = self.opener(unb64(sealed["k"]), purpose), b""
        for number, at in enumerate(range(0, len(stream), PIECE + 16)):
            nonce = unb64(sealed["n"]) + number.to_bytes(4, "big")
            whole += opener.decrypt(nonce, stream[at : at + PIECE + 16], purpose)
        assert hashlib.sha256(whole).hexdigest() == sealed["sha256"]
        return whole

    def photos(self) -> list[bytes]:
        """Give the photos that have arrived whole, without thumbnails."""
        return [o["content"] for o in self.opened.values() if "thumbnail_of" not in o["about"]]

    def bodies(self, kind: str = "") -> list[dict[str, Any]]:
        return [op["body"] for op in self.journal if op["kind"].startswith(kind)]

    def restore(self, count: int) -> None:
        """Put back an old backup: only the first operations are there, in a new epoch."""
        self.journal = self.journal[:count]
        self.epoch += 1


def make_app(office: Office) -> Flask:
    """Build an application with the real shell and this office behind its API."""
    app = Flask(
        "inspect178", root_path=str(STATIC.parent / "inspect178"),
        template_folder=str(TEMPLATES), static_folder=str(STATIC),
    )  # fmt: skip
    app.config.update(SECRET_KEY="x" * 40, SESSION_COOKIE_SECURE=False, TESTING=True)
    Babel(app)
    install_headers(app)
    app.register_blueprint(field_app.bp)
    app.add_url_rule("/sign-in", "sign_in", lambda: "sign in")
    _add_api(app, office)

    @app.before_request
    def hang_up() -> None:
        if request.path.startswith("/field/api/") and office.deaf(request.path):
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError

    @app.before_request
    def slow_down() -> Any:
        if request.path.startswith("/field/api/") and (seconds := office.busy(request.path)):
            answer, status = _refusal(429, "slower")
            answer.headers["Retry-After"] = str(seconds)
            return answer, status
        return None

    @app.after_request
    def spoil(answer: Response) -> Response:
        if not request.path.startswith("/field/api/"):
            return answer
        path = request.path.removeprefix("/field/api/")
        office.asked.append(f"{request.method} {path.split('/')[0]}")
        return office.spoil(path, answer)

    return app


def _refusal(status: int, error: str, **more: Any) -> tuple[Response, int]:
    return jsonify(error=error, advice="", **more), status


def _add_api(app: Flask, office: Office) -> None:
    def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
        def run(**values: Any) -> Any:
            with office.lock:
                token = request.headers.get("Authorization", "").removeprefix("Device ")
                if token not in office.tokens or office.expired:
                    return _refusal(401, "expired", expired=True)
                return view(office, office.tokens[token], **values)

        run.__name__ = view.__name__
        return run

    for path, view, methods in (
        ("hello", _hello, ["POST"]),
        ("ops", _ops, ["POST"]),
        ("pull", _pull, ["POST"]),
        ("blobs/<uuid:blob>", _blob, ["PUT", "PATCH", "GET"]),
    ):
        app.add_url_rule(
            f"/field/api/{path}", f"api_{view.__name__}", guarded(view), methods=methods
        )
    app.add_url_rule(
        "/field/api/enrol", "api_enrol", lambda: _enrol(office), methods=["GET", "POST"]
    )


def _enrol(office: Office) -> Any:
    user = {"id": 7, "name": "Nguyễn Thị Bình", "language": "vi"}
    if not office.signed_in:
        return _refusal(401, "signed out", sign_in="/sign-in?next=/field/")
    if request.method == "GET":
        return jsonify(csrf="mark", user=user)
    assert request.headers["X-CSRFToken"] == "mark"
    said = request.get_json()
    with office.lock:
        office.expired = False
        office.devices[said["device"]] = said["key"]
        token = f"token-{len(office.tokens) + 1}"
        office.tokens[token] = said["device"]
    return jsonify(
        token=token, user=user, epoch=office.epoch, server_time=datetime.now(UTC).isoformat(),
        lease_hours=office.lease.total_seconds() / 3600,
        keys={
            "receipt": jwk(office.signing.public_key()),
            "seal": jwk(office.sealing.public_key()),
        },
    )  # fmt: skip


def _hello(office: Office, device: str) -> Any:
    said, now = request.get_json(), datetime.now(UTC)
    last = office.last(device)
    sent = said["last"] <= last and said["photos"] == 0
    if office.revoked and said["ended"] and sent and office.durable >= last:
        answer = _refusal(401, "The office has ended this tablet.", revoked=True, wipe=True)
        answer[0].headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
    return jsonify(
        epoch=office.epoch, server_time=now.isoformat(), last=last,
        durable=min(office.durable, last),
        durable_at=office.durable_at.isoformat() if office.durable_at else None,
        state="revoked" if office.revoked else "active",
        schemas=[1, 1], lease_until=(now + office.lease).isoformat(), leases=[],
    )  # fmt: skip


def _split(content: bytes) -> tuple[Any, bytes]:
    """Split a parcel into its JSON and its photos."""
    end = 4 + int.from_bytes(content[:4], "big")
    return json.loads(content[4:end]), content[end:]


def _keep_photos(office: Office, photos: list[dict[str, Any]], streams: bytes) -> None:
    for about in photos:
        office.opened[about["id"]] = {"about": about, "content": None}
        office.streams[about["id"]] = bytearray(streams[: about["size"]])
        streams = streams[about["size"] :]
    assert streams == b""


def _ops(office: Office, _device: str) -> Any:
    if request.mimetype == PARCEL and not office.knows_parcels:
        return _refusal(400, "not understood")
    whole = request.mimetype == PARCEL
    said, streams = _split(request.get_data()) if whole else (request.get_json(), b"")
    if said["epoch"] != office.epoch:
        return _refusal(409, "another epoch", epoch=office.epoch)
    photos = said.get("photos", [])
    _keep_photos(office, photos, streams)
    answers = [office.take(op["x"]) for op in said["ops"]]
    for answer in answers:
        its = [about["id"] for about in photos if about["op"] == answer["id"]]
        answer["photos"] = [{"id": name} | _where(office, name) for name in its]
    return jsonify(epoch=office.epoch, server_time=datetime.now(UTC).isoformat(), answers=answers)


def _pull(office: Office, _device: str) -> Any:
    cursor = request.get_json()["cursor"]
    fresh = cursor != "1"
    return jsonify(cursor="1", whole=fresh, tables=office.tables if fresh else {})


def _blob(office: Office, _device: str, blob: Any) -> Any:
    name = str(blob)
    if request.method == "PUT":
        office.opened.setdefault(name, {"about": request.get_json(), "content": None})
        office.streams.setdefault(name, bytearray())
    elif request.method == "PATCH":
        stream = office.streams[name]
        if int(request.headers["Upload-Offset"]) != len(stream):
            return _refusal(409, "offset", **_where(office, name))
        stream.extend(request.get_data())
    return jsonify(**_where(office, name))


def _where(office: Office, name: str) -> dict[str, Any]:
    kept, stream = office.opened[name], bytes(office.streams[name])
    about = kept["about"]
    if len(stream) < about["size"]:
        return {"offset": len(stream), "done": False}
    kept["content"] = office.open_photo(about, stream)
    receipt = office.sign(
        "inspect178 photo receipt 1", about["device"], name,
        about["sealed"]["sha256"], about["sealed"]["size"],
    )  # fmt: skip
    return {"offset": len(stream), "done": True, "receipt": receipt}
