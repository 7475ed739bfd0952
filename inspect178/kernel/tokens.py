"""Was this paper issued by us? Codes for papers: a signed one for the QR, a short one to type.

The signed code is version, id of the key, kind and id of the paper, the head of its content's
SHA-256, and an Ed25519 signature over all of it: 102 bytes, so that base64url has no spare bits
and every code has exactly one spelling. Nothing in it is secret; nobody can make one without the
key. The short code names the paper by the head of its id and carries a code of authentication;
it is for hands that type, and is checked by the server alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

VERSION = 1
KEY_ID_BYTES = 4
DIGEST_BYTES = 16
SIGNATURE_BYTES = 64
BODY_BYTES = 1 + KEY_ID_BYTES + 1 + 16 + DIGEST_BYTES
TOKEN_LENGTH = (BODY_BYTES + SIGNATURE_BYTES) * 4 // 3
_CONTEXT = b"inspect178 paper\0"
_CODE_CONTEXT = b"inspect178 typed code\0"

# Base 32 without the letters that hands and eyes mistake (Crockford).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
ID_BITS, MARK_BITS = 60, 40
CODE_LENGTH = (ID_BITS + MARK_BITS) // 5


class PaperKind(IntEnum):
    """What kind of paper a code stands on; numbers are never used again."""

    COMMITMENT = 1
    INSPECTION_RECORD = 2


@dataclass(frozen=True)
class Paper:
    """What a signed code says: which paper, and the head of the hash of its content."""

    kind: PaperKind
    id: UUID
    digest: bytes

    @classmethod
    def of(cls, kind: PaperKind, paper_id: UUID, sha256: str) -> Paper:
        """Name a paper by its kind, its id and the SHA-256 of its content in hexadecimal."""
        return cls(kind, paper_id, bytes.fromhex(sha256)[:DIGEST_BYTES])

    def matches(self, sha256: str | None) -> bool:
        """Say whether the content that is stored is the one that was signed for."""
        stored = bytes.fromhex(sha256 or "")[:DIGEST_BYTES]
        return hmac.compare_digest(self.digest, stored)


@dataclass(frozen=True)
class TypedCode:
    """What a short code says: the head of the id of a paper, and its mark."""

    id_head: int
    mark: int

    @property
    def first_id(self) -> UUID:
        """Give the lowest id with this head."""
        return UUID(int=self.id_head << (128 - ID_BITS))

    @property
    def last_id(self) -> UUID:
        """Give the highest id with this head."""
        return UUID(int=((self.id_head + 1) << (128 - ID_BITS)) - 1)


def key_id(key: Ed25519PublicKey) -> bytes:
    """Give the short name of a key: the head of the SHA-256 of its public half."""
    return hashlib.sha256(key.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def sign_token(paper: Paper, key: Ed25519PrivateKey) -> str:
    """Make the signed code of a paper."""
    if len(paper.digest) != DIGEST_BYTES:
        raise ValueError("the hash of the content is too short")
    body = b"".join(
        (
            bytes([VERSION]),
            key_id(key.public_key()),
            bytes([paper.kind]),
            paper.id.bytes,
            paper.digest,
        )
    )
    return base64.urlsafe_b64encode(body + key.sign(_CONTEXT + body)).decode("ascii")


def read_token(text: str, keys: Mapping[bytes, Ed25519PublicKey]) -> Paper | None:
    """Give what a signed code says; None unless one of the keys signed exactly this."""
    content = _decoded(text)
    if content is None or content[0] != VERSION:
        return None
    body, signature = content[:BODY_BYTES], content[BODY_BYTES:]
    key = keys.get(body[1 : 1 + KEY_ID_BYTES])
    if key is None or not _is_signed(key, signature, body):
        return None
    kind, rest = body[1 + KEY_ID_BYTES], body[2 + KEY_ID_BYTES :]
    if kind not in list(PaperKind):
        return None
    return Paper(PaperKind(kind), UUID(bytes=rest[:16]), rest[16:])


def _decoded(text: str) -> bytes | None:
    if len(text) != TOKEN_LENGTH or not text.isascii():
        return None
    try:
        content = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    is_canonical = base64.urlsafe_b64encode(content).decode("ascii") == text
    whole = len(content) == BODY_BYTES + SIGNATURE_BYTES
    return content if is_canonical and whole else None


def _is_signed(key: Ed25519PublicKey, signature: bytes, body: bytes) -> bool:
    try:
        key.verify(signature, _CONTEXT + body)
    except InvalidSignature:
        return False
    return True


def code_key(key: Ed25519PrivateKey) -> bytes:
    """Derive from a signing key the key of the short codes."""
    return hashlib.sha256(_CODE_CONTEXT + key.private_bytes_raw()).digest()


def typed_code(kind: PaperKind, paper_id: UUID, key: bytes) -> str:
    """Make the short code of a paper: `7Q2M-09FJ-…`, five groups of four."""
    number = (paper_id.int >> (128 - ID_BITS)) << MARK_BITS | _mark(kind, paper_id, key)
    signs = "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(CODE_LENGTH)))
    return "-".join(signs[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def read_typed_code(text: str) -> TypedCode | None:
    """Read a short code as hands type it; None where it is none. It is not checked yet."""
    signs = text.upper().translate(_MISTAKEN)
    if len(signs) != CODE_LENGTH or any(sign not in _ALPHABET for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _ALPHABET.index(sign)
    return TypedCode(number >> MARK_BITS, number & ((1 << MARK_BITS) - 1))


def is_marked(code: TypedCode, kind: PaperKind, paper_id: UUID, *, keys: Iterable[bytes]) -> bool:
    """Say whether a short code was made for this paper with one of the keys."""
    if not code.first_id.int <= paper_id.int <= code.last_id.int:
        return False
    given = code.mark.to_bytes(8, "big")
    marks = (_mark(kind, paper_id, key).to_bytes(8, "big") for key in keys)
    return any(hmac.compare_digest(given, mark) for mark in marks)


def _mark(kind: PaperKind, paper_id: UUID, key: bytes) -> int:
    made = hmac.digest(key, _CODE_CONTEXT + bytes([kind]) + paper_id.bytes, "sha256")
    return int.from_bytes(made[: MARK_BITS // 8], "big")
