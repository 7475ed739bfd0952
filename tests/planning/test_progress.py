"""Do figures come in, add up, cascade and go on into the next year as plans say?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from inspect178.access.actor import SYSTEM
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.inspections.enums import Ground, InspectionMode
from inspect178.kernel import clock
from inspect178.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from inspect178.planning import operations, queries
from inspect178.planning.enums import KnownBy, PlanState, TargetState, TargetUnit
from inspect178.planning.models import Plan, TargetEntry
from inspect178.planning.queries import entries, quotas
from inspect178.planning.queries.progress import progress_of
from inspect178.planning.rules import Said
from inspect178.territory import queries as territory
from tests import people
from tests.factories.commitments import make_commitment
from tests.factories.inspections import make_decision, make_inspection
from tests.factories.planning import make_plan, make_target
from tests.factories.registry import make_establishment

AT = clock.at_local(people.TODAY)
HUNG_YEN, MY_HAO, THUONG_HONG = "33", "12103", "12127"


def unit(code: str, day: date = people.TODAY):
    return territory.require_unit_by_code(code, day)


def told(**changes) -> Said:
    facts = {
        "figures_to": date(2026, 6, 30),
        "done": 3,
        "total": 4,
        "document": "Báo cáo số 12/BC-UBND",
        "document_on": date(2026, 7, 2),
        "reported_by": "Phòng Văn hóa - Xã hội",
    }
    return Said(**{**facts, **changes})


def approved(*targets, **columns) -> Plan:
    plan = make_plan(state=PlanState.APPROVED, targets=0, **columns)
    plan.targets.extend(make_target(place, **t) for place, t in enumerate(targets, start=1))
    db.session.flush()
    return plan


ENTERED = {"formula": "entered", "value": 70.0}


def enter(plan, code, by, *, target=0, **changes) -> TargetEntry:
    entry = operations.enter_figure(
        plan, plan.targets[target], unit(code), said=told(**changes), actor=by, at=AT
    )
    db.session.flush()
    return entry


def lines(plan, by):
    return progress_of(by, plan, territory.require_unit(plan.unit_id), today=people.TODAY).lines


def test_a_figure_is_entered_with_its_paper_and_recorded(app, actor):
    plan = approved(ENTERED)

    entry = enter(plan, HUNG_YEN, actor("hoa"))
    db.session.commit()

    last = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc())).first()
    assert last == "plan.figure_entered"
    assert (entry.done, entry.total, entry.recorded_by_id) == (3, 4, people.user_id("hoa"))


def test_a_figure_that_was_entered_is_never_changed(app, actor):
    entry = enter(approved(ENTERED), HUNG_YEN, actor("hoa"))
    db.session.commit()

    entry.done = 4
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()


def test_the_figure_entered_last_counts_and_the_one_before_stays(app, actor):
    plan, hoa = approved(ENTERED), actor("hoa")
    enter(plan, HUNG_YEN, hoa)
    enter(plan, HUNG_YEN, hoa, done=2, figures_to=date(2026, 9, 30))

    (line,) = lines(plan, hoa)

    assert line.figure.amount == 0.5
    assert len(entries.entries_of(hoa, plan)[plan.targets[0].id]) == 2


def test_figures_of_units_below_add_up_and_missing_units_are_listed(app, actor):
    plan, hoa = approved(ENTERED), actor("hoa")
    enter(plan, MY_HAO, hoa, done=3, total=4)
    enter(plan, THUONG_HONG, hoa, done=1, total=6, figures_to=date(2026, 9, 30))

    (line,) = lines(plan, hoa)

    assert (line.figure.done, line.figure.total) == (4, 10)
    assert line.figure.figures_to == date(2026, 9, 30)
    children = territory.children_of(unit(HUNG_YEN), plan.tree_on)
    assert len(line.missing) == len(children) - 2
    assert line.state == TargetState.BEHIND
    assert line.forecast == pytest.approx(0.4 * 365 / 273)


def test_a_figure_of_the_whole_unit_is_not_added_to_those_of_its_parts(app, actor):
    plan, hoa = approved(ENTERED), actor("hoa")
    enter(plan, MY_HAO, hoa, done=3, total=4)
    enter(plan, HUNG_YEN, hoa, done=80, total=100)

    (line,) = lines(plan, hoa)

    assert (line.figure.done, line.figure.total, line.missing) == (80, 100, ())
    assert line.state == TargetState.REACHED


def test_a_district_speaks_for_its_communes_in_a_former_tree(app, actor):
    day = date(2024, 12, 31)
    old = unit(HUNG_YEN, day)
    plan = approved(ENTERED, year=2024, tree_on=day, unit_id=old.id)
    district = next(u for u in territory.children_of(old, day) if territory.children_of(u, day))
    first, second = territory.children_of(district, day)[:2]
    said, target = told(figures_to=date(2024, 6, 30), document_on=date(2024, 7, 1)), plan.targets[0]
    for place in (first, second, district):
        operations.enter_figure(plan, target, place, said=said, actor=SYSTEM, at=AT)
    db.session.flush()

    (line,) = lines(plan, SYSTEM)

    assert (line.figure.done, line.figure.total) == (3, 4)


def test_a_unit_that_did_not_exist_in_the_tree_of_the_plan_is_refused(app, actor):
    district = territory.children_of(unit(HUNG_YEN, date(2024, 1, 1)), date(2024, 1, 1))[0]
    plan = approved(ENTERED)

    with pytest.raises(InvalidInput) as refused:
        operations.enter_figure(
            plan, plan.targets[0], district, said=told(), actor=actor("hoa"), at=AT
        )

    assert refused.value.field == "unit"


def test_a_unit_of_another_province_is_refused(app):
    plan = approved(ENTERED)

    with pytest.raises(InvalidInput):
        enter(plan, "04", SYSTEM)


@pytest.mark.parametrize(("who", "error"), [("giang", NotFound), ("khanh", NotAllowed)])
def test_only_planners_of_the_area_enter_figures(app, actor, who, error):
    plan = approved(ENTERED)

    with pytest.raises(error):
        enter(plan, HUNG_YEN, actor(who))


def test_nothing_is_entered_for_a_draft_or_what_is_computed(app, actor):
    with pytest.raises(IllegalTransition):
        enter(make_plan(), HUNG_YEN, actor("hoa"))
    with pytest.raises(InvalidInput):
        enter(approved({"formula": "COV-Y"}), HUNG_YEN, actor("hoa"))


def test_what_the_records_answer_is_computed(app, actor):
    plan = approved(
        {"formula": "COV-Y"},
        {"formula": "CAM", "value": 100.0},
        {"formula": "VIS", "unit": TargetUnit.COUNT, "value": None},
        {"formula": "TIP", "value": 100.0},
    )
    first, second, third, _fourth = (make_establishment(name=f"Nhà nghỉ {n}") for n in range(4))
    make_commitment(first)
    make_inspection(first, state="accepted", planned_on=date(2026, 3, 2))
    make_inspection(second, state="signed", planned_on=date(2026, 4, 2))
    make_inspection(third, state="accepted", planned_on=date(2025, 4, 2))
    tip = make_decision(
        people.team(), mode=InspectionMode.SURPRISE, day=date(2026, 5, 4), ground=Ground.TIP
    )
    make_inspection(
        first, state="accepted", planned_on=date(2026, 5, 4), mode=InspectionMode.SURPRISE,
        decision=tip,
    )  # fmt: skip
    again = make_decision(people.team(), day=date(2026, 6, 4), ground=Ground.REINSPECTION)
    make_inspection(first, state="accepted", planned_on=date(2026, 6, 4), decision=again)

    coverage, commitments, visits, tips = lines(plan, actor("hoa"))

    assert (coverage.figure.done, coverage.figure.total, coverage.provisional) == (1, 4, 2)
    assert (commitments.figure.done, commitments.figure.total) == (1, 4)
    assert commitments.forecast == 0.25
    assert visits.figure.done == 4
    assert (visits.visits.planned, visits.visits.surprise, visits.visits.reinspections) == (2, 1, 1)
    assert (tips.known, tips.visits.on_tips) == (KnownBy.NOBODY, 1)


def test_whoever_sees_a_part_is_not_shown_a_part_as_the_whole(app, actor):
    plan = approved({"formula": "COV-Y"}, ENTERED)
    enter(plan, MY_HAO, actor("hoa"), target=1)

    coverage, entered = lines(plan, actor("lan"))

    assert (coverage.known, coverage.figure) == (KnownBy.ELSEWHERE, None)
    assert entered.figure is None


def test_a_monthly_target_counts_months_with_a_figure(app, actor):
    plan = approved({**ENTERED, "unit": TargetUnit.COUNT, "value": 1.0, "frequency": "month"})
    for month in range(1, 4):
        enter(plan, HUNG_YEN, actor("hoa"), done=1, figures_to=date(2026, month, 20))

    (line,) = lines(plan, actor("hoa"))

    assert (line.periods.fulfilled, line.periods.due) == (3, 10)
    entered = entries.entries_of(actor("hoa"), plan)[plan.targets[0].id]
    assert len(entries.counted_by_day(plan.unit_id, entered)) == 3
    assert line.state == TargetState.BEHIND


def test_quotas_are_given_filled_and_shown_to_the_unit(app, actor):
    plan, hoa = approved({"formula": "COV-Y"}), actor("hoa")
    wanted = {unit(MY_HAO).id: 4, unit(THUONG_HONG).id: 2}
    operations.give_quotas(plan, wanted, counts_all_teams=False, actor=hoa, at=AT)
    below = make_plan(unit=MY_HAO, parent_plan_id=plan.id)
    place = make_establishment(commune=MY_HAO)
    make_inspection(place, state="signed", team=people.team(people.COMMUNE_TEAM))
    make_inspection(place, state="signed", planned_on=date(2026, 3, 2))
    make_inspection(make_establishment(commune=MY_HAO, name="Khách sạn Hai"), state="signed")

    own = {q.unit.code: q for q in quotas.quotas_filled(hoa, plan, unit(HUNG_YEN))}
    plan.quota_counts_all_teams = True
    anybody = {q.unit.code: q for q in quotas.quotas_filled(hoa, plan, unit(HUNG_YEN))}

    assert (own[MY_HAO].inspected, own[MY_HAO].ratio, own[THUONG_HONG].inspected) == (1, 0.25, 0)
    assert anybody[MY_HAO].inspected == 2
    assert quotas.quota_from_above(below) == 4


def test_beside_each_quota_stands_what_the_rate_asks_for(app, actor):
    plan = approved({"formula": "COV-Y", "value": 20.0})
    for number in range(6):
        make_establishment(commune=MY_HAO, name=f"Nhà nghỉ {number}")

    found = quotas.quotas_to_give(actor("hoa"), plan, unit(HUNG_YEN))

    line = next(q for q in found if q.unit.code == MY_HAO)
    assert (line.in_scope, line.implied, line.quota) == (6, 2, None)


def test_a_quota_is_changed_and_taken_away(app, actor):
    plan, hoa, key = approved(), actor("hoa"), unit(MY_HAO).id
    for wanted in (4, 5, None):
        operations.give_quotas(plan, {key: wanted}, counts_all_teams=True, actor=hoa, at=AT)
        db.session.flush()
        assert quotas.quotas_of(plan) == ({} if wanted is None else {key: wanted})


@pytest.mark.parametrize("code", ["04", HUNG_YEN])
def test_a_quota_is_for_a_unit_below(app, actor, code):
    with pytest.raises(InvalidInput):
        operations.give_quotas(
            approved(), {unit(code).id: 3}, counts_all_teams=True, actor=actor("hoa"), at=AT
        )


def test_a_quota_is_for_a_unit_of_the_tree_and_a_number(app, actor):
    day = date(2024, 12, 31)
    district = territory.children_of(unit(HUNG_YEN, day), day)[0]
    plan = approved(unit_id=unit(HUNG_YEN, day).id)
    for wanted in ({district.id: 3}, {unit(MY_HAO).id: -1}):
        with pytest.raises(InvalidInput):
            operations.give_quotas(plan, wanted, counts_all_teams=True, actor=SYSTEM, at=AT)


def test_quotas_stay_while_somebody_decides_on_the_plan(app, actor):
    with pytest.raises(IllegalTransition):
        operations.give_quotas(
            make_plan(state=PlanState.SUBMITTED), {}, counts_all_teams=True, actor=actor("hoa"),
            at=AT,
        )  # fmt: skip


def test_last_years_plan_becomes_a_draft_of_this_year(app, actor):
    hoa = actor("hoa")
    plan = approved({"code": "HY26-1"}, {**ENTERED, "code": "HY26-2"}, title="Kế hoạch năm 2026")
    operations.give_quotas(plan, {unit(MY_HAO).id: 4}, counts_all_teams=False, actor=hoa, at=AT)
    db.session.flush()
    title = operations.title_for_next_year(plan.title, plan.year)

    made = operations.continue_plan(plan, title, date(2027, 1, 1), actor=hoa, at=AT)
    db.session.flush()

    drawn = made.plan
    assert (drawn.title, drawn.year, drawn.state) == ("Kế hoạch năm 2027", 2027, PlanState.DRAFT)
    assert [(t.code, t.value) for t in drawn.targets] == [("HY27-1", 20.0), ("HY27-2", 70.0)]
    assert quotas.quotas_of(drawn) == {unit(MY_HAO).id: 4}
    assert not drawn.quota_counts_all_teams
    assert made.undecided == []
    with pytest.raises(InvalidInput) as refused:
        operations.continue_plan(plan, title, date(2027, 1, 1), actor=hoa, at=AT)
    assert refused.value.field == "title"


def test_a_draft_is_not_continued(app, actor):
    with pytest.raises(IllegalTransition):
        operations.continue_plan(
            make_plan(), "Kế hoạch", date(2027, 1, 1), actor=actor("hoa"), at=AT
        )


def test_quotas_of_merged_units_go_to_the_one_that_took_them_over(app):
    day = date(2025, 6, 30)
    old = unit(HUNG_YEN, day)
    plan = approved({}, year=2025, tree_on=day, unit_id=old.id)
    communes = [u for u in territory.descendants_of(old, day) if u.level == "commune"]
    heirs = territory.sole_heirs([u.id for u in communes], people.TODAY)
    pair = next(
        (a, b)
        for a in communes
        for b in communes
        if a.id < b.id and a.id in heirs and b.id in heirs and heirs[a.id].id == heirs[b.id].id
    )
    district = territory.children_of(old, day)[0]
    given = {pair[0].id: 3, pair[1].id: 4, district.id: 9}
    operations.give_quotas(plan, given, counts_all_teams=True, actor=SYSTEM, at=AT)
    db.session.flush()

    made = operations.continue_plan(
        plan, "Kế hoạch năm 2026", date(2026, 1, 1), actor=SYSTEM, at=AT
    )
    db.session.flush()

    assert made.plan.unit_id == unit(HUNG_YEN).id
    assert quotas.quotas_of(made.plan) == {heirs[pair[0].id].id: 7}
    assert [u.id for u in made.undecided] == [district.id]


def test_the_five_plans_keep_the_rule_of_percentages(app):
    operations.load_plan_templates(actor=SYSTEM, at=AT)

    for plan in db.session.scalars(select(Plan)):
        found = queries.require_plan(SYSTEM, plan.id)
        assert all(0 < t.value <= 100 for t in found.targets if t.unit == "percent" and t.value)
