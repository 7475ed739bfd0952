"""Does whoever wrote on a plan or a decision stay out of its approval, also after a new role?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.audit.queries import doers
from inspect178.extensions import db
from inspect178.inspections.operations.decisions import Signing, sign_decision
from inspect178.kernel import clock
from inspect178.kernel.errors import NotAllowed
from inspect178.planning.enums import PlanState
from inspect178.planning.operations import approve_plan
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

PLAN_ACTS = {
    "changed": (A.PLAN_CHANGED, {"before": {}, "after": {}}),
    "set a target of": (A.PLAN_TARGET_SET, {"code": "COV", "value": 20}),
    "removed a target of": (A.PLAN_TARGET_REMOVED, {"code": "COV"}),
}
SIGNING = Signing("15/QĐ-UBND", date(2026, 11, 20), "Chủ tịch", "Ủy ban nhân dân tỉnh Hưng Yên")


def done_by_khanh(action, thing, **details) -> None:
    """Record what Khánh did before he came to sign."""
    trail.record(action, actor=people.actor("khanh"), subject=thing, at=people.LOADED_AT, **details)
    db.session.commit()


@pytest.mark.parametrize(("action", "details"), PLAN_ACTS.values(), ids=PLAN_ACTS)
def test_nobody_approves_a_plan_of_others_that_they(app, action, details):
    plan = make_plan(state=PlanState.SUBMITTED)
    done_by_khanh(action, plan, **details)

    with pytest.raises(NotAllowed):
        approve_plan(plan, "7/KH", people.TODAY, actor=people.actor("khanh"), at=clock.now())

    assert plan.state == PlanState.SUBMITTED


def test_nobody_signs_a_decision_of_others_that_they_changed(app):
    visit = make_inspection(make_establishment(), state="draft")
    done_by_khanh(A.DECISION_CHANGED, visit.decision)

    with pytest.raises(NotAllowed):
        sign_decision(visit.decision, SIGNING, actor=people.actor("khanh"), at=clock.now())


def test_sending_a_plan_back_is_no_writing(app):
    plan = make_plan(state=PlanState.SUBMITTED)
    done_by_khanh(A.PLAN_RETURNED, plan, before="submitted", reason="Thiếu chỉ tiêu")

    assert doers("plan", plan.id, (A.PLAN_RETURNED,)) == {people.user_id("khanh")}
    approve_plan(plan, "7/KH", date(2026, 11, 20), actor=people.actor("khanh"), at=clock.now())
    assert plan.state == PlanState.APPROVED
