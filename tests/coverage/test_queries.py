"""Who sees which figures, what do they count, and how many statements does that take?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.coverage.operations import AlreadyFrozen, freeze_scope
from inspect178.coverage.queries.asking import (
    Asked,
    NotOnThatDay,
    coverage_table,
    readable_ancestors,
    understand,
)
from inspect178.coverage.queries.counting import coverage_of, figures_of
from inspect178.coverage.queries.lists import Wanted, page_of_list
from inspect178.coverage.queries.places import Area, UnknownUnit, covers
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period, year
from inspect178.planning.enums import PlanState
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

Y2026 = year(2026)
NOW, BEFORE = people.TODAY, date(2025, 6, 30)
QUESTION = Question(Y2026, NOW)


def area(code: str, day: date = NOW) -> Area:
    return Area(require_unit_by_code(code, day))


def figures(code: str, question: Question = QUESTION) -> Figures:
    return figures_of(SYSTEM, area(code, question.tree_on), question)


def test_a_visit_is_not_an_establishment(app):
    twice = make_establishment()
    make_inspection(twice, state="accepted", planned_on=date(2026, 3, 2))
    make_inspection(twice, state="accepted", planned_on=date(2026, 9, 2))
    make_establishment()

    assert figures("12127") == Figures(in_scope=2, official=1, provisional=1)


def test_found_closed_is_no_inspection_and_a_signed_record_is_provisional(app):
    make_inspection(make_establishment(), state="attempted", planned_on=date(2026, 3, 2))
    make_inspection(make_establishment(), state="signed", planned_on=date(2026, 3, 2))
    make_inspection(make_establishment(), state="refused", planned_on=date(2026, 3, 2))
    make_inspection(make_establishment(), state="returned", planned_on=date(2026, 3, 2))

    assert figures("12127") == Figures(in_scope=4, official=0, provisional=3)


def test_whoever_left_the_scope_leaves_both_sides(app):
    left = make_establishment(in_scope_to=date(2026, 12, 31))
    make_inspection(left, state="accepted", planned_on=date(2026, 3, 2))
    any_time = Question(Y2026, NOW, DenominatorBasis.ANY_TIME)

    assert figures("12127") == Figures()
    assert figures("12127", any_time) == Figures(in_scope=1, official=1, provisional=1)


def test_a_frozen_list_stays_as_it_was_at_approval(app):
    stays, leaves = make_establishment(), make_establishment(commune="12103")
    plan, province = make_plan(state=PlanState.APPROVED), area("33").unit
    count = freeze_scope(plan.id, province, date(2026, 1, 5), actor=SYSTEM, at=people.LOADED_AT)
    leaves.in_scope_to = date(2026, 2, 1)
    make_establishment(in_scope_from=date(2026, 1, 6))
    make_inspection(stays, state="accepted", planned_on=date(2026, 3, 2))
    frozen = Question(Y2026, NOW, DenominatorBasis.FROZEN, plan.id)

    assert count == 2
    assert figures("33", frozen) == Figures(in_scope=2, official=1, provisional=1)
    assert figures("12103", frozen).in_scope == 1
    with pytest.raises(AlreadyFrozen):
        freeze_scope(plan.id, province, date(2026, 1, 5), actor=SYSTEM, at=people.LOADED_AT)


def test_the_list_of_a_former_commune_is_frozen_by_its_commune_of_then(app):
    make_establishment(old_commune="12115")
    make_establishment()
    plan, old = make_plan(), area("12115", BEFORE).unit

    count = freeze_scope(plan.id, old, date(2026, 1, 5), actor=SYSTEM, at=people.LOADED_AT)

    assert count == 1


def test_the_same_establishments_stand_in_either_tree(app):
    make_establishment(old_commune="12115")
    make_establishment()
    make_establishment(commune=None, province="33")

    now = coverage_of(SYSTEM, Area(), QUESTION)
    then = coverage_of(SYSTEM, Area(), Question(Y2026, BEFORE))

    assert now.figures.in_scope == then.figures.in_scope == 3
    waiting_now = [u.figures.in_scope for p in now.children for u in p.children if u.is_unplaced]
    waiting_then = [u.figures.in_scope for u in then.children if u.is_unplaced]
    assert (waiting_now, waiting_then) == ([1], [2])


def test_in_an_unmerged_province_the_unplaced_wait_in_the_former_one(app):
    make_establishment(commune=None, province="04")

    line = coverage_of(SYSTEM, area("04", BEFORE), Question(Y2026, BEFORE))

    assert line.figures.in_scope == 1
    assert [(u.is_unplaced, u.figures.in_scope) for u in line.children][-1] == (True, 1)


@pytest.mark.parametrize(
    ("who", "code", "day", "may"),
    [
        pytest.param("hoa", "33", NOW, True, id="one's province"),
        pytest.param("hoa", "12127", NOW, True, id="a commune of it"),
        pytest.param("hoa", "33", BEFORE, True, id="a former province that went into it"),
        pytest.param("hoa", "12115", BEFORE, True, id="a former commune of it"),
        pytest.param("hoa", "04", NOW, False, id="another province"),
        pytest.param("hoa", "04", BEFORE, False, id="a former province elsewhere"),
        pytest.param("lan", "12127", NOW, True, id="one's commune"),
        pytest.param("lan", "12103", NOW, False, id="the next commune"),
        pytest.param("lan", "33", NOW, False, id="the province above"),
        pytest.param("lan", "33", BEFORE, False, id="the former province above"),
        pytest.param("minh", "33", NOW, False, id="an administrator has no figures"),
    ],
)
def test_figures_are_given_for_whole_units_of_ones_own_area(app, actor, who, code, day, may):
    assert covers(actor(who), area(code, day).unit) is may
    if not may:
        with pytest.raises(UnknownUnit):
            understand(actor(who), Asked(Y2026, day, code))


def test_only_whoever_sees_the_country_asks_for_it(app, actor):
    assert understand(SYSTEM, Asked(Y2026, NOW, "00")).area == Area()
    with pytest.raises(UnknownUnit):
        understand(actor("hoa"), Asked(Y2026, NOW, "00"))


def test_a_code_that_nobody_has_and_one_out_of_reach_look_the_same(app, actor):
    with pytest.raises(UnknownUnit) as unknown:
        understand(actor("hoa"), Asked(Y2026, NOW, "99"))
    with pytest.raises(UnknownUnit) as foreign:
        understand(actor("hoa"), Asked(Y2026, NOW, "04"))

    assert str(unknown.value).replace("99", "04") == str(foreign.value)


def test_without_a_unit_ones_own_is_meant(app, actor):
    assert understand(actor("lan"), Asked(Y2026, NOW)).area.code == "12127"
    assert understand(SYSTEM, Asked(Y2026, NOW)).area == Area()


def test_a_unit_that_did_not_exist_names_those_that_stood_there(app, actor):
    with pytest.raises(NotOnThatDay, match=r"Huyện Văn Lâm did not exist on 23/11/2026") as refused:
        understand(actor("hoa"), Asked(Y2026, NOW, "325"))

    assert [unit.code for unit in refused.value.instead] == ["33"]


def test_nobody_is_told_of_a_former_unit_elsewhere(app, actor):
    with pytest.raises(UnknownUnit):
        understand(actor("giang"), Asked(Y2026, NOW, "325"))


def test_the_target_and_the_denominator_come_from_the_nearest_plan(app):
    make_plan(state=PlanState.APPROVED, basis=DenominatorBasis.ANY_TIME)
    make_plan(unit="12103", targets=0, state=PlanState.APPROVED)
    make_plan(unit="12127")

    province, ward, draft = (
        understand(SYSTEM, Asked(Y2026, NOW, code)) for code in ("33", "12103", "12127")
    )

    assert (province.target, province.question.basis) == (0.2, DenominatorBasis.ANY_TIME)
    assert (ward.target, ward.question.basis) == (0.2, DenominatorBasis.END_OF_PERIOD)
    assert (draft.target, draft.question.basis) == (0.2, DenominatorBasis.ANY_TIME)


def test_an_unchanged_province_keeps_its_plan_in_either_tree(app):
    plan = make_plan(unit="04", state=PlanState.APPROVED)

    then = understand(SYSTEM, Asked(Y2026, BEFORE, "04"))

    assert then.plan is not None
    assert then.plan.plan_id == plan.id


def test_a_period_across_years_has_no_target(app):
    make_plan(state=PlanState.APPROVED)
    period = Period(date(2025, 7, 1), date(2026, 6, 30))

    assert understand(SYSTEM, Asked(period, NOW, "33")).target is None


def test_without_a_plan_there_is_no_frozen_list(app):
    with pytest.raises(InvalidInput, match="no frozen list"):
        understand(SYSTEM, Asked(Y2026, NOW, "33", DenominatorBasis.FROZEN))


def test_a_child_is_measured_by_its_own_plan_or_by_that_above(app):
    make_plan(state=PlanState.APPROVED)
    own = make_plan(unit="12103", state=PlanState.APPROVED)
    own.targets[0].value = 60
    db.session.flush()

    table = coverage_table(SYSTEM, Asked(Y2026, NOW, "33"))

    targets = {
        child.code: table.target_of(child, table.asked.target) for child in table.line.children
    }
    assert (targets["12103"], targets["12127"]) == (0.6, 0.2)


def test_a_sealed_target_shows_in_no_number_and_no_list(app, actor):
    place = make_establishment()
    make_inspection(place, mode=InspectionMode.SURPRISE, planned_on=NOW, opens_at=people.LOADED_AT)

    seen, page = page_of_list(
        actor("dung"), area("33"), QUESTION, wanted=Wanted(CoverageList.IN_SCOPE)
    )

    assert seen == Figures(in_scope=1)
    assert page.rows[0].visit is None


def test_the_accepted_visit_counts_before_a_later_one_that_waits(app):
    place = make_establishment()
    accepted = make_inspection(place, state="accepted", planned_on=date(2026, 3, 2))
    make_inspection(place, state="signed", planned_on=date(2026, 9, 2))

    _, page = page_of_list(SYSTEM, area("33"), QUESTION, wanted=Wanted(CoverageList.OFFICIAL))

    assert [row.visit.inspection_id for row in page.rows] == [accepted.id]


def test_the_units_above_are_those_that_one_may_read(app, actor):
    assert [u.code for u in readable_ancestors(actor("hoa"), area("12127"))] == ["33"]
    assert readable_ancestors(actor("lan"), area("12127")) == []


@pytest.mark.parametrize("day", [NOW, BEFORE], ids=["in force", "former"])
@pytest.mark.parametrize("code", ["33", None], ids=["province", "country"])
def test_the_number_of_statements_does_not_grow(app, statements, code, day):
    asked = Asked(Y2026, day, code)
    with statements() as few:
        coverage_table(SYSTEM, asked)
    for _ in range(3):
        for commune in ("12127", "12103"):
            make_inspection(make_establishment(commune=commune), state="accepted")
    db.session.flush()
    db.session.expire_all()

    with statements() as many:
        coverage_table(SYSTEM, asked)

    assert len(many) == len(few) <= 10


def test_a_list_takes_the_same_few_statements_for_any_length(app, statements, actor):
    hoa, province = actor("hoa"), area("33")
    for _ in range(4):
        make_inspection(make_establishment(), state="signed", planned_on=date(2026, 3, 2))
    db.session.flush()

    with statements() as ran:
        _, page = page_of_list(hoa, province, QUESTION, wanted=Wanted(CoverageList.AWAITING))

    assert page.total == 4
    assert len(ran) <= 4
