"""What does a question mean? The place, the denominator and the target that it leads to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.queries.counting import UnitCoverage, coverage_of
from inspect178.coverage.queries.places import COUNTRY, Area, UnknownUnit, covers
from inspect178.coverage.rules import Question, reached, target_year
from inspect178.coverage.targets import PlannedTarget, targets_of
from inspect178.extensions import db
from inspect178.identity.models import Agency
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import EstablishmentSpan
from inspect178.territory.enums import SuccessionKind
from inspect178.territory.models import AdminUnit, UnitSuccession
from inspect178.territory.queries import ancestors_of, find_unit, level_of_code, valid_on


class NotOnThatDay(InvalidInput):
    """The unit exists, but not in the tree of the day; others stood in its place."""

    default_message = N_(
        "%(unit)s did not exist on %(day)s. Choose a unit of that day, or another day."
    )

    def __init__(self, unit: AdminUnit, day: date, instead: list[AdminUnit]):
        super().__init__(field="tree", unit=unit.name, day=day.strftime("%d/%m/%Y"))
        self.instead = instead


class NothingKnown(InvalidInput):
    """The instant asked for lies before the first record."""

    default_message = N_(
        "Nothing was recorded before %(day)s, so nothing was known then. Choose that day or a "
        "later one."
    )

    def __init__(self, first: datetime):
        super().__init__(field="known", day=clock.local_day(first).strftime("%d/%m/%Y"))


class NotFrozenYet(NothingKnown):
    """The instant asked for lies before the approval that froze the plan's list."""

    default_message = N_(
        "The list of the plan was frozen on %(day)s, when the plan was approved. Choose that day "
        "or a later one, or another denominator."
    )


@dataclass(frozen=True)
class Asked:
    """What somebody asks for; None where they leave it to the plan or to their own unit."""

    period: Period
    tree_on: date
    code: str | None = None
    basis: DenominatorBasis | None = None
    plan_id: UUID | None = None
    unplaced: bool = False
    known_at: datetime | None = None  # as known at this instant; None means now
    counts_reviews: bool | None = None
    agency_id: int | None = None

    @property
    def address(self) -> dict[str, Any]:
        """Give the arguments of the address at which the pages of coverage ask exactly this."""
        frozen = self.basis == DenominatorBasis.FROZEN
        return {
            "unit": self.code,
            "from": self.period.start_on.isoformat(),
            "to": self.period.end_on.isoformat(),
            "tree": self.tree_on.isoformat(),
            "basis": self.basis.value if self.basis else None,
            "plan": str(self.plan_id) if frozen and self.plan_id else None,
            "known": self.known_at.isoformat() if self.known_at else None,
            "reviews": None if self.counts_reviews is None else str(int(self.counts_reviews)),
            "agency": self.agency_id,
        }


@dataclass(frozen=True)
class Understood:
    """The place, the question, the nearest approved plan of the year, and the rate it aims at."""

    area: Area
    question: Question
    plan: PlannedTarget | None
    target: float | None

    @property
    def address(self) -> dict[str, Any]:
        """Give the address that asks exactly this again, wherever the reader goes from here."""
        asked = self.question
        return Asked(
            asked.period,
            asked.tree_on,
            self.area.code,
            basis=asked.basis,
            plan_id=asked.plan_id,
            known_at=asked.known_at,
            counts_reviews=asked.counts_reviews,
            agency_id=asked.agency_id,
        ).address


@dataclass(frozen=True)
class CoverageTable:
    """The numbers of a place and of the places below, with the target of each."""

    asked: Understood
    line: UnitCoverage
    targets: Mapping[int, PlannedTarget]

    def target_of(self, line: UnitCoverage, above: float | None) -> float | None:
        """Give a unit's own target, or that of the unit above where it has no plan."""
        own = None if line.is_unplaced else self.targets.get(line.unit_id or 0)
        return above if own is None or own.ratio is None else own.ratio

    @property
    def is_reached(self) -> bool | None:
        """Say whether the official rate has reached the target."""
        return reached(self.line.figures.rate_official, self.asked.target)


def coverage_table(actor: Actor, asked: Asked, *, deep: bool = True) -> CoverageTable:
    """Answer a question for a place and everything below it; only the next units unless deep."""
    understood = understand(actor, asked)
    line = coverage_of(actor, understood.area, understood.question, deep=deep)
    return CoverageTable(understood, line, _plans(_unit_ids(line), asked.period))


def understand(actor: Actor, asked: Asked) -> Understood:
    """Find the place, the plan and the denominator that a question means."""
    _require_known(asked)
    area = _area(actor, asked)
    plans = _plans_upwards(area, asked.period)
    plan = plans[0] if plans else None
    basis = asked.basis or (plan.basis if plan else DenominatorBasis.END_OF_PERIOD)
    plan_id = asked.plan_id or (plan.plan_id if plan else None)
    if basis == DenominatorBasis.FROZEN:
        _require_frozen(plan_id, plans, asked.known_at)
    question = Question(
        period=asked.period,
        tree_on=asked.tree_on,
        basis=basis,
        plan_id=plan_id,
        known_at=asked.known_at,
        counts_reviews=_first(asked.counts_reviews, plan.counts_reviews if plan else False),
        agency_id=asked.agency_id,
    )
    target = next((p.ratio for p in plans if p.ratio is not None), None)
    return Understood(area, question, plan, target)


def agencies_with_authority() -> list[tuple[int, str]]:
    """List the agencies under whose own authority establishments stand, by name."""
    managing = select(EstablishmentSpan.managing_agency_id).distinct()
    found = db.session.execute(
        select(Agency.id, Agency.name_vi).where(Agency.id.in_(managing)).order_by(Agency.name_vi)
    )
    return [(row[0], row[1]) for row in found]


def _first(asked: bool | None, planned: bool) -> bool:
    return planned if asked is None else asked


def _require_known(asked: Asked) -> None:
    """Refuse an instant before the first record: nothing was known then, which is not 0."""
    if asked.known_at is None:
        return
    first = db.session.scalar(select(func.min(EstablishmentSpan.known_from)))
    if first is not None and asked.known_at < first:
        raise NothingKnown(first)


def _require_frozen(
    plan_id: UUID | None, plans: Sequence[PlannedTarget], known_at: datetime | None
) -> None:
    """Refuse an instant at which the plan's list did not exist yet."""
    frozen_at = next((p.approved_at for p in plans if p.plan_id == plan_id), None)
    if known_at is not None and frozen_at is not None and known_at < frozen_at:
        raise NotFrozenYet(frozen_at)


def readable_ancestors(actor: Actor, area: Area) -> list[AdminUnit]:
    """List the units above a place whose figures the actor may see, the highest first."""
    above = ancestors_of(area.unit) if area.unit else []
    return [unit for unit in above if covers(actor, unit)]


def _area(actor: Actor, asked: Asked) -> Area:
    everything = actor.territory(P.COVERAGE_READ).whole_country
    if everything and asked.code in (None, COUNTRY):
        return Area(None, asked.unplaced)
    if asked.code:
        unit = _bearer(actor, asked.code, asked.tree_on)
    else:
        unit = find_unit(actor.home_unit_id(P.COVERAGE_READ) or 0)
    if unit is None or not covers(actor, unit):
        raise UnknownUnit(code=asked.code or "", day=asked.tree_on.strftime("%d/%m/%Y"))
    if not unit.is_valid_on(asked.tree_on):
        raise NotOnThatDay(unit, asked.tree_on, _instead(actor, unit, asked.tree_on))
    return Area(unit, asked.unplaced)


def _bearer(actor: Actor, code: str, day: date) -> AdminUnit | None:
    """Find the unit with the code on the day, else a readable one of another day."""
    bearers = db.session.scalars(
        select(AdminUnit)
        .where(AdminUnit.code == code, AdminUnit.level == level_of_code(code))
        .order_by(AdminUnit.valid_from.desc())
    ).all()
    of_the_day = next((unit for unit in bearers if unit.is_valid_on(day)), None)
    return of_the_day or next((unit for unit in bearers if covers(actor, unit)), None)


def _instead(actor: Actor, unit: AdminUnit, day: date) -> list[AdminUnit]:
    """List the units of the day on the unit's ground; for a district those of its province."""
    for candidate in (unit, *reversed(ancestors_of(unit))):
        found = db.session.scalars(
            select(AdminUnit)
            .join(UnitSuccession, _either_side(candidate))
            .where(valid_on(day))
            .distinct()
            .order_by(AdminUnit.sort_key, AdminUnit.code)
        ).all()
        if found:
            return [other for other in found if covers(actor, other)]
    return []


def _either_side(unit: AdminUnit) -> ColumnElement[bool]:
    return or_(
        and_(UnitSuccession.old_id == unit.id, UnitSuccession.new_id == AdminUnit.id),
        and_(UnitSuccession.new_id == unit.id, UnitSuccession.old_id == AdminUnit.id),
    )


def _plans_upwards(area: Area, period: Period) -> list[PlannedTarget]:
    """List the plans of the unit and of the units above it, the nearest first."""
    if area.unit is None:
        return []
    chain = [area.unit.id, *(unit.id for unit in reversed(ancestors_of(area.unit)))]
    found = _plans(chain, period)
    return [found[i] for i in chain if i in found]


def _plans(unit_ids: Collection[int], period: Period) -> dict[int, PlannedTarget]:
    """Give the approved plan of each unit; one that the reform left unchanged is still itself."""
    year = target_year(period)
    if year is None or not unit_ids:
        return {}
    selves = _other_selves(unit_ids)
    found = targets_of([*unit_ids, *selves.values()], year)
    plans = {i: found.get(i) or found.get(selves.get(i, 0)) for i in unit_ids}
    return {i: plan for i, plan in plans.items() if plan}


def _other_selves(unit_ids: Collection[int]) -> dict[int, int]:
    """Give, for units that the reform left unchanged, the same unit in the other tree."""
    # The country has some 140 such pairs; they are quicker read than asked for one by one.
    pairs = db.session.execute(
        select(UnitSuccession.old_id, UnitSuccession.new_id).where(
            UnitSuccession.kind == SuccessionKind.UNCHANGED.value
        )
    ).all()
    both = {i: other for pair in pairs for i, other in ((pair[0], pair[1]), (pair[1], pair[0]))}
    return {i: both[i] for i in unit_ids if i in both}


def _unit_ids(line: UnitCoverage) -> set[int]:
    ids = {line.unit_id} if line.unit_id is not None else set()
    return ids.union(*(_unit_ids(child) for child in line.children))
