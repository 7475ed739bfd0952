"""What if two tablets work on one establishment? Every interleaving ends well and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Question
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.extensions import db
from inspect178.fieldwork.applying import KINDS
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.merging import marks_of
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries.records import entries_of, require_record
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, DomainError
from inspect178.kernel.periods import year
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.registry import make_establishment
from tests.fieldwork.field_day import (
    TYPED_SIGNATURES,
    commune_team_visit,
    planned_visit,
    whole_record,
)
from tests.inspections.visits import members

STEPS = ("visit.announce", "visit.entries", "visit.sign")
# Which of six steps are the first tablet's; the others are the second's, each in its own order.
ORDERS = list(combinations(range(2 * len(STEPS)), len(STEPS)))


class Journal:
    """What becomes of one tablet's steps: after a conflict the rest stands aside."""

    def __init__(self, name: str, visit: Inspection, entries: dict[str, str]) -> None:
        self.name, self.visit_id = name, visit.id
        self.bodies = _bodies(visit, entries)
        self.steps: Iterator[str] = iter(STEPS)
        self.outcomes: list[str] = []
        self.details: list[Any] = []

    def next(self) -> None:
        """Send the next step."""
        kind = next(self.steps)
        if {"conflict", "refused"} & set(self.outcomes):
            self.outcomes.append("conflict")
            return
        result = _applied(kind, self.visit_id, self.bodies[kind], self.name)
        self.outcomes.append(result.outcome.value)
        self.details.append(result.detail)


def _bodies(visit: Inspection, entries: dict[str, str]) -> dict[str, dict[str, Any]]:
    now = clock.now()
    return {
        "visit.announce": {"started_at": now.isoformat(), "members": sorted(members(visit))},
        "visit.entries": {"set": entries, "seen": marks_of({})},
        "visit.sign": {"signatures": TYPED_SIGNATURES, "signed_at": now.isoformat()},
    }


def _applied(kind: str, visit_id: UUID, body: dict[str, Any], name: str) -> Result:
    at = clock.now()
    taken = Taken(
        id=uuid4(), device_id=uuid4(), seq=1, object_id=visit_id, kind=kind, schema=1, base=None,
        body=body, clock=at, done_at=at, received_at=at,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            result = KINDS[kind](taken, people.actor(name))
    except DomainError as error:
        outcome = Outcome.CONFLICT if isinstance(error, Conflict) else Outcome.REFUSED
        result = Result(outcome, str(error))
    db.session.expire_all()
    return result


def _run(first: Journal, second: Journal, order: tuple[int, ...]) -> None:
    for number in range(2 * len(STEPS)):
        (first if number in order else second).next()


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_two_tablets_of_one_team_on_one_visit_make_one_signed_record(app, order):
    visit = planned_visit()
    entries = whole_record(visit)
    other = {**entries, "findings": "Của máy thứ hai", "conclusion": ""}
    first = Journal("binh", visit, entries)
    second = Journal("an", visit, other)

    _run(first, second, order)

    record = require_record(db.session.get_one(Inspection, visit.id)).record
    assert record.inspection_id == visit.id
    assert record.frozen_at is not None
    assert len(record.signatures) == 2
    signs = [journal.outcomes[2] for journal in (first, second)]
    assert signs.count("applied") == 1
    # Whatever either tablet said stands in the record, or is kept as a conflict for a person.
    stored = entries_of(require_record(db.session.get_one(Inspection, visit.id)))
    for journal, said in ((first, entries), (second, other)):
        if journal.outcomes[1] == "applied":
            clashes = {f[0] for d in journal.details if d for f in d.get("fields", [])}
            lost = {n for n, text in said.items() if text and stored.get(n) != text} - clashes
            assert lost == set()


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_two_teams_on_one_establishment_are_both_kept_and_the_later_one_is_listed(app, order):
    place = make_establishment(commune="12103", representative="Nguyễn Thị Mẫu")
    ours, theirs = planned_visit(place=place), commune_team_visit(place)
    first = Journal("binh", ours, whole_record(ours))
    second = Journal("nam", theirs, whole_record(theirs))

    _run(first, second, order)

    assert first.outcomes == second.outcomes == ["applied"] * 3
    states = db.session.scalars(select(Inspection.state)).all()
    assert states == [InspectionState.RECORD_SIGNED] * 2
    listed = [d for j in (first, second) for d in j.details if d]
    assert len(listed) == 1
    assert "second_visit" in listed[0]


def test_an_establishment_visited_twice_counts_once_for_the_rate(app):
    place = make_establishment(commune="12103", representative="Nguyễn Thị Mẫu")
    ours, theirs = planned_visit(place=place), commune_team_visit(place)
    for name, visit in (("binh", ours), ("nam", theirs)):
        journal = Journal(name, visit, whole_record(visit))
        for _ in STEPS:
            journal.next()

    ward = Area(require_unit_by_code("12103", clock.today()))
    counted = figures_of(SYSTEM, ward, Question(year(clock.today().year), clock.today()))
    assert (counted.in_scope, counted.provisional) == (1, 1)
