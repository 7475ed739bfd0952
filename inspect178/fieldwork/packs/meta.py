"""Which closed lists and limits does a tablet need? Each word with its label in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale, gettext

from inspect178.commitments.enums import SigningReason
from inspect178.fieldwork.labels import FIELDS
from inspect178.fieldwork.packs.ground import Ground
from inspect178.fieldwork.packs.table import Table, table
from inspect178.fieldwork.queries import DAYS_AHEAD
from inspect178.inspections import entries, quorum
from inspect178.inspections.enums import (
    ATTESTING_ROLES,
    SECOND_VISIT_GROUNDS,
    SURPRISE_GROUNDS,
    AnswerValue,
    AttemptKind,
    InspectionMode,
    InspectionState,
    SignatureRole,
    StopReason,
)
from inspect178.inspections.enums import (
    Ground as InspectionGround,
)
from inspect178.inspections.merging import LENGTH
from inspect178.inspections.operations.records import (
    AMENDABLE,
    LONGEST_AMENDMENT,
    MOST_PHOTOS,
)
from inspect178.inspections.operations.visits import LONGEST_REASON
from inspect178.inspections.queries import post_of
from inspect178.kernel.enums import LabelledEnum
from inspect178.registry.enums import EstablishmentStatus, LegalForm, LicenceKind, LicenceState
from inspect178.violations.enums import LawField, ViolationState

WORDS: dict[str, Iterable[LabelledEnum]] = {
    "answer": AnswerValue,
    "attempt_kind": AttemptKind,
    "attesting_role": ATTESTING_ROLES,
    "ground": InspectionGround,
    "law_field": LawField,
    "legal_form": LegalForm,
    "licence_kind": LicenceKind,
    "licence_state": LicenceState,
    "mode": InspectionMode,
    "second_ground": SECOND_VISIT_GROUNDS,
    "signature_role": SignatureRole,
    "signing_reason": SigningReason,
    "state": InspectionState,
    "status": EstablishmentStatus,
    "stop_ground": StopReason,
    "surprise_ground": SURPRISE_GROUNDS,
    "violation_state": ViolationState,
}
LIMITS = {
    **entries.TEXTS,
    "note": entries.LONGEST_NOTE,
    "caption": entries.LONGEST_CAPTION,
    "number": entries.LARGEST_NUMBER,
    "copies": entries.MOST_COPIES,
    "recommendations": entries.MOST_RECOMMENDATIONS,
    "reason": LONGEST_REASON,
    "amendment": LONGEST_AMENDMENT,
    "photos": MOST_PHOTOS,
}


def meta_table(ground: Ground, areas: Iterable[str]) -> Table:
    """Give day, person, closed lists and limits, each under its name."""
    actor = ground.actor
    said: dict[str, Any] = {
        "day": ground.day.isoformat(),
        "year": ground.day.year,
        "days_ahead": DAYS_AHEAD,
        "language": actor.locale,
        "user": {"id": actor.user_id, "name": actor.name, "post": post_of(actor.user_id)},
        "areas": sorted(areas),
        "quorum": {"fewest": quorum.FEWEST_PRESENT},
        "limits": LIMITS,
        "mark_length": LENGTH,
        **_words(),
    }
    return table("id value", ([name, value] for name, value in said.items()))


def _words() -> dict[str, list[list[str]]]:
    lists = {name: [(m.value, m.label) for m in members] for name, members in WORDS.items()}
    lists["amendable"] = [(name, FIELDS[name]) for name in AMENDABLE]
    lists["field"] = list(FIELDS.items())
    with force_locale("vi"):
        vietnamese = {label: gettext(label) for pairs in lists.values() for _, label in pairs}
    return {
        name: [[code, vietnamese[label], label] for code, label in pairs]
        for name, pairs in lists.items()
    }
