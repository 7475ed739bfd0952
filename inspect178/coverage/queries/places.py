"""Which rows lie in which unit, in the tree of a day?

A row knows its province and commune in force and its commune of before the reform. A tree before
the reform places it by the old commune, a later one by the commune in force. A row whose commune
is not known, or does not exist in that tree, is "to be placed" in its province: before the reform
in the former province that alone became the one in force; where several former provinces were
merged nobody can say which, so it is to be placed in the country. Every row so lies in exactly
one place, and children add up to their parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.kernel.text_marks import N_
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitSuccession
from inspect178.territory.queries import valid_on
from inspect178.territory.rules import REFORM

COUNTRY = "00"


class UnknownUnit(NotFound):
    """The code names no unit of the tree, or one out of the person's area: both look the same."""

    default_message = N_("There is no unit with code %(code)s on %(day)s in your area.")


@dataclass(frozen=True)
class Area:
    """A place that has figures: the country, a unit, or what in either is still to be placed."""

    unit: AdminUnit | None = None
    unplaced: bool = False

    @property
    def code(self) -> str:
        """Give the code under which the place is asked for."""
        return COUNTRY if self.unit is None else self.unit.code


def is_before_reform(day: date) -> bool:
    """Say whether the tree of the day has districts and places rows by their old commune."""
    return day < REFORM


def covers(actor: Actor, unit: AdminUnit | None, permission: Permission = P.COVERAGE_READ) -> bool:
    """Say whether the actor's ground holds the whole unit, so that its figures are complete."""
    ground = actor.territory(permission)
    if ground.whole_country or unit is None:
        return ground.whole_country
    if not is_before_reform(unit.valid_from):
        return unit.id in ground.commune_ids or unit.province_id in ground.province_ids
    return _all_of(_heirs(unit), ground.province_ids) or _all_of(
        _communes(unit), ground.old_commune_ids
    )


def _all_of(needed: Select[int], held: frozenset[int]) -> bool:
    found = set(db.session.scalars(needed)) if held else set()
    return bool(found) and found <= held


def inside(model: type[AreaScoped], unit: AdminUnit) -> ColumnElement[bool]:
    """Give the condition for the rows that lie in a unit of either tree."""
    last = unit.valid_from if unit.valid_to is None else unit.valid_to - timedelta(days=1)
    return lies_in(model, Area(unit), last)


def lies_in(model: type[AreaScoped], area: Area, tree_on: date) -> ColumnElement[bool]:
    """Give the condition for the rows that lie in a place of the tree of the day."""
    before = is_before_reform(tree_on)
    if area.unplaced:
        return (_unplaced_before if before else _unplaced)(model, area.unit, tree_on)
    if area.unit is None:
        return true()
    return (_inside_before if before else _inside)(model, area.unit, tree_on)


def _inside(model: type[AreaScoped], unit: AdminUnit, _day: date) -> ColumnElement[bool]:
    if unit.level == Level.PROVINCE:
        return model.province_id == unit.id
    return and_(model.commune_id == unit.id, model.province_id == unit.province_id)


def _unplaced(model: type[AreaScoped], unit: AdminUnit | None, day: date) -> ColumnElement[bool]:
    if unit is None:
        return model.province_id.not_in(_ids(Level.PROVINCE, day))
    known = _ids(Level.COMMUNE, day).where(AdminUnit.province_id == unit.id)
    return and_(
        model.province_id == unit.id,
        or_(model.commune_id.is_(None), model.commune_id.not_in(known)),
    )


def _inside_before(model: type[AreaScoped], unit: AdminUnit, day: date) -> ColumnElement[bool]:
    if unit.level == Level.COMMUNE:
        return model.old_commune_id == unit.id
    # Written out as a list, because with a sub-select no database takes the index here.
    communes = db.session.scalars(_communes(unit).where(valid_on(day))).all()
    placed = model.old_commune_id.in_(communes)
    if unit.level == Level.DISTRICT:
        return placed
    return or_(placed, _unplaced_before(model, unit, day))


def _unplaced_before(
    model: type[AreaScoped], unit: AdminUnit | None, day: date
) -> ColumnElement[bool]:
    known = model.old_commune_id.in_(_ids(Level.COMMUNE, day))
    unknown = or_(model.old_commune_id.is_(None), not_(known))
    origins = db.session.execute(sole_origins(day)).all()
    if unit is None:
        return and_(unknown, model.province_id.not_in([row.new_id for row in origins]))
    here = [row.new_id for row in origins if row.old_id == unit.id]
    return and_(unknown, model.province_id.in_(here))


def sole_origins(day: date) -> Select[int, int]:
    """Select provinces in force with the one former province, of the day, that they come from."""
    return (
        select(UnitSuccession.new_id, func.min(UnitSuccession.old_id).label("old_id"))
        .join(AdminUnit, AdminUnit.id == UnitSuccession.old_id)
        .where(AdminUnit.level == Level.PROVINCE)
        .group_by(UnitSuccession.new_id)
        .having(
            func.count() == 1,
            func.min(AdminUnit.valid_from) <= day,
            func.max(AdminUnit.valid_to) > day,
        )
    )


def _ids(level: Level, day: date) -> Select[int]:
    return select(AdminUnit.id).where(AdminUnit.level == level, valid_on(day))


def _communes(unit: AdminUnit) -> Select[int]:
    return select(AdminUnit.id).where(
        AdminUnit.level == Level.COMMUNE,
        or_(
            AdminUnit.id == unit.id,
            AdminUnit.district_id == unit.id,
            AdminUnit.province_id == unit.id,
        ),
    )


def _heirs(unit: AdminUnit) -> Select[int]:
    return select(UnitSuccession.new_id).where(UnitSuccession.old_id == unit.province_id)
