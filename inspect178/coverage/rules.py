"""How is coverage defined? The formulas, one named function each, and the questions they answer.

COV-Y (domain.md 5.2, product.md decision 5): distinct establishments with at least one completed
inspection in the period ÷ establishments in scope. A visit is not an establishment, an attempt at
a closed door is not an inspection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import isclose
from uuid import UUID

from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period, half_year, year
from inspect178.kernel.text_marks import N_

LONGEST_YEARS = 10
# Workers from which an establishment is of middle size, and large: 5 and 10, half and all of the
# first step of the fines for missing contracts (NĐ 283/2026 art. 15.1: 1 to 10 workers).
MIDDLE_FROM, LARGE_FROM = 5, 10

# What the figures count, in the words of the page; the functions below say the same.
DEFINITIONS: dict[CoverageList, str] = {
    CoverageList.OFFICIAL: N_(
        "Different establishments in scope with at least one inspection that was completed in the "
        "period and that the reviewers have accepted. A second visit to the same establishment "
        "does not count again; an establishment that was found closed was not inspected."
    ),
    CoverageList.PROVISIONAL: N_(
        "Different establishments in scope with at least one inspection completed in the period, "
        "accepted or not yet. Completed means that the record is signed, or the refusal to sign "
        "attested."
    ),
    CoverageList.AWAITING: N_(
        "Inspected in the period, but no inspection of the period is accepted by the reviewers "
        "yet: provisional less official."
    ),
    CoverageList.NOT_YET: N_("In scope, and no inspection was completed in the period."),
    CoverageList.EXCLUDED: N_(
        "All other establishments of the register that lie here at the end of the period, with the "
        "reason why they stand neither above nor below the line."
    ),
}
SCOPE_DEFINITIONS: dict[DenominatorBasis, str] = {
    DenominatorBasis.END_OF_PERIOD: N_(
        "Establishments in scope on the last day of the period. Whoever left the scope before "
        "that day counts neither above nor below the line."
    ),
    DenominatorBasis.ANY_TIME: N_(
        "Establishments that were in scope on at least one day of the period."
    ),
    DenominatorBasis.FROZEN: N_(
        "The establishments on the list that was frozen when the plan was approved, in the units "
        "of that day; later openings and closures do not change it."
    ),
}
RATE_DEFINITION = N_(
    "Establishments inspected in the period ÷ establishments in scope. Where nothing is in scope "
    "there is no rate."
)


@dataclass(frozen=True)
class Question:
    """What is asked: which days, units of which day, what below the line, as known when."""

    period: Period
    tree_on: date
    basis: DenominatorBasis = DenominatorBasis.END_OF_PERIOD
    plan_id: UUID | None = None  # whose frozen list, where the basis is FROZEN
    known_at: datetime | None = None  # what was known at this instant; None: what is known now
    counts_reviews: bool = False  # surveys and supervision count too, where the plan says so
    agency_id: int | None = None  # only establishments under this agency's own authority

    def __post_init__(self) -> None:
        """Refuse a frozen list that belongs to no plan."""
        if self.basis == DenominatorBasis.FROZEN and self.plan_id is None:
            raise InvalidInput(
                N_(
                    "There is no approved plan for this unit and year, so there is no frozen list. "
                    "Choose another denominator."
                ),
                field="basis",
            )


@dataclass(frozen=True)
class Figures:
    """What is counted for one unit; official ≤ provisional ≤ in scope."""

    in_scope: int = 0
    official: int = 0
    provisional: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Add the numbers of two units that share no establishment."""
        return Figures(
            self.in_scope + other.in_scope,
            self.official + other.official,
            self.provisional + other.provisional,
        )

    @property
    def awaiting(self) -> int:
        """Give the establishments inspected, but with no inspection accepted yet."""
        return self.provisional - self.official

    @property
    def not_yet(self) -> int:
        """Give the establishments in scope without a completed inspection."""
        return self.in_scope - self.provisional

    @property
    def rate_official(self) -> float | None:
        """Give COV-Y of accepted inspections."""
        return coverage_ratio(self.official, self.in_scope)

    @property
    def rate_provisional(self) -> float | None:
        """Give COV-Y of completed inspections, accepted or not yet."""
        return coverage_ratio(self.provisional, self.in_scope)

    def length(self, which: CoverageList) -> int:
        """Give the number that a list explains; the list is exactly so long."""
        return {
            CoverageList.IN_SCOPE: self.in_scope,
            CoverageList.OFFICIAL: self.official,
            CoverageList.PROVISIONAL: self.provisional,
            CoverageList.AWAITING: self.awaiting,
            CoverageList.NOT_YET: self.not_yet,
        }[which]


def coverage_ratio(inspected: int, in_scope: int) -> float | None:
    """COV-Y: inspected establishments ÷ establishments in scope; None where none is in scope.

    Both numbers count establishments, never visits, and the inspected ones are among those in
    scope, so that the ratio lies between 0 and 1. No rate is not a rate of 0.
    """
    return None if in_scope == 0 else inspected / in_scope


def reached(ratio: float | None, target: float | None) -> bool | None:
    """Say whether a rate is at least the target; None where one of them does not exist."""
    if ratio is None or target is None:
        return None
    return ratio >= target or isclose(ratio, target, rel_tol=1e-12)


def expected_ratio(target: float | None, period: Period, today: date) -> float | None:
    """Give the rate expected by today if the year's target is approached day by day evenly.

    The target is of the calendar year: the period's elapsed days ÷ days of the year × target.
    None where there is no target, or the period has not begun.
    """
    if target is None or today < period.start_on:
        return None
    elapsed = (min(today, period.end_on) - period.start_on).days + 1
    return target * elapsed / year(period.end_on.year).days


def target_year(period: Period) -> int | None:
    """Give the year whose plan sets the target; None for a period that crosses years."""
    same = period.start_on.year == period.end_on.year
    return period.end_on.year if same else None


def asked_of_year(question: Question, number: int) -> Question:
    """Ask the same of a calendar year; a frozen list belongs to the year of its plan alone.

    Other years stand on the establishments in scope at their end instead.
    """
    asked = replace(question, period=year(number))
    if question.basis != DenominatorBasis.FROZEN or number == question.period.end_on.year:
        return asked
    return replace(asked, basis=DenominatorBasis.END_OF_PERIOD, plan_id=None)


def months_begun(number: int, day: date) -> int:
    """Say how many months of a year have begun on a day."""
    return 0 if day.year < number else 12 if day.year > number else day.month


def asked_instant(said: str, now: datetime) -> datetime | None:
    """Give the instant up to which facts are to be known; None means now.

    A day means its end in Vietnam; today means now. Instants are ISO 8601 with their offset.
    """
    if not said.strip():
        return None
    instant = _instant_of(said.strip())
    if clock.local_day(instant) == clock.local_day(now) and instant > now:
        return None
    if instant > now:
        raise InvalidInput(
            N_("This day lies in the future: nobody can say what will be known then."),
            field="known",
        )
    return instant


def _instant_of(said: str) -> datetime:
    for written in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(said, written).date()  # noqa: DTZ007 - only the day is read
        except ValueError:
            continue
        return clock.at_local(clock.day_after(day)) - timedelta(microseconds=1)
    try:
        instant = datetime.fromisoformat(said)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InvalidInput(N_("Enter a day as dd/mm/yyyy."), field="known")
    return instant


def asked_period(start_on: date, end_on: date) -> Period:
    """Give the period from two days, or refuse one that ends too early or is too long."""
    if end_on < start_on:
        raise InvalidInput(N_("The period ends before it begins. Choose a later end."), field="to")
    if end_on >= _years_later(start_on, LONGEST_YEARS):
        raise InvalidInput(
            N_("The period is longer than %(years)s years. Choose a shorter one."),
            field="to",
            years=LONGEST_YEARS,
        )
    return Period(start_on, end_on)


def _years_later(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years) if day.year + years <= date.max.year else date.max


def definitions(basis: DenominatorBasis) -> dict[str, str]:
    """Give the sentence for each number and for the rate, under this denominator."""
    found = {which.value: sentence for which, sentence in DEFINITIONS.items()}
    return {
        **found,
        CoverageList.IN_SCOPE.value: SCOPE_DEFINITIONS[basis],
        "rate": RATE_DEFINITION,
    }


def usual_periods(today: date) -> list[tuple[str, int, Period]]:
    """List the periods that reports are asked for: label, year, days (domain.md 5.3)."""
    now = today.year
    return [
        (N_("Year %(year)s"), now, year(now)),
        (N_("First 6 months of %(year)s"), now, half_year(now, 1)),
        (N_("Last 6 months of %(year)s"), now, half_year(now, 2)),
        (N_("Year %(year)s"), now - 1, year(now - 1)),
    ]
