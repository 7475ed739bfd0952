"""Why was an establishment not inspected, or not counted? One reason each, from closed lists.

The same expression counts the reasons and makes their lists. A sealed surprise never shows: only
openly planned inspections and attempts made in the open are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from inspect178.access.actor import Actor
from inspect178.coverage.enums import CoverageList, ExclusionReason, NotYetReason
from inspect178.coverage.queries.conditions import (
    Population,
    excluded,
    has_visit,
    holding_on,
    in_scope_sometime,
    known,
    population,
)
from inspect178.coverage.queries.places import Area, lies_in
from inspect178.coverage.rules import Question
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode, NotedVisitKind
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.inspections.queries import in_the_open
from inspect178.registry.models import EstablishmentSpan
from inspect178.territory.models import AdminUnit

Reason = NotYetReason | ExclusionReason
_REASONS: Mapping[CoverageList, type[Reason]] = {
    CoverageList.NOT_YET: NotYetReason,
    CoverageList.EXCLUDED: ExclusionReason,
}


def not_yet_counts(actor: Actor, area: Area, question: Question) -> dict[NotYetReason, int]:
    """Count the establishments not yet inspected by reason; every reason is there."""
    below = population(actor, area, question)
    visited = has_visit(below.establishment_id, question, accepted=False)
    counted = _counts(below, not_yet_reason(below, question), not_(visited))
    return {reason: counted.get(reason.value, 0) for reason in NotYetReason}


def exclusion_counts(actor: Actor, area: Area, question: Question) -> dict[ExclusionReason, int]:
    """Count the establishments of the place that are not below the line, by reason."""
    outside = excluded(actor, area, question)
    counted = _counts(outside, exclusion_reason(question))
    return {reason: counted.get(reason.value, 0) for reason in ExclusionReason}


def _counts(
    rows: Population, reason: ColumnElement[str], *more: ColumnElement[bool]
) -> Mapping[str, int]:
    chosen = select(reason.label("reason")).select_from(rows.model).where(rows.condition, *more)
    found = chosen.subquery()
    counted = db.session.execute(select(found.c.reason, func.count()).group_by(found.c.reason))
    return {row[0]: row[1] for row in counted}


def reason_of(which: CoverageList, rows: Population, question: Question) -> ColumnElement[str]:
    """Give the reason of a row on one of the two lists that have reasons."""
    if which == CoverageList.EXCLUDED:
        return exclusion_reason(question)
    return not_yet_reason(rows, question)


def reasons_of(
    which: CoverageList, rows: Population, question: Question, *, ids: Sequence[UUID]
) -> dict[UUID, Reason]:
    """Give the reason of each of some establishments; none on a list that has no reasons."""
    kind = _REASONS.get(which)
    if kind is None:
        return {}
    who = rows.establishment_id
    found = db.session.execute(
        select(who.label("id"), reason_of(which, rows, question).label("reason"))
        .select_from(rows.model)
        .where(who.in_(ids), rows.condition)
    )
    return {row.id: kind(row.reason) for row in found}


def not_yet_reason(below: Population, question: Question) -> ColumnElement[str]:
    """Give the reason of a row below the line that has no visit."""
    who = below.establishment_id
    # The kinds of attempts are reasons of the same names (coverage.enums).
    attempt = (
        select(type_coerce(Inspection.attempt_kind, String))
        .where(Inspection.establishment_id == who, _tried(question))
        .order_by(Inspection.ended_at.desc(), Inspection.id)
        .limit(1)
        .correlate(below.model)
        .scalar_subquery()
    )
    planned = exists().where(Inspection.establishment_id == who, _planned(question))
    used = exists().where(NotedVisit.establishment_id == who, _by_another_agency(question))
    return case(
        (planned, NotYetReason.PLANNED.value),
        else_=func.coalesce(
            attempt,  # looked up once, where a comparison with each kind would look it up again
            case(
                (used, NotYetReason.RIGHT_USED.value),
                (_is_new(who, question), NotYetReason.NEW.value),
                else_=NotYetReason.NOT_PLANNED.value,
            ),
        ),
    )


def exclusion_reason(question: Question) -> ColumnElement[str]:
    """Give the reason of a span at the end of the period that is not below the line."""
    earlier = aliased(EstablishmentSpan)
    was_in_scope = exists().where(
        earlier.establishment_id == EstablishmentSpan.establishment_id,
        known(earlier.known_from, earlier.known_to, question.known_at),
        earlier.in_scope,
        earlier.holds_to <= question.period.start_on,
    )
    return case(
        (EstablishmentSpan.in_scope, ExclusionReason.NOT_ON_LIST.value),
        (in_scope_sometime(question), ExclusionReason.LEFT_DURING.value),
        (was_in_scope, ExclusionReason.LEFT_BEFORE.value),
        else_=ExclusionReason.ENTERED_LATER.value,
    )


def _planned(question: Question) -> ColumnElement[bool]:
    """Openly planned for a day of the period, and at the instant neither completed nor given up."""
    period, at = question.period, question.known_at
    return and_(
        Inspection.mode == InspectionMode.PERIODIC,
        Inspection.planned_on.between(period.start_on, period.end_on),
        *(
            (Inspection.completed_on.is_(None), Inspection.ended_at.is_(None))
            if at is None
            else (
                Inspection.created_at <= at,
                or_(Inspection.recorded_at.is_(None), Inspection.recorded_at > at),
                or_(Inspection.ended_at.is_(None), Inspection.ended_at > at),
            )
        ),
    )


def _tried(question: Question) -> ColumnElement[bool]:
    period = question.period
    tried = and_(
        Inspection.attempt_kind.is_not(None),
        Inspection.planned_on.between(period.start_on, period.end_on),
        in_the_open(Inspection),
    )
    return (
        tried
        if question.known_at is None
        else and_(tried, Inspection.ended_at <= question.known_at)
    )


def _by_another_agency(question: Question) -> ColumnElement[bool]:
    period = question.period
    return and_(
        NotedVisit.kind == NotedVisitKind.OTHER_AGENCY,
        NotedVisit.held_on.between(period.start_on, period.end_on),
        known(NotedVisit.recorded_at, NotedVisit.withdrawn_at, question.known_at),
    )


def _is_new(who: Any, question: Question) -> ColumnElement[bool]:
    """Not in scope on the day before the period began."""
    span = aliased(EstablishmentSpan)
    before = question.period.start_on - timedelta(days=1)
    return not_(
        exists().where(
            span.establishment_id == who,
            holding_on(before, question.known_at, span),
            span.in_scope,
        )
    )


def main_reasons(
    actor: Actor, units: Sequence[AdminUnit], question: Question
) -> dict[int, tuple[NotYetReason, int]]:
    """Give for each of some units why most were not yet inspected, and how many; by unit id.

    A unit in which everybody was inspected is left out; of two equal reasons the first of the
    list is given. One statement for units of today's tree.
    """
    if not units:
        return {}
    below = population(actor, Area(), question)
    inside = {unit.id: lies_in(below.model, Area(unit), question.tree_on) for unit in units}
    where = case(*((condition, unit_id) for unit_id, condition in inside.items()))
    missing = not_(has_visit(below.establishment_id, question, accepted=False))
    found = (
        select(where.label("unit_id"), not_yet_reason(below, question).label("reason"))
        .select_from(below.model)
        .where(below.condition, missing, or_(*inside.values()))
        .subquery()
    )
    counted = db.session.execute(
        select(found.c.unit_id, found.c.reason, func.count()).group_by(*found.c)
    )
    order = list(NotYetReason)
    main: dict[int, tuple[NotYetReason, int]] = {}
    for unit_id, value, count in counted:
        said = (NotYetReason(value), count)
        main[unit_id] = min(main.get(unit_id, said), said, key=lambda r: (-r[1], order.index(r[0])))
    return main
