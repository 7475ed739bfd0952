"""With which keys does the server talk to tablets? Files under the instance folder.

`receipt-*.pem` sign what was received, `seal-*.pem` open what was sealed for us; both are P-256,
because the WebCrypto of every tablet has it. The last file by name is in use, the older ones are
believed as long as they lie there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from inspect178.devices.payloads import Unreadable
from inspect178.files.keyfiles import keep_key
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

FOLDER = "device-keys"
SIGNATURE_BYTES = 64
KEYS_REMEMBERED = 4096
_HASHED = ec.ECDSA(SHA256())


@dataclass(frozen=True)
class ServerKeys:
    """The server's keys; the last of each kind is in use."""

    receipt: tuple[ec.EllipticCurvePrivateKey, ...]
    seal: tuple[ec.EllipticCurvePrivateKey, ...]

    def sign(self, content: bytes) -> str:
        """Put the server's signature under a text, raw r‖s in base64url."""
        r, s = decode_dss_signature(self.receipt[-1].sign(content, _HASHED))
        return to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def verifies(self, content: bytes, signature: str) -> bool:
        """Say whether one of the server's keys signed the text."""
        raw = from_base64url(signature)
        return any(is_signed(point_of(k.public_key()), raw, content) for k in self.receipt)

    def opener(self, point: bytes, purpose: bytes) -> list[AESGCM]:
        """Give what may open something that was sealed with an ephemeral point, newest first."""
        try:
            ephemeral = _public(point)
            shared = [key.exchange(ec.ECDH(), ephemeral) for key in reversed(self.seal)]
        except ValueError as error:
            raise Unreadable from error
        return [AESGCM(_derived(secret, point, purpose)) for secret in shared]

    def as_jwks(self) -> dict[str, dict[str, str]]:
        """Give the public halves as tablets read them."""
        return {
            "receipt": jwk_of(point_of(self.receipt[-1].public_key())),
            "seal": jwk_of(point_of(self.seal[-1].public_key())),
        }

    def published(self) -> list[dict[str, str]]:
        """Give the public halves that receipts are checked with, the one in use first."""
        jwks = [jwk_of(point_of(key.public_key())) for key in reversed(self.receipt)]
        return [{**j, "kid": thumbprint(j), "use": "sig", "alg": "ES256"} for j in jwks]


def server_keys(instance: Path) -> ServerKeys:
    """Give the keys of an installation; the first of each kind is made where there is none."""
    folder = Path(instance) / FOLDER
    for kind in ("receipt", "seal"):
        if not any(folder.glob(f"{kind}-*.pem")):
            keep_key(ec.generate_private_key(ec.SECP256R1()), folder / f"{kind}-001.pem")
    receipts, seals = (tuple(sorted(folder.glob(f"{k}-*.pem"))) for k in ("receipt", "seal"))
    return ServerKeys(_read(receipts), _read(seals))


@cache
def _read(paths: tuple[Path, ...]) -> tuple[ec.EllipticCurvePrivateKey, ...]:
    keys = [load_pem_private_key(path.read_bytes(), password=None) for path in paths]
    found = tuple(k for k in keys if isinstance(k, ec.EllipticCurvePrivateKey))
    if len(found) != len(keys) or any(k.curve.name != "secp256r1" for k in found):
        raise ValueError("a file of the tablets' keys holds no P-256 key")
    return found


def is_signed(point: bytes, signature: bytes, content: bytes) -> bool:
    """Say whether the holder of a public key signed the content (raw r‖s, as WebCrypto does)."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _public(point).verify(encode_dss_signature(r, s), content, _HASHED)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(KEYS_REMEMBERED)
def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Give the point of a public key, uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def jwk_of(point: bytes) -> dict[str, str]:
    """Write a public key as a JSON Web Key."""
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": to_base64url(point[1:33]),
        "y": to_base64url(point[33:]),
    }


def thumbprint(jwk: dict[str, str]) -> str:
    """Give the fingerprint of a public key as RFC 7638 makes it."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    written = json.dumps(required, separators=(",", ":"), sort_keys=True)
    return to_base64url(hashlib.sha256(written.encode()).digest())


def point_of_jwk(jwk: Any) -> bytes:
    """Read a public key of a tablet, or say that it is none."""
    refused = InvalidInput(N_("The key of the tablet cannot be used."), field="key")
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise refused
    if "d" in jwk:  # a private half must never leave the tablet
        raise refused
    try:
        point = b"\x04" + from_base64url(jwk.get("x")) + from_base64url(jwk.get("y"))
        _public(point)
    except (ValueError, Unreadable) as error:
        raise refused from error
    return point


def to_base64url(content: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: Any) -> bytes:
    """Read base64url without padding in its one spelling, or raise Unreadable."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Unreadable from error
    if to_base64url(content) != text:
        raise Unreadable
    return content


def _derived(shared: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(shared)
