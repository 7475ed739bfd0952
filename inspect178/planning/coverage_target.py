"""Which coverage rate, denominator and tree does a unit's approved plan name for a year?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, and_, select, true

from inspect178.coverage.targets import PlannedTarget
from inspect178.extensions import db
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget

FORMULA = "COV-Y"
FEW = 100


def coverage_target(unit_ids: Collection[int], year: int) -> dict[int, PlannedTarget]:
    """Give each unit's approved plan of the year, the one with a rate before others, the latest."""
    # Of many units all plans of the year are read: a list of thousands is slower to look up.
    only_these = Plan.unit_id.in_(sorted(unit_ids)) if len(unit_ids) <= FEW else true()
    found = db.session.execute(
        select(
            Plan.unit_id,
            Plan.id,
            Plan.basis,
            Plan.tree_on,
            Plan.counts_reviews,
            Plan.approved_at,
            PlanTarget.value,
        )  # fmt: skip
        .outerjoin(
            PlanTarget,
            and_(
                PlanTarget.plan_id == Plan.id,
                PlanTarget.formula == FORMULA,
                PlanTarget.unit == TargetUnit.PERCENT,
                PlanTarget.value.is_not(None),
            ),
        )
        .where(
            only_these,
            Plan.year == year,
            Plan.state == PlanState.APPROVED,
        )
        .order_by(
            PlanTarget.value.is_not(None), Plan.approved_at, Plan.id, PlanTarget.position.desc()
        )
    )
    # The last one of each unit stays.
    return {row.unit_id: _said(row) for row in found if row.unit_id in unit_ids}


def _said(row: Row[Any]) -> PlannedTarget:
    return PlannedTarget(
        row.id,
        None if row.value is None else row.value / 100,
        row.basis,
        row.tree_on,
        row.counts_reviews,
        row.approved_at,
    )
