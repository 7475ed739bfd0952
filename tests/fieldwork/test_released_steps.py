"""Does work that stood beside a visit go on, in its order, once two persons let it count?"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from inspect178.devices.enums import OpState
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries.records import entries_of, require_record
from tests.fieldwork.field_day import FieldTablet, planned_visit, whole_record


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def states() -> list[OpState]:
    db.session.rollback()
    return list(db.session.scalars(select(DeviceOp.state).order_by(DeviceOp.position)))


def test_what_was_entered_while_a_colleague_had_suspended_the_visit_goes_on_to_the_signature(
    tablet, as_
):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    as_("an").post(f"/visits/{visit.id}/suspend", data={"reason": "Mất điện"})
    tablet.enter(visit, whole_record(visit))
    tablet.conclude(visit)
    tablet.do("visit.submit", visit.id, {})
    assert tablet.send() == ["conflict"] * 3
    as_("an").post(f"/visits/{visit.id}/resume")

    as_("hoa").post("/devices/work/2/release", data={"reason": "đã đi tiếp"})
    assert states()[1:] == [OpState.CONFLICT] * 3
    as_("khanh").post("/devices/work/2/release", data={"reason": "đã đi tiếp"})

    assert states() == [OpState.APPLIED] * 4
    done = db.session.get_one(Inspection, visit.id)
    assert done.state == InspectionState.SUBMITTED
    assert entries_of(require_record(done))["findings"] == whole_record(visit)["findings"]
