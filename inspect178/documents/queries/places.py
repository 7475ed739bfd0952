"""Where is what a paper speaks of? Its own unit, its commune and its province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from inspect178.extensions import db
from inspect178.territory.models import AdminUnit


@dataclass(frozen=True)
class Place:
    """Where somebody or something is: its own unit, with commune and province."""

    unit: AdminUnit
    commune: AdminUnit | None
    province: AdminUnit

    @property
    def all(self) -> tuple[AdminUnit, ...]:
        """List the units, each once."""
        parts = (self.unit, self.commune, self.province)
        return tuple(dict.fromkeys(unit for unit in parts if unit is not None))


def place_of(thing: Any, units: Mapping[int, AdminUnit], unit_id: int | None = None) -> Place:
    """Give the place of a row that lies somewhere; its own unit is the smallest that is known."""
    commune, province = units.get(thing.commune_id), units[thing.province_id]
    own = units[unit_id] if unit_id is not None else commune or province
    return Place(own, commune, province)


def units_of(things: Iterable[Any], *more: int) -> dict[int, AdminUnit]:
    """Load the communes and provinces of some rows, and further units by their ids."""
    wanted = {key for thing in things for key in (thing.province_id, thing.commune_id)}
    found = db.session.scalars(
        select(AdminUnit).where(AdminUnit.id.in_(sorted((wanted | set(more)) - {None})))
    )
    return {unit.id: unit for unit in found}
