"""Are working days counted as public bodies work, with days off and days made up?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspect178.kernel.working_days import (
    after_working_days,
    before_working_days,
    exceptions,
    is_working_day,
)

TWO_YEARS = [date(2025, 11, 1) + timedelta(days=n) for n in range(730)]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2024, 4, 29), False),  # a Monday off
        (date(2024, 5, 4), True),  # the Saturday worked for it
        (date(2025, 9, 2), False),  # National Day
    ],
)
def test_a_day_is_worked_by_its_weekday_but_for_the_exceptions(day, worked):
    assert is_working_day(day) is worked


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 11, 23), 7, date(2026, 12, 3)),  # the first day is not counted, the 24th is off
        (date(2026, 11, 21), 7, date(2026, 12, 2)),  # Saturday: counting begins on Monday
        (date(2026, 11, 23), 10, date(2026, 12, 8)),
        (date(2024, 4, 26), 1, date(2024, 5, 2)),  # four days off in a row
        (date(2024, 5, 2), 2, date(2024, 5, 4)),  # a Saturday made up counts
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_a_limit_in_working_days_ends_on(start, count, last):
    assert after_working_days(start, count) == last


@pytest.mark.parametrize("count", [1, 7, 10])
def test_looking_back_finds_exactly_the_limits_that_are_over(count):
    for today in TWO_YEARS:
        border = before_working_days(today, count)

        assert after_working_days(border, count) < today
        assert after_working_days(border + timedelta(days=1), count) >= today


def test_the_table_holds_only_exceptions():
    idle = [day for day, worked in exceptions().items() if worked == (day.weekday() < 5)]

    assert [day for day in idle if day.weekday() < 5] == []
