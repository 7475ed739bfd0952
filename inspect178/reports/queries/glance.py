"""How far is a unit this year? Rate, target and pace, the months, who is behind below and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage.enums import NotYetReason
from inspect178.coverage.maps import CoverageMap, map_of
from inspect178.coverage.queries.asking import Asked, CoverageTable, coverage_table
from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.queries.places import Area, covers
from inspect178.coverage.queries.reasons import main_reasons
from inspect178.coverage.queries.trend import Trend, year_so_far
from inspect178.coverage.rules import Question, expected_ratio
from inspect178.kernel import periods
from inspect178.territory.queries import find_unit, units_by_id

SHOWN = 5


@dataclass(frozen=True)
class Behind:
    """A place that is far behind, and why most of what is missing there was not yet inspected."""

    line: UnitCoverage
    reason: NotYetReason | None  # None where everybody was inspected
    count: int = 0


@dataclass(frozen=True)
class Glance:
    """The rate of a unit in the year so far, how it came about, and who below is behind."""

    table: CoverageTable
    expected: float | None
    behind: list[Behind]
    map: CoverageMap | None
    trend: Trend

    @property
    def line(self) -> UnitCoverage:
        """Give the numbers of the unit and of the places below it."""
        return self.table.line

    @property
    def target(self) -> float | None:
        """Give the rate that the nearest approved plan of the year aims at."""
        return self.table.asked.target

    @property
    def address(self) -> dict[str, str]:
        """Give the question as the pages of coverage read it from their address."""
        question = self.table.asked.question
        asked = {
            "unit": self.table.asked.area.code,
            "from": question.period.start_on.isoformat(),
            "to": question.period.end_on.isoformat(),
            "tree": question.tree_on.isoformat(),
            "basis": question.basis.value,
        }
        return asked if question.plan_id is None else asked | {"plan": str(question.plan_id)}


def glance(actor: Actor, today: date) -> Glance | None:
    """Give the figures of the actor's own unit for the year; None where it has none.

    They are asked for as the coverage page asks, so that both show the same.
    """
    area = _own_area(actor)
    if area is None:
        return None
    table = coverage_table(actor, Asked(periods.year(today.year), today, area.code), deep=False)
    area, question, target = table.asked.area, table.asked.question, table.asked.target
    return Glance(
        table=table,
        expected=expected_ratio(target, question.period, today),
        behind=_behind(actor, table.line, question),
        map=map_of(table),
        trend=year_so_far(actor, area, question, target=target, today=today),
    )


def _own_area(actor: Actor) -> Area | None:
    if actor.territory(P.COVERAGE_READ).whole_country:
        return Area()
    unit_id = actor.home_unit_id(P.COVERAGE_READ)
    unit = None if unit_id is None else find_unit(unit_id)
    # A former unit has figures in its own tree only, on the page where the tree is chosen.
    if unit is None or unit.valid_to is not None or not covers(actor, unit):
        return None
    return Area(unit)


def _how_far(line: UnitCoverage) -> tuple[float, int, str]:
    return (line.figures.rate_provisional or 0, -line.figures.not_yet, line.name)


def _behind(actor: Actor, line: UnitCoverage, question: Question) -> list[Behind]:
    counted = [c for c in line.children if not c.is_unplaced and c.figures.in_scope]
    last = sorted(counted, key=_how_far)[:SHOWN]
    why = main_reasons(actor, list(units_by_id(c.unit_id for c in last).values()), question)
    return [Behind(c, *why.get(c.unit_id or 0, (None,))) for c in last]
