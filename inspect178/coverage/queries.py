"""What is counted for coverage? Units with their numbers, and the lists behind the numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from inspect178.access.scopes import AreaScoped, within
from inspect178.registry.models import Establishment
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitSuccession
from inspect178.territory.queries import territory_of


def in_scope_on(day: date) -> ColumnElement[bool]:
    """Give the condition for establishments in scope on the day."""
    return and_(
        Establishment.in_scope_from <= day,
        or_(Establishment.in_scope_to.is_(None), Establishment.in_scope_to > day),
    )


def inside(model: type[AreaScoped], unit: AdminUnit) -> ColumnElement[bool]:
    """Give the condition for rows that lie in a unit of either tree.

    A row without a known old commune belongs to a former province where that province alone
    became the one in force; where several were merged nobody can say to which it belonged.
    """
    placed = within(model, territory_of(unit))
    if unit.valid_to is None or unit.level != Level.PROVINCE:
        return placed
    return or_(placed, and_(model.old_commune_id.is_(None), model.province_id.in_(_heirs(unit))))


def _heirs(unit: AdminUnit) -> Select[int]:
    alone = aliased(UnitSuccession)
    return (
        select(UnitSuccession.new_id)
        .join(alone, alone.new_id == UnitSuccession.new_id)
        .where(UnitSuccession.old_id == unit.id)
        .group_by(UnitSuccession.new_id)
        .having(func.count() == 1)
    )
