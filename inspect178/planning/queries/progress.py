"""How far has a plan come? Every target with its figure, how it is known, its pace and forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage.queries.places import covers
from inspect178.coverage.rules import Figures
from inspect178.kernel.periods import year
from inspect178.planning import pace
from inspect178.planning.enums import KnownBy, TargetFormula, TargetState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget, TargetEntry
from inspect178.planning.pace import Figure, Periods
from inspect178.planning.queries.computed import (
    Visits,
    commitments_in_force,
    coverage_of_plan,
    visits_of_plan,
)
from inspect178.planning.queries.entries import (
    Together,
    done_by_day,
    entries_of,
    together,
    units_below,
)
from inspect178.territory.models import AdminUnit

F = TargetFormula


@dataclass(frozen=True)
class TargetProgress:
    """One line of the table: a target, its figure, where it comes from and where it leads."""

    target: PlanTarget
    known: KnownBy
    state: TargetState = TargetState.NO_FIGURE
    figure: Figure | None = None
    wanted: float | None = None
    expected: float | None = None
    forecast: float | None = None
    periods: Periods | None = None
    provisional: int | None = None  # COV-Y with what is not yet accepted
    visits: Visits | None = None
    entries: tuple[TargetEntry, ...] = ()
    missing: tuple[AdminUnit, ...] = ()

    @property
    def is_share(self) -> bool:
        """Say whether the figure is a share of a whole."""
        return self.figure is not None and self.figure.total is not None


@dataclass(frozen=True)
class Progress:
    """All targets of a plan; partial where the actor's ground does not hold the whole unit."""

    lines: tuple[TargetProgress, ...]
    is_partial: bool


@dataclass
class _Sources:
    """What the lines are made from; each is asked once, however many targets need it."""

    actor: Actor
    plan: Plan
    unit: AdminUnit
    today: date
    below: Sequence[AdminUnit] = ()
    entries: dict[int, list[TargetEntry]] = field(default_factory=dict)
    sees: set[P] = field(default_factory=set)
    coverage: Figures | None = None
    commitments: Figure | None = None
    visits: Visits | None = None


def progress_of(actor: Actor, plan: Plan, unit: AdminUnit, *, today: date) -> Progress:
    """Give every target of a plan with its figure, pace, forecast and what is missing."""
    sources = _sources(actor, plan, unit, today=today)
    lines = tuple(_paced(_line(target, sources), plan) for target in plan.targets)
    return Progress(lines, P.PLAN_READ not in sources.sees)


def _sources(actor: Actor, plan: Plan, unit: AdminUnit, *, today: date) -> _Sources:
    rights = (P.PLAN_READ, P.COVERAGE_READ, P.COMMITMENT_READ, P.INSPECTION_READ)
    found = _Sources(actor, plan, unit, _counted_to(plan, today))
    found.sees = {right for right in rights if covers(actor, unit, right)}
    found.below = units_below(plan, unit)
    found.entries = entries_of(actor, plan)
    formulas = {t.formula for t in plan.targets}
    if F.COVERAGE in formulas and P.COVERAGE_READ in found.sees:
        found.coverage = coverage_of_plan(actor, plan, unit)
    if F.COMMITMENTS in formulas and P.COMMITMENT_READ in found.sees:
        found.commitments = commitments_in_force(actor, plan, unit, day=found.today)
    if formulas & {F.VISITS, F.TIPS} and P.INSPECTION_READ in found.sees:
        found.visits = visits_of_plan(actor, plan, unit)
    return found


def _counted_to(plan: Plan, today: date) -> date:
    """Give the day up to which records are counted: today, or the end of a year that is over."""
    return min(today, year(plan.year).end_on)


def _line(target: PlanTarget, sources: _Sources) -> TargetProgress:
    found = next((f for f in F if f.value == target.formula), F.ENTERED)
    if found in (F.ENTERED, F.TIPS):
        return _entered(target, sources)
    return _computed(target, found, sources)


def _computed(target: PlanTarget, formula: TargetFormula, sources: _Sources) -> TargetProgress:
    elsewhere = TargetProgress(target, KnownBy.ELSEWHERE)
    line = TargetProgress(target, KnownBy.COMPUTED)
    if formula == F.COVERAGE:
        c = sources.coverage
        if c is None:
            return elsewhere
        figure = Figure(c.official, c.in_scope, sources.today)
        return replace(line, figure=figure, provisional=c.provisional)
    if formula == F.COMMITMENTS:
        found = sources.commitments
        return elsewhere if found is None else replace(line, figure=found)
    if sources.visits is None:
        return elsewhere
    figure = Figure(sources.visits.total, None, sources.today)
    return replace(line, figure=figure, visits=sources.visits)


def _entered(target: PlanTarget, sources: _Sources) -> TargetProgress:
    entries, own_id = sources.entries.get(target.id, []), sources.unit.id
    sum_up: Together = together(own_id, sources.below, entries)
    known = KnownBy.ENTERED if sum_up.figure else KnownBy.NOBODY
    line = TargetProgress(
        target,
        known,
        figure=sum_up.figure,
        entries=sum_up.counted,
        missing=sum_up.missing,
        visits=sources.visits if target.formula == F.TIPS else None,
    )
    if not pace.is_periodic(target.frequency, target.unit):
        return line
    periods = pace.periods_of(target.frequency, sources.plan.year)
    done = done_by_day(own_id, entries)
    counted = pace.periods_fulfilled(done, target.value, periods, today=sources.today)
    state = pace.state_of_periods(counted, any_figure=bool(entries))
    return replace(line, periods=counted, state=state)


def _paced(line: TargetProgress, plan: Plan) -> TargetProgress:
    """Add what was to be expected by the day of the figure, the forecast and the state."""
    target, figure = line.target, line.figure
    wanted = pace.target_amount(target.value, target.unit)
    if line.periods is not None or figure is None or figure.amount is None:
        return replace(line, wanted=wanted)
    amount, day = figure.amount, figure.figures_to
    standing = target.formula == F.COMMITMENTS or target.unit == TargetUnit.YES_NO
    ahead = pace.forecast(amount, day, plan.year, is_share=line.is_share)
    return replace(
        line,
        wanted=wanted,
        expected=pace.expected_amount(wanted, day, plan.year),
        forecast=amount if standing else ahead,
        state=pace.state_of(amount, wanted, target.comparator, day=day, number=plan.year),
    )
