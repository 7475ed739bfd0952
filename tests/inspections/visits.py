"""What do the tests of a visit say and do again and again?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.files.drawings import Drawing
from inspect178.identity import queries as identity
from inspect178.inspections import queries
from inspect178.inspections.enums import InspectionMode, SignatureRole
from inspect178.inspections.merging import seen_of
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import records
from inspect178.inspections.operations.signing import GivenSignature
from inspect178.inspections.operations.visits import Announcement
from inspect178.inspections.queries.records import entries_of, require_record
from tests import people
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment

NINE = at(people.TODAY, 9)
TEN = at(people.TODAY, 10)
ELEVEN = at(people.TODAY, 11)
SURPRISE = InspectionMode.SURPRISE


def visit(state: str = "announced", **facts: Any) -> Inspection:
    """Make a visit of the province's team to a new place."""
    return make_inspection(facts.pop("place", None) or make_establishment(), state=state, **facts)


def members(inspection: Inspection, *names: str) -> frozenset[int]:
    """Give the ids of members of the team, all of them without a name."""
    team = identity.team_members(inspection.team_id, people.TODAY)
    return frozenset(m.id for m in team if not names or m.full_name.split()[-1] in names)


def announcement(inspection: Inspection, *names: str, **said: Any) -> Announcement:
    said.setdefault("started_at", NINE)
    return Announcement(member_ids=members(inspection, *names), **said)


def loaded(inspection: Inspection, actor: Actor, now: datetime = TEN) -> Inspection:
    """Give the inspection as a view would load it."""
    return queries.require_inspection(actor, inspection.id, now, permission=P.INSPECTION_CAPTURE)


def entries(inspection: Inspection) -> dict[str, str]:
    return entries_of(require_record(inspection))


def save(
    inspection: Inspection, actor: Actor, seen: str | None = None, /, **typed: str
) -> records.Saved:
    """Save entries; `answer__C1="yes"` stands for answer.C1; the page is fresh unless told."""
    names = {name.replace("__", "."): text for name, text in typed.items()}
    seen = seen_of(entries(inspection)) if seen is None else seen
    return records.save_entries(inspection, names, seen, actor=actor, at=TEN)


def typed_signature(role: SignatureRole, name: str = "Nguyễn Thị Mẫu") -> GivenSignature:
    return GivenSignature(role, name, Drawing(typed=name))


def both_signatures() -> list[GivenSignature]:
    leader = typed_signature(SignatureRole.LEADER, "Trần Thị Bình")
    return [leader, typed_signature(SignatureRole.OWNER)]


def later(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)
