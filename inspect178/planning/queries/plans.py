"""What can be read of plans? Lists, one plan, its units, and establishments to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible, within
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import is_used_up
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.text import fold
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan, PlanTarget
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter, establishments
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import ancestors_of, territory_of, valid_on

ORDERS: dict[str, Any] = {
    "year": Plan.year,
    "title": Plan.title,
    "state": Plan.state,
    "unit": AdminUnit.sort_key,
}
NEWEST_FIRST = "-year"


@dataclass(frozen=True)
class PlanFilter:
    """Which plans are asked for; whatever is None or empty is not asked."""

    words: str = ""
    year: int | None = None
    state: PlanState | None = None
    order: str = NEWEST_FIRST


@dataclass(frozen=True)
class CandidateFilter:
    """Which establishments are offered for a plan, beyond those of its unit in scope."""

    words: str = ""
    type_code: str = ""
    commune: AdminUnit | None = None
    only_complex: bool = False
    only_not_yet: bool = False
    last_before: date | None = None


def readable(actor: Actor) -> ColumnElement[bool]:
    """Give the condition for plans of the area, and for approved ones of the provinces above."""
    ground = actor.territory(P.PLAN_READ)
    above = select(AdminUnit.province_id).where(AdminUnit.id.in_(sorted(ground.commune_ids)))
    own = visible(Plan, actor, P.PLAN_READ)
    if not ground.commune_ids:
        return own
    return or_(
        own,
        and_(
            Plan.commune_id.is_(None),
            Plan.old_commune_id.is_(None),
            Plan.province_id.in_(above),
            Plan.state == PlanState.APPROVED,
        ),
    )


def plans(actor: Actor, wanted: PlanFilter) -> Select[Plan, AdminUnit]:
    """Select the plans that the actor may read, with their units, in the order asked for."""
    statement = (
        select(Plan, AdminUnit).join(AdminUnit, AdminUnit.id == Plan.unit_id).where(readable(actor))
    )
    if wanted.year is not None:
        statement = statement.where(Plan.year == wanted.year)
    if wanted.state is not None:
        statement = statement.where(Plan.state == wanted.state)
    for word in fold(wanted.words).split():
        statement = statement.where(
            or_(
                AdminUnit.search_key.contains(word, autoescape=True),
                func.lower(Plan.number).contains(word, autoescape=True),
            )
        )
    column = ORDERS.get(wanted.order.removeprefix("-"), Plan.year)
    first = column.desc() if wanted.order.startswith("-") else column.asc()
    return statement.order_by(first, AdminUnit.sort_key, Plan.title, Plan.id)


def plan_years(actor: Actor) -> Sequence[int]:
    """List the years for which the actor may read plans, the latest first."""
    return db.session.scalars(
        select(Plan.year).where(readable(actor)).distinct().order_by(Plan.year.desc())
    ).all()


def require_plan(actor: Actor, plan_id: UUID, permission: Permission | None = None) -> Plan:
    """Give a plan with its targets, or raise NotFound; with a permission, one held over it."""
    may = readable(actor) if permission is None else visible(Plan, actor, permission)
    found: Plan | None = db.session.scalar(
        select(Plan).where(Plan.id == plan_id, may).options(selectinload(Plan.targets))
    )
    if found is None:
        raise NotFound
    return found


def require_target(plan: Plan, target_id: int) -> PlanTarget:
    """Give a target of the plan, or raise NotFound."""
    target = next((t for t in plan.targets if t.id == target_id), None)
    if target is None:
        raise NotFound
    return target


def title_is_taken(unit_id: int, year: int, title: str, *, but: UUID | None) -> bool:
    """Say whether another plan of the unit and year bears the title."""
    found = db.session.scalars(
        select(Plan.id).where(Plan.unit_id == unit_id, Plan.year == year, Plan.title == title)
    )
    return any(key != but for key in found)


def units_for(actor: Actor, permission: Permission, day: date) -> Sequence[AdminUnit]:
    """List the units for which the actor may draw up a plan: own ones and those right below."""
    ground = actor.territory(permission)
    levels = (Level.PROVINCE,) if ground.whole_country else (Level.PROVINCE, Level.COMMUNE)
    statement = select(AdminUnit).where(valid_on(day), AdminUnit.level.in_(levels))
    if not ground.whole_country:
        own = [g.unit_id for g in actor.grants if permission in g.permissions]
        statement = (
            select(AdminUnit)
            .where(
                or_(
                    AdminUnit.id.in_(sorted({*own, *ground.commune_ids})),
                    AdminUnit.province_id.in_(sorted(ground.province_ids)),
                )
            )
            .where(or_(valid_on(day), AdminUnit.id.in_(sorted(own))))
        )
    return db.session.scalars(
        statement.order_by(AdminUnit.level.desc(), AdminUnit.sort_key, AdminUnit.id)
    ).all()


def require_unit_choice(actor: Actor, unit_id: int, day: date) -> AdminUnit:
    """Give the unit that was chosen for a plan, or refuse one that is not on offer."""
    unit = next((u for u in units_for(actor, P.PLAN_EDIT, day) if u.id == unit_id), None)
    if unit is None:
        raise InvalidInput(N_("Choose a unit of your area."), field="unit")
    return unit


def plans_above(actor: Actor, units: Iterable[AdminUnit]) -> Sequence[Plan]:
    """List the approved plans of the units above some units, the latest first."""
    above = {u.province_id for u in units if u.level != Level.PROVINCE}
    return db.session.scalars(
        select(Plan)
        .where(
            readable(actor),
            Plan.state == PlanState.APPROVED,
            Plan.unit_id.in_(sorted(i for i in above if i is not None)),
        )
        .order_by(Plan.year.desc(), Plan.title, Plan.id)
    ).all()


def check_parent(parent: Plan, unit: AdminUnit) -> None:
    """Refuse a plan above that is not of a unit above."""
    if parent.unit_id not in {u.id for u in ancestors_of(unit)}:
        raise InvalidInput(
            N_("Choose an approved plan of the unit above this one."), field="parent_plan"
        )


def candidates(
    actor: Actor, plan: Plan, unit: AdminUnit, *, wanted: CandidateFilter, on: date
) -> Select[Establishment, date]:
    """Select establishments of the plan's unit in scope on a day, with the last visit's day.

    Whether a visit of the year exists is answered from public facts alone.
    """
    asked = EstablishmentFilter(
        words=wanted.words,
        type_codes=(wanted.type_code,) if wanted.type_code else (),
        unit=wanted.commune,
        in_scope_on=on,
        is_complex_on=on if wanted.only_complex else None,
    )
    mine = Inspection.establishment_id == Establishment.id
    last = select(func.max(Inspection.completed_on)).where(mine).scalar_subquery()
    statement = establishments(actor, asked, P.INSPECTION_PLAN).where(
        within(Establishment, territory_of(unit)),
        Establishment.status != EstablishmentStatus.CLOSED,
    )
    if wanted.only_not_yet:
        statement = statement.where(~is_used_up(Establishment.id, plan.year))
    if wanted.last_before is not None:
        statement = statement.where(or_(last.is_(None), last < wanted.last_before))
    return statement.add_columns(last.label("last_on"))


def require_candidates(
    actor: Actor, plan: Plan, unit: AdminUnit, *, ids: Sequence[UUID], on: date
) -> Sequence[Establishment]:
    """Give the establishments that were ticked, or refuse where one is not on offer any more."""
    statement = candidates(actor, plan, unit, wanted=CandidateFilter(), on=on)
    found = db.session.scalars(statement.where(Establishment.id.in_(sorted(set(ids))))).all()
    if not ids or len(found) != len(set(ids)):
        raise InvalidInput(
            N_("Tick at least one establishment of the list and try again."), field="chosen"
        )
    return found
