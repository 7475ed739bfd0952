"""What can a reviewer do? Accept a record, or send it back with remarks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.life import advance
from inspect178.kernel.errors import Conflict, IllegalTransition
from inspect178.kernel.text_marks import N_
from inspect178.review import queries, rules
from inspect178.review.enums import REVIEW_PERMISSIONS, ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark


@dataclass(frozen=True)
class Verdict:
    """What a reviewer has put down, and on which state of the record: `Sheet.seen`."""

    field: ReviewField
    decision: ReviewDecision
    seen: str
    summary: str = ""
    remarks: Mapping[str, str] = dataclasses.field(default_factory=dict)


def decide(inspection_id: UUID, verdict: Verdict, *, actor: Actor, at: datetime) -> Inspection:
    """Record the decision of an agency and draw its consequence for the inspection.

    One agency's sending back sends the record back at once; it is accepted as soon as every
    agency has accepted.
    """
    inspection = queries.lock_inspection(inspection_id)
    policies.require_here(actor, REVIEW_PERMISSIONS[verdict.field], inspection)
    sheet = queries.sheet_of(inspection, verdict.field)
    check_may_decide(sheet, actor)
    if verdict.seen != sheet.seen:
        raise Conflict(
            N_("The record has changed since you opened it. Read what is new, then send again.")
        )
    if verdict.decision == ReviewDecision.RETURNED:
        rules.check_remarks(verdict.remarks, sheet.parts)
    else:
        rules.check_no_remarks(verdict.remarks)
    _write_down(inspection, verdict, actor=actor, at=at)
    _conclude(inspection, verdict, actor=actor, at=at)
    return inspection


def check_may_decide(sheet: queries.Sheet, actor: Actor) -> None:
    """Refuse who made the record or decided for another agency, and who is out of turn."""
    others = [r.review.reviewer_id for r in sheet.reviews if r.review.field != sheet.field]
    policies.require_other_person(actor, *sheet.author_ids, *others)
    if sheet.inspection.state != InspectionState.SUBMITTED:
        raise IllegalTransition(N_("This record is not waiting for review at present."))
    if sheet.field is None or rules.standing(sheet.sitting, sheet.field) is not None:
        raise Conflict(N_("Your agency has already decided on this record in this round."))


def _write_down(inspection: Inspection, verdict: Verdict, *, actor: Actor, at: datetime) -> None:
    db.session.add(
        Review(
            inspection_id=inspection.id,
            field=verdict.field,
            round=inspection.review_round,
            decision=verdict.decision,
            summary=verdict.summary,
            reviewer_id=actor.user_id,
            decided_at=at,
            remarks=[ReviewRemark(field=key, text=text) for key, text in verdict.remarks.items()],
        )
    )
    trail.record(
        A.INSPECTION_REVIEWED,
        actor=actor,
        subject=inspection,
        at=at,
        field=verdict.field.value,
        decision=verdict.decision.value,
    )
    db.session.flush()


def _conclude(inspection: Inspection, verdict: Verdict, *, actor: Actor, at: datetime) -> None:
    permission = REVIEW_PERMISSIONS[verdict.field]
    if verdict.decision == ReviewDecision.RETURNED:
        advance(
            inspection, "return", actor=actor, at=at, permission=permission, by=verdict.field.value
        )
    elif rules.is_accepted(queries.sitting_of(inspection)):
        inspection.accepted_at = at
        advance(inspection, "accept", actor=actor, at=at, permission=permission)
