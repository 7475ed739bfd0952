"""Are decisions drafted, changed, signed and withdrawn as the law and the office want it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.inspections import queries
from inspect178.inspections.enums import (
    DecisionState,
    Ground,
    InspectionMode,
    InspectionState,
)
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import decisions as operations
from inspect178.inspections.operations.choosing import VisitOrder, Wanted, plan_inspections
from inspect178.inspections.operations.decisions import Signing, Terms
from inspect178.inspections.operations.surprises import SurpriseOrder, order_surprise
from inspect178.kernel import clock
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from tests import people
from tests.factories.inspections import make_decision, make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

AT = clock.at_local(people.TODAY)
DAY = date(2026, 12, 1)
S = InspectionState


def terms(**changes) -> Terms:
    told = Terms(Ground.PLAN, people.user_id("khanh"), scope_text="Việc chấp hành pháp luật")
    return replace(told, **changes)


def signing(**changes) -> Signing:
    told = Signing("15/QĐ-UBND", date(2026, 11, 23), "Chủ tịch", "Ủy ban nhân dân tỉnh Hưng Yên")
    return replace(told, **changes)


def visits(actor, count=2, team=None) -> list[Inspection]:
    places = [make_establishment() for _ in range(count)]
    order = VisitOrder(team or people.team(), DAY, make_plan().id)
    made = plan_inspections([Wanted(p) for p in places], order, actor=actor, at=AT)
    db.session.flush()
    return made


def draft(actor, count=2, **changes):
    chosen = visits(actor, count)
    made = operations.draft_decision(people.team(), chosen, terms(**changes), actor=actor, at=AT)
    db.session.commit()
    return queries.require_decision(actor, made.id, AT)


def recorded() -> list[str]:
    by_people = select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None))
    return list(db.session.scalars(by_people.order_by(AuditEntry.seq)))


def test_a_draft_names_its_visits_and_lies_where_the_team_is(app, actor):
    decision = draft(actor("hoa"))

    team = people.team()
    assert decision.state == DecisionState.DRAFT
    assert (decision.unit_id, decision.commune_id) == (team.unit_id, None)
    assert len(decision.inspections) == 2
    assert {v.approver_id for v in decision.inspections} == {people.user_id("khanh")}
    assert decision.plan_id is not None
    assert recorded()[-1] == "decision.drafted"


def test_visits_under_two_plans_leave_the_decision_without_one(app, actor):
    chosen = [*visits(actor("hoa"), 1), *visits(actor("hoa"), 1)]

    made = operations.draft_decision(people.team(), chosen, terms(), actor=actor("hoa"), at=AT)

    assert made.plan_id is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scope_text": " "}, "scope_text"),
        ({"time_limit_days": 0}, "time_limit_days"),
        ({"ground": Ground.ORDER}, "ground_reference"),
        ({"approver_id": -1}, "approver"),
    ],
    ids=["no scope", "no days", "an order without its paper", "nobody to sign"],
)
def test_a_draft_says_what_the_decree_asks_for(app, actor, changes, field):
    with pytest.raises(InvalidInput) as refused:
        draft(actor("hoa"), **changes)

    assert refused.value.field == field


@pytest.mark.parametrize("name", ["hoa", "phuc", "binh"])
def test_only_an_issuer_of_the_area_can_be_asked_to_sign(app, actor, name):
    with pytest.raises(InvalidInput) as refused:
        draft(actor("hoa"), approver_id=people.user_id(name))

    assert refused.value.field == "approver"


def test_a_decision_needs_visits(app, actor):
    with pytest.raises(InvalidInput) as refused:
        operations.draft_decision(people.team(), [], terms(), actor=actor("hoa"), at=AT)

    assert refused.value.field == "visits"


def test_a_visit_is_named_by_one_decision_only(app, actor):
    decision = draft(actor("hoa"))

    with pytest.raises(InvalidInput):
        operations.draft_decision(
            people.team(), decision.inspections, terms(), actor=actor("hoa"), at=AT
        )


def test_a_visit_of_another_team_is_not_named(app, actor):
    other = make_inspection(
        make_establishment(commune="12103"), state="draft", team=people.team(people.COMMUNE_TEAM)
    )
    other.decision = None

    with pytest.raises(InvalidInput):
        operations.draft_decision(people.team(), [other], terms(), actor=actor("hoa"), at=AT)


@pytest.mark.parametrize(("name", "error"), [("khanh", NotAllowed), ("giang", NotFound)])
def test_only_the_standing_agency_of_the_area_drafts(app, actor, name, error):
    chosen = visits(actor("hoa"), 1)

    with pytest.raises(error):
        operations.draft_decision(people.team(), chosen, terms(), actor=actor(name), at=AT)


def test_a_draft_is_changed_and_visits_left_out_are_free_again(app, actor):
    decision = draft(actor("hoa"))
    kept, left_out = decision.inspections

    operations.change_decision(
        decision,
        [kept],
        terms(time_limit_days=5),
        version=decision.version,
        actor=actor("hoa"),
        at=AT,
    )
    db.session.commit()

    assert decision.time_limit_days == 5
    assert (kept.decision_id, left_out.decision_id) == (decision.id, None)
    assert recorded()[-1] == "decision.changed"


def test_whoever_saves_second_is_told(app, actor):
    decision = draft(actor("hoa"))

    with pytest.raises(Conflict):
        operations.change_decision(
            decision,
            decision.inspections,
            terms(),
            version=decision.version - 1,
            actor=actor("hoa"),
            at=AT,
        )


def test_a_signature_approves_every_visit(app, actor):
    decision = draft(actor("hoa"))

    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)
    db.session.commit()

    assert decision.state == DecisionState.SIGNED
    assert (decision.number, decision.issuer_name) == ("15/QĐ-UBND", "Đỗ Văn Khánh")
    assert decision.signed_by_id == people.user_id("khanh")
    assert {v.state for v in decision.inspections} == {S.APPROVED}
    assert recorded()[-3:] == ["decision.signed", "inspection.approved", "inspection.approved"]


def test_a_cancelled_visit_is_not_approved(app, actor):
    decision = draft(actor("hoa"))
    decision.inspections[0].state = S.CANCELLED

    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)

    assert [v.state for v in decision.inspections] == [S.CANCELLED, S.APPROVED]


def test_a_decision_without_a_visit_is_not_signed(app, actor):
    decision = draft(actor("hoa"), count=1)
    decision.inspections[0].state = S.CANCELLED

    with pytest.raises(RuleBroken):
        operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"issuer_post": ""}, "issuer_post"),
        ({"issuer_body": ""}, "issuer_body"),
        ({"signed_on": date(2026, 11, 24)}, "signed_on"),
    ],
)
def test_a_signature_needs_number_day_post_and_body(app, actor, changes, field):
    decision = draft(actor("hoa"))

    with pytest.raises(InvalidInput) as refused:
        operations.sign_decision(decision, signing(**changes), actor=actor("khanh"), at=AT)

    assert refused.value.field == field


def test_nobody_signs_what_they_drafted(app, actor):
    decision = draft(actor("hoa"))
    decision.planner_id = people.user_id("khanh")

    with pytest.raises(NotAllowed):
        operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)


@pytest.mark.parametrize(("name", "error"), [("hoa", NotAllowed), ("phuc", NotFound)])
def test_only_an_issuer_of_the_area_signs(app, actor, name, error):
    decision = draft(actor("hoa"))
    decision.planner_id = people.user_id("minh")

    with pytest.raises(error):
        operations.sign_decision(decision, signing(), actor=actor(name), at=AT)


def test_a_decision_is_signed_once(app, actor):
    decision = draft(actor("hoa"))
    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)

    with pytest.raises((IllegalTransition, RuleBroken)):
        operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)


@pytest.mark.parametrize(
    "number", ["15/QĐ-UBND", "15/qđ-ubnd", " 15 / QĐ - UBND "], ids=["same", "case", "spaces"]
)
def test_a_number_is_given_once_a_year(app, actor, number):
    make_decision(people.team(), day=date(2026, 5, 5), number="15/QĐ-UBND")
    decision = draft(actor("hoa"))

    with pytest.raises(InvalidInput) as refused:
        operations.sign_decision(decision, signing(number=number), actor=actor("khanh"), at=AT)

    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("team", "day"),
    [(people.PROVINCE_TEAM, date(2025, 5, 5)), (people.COMMUNE_TEAM, people.TODAY)],
    ids=["last year", "another unit"],
)
def test_a_number_of_another_year_or_unit_is_free(app, actor, team, day):
    make_decision(people.team(team), day=day, number="15/QĐ-UBND")
    decision = draft(actor("hoa"))

    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)

    assert decision.state == DecisionState.SIGNED


def test_a_sealed_number_does_not_betray_itself(app, actor):
    make_decision(
        people.team(),
        mode=InspectionMode.SURPRISE,
        number="15/QĐ-UBND",
        planner_id=people.user_id("minh"),
        approver_id=people.user_id("phuc"),
        opens_at=clock.at_local(DAY),
    )

    decision = draft(actor("hoa"), number="15/QĐ-UBND")

    assert decision.number == "15/QĐ-UBND"


def test_a_withdrawn_decision_cancels_its_visits(app, actor):
    decision = draft(actor("hoa"))
    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)

    operations.withdraw_decision(decision, "Thay đổi kế hoạch", actor=actor("khanh"), at=AT)
    db.session.commit()

    assert decision.state == DecisionState.WITHDRAWN
    assert {(v.state, v.end_reason) for v in decision.inspections} == {
        (S.CANCELLED, "Thay đổi kế hoạch")
    }
    assert recorded()[-3:] == ["decision.withdrawn", *["inspection.cancelled"] * 2]


def test_a_withdrawn_draft_frees_its_visits(app, actor):
    decision = draft(actor("hoa"))
    named = list(decision.inspections)

    operations.withdraw_decision(decision, "Sai đội", actor=actor("khanh"), at=AT)
    db.session.commit()

    assert {(v.state, v.decision_id) for v in named} == {(S.DRAFT, None)}


def test_a_decision_is_not_withdrawn_without_a_reason(app, actor):
    with pytest.raises(InvalidInput):
        operations.withdraw_decision(draft(actor("hoa")), "", actor=actor("khanh"), at=AT)


def test_a_decision_is_not_withdrawn_once_a_visit_has_begun(app, actor):
    visit = make_inspection(make_establishment(), state="announced")
    db.session.commit()
    decision = queries.require_decision(actor("khanh"), visit.decision_id, AT)

    with pytest.raises(RuleBroken):
        operations.withdraw_decision(decision, "Muộn rồi", actor=actor("khanh"), at=AT)


def surprise(actor, place=None, *, opens_at: datetime | None = None, **changes) -> Inspection:
    told = {"ground": Ground.TIP, "ground_reference": "Tin báo 7", **changes}
    order = SurpriseOrder(people.team(), opens_at or clock.at_local(DAY, time(20)), terms(**told))
    made = order_surprise(place or make_establishment(), order, actor=actor, at=AT)
    db.session.commit()
    return made


def test_a_surprise_is_ordered_as_decision_and_visit_at_once(app, actor):
    visit = surprise(actor("hoa"))

    decision = queries.require_decision(actor("hoa"), visit.decision_id, AT)
    assert (visit.mode, visit.state, visit.planned_on) == (InspectionMode.SURPRISE, S.DRAFT, DAY)
    assert (visit.planner_id, visit.approver_id) == (
        people.user_id("hoa"), people.user_id("khanh"),
    )  # fmt: skip
    assert decision.opens_at == visit.opens_at == clock.at_local(DAY, time(20))
    assert decision.inspections == [visit]


def test_every_event_of_a_surprise_is_sealed(app, actor):
    visit = surprise(actor("hoa"))

    entries = db.session.execute(
        select(AuditEntry.action, AuditEntry.secrecy_key).where(AuditEntry.actor_id.is_not(None))
    ).all()
    assert [tuple(e) for e in entries] == [
        ("decision.drafted", str(visit.decision_id)),
        ("inspection.planned", str(visit.decision_id)),
    ]


def test_a_surprise_leaves_the_establishment_untouched(app, actor):
    place = make_establishment()
    db.session.commit()
    before = (place.version, place.updated_at)

    surprise(actor("hoa"), place)

    assert (place.version, place.updated_at) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": Ground.PLAN}, "ground"),
        ({"ground": Ground.REINSPECTION}, "ground"),
        ({"ground_reference": ""}, "ground_reference"),
        ({"opens_at": clock.at_local(people.TODAY)}, "opens_at"),
        ({"approver_id": -1}, "approver"),
    ],
)
def test_an_order_keeps_the_closed_list(app, actor, changes, field):
    with pytest.raises(InvalidInput) as refused:
        surprise(actor("hoa"), **changes)

    assert refused.value.field == field


def test_a_surprise_after_a_visit_of_the_year_carries_its_ground(app, actor):
    place = make_establishment()
    make_inspection(place, state="accepted", planned_on=date(2026, 3, 2))

    visit = surprise(actor("hoa"), place)

    assert (visit.second_ground, visit.second_reference) == (Ground.TIP, "Tin báo 7")


def test_two_surprises_of_one_place_do_not_know_of_each_other(app, actor):
    place = make_establishment()
    surprise(actor("hoa"), place)

    assert surprise(actor("hoa"), place).second_ground is None


def test_a_signed_surprise_stays_sealed(app, actor):
    visit = surprise(actor("hoa"))
    decision = queries.require_decision(actor("khanh"), visit.decision_id, AT)

    operations.sign_decision(decision, signing(), actor=actor("khanh"), at=AT)
    db.session.commit()

    assert visit.state == S.APPROVED
    assert queries.is_sealed(visit)
    with pytest.raises(NotFound):
        queries.require_inspection(actor("dung"), visit.id, AT)


def test_a_withdrawn_surprise_is_cancelled_with_its_draft(app, actor):
    visit = surprise(actor("hoa"))
    decision = queries.require_decision(actor("khanh"), visit.decision_id, AT)

    operations.withdraw_decision(decision, "Không cần nữa", actor=actor("khanh"), at=AT)

    assert visit.state == S.CANCELLED
