"""Are the formulas what their definitions say, at the edges too?"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.coverage.rules import (
    DEFINITIONS,
    Figures,
    Question,
    asked_of_year,
    asked_period,
    coverage_ratio,
    definitions,
    expected_ratio,
    months_begun,
    reached,
    target_year,
    usual_periods,
)
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period, half_year, year

Y2026 = year(2026)


@pytest.mark.parametrize(
    ("inspected", "in_scope", "ratio"),
    [
        pytest.param(0, 0, None, id="nothing in scope is no rate"),
        pytest.param(0, 7, 0.0, id="nobody inspected is a rate of 0"),
        pytest.param(1, 8, 0.125, id="a part"),
        pytest.param(7, 7, 1.0, id="everybody"),
    ],
)
def test_the_ratio_is_inspected_by_in_scope(inspected, in_scope, ratio):
    assert coverage_ratio(inspected, in_scope) == ratio


@pytest.mark.parametrize(
    ("ratio", "target", "said"),
    [
        pytest.param(None, 0.2, None, id="no rate"),
        pytest.param(0.2, None, None, id="no target"),
        pytest.param(1 / 5, 20 / 100, True, id="exactly the target"),
        pytest.param(333 / 1000, 33.3 / 100, True, id="exactly a target that no float holds"),
        pytest.param(0.199, 0.2, False, id="just below"),
        pytest.param(0.0, 0.0, True, id="a target of 0 is reached by nothing"),
    ],
)
def test_a_target_is_reached_from_its_value_on(ratio, target, said):
    assert reached(ratio, target) is said


@pytest.mark.parametrize(
    ("period", "today", "expected"),
    [
        pytest.param(Y2026, date(2025, 12, 31), None, id="before the period"),
        pytest.param(Y2026, date(2026, 1, 1), 0.73 / 365, id="the first day"),
        pytest.param(Y2026, date(2026, 12, 31), 0.73, id="the last day"),
        pytest.param(Y2026, date(2027, 5, 5), 0.73, id="after the period"),
        pytest.param(half_year(2026, 1), date(2026, 11, 23), 0.73 * 181 / 365, id="half a year"),
        pytest.param(year(2028), date(2028, 2, 29), 0.73 * 60 / 366, id="a leap year"),
    ],
)
def test_the_pace_is_the_share_of_the_year_that_has_passed(period, today, expected):
    found = expected_ratio(0.73, period, today)

    assert found == (expected if expected is None else pytest.approx(expected))


def test_without_a_target_there_is_no_pace():
    assert expected_ratio(None, Y2026, date(2026, 6, 1)) is None


def test_the_target_of_a_year_is_for_periods_within_it():
    assert target_year(half_year(2026, 2)) == 2026
    assert target_year(Period(date(2025, 12, 31), date(2026, 1, 1))) is None


def test_a_period_of_ten_years_is_the_longest():
    assert asked_period(date(2016, 1, 1), date(2025, 12, 31)).days == 3653
    with pytest.raises(InvalidInput, match="longer than 10 years"):
        asked_period(date(2016, 1, 1), date(2026, 1, 1))


def test_ten_years_from_a_leap_day_end_with_the_28th_of_february():
    assert asked_period(date(2016, 2, 29), date(2026, 2, 28)).end_on == date(2026, 2, 28)
    with pytest.raises(InvalidInput):
        asked_period(date(2016, 2, 29), date(2026, 3, 1))


def test_a_period_that_ends_before_it_begins_is_refused_at_its_end():
    with pytest.raises(InvalidInput, match="ends before it begins") as refused:
        asked_period(date(2026, 2, 1), date(2026, 1, 31))

    assert refused.value.field == "to"


def test_a_frozen_denominator_needs_a_plan():
    with pytest.raises(InvalidInput, match="no frozen list"):
        Question(Y2026, date(2026, 11, 23), DenominatorBasis.FROZEN)

    assert Question(Y2026, date(2026, 11, 23), DenominatorBasis.FROZEN, uuid4()).plan_id


def test_awaiting_and_not_yet_are_what_is_left():
    figures = Figures(in_scope=10, official=3, provisional=5)

    assert (figures.awaiting, figures.not_yet) == (2, 5)
    assert (figures.rate_official, figures.rate_provisional) == (0.3, 0.5)


def test_every_list_is_as_long_as_its_number():
    figures = Figures(in_scope=10, official=3, provisional=5)

    counted = set(CoverageList) - {CoverageList.EXCLUDED}  # its length is that of its reasons
    assert {which: figures.length(which) for which in counted} == {
        CoverageList.IN_SCOPE: 10,
        CoverageList.OFFICIAL: 3,
        CoverageList.PROVISIONAL: 5,
        CoverageList.AWAITING: 2,
        CoverageList.NOT_YET: 5,
    }


def test_figures_of_two_units_add_up():
    assert Figures(3, 1, 2) + Figures(4, 0, 1) == Figures(7, 1, 3)


@pytest.mark.parametrize("basis", list(DenominatorBasis))
def test_every_number_has_a_definition_under_every_denominator(basis):
    said = definitions(basis)

    assert set(said) == {which.value for which in CoverageList} | {"rate"}
    assert len({said["in_scope"], *DEFINITIONS.values()}) == len(CoverageList)


def test_the_usual_periods_are_this_year_its_halves_and_the_last_year():
    periods = [(number, period) for _, number, period in usual_periods(date(2026, 11, 23))]

    assert periods == [
        (2026, year(2026)),
        (2026, half_year(2026, 1)),
        (2026, half_year(2026, 2)),
        (2025, year(2025)),
    ]


def test_another_year_has_no_frozen_list():
    frozen = Question(year(2026), date(2026, 1, 1), DenominatorBasis.FROZEN, UUID(int=1))

    assert asked_of_year(frozen, 2026) == frozen
    before = asked_of_year(frozen, 2025)
    assert (before.basis, before.plan_id) == (DenominatorBasis.END_OF_PERIOD, None)
    assert before.period == year(2025)


@pytest.mark.parametrize(
    ("number", "day", "begun"),
    [
        (2026, date(2026, 1, 1), 1),
        (2026, date(2026, 11, 30), 11),
        (2025, date(2026, 1, 1), 12),
        (2027, date(2026, 12, 31), 0),
    ],
)
def test_months_are_begun_up_to_the_day(number, day, begun):
    assert months_begun(number, day) == begun
