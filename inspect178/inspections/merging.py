"""What if two tablets write the same record? Different fields merge, the same field does not.

A page is given a fingerprint of every field as it shows it, and sends it back with what was typed.
A field may be written only over the value that the page had seen; whatever somebody else wrote
into other fields meanwhile stays as it is.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

LENGTH = 6  # of a fingerprint, in letters


def seen_of(entries: Mapping[str, str]) -> str:
    """Give the fingerprints of what a page shows, as one text for the form."""
    return _written(marks_of(entries))


def marks_of(entries: Mapping[str, str]) -> dict[str, str]:
    """Give the fingerprint of every field that is not empty, as a tablet takes them along."""
    return {name: _mark(text) for name, text in entries.items() if text}


def seen_in(marks: Mapping[str, str]) -> str:
    """Write fingerprints of a tablet as the one text that a form would send."""
    return _written({name: mark for name, mark in marks.items() if mark})


def advanced(seen: str, saved: Mapping[str, str]) -> str:
    """Give the fingerprints after the page itself has saved these fields."""
    marks = _read(seen)
    for name, text in saved.items():
        marks[name] = _mark(text)
    return _written({name: mark for name, mark in marks.items() if mark})


def typed_here(seen: str, entries: Mapping[str, str]) -> dict[str, str]:
    """Give the entries that differ from what the page showed: what was really typed on it."""
    marks = _read(seen)
    return {n: text for n, text in entries.items() if _mark(text) != marks.get(n, "")}


def conflicts(seen: str, typed: Mapping[str, str], current: Mapping[str, str]) -> list[str]:
    """List the fields that somebody else has changed since, to something else than is typed."""
    marks = _read(seen)
    return [
        name
        for name, text in typed.items()
        if _mark(current.get(name, "")) != marks.get(name, "") and current.get(name, "") != text
    ]


def _mark(text: str) -> str:
    if not text:
        return ""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


def _written(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}~{mark}" for name, mark in sorted(marks.items()))


def _read(seen: str) -> dict[str, str]:
    parts = (part.partition("~") for part in seen.split())
    return {name: mark for name, _, mark in parts}
