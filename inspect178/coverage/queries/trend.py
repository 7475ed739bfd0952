"""How did the rate come about? Month by month within a year, and year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, extract, func, or_, select

from inspect178.access.actor import Actor
from inspect178.coverage.queries.conditions import Population, inspected, population, reviewed
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import (
    Figures,
    Question,
    asked_of_year,
    coverage_ratio,
    expected_ratio,
    months_begun,
)
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.kernel import clock
from inspect178.kernel.periods import month


@dataclass(frozen=True)
class YearOfTrend:
    """A year and its figures."""

    year: int
    figures: Figures


@dataclass(frozen=True)
class MonthOfTrend:
    """What was reached by the end of a month, the year before, and what was expected."""

    number: int
    rate: float | None  # None while the month is to come
    rate_before: float | None
    expected: float | None


@dataclass(frozen=True)
class Trend:
    """A calendar year month by month, with the year before it behind."""

    year: int
    target: float | None
    months: list[MonthOfTrend]


def year_so_far(
    actor: Actor, area: Area, question: Question, *, target: float | None, today: date
) -> Trend:
    """Give the months of the year in which the period ends; provisional rates, added up.

    The year before stands in the same tree; it has no frozen list of its own here.
    """
    number = question.period.end_on.year
    this, before = asked_of_year(question, number), asked_of_year(question, number - 1)
    known_on = today if question.known_at is None else clock.local_day(question.known_at)
    begun, begun_before = months_begun(number, known_on), months_begun(number - 1, known_on)
    rates = monthly_rates(actor, area, this)[:begun]
    earlier = monthly_rates(actor, area, before)[:begun_before]
    months = [
        MonthOfTrend(
            which,
            rates[which - 1] if which <= begun else None,
            earlier[which - 1] if which <= begun_before else None,
            expected_ratio(target, this.period, month(number, which).end_on),
        )
        for which in range(1, 13)
    ]
    return Trend(number, target, months)


def monthly_rates(actor: Actor, area: Area, question: Question) -> list[float | None]:
    """Give the rate reached by the end of each month of the question's calendar year.

    An establishment counts from the month of its first visit that counts on, against the
    denominator of the whole period; so the last month has the provisional rate of the year.
    """
    below = population(actor, area, question)
    first = _first_visits(below, area, question).offset(0).subquery()
    number = extract("month", first.c.first).label("month")
    counted = {
        None if m is None else int(m): count
        for m, count in db.session.execute(select(number, func.count()).group_by(number))
    }
    in_scope, so_far, rates = sum(counted.values()), 0, []
    for which in range(1, 13):
        so_far += counted.get(which, 0)
        rates.append(coverage_ratio(so_far, in_scope))
    return rates


def yearly_figures(
    actor: Actor, area: Area, question: Question, *, years: int
) -> Iterator[YearOfTrend]:
    """Give the figures of the question's year and of the years before it, the oldest first."""
    last = question.period.end_on.year
    for number in range(last - years + 1, last + 1):
        asked = asked_of_year(question, number)
        yield YearOfTrend(number, figures_of(actor, area, asked))


def _first_visits(below: Population, area: Area, question: Question) -> Select[date | None]:
    """Select for each establishment below the line the day of its first visit that counts.

    As where the figures are counted: a unit's establishments look up their own visits, those of
    the country are read once.
    """
    sources = [(Inspection, Inspection.completed_on, inspected(question))]
    if question.counts_reviews:
        sources.append((NotedVisit, NotedVisit.held_on, reviewed(question)))
    days: list[ColumnElement[Any]] = []
    joined: list[Subquery] = []
    for model, day, condition in sources:
        first = select(func.min(day).label("day")).where(condition)
        if area.unit is not None:
            own = first.where(model.establishment_id == below.establishment_id)
            days.append(own.correlate(below.model).scalar_subquery())
        else:
            joined.append(_each(first, model))
            days.append(joined[-1].c.day)
    found = select(_earliest(days).label("first")).select_from(below.model)
    for each in joined:
        found = found.outerjoin(each, each.c.establishment_id == below.establishment_id)
    return found.where(below.condition)


def _each(first: Select[Any], model: type[Inspection | NotedVisit]) -> Subquery:
    who = model.establishment_id
    return first.add_columns(who).group_by(who).subquery()


def _earliest(days: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Give the earlier of one or two days of which either may be missing."""
    one, other = days[0], days[-1]
    return case((or_(other.is_(None), one <= other), one), else_=other)
