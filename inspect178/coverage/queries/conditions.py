"""Who is in scope, and who was inspected, as was known when? Conditions of numbers and lists.

Every fact carries the days on which it holds and the instant at which it became known. A question
with an instant reads what was known then; without one it reads what is known now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.orm.util import AliasedClass

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import AreaScoped, visible
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.models import FrozenScope
from inspect178.coverage.queries.places import Area, lies_in
from inspect178.coverage.rules import Question
from inspect178.inspections.enums import REVIEWING_KINDS
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.registry.models import EstablishmentSpan

Span = type[EstablishmentSpan] | AliasedClass[EstablishmentSpan]
Visit = type[Inspection] | AliasedClass[Inspection]


@dataclass(frozen=True)
class Population:
    """What stands in a list: rows of a table, the establishment's id, the condition."""

    model: type[AreaScoped]
    establishment_id: InstrumentedAttribute[Any]
    condition: ColumnElement[bool]


def known(since: SQLColumnExpression[Any], until: Any, at: datetime | None) -> ColumnElement[bool]:
    """Give the condition for rows that were known at an instant; None means now."""
    if at is None:
        return until.is_(None)  # type: ignore[no-any-return]
    return and_(since <= at, or_(until.is_(None), until > at))


def holding_on(
    day: date, at: datetime | None, span: Span = EstablishmentSpan
) -> ColumnElement[bool]:
    """Give the condition for the one span of each establishment that holds on the day."""
    return and_(
        known(span.known_from, span.known_to, at), span.holds_from <= day, span.holds_to > day
    )


def in_scope_on(day: date) -> ColumnElement[bool]:
    """Give the condition for spans of establishments in scope on the day, as is known now."""
    return and_(holding_on(day, None), EstablishmentSpan.in_scope)


def population(actor: Actor, area: Area, question: Question) -> Population:
    """Give the establishments below the line in a place, as far as the actor may see them."""
    frozen = question.basis == DenominatorBasis.FROZEN
    model: type[AreaScoped] = FrozenScope if frozen else EstablishmentSpan
    return Population(
        model,
        FrozenScope.establishment_id if frozen else EstablishmentSpan.establishment_id,
        and_(_below_the_line(question), _readable(model, actor, area, tree_on=question.tree_on)),
    )


def excluded(actor: Actor, area: Area, question: Question) -> Population:
    """Give the register's other establishments in a place: those that are not below the line.

    With `population` they are all establishments that lie in the place at the end of the period;
    nobody is in both.
    """
    return Population(
        EstablishmentSpan,
        EstablishmentSpan.establishment_id,
        and_(
            holding_on(question.period.end_on, question.known_at),
            _of_agency(question),
            not_(is_below_the_line(question)),
            _readable(EstablishmentSpan, actor, area, tree_on=question.tree_on),
        ),
    )


def is_below_the_line(question: Question) -> ColumnElement[bool]:
    """Give the condition for spans at the end of the period whose establishment counts below."""
    if question.basis == DenominatorBasis.END_OF_PERIOD:
        return and_(EstablishmentSpan.in_scope)
    same = EstablishmentSpan.establishment_id
    if question.basis == DenominatorBasis.FROZEN:
        return exists().where(
            FrozenScope.plan_id == question.plan_id, FrozenScope.establishment_id == same
        )
    return in_scope_sometime(question)


def in_scope_sometime(question: Question) -> ColumnElement[bool]:
    """Give the condition for spans whose establishment was in scope on a day of the period."""
    other = aliased(EstablishmentSpan)
    return exists().where(
        other.establishment_id == EstablishmentSpan.establishment_id,
        _in_scope_in_period(question, other),
    )


def inspected(question: Question, visit: Visit = Inspection) -> ColumnElement[bool]:
    """Give the condition for inspections completed in the period, as was known."""
    period, at = question.period, question.known_at
    completed = visit.completed_on.between(period.start_on, period.end_on)
    return completed if at is None else and_(completed, visit.recorded_at <= at)


def is_accepted(question: Question) -> ColumnElement[bool]:
    """Give the condition for inspections that the reviewers have accepted, as was known."""
    if question.known_at is None:
        return Inspection.accepted_at.is_not(None)
    return and_(Inspection.accepted_at.is_not(None), Inspection.accepted_at <= question.known_at)


def reviewed(question: Question) -> ColumnElement[bool]:
    """Give the condition for surveys and supervisions of the period."""
    return and_(
        NotedVisit.kind.in_(REVIEWING_KINDS),
        NotedVisit.held_on.between(question.period.start_on, question.period.end_on),
        known(NotedVisit.recorded_at, NotedVisit.withdrawn_at, question.known_at),
    )


def has_visit(
    establishment_id: InstrumentedAttribute[Any], question: Question, *, accepted: bool
) -> ColumnElement[bool]:
    """Give the condition for establishments that count above the line, officially or at all."""
    visit = exists().where(Inspection.establishment_id == establishment_id, inspected(question))
    if accepted:
        visit = visit.where(is_accepted(question))
    if not question.counts_reviews:
        return visit
    return or_(
        visit, exists().where(NotedVisit.establishment_id == establishment_id, reviewed(question))
    )


def _readable(
    model: type[AreaScoped], actor: Actor, area: Area, *, tree_on: date
) -> ColumnElement[bool]:
    return and_(visible(model, actor, P.COVERAGE_READ), lies_in(model, area, tree_on))


def _below_the_line(question: Question) -> ColumnElement[bool]:
    if question.basis == DenominatorBasis.FROZEN:
        return and_(FrozenScope.plan_id == question.plan_id, _frozen_of_agency(question))
    if question.basis == DenominatorBasis.END_OF_PERIOD:
        day = question.period.end_on
        return and_(
            holding_on(day, question.known_at), EstablishmentSpan.in_scope, _of_agency(question)
        )
    # An establishment that moved within the period stands where it was in scope last.
    later = aliased(EstablishmentSpan)
    return and_(
        _in_scope_in_period(question, EstablishmentSpan),
        _of_agency(question),
        not_(
            exists().where(
                later.establishment_id == EstablishmentSpan.establishment_id,
                later.holds_from > EstablishmentSpan.holds_from,
                _in_scope_in_period(question, later),
            )
        ),
    )


def _in_scope_in_period(question: Question, span: Span) -> ColumnElement[bool]:
    return and_(
        known(span.known_from, span.known_to, question.known_at),
        span.in_scope,
        span.holds_from <= question.period.end_on,
        span.holds_to > question.period.start_on,
    )


def _of_agency(question: Question) -> ColumnElement[bool]:
    if question.agency_id is None:
        return and_(True)
    return EstablishmentSpan.managing_agency_id == question.agency_id


def _frozen_of_agency(question: Question) -> ColumnElement[bool]:
    if question.agency_id is None:
        return and_(True)
    span = aliased(EstablishmentSpan)
    managed = select(span.establishment_id).where(
        holding_on(question.period.end_on, question.known_at, span),
        span.managing_agency_id == question.agency_id,
    )
    return FrozenScope.establishment_id.in_(managed)
