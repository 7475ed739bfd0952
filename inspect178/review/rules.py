"""What do the decisions of the reviewers come to? Who must still decide, and which remarks count.

A record goes through rounds: each sending by the team begins one. In a round every agency decides
once. An acceptance of an earlier round stands as long as no note was added to the record since;
where one was added, the agency decides again, because it has not seen the whole record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.violations.enums import CONCERNED, ViolationState
from inspect178.violations.rules import sanction_due

LONGEST_REMARK = 2000

# Parts of the record that every record has, on which a remark can be made; the others are
# `answer:C3`, `recommendation:2` and `violation:<id>`.
PARTS: dict[str, str] = {
    "presence": N_("Members present"),
    "workers": N_("Numbers of workers"),
    "findings": N_("Findings"),
    "owner_opinion": N_("Opinion of the establishment"),
    "conclusion": N_("Conclusion of the team"),
    "photos": N_("Photos"),
    "signatures": N_("Signatures"),
    "other": N_("Anything else"),
}
# Further parts to which the team's notes may refer.
PARTS_OF_NOTES: dict[str, str] = {
    "place": N_("Place of the inspection"),
    "others_present": N_("Others present"),
    "recommendations": N_("Recommendations"),
    "violations": N_("Violations"),
}
_NUMBERED = re.compile(r"(answer|recommendation|violation):([\w-]{1,40})")

# Fields of the law in the competence of each agency.
FIELDS_OF_LAW: dict[ReviewField, frozenset[str]] = {
    field: frozenset(law.value for law, agency in CONCERNED.items() if agency == field)
    for field in ReviewField
}
# Sections of the checklist for questions that no clause places in a field.
SECTIONS: dict[ReviewField, frozenset[str]] = {
    ReviewField.POLICE: frozenset({"an_ninh", "luu_tru", "cam_ket"}),
    ReviewField.CULTURE: frozenset({"karaoke", "vu_truong", "bar", "an_uong", "quy_dinh_cu"}),
}


@dataclass(frozen=True)
class Decided:
    """What an agency decided in a round, and when."""

    field: ReviewField
    round: int
    decision: ReviewDecision
    decided_at: datetime


@dataclass(frozen=True)
class Sitting:
    """A round of review: all decisions so far, when the last note was added, and how many."""

    round: int
    decisions: tuple[Decided, ...] = ()
    last_amended_at: datetime | None = None
    notes: int = 0


def standing(sitting: Sitting, field: ReviewField) -> Decided | None:
    """Give the decision of an agency that counts in this round; None while it must decide."""
    own = [d for d in sitting.decisions if d.field == field and d.round <= sitting.round]
    last = max(own, key=lambda d: d.round, default=None)
    if last is None or last.round == sitting.round:
        return last
    amended = sitting.last_amended_at is not None and sitting.last_amended_at >= last.decided_at
    return last if last.decision == ReviewDecision.ACCEPTED and not amended else None


def still_to_decide(sitting: Sitting) -> list[ReviewField]:
    """List the agencies that must still decide in this round."""
    return [field for field in ReviewField if standing(sitting, field) is None]


def is_accepted(sitting: Sitting) -> bool:
    """Say whether every agency has accepted."""
    found = [standing(sitting, field) for field in ReviewField]
    return all(d is not None and d.decision == ReviewDecision.ACCEPTED for d in found)


def must_decide_again(sitting: Sitting, field: ReviewField) -> bool:
    """Say whether an agency had accepted, but notes were added to the record since."""
    had = any(d.field == field and d.decision == ReviewDecision.ACCEPTED for d in sitting.decisions)
    return had and standing(sitting, field) is None


def due_on(completed_on: date | None, violations: int) -> date | None:
    """Give the day by which a record with violations must be sanctioned; None without one.

    The law sets no time for the review itself; what it holds up is the sanction.
    """
    if completed_on is None or not violations:
        return None
    return sanction_due(ViolationState.RECORDED, completed_on)


def concerns(field: ReviewField, section: str, fields_of_law: frozenset[str]) -> bool:
    """Say whether a question of the checklist, or a violation, is the business of an agency."""
    if fields_of_law:
        return bool(fields_of_law & FIELDS_OF_LAW[field])
    return section in SECTIONS[field]


def is_part(key: str) -> bool:
    """Say whether a word can name a part of a record."""
    return key in PARTS or _NUMBERED.fullmatch(key) is not None


def part_of_note(key: str) -> str:
    """Give the part to which the team's note on a remark refers; all notes on lists are one."""
    numbered = _NUMBERED.fullmatch(key)
    if numbered is None or numbered[1] == "answer":
        return key
    return f"{numbered[1]}s"


def check_remarks(remarks: Mapping[str, str], parts: Iterable[str]) -> None:
    """Refuse to send back without a remark with words on a part that the record has."""
    known = set(parts)
    if not remarks:
        raise InvalidInput(
            N_("Open at least one part of the record above and write what must be added to it."),
            field="decision",
        )
    for key, text in remarks.items():
        if key not in known or not is_part(key):
            raise InvalidInput(
                N_("The record does not have this part. Reload the page."),
                field="decision",
            )
        if not text.strip():
            raise InvalidInput(N_("Write what must be added to this part."), field=key)
        if len(text) > LONGEST_REMARK:
            raise InvalidInput(
                N_("A remark may have at most %(most)s characters."),
                field=key,
                most=LONGEST_REMARK,
            )


def check_no_remarks(remarks: Mapping[str, str]) -> None:
    """Refuse to accept a record while parts of it are ticked to be sent back."""
    if remarks:
        raise InvalidInput(
            N_("You have written remarks. Remove them to accept the record, or send it back."),
            field="decision",
        )
