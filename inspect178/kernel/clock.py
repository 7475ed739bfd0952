"""What time is it? The only module that asks the system for the time.

Instants are aware and in UTC; dates are days in the business time zone, Asia/Ho_Chi_Minh
(UTC+7 all year, no daylight saving).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give the present day in the business time zone."""
    return local_day(now())


def local(instant: datetime) -> datetime:
    """Show an aware instant in the business time zone."""
    return instant.astimezone(BUSINESS_ZONE)


def local_day(instant: datetime) -> date:
    """Give the day on which an instant falls in the business time zone."""
    return local(instant).date()


def at_local(day: date, hour: time = time(0)) -> datetime:
    """Give the UTC instant of a day and hour in the business time zone."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)  # its morning in Vietnam lies before all time
    return datetime.combine(day, hour, BUSINESS_ZONE).astimezone(UTC)


def day_after(day: date) -> date:
    """Give the next day; the last day of the calendar has none and stays."""
    return day if day == date.max else day + timedelta(days=1)
