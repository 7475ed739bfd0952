"""What is counted for the indicators and the wide table of a report? One statement a figure.

Everything is counted by the smallest place (province, commune in the tree asked for) and added up
by unit, so that lines and totals agree. Visits lie where their establishment lay when they were
planned; what became known after the instant asked for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from inspect178.access.actor import Actor
from inspect178.access.scopes import AreaScoped
from inspect178.commitments.models import Commitment
from inspect178.coverage.queries.conditions import (
    holding_on,
    inspected,
    known,
    population,
)
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Question
from inspect178.extensions import db
from inspect178.inspections.enums import Ground, InspectionMode
from inspect178.inspections.models import (
    CorrectionConfirmation,
    Inspection,
    InspectionDecision,
    InspectionRecord,
    Recommendation,
)
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.models import EstablishmentSpan, EstablishmentType
from inspect178.reports.queries.conditions import (
    in_force,
    known_day,
    known_until,
    lies_here,
    place_of,
    stands,
    under_agency,
)
from inspect178.reports.rules import Corrections, Fines, Visits
from inspect178.violations.enums import TransferTarget
from inspect178.violations.models import SanctionClause, Violation

Place = tuple[int, int | None]


@dataclass
class Counted:
    """The numbers of one place, by name; places are added up name by name."""

    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int) -> None:
        """Add a number to what is there under the name."""
        if number:
            self.numbers[name] = self.numbers.get(name, 0) + number

    def of(self, name: str) -> int:
        """Give the number under a name; what was never counted is 0."""
        return self.numbers.get(name, 0)


def counted_by_place(actor: Actor, area: Area, question: Question) -> dict[Place, Counted]:
    """Count everything that a report needs, for each place of an area."""
    found: dict[Place, Counted] = {}
    for statement in _statements(actor, area, question):
        for province_id, place_id, name, number in db.session.execute(statement):
            found.setdefault((province_id, place_id), Counted()).add(str(name), int(number or 0))
    return found


def total_of(places: dict[Place, Counted]) -> Counted:
    """Add up all places."""
    total = Counted()
    for counted in places.values():
        for name, number in counted.numbers.items():
            total.add(name, number)
    return total


def visits_of(counted: Counted) -> Visits:
    """Give what was counted of visits."""
    return Visits(
        counted.of("visits planned"), counted.of("visits surprise"), counted.of("reinspection"),
        counted.of("with violation"), counted.of("on tips"),
    )  # fmt: skip


def fines_of(counted: Counted) -> Fines:
    """Give what was counted of sanction decisions."""
    return Fines(
        counted.of("fines"), counted.of("fine amount"), counted.of("executed"),
        counted.of("to police"),
    )  # fmt: skip


def corrections_of(counted: Counted) -> Corrections:
    """Give what was counted of corrections."""
    return Corrections(counted.of("requested"), counted.of("confirmed"), counted.of("overdue"))


def _statements(actor: Actor, area: Area, question: Question) -> Iterator[Select[Any]]:
    yield from _of_establishments(actor, area, question)
    yield _closed(actor, area, question)
    yield from _workers_seen(actor, area, question)
    yield from _of_visits(actor, area, question)
    yield from _of_violations(actor, area, question)
    yield _of_corrections(actor, area, question)


def _of_establishments(actor: Actor, area: Area, question: Question) -> Iterator[Select[Any]]:
    below = population(actor, area, question)
    if below.model is EstablishmentSpan:
        kind: SQLColumnExpression[Any] = EstablishmentSpan.type_code
        workers: SQLColumnExpression[Any] = EstablishmentSpan.worker_total
    else:
        kind = _at_the_end(below, "type_code", question)
        workers = _at_the_end(below, "worker_total", question)
    place = place_of(below.model, question)
    rows = (
        select(below.model.province_id, place, kind.label("kind"), workers.label("workers"))
        .where(below.condition)
        .subquery()
    )
    spots = (rows.c.province_id, rows.c.place_id)
    yield (
        select(*spots, "type " + EstablishmentType.group, func.count())
        .join(EstablishmentType, EstablishmentType.code == rows.c.kind)
        .group_by(*spots, EstablishmentType.group)
    )
    yield select(*spots, _word("workers"), func.sum(rows.c.workers)).group_by(*spots)
    committed = exists().where(
        Commitment.establishment_id == below.establishment_id, in_force(question)
    )
    yield _grouped(below.model, question, "commitments", below.condition, committed)
    # Inspections alone, also where the plan counts reviews: the column stands beside the visits.
    seen = exists().where(
        Inspection.establishment_id == below.establishment_id, inspected(question)
    )
    yield _grouped(below.model, question, "inspected", below.condition, seen)
    violating = exists().where(
        Violation.establishment_id == below.establishment_id,
        Violation.inspection_id == Inspection.id,
        inspected(question),
        stands(question),
    )
    yield _grouped(below.model, question, "violating", below.condition, violating)


def _closed(actor: Actor, area: Area, question: Question) -> Select[Any]:
    """Count the establishments that closed down in the period, where they lay then."""
    span, before = EstablishmentSpan, aliased(EstablishmentSpan)
    was_closed = exists().where(
        before.establishment_id == span.establishment_id,
        known(before.known_from, before.known_to, question.known_at),
        before.holds_to == span.holds_from,
        before.status == EstablishmentStatus.CLOSED,
    )
    return _grouped(
        span,
        question,
        "closed",
        lies_here(span, actor, area, question=question),
        known(span.known_from, span.known_to, question.known_at),
        span.holds_from.between(question.period.start_on, question.period.end_on),
        span.status == EstablishmentStatus.CLOSED,
        ~was_closed,
        under_agency(span.establishment_id, question),
        number=func.count(span.establishment_id.distinct()),
    )


def _workers_seen(actor: Actor, area: Area, question: Question) -> Iterator[Select[Any]]:
    """Add up workers with contract and with health check, of each place's last record."""
    later = aliased(Inspection)
    has_later = exists().where(
        later.establishment_id == Inspection.establishment_id,
        inspected(question, later),
        or_(
            later.completed_on > Inspection.completed_on,
            and_(later.completed_on == Inspection.completed_on, later.id > Inspection.id),
        ),
    )
    last = and_(
        InspectionRecord.inspection_id == Inspection.id,
        lies_here(Inspection, actor, area, question=question),
        inspected(question),
        under_agency(Inspection.establishment_id, question),
        ~has_later,
    )
    for name, number in (
        ("contract", InspectionRecord.worker_contract),
        ("health", InspectionRecord.worker_health_checked),
    ):
        yield _grouped(Inspection, question, name, last, number=func.sum(number))


def _of_visits(actor: Actor, area: Area, question: Question) -> Iterator[Select[Any]]:
    here = and_(
        lies_here(Inspection, actor, area, question=question),
        inspected(question),
        under_agency(Inspection.establishment_id, question),
    )
    surprise = Inspection.mode != InspectionMode.PERIODIC
    again = or_(
        Inspection.second_ground == Ground.REINSPECTION,
        exists().where(
            InspectionDecision.id == Inspection.decision_id,
            InspectionDecision.ground == Ground.REINSPECTION,
        ),
    )
    tipped = or_(
        Inspection.second_ground == Ground.TIP,
        exists().where(
            InspectionDecision.id == Inspection.decision_id,
            InspectionDecision.ground == Ground.TIP,
        ),
    )
    found = exists().where(Violation.inspection_id == Inspection.id, stands(question))
    for name, condition in (
        ("visits planned", ~surprise), ("visits surprise", surprise), ("reinspection", again),
        ("on tips", tipped), ("with violation", found),
    ):  # fmt: skip
        yield _grouped(Inspection, question, name, here, condition)


def _of_violations(actor: Actor, area: Area, question: Question) -> Iterator[Select[Any]]:
    mine = and_(
        lies_here(Violation, actor, area, question=question),
        Violation.inspection_id == Inspection.id,
        inspected(question),
        under_agency(Inspection.establishment_id, question),
    )
    place = place_of(Violation, question)
    yield (
        select(Violation.province_id, place, "field " + SanctionClause.field, func.count())
        .select_from(Violation)
        .join(SanctionClause, SanctionClause.id == Violation.clause_id)
        .join(Inspection, Inspection.id == Violation.inspection_id)
        .where(mine, stands(question))
        .group_by(Violation.province_id, place, SanctionClause.field)
    )
    last = question.period.end_on
    decided = and_(
        Violation.sanction_on.between(question.period.start_on, last),
        Violation.sanction_on <= known_day(question),
    )
    anyhow = and_(
        lies_here(Violation, actor, area, question=question),
        under_agency(Violation.establishment_id, question),
    )
    done = and_(decided, Violation.executed_on <= known_day(question))
    police = and_(mine, Violation.transferred_to == TransferTarget.CRIMINAL, stands(question))
    amount, once = func.sum(Violation.sanction_amount), func.count(Violation.id.distinct())
    yield _grouped(Violation, question, "fines", anyhow, decided)
    yield _grouped(Violation, question, "fine amount", anyhow, decided, number=amount)
    yield _grouped(Violation, question, "executed", anyhow, done)
    yield _grouped(Violation, question, "to police", police, number=once)


def _of_corrections(actor: Actor, area: Area, question: Question) -> Select[Any]:
    """Count a row three times over: requested, confirmed as was known, overdue at the end."""
    place, day = place_of(Inspection, question), known_day(question)
    confirmed = and_(
        CorrectionConfirmation.recommendation_id.is_not(None),
        CorrectionConfirmation.recorded_at <= known_until(question),
    )
    state = case(
        (confirmed, "confirmed"),
        (Recommendation.due_on < min(day, question.period.end_on), "overdue"),
        else_="open",
    )
    rows = (
        select(Inspection.province_id, place, state.label("state"), func.count().label("number"))
        .select_from(Recommendation)
        .join(Inspection, Inspection.id == Recommendation.inspection_id)
        .outerjoin(
            CorrectionConfirmation,
            CorrectionConfirmation.recommendation_id == Recommendation.id,
        )
        .where(
            lies_here(Inspection, actor, area, question=question),
            inspected(question),
            under_agency(Inspection.establishment_id, question),
        )
        .group_by(Inspection.province_id, place, state)
        .subquery()
    )
    each = select(rows.c.province_id, rows.c.place_id, rows.c.state, rows.c.number)
    return each.union_all(
        select(rows.c.province_id, rows.c.place_id, _word("requested"), rows.c.number)
    )  # type: ignore[return-value]


def _grouped(
    model: type[AreaScoped],
    question: Question,
    name: str,
    *conditions: ColumnElement[bool],
    number: ColumnElement[Any] | None = None,
) -> Select[Any]:
    place = place_of(model, question)
    return (
        select(model.province_id, place, _word(name), func.count() if number is None else number)
        .select_from(model)
        .where(*conditions)
        .group_by(model.province_id, place)
    )


def _word(name: str) -> ColumnElement[str]:
    return literal(name).label("name")


def _at_the_end(below: Any, name: str, question: Question) -> ColumnElement[Any]:
    """Give a fact of the end of the period for a row of a frozen list."""
    span = aliased(EstablishmentSpan)
    return (
        select(getattr(span, name))
        .where(
            span.establishment_id == below.establishment_id,
            holding_on(question.period.end_on, question.known_at, span),
        )
        .correlate(below.model)
        .scalar_subquery()
    )
