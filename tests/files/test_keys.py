"""Are the keys of papers made once, readable by their owner only, and can they be renewed?"""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from inspect178.files import keys
from inspect178.kernel import tokens
from inspect178.kernel.tokens import Paper, PaperKind

PAPER = Paper(PaperKind.COMMITMENT, uuid4(), b"d" * 16)


def pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_the_first_use_makes_a_key_that_later_uses_find_again(tmp_path):
    token = keys.keyring(tmp_path).token(PAPER)

    assert tokens.read_token(token, keys.keyring(tmp_path).public) == PAPER
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["papers-001.pem"]


def test_only_the_owner_may_read_the_key(tmp_path):
    keys.keyring(tmp_path)

    folder, file = tmp_path / "keys", tmp_path / "keys" / "papers-001.pem"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: keys.keyring(tmp_path), range(8)))

    assert len({frozenset(ring.public) for ring in rings}) == 1


def test_a_later_key_signs_and_the_older_one_is_still_believed(tmp_path):
    old = keys.keyring(tmp_path)
    old_token, old_code = old.token(PAPER), old.code(PAPER)
    (tmp_path / "keys" / "papers-002.pem").write_bytes(pem(Ed25519PrivateKey.generate()))

    new = keys.keyring(tmp_path)

    assert new.token(PAPER) != old_token
    assert tokens.read_token(old_token, new.public) == PAPER
    assert tokens.read_token(new.token(PAPER), old.public) is None
    code = tokens.read_typed_code(old_code)
    assert tokens.is_marked(code, PAPER.kind, PAPER.id, keys=new.code_keys)


def test_a_key_of_another_sort_is_refused(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "papers-001.pem").write_bytes(pem(rsa.generate_private_key(65537, 2048)))

    with pytest.raises(ValueError, match="no Ed25519 key"):
        keys.keyring(tmp_path)
