"""Which figures did units enter for the targets of a plan, and what do they come to together?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.coverage.queries.places import covers
from inspect178.extensions import db
from inspect178.planning.models import Plan, PlanTarget, TargetEntry
from inspect178.planning.pace import Figure
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import descendants_of


@dataclass(frozen=True)
class Together:
    """What the figures of a plan's units come to, which entries it is made of, who is missing."""

    figure: Figure | None
    counted: tuple[TargetEntry, ...] = ()
    missing: tuple[AdminUnit, ...] = ()


def is_unit_of(plan: Plan, unit: AdminUnit) -> bool:
    """Say whether a unit is the plan's own, or lies below it in the same tree."""
    return plan.unit_id in (unit.id, unit.province_id, unit.district_id)


def units_below(plan: Plan, own: AdminUnit) -> Sequence[AdminUnit]:
    """List the units below the plan's own in the tree in which its figures are given."""
    return descendants_of(own, plan.tree_on)


def units_held(
    actor: Actor, permission: Permission, *, own: AdminUnit, below: Iterable[AdminUnit]
) -> list[AdminUnit]:
    """List the plan's units over which the actor holds a permission, its own first.

    Whoever answers for the whole unit holds all, whichever tree they are of.
    """
    if covers(actor, own, permission):
        return [own, *below]
    ground = actor.territory(permission)
    held = ground.commune_ids | ground.old_commune_ids
    return [unit for unit in below if unit.id in held]


def entries_of(actor: Actor, plan: Plan) -> dict[int, list[TargetEntry]]:
    """Give, by target, the entries that the actor may read, the latest first.

    Whoever reads a plan reads the figures of its own unit; those of units below only on the
    own ground.
    """
    found = db.session.scalars(
        select(TargetEntry)
        .join(PlanTarget, PlanTarget.id == TargetEntry.target_id)
        .where(
            PlanTarget.plan_id == plan.id,
            or_(visible(TargetEntry, actor, P.PLAN_READ), TargetEntry.unit_id == plan.unit_id),
        )
        .order_by(TargetEntry.id.desc())
    )
    by_target: dict[int, list[TargetEntry]] = {}
    for entry in found:
        by_target.setdefault(entry.target_id, []).append(entry)
    return by_target


def latest_of_units(entries: Iterable[TargetEntry]) -> dict[int, TargetEntry]:
    """Give the entry of each unit that was recorded last; entries come latest first."""
    latest: dict[int, TargetEntry] = {}
    for entry in entries:
        latest.setdefault(entry.unit_id, entry)
    return latest


def together(own_id: int, below: Sequence[AdminUnit], entries: Iterable[TargetEntry]) -> Together:
    """Add up the figures of a plan's units.

    A figure of a unit stands for everything below it: where the plan's own unit, or a district,
    has entered one, those of its units are shown and not added to it. Otherwise done and total
    of the units that entered are added, and those right below without any figure are missing.
    """
    latest = latest_of_units(entries)
    children: dict[int | None, list[AdminUnit]] = {}
    for unit in below:
        children.setdefault(unit.parent_id, []).append(unit)
    counted = _standing_for(own_id, latest, children)
    missing = (
        [u for u in children.get(own_id, []) if not _standing_for(u.id, latest, children)]
        if counted and own_id not in latest
        else []
    )
    return Together(sum_of(counted), tuple(counted), tuple(missing))


def _standing_for(
    unit_id: int, latest: dict[int, TargetEntry], children: dict[int | None, list[AdminUnit]]
) -> list[TargetEntry]:
    if unit_id in latest:
        return [latest[unit_id]]
    return [e for u in children.get(unit_id, []) for e in _standing_for(u.id, latest, children)]


def sum_of(entries: Sequence[TargetEntry]) -> Figure | None:
    """Add done and total of several entries, as of the latest of their days; None of none."""
    if not entries:
        return None
    totals = [e.total for e in entries if e.total is not None]
    return Figure(
        sum(e.done for e in entries),
        sum(totals) if totals else None,
        max(e.figures_to for e in entries),
    )


def counted_by_day(own_id: int, entries: Iterable[TargetEntry]) -> list[TargetEntry]:
    """Give the entries that count for a target of every month or quarter.

    The plan's own unit speaks where it has entered anything, otherwise the units below; of a
    unit and day the entry recorded last counts.
    """
    latest: dict[tuple[int, date], TargetEntry] = {}
    for entry in entries:
        latest.setdefault((entry.unit_id, entry.figures_to), entry)
    speaks_itself = any(unit_id == own_id for unit_id, _day in latest)
    return [e for e in latest.values() if e.unit_id == own_id or not speaks_itself]


def done_by_day(own_id: int, entries: Iterable[TargetEntry]) -> dict[date, int]:
    """Give what was done by the days of entries, for targets of every month or quarter."""
    done: dict[date, int] = {}
    for entry in counted_by_day(own_id, entries):
        done[entry.figures_to] = done.get(entry.figures_to, 0) + entry.done
    return done
