"""Which small worlds are coverage computed in? Drawn at random, stored in the database.

Three former provinces, one of which alone became a province in force while the other two were
merged; a former commune that came into being only in 2021; a commune in force that is split in
2026; establishments placed anywhere, also nowhere and where it does not fit together, that open,
close, open again and move, of which all that is learned late or corrected afterwards; inspections
of all states, some recorded late; attempts, notes of other visits. The world itself is plain data,
so that the second computation needs no database.
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
from inspect178.inspections.enums import (
    COMPLETED_STATES,
    ENDED_STATES,
    AttemptKind,
    InspectionMode,
    InspectionState,
    NotedVisitKind,
)
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.registry.enums import EstablishmentStatus, Placement
from inspect178.registry.models import Establishment, EstablishmentSpan
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
FIRST_KNOWN = datetime(2025, 3, 1, 3, tzinfo=UTC)
# Instants as of which is asked; None is today. The first lies near the first records.
INSTANTS = (
    datetime(2025, 9, 1, 17, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC),
    datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC), None,
)  # fmt: skip
WORKERS = (None, 0, 4, 5, 9, 10, 200)


@dataclass(frozen=True)
class Unit:
    id: int
    level: str
    parent: int | None
    start: date
    end: date | None = None
    origins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """What is so from a day to before another; None for the ends of time."""

    start: date | None
    end: date | None
    in_scope: bool
    province: int
    commune: int | None
    old_commune: int | None
    workers: int | None


@dataclass(frozen=True)
class Version:
    """What was known of a place from an instant until the next version."""

    known: datetime
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Place:
    id: UUID
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Visit:
    id: UUID
    place: UUID
    state: InspectionState
    planned: date
    completed: date | None
    made: datetime
    recorded: datetime | None
    accepted: datetime | None
    mode: InspectionMode
    attempt: AttemptKind | None
    ended: datetime | None


@dataclass(frozen=True)
class Note:
    id: UUID
    place: UUID
    kind: NotedVisitKind
    held: date
    recorded: datetime
    withdrawn: datetime | None


@dataclass
class World:
    units: list[Unit] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
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
        world.notes = [_note(rng, world, number) for number in range(rng.randint(0, 8))]
    for place in world.places:
        then = rng.choice(place.versions[0].stretches)
        if rng.random() < 0.6:
            world.frozen.append((place.id, then.province, then.commune, then.old_commune))
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
    """Make a place whose line is corrected up to three times, each time known later."""
    known, versions = FIRST_KNOWN + timedelta(days=rng.randint(0, 500)), []
    line = _line(rng, world, news=news, olds=olds)
    for _ in range(rng.choice([1, 1, 2, 3])):
        versions.append(Version(known, line))
        known += timedelta(days=rng.randint(1, 300), seconds=rng.randint(0, 9))
        line = _line(rng, world, news=news, olds=olds) if rng.random() < 0.5 else _cut(rng, line)
    return Place(UUID(int=number + 1), tuple(versions))


def _line(rng: Random, world: World, *, news: list[int], olds: list[int]) -> tuple[Stretch, ...]:
    """Draw a line over all days: some days at which something changes, and what is so between."""
    days = sorted({date(2020, 1, 1), *(_day(rng) for _ in range(rng.choice([0, 1, 1, 2, 3])))})
    where = _where(rng, world, news=news, olds=olds)
    line = [Stretch(None, days[0], False, *where, rng.choice(WORKERS))]
    for start, end in zip(days, [*days[1:], None], strict=True):
        if rng.random() < 0.3:
            where = _where(rng, world, news=news, olds=olds)
        in_scope = rng.random() < (0.5 if line[-1].in_scope else 0.9)
        line.append(Stretch(start, end, in_scope, *where, rng.choice(WORKERS)))
    return tuple(line)


def _cut(rng: Random, line: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Let it be learned that the place was out of scope in its last stretch, or in it."""
    return (*line[:-1], replace(line[-1], in_scope=not line[-1].in_scope))


def _where(
    rng: Random, world: World, *, news: list[int], olds: list[int]
) -> tuple[int, int | None, int | None]:
    commune = rng.choice([*news, None])
    # Sometimes the commune lies in another province than the one that is written down.
    fits = None if commune is None or rng.random() < 0.2 else world.unit(commune).parent
    province = fits or rng.choice(
        [u.id for u in world.units if (u.level, u.end) == ("province", None)]
    )
    return province, commune, rng.choice([*olds, None])


def _visit(rng: Random, world: World, number: int) -> Visit:
    place = rng.choice(world.places)
    state = rng.choice(list(InspectionState))
    completed = _day(rng) if state in COMPLETED_STATES else None
    planned = completed or _day(rng)
    made = _instant(rng, planned - timedelta(days=20))
    recorded = _instant(rng, completed) if completed else None
    accepted = recorded + timedelta(days=rng.randint(0, 90)) if recorded else None
    ended = _instant(rng, planned) if state in ENDED_STATES else None
    return Visit(
        UUID(int=1000 + number), place.id, state, planned, completed, made, recorded,
        accepted if rng.random() < 0.6 else None,
        rng.choice([InspectionMode.PERIODIC, InspectionMode.SURPRISE]),
        rng.choice(list(AttemptKind)) if state == InspectionState.ATTEMPTED else None, ended,
    )  # fmt: skip


def _note(rng: Random, world: World, number: int) -> Note:
    held = _day(rng)
    recorded = _instant(rng, held)
    withdrawn = recorded + timedelta(days=rng.randint(1, 90)) if rng.random() < 0.3 else None
    return Note(
        UUID(int=2000 + number), rng.choice(world.places).id, rng.choice(list(NotedVisitKind)),
        held, recorded, withdrawn,
    )  # fmt: skip


def _instant(rng: Random, day: date) -> datetime:
    """Give an instant on the day, or when a tablet came home late."""
    late = rng.choice([0, 0, 1, 30, 200])
    return datetime.combine(day, time(rng.randint(0, 23)), UTC) + timedelta(days=late)


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
    _insert(EstablishmentSpan, [row for place in world.places for row in _span_rows(place)])
    where = {p.id: p.versions[0].stretches[0] for p in world.places}
    team = people.team().id
    _insert(Inspection, [_visit_row(v, where[v.place], team) for v in world.visits])
    _insert(NotedVisit, [_note_row(n, where[n.place]) for n in world.notes])
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
    # Some communes in force are wards, some islands, and most have a point, up to 70 km away.
    kind = {0: "Phường", 1: "Đặc khu"}.get(unit.id % 5, unit.level)
    point = (21.0 + unit.id % 7 * 0.1, 105.0) if unit.id % 4 else (None, None)
    return {
        "id": unit.id, "code": f"T{unit.id}", "level": unit.level,
        "kind": kind if unit.level == "commune" else unit.level,
        "latitude": point[0], "longitude": point[1],
        "name": name, "short_name": name, "search_key": name, "sort_key": name,
        "parent_id": unit.parent, "province_id": chain[-1].id,
        "district_id": next((u.id for u in chain if u.level == "district"), None),
        "valid_from": unit.start, "valid_to": unit.end,
    }  # fmt: skip


def _place_row(place: Place, number: int) -> dict[str, Any]:
    # Coverage reads the history; the register's own row is there for name and order.
    where = place.versions[-1].stretches[-1]
    return {
        "id": place.id, "sticker_code": f"W{number:05d}", "name": f"Cơ sở {number}",
        "type_code": "khach_san", "placement": Placement.MANUAL, "in_scope_from": EVER,
        "sort_key": f"{number:05d}", "created_at": people.LOADED_AT,
        "updated_at": people.LOADED_AT, "version": 1, **_place_of(where),
    }  # fmt: skip


def _place_of(where: Stretch) -> dict[str, Any]:
    return {
        "province_id": where.province, "commune_id": where.commune,
        "old_commune_id": where.old_commune,
    }  # fmt: skip


def _span_rows(place: Place) -> list[dict[str, Any]]:
    ends = [version.known for version in place.versions[1:]]
    return [
        {
            "establishment_id": place.id, "holds_from": s.start or date.min,
            "holds_to": s.end or date.max, "known_from": version.known, "known_to": until,
            "in_scope": s.in_scope, "scope_reason": "", "status": EstablishmentStatus.ACTIVE,
            "type_code": "khach_san", "worker_total": s.workers, **_place_of(s),
        }
        for version, until in zip(place.versions, [*ends, None], strict=True)
        for s in version.stretches
    ]  # fmt: skip


def _visit_row(visit: Visit, where: Stretch, team: int) -> dict[str, Any]:
    return {
        "id": visit.id, "establishment_id": visit.place, "team_id": team,
        "mode": visit.mode, "state": visit.state, "planned_on": visit.planned,
        "completed_on": visit.completed, "recorded_at": visit.recorded,
        "accepted_at": visit.accepted, "attempt_kind": visit.attempt, "ended_at": visit.ended,
        "created_at": visit.made, "version": 1, **_place_of(where),
    }  # fmt: skip


def _note_row(note: Note, where: Stretch) -> dict[str, Any]:
    return {
        "id": note.id, "establishment_id": note.place, "kind": note.kind, "held_on": note.held,
        "agency_name": "Chi cục Quản lý thị trường", "document": "12/BB", "recorded_at":
        note.recorded, "withdrawn_at": note.withdrawn, "withdrawal_reason": "", **_place_of(where),
    }  # fmt: skip
