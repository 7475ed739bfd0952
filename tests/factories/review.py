"""What has been said of a record, for tests: decisions of reviewers and notes of the team."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspect178.extensions import db
from inspect178.inspections.models import Amendment, Inspection
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark
from tests import people

REVIEWERS = {ReviewField.POLICE: "chi", ReviewField.CULTURE: "cuong"}


def make_review(
    inspection: Inspection,
    field: ReviewField,
    decision: ReviewDecision = ReviewDecision.ACCEPTED,
    *,
    round: int = 1,
    decided_at: datetime | None = None,
    remarks: dict[str, str] | None = None,
) -> Review:
    """Make a decision of an agency's reviewer; flushed."""
    review = Review(
        inspection_id=inspection.id,
        field=field,
        round=round,
        decision=decision,
        reviewer_id=people.user_id(REVIEWERS[field]),
        decided_at=decided_at or after_signing(inspection, hours=round * 24),
        remarks=[ReviewRemark(field=part, text=text) for part, text in (remarks or {}).items()],
    )
    db.session.add(review)
    db.session.flush()
    return review


def add_note(
    inspection: Inspection, part: str = "findings", *, added_at: datetime | None = None
) -> Amendment:
    """Add a note of the team leader to a signed record; flushed."""
    note = Amendment(
        inspection_id=inspection.id,
        field=part,
        text="Bổ sung nội dung theo ý kiến xem xét.",
        added_at=added_at or after_signing(inspection, hours=36),
        added_by_id=people.user_id("binh"),
        added_by_name="Trần Thị Bình",
    )
    db.session.add(note)
    db.session.flush()
    return note


def after_signing(inspection: Inspection, *, hours: int) -> datetime:
    """Give an instant so many hours after the record was frozen."""
    assert inspection.record is not None
    assert inspection.record.frozen_at is not None
    return inspection.record.frozen_at + timedelta(hours=hours)
