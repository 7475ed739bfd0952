"""Which published plans can be taken over as they are? The five of planning/data/plans.json.

They are facts of the past, signed by others outside this system; so they come in as approved,
with their source, and their list in scope was never frozen here.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.identity.models import Agency
from inspect178.kernel.shipped import day_or_none
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget
from inspect178.planning.queries import title_is_taken
from inspect178.territory.enums import Level
from inspect178.territory.queries import find_unit_by_code, place_of

PLANS = Path(__file__).resolve().parent.parent / "data" / "plans.json"


def load_plan_templates(*, actor: Actor, at: datetime) -> int:
    """Take over the published plans whose units are known, with their targets; count new ones.

    Loading again changes nothing: a plan is recognised by its unit, year and title.
    """
    told: list[dict[str, Any]] = json.loads(PLANS.read_text(encoding="utf-8"))["plans"]
    agency_ids = {row[0]: row[1] for row in db.session.execute(select(Agency.code, Agency.id))}
    loaded = [_load(plan, agency_ids, actor=actor, at=at) for plan in told]
    return sum(loaded)


def _load(told: dict[str, Any], agency_ids: dict[str, int], *, actor: Actor, at: datetime) -> bool:
    tree_on = date.fromisoformat(told["tree_date"])
    unit = find_unit_by_code(told["unit_code"], tree_on, Level(told["unit_level"]))
    if unit is None or title_is_taken(unit.id, told["year"], told["title_vi"], but=None):
        return False
    province_id, commune_id, old_commune_id = place_of(unit)
    plan = Plan(
        id=uuid4(),
        unit_id=unit.id,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        year=told["year"],
        title=told["title_vi"],
        number=told["number"] or "",
        signed_on=day_or_none(told["signed_on"] or ""),
        lead_agency_id=agency_ids.get(told["lead_agency"]),
        state=PlanState.APPROVED,
        basis=DenominatorBasis(told["denominator_basis"]),
        tree_on=tree_on,
        counts_reviews=told["counts_reviews"],
        source=told["source"],
        note=told["lead_agency_note"],
        created_at=at,
        targets=[_target(t, place) for place, t in enumerate(told["targets"], start=1)],
    )
    db.session.add(plan)
    trail.record(A.PLAN_CREATED, actor=actor, subject=plan, at=at, year=plan.year, title=plan.title)
    return True


def _target(told: dict[str, Any], position: int) -> PlanTarget:
    names = ("code", "label_vi", "label_en", "formula", "comparator", "value", "frequency", "note")
    return PlanTarget(
        **{name: told[name] for name in names}, unit=TargetUnit(told["unit"]), position=position
    )
