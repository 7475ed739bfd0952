"""Who is in scope, and who was inspected? The conditions that numbers and lists share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import AreaScoped, visible
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.models import FrozenScope
from inspect178.coverage.queries.places import Area, lies_in
from inspect178.coverage.rules import Question
from inspect178.inspections.models import Inspection
from inspect178.kernel.periods import Period
from inspect178.registry.models import Establishment


@dataclass(frozen=True)
class Population:
    """What stands below the line: rows of a table, the establishment's id, the condition."""

    model: type[AreaScoped]
    establishment_id: InstrumentedAttribute[Any]
    condition: ColumnElement[bool]


def in_scope_on(day: date) -> ColumnElement[bool]:
    """Give the condition for establishments in scope on the day."""
    return _in_scope_between(day, day)


def population(actor: Actor, area: Area, question: Question) -> Population:
    """Give the establishments below the line in a place, as far as the actor may see them."""
    frozen = question.basis == DenominatorBasis.FROZEN
    model: type[AreaScoped] = FrozenScope if frozen else Establishment
    return Population(
        model,
        FrozenScope.establishment_id if frozen else Establishment.id,
        and_(
            _below_the_line(question),
            visible(model, actor, P.COVERAGE_READ),
            lies_in(model, area, question.tree_on),
        ),
    )


def completed_in(period: Period) -> ColumnElement[bool]:
    """Give the condition for inspections completed in the period; attempts never are."""
    return Inspection.completed_on.between(period.start_on, period.end_on)


def is_accepted() -> ColumnElement[bool]:
    """Give the condition for inspections that the reviewers have accepted."""
    return Inspection.accepted_at.is_not(None)


def _below_the_line(question: Question) -> ColumnElement[bool]:
    period = question.period
    if question.basis == DenominatorBasis.FROZEN:
        return FrozenScope.plan_id == question.plan_id
    if question.basis == DenominatorBasis.ANY_TIME:
        return _in_scope_between(period.start_on, period.end_on)
    return in_scope_on(period.end_on)


def _in_scope_between(first: date, last: date) -> ColumnElement[bool]:
    # Half-open: the day of `in_scope_to` is the first day out of scope.
    return and_(
        Establishment.in_scope_from <= last,
        or_(Establishment.in_scope_to.is_(None), Establishment.in_scope_to > first),
    )
