"""What are the steps of tablets called, and what does the journal hold of one?"""

from __future__ import annotations

import json
from typing import Any

from inspect178.kernel.text_marks import N_

UNREADABLE = N_("unreadable")
OTHER_STEP = N_("Another step")
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


def name_of(kind: str) -> str:
    """Give the name of a kind of step; of one that this version does not know, only that."""
    return KINDS.get(kind, OTHER_STEP) if kind else UNREADABLE


def body_of(payload: bytes) -> dict[str, Any]:
    """Give what a step says; nothing where its bytes are no step."""
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    body = given.get("body") if isinstance(given, dict) else None
    return body if isinstance(body, dict) else {}
