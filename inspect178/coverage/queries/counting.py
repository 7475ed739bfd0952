"""What are the numbers of a unit and of everything below it, down to the commune?

One statement counts, grouped by the smallest place; the sums are made here, upwards along the
tree, so that children always add up to their parent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    null,
    or_,
    select,
)

from inspect178.access.actor import Actor
from inspect178.access.scopes import AreaScoped
from inspect178.coverage.queries.conditions import (
    Population,
    inspected,
    is_accepted,
    population,
    reviewed,
)
from inspect178.coverage.queries.places import (
    COUNTRY,
    Area,
    is_before_reform,
    sole_origins,
)
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import valid_on


@dataclass(frozen=True)
class UnitCoverage:
    """A line of the table: a place, its numbers, and the places that it consists of."""

    code: str | None  # None for what is still to be placed in the parent
    name: str
    level: Level | None
    unit_id: int | None
    figures: Figures
    children: tuple[UnitCoverage, ...] = ()

    @property
    def is_unplaced(self) -> bool:
        """Say whether this line holds what is still to be placed in the parent."""
        return self.code is None


def coverage_of(actor: Actor, area: Area, question: Question, *, deep: bool = True) -> UnitCoverage:
    """Give the numbers of a place and of each place below; only the next ones unless deep.

    The place must be one whose whole ground the actor may see (`places.covers`).
    """
    tree = _Tree.of(area, question, deep=deep)
    for row in db.session.execute(_counts(actor, area, question, tree=tree)):
        tree.add(row)
    return tree.line(area.unit.id if area.unit else None)


def figures_of(actor: Actor, area: Area, question: Question) -> Figures:
    """Give the numbers of one place alone."""
    rows = _with_visits(population(actor, area, question), area, question).offset(0).subquery()
    row = db.session.execute(select(*_sums(rows.c.accepted))).one()
    return Figures(row.in_scope, row.official, row.provisional)


def _counts(actor: Actor, area: Area, question: Question, *, tree: _Tree) -> Select[Any]:
    below = population(actor, area, question)
    place = _smallest_place(below.model, tree)
    counted = _with_visits(below, area, question, below.model.province_id, place)
    if tree.only_provinces and tree.before_reform:
        counted = counted.outerjoin(
            AdminUnit,
            and_(
                AdminUnit.id == below.model.old_commune_id,
                AdminUnit.level == Level.COMMUNE,
                valid_on(question.tree_on),
            ),
        )
    # The offset keeps PostgreSQL from looking up each establishment's visits twice.
    rows = counted.offset(0).subquery()
    return select(rows.c.province_id, rows.c.place_id, *_sums(rows.c.accepted)).group_by(
        rows.c.province_id, rows.c.place_id
    )


def _smallest_place(model: type[AreaScoped], tree: _Tree) -> ColumnElement[Any]:
    """Give the column of the commune, or only that of a former province where it is enough."""
    if not tree.only_provinces:
        commune = model.old_commune_id if tree.before_reform else model.commune_id
        return commune.label("place_id")
    if tree.before_reform:
        return AdminUnit.province_id.label("place_id")
    return null().label("place_id")


def _sums(accepted: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count().label("in_scope"),
        func.count(accepted).label("provisional"),
        func.coalesce(func.sum(accepted), 0).label("official"),
    )


def _with_visits(
    below: Population, area: Area, question: Question, *columns: SQLColumnExpression[Any]
) -> Select[Any]:
    """Select a row for each establishment below the line: 1 accepted, 0 completed, else null.

    For the country all inspections of the period are read once; for a unit each establishment
    looks up its own, which is quicker as long as there are few.
    """
    flag = func.max(case((is_accepted(question), 1), else_=0)).label("accepted")
    visits = select(flag).where(inspected(question))
    if area.unit is not None:
        own = visits.where(Inspection.establishment_id == below.establishment_id)
        accepted = own.correlate(below.model).scalar_subquery()
        return select(*columns, _or_reviewed(accepted, below, question)).where(below.condition)
    found = visits.add_columns(Inspection.establishment_id).group_by(Inspection.establishment_id)
    all_visits = found.subquery()
    return (
        select(*columns, _or_reviewed(all_visits.c.accepted, below, question))
        .select_from(below.model)
        .outerjoin(all_visits, all_visits.c.establishment_id == below.establishment_id)
        .where(below.condition)
    )


def _or_reviewed(
    accepted: ColumnElement[Any], below: Population, question: Question
) -> ColumnElement[Any]:
    """Count a survey or a supervision like an accepted inspection, where the plan does."""
    if not question.counts_reviews:
        return accepted.label("accepted")
    noted = exists().where(
        NotedVisit.establishment_id == below.establishment_id, reviewed(question)
    )
    return case((noted, 1), else_=accepted).label("accepted")


@dataclass
class _Tree:
    """The units of the day below a place, and the sums that grow on them."""

    root: Area
    before_reform: bool
    only_provinces: bool
    deep: bool
    units: dict[int, Row[Any]]
    origins: dict[int, int]  # province in force: the one former province that it was
    own: dict[int | None, Figures] = field(default_factory=lambda: defaultdict(Figures))
    unplaced: dict[int | None, Figures] = field(default_factory=lambda: defaultdict(Figures))
    below: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, root: Area, question: Question, *, deep: bool) -> _Tree:
        before = is_before_reform(question.tree_on)
        shallow = root.unit is None and not deep
        rows = db.session.execute(_units(root, question, only_provinces=shallow)).all()
        origins = _origins(question) if before else {}
        tree = cls(root, before, shallow, deep, {r.id: r for r in rows}, origins)
        for row in rows:
            if row.id != tree.root_id:
                tree.below[row.parent_id].append(row.id)
        return tree

    @property
    def root_id(self) -> int | None:
        return self.root.unit.id if self.root.unit else None

    def add(self, row: Row[Any]) -> None:
        """Add a counted group to its place and to everything above, up to the root."""
        found = Figures(row.in_scope, row.official, row.provisional)
        place = self._place(row)
        if place is None or self.units[place].level != Level.COMMUNE:
            self.unplaced[place] += found
        while place != self.root_id and place is not None:
            self.own[place] += found
            place = self.units[place].parent_id
        self.own[self.root_id] += found

    def _place(self, row: Row[Any]) -> int | None:
        """Give the commune of a group, or the province (None: country) where it waits for one."""
        place = self.units.get(row.place_id)
        if place and (self.before_reform or place.province_id == row.province_id):
            return int(place.id)
        province = self.origins.get(row.province_id) if self.before_reform else row.province_id
        return province if province in self.units else None

    def line(self, unit_id: int | None, depth: int = 0) -> UnitCoverage:
        """Make the line of a unit with the lines below it."""
        children: tuple[UnitCoverage, ...] = ()
        if self.deep or depth == 0:
            children = tuple(self.line(child, depth + 1) for child in self.below[unit_id])
            if (waiting := self.unplaced[unit_id]).in_scope:
                children += (UnitCoverage(None, "", None, unit_id, waiting),)
        if unit_id is None:
            return UnitCoverage(COUNTRY, "", None, None, self.own[None], children)
        unit = self.units[unit_id]
        return UnitCoverage(unit.code, unit.name, unit.level, unit.id, self.own[unit_id], children)


def _units(root: Area, question: Question, *, only_provinces: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(
            AdminUnit.id, AdminUnit.code, AdminUnit.name, AdminUnit.level,
            AdminUnit.parent_id, AdminUnit.province_id,
        )
        .where(valid_on(question.tree_on))
        .order_by(AdminUnit.sort_key, AdminUnit.code)
    )  # fmt: skip
    if only_provinces:
        return found.where(AdminUnit.level == Level.PROVINCE)
    if root.unit is None:
        return found
    return found.where(
        or_(
            AdminUnit.id == root.unit.id,
            AdminUnit.province_id == root.unit.id,
            AdminUnit.district_id == root.unit.id,
        )
    )


def _origins(question: Question) -> dict[int, int]:
    rows = db.session.execute(sole_origins(question.tree_on))
    return {row.new_id: row.old_id for row in rows}
