"""How many bytes does a tablet need? The budget of the field app, with names as in the demo."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from inspect178.commitments.enums import CommitmentState, SigningReason
from inspect178.commitments.models import Commitment
from inspect178.demo.places import made_up_places
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.fieldwork.models import DevicePack
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.registry.models import Establishment
from inspect178.territory import queries as territory
from tests import people
from tests.factories.inspections import at, make_inspection
from tests.fieldwork.tablets import Tablet, make_device, tablet_of

NINE = at(people.TODAY, 9)
KB = 1000


@pytest.mark.parametrize(
    ("who", "commune", "count", "most"),
    [("nam", "12103", 300, 60 * KB), ("binh", None, 5_000, 400 * KB)],
)
def test_the_first_download_stays_within_the_budget(app, who, commune, count, most):
    places = _fill(commune, count)
    _visits_ahead(places, who)
    tablet = tablet_of(who)

    tablet.pull(NINE)

    assert len(tablet.ids("establishment")) > 0.9 * count
    assert len(tablet.ids("visit")) == 12
    assert tablet.last_bytes <= most


def test_one_changed_establishment_costs_little_and_nothing_else_is_sent(app):
    places = _fill("12103", 300)
    tablet = tablet_of("nam")
    tablet.pull(NINE)
    changed = db.session.get_one(Establishment, places[7])
    changed.name = changed.name + " (mới)"

    answer = tablet.pull(NINE + timedelta(minutes=1))

    assert list(answer["tables"]) == ["establishment"]
    assert tablet.last_bytes <= 2 * KB


def test_the_next_day_costs_little_too(app):
    _fill("12103", 300)
    tablet = tablet_of("nam")
    tablet.pull(NINE)

    tablet.pull(NINE + timedelta(days=1))

    assert tablet.last_bytes <= 2 * KB


def test_what_the_server_remembers_of_a_tablet_is_small(app):
    _fill("12103", 300)
    device = make_device("nam")
    tablet = Tablet(device, "nam")
    tablet.pull(NINE)
    tablet.pull(NINE)

    kept = db.session.get_one(DevicePack, device.id)
    assert len(kept.acknowledged) + len(kept.pending) <= 30 * KB


def _fill(commune: str | None, count: int) -> list[UUID]:
    """Fill a commune, or the whole province, with places, visits and commitments of the year."""
    world = World.begin(clock.at_local(people.TODAY))
    if commune is not None:
        world.communes["33"] = [territory.require_unit_by_code(commune, people.TODAY)]
    rows = made_up_places(world, "33", count)
    db.session.execute(insert(Establishment), rows)
    dice = random.Random(4)
    db.session.execute(
        insert(Inspection), [v for row in rows for v in _visits(row, dice) if v is not None]
    )
    db.session.execute(
        insert(Commitment), [_commitment(row, dice) for row in rows if dice.random() < 0.7]
    )
    db.session.commit()
    return [row["id"] for row in rows if row["in_scope_to"] is None]


def _visits_ahead(places: list[UUID], who: str) -> None:
    team = people.team(people.COMMUNE_TEAM if who == "nam" else people.PROVINCE_TEAM)
    for key in places[:12]:
        make_inspection(db.session.get_one(Establishment, key), team=team)


def _visits(row: dict[str, Any], dice: random.Random) -> list[dict[str, Any] | None]:
    return [_visit(row, dice, year) if dice.random() < 0.6 else None for year in (2026, 2025)]


def _visit(row: dict[str, Any], dice: random.Random, year: int) -> dict[str, Any]:
    day = date(year, 1, 10) + timedelta(days=dice.randrange(300))
    name = people.COMMUNE_TEAM if dice.random() < 0.7 else people.PROVINCE_TEAM
    return {
        "id": UUID(int=dice.getrandbits(128), version=4),
        "establishment_id": row["id"],
        "province_id": row["province_id"],
        "commune_id": row["commune_id"],
        "old_commune_id": row["old_commune_id"],
        "team_id": people.team(name).id,
        "mode": InspectionMode.PERIODIC,
        "state": InspectionState.CLOSED,
        "planned_on": day,
        "announced_at": at(day, 9),
        "completed_on": day,
        "recorded_at": at(day, 11),
        "accepted_at": at(day, 12),
        "second_reference": "",
        "attempt_reason": "",
        "end_reason": "",
        "review_round": 1,
        "is_demo": True,
        "created_at": at(day, 8),
        "version": 1,
    }


def _commitment(row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    day = date(2026, 1, 5) + timedelta(days=dice.randrange(300))
    return {
        "id": UUID(int=dice.getrandbits(128), version=4),
        "establishment_id": row["id"],
        "province_id": row["province_id"],
        "commune_id": row["commune_id"],
        "old_commune_id": row["old_commune_id"],
        "state": CommitmentState.ACTIVE,
        "reason": SigningReason.YEARLY,
        "signed_on": day,
        "valid_from": day,
        "valid_to": day + timedelta(days=365),
        "text_version": "1",
        "content": {},
        "sha256": "0" * 64,
        "signer_name": "Nguyễn Văn A",
        "officer_name": "Trần Thị B",
        "recorded_at": at(day, 9),
        "is_demo": True,
        "version": 1,
    }
