"""Which small worlds are coverage computed in? Drawn at random, stored in the database.

Three former provinces, one of which alone became a province in force while the other two were
merged; a former commune that came into being only in 2021; a commune in force that is split in
2026; establishments placed anywhere, also nowhere and where it does not fit together; inspections
of all states. The world itself is plain data, so that the second computation needs no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import insert

from inspect178.coverage.models import FrozenScope
from inspect178.extensions import db
from inspect178.inspections.enums import COMPLETED_STATES, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.registry.enums import Placement
from inspect178.registry.models import Establishment
from inspect178.territory.models import AdminUnit, UnitSuccession
from tests import people

EVER, LATER, REFORM, SPLIT = (
    date(1900, 1, 1), date(2021, 1, 1), date(2025, 7, 1), date(2026, 3, 1),
)  # fmt: skip
TREES = (date(2019, 5, 5), date(2025, 6, 30), REFORM, date(2026, 2, 28), date(2026, 11, 23))
# Some days at the ends of the periods that are asked for, and some anywhere.
CLOSE = (
    date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 6, 30), date(2026, 7, 1),
    date(2026, 7, 2), date(2026, 12, 31), date(2027, 1, 1),
)  # fmt: skip
FIRST_ID = 900_000


@dataclass(frozen=True)
class Unit:
    id: int
    level: str
    parent: int | None
    start: date
    end: date | None = None
    origins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    id: UUID
    province: int
    commune: int | None
    old_commune: int | None
    start: date
    end: date | None


@dataclass(frozen=True)
class Visit:
    id: UUID
    place: UUID
    state: InspectionState
    completed: date | None
    accepted: bool


@dataclass
class World:
    units: list[Unit] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    # (establishment, province, commune, old commune) on the day of the freeze
    frozen: list[tuple[UUID, int, int | None, int | None]] = field(default_factory=list)

    def add(self, level: str, parent: int | None, start: date, end: date | None = None) -> int:
        self.units.append(Unit(FIRST_ID + len(self.units), level, parent, start, end))
        return self.units[-1].id

    def unit(self, unit_id: int) -> Unit:
        return self.units[unit_id - FIRST_ID]

    def succeed(self, new: int, *old: int) -> None:
        unit = self.unit(new)
        self.units[new - FIRST_ID] = replace(unit, origins=(*unit.origins, *old))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world from a seed; drawn value by value, most of them would be nearly empty."""
    rng = draw(st.randoms(use_true_random=True))
    world = World()
    before = [_province_of_before(rng, world) for _ in range(3)]
    after = [_province_in_force(rng, world) for _ in range(2)]
    world.succeed(after[0][0], before[0][0])
    world.succeed(after[1][0], before[1][0], before[2][0])
    for province, communes in after:
        heirs_of = world.unit(province).origins
        origins = [old for former, olds in before for old in olds if former in heirs_of]
        for commune in communes:
            world.succeed(commune, *rng.sample(origins, min(len(origins), rng.randint(0, 2))))
    olds = [old for _, found in before for old in found]
    news = [new for _, found in after for new in found]
    for number in range(rng.randint(0, 14)):
        world.places.append(_place(rng, world, number, news=news, olds=olds))
    if world.places:
        world.visits = [_visit(rng, world, number) for number in range(rng.randint(0, 24))]
    world.frozen = [
        (p.id, p.province, p.commune, p.old_commune) for p in world.places if rng.random() < 0.6
    ]
    return world


def _province_of_before(rng: Random, world: World) -> tuple[int, list[int]]:
    province = world.add("province", None, EVER, REFORM)
    communes = []
    for _ in range(rng.randint(1, 2)):
        district = world.add("district", province, EVER, REFORM)
        for _ in range(rng.randint(1, 2)):
            start = rng.choice([EVER, EVER, LATER])
            communes.append(world.add("commune", district, start, REFORM))
    return province, communes


def _province_in_force(rng: Random, world: World) -> tuple[int, list[int]]:
    province = world.add("province", None, REFORM)
    communes = [world.add("commune", province, REFORM) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.5:
        whole = world.add("commune", province, REFORM, SPLIT)
        parts = [world.add("commune", province, SPLIT) for _ in range(2)]
        for part in parts:
            world.succeed(part, whole)
        communes += [whole, *parts]
    return province, communes


def _place(rng: Random, world: World, number: int, *, news: list[int], olds: list[int]) -> Place:
    start = rng.choice([date(2020, 1, 1), _day(rng)])
    end = start + timedelta(days=rng.randint(1, 700)) if rng.random() < 0.4 else None
    end = rng.choice([day for day in (*CLOSE, end) if day is None or day > start])
    commune = rng.choice([*news, None])
    # Sometimes the commune lies in another province than the one that is written down.
    fits = None if commune is None or rng.random() < 0.2 else world.unit(commune).parent
    province = fits or rng.choice(
        [u.id for u in world.units if (u.level, u.end) == ("province", None)]
    )
    return Place(
        UUID(int=number + 1), province, commune, rng.choice([*olds, None]), start,
        end if rng.random() < 0.5 else None,
    )  # fmt: skip


def _visit(rng: Random, world: World, number: int) -> Visit:
    place = rng.choice(world.places)
    state = rng.choice(list(InspectionState))
    completed = _day(rng) if state in COMPLETED_STATES else None
    accepted = completed is not None and rng.random() < 0.5
    return Visit(UUID(int=1000 + number), place.id, state, completed, accepted)


def _day(rng: Random) -> date:
    if rng.random() < 0.5:
        return rng.choice(CLOSE)
    return date(2025, 6, 1) + timedelta(days=rng.randrange(640))


def store(world: World, *, plan_id: UUID) -> None:
    """Put a world into the database; the caller rolls it back."""
    levels = {u.id: u for u in world.units}
    for unit in world.units:
        db.session.execute(insert(AdminUnit), [_unit_row(unit, levels)])
    pairs = [
        {"old_id": old, "new_id": u.id, "kind": "part", "is_default": True}
        for u in world.units
        for old in u.origins
    ]
    _insert(UnitSuccession, pairs)
    _insert(Establishment, [_place_row(place, n) for n, place in enumerate(world.places)])
    where = {p.id: (p.province, p.commune, p.old_commune) for p in world.places}
    team = people.team().id
    _insert(Inspection, [_visit_row(v, where[v.place], team) for v in world.visits])
    _insert(
        FrozenScope,
        [
            {"plan_id": plan_id, "establishment_id": e, "province_id": p, "commune_id": c,
             "old_commune_id": o}
            for e, p, c, o in world.frozen
        ],
    )  # fmt: skip


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _unit_row(unit: Unit, units: dict[int, Unit]) -> dict[str, Any]:
    chain = [unit]
    while chain[-1].parent is not None:
        chain.append(units[chain[-1].parent])
    name = f"{unit.level} {unit.id}"
    return {
        "id": unit.id, "code": f"T{unit.id}", "level": unit.level, "kind": unit.level,
        "name": name, "short_name": name, "search_key": name, "sort_key": name,
        "parent_id": unit.parent, "province_id": chain[-1].id,
        "district_id": next((u.id for u in chain if u.level == "district"), None),
        "valid_from": unit.start, "valid_to": unit.end,
    }  # fmt: skip


def _place_row(place: Place, number: int) -> dict[str, Any]:
    return {
        "id": place.id, "sticker_code": f"W{number:05d}", "name": f"Cơ sở {number}",
        "type_code": "khach_san", "placement": Placement.MANUAL, "in_scope_from": place.start,
        "in_scope_to": place.end, "sort_key": f"{number:05d}", "created_at": people.LOADED_AT,
        "updated_at": people.LOADED_AT, "version": 1, "province_id": place.province,
        "commune_id": place.commune, "old_commune_id": place.old_commune,
    }  # fmt: skip


def _visit_row(
    visit: Visit, where: tuple[int, int | None, int | None], team: int
) -> dict[str, Any]:
    province, commune, old_commune = where
    accepted_at = datetime.combine(visit.completed or EVER, time(12), UTC)
    return {
        "id": visit.id, "establishment_id": visit.place, "team_id": team,
        "mode": InspectionMode.PERIODIC, "state": visit.state, "planned_on": date(2026, 1, 1),
        "completed_on": visit.completed, "accepted_at": accepted_at if visit.accepted else None,
        "created_at": people.LOADED_AT, "version": 1, "province_id": province,
        "commune_id": commune, "old_commune_id": old_commune,
    }  # fmt: skip
