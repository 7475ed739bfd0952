"""How do two versions of a step differ? Each value by its name, side by side, for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inspect178.kernel.text_marks import N_

PICTURE = N_("(picture)")
LONGEST = 600
# What the steps are called on pages; one that is not here is shown as the tablet named it.
KINDS: dict[str, str] = {
    "visit.announce": N_("Decision announced"),
    "visit.unplanned": N_("Visit without a plan"),
    "visit.entries": N_("Entries of the record"),
    "visit.photo": N_("Photo"),
    "visit.photo_removed": N_("Photo removed"),
    "visit.attempt": N_("Found closed"),
    "visit.suspend": N_("Visit suspended"),
    "visit.resume": N_("Visit resumed"),
    "visit.stop": N_("Visit stopped"),
    "visit.sign": N_("Record signed"),
    "visit.refuse": N_("Refusal to sign"),
    "visit.submit": N_("Record sent for review"),
    "visit.amend": N_("Added note"),
    "violation.add": N_("Violation recorded"),
    "violation.drop": N_("Violation dropped"),
    "commitment.sign": N_("Commitment signed"),
    "register.propose": N_("Correction of the register proposed"),
}
HEAD = ("object", "base")


@dataclass(frozen=True)
class Line:
    """One value of a step: its name, here, and in the other version."""

    name: str
    value: str
    other: str = ""

    @property
    def differs(self) -> bool:
        """Say whether the two versions say different things."""
        return self.value != self.other


def lines_of(payload: bytes, other: bytes | None = None) -> list[Line]:
    """Set out what a step says, beside another version of it where there is one."""
    here, there = _values(payload), _values(other) if other is not None else {}
    names = [*here, *(name for name in there if name not in here)]
    return [Line(name, here.get(name, ""), there.get(name, "")) for name in names]


def _values(payload: bytes) -> dict[str, str]:
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    head = {name: _shown(given[name]) for name in HEAD if given.get(name) is not None}
    return head | dict(_flat(given.get("body"), ""))


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _flat(part, f"{name} {number}")
    else:
        yield name or "body", _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if text.startswith("data:image/"):
        return PICTURE
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
