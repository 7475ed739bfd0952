"""What can be read of reviews? The queue, one record with all that was said of it, its authors."""

from __future__ import annotations

from inspect178.review.queries.queue import (
    Line,
    Wanted,
    fields_of,
    has_no_say,
    lines,
    queue,
    require_field,
    shelf_counts,
    teams_in_review,
)
from inspect178.review.queries.sheet import (
    PastReview,
    Question,
    Section,
    Sheet,
    authors_of,
    lock_inspection,
    past_reviews,
    remarks_on_returned,
    require_own_sheet,
    require_sheet,
    sheet_of,
    sitting_of,
)

__all__ = [
    "Line",
    "PastReview",
    "Question",
    "Section",
    "Sheet",
    "Wanted",
    "authors_of",
    "fields_of",
    "lines",
    "lock_inspection",
    "past_reviews",
    "queue",
    "remarks_on_returned",
    "require_field",
    "require_own_sheet",
    "require_sheet",
    "sheet_of",
    "shelf_counts",
    "sitting_of",
    "teams_in_review",
    "has_no_say",
]
