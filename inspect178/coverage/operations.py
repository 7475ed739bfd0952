"""What can be done for coverage? Freeze the list of establishments in scope for a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Uuid, exists, func, insert, literal, select

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.coverage.models import FrozenScope
from inspect178.coverage.queries.asking import Understood
from inspect178.coverage.queries.conditions import in_scope_on
from inspect178.coverage.queries.places import COUNTRY, inside
from inspect178.extensions import db
from inspect178.kernel.errors import Conflict
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import EstablishmentSpan
from inspect178.territory.models import AdminUnit

_COPIED = ("province_id", "commune_id", "old_commune_id")


class AlreadyFrozen(Conflict):
    """A plan's list is frozen once, at its approval."""

    default_message = N_("The list of establishments in scope of this plan is frozen already.")


@dataclass(frozen=True)
class _PlanOfList:
    id: UUID
    __tablename__: ClassVar[str] = "plan"


@dataclass(frozen=True)
class _WholeCountry:
    id: str = COUNTRY
    __tablename__: ClassVar[str] = "admin_unit"


def freeze_scope(plan_id: UUID, unit: AdminUnit, on: date, *, actor: Actor, at: datetime) -> int:
    """Keep the list of the unit's establishments in scope on the day, and count them.

    The list is the denominator of a plan whose basis is FROZEN; it is taken once and for good.
    """
    if db.session.scalar(select(exists().where(FrozenScope.plan_id == plan_id))):
        raise AlreadyFrozen
    chosen = select(
        literal(plan_id, Uuid()),
        EstablishmentSpan.establishment_id,
        *(getattr(EstablishmentSpan, name) for name in _COPIED),
    ).where(in_scope_on(on), inside(EstablishmentSpan, unit))
    db.session.execute(
        insert(FrozenScope).from_select(["plan_id", "establishment_id", *_COPIED], chosen)
    )
    count = db.session.scalar(select(func.count()).where(FrozenScope.plan_id == plan_id)) or 0
    trail.record(A.SCOPE_FROZEN, actor=actor, subject=_PlanOfList(plan_id), at=at, count=count)
    return count


def record_export(asked: Understood, *, actor: Actor, at: datetime) -> None:
    """Record that somebody takes a table of coverage with its lists out of the system."""
    question = asked.question
    trail.record_reading(
        A.COVERAGE_EXPORTED,
        actor=actor,
        subject=asked.area.unit or _WholeCountry(),
        at=at,
        **{
            "unit": asked.area.code,
            "from": question.period.start_on,
            "to": question.period.end_on,
            "tree": question.tree_on,
        },
    )
