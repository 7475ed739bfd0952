"""What does a reviewer read? One record with what concerns the agency first, and all said of it."""

from __future__ import annotations

import dataclasses
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import TeamMember, UserAccount
from inspect178.inspections import queries as inspections
from inspect178.inspections.checklist import Given
from inspect178.inspections.enums import COMPLETED_STATES, AnswerValue
from inspect178.inspections.models import (
    Amendment,
    ChecklistItem,
    Inspection,
    InspectionRecord,
    Photo,
    Presence,
    Recommendation,
)
from inspect178.inspections.queries.records import OpenRecord, require_record
from inspect178.inspections.record_content import is_as_signed
from inspect178.kernel.errors import NotFound
from inspect178.review import rules
from inspect178.review.enums import REVIEW_PERMISSIONS, ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark
from inspect178.review.queries.queue import WRITING
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import SanctionClause, Violation


@dataclass(frozen=True)
class SentBack:
    """What a reviewer said of a field of a record that was sent back; of all with no field."""

    field: str
    agency: str
    text: str
    round: int
    decided_at: datetime


@dataclass(frozen=True)
class PastReview:
    """A decision with its remarks and who made it."""

    review: Review
    reviewer: str

    @property
    def remarks(self) -> list[ReviewRemark]:
        """Give the remarks in the order in which they were written."""
        return self.review.remarks


@dataclass(frozen=True)
class Question:
    """A question of the checklist with what was answered, numbers of workers included."""

    item: ChecklistItem
    given: Given
    concerns: bool

    @property
    def part(self) -> str:
        """Name the answer as a part of the record."""
        return f"answer:{self.item.code}"


@dataclass(frozen=True)
class Section:
    """A section of the checklist with its answered questions."""

    key: str
    title_vi: str
    title_en: str
    questions: tuple[Question, ...]

    @property
    def refused(self) -> int:
        """Count the questions answered with no."""
        return sum(q.given.value == AnswerValue.NO for q in self.questions)


@dataclass(frozen=True)
class Sheet:
    """A record as a reviewer reads it."""

    inspection: Inspection
    record: InspectionRecord
    field: ReviewField | None  # None where the team reads it
    sections: tuple[Section, ...]
    violations: tuple[tuple[Violation, bool], ...]
    reviews: tuple[PastReview, ...]
    sitting: rules.Sitting
    author_ids: frozenset[int]

    @property
    def concerned(self) -> list[Section]:
        """Give what concerns the agency: its questions, section by section."""
        return self._sections(concerned=True)

    @property
    def others(self) -> list[Section]:
        """Give the other questions, section by section."""
        return self._sections(concerned=False)

    def _sections(self, *, concerned: bool) -> list[Section]:
        chosen = [
            dataclasses.replace(
                s, questions=tuple(q for q in s.questions if q.concerns == concerned)
            )
            for s in self.sections
        ]
        return [s for s in chosen if s.questions]

    @property
    def fixed_parts(self) -> dict[str, str]:
        """Give the names of the parts that every record has."""
        return rules.PARTS | rules.PARTS_OF_NOTES

    @property
    def is_as_signed(self) -> bool:
        """Say whether the stored record still is the one whose hash was taken when signing."""
        return is_as_signed(self.record)

    def notes_on(self, past: PastReview, part: str) -> list[Amendment]:
        """List the team's notes since a review on a part on which it remarked."""
        meant = rules.part_of_note(part)
        return [
            note
            for note in self.record.amendments
            if note.field == meant and note.added_at >= past.review.decided_at
        ]

    @property
    def must_decide_again(self) -> bool:
        """Say whether the agency had accepted, but notes were added since."""
        return self.field is not None and rules.must_decide_again(self.sitting, self.field)

    @property
    def questions(self) -> dict[str, Question]:
        """Give the questions with their answers by their part of the record."""
        return {q.part: q for section in self.sections for q in section.questions}

    @property
    def recommendations(self) -> dict[str, Recommendation]:
        """Give the recommendations by their part of the record."""
        return {f"recommendation:{r.position}": r for r in self.record.recommendations}

    @property
    def violations_by_part(self) -> dict[str, Violation]:
        """Give the violations by their part of the record."""
        return {f"violation:{v.id}": v for v, _ in self.violations}

    @property
    def parts(self) -> list[str]:
        """Name every part on which a remark can be made."""
        return [*rules.PARTS, *self.questions, *self.recommendations, *self.violations_by_part]

    @property
    def latest(self) -> tuple[PastReview, ...]:
        """Give the decisions of the latest round in which the record was sent back."""
        rounds = [
            r.review.round for r in self.reviews if r.review.decision == ReviewDecision.RETURNED
        ]
        last = max(rounds, default=0)
        return tuple(r for r in self.reviews if r.review.round == last)

    @property
    def new_since(self) -> datetime | None:
        """Give the instant after which notes are new: the last sending back."""
        sent_back = [
            r.review.decided_at
            for r in self.reviews
            if r.review.decision == ReviewDecision.RETURNED
        ]
        return max(sent_back, default=None)

    @property
    def drawn(self) -> dict[int, str]:
        """Give the drawn signatures as addresses that hold the picture themselves."""
        return {
            s.id: "data:image/png;base64," + b64encode(s.image).decode()
            for s in self.record.signatures
            if s.image
        }

    @property
    def seen(self) -> str:
        """Mark what the page shows, so that a decision on an outdated page is refused."""
        return f"{self.sitting.round}-{self.sitting.notes}"


def require_sheet(actor: Actor, inspection_id: UUID, at: datetime, *, field: ReviewField) -> Sheet:
    """Give a completed record of the reviewer's area as a sheet, or raise NotFound."""
    inspection = inspections.require_inspection(
        actor, inspection_id, at, permission=REVIEW_PERMISSIONS[field]
    )
    return sheet_of(inspection, field)


def sheet_of(inspection: Inspection, field: ReviewField | None) -> Sheet:
    """Read the whole record of an inspection in a constant number of statements."""
    if inspection.state not in COMPLETED_STATES:
        raise NotFound
    opened = require_record(inspection)
    reviews = past_reviews(inspection.id)
    return Sheet(
        inspection=inspection,
        record=opened.record,
        field=field,
        sections=_sections(opened, field),
        violations=_violations(inspection.id, field),
        reviews=reviews,
        sitting=sitting_of(inspection),
        author_ids=authors_of(inspection),
    )


def _sections(opened: OpenRecord, field: ReviewField | None) -> tuple[Section, ...]:
    laws = _fields_of_clauses()
    return tuple(
        Section(
            key=key,
            title_vi=items[0].section_vi,
            title_en=items[0].section_en,
            questions=tuple(
                Question(i, opened.given[i.code], _concerns(i, field, laws)) for i in items
            ),
        )
        for key, group in groupby(opened.shown, key=lambda item: item.section)
        for items in [list(group)]
    )


def _fields_of_clauses() -> dict[str, str]:
    rows = db.session.execute(select(SanctionClause.key, SanctionClause.field).distinct())
    return {row[0]: row[1] for row in rows}


def _concerns(item: ChecklistItem, field: ReviewField | None, laws: dict[str, str]) -> bool:
    if field is None:
        return False
    keys = item.clause_keys.split("|")
    return rules.concerns(field, item.section, frozenset(laws[key] for key in keys if key in laws))


def _violations(
    inspection_id: UUID, field: ReviewField | None
) -> tuple[tuple[Violation, bool], ...]:
    found = db.session.scalars(
        select(Violation)
        .where(Violation.inspection_id == inspection_id, Violation.state != ViolationState.DROPPED)
        .options(joinedload(Violation.clause))
        .order_by(Violation.recorded_at, Violation.id)
    ).all()
    marked = [
        (v, field is not None and rules.concerns(field, "", frozenset({v.clause.field})))
        for v in found
    ]
    return tuple(sorted(marked, key=lambda pair: not pair[1]))


def past_reviews(inspection_id: UUID) -> tuple[PastReview, ...]:
    """List all decisions on a record with their remarks, the latest first."""
    rows = db.session.execute(
        select(Review, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == Review.reviewer_id)
        .where(Review.inspection_id == inspection_id)
        .options(selectinload(Review.remarks))
        .order_by(Review.round.desc(), Review.decided_at.desc(), Review.id.desc())
    )
    return tuple(PastReview(row[0], row[1]) for row in rows)


def remarks_on_returned(inspection_ids: Collection[UUID]) -> dict[UUID, list[SentBack]]:
    """List why records were sent back in their latest round, the summary first, then by field."""
    rows = db.session.scalars(
        select(Review)
        .join(Inspection, Inspection.id == Review.inspection_id)
        .where(
            Review.inspection_id.in_(sorted(inspection_ids)),
            Review.decision == ReviewDecision.RETURNED,
            Review.round == Inspection.review_round,
        )
        .options(selectinload(Review.remarks))
        .order_by(Review.decided_at, Review.id)
    )
    found: dict[UUID, list[SentBack]] = {}
    for review in rows:
        said = [("", review.summary)] if review.summary else []
        said += [(remark.field, remark.text) for remark in review.remarks]
        found.setdefault(review.inspection_id, []).extend(
            SentBack(field, review.field.value, text, review.round, review.decided_at)
            for field, text in said
        )
    return found


def sitting_of(inspection: Inspection) -> rules.Sitting:
    """Give all decisions on a record so far and when the last note was added to it."""
    decided = db.session.scalars(select(Review).where(Review.inspection_id == inspection.id))
    last, notes = db.session.execute(
        select(func.max(Amendment.added_at), func.count()).where(
            Amendment.inspection_id == inspection.id
        )
    ).one()
    return rules.Sitting(
        inspection.review_round,
        tuple(rules.Decided(r.field, r.round, r.decision, r.decided_at) for r in decided),
        last,
        notes,
    )


def authors_of(inspection: Inspection) -> frozenset[int]:
    """List the accounts of all who had a hand in a record: they do not review it.

    The same people as in `has_no_say`: who planned it, announced it, was present, took a photo,
    added a note, recorded a violation, or typed, signed and sent the record without being named.
    """
    here = inspection.id
    members = (
        select(TeamMember.user_id)
        .join(Presence, Presence.team_member_id == TeamMember.id)
        .where(Presence.inspection_id == here)
    )
    found = db.session.scalars(
        members.union(
            select(Photo.added_by_id).where(Photo.inspection_id == here),
            select(Amendment.added_by_id).where(Amendment.inspection_id == here),
            select(Violation.recorded_by_id).where(Violation.inspection_id == here),
            select(AuditEntry.actor_id).where(
                AuditEntry.subject_type == Inspection.__tablename__,
                AuditEntry.subject_id == str(here),
                AuditEntry.action.in_(WRITING),
            ),
        )
    )
    named = {*found, inspection.planner_id, inspection.announced_by_id}
    return frozenset(user_id for user_id in named if user_id is not None)


def lock_inspection(inspection_id: UUID) -> Inspection:
    """Read an inspection again and keep others from deciding on it until the end.

    On PostgreSQL the row is locked; on SQLite a writing transaction is alone from its beginning.
    Without it two agencies that accept at the same instant would not see each other's decision.
    """
    found = db.session.get(Inspection, inspection_id)
    if found is None:
        raise NotFound
    columns = [c.key for c in Inspection.__mapper__.column_attrs]
    db.session.refresh(found, columns, with_for_update=True)
    return found


def require_own_sheet(actor: Actor, inspection_id: UUID, at: datetime) -> Sheet:
    """Give a record of the actor's own team that has been sent for review, or raise NotFound."""
    found = inspections.require_inspection(
        actor, inspection_id, at, permission=P.INSPECTION_CAPTURE
    )
    if found.team_id not in actor.team_ids or found.review_round == 0:
        raise NotFound
    return sheet_of(found, None)
