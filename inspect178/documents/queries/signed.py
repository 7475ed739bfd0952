"""Is a stored paper still what was signed? Contents and drawings by their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from inspect178.kernel.errors import Conflict
from inspect178.kernel.text_marks import N_


class NotAsSigned(Conflict):
    """A stored paper is no longer what was signed; it is not printed."""

    default_message = N_(
        "The stored paper differs from what was signed, so it is not printed. "
        "Tell the administrator."
    )


def by_hash(pictures: Iterable[bytes | None]) -> dict[str, bytes]:
    """Index drawings of signatures by the hash under which a signed content names them."""
    return {hashlib.sha256(p).hexdigest(): p for p in pictures if p is not None}


def drawing(sha256: str | None, pictures: Mapping[str, bytes]) -> bytes | None:
    """Give the drawing that was signed; none where a name was typed instead."""
    if sha256 is None:
        return None
    if sha256 not in pictures:
        raise NotAsSigned
    return pictures[sha256]
