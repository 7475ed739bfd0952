"""Do days, periods, instants and amounts mean what offices mean by them?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.kernel import clock, periods
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.money import dong


def test_an_instant_late_in_the_evening_utc_is_tomorrow_in_vietnam():
    assert clock.local_day(datetime(2026, 6, 30, 17, 0, tzinfo=UTC)) == date(2026, 7, 1)
    assert clock.local_day(datetime(2026, 6, 30, 16, 59, tzinfo=UTC)) == date(2026, 6, 30)


def test_a_local_hour_becomes_its_utc_instant():
    assert clock.at_local(date(2026, 1, 1), time(7)) == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (periods.year(2026), date(2026, 1, 1), date(2026, 12, 31)),
        (periods.half_year(2026, 2), date(2026, 7, 1), date(2026, 12, 31)),
        (periods.quarter(2024, 1), date(2024, 1, 1), date(2024, 3, 31)),
        (periods.month(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (periods.month(2026, 12), date(2026, 12, 1), date(2026, 12, 31)),
    ],
    ids=["year", "second half", "quarter", "leap February", "December"],
)
def test_periods_end_on_their_last_day(period, start, end):
    assert (period.start_on, period.end_on) == (start, end)
    assert start in period
    assert end in period


def test_a_period_may_not_end_before_it_begins():
    with pytest.raises(InvalidInput):
        periods.Period(date(2026, 2, 1), date(2026, 1, 31))


def test_a_leap_day_a_year_earlier_is_the_28th():
    before = periods.Period(date(2024, 2, 29), date(2024, 2, 29)).previous_year()

    assert before.start_on == date(2023, 2, 28)


@given(st.integers(2004, 2099))
def test_quarters_fill_the_year_without_gap(year):
    parts = [periods.quarter(year, n) for n in range(1, 5)]

    assert sum(p.days for p in parts) == periods.year(year).days
    assert parts[-1].end_on == periods.year(year).end_on


def test_amounts_are_grouped_by_dots():
    assert dong(20_000_000) == "20.000.000 đồng"
