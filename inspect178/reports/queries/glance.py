"""How far is a unit this year? Its rate against the target, and which places below are behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage import targets
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.queries.counting import UnitCoverage, coverage_of
from inspect178.coverage.queries.places import Area, covers
from inspect178.coverage.rules import Question, expected_ratio, reached
from inspect178.kernel import periods
from inspect178.territory.queries import find_unit

SHOWN = 5


@dataclass(frozen=True)
class Glance:
    """The rate of a unit in the year so far, with the places below that are furthest behind."""

    question: Question
    code: str
    line: UnitCoverage
    target: float | None
    expected: float | None
    behind: list[UnitCoverage]

    @property
    def address(self) -> dict[str, str]:
        """Give the question as the pages of coverage read it from their address."""
        question = self.question
        asked = {
            "unit": self.code,
            "from": question.period.start_on.isoformat(),
            "to": question.period.end_on.isoformat(),
            "tree": question.tree_on.isoformat(),
            "basis": question.basis.value,
        }
        return asked if question.plan_id is None else asked | {"plan": str(question.plan_id)}

    @property
    def has_reached(self) -> bool | None:
        """Say whether the official rate has reached the target; None without either."""
        return reached(self.line.figures.rate_official, self.target)


def glance(actor: Actor, today: date) -> Glance | None:
    """Give the figures of the actor's own unit for the year; None where it has none."""
    area = _own_area(actor)
    if area is None:
        return None
    unit = area.unit
    planned = targets.target_of(unit.id, today.year) if unit else None
    question = Question(
        period=periods.year(today.year),
        tree_on=today,
        basis=planned.basis if planned else DenominatorBasis.END_OF_PERIOD,
        plan_id=planned.plan_id if planned else None,
        counts_reviews=planned.counts_reviews if planned else False,
    )
    line = coverage_of(actor, area, question, deep=False)
    target = planned.ratio if planned else None
    return Glance(
        question=question,
        code=area.code,
        line=line,
        target=target,
        expected=expected_ratio(target, question.period, today),
        behind=_behind(line),
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


def _behind(line: UnitCoverage) -> list[UnitCoverage]:
    counted = [c for c in line.children if not c.is_unplaced and c.figures.in_scope]
    return sorted(counted, key=_how_far)[:SHOWN]
