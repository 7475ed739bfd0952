"""How were the demonstration's records reviewed? Police and culture accepted, or one sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.inspections.enums import OFFICIAL_STATES, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark

REVIEWERS = {ReviewField.POLICE: "congan", ReviewField.CULTURE: "vanhoa"}


def make_reviews(world: World, visits: Sequence[Inspection]) -> None:
    """Write the decisions of both agencies under the visits that have come so far."""
    for visit in visits:
        if visit.state in OFFICIAL_STATES:
            for field in ReviewField:
                db.session.add(_review(world, visit, field=field, decision=ReviewDecision.ACCEPTED))
        elif visit.state == InspectionState.RETURNED:
            sent_back = _review(
                world, visit, field=ReviewField.POLICE, decision=ReviewDecision.RETURNED
            )
            text = world.rng.choice(world.words["reviewer_remarks"])
            sent_back.remarks.append(ReviewRemark(field="findings", text=text))
            db.session.add(sent_back)


def _review(
    world: World, visit: Inspection, *, field: ReviewField, decision: ReviewDecision
) -> Review:
    record = visit.record
    assert record is not None
    assert record.ended_at is not None
    return Review(
        inspection_id=visit.id,
        field=field,
        round=1,
        decision=decision,
        reviewer_id=world.users[REVIEWERS[field]],
        decided_at=visit.accepted_at or record.ended_at + timedelta(days=2),
        remarks=[],
    )
