"""What can be done with plans, by whom, and what is recorded?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.models import FrozenScope
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from inspect178.planning import operations, queries
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan
from inspect178.territory import queries as territory
from tests import people
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

AT = clock.at_local(people.TODAY)


def unit(code: str):
    return territory.require_unit_by_code(code, people.TODAY)


def facts(**changes) -> operations.PlanFacts:
    told = {
        "year": 2027,
        "title": "Kế hoạch năm 2027",
        "basis": DenominatorBasis.FROZEN,
        "tree_on": date(2027, 12, 31),
    }
    return operations.PlanFacts(**{**told, **changes})


def target_facts(**changes) -> operations.TargetFacts:
    told = {
        "code": "T9",
        "label_vi": "Tỷ lệ ký cam kết",
        "formula": "CAM",
        "comparator": ">=",
        "unit": TargetUnit.PERCENT,
        "value": 100.0,
    }
    return operations.TargetFacts(**{**told, **changes})


def recorded() -> list[str]:
    db.session.commit()
    by_people = select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None))
    return list(db.session.scalars(by_people.order_by(AuditEntry.seq)))


def test_a_plan_is_drawn_up_in_its_place(app, actor):
    plan = operations.draw_up(unit("12103"), facts(), actor=actor("hoa"), at=AT)

    assert recorded()[-1] == "plan.created"
    assert (plan.state, plan.commune_id) == (PlanState.DRAFT, unit("12103").id)
    assert plan.province_id == unit("33").id


def test_a_plan_of_another_province_looks_absent(app, actor):
    with pytest.raises(NotFound):
        operations.draw_up(unit("04"), facts(), actor=actor("hoa"), at=AT)


def test_an_issuer_does_not_draw_up_plans(app, actor):
    with pytest.raises(NotAllowed):
        operations.draw_up(unit("33"), facts(), actor=actor("khanh"), at=AT)


def test_a_unit_has_one_plan_of_a_title_in_a_year(app, actor):
    operations.draw_up(unit("33"), facts(), actor=actor("hoa"), at=AT)

    with pytest.raises(InvalidInput) as refused:
        operations.draw_up(unit("33"), facts(), actor=actor("hoa"), at=AT)

    assert refused.value.field == "title"


def test_a_tree_in_which_the_unit_is_unknown_is_refused(app, actor):
    past = facts(year=2024, tree_on=date(2024, 12, 31))

    with pytest.raises(InvalidInput) as refused:
        operations.draw_up(unit("33"), past, actor=actor("hoa"), at=AT)

    assert refused.value.field == "tree_on"


def test_the_plan_above_is_of_a_unit_above(app, actor):
    above, beside = make_plan(state=PlanState.APPROVED), make_plan(unit="12127")

    drawn = operations.draw_up(unit("12103"), facts(parent_plan=above), actor=actor("hoa"), at=AT)
    with pytest.raises(InvalidInput) as refused:
        operations.draw_up(
            unit("12103"), facts(parent_plan=beside, title="Khác"), actor=actor("hoa"), at=AT
        )

    assert drawn.parent_plan_id == above.id
    assert refused.value.field == "parent_plan"


def test_a_change_says_what_was_before(app, actor):
    plan = make_plan()
    db.session.commit()

    operations.change_plan(
        plan,
        facts(year=2026, tree_on=date(2026, 12, 31), title="Tên mới"),
        version=plan.version,
        actor=actor("hoa"),
        at=AT,
    )

    assert recorded() == ["plan.changed"]
    assert (plan.title, plan.version) == ("Tên mới", 2)


def test_whoever_saves_second_is_told(app, actor):
    plan = make_plan()

    with pytest.raises(Conflict):
        operations.change_plan(plan, facts(), version=plan.version - 1, actor=actor("hoa"), at=AT)


def test_targets_are_set_changed_and_removed(app, actor):
    plan = make_plan(targets=1)
    hoa = actor("hoa")

    added = operations.set_target(plan, None, target_facts(), actor=hoa, at=AT)
    operations.set_target(plan, added, target_facts(value=90.0), actor=hoa, at=AT)
    operations.remove_target(plan, plan.targets[0], actor=hoa, at=AT)

    assert recorded() == ["plan.target_set", "plan.target_set", "plan.target_removed"]
    assert [(t.code, t.value, t.position) for t in plan.targets] == [("T9", 90.0, 2)]


def test_two_targets_do_not_share_a_code(app, actor):
    plan = make_plan(targets=1)

    with pytest.raises(InvalidInput) as refused:
        operations.set_target(plan, None, target_facts(code="T1"), actor=actor("hoa"), at=AT)

    assert refused.value.field == "code"


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.APPROVED])
def test_nothing_changes_after_submission(app, actor, state):
    plan, hoa = make_plan(state=state), actor("hoa")
    acts = (
        lambda: operations.change_plan(plan, facts(), version=plan.version, actor=hoa, at=AT),
        lambda: operations.set_target(plan, None, target_facts(), actor=hoa, at=AT),
        lambda: operations.remove_target(plan, plan.targets[0], actor=hoa, at=AT),
    )

    for act in acts:
        with pytest.raises(IllegalTransition):
            act()


def test_a_plan_goes_to_approval_and_its_list_is_frozen(app, actor):
    make_establishment()
    make_establishment(commune="12103")
    make_establishment(in_scope_from=date(2026, 12, 1))
    plan = make_plan()

    operations.submit_plan(plan, actor=actor("hoa"), at=AT)
    count = operations.approve_plan(
        plan, " 7/KH-UBND ", date(2026, 11, 20), actor=actor("khanh"), at=AT
    )

    assert recorded()[-3:] == ["plan.submitted", "coverage.scope_frozen", "plan.approved"]
    assert (plan.state, plan.number) == (PlanState.APPROVED, "7/KH-UBND")
    assert plan.approved_by_id == people.user_id("khanh")
    assert count == 2 == db.session.scalar(select(func.count()).select_from(FrozenScope))


def test_nobody_approves_a_plan_of_their_own(app, actor):
    plan = make_plan(state=PlanState.SUBMITTED, created_by_id=people.user_id("khanh"))

    with pytest.raises(NotAllowed):
        operations.approve_plan(plan, "7/KH", people.TODAY, actor=actor("khanh"), at=AT)

    assert plan.state == PlanState.SUBMITTED


def test_a_draft_is_not_approved(app, actor):
    with pytest.raises(IllegalTransition):
        operations.approve_plan(make_plan(), "7/KH", people.TODAY, actor=actor("khanh"), at=AT)


def test_the_issuer_of_another_province_finds_no_plan(app, actor):
    plan = make_plan(state=PlanState.SUBMITTED)

    with pytest.raises(NotFound):
        operations.approve_plan(plan, "7/KH", people.TODAY, actor=actor("phuc"), at=AT)


def test_a_plan_comes_back_with_a_reason(app, actor):
    plan = make_plan(state=PlanState.SUBMITTED)

    operations.send_plan_back(plan, "Thiếu chỉ tiêu", actor=actor("khanh"), at=AT)

    assert recorded() == ["plan.returned"]
    assert (plan.state, plan.return_reason) == (PlanState.DRAFT, "Thiếu chỉ tiêu")


def test_a_plan_does_not_come_back_without_a_reason(app, actor):
    with pytest.raises(InvalidInput):
        operations.send_plan_back(
            make_plan(state=PlanState.SUBMITTED), " ", actor=actor("khanh"), at=AT
        )


def test_a_plan_without_targets_is_not_submitted(app, actor):
    with pytest.raises(RuleBroken):
        operations.submit_plan(make_plan(targets=0), actor=actor("hoa"), at=AT)


def test_the_days_of_sending_and_publishing_are_noted(app, actor):
    plan = make_plan(state=PlanState.APPROVED)

    operations.note_dates(plan, date(2026, 1, 6), date(2026, 1, 7), actor=actor("hoa"), at=AT)

    assert recorded() == ["plan.changed"]
    assert (plan.sent_to_inspectorate_on, plan.published_on) == (
        date(2026, 1, 6), date(2026, 1, 7),
    )  # fmt: skip


def test_a_draft_is_not_sent_to_the_inspectorate(app, actor):
    with pytest.raises(IllegalTransition):
        operations.note_dates(make_plan(), people.TODAY, None, actor=actor("hoa"), at=AT)


def test_published_plans_are_taken_over_once(app, actor):
    from inspect178.access.actor import SYSTEM

    first = operations.load_plan_templates(actor=SYSTEM, at=AT)
    again = operations.load_plan_templates(actor=SYSTEM, at=AT)

    # The test database knows Cao Bằng and Hưng Yên; of the five plans two are theirs.
    assert (first, again) == (2, 0)
    cao_bang = db.session.scalars(select(Plan).where(Plan.year == 2020)).one()
    assert (cao_bang.number, cao_bang.state) == ("552/KH-UBND", PlanState.APPROVED)
    hoa_phong = db.session.scalars(select(Plan).where(Plan.year == 2024)).one()
    found = queries.require_plan(actor("hoa"), hoa_phong.id)
    assert [t.code for t in found.targets] == ["HoP24-1", "HoP24-2", "HoP24-3", "HoP24-4"]
    assert found.old_commune_id == found.unit_id
    assert found.source
