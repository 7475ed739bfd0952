"""Which plans do tests start from? One at any point of its life, drawn up by Hoa.

    make_plan()                                  a draft of the province for 2026, one target
    make_plan(state=PlanState.APPROVED)          approved by Khanh on 2026-01-05
    make_plan(unit="12103", title="…")           of a ward

Further keywords are columns of the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget, TargetEntry
from inspect178.territory import queries as territory
from tests import people

_made = {"plans": 0}


def make_plan(
    *, unit: str = "33", state: PlanState = PlanState.DRAFT, targets: int = 1, **columns: Any
) -> Plan:
    """Make a plan with some targets; flushed, not committed."""
    _made["plans"] += 1
    found = territory.require_unit_by_code(unit, people.TODAY)
    province_id, commune_id, old_commune_id = territory.place_of(found)
    approved = state == PlanState.APPROVED
    plan = Plan(
        unit_id=found.id,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        year=2026,
        title=f"Kế hoạch thử {_made['plans']}",
        state=state,
        number=f"{_made['plans']:02d}/KH-UBND" if approved else "",
        signed_on=date(2026, 1, 5) if approved else None,
        approved_by_id=people.user_id("khanh") if approved else None,
        approved_at=people.LOADED_AT if approved else None,
        basis=DenominatorBasis.END_OF_PERIOD,
        tree_on=date(2026, 12, 31),
        created_by_id=people.user_id("hoa"),
        created_at=people.LOADED_AT,
        targets=[make_target(place) for place in range(1, targets + 1)],
    )
    for name, value in columns.items():
        setattr(plan, name, value)
    db.session.add(plan)
    db.session.flush()
    return plan


def make_target(place: int = 1, **columns: Any) -> PlanTarget:
    """Make a target that asks for 20 % of the establishments."""
    facts = {
        "code": f"T{place}",
        "label_vi": "Tỷ lệ cơ sở được kiểm tra",
        "label_en": "Establishments inspected",
        "formula": "COV-Y",
        "comparator": ">=",
        "value": 20.0,
        "unit": TargetUnit.PERCENT,
        "frequency": "year",
        "position": place,
    }
    return PlanTarget(**{**facts, **columns})


def make_entry(target: PlanTarget, unit: str = "33", **columns: Any) -> TargetEntry:
    """Make a figure of a unit for a target: 3 of 4 until the end of June."""
    found = territory.require_unit_by_code(unit, people.TODAY)
    province_id, commune_id, old_commune_id = territory.place_of(found)
    facts = {
        "target_id": target.id,
        "unit_id": found.id,
        "province_id": province_id,
        "commune_id": commune_id,
        "old_commune_id": old_commune_id,
        "figures_to": date(2026, 6, 30),
        "done": 3,
        "total": 4,
        "document": "Báo cáo số 12/BC-UBND",
        "document_on": date(2026, 7, 2),
        "reported_by": "Phòng Văn hóa - Xã hội",
        "recorded_at": people.LOADED_AT,
    }
    return TargetEntry(**{**facts, **columns})
