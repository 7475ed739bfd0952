"""From which words and which dice is the demonstration made?"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.models import Agency, Team, TeamMember
from inspect178.inspections.checklist import Given
from inspect178.inspections.models import ChecklistItem, Inspection, InspectionDecision
from inspect178.inspections.queries.checklist import checklist_for
from inspect178.kernel import clock
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitSuccession

DATA = Path(__file__).parent.parent / "demo_data"
SEED = 178
# Seed provinces with the number of establishments to fill up to.
PROVINCES = {"04": 420, "11": 380, "12": 320, "31": 980, "33": 700}
# The province in which the accounts of the demonstration work; its plan is of the present year.
HOME = "11"
PASSWORD = "inspect178 demo 2026"  # noqa: S105 - shown on the sign-in page of the demo


@dataclass
class World:
    """The dice, the moment, the words and the units of the demonstration."""

    rng: random.Random
    at: datetime
    today: date
    words: dict[str, Any]
    provinces: dict[str, AdminUnit]
    communes: dict[str, list[AdminUnit]]
    # Old communes of each new commune, by the default of the State's table.
    before: dict[int, list[int]]
    agencies: dict[str, Agency]
    users: dict[str, int] = field(default_factory=dict)
    teams: dict[str, list[int]] = field(default_factory=dict)
    plans: dict[tuple[str, int], UUID] = field(default_factory=dict)
    # Decisions by team and month, numbers given by issuer or team and year.
    decisions: dict[tuple[int, int, int], InspectionDecision] = field(default_factory=dict)
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    # Answers of the visits in hand, by visit; members of each team.
    given: dict[UUID, dict[str, Given]] = field(default_factory=dict)
    _members: dict[int, Sequence[TeamMember]] = field(default_factory=dict)
    _teams: dict[int, Team] = field(default_factory=dict)
    _items: dict[tuple[str, date], list[ChecklistItem]] = field(default_factory=dict)

    @classmethod
    def begin(cls, at: datetime) -> World:
        """Read words and units; the seed is fixed, so that every demonstration is the same."""
        today = clock.local_day(at)
        provinces = {
            u.code: u
            for u in db.session.scalars(
                select(AdminUnit).where(
                    AdminUnit.level == Level.PROVINCE,
                    AdminUnit.valid_to.is_(None),
                    AdminUnit.code.in_(PROVINCES),
                )
            )
        }
        communes = {code: _communes(unit) for code, unit in provinces.items()}
        return cls(
            rng=random.Random(SEED),
            at=at,
            today=today,
            words=json.loads((DATA / "demo_words.json").read_text(encoding="utf-8")),
            provinces=provinces,
            communes=communes,
            before=_before(),
            agencies={a.code: a for a in db.session.scalars(select(Agency))},
        )

    def team(self, team_id: int) -> Team:
        """Give a team, read once and kept apart from the session."""
        if team_id not in self._teams:
            self._teams[team_id] = kept = db.session.get_one(Team, team_id)
            db.session.expunge(kept)
        return self._teams[team_id]

    def members(self, team_id: int) -> Sequence[TeamMember]:
        """Give the members of a team, the leader first, read once."""
        if team_id not in self._members:
            self._members[team_id] = identity.team_members(team_id, self.today)
        return self._members[team_id]

    def items(self, visit: Inspection) -> list[ChecklistItem]:
        """Give the checklist of a visit, read once for each type and month."""
        key = (visit.establishment.type.group, visit.planned_on)
        if key not in self._items:
            self._items[key] = checklist_for(*key)
        return self._items[key]

    def person(self) -> str:
        """Make up a name."""
        names, rng = self.words["people"], self.rng
        kind = rng.choice(("male", "female"))
        family, middle = rng.choice(names["family"]), rng.choice(names[f"middle_{kind}"])
        return f"{family} {middle} {rng.choice(names[f'given_{kind}'])}"

    def weighted(self, key: str) -> str:
        """Draw one of the weighted words of a list."""
        weights = self.words[key]
        return self.rng.choices(list(weights), list(weights.values()))[0]


def _communes(province: AdminUnit) -> list[AdminUnit]:
    return list(
        db.session.scalars(
            select(AdminUnit)
            .where(
                AdminUnit.province_id == province.id,
                AdminUnit.level == Level.COMMUNE,
                AdminUnit.valid_to.is_(None),
            )
            .order_by(AdminUnit.code)
        )
    )


def _before() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(UnitSuccession.new_id, UnitSuccession.old_id)
        .where(UnitSuccession.is_default)
        .order_by(UnitSuccession.old_id)
    )
    for new_id, old_id in rows:
        found.setdefault(new_id, []).append(old_id)
    return found
