"""Does the target of a surprise that was given up stay a secret when its hour comes?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel import clock
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

TARGET = "Nhà nghỉ Brindlewock"


def a_sealed_visit():
    visit = make_inspection(
        make_establishment(name=TARGET),
        mode=InspectionMode.SURPRISE,
        planned_on=clock.today(),
        opens_at=clock.now() + timedelta(hours=1),
    )
    db.session.commit()
    return visit


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("hoa", "/inspections/{visit}/cancel"),
        ("khanh", "/inspections/decisions/{decision}/withdraw"),
    ],
    ids=["cancelled", "withdrawn"],
)
def test_an_order_that_was_given_up_never_opens_for_the_team(as_, name, address):
    visit = a_sealed_visit()
    keys = {"visit": visit.id, "decision": visit.decision_id}
    given_up = as_(name).post(address.format(**keys), data={"reason": "Dời sang hôm khác"})
    assert given_up.status_code == 303

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        team, planner = as_("binh"), as_("hoa")
        for page in ("/inspections/{visit}", "/inspections/decisions/{decision}",
                     "/documents/decision/{decision}.pdf", "/visits/{visit}/announce"):  # fmt: skip
            assert team.get(page.format(**keys)).status_code == 404, page
        assert str(visit.decision_id) not in team.get("/inspections/sealed").text
        assert TARGET in planner.get("/inspections/{visit}".format(**keys)).text


def test_an_order_that_stands_still_opens_for_the_team(as_):
    visit = a_sealed_visit()

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert TARGET in as_("binh").get(f"/inspections/{visit.id}").text
