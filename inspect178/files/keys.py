"""With which keys are papers signed? Files under the instance folder, made on first use.

Every `*.pem` of the folder is believed; the last one by name signs. A new key is added by a file
with a later name; codes of the older ones stay valid while their files stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from inspect178.files.keyfiles import keep_key
from inspect178.kernel.tokens import Paper, code_key, key_id, sign_token, typed_code

FOLDER = "keys"
FIRST = "papers-001.pem"


@dataclass(frozen=True)
class Keyring:
    """The key that signs, and all that are believed."""

    signing: Ed25519PrivateKey
    public: dict[bytes, Ed25519PublicKey]
    code_keys: tuple[bytes, ...]

    def token(self, paper: Paper) -> str:
        """Make the signed code of a paper, for its QR."""
        return sign_token(paper, self.signing)

    def code(self, paper: Paper) -> str:
        """Make the short code of a paper, for hands that type."""
        return typed_code(paper.kind, paper.id, self.code_keys[-1])


def keyring(instance: Path) -> Keyring:
    """Give the keys of an installation; the first is made where there is none."""
    folder = Path(instance) / FOLDER
    if not any(folder.glob("*.pem")):
        keep_key(Ed25519PrivateKey.generate(), folder / FIRST)
    return _read(tuple(sorted(folder.glob("*.pem"))))


@cache
def _read(paths: tuple[Path, ...]) -> Keyring:
    keys = [_key(path) for path in paths]
    public = [key.public_key() for key in keys]
    return Keyring(
        signing=keys[-1],
        public={key_id(key): key for key in public},
        code_keys=tuple(code_key(key) for key in keys),
    )


def _key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} holds no Ed25519 key")
    return key
