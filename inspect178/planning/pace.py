"""Where does a target stand, and where will it stand at the end of the year at this pace?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from inspect178.kernel.periods import Period, year, year_part
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import Comparator, Frequency, TargetState, TargetUnit

MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF_YEAR: 6}

FORECAST_METHOD = N_(
    "Forecast to 31/12: the figure ÷ days of the year that have passed by its day × days of the "
    "year; a share is never more than the whole. Holidays and seasons are not taken into account."
)
STANDING_METHOD = N_(
    "A share that holds on a day, such as commitments in force, does not grow with the days: its "
    "forecast is the share of today."
)
PACE_METHOD = N_(
    "Expected pace: the target × days of the year that have passed by the day of the figure ÷ days "
    "of the year."
)
PERIOD_METHOD = N_(
    "A target of every month, quarter or half-year counts the periods in which the number was "
    "reached against the periods that are over."
)


@dataclass(frozen=True)
class Figure:
    """How much was done until a day; of how many, where it is a share."""

    done: int
    total: int | None
    figures_to: date

    @property
    def amount(self) -> float | None:
        """Give the share from 0 to 1, or the number; None for a share of nothing."""
        if self.total is None:
            return float(self.done)
        return None if self.total == 0 else self.done / self.total


@dataclass(frozen=True)
class Periods:
    """In how many periods of a year the number was reached, and in how many it was due."""

    fulfilled: int
    due: int
    of_year: int


def forecast(amount: float, figures_to: date, number: int, *, is_share: bool) -> float | None:
    """Give the amount at the end of the year if it goes on evenly, day by day; a share <= 1."""
    elapsed = elapsed_part(figures_to, number)
    if elapsed == 0:
        return None
    return min(amount / elapsed, 1.0) if is_share else amount / elapsed


def elapsed_part(day: date, number: int) -> float:
    """Give the part of the year that has passed by the end of a day, from 0 to 1."""
    days = year(number)
    if day < days.start_on:
        return 0.0
    return ((min(day, days.end_on) - days.start_on).days + 1) / days.days


def target_amount(value: float | None, unit: TargetUnit) -> float | None:
    """Give what is to be reached in the unit of figures: a share from 0 to 1, or a number."""
    return value / 100 if value is not None and unit == TargetUnit.PERCENT else value


def expected_amount(value: float | None, figures_to: date, number: int) -> float | None:
    """Give what would be reached by a day on an even pace; None without a number to reach."""
    return None if value is None else value * elapsed_part(figures_to, number)


def state_of(
    amount: float | None, wanted: float | None, comparator: str, *, day: date, number: int
) -> TargetState:
    """Say how a figure stands: reached, on pace, behind, or missed once the year is over."""
    if amount is None:
        return TargetState.NO_FIGURE
    if wanted is None:
        return TargetState.NO_NUMBER
    if is_reached(amount, wanted, comparator):
        return TargetState.REACHED
    if day >= year(number).end_on:
        return TargetState.MISSED
    on_pace = amount >= wanted * elapsed_part(day, number)
    return TargetState.ON_PACE if on_pace else TargetState.BEHIND


def is_reached(amount: float, wanted: float, comparator: str) -> bool:
    """Hold a figure against its target; shares are compared to a ten-thousandth of a percent."""
    if comparator == Comparator.EXACTLY.value:
        return abs(amount - wanted) < 1e-6
    return amount > wanted - 1e-6


def periods_of(frequency: str, number: int) -> list[Period]:
    """Cut a year into the periods in which a target is to be reached; none for a yearly one."""
    months = next((m for f, m in MONTHS.items() if f.value == frequency), None)
    if months is None:
        return []
    return [year_part(number, months, which) for which in range(1, 12 // months + 1)]


def is_periodic(frequency: str, unit: TargetUnit) -> bool:
    """Say whether a number is to be reached in every month, quarter or half-year."""
    return unit == TargetUnit.COUNT and frequency in MONTHS


def periods_fulfilled(
    done: dict[date, int], wanted: float | None, periods: list[Period], *, today: date
) -> Periods:
    """Count the periods in which enough was done, among those that are over or already so far.

    `done` gives what was done by the day up to which it was counted.
    """
    over = [p for p in periods if p.end_on < today]
    enough = [p for p in periods if _done_in(p, done) >= max(wanted or 1, 1)]
    return Periods(len(enough), len([*over, *(p for p in enough if p not in over)]), len(periods))


def _done_in(period: Period, done: dict[date, int]) -> int:
    return sum(n for day, n in done.items() if period.start_on <= day <= period.end_on)


def state_of_periods(periods: Periods, *, any_figure: bool) -> TargetState:
    """Say how a target of every month or quarter stands."""
    if not any_figure:
        return TargetState.NO_FIGURE
    if periods.fulfilled == periods.of_year:
        return TargetState.REACHED
    if periods.fulfilled >= periods.due:
        return TargetState.ON_PACE
    return TargetState.MISSED if periods.due == periods.of_year else TargetState.BEHIND


def implied_quota(wanted: float | None, in_scope: int) -> int | None:
    """Give how many establishments a rate asks for, rounded up; None where no rate is set."""
    return None if wanted is None else ceil(round(wanted * in_scope, 6))
