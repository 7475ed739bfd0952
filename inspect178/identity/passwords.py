"""How are passwords kept? Argon2id, at most two computations at once (security.md 2.2)."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# 46 MiB, one pass: 68 ms on the reference machine; OWASP's first choice.
_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)
# Verified for unknown names, so that they take as long as known ones.
_DUMMY = _HASHER.hash("no account has this password")


def hash_password(password: str) -> str:
    """Give the hash to store."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Say whether the password fits; an unknown account takes the same time and fails."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _DUMMY, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None


def needs_new_hash(stored: str) -> bool:
    """Say whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
