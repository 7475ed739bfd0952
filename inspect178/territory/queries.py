"""What can be read of units? Trees of a day, ancestors, descendants, successors, predecessors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from inspect178.access.actor import Territory
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.text import fold
from inspect178.kernel.text_marks import N_
from inspect178.territory.enums import Level
from inspect178.territory.gazetteer import Gazetteer, UnitRow
from inspect178.territory.models import AdminUnit, UnitAlias, UnitSuccession
from inspect178.territory.rules import former_name


def valid_on(day: date) -> ColumnElement[bool]:
    """Give the condition for units that exist on the day."""
    return and_(
        AdminUnit.valid_from <= day, or_(AdminUnit.valid_to.is_(None), AdminUnit.valid_to > day)
    )


def find_unit(unit_id: int) -> AdminUnit | None:
    """Find a unit by its own id."""
    return db.session.get(AdminUnit, unit_id)


def require_unit(unit_id: int) -> AdminUnit:
    """Give a unit by its own id, or raise NotFound."""
    unit = find_unit(unit_id)
    if unit is None:
        raise NotFound
    return unit


def find_unit_by_code(code: str, day: date, level: Level | None = None) -> AdminUnit | None:
    """Find the unit that bears the code on the day; the length of the code tells the level."""
    level = level or level_of_code(code)
    return db.session.scalar(
        select(AdminUnit).where(AdminUnit.code == code, AdminUnit.level == level, valid_on(day))
    )


def require_unit_by_code(code: str, day: date, level: Level | None = None) -> AdminUnit:
    """Give the unit that bears the code on the day, or raise InvalidInput with a sentence."""
    unit = find_unit_by_code(code, day, level)
    if unit is None:
        raise InvalidInput(
            N_("There is no administrative unit with code %(code)s on %(day)s."),
            field="unit",
            code=code,
            day=day.strftime("%d/%m/%Y"),
        )
    return unit


def level_of_code(code: str) -> Level:
    """Tell the level by the length of the code: 2 province, 3 district, 5 commune."""
    return {2: Level.PROVINCE, 3: Level.DISTRICT}.get(len(code), Level.COMMUNE)


def units_on(day: date, level: Level) -> Sequence[AdminUnit]:
    """List the units of a level on a day, in Vietnamese order."""
    return db.session.scalars(
        select(AdminUnit)
        .where(AdminUnit.level == level, valid_on(day))
        .order_by(AdminUnit.sort_key, AdminUnit.code)
    ).all()


def parent_of(unit: AdminUnit) -> AdminUnit | None:
    """Give the unit above, or None for a province."""
    return None if unit.parent_id is None else db.session.get(AdminUnit, unit.parent_id)


def ancestors_of(unit: AdminUnit) -> list[AdminUnit]:
    """List the units above, the highest first."""
    chain: list[AdminUnit] = []
    above = parent_of(unit)
    while above is not None:
        chain.insert(0, above)
        above = parent_of(above)
    return chain


def children_of(unit: AdminUnit, day: date) -> Sequence[AdminUnit]:
    """List the units directly below on the day, in Vietnamese order."""
    return db.session.scalars(
        select(AdminUnit)
        .where(AdminUnit.parent_id == unit.id, valid_on(day))
        .order_by(AdminUnit.sort_key, AdminUnit.code)
    ).all()


def descendants_of(unit: AdminUnit, day: date) -> Sequence[AdminUnit]:
    """List all units below on the day."""
    return db.session.scalars(
        select(AdminUnit)
        .where(
            or_(AdminUnit.province_id == unit.id, AdminUnit.district_id == unit.id),
            AdminUnit.id != unit.id,
            valid_on(day),
        )
        .order_by(AdminUnit.sort_key, AdminUnit.code)
    ).all()


def successions_of(unit: AdminUnit) -> Sequence[tuple[AdminUnit, UnitSuccession]]:
    """List the units that took this one over, the default first."""
    rows = db.session.execute(
        select(AdminUnit, UnitSuccession)
        .join(UnitSuccession, UnitSuccession.new_id == AdminUnit.id)
        .where(UnitSuccession.old_id == unit.id)
        .order_by(UnitSuccession.is_default.desc(), AdminUnit.sort_key)
    ).all()
    return [(row[0], row[1]) for row in rows]


def sole_heirs(ids: Iterable[int], day: date) -> dict[int, AdminUnit]:
    """Give, for units that one unit alone took over, that unit where it exists on the day."""
    rows = db.session.execute(
        select(UnitSuccession.old_id, AdminUnit)
        .join(AdminUnit, AdminUnit.id == UnitSuccession.new_id)
        .where(UnitSuccession.old_id.in_(sorted(ids)), AdminUnit.valid_from <= day)
    ).all()
    found: dict[int, list[AdminUnit]] = {}
    for old_id, heir in rows:
        found.setdefault(old_id, []).append(heir)
    return {i: heirs[0] for i, heirs in found.items() if len(heirs) == 1}


def predecessors_of(unit: AdminUnit) -> Sequence[tuple[AdminUnit, UnitSuccession]]:
    """List the units that this one took over."""
    rows = db.session.execute(
        select(AdminUnit, UnitSuccession)
        .join(UnitSuccession, UnitSuccession.old_id == AdminUnit.id)
        .where(UnitSuccession.new_id == unit.id)
        .order_by(AdminUnit.sort_key)
    ).all()
    return [(row[0], row[1]) for row in rows]


def default_successor(unit: AdminUnit) -> AdminUnit | None:
    """Give the unit to take when only this old one is known; None where it has none."""
    found = successions_of(unit)
    return found[0][0] if found else None


def matching_units(words: str, day: date | None) -> Select[AdminUnit]:
    """Select the units that bear the code, or whose name or other name has all the words.

    Without a day the units of both trees, those in force first.
    """
    code = words.strip()
    key = AdminUnit.search_key
    other = exists().where(
        UnitAlias.unit_id == AdminUnit.id,
        *(_has_word(UnitAlias.key, w) for w in fold(words).split()),
    )
    named = and_(true(), *(_has_word(key, w) for w in fold(words).split()))
    found = or_(AdminUnit.code == code, named, other)
    statement = select(AdminUnit).where(found if fold(words) else true())
    if day is not None:
        statement = statement.where(valid_on(day))
    return statement.order_by(
        AdminUnit.valid_from.desc(), AdminUnit.sort_key, AdminUnit.level, AdminUnit.code
    )


def _has_word(column: Any, word: str) -> ColumnElement[bool]:
    """Ask for a word that begins so; the key's words are parted by single spaces."""
    return or_(
        column.startswith(word, autoescape=True), column.contains(f" {word}", autoescape=True)
    )


def units_by_id(ids: Iterable[int | None]) -> dict[int, AdminUnit]:
    """Give the units with these ids; None among them is passed over."""
    wanted = {unit_id for unit_id in ids if unit_id is not None}
    if not wanted:
        return {}
    found = db.session.scalars(select(AdminUnit).where(AdminUnit.id.in_(sorted(wanted))))
    return {unit.id: unit for unit in found}


def child_counts(ids: Iterable[int], day: date) -> dict[int, int]:
    """Count the units directly below each of some units on the day."""
    rows = db.session.execute(
        select(AdminUnit.parent_id, func.count())
        .where(AdminUnit.parent_id.in_(list(ids)), valid_on(day))
        .group_by(AdminUnit.parent_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def descendant_counts(unit: AdminUnit, day: date) -> dict[Level, int]:
    """Count the units below on the day, by level."""
    rows = db.session.execute(
        select(AdminUnit.level, func.count())
        .where(
            or_(AdminUnit.province_id == unit.id, AdminUnit.district_id == unit.id),
            AdminUnit.id != unit.id,
            valid_on(day),
        )
        .group_by(AdminUnit.level)
    )
    return {row[0]: row[1] for row in rows}


def former_names(unit: AdminUnit) -> list[tuple[str, date]]:
    """List the former official names of a unit that was renamed, with their last days."""
    sources = db.session.scalars(
        select(UnitAlias.source).where(UnitAlias.unit_id == unit.id).order_by(UnitAlias.source)
    )
    return [found for source in sources if (found := former_name(source))]


def territory_of(unit: AdminUnit) -> Territory:
    """Give the ground of somebody who answers for the unit (access/actor.py)."""
    if unit.valid_to is None:
        if unit.level == Level.PROVINCE:
            return Territory(province_ids=frozenset({unit.id}))
        return Territory(commune_ids=frozenset({unit.id}))
    if unit.level == Level.COMMUNE:
        return Territory(old_commune_ids=frozenset({unit.id}))
    return Territory(old_commune_ids=frozenset(db.session.scalars(_communes_below(unit))))


def _communes_below(unit: AdminUnit) -> Select[int]:
    above = AdminUnit.province_id if unit.level == Level.PROVINCE else AdminUnit.district_id
    return select(AdminUnit.id).where(above == unit.id, AdminUnit.level == Level.COMMUNE)


def place_of(unit: AdminUnit) -> tuple[int, int | None, int | None]:
    """Give province_id, commune_id, old_commune_id under which a unit's own things are filed."""
    if unit.valid_to is None:
        return (unit.province_id or unit.id, unit.id if unit.level == Level.COMMUNE else None, None)
    if unit.level == Level.COMMUNE:
        heir = default_successor(unit)
        province_id = heir.province_id if heir else None
        return (_heir_province(unit, province_id), heir.id if heir else None, unit.id)
    return (_heir_province(unit, None), None, None)


def _heir_province(unit: AdminUnit, found: int | None) -> int:
    if found is not None:
        return found
    province = db.session.get(AdminUnit, unit.province_id or unit.id)
    heir = default_successor(province) if province else None
    if heir is None:
        raise NotFound
    return heir.id


def gazetteer() -> Gazetteer:
    """Read all units of both trees with their names and fates, to recognise them in lists."""
    columns = (
        AdminUnit.id,
        AdminUnit.code,
        AdminUnit.level,
        AdminUnit.name,
        AdminUnit.short_name,
        AdminUnit.district_id,
        AdminUnit.province_id,
        AdminUnit.valid_from,
        AdminUnit.valid_to,
        AdminUnit.latitude,
        AdminUnit.longitude,
    )
    s = UnitSuccession
    return Gazetteer(
        [UnitRow(*row) for row in db.session.execute(select(*columns))],
        [(row[0], row[1]) for row in db.session.execute(select(UnitAlias.unit_id, UnitAlias.key))],
        [
            (row[0], row[1], row[2], row[3])
            for row in db.session.execute(select(s.old_id, s.new_id, s.kind, s.is_default))
        ],
    )
