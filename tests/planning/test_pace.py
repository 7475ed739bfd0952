"""Where does a target stand, and where will it stand at the end of the year?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.planning import pace
from inspect178.planning.enums import Frequency, TargetState, TargetUnit
from inspect178.planning.pace import Figure, Periods

HALF, END = date(2025, 7, 2), date(2025, 12, 31)  # 183 of 365 days


@pytest.mark.parametrize(
    ("amount", "day", "is_share", "expected"),
    [
        (183.0, HALF, False, 365.0),
        (0.183, HALF, True, 0.365),
        (0.8, HALF, True, 1.0),
        (0.2, END, True, 0.2),
        (5.0, date(2024, 12, 31), False, None),
    ],
)
def test_a_figure_goes_on_evenly_to_the_end_of_the_year(amount, day, is_share, expected):
    found = pace.forecast(amount, day, 2025, is_share=is_share)

    assert found == (None if expected is None else pytest.approx(expected))


def test_a_leap_year_has_a_day_more():
    assert pace.elapsed_part(date(2024, 12, 30), 2024) == pytest.approx(365 / 366)


@pytest.mark.parametrize(
    ("amount", "wanted", "day", "expected"),
    [
        (None, 0.2, HALF, TargetState.NO_FIGURE),
        (0.1, None, HALF, TargetState.NO_NUMBER),
        (0.2, 0.2, HALF, TargetState.REACHED),
        (0.11, 0.2, HALF, TargetState.ON_PACE),
        (0.09, 0.2, HALF, TargetState.BEHIND),
        (0.19, 0.2, END, TargetState.MISSED),
    ],
)
def test_a_figure_is_held_against_the_expected_pace(amount, wanted, day, expected):
    assert pace.state_of(amount, wanted, ">=", day=day, number=2025) == expected


def test_a_target_to_be_met_exactly_is_not_reached_by_more():
    assert pace.state_of(2.0, 1.0, "=", day=END, number=2025) == TargetState.MISSED


def test_a_share_of_nothing_is_no_share():
    assert (Figure(0, 0, HALF).amount, Figure(3, None, HALF).amount) == (None, 3.0)


def test_a_percentage_is_compared_as_a_share():
    assert pace.target_amount(20.0, TargetUnit.PERCENT) == pytest.approx(0.2)
    assert pace.target_amount(20.0, TargetUnit.COUNT) == 20.0


@pytest.mark.parametrize(
    ("done", "today", "expected", "state"),
    [
        ({}, date(2025, 3, 31), Periods(0, 0, 4), TargetState.NO_FIGURE),
        ({date(2025, 2, 1): 1}, date(2025, 4, 1), Periods(1, 1, 4), TargetState.ON_PACE),
        ({date(2025, 2, 1): 1}, date(2025, 7, 1), Periods(1, 2, 4), TargetState.BEHIND),
        ({date(2025, 5, 1): 1}, date(2025, 5, 2), Periods(1, 2, 4), TargetState.BEHIND),
        ({date(2025, 2, 1): 1}, date(2026, 1, 1), Periods(1, 4, 4), TargetState.MISSED),
    ],
)
def test_a_quarterly_target_counts_quarters(done, today, expected, state):
    quarters = pace.periods_of(Frequency.QUARTER, 2025)
    found = pace.periods_fulfilled(done, 1.0, quarters, today=today)

    assert found == expected
    assert pace.state_of_periods(found, any_figure=bool(done)) == state


def test_too_little_in_a_period_does_not_fulfil_it():
    months = pace.periods_of(Frequency.MONTH, 2025)
    done = {date(2025, 1, 5): 1, date(2025, 2, 5): 2}

    found = pace.periods_fulfilled(done, 2.0, months, today=date(2025, 3, 1))

    assert found == Periods(1, 2, 12)


def test_a_yearly_target_has_no_periods():
    assert pace.periods_of(Frequency.YEAR, 2025) == []


@pytest.mark.parametrize(
    ("wanted", "in_scope", "expected"), [(0.2, 11, 3), (0.2, 10, 2), (0.6, 5, 3), (None, 9, None)]
)
def test_a_quota_is_implied_by_the_rate_rounded_up(wanted, in_scope, expected):
    assert pace.implied_quota(wanted, in_scope) == expected
