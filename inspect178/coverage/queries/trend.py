"""How did the rate come about? Month by month within a year, and year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import extract, func, select

from inspect178.access.actor import Actor
from inspect178.coverage.queries.conditions import inspected, population
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Figures, Question, coverage_ratio
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel.periods import year


@dataclass(frozen=True)
class YearOfTrend:
    """A year and its figures."""

    year: int
    figures: Figures


def monthly_rates(actor: Actor, area: Area, question: Question) -> list[float | None]:
    """Give the rate reached by the end of each month of the question's calendar year.

    An establishment counts from the month of its first completed inspection on, against the
    denominator of the whole period; so the last month has the provisional rate of inspections.
    """
    below = population(actor, area, question)
    first = (
        select(func.min(Inspection.completed_on).label("first"), Inspection.establishment_id)
        .where(inspected(question))
        .group_by(Inspection.establishment_id)
        .subquery()
    )
    month = extract("month", first.c.first).label("month")
    rows = (
        select(month, func.count())
        .select_from(below.model)
        .outerjoin(first, first.c.establishment_id == below.establishment_id)
        .where(below.condition)
        .group_by(month)
    )
    counted = {None if m is None else int(m): count for m, count in db.session.execute(rows)}
    in_scope, so_far, rates = sum(counted.values()), 0, []
    for number in range(1, 13):
        so_far += counted.get(number, 0)
        rates.append(coverage_ratio(so_far, in_scope))
    return rates


def yearly_figures(
    actor: Actor, area: Area, question: Question, *, years: int
) -> Iterator[YearOfTrend]:
    """Give the figures of the question's year and of the years before it, the oldest first."""
    last = question.period.end_on.year
    for number in range(last - years + 1, last + 1):
        asked = replace(question, period=year(number))
        yield YearOfTrend(number, figures_of(actor, area, asked))
