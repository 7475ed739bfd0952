"""What does a commitment say? Dated versions of its text, shipped with the package.

The minimum is law (NĐ 178/2004 art. 11.3: no prostitution on the premises, the conditions of the
trade, the law on prevention); no form for the whole country exists, the rest is custom.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "commitment_text.json"


@dataclass(frozen=True)
class Undertaking:
    """One thing that is promised, by whom, on which ground."""

    text: str
    legal_basis: str
    groups: frozenset[str]

    def concerns(self, group: str) -> bool:
        """Say whether it concerns a group of types."""
        return "all" in self.groups or group in self.groups


@dataclass(frozen=True)
class CommitmentText:
    """A version of the text, in force from its first to its last day, both included."""

    version: str
    valid_from: date
    last_day: date | None
    title: str
    subject: str
    addressee: str
    preamble: str
    legal_bases: tuple[str, ...]
    undertakings: tuple[Undertaking, ...]
    liability: str
    closing: str

    def holds_on(self, day: date) -> bool:
        """Say whether the version is in force on the day."""
        return self.valid_from <= day and (self.last_day is None or day <= self.last_day)

    def undertakings_for(self, group: str) -> tuple[str, ...]:
        """List what a group of types promises, to be numbered from 1."""
        return tuple(u.text for u in self.undertakings if u.concerns(group))


@cache
def texts() -> tuple[CommitmentText, ...]:
    """Give all versions, the oldest first."""
    versions = json.loads(_FILE.read_text(encoding="utf-8"))["versions"]
    return tuple(_text(version) for version in versions)


def text_on(day: date) -> CommitmentText | None:
    """Give the version in force on the day; None before the first one."""
    return next((text for text in texts() if text.holds_on(day)), None)


def _text(row: Mapping[str, Any]) -> CommitmentText:
    return CommitmentText(
        version=row["version"],
        valid_from=date.fromisoformat(row["valid_from"]),
        last_day=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        title=row["title_vi"],
        subject=row["subject_vi"],
        addressee=row["addressee_vi"],
        preamble=row["preamble_vi"],
        legal_bases=tuple(row["legal_bases"]),
        undertakings=tuple(
            Undertaking(u["text_vi"], u["legal_basis"], frozenset(u["groups"].split("|")))
            for u in row["undertakings"]
        ),
        liability=row["liability_vi"],
        closing=row["closing_vi"],
    )
