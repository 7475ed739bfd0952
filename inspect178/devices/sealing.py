"""What was sealed for the server alone? Operations and photos that the tablet itself cannot open.

P-256 of an ephemeral key and ours, HKDF-SHA256 with the ephemeral point as salt, AES-256-GCM; the
purpose is said twice, in the derivation and beside the ciphertext. `docs/field.md` has the bytes.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag

from inspect178.devices.keys import ServerKeys, from_base64url
from inspect178.devices.payloads import Unreadable

OPERATION = b"inspect178 seal 1"
PHOTO = b"inspect178 photo 1"
MOST_UNPACKED = 1_000_000
TAG_BYTES, NONCE_BYTES, PHOTO_NONCE_BYTES = 16, 12, 8
_GZIP = 31  # zlib's word for a gzip container


def signed_parts(given: Any, keys: ServerKeys) -> tuple[str, str]:
    """Give payload text and signature of an operation as sent: `{p, s}`, or sealed `{x}`."""
    if isinstance(given, dict) and "x" in given:
        given = _opened(given["x"], keys)
    if not isinstance(given, dict):
        raise Unreadable
    payload, signature = given.get("p"), given.get("s")
    if not isinstance(payload, str) or not isinstance(signature, str):
        raise Unreadable
    return payload, signature


def _opened(envelope: Any, keys: ServerKeys) -> Any:
    if not isinstance(envelope, dict):
        raise Unreadable
    point, nonce, content = (from_base64url(envelope.get(part)) for part in ("k", "n", "c"))
    if len(nonce) != NONCE_BYTES:
        raise Unreadable
    for key in keys.opener(point, OPERATION):
        try:
            return _unpacked(key.decrypt(nonce, content, OPERATION))
        except InvalidTag:
            continue
    raise Unreadable


def _unpacked(content: bytes) -> Any:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        text = unpacking.decompress(content, MOST_UNPACKED)
        if not unpacking.eof or unpacking.unused_data:
            raise Unreadable
        return json.loads(text)
    except (zlib.error, ValueError, RecursionError) as error:
        raise Unreadable from error


def opened_photo(stream: bytes, sealed: dict[str, Any], keys: ServerKeys) -> bytes:
    """Open a photo that came as sealed pieces, or raise Unreadable."""
    nonce = from_base64url(sealed["n"])
    length = sealed["piece"] + TAG_BYTES
    pieces = [stream[at : at + length] for at in range(0, len(stream), length)]
    for key in keys.opener(from_base64url(sealed["k"]), PHOTO):
        try:
            return b"".join(
                key.decrypt(nonce + index.to_bytes(4, "big"), piece, PHOTO)
                for index, piece in enumerate(pieces)
            )
        except InvalidTag:
            continue
    raise Unreadable
