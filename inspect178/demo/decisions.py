"""On which decisions do the demonstration's visits rest?"""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from inspect178.demo.people import ACCOUNTS
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.inspections.enums import SURPRISE_GROUNDS, DecisionState, Ground, InspectionMode
from inspect178.inspections.models import InspectionDecision
from inspect178.kernel import clock
from inspect178.territory.models import AdminUnit

SCOPE = (
    "Việc chấp hành pháp luật về phòng, chống mại dâm; điều kiện về an ninh, trật tự; "
    "sử dụng lao động và các quy định có liên quan"
)


def batch_decision(world: World, unit: AdminUnit, team_id: int, *, day: date) -> InspectionDecision:
    """Give the decision under which a team works through the planned visits of a month."""
    key = (team_id, day.year, day.month)
    found = world.decisions.get(key)
    if found is not None:
        # Earlier chunks are no longer in the session; the row is.
        return found if found in db.session else db.session.merge(found, load=False)
    made = _decision(world, unit, team_id, signed_on=day.replace(day=1) - timedelta(days=3))
    world.decisions[key] = made
    return made


def own_decision(world: World, unit: AdminUnit, team_id: int, *, day: date) -> InspectionDecision:
    """Make the decision of one surprise visit."""
    made = _decision(world, unit, team_id, signed_on=day - timedelta(days=1))
    made.mode = InspectionMode.SURPRISE
    made.ground = world.rng.choice(SURPRISE_GROUNDS)
    made.ground_reference = f"Phiếu chuyển số {world.rng.randint(1, 99):02d} (dữ liệu mẫu)"
    made.opens_at = clock.at_local(day, time(18))
    made.plan_id = None
    return made


def _decision(
    world: World, unit: AdminUnit, team_id: int, *, signed_on: date
) -> InspectionDecision:
    count = world.numbers[(unit.id, signed_on.year)] = (
        world.numbers.get((unit.id, signed_on.year), 0) + 1
    )
    signed_at = clock.at_local(signed_on, time(9))
    made = InspectionDecision(
        id=UUID(int=world.rng.getrandbits(128), version=4),
        unit_id=unit.id,
        province_id=unit.id,
        state=DecisionState.SIGNED,
        mode=InspectionMode.PERIODIC,
        number=f"{count:02d}/QĐ-UBND",
        signed_on=signed_on,
        signed_at=signed_at,
        issuer_name=ACCOUNTS["lanhdao"][0],
        issuer_post="Phó Chủ tịch",
        issuer_body=f"Ủy ban nhân dân {unit.name.lower().replace(unit.short_name.lower(), '')}"
        f"{unit.short_name}",
        ground=Ground.PLAN,
        ground_text="",
        scope_text=SCOPE,
        time_limit_days=10,
        team_id=team_id,
        plan_id=world.plans.get((unit.code, signed_on.year)),
        planner_id=world.users["thuongtruc"],
        approver_id=world.users["lanhdao"],
        signed_by_id=world.users["lanhdao"],
        created_at=signed_at - timedelta(days=2),
    )
    db.session.add(made)
    return made
