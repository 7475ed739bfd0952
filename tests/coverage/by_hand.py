"""What is coverage when it is computed in the plainest way? Loops over plain data, no database.

Nothing here is taken from the program: whoever doubts a figure can read this instead. A place is
written as a path of unit ids from the country `()` downwards; `"?"` ends the path of what is still
to be placed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from tests.coverage.worlds import REFORM, Unit, World

Path = tuple[int | str, ...]
LISTS = ("in_scope", "official", "provisional", "awaiting", "not_yet")


def lists_by_place(
    world: World, *, first: date, last: date, tree: date, basis: str
) -> dict[Path, dict[str, set[UUID]]]:
    """Give for every place that has any establishment below the line the five lists."""
    inspected, accepted = _visited(world, first, last)
    found: dict[Path, dict[str, set[UUID]]] = defaultdict(lambda: {name: set() for name in LISTS})
    for who, province, commune, old_commune in _below_the_line(world, first, last, basis):
        path = _path(world, tree, province, commune, old_commune)
        for length in range(len(path) + 1):
            for name in _names(who in inspected, who in accepted):
                found[path[:length]][name].add(who)
    return dict(found)


def _visited(world: World, first: date, last: date) -> tuple[set[UUID], set[UUID]]:
    inspected, accepted = set(), set()
    for visit in world.visits:
        if visit.completed is not None and first <= visit.completed <= last:
            inspected.add(visit.place)
            if visit.accepted:
                accepted.add(visit.place)
    return inspected, accepted


def _names(was_inspected: bool, was_accepted: bool) -> list[str]:
    if was_accepted:
        return ["in_scope", "official", "provisional"]
    if was_inspected:
        return ["in_scope", "provisional", "awaiting"]
    return ["in_scope", "not_yet"]


def _below_the_line(world: World, first: date, last: date, basis: str) -> list[Any]:
    if basis == "frozen":
        return list(world.frozen)
    rows = []
    for place in world.places:
        if basis == "end_of_period":
            there = place.start <= last and (place.end is None or last < place.end)
        else:
            there = any_day_shared(place.start, place.end, first, last)
        if there:
            rows.append((place.id, place.province, place.commune, place.old_commune))
    return rows


def any_day_shared(start: date, end: date | None, first: date, last: date) -> bool:
    """Look at one day after another."""
    day = first
    while day <= last:
        if start <= day and (end is None or day < end):
            return True
        day = date.fromordinal(day.toordinal() + 1)
    return False


def _path(world: World, tree: date, province: int, commune: int | None, old: int | None) -> Path:
    units = {u.id: u for u in world.units}

    def there(unit_id: int | None) -> bool:
        unit = units.get(unit_id) if unit_id is not None else None
        return unit is not None and unit.start <= tree and (unit.end is None or tree < unit.end)

    if tree < REFORM:
        if there(old):
            return _down_to(units, old)
        formers = units[province].origins
        if len(formers) == 1 and there(formers[0]):
            return (formers[0], "?")
        return ("?",)
    if not there(province):
        return ("?",)
    if there(commune) and units[commune].parent == province:
        return _down_to(units, commune)
    return (province, "?")


def _down_to(units: dict[int, Unit], unit_id: int | None) -> Path:
    path: list[int | str] = []
    while unit_id is not None:
        path.insert(0, unit_id)
        unit_id = units[unit_id].parent
    return tuple(path)
