"""Which days belong together? Periods of days.

A period is closed at both ends, because offices write "từ ngày 01/01 đến ngày 31/12"; validity
ranges of rows (`valid_from`, `valid_to`) are half-open: the last day is the one before `valid_to`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_


@dataclass(frozen=True)
class Period:
    """The days from `start_on` to `end_on`, both included."""

    start_on: date
    end_on: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.end_on < self.start_on:
            raise InvalidInput(
                N_("The period ends before it begins. Choose a later end."), field="end_on"
            )

    def __contains__(self, day: date) -> bool:
        """Say whether the day lies in the period."""
        return self.start_on <= day <= self.end_on

    @property
    def days(self) -> int:
        """Give the number of days."""
        return (self.end_on - self.start_on).days + 1

    def previous_year(self) -> Period:
        """Give the same days one year earlier (29 February becomes 28)."""
        return Period(_year_before(self.start_on), _year_before(self.end_on))


def year(number: int) -> Period:
    """Give the calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def half_year(number: int, half: int) -> Period:
    """Give the first or second half of a year."""
    return year_part(number, 6, half)


def quarter(number: int, which: int) -> Period:
    """Give one of the four quarters of a year."""
    return year_part(number, 3, which)


def month(number: int, which: int) -> Period:
    """Give one month of a year."""
    return year_part(number, 1, which)


def year_part(number: int, months: int, which: int) -> Period:
    """Give the which-th part of a year when it is cut into parts of so many months."""
    first = (which - 1) * months + 1
    after = date(number + 1, 1, 1) if first + months > 12 else date(number, first + months, 1)
    return Period(date(number, first, 1), after - timedelta(days=1))


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
