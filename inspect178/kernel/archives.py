"""Is a ZIP that somebody sent safe to unpack? Checks of its list of contents, before anything else.

Python's own checks depend on its patch level, so entries that overlap, repeat a name or unpack to
far more than they weigh are found here in any case.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

MAX_ENTRIES, MAX_RATIO = 2_000, 100


def entries_of(data: bytes) -> list[zipfile.ZipInfo] | None:
    """List what a ZIP holds; None where it is damaged or no ZIP at all."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None


def is_bomb(entries: Sequence[zipfile.ZipInfo], *, most: int) -> bool:
    """Say whether it unpacks to more than `most` bytes, or to far more than it weighs."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > most:
        return True
    return any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in entries)


def is_forged(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Say whether two entries share a name or bytes, as no office program writes them."""
    return len({entry.filename for entry in entries}) != len(entries) or _overlap(entries)


def is_encrypted(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Say whether a password is needed for any entry."""
    return any(entry.flag_bits & 0x1 for entry in entries)


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        # The local header has 30 bytes and at least the name; its extra field may differ.
        end = entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size
    return False
