"""Is it noticed when the signers saw other words than the office froze? Told, never refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.applying.shown import words_hash
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import require_inspection
from inspect178.inspections.queries.records import establishment_of, require_record
from inspect178.inspections.record_content import canonical_content
from inspect178.kernel import clock
from tests import people
from tests.fieldwork.field_day import FieldTablet, planned_visit, whole_record

NOTICE = "khác với nội dung được lưu"


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def words_on_the_tablet(visit: Inspection) -> str:
    """Give the hash that the tablet makes while the office has the same words."""
    db.session.rollback()
    found = require_inspection(people.actor("binh"), visit.id, clock.now())
    hashed = words_hash(canonical_content(require_record(found), establishment_of(found)))
    db.session.rollback()
    return hashed


def signed(tablet: FieldTablet, visit: Inspection, words: str) -> DeviceOp:
    tablet.conclude(visit, words=words)
    assert tablet.send() == ["ok"]
    db.session.rollback()
    return db.session.scalars(select(DeviceOp).where(DeviceOp.kind == "visit.sign")).one()


def written(tablet: FieldTablet) -> Inspection:
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    assert tablet.send() == ["ok", "ok"]
    return visit


def test_the_words_that_were_shown_are_the_words_that_were_frozen(tablet, as_):
    visit = written(tablet)

    assert signed(tablet, visit, words_on_the_tablet(visit)).detail is None
    assert NOTICE not in as_("hoa").get(f"/visits/{visit.id}/record").text


def test_what_a_colleague_changed_before_the_signature_arrived_is_told_to_the_reviewers(
    tablet, as_
):
    visit = written(tablet)
    shown = words_on_the_tablet(visit)
    other = FieldTablet.of(tablet.app, "an")
    other.shown[str(visit.id)] = whole_record(visit)
    other.enter(visit, {"findings": "Khác"})
    other.send()

    step = signed(tablet, visit, shown)

    assert step.detail == {"shown_differs": True}
    assert NOTICE in as_("hoa").get(f"/visits/{visit.id}/record").text
    assert f"/devices/work/{step.position}" in as_("hoa").get("/devices/work?tab=conflicts").text
    as_("binh").post(f"/visits/{visit.id}/submit")
    assert NOTICE in as_("chi").get(f"/reviews/{visit.id}").text


def test_a_tablet_of_the_version_before_says_nothing_of_words_and_is_believed(tablet):
    visit = written(tablet)

    assert signed(tablet, visit, "").detail is None
