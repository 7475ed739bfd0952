"""What does somebody see who tries the system? Five provinces, marked as made up, from one seed.

Real places (OpenStreetMap, ODbL) keep their names and never get made-up findings; everything else
carries "(dữ liệu mẫu)" in its name and `is_demo` in its row.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from inspect178.access.actor import SYSTEM
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.demo.commitments import make_commitments
from inspect178.demo.noted import make_noted_visits
from inspect178.demo.people import make_people, make_teams
from inspect178.demo.places import make_places
from inspect178.demo.plans import make_plans
from inspect178.demo.visits import make_visits
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.identity.models import UserAccount
from inspect178.reference import load_reference
from inspect178.registry.models import Establishment


def has_data() -> bool:
    """Say whether somebody works here already: then the demo stays away."""
    accounts = db.session.scalar(select(func.count()).select_from(UserAccount)) or 0
    places = db.session.scalar(select(func.count()).select_from(Establishment)) or 0
    return accounts + places > 0


def load_demo(*, at: datetime) -> dict[str, int]:
    """Fill an empty database; give how many things of each kind were made."""
    load_reference(actor=SYSTEM, at=at)
    world = World.begin(at)
    people = make_people(world)
    teams = make_teams(world)
    plans = make_plans(world)
    places = make_places(world)
    visits = make_visits(world)
    commitments = make_commitments(world)
    noted = make_noted_visits(world)
    trail.record(
        A.DEMO_LOADED, actor=SYSTEM, subject="demo", at=at, establishments=places,
        inspections=visits,
    )  # fmt: skip
    return {
        "people": people, "teams": teams, "plans": plans, "establishments": places,
        "inspections": visits,
        "commitments": commitments, "noted visits": noted,
    }  # fmt: skip
