"""On which days do public bodies work? Monday to Friday, but for the days off and made up.

The table names only the exceptions, year by year as they are announced; a year that it does not
hold yet counts as weeks without holidays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from inspect178.kernel.shipped import shipped_rows

_TABLE = Path(__file__).parent / "data" / "work_calendar.csv"
_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def exceptions() -> Mapping[date, bool]:
    """Give the days on which it is otherwise than the weekday says: True is worked."""
    return {
        date.fromisoformat(row["date"]): row["is_working_day"] == "1"
        for row in shipped_rows(_TABLE)
    }


def is_working_day(day: date) -> bool:
    """Say whether public bodies work on the day."""
    return exceptions().get(day, day.weekday() < SATURDAY)


def after_working_days(day: date, count: int) -> date:
    """Give the last day of a limit of so many working days; the first day is not counted."""
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def before_working_days(day: date, count: int) -> date:
    """Give the last day whose limit of so many working days is over before the day.

    It turns `after_working_days(start, count) < day` into `start <= before_working_days(…)`,
    so that a database can ask it of many rows.
    """
    while count > 0:
        day -= _DAY
        count -= is_working_day(day)
    return day - _DAY
