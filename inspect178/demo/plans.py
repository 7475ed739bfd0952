"""Which plans does the demonstration hold? The five published ones, and this year's."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import DenominatorBasis
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget
from inspect178.planning.operations import load_plan_templates
from inspect178.territory.models import AdminUnit

# The share that the province's published plan asks for, carried over to the present year.
SHARES = {"04": 20, "11": 20, "12": 90, "31": 20, "33": 60}


def make_plans(world: World) -> int:
    """Take over the five plans and make a marked one for each province without this year's."""
    made = load_plan_templates(actor=SYSTEM, at=world.at)
    for code, unit in world.provinces.items():
        if not _has_plan(unit, world.today.year):
            db.session.add(_this_years(world, unit, SHARES[code]))
            made += 1
    db.session.flush()
    rows = db.session.execute(
        select(Plan.id, Plan.year, AdminUnit.code)
        .join(AdminUnit, AdminUnit.id == Plan.province_id)
        .where(Plan.commune_id.is_(None))
        .order_by(Plan.created_at, Plan.id)
    )
    world.plans = {(row[2], row[1]): row[0] for row in rows}
    return made


def _has_plan(unit: AdminUnit, year: int) -> bool:
    found = select(Plan.id).where(Plan.unit_id == unit.id, Plan.year == year)
    return db.session.scalar(found) is not None


def _this_years(world: World, unit: AdminUnit, share: int) -> Plan:
    year = world.today.year
    target = PlanTarget(
        code=f"MAU-{unit.code}-1",
        label_vi="Tỷ lệ cơ sở kinh doanh dịch vụ được kiểm tra trong năm",
        label_en="Establishments inspected in the year",
        formula="COV-Y",
        comparator=">=",
        value=share,
        unit=TargetUnit.PERCENT,
        position=1,
    )
    return Plan(
        id=UUID(int=world.rng.getrandbits(128), version=4),
        unit_id=unit.id,
        province_id=unit.id,
        year=year,
        title=f"Kế hoạch kiểm tra liên ngành 178 năm {year} {unit.name} (dữ liệu mẫu)",
        number="15/KH-UBND (mẫu)",
        signed_on=date(year, 1, 12),
        state=PlanState.APPROVED,
        basis=DenominatorBasis.END_OF_PERIOD,
        tree_on=world.today,
        source="Dữ liệu mẫu",
        created_at=world.at,
        created_by_id=world.users["thuongtruc"],
        approved_by_id=world.users["lanhdao"],
        approved_at=world.at,
        targets=[target],
    )
