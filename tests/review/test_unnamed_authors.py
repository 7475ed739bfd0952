"""Does somebody who wrote a record without being named in it stay out of its review?"""

from __future__ import annotations

import pytest

from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import NotAllowed
from inspect178.review import operations, queries
from inspect178.review.enums import ReviewDecision, ReviewField, Shelf
from inspect178.review.operations import Verdict
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

ACTS = {
    "typed": (A.INSPECTION_SAVED, {"fields": ["findings"]}),
    "took a photo away": (A.PHOTO_REMOVED, {"sha256": "0" * 64}),
    "signed": (A.RECORD_SIGNED, {"before": "in_progress", "sha256": "0" * 64}),
    "attested": (A.RECORD_REFUSED, {"before": "", "sha256": "0" * 64, "attested": "witness"}),
    "sent": (A.INSPECTION_SUBMITTED, {"before": "record_signed"}),
}


def a_record_on_which_chi(action, details) -> Inspection:
    """Make a record into which Chi wrote before she became a reviewer."""
    inspection = make_inspection(make_establishment(), state="submitted")
    at = clock.now()
    trail.record(action, actor=people.actor("chi"), subject=inspection, at=at, **details)
    db.session.commit()
    return inspection


@pytest.mark.parametrize(("action", "details"), ACTS.values(), ids=ACTS)
def test_nobody_reviews_a_record_that_they(app, action, details):
    inspection, chi, at = a_record_on_which_chi(action, details), people.actor("chi"), clock.now()
    seen = queries.sheet_of(inspection, ReviewField.POLICE).seen
    verdict = Verdict(ReviewField.POLICE, ReviewDecision.ACCEPTED, seen)

    assert people.user_id("chi") in queries.authors_of(inspection)
    assert queries.shelf_counts(chi, at, ReviewField.POLICE)[Shelf.WAITING] == 0
    with pytest.raises(NotAllowed):
        operations.decide(inspection.id, verdict, actor=chi, at=at)


def test_what_a_reviewer_wrote_elsewhere_does_not_count(app):
    a_record_on_which_chi(*ACTS["typed"])
    other = make_inspection(make_establishment(), state="submitted")

    assert people.user_id("chi") not in queries.authors_of(other)
    counts = queries.shelf_counts(people.actor("chi"), clock.now(), ReviewField.POLICE)
    assert counts[Shelf.WAITING] == 1
