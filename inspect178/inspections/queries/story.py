"""What happened to a thing, as people read it? Events of the trail with the names of people."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspect178.access.actor import Actor
from inspect178.audit.actions import ACTIONS
from inspect178.audit.queries import events_of_subject
from inspect178.extensions import db
from inspect178.inspections.queries.people import names_of

LONGEST_STORY = 200
_TOLD = ("number", "signed_on", "team", "planned_on", "on", "reason")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class Told:
    """One event: its sentence (an English message id), when, who, and what matters of it."""

    label: str
    at: datetime
    who: str
    text: str


def story_of(actor: Actor, thing: Any) -> Sequence[Told]:
    """Tell what happened to a thing, the latest first, as far as the actor may read it."""
    rows = db.session.execute(
        events_of_subject(actor, thing.__tablename__, thing.id).limit(LONGEST_STORY)
    ).all()
    names = names_of(entry.actor_id for entry, _ in rows)
    return [
        Told(
            ACTIONS[entry.action].label if entry.action in ACTIONS else entry.action,
            entry.at,
            names.get(entry.actor_id or 0, ""),
            _what_matters(json.loads(detail)),
        )
        for entry, detail in rows
    ]


def _what_matters(detail: dict[str, Any]) -> str:
    words = [str(detail[key]) for key in _TOLD if detail.get(key)]
    return ", ".join(_DAY.sub(r"\3/\2/\1", word) for word in words)
