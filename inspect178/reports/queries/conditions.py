"""Which rows does a figure of a report count? Where they lie, whose they are, what was known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import AreaScoped, visible
from inspect178.commitments.enums import CommitmentState
from inspect178.commitments.models import Commitment
from inspect178.coverage.queries.conditions import holding_on
from inspect178.coverage.queries.places import Area, is_before_reform, lies_in
from inspect178.coverage.rules import Question
from inspect178.kernel import clock
from inspect178.registry.models import EstablishmentSpan
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation


def place_of(model: type[AreaScoped], question: Question) -> ColumnElement[Any]:
    """Give where a row lies in the tree of the question."""
    before = is_before_reform(question.tree_on)
    return (model.old_commune_id if before else model.commune_id).label("place_id")


def lies_here(
    model: type[AreaScoped], actor: Actor, area: Area, *, question: Question
) -> ColumnElement[bool]:
    """Give the condition for rows of the place that the actor may see."""
    return and_(visible(model, actor, P.COVERAGE_READ), lies_in(model, area, question.tree_on))


def known_until(question: Question) -> datetime:
    """Give the instant until which things count as known; the end of time without one."""
    return question.known_at or datetime.max.replace(tzinfo=UTC)


def known_day(question: Question) -> Any:
    """Give the last day of which dates without an instant count as known."""
    return clock.local_day(question.known_at) if question.known_at else question.period.end_on.max


def stands(question: Question) -> ColumnElement[bool]:
    """Give the condition for violations that were recorded by then and not dropped."""
    stands = Violation.state != ViolationState.DROPPED
    return (
        stands
        if question.known_at is None
        else and_(stands, Violation.recorded_at <= question.known_at)
    )


def in_force(question: Question) -> ColumnElement[bool]:
    """Give the condition for commitments in force at the end of the period, as was known.

    One that was replaced or ended later was in force until then (`ended_on`).
    """
    day = question.period.end_on
    in_force = and_(
        Commitment.valid_from <= day,
        or_(Commitment.valid_to.is_(None), Commitment.valid_to > day),
        or_(Commitment.state == CommitmentState.ACTIVE, Commitment.ended_on > day),
    )
    return (
        in_force
        if question.known_at is None
        else and_(in_force, Commitment.recorded_at <= question.known_at)
    )


def under_agency(establishment_id: Any, question: Question) -> ColumnElement[bool]:
    """Give the condition for establishments under the agency of the question, if it names one."""
    if question.agency_id is None:
        return and_(True)
    managed = select(EstablishmentSpan.establishment_id).where(
        holding_on(question.period.end_on, question.known_at),
        EstablishmentSpan.managing_agency_id == question.agency_id,
    )
    return establishment_id.in_(managed)  # type: ignore[no-any-return]
