"""Which visits took place in the demonstration? Two years of them, and those of older plans' years.

Nothing is ever made up about real places: visits, violations and commitments concern only rows
that are plainly marked as made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from inspect178.demo.decisions import batch_decision, own_decision
from inspect178.demo.records import conclude, open_record
from inspect178.demo.reviews import make_reviews
from inspect178.demo.violations import make_violations
from inspect178.demo.words import HOME, World
from inspect178.extensions import db
from inspect178.inspections.enums import COMPLETED_STATES, AttemptKind, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.kernel import clock
from inspect178.registry.models import Establishment

S = InspectionState
# Share of the establishments visited in the last twelve months, by province.
SHARES = {"04": 0.26, "11": 0.33, "12": 0.72, "31": 0.24, "33": 0.41}
# The years of the older plans, so that their figures show something too.
PLAN_YEARS = {"04": (2020, 0.35), "31": (2024, 0.27), "33": (2024, 0.45), "12": (2025, 0.86)}
# How much was done in the calendar year before, so that a trend has a year behind it.
BEFORE = {"04": 0.17, "11": 0.24, "12": 0.55, "31": 0.15, "33": 0.27}
CHUNK = 150


@dataclass(frozen=True)
class Outing:
    """One visit to be made: where, when, with which team."""

    place_id: UUID
    on: date
    team_id: int
    surprise: bool


def make_visits(world: World) -> int:
    """Make all visits of all provinces, and what the first team has before it; count them."""
    made = 0
    for code in world.provinces:
        places = _places(world, code)
        outings = _outings(world, code, places)
        for start in range(0, len(outings), CHUNK):
            made += _make_chunk(world, code, outings[start : start + CHUNK])
    return made + _make_ahead(world)


def _places(world: World, code: str) -> list[tuple[UUID, date, date | None]]:
    """List who may be visited: since when it is known, and until when it was in scope."""
    rows = db.session.execute(
        select(Establishment.id, Establishment.created_at, Establishment.in_scope_to)
        .where(Establishment.province_id == world.provinces[code].id, Establishment.is_demo)
        .order_by(Establishment.sticker_code)
    )
    return [(row[0], clock.local_day(row[1]), row[2]) for row in rows]


def _outings(
    world: World, code: str, places: Sequence[tuple[UUID, date, date | None]]
) -> list[Outing]:
    rng = world.rng
    windows = [(world.today - timedelta(days=364), world.today - timedelta(days=1), SHARES[code])]
    older = {world.today.year - 1: BEFORE[code]}
    if code in PLAN_YEARS:
        planned, reached = PLAN_YEARS[code]
        older[planned] = reached
    for year, share in sorted(older.items()):
        last = min(date(year, 12, 20), windows[0][0] - timedelta(days=1))
        windows.append((date(year, 1, 10), max(last, date(year, 1, 11)), share))
    taken: set[tuple[UUID, int]] = set()
    outings = []
    for first, last, share in windows:
        for place_id, begin, end in places:
            on = first + timedelta(days=rng.randint(0, (last - first).days))
            on += timedelta(days=1) if on.weekday() == 6 and on < last else timedelta(0)
            inside = begin <= on and (end is None or on < end)
            if rng.random() >= share or not inside or (place_id, on.year) in taken:
                continue
            taken.add((place_id, on.year))
            team = rng.choice(world.teams[code])
            outings.append(Outing(place_id, on, team, rng.random() < 0.12))
    return sorted(outings, key=lambda o: (o.on, o.place_id))


def _make_chunk(world: World, code: str, outings: Sequence[Outing]) -> int:
    places = {
        e.id: e
        for e in db.session.scalars(
            select(Establishment)
            .where(Establishment.id.in_([o.place_id for o in outings]))
            .options(joinedload(Establishment.type), selectinload(Establishment.licences))
        )
    }
    made = [_make(world, code, outing, place=places[outing.place_id]) for outing in outings]
    db.session.flush()
    finished = [v for v in made if v.state in COMPLETED_STATES]
    for visit in finished:
        conclude(world, visit)
    make_violations(world, finished)
    make_reviews(world, finished)
    db.session.flush()
    db.session.expunge_all()
    return len(made)


def _make(world: World, code: str, outing: Outing, *, place: Establishment) -> Inspection:
    state = _state(world, outing.on)
    unit = world.provinces[code]
    if outing.surprise:
        hour = world.rng.choice((19, 20, 21, 22))
        decision = own_decision(world, unit, outing.team_id, day=outing.on)
    else:
        hour = world.rng.choice((8, 9, 10, 14, 15, 16, 20))
        decision = batch_decision(world, unit, outing.team_id, day=outing.on)
    start = clock.at_local(outing.on, time(hour, world.rng.choice((0, 10, 20, 30, 45))))
    visit = _inspection(world, place, decision, on=outing.on)
    visit.state = state
    if state != S.ATTEMPTED:
        visit.announced_at = start
        visit.announced_by_id = None
        if outing.surprise:
            decision.announced_at = start
        visit.team_id = outing.team_id
        visit.record = open_record(world, place, start=start)
    else:
        visit.attempt_kind = world.rng.choices(list(AttemptKind), (8, 1, 1))[0]
        visit.attempt_reason = world.rng.choice(world.words["closed_remarks"])
        visit.ended_at = start
        if outing.surprise:
            decision.announced_at = visit.announced_at = start
    return visit


def _state(world: World, on: date) -> InspectionState:
    age, dice = (world.today - on).days, world.rng.random()
    if dice < 0.04:
        return S.ATTEMPTED
    if age > 25:
        return S.CLOSED if dice < 0.5 else S.ACCEPTED
    if age > 10:
        return S.RETURNED if dice < 0.15 else S.ACCEPTED
    return S.SUBMITTED if dice < 0.85 else S.RECORD_SIGNED


def _inspection(
    world: World, place: Establishment, decision: InspectionDecision, *, on: date
) -> Inspection:
    visit = Inspection(
        id=UUID(int=world.rng.getrandbits(128), version=4),
        establishment_id=place.id,
        establishment=place,
        province_id=place.province_id,
        commune_id=place.commune_id,
        old_commune_id=place.old_commune_id,
        decision=decision,
        plan_id=decision.plan_id,
        team_id=decision.team_id,
        mode=decision.mode,
        state=S.APPROVED,
        planned_on=on,
        opens_at=decision.opens_at,
        planner_id=decision.planner_id,
        approver_id=decision.approver_id,
        is_demo=True,
        created_at=decision.created_at,
    )
    db.session.add(visit)
    return visit


def _make_ahead(world: World) -> int:
    """Give the first team its next visits, and the office one sealed surprise and some drafts."""
    team_id, unit = world.teams[HOME][0], world.provinces[HOME]
    free = _not_visited_this_year(world, unit.id)
    days = [0, 0, 0, 1, 1, 2, 3, 6]
    for days_ahead, place in zip(days, free, strict=False):
        on = world.today + timedelta(days=days_ahead)
        decision = batch_decision(world, unit, team_id, day=on)
        _inspection(world, place, decision, on=on)
    opens = clock.at_local(world.today + timedelta(days=1), time(20))
    sealed = own_decision(world, unit, team_id, day=world.today + timedelta(days=1))
    sealed.opens_at, sealed.announced_at = opens, None
    _inspection(world, free[len(days)], sealed, on=world.today + timedelta(days=1))
    db.session.flush()
    return len(days) + 1


def _not_visited_this_year(world: World, province_id: int) -> list[Establishment]:
    visited = select(Inspection.establishment_id).where(
        Inspection.planned_on >= date(world.today.year, 1, 1)
    )
    return list(
        db.session.scalars(
            select(Establishment)
            .where(
                Establishment.province_id == province_id,
                Establishment.is_demo,
                Establishment.in_scope_to.is_(None),
                Establishment.id.not_in(visited),
            )
            .order_by(Establishment.sticker_code)
            .limit(20)
        )
    )
