"""Which records wait for a reviewer? The queue of an agency, with what is most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from inspect178.access.actor import Actor
from inspect178.audit.actions import A
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import Team, TeamMember
from inspect178.inspections.enums import OFFICIAL_STATES, InspectionState
from inspect178.inspections.models import Amendment, Inspection, Photo, Presence
from inspect178.inspections.queries import readable
from inspect178.kernel.errors import NotAllowed
from inspect178.kernel.text import fold
from inspect178.registry.models import Establishment
from inspect178.review import rules
from inspect178.review.enums import (
    REVIEW_PERMISSIONS,
    ReviewDecision,
    ReviewField,
    Shelf,
    WithViolations,
)
from inspect178.review.models import Review
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation

S = InspectionState
# Acts by which somebody of the team writes a record without being named in it.
WRITING = tuple(
    action.name
    for action in (
        A.INSPECTION_SAVED,
        A.PHOTO_ADDED,
        A.PHOTO_REMOVED,
        A.RECORD_SIGNED,
        A.RECORD_REFUSED,
        A.INSPECTION_SUBMITTED,
    )
)
Queue = Select[Inspection, int, bool]


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the queue."""

    shelf: Shelf = Shelf.WAITING
    text: str = ""
    team_id: int | None = None
    violations: WithViolations | None = None


@dataclass(frozen=True)
class Line:
    """A record in the queue, with what makes it pressing."""

    inspection: Inspection
    violations: int
    # The reviewer took part in it, so that somebody else has to decide.
    is_own: bool
    due_on: date | None
    again: bool
    sitting: rules.Sitting


def fields_of(actor: Actor) -> list[ReviewField]:
    """List the agencies for which the person reviews anywhere."""
    return [field for field in ReviewField if actor.may(REVIEW_PERMISSIONS[field])]


def require_field(actor: Actor, chosen: ReviewField | None = None) -> ReviewField:
    """Give the agency for which the person reviews: the chosen one, else the first."""
    fields = fields_of(actor)
    if not fields or (chosen is not None and chosen not in fields):
        raise NotAllowed
    return chosen or fields[0]


def queue(actor: Actor, at: datetime, *, field: ReviewField, wanted: Wanted) -> Queue:
    """Select one shelf: with violations first, since their deadline runs, then the oldest.

    What was accepted by all comes with the newest first.
    """
    found, own = _violations(), has_no_say(actor, field)
    statement = (
        select(Inspection, found.label("violations"), own.label("is_own"))
        .join(Inspection.establishment)
        .options(contains_eager(Inspection.establishment), joinedload(Inspection.team))
        .where(_here(actor, at, field), _on(wanted.shelf, field), *_filters(wanted, found))
    )
    if wanted.shelf == Shelf.WAITING:
        statement = statement.where(~own)
    if wanted.shelf == Shelf.ACCEPTED:
        return statement.order_by(Inspection.accepted_at.desc(), Inspection.id)
    return statement.order_by(found == 0, Inspection.completed_on, Inspection.id)


def shelf_counts(actor: Actor, at: datetime, field: ReviewField) -> dict[Shelf, int]:
    """Count the records on each shelf that somebody may have to work on, in one statement."""
    waiting = and_(_on(Shelf.WAITING, field), ~has_no_say(actor, field))
    row = db.session.execute(
        select(
            func.count().filter(waiting),
            func.count().filter(_on(Shelf.OTHERS, field)),
            func.count().filter(_on(Shelf.RETURNED, field)),
        )
        .select_from(Inspection)
        .where(_here(actor, at, field), Inspection.state.in_((S.SUBMITTED, S.RETURNED)))
    ).one()
    return {Shelf.WAITING: row[0], Shelf.OTHERS: row[1], Shelf.RETURNED: row[2]}


def teams_in_review(actor: Actor, at: datetime, field: ReviewField) -> list[tuple[int, str]]:
    """List the teams with a record that is under review or was sent back."""
    under_review = select(Inspection.team_id).where(
        _here(actor, at, field), Inspection.state.in_((S.SUBMITTED, S.RETURNED))
    )
    rows = db.session.execute(
        select(Team.id, Team.name).where(Team.id.in_(under_review)).order_by(Team.name, Team.id)
    )
    return [(row[0], row[1]) for row in rows]


def lines(rows: Sequence[tuple[Inspection, int, bool]], field: ReviewField) -> list[Line]:
    """Add to the rows of a page where their review stands, in two more statements."""
    sittings = _sittings([row[0] for row in rows])
    return [
        Line(
            inspection=inspection,
            violations=violations,
            is_own=is_own,
            due_on=rules.due_on(inspection.completed_on, violations),
            again=rules.must_decide_again(sittings[inspection.id], field),
            sitting=sittings[inspection.id],
        )
        for inspection, violations, is_own in rows
    ]


def has_no_say(actor: Actor, field: ReviewField) -> ColumnElement[bool]:
    """Give the condition for records that one made oneself or decided on for another agency."""
    me = actor.user_id if actor.user_id is not None else -1
    here = Inspection.id
    present = (
        exists()
        .where(Presence.inspection_id == here, Presence.team_member_id == TeamMember.id)
        .where(TeamMember.user_id == me)
    )
    return or_(
        func.coalesce(Inspection.planner_id, -2) == me,
        func.coalesce(Inspection.announced_by_id, -2) == me,
        present,
        _key(cast(here, String)).in_(_written_by(me)),
        exists().where(Photo.inspection_id == here, Photo.added_by_id == me),
        exists().where(Amendment.inspection_id == here, Amendment.added_by_id == me),
        exists().where(Violation.inspection_id == here, Violation.recorded_by_id == me),
        exists().where(
            Review.inspection_id == here, Review.reviewer_id == me, Review.field != field
        ),
    )


def _written_by(user_id: int) -> Select[str]:
    """Select the inspections into whose records somebody wrote, as the trail names them."""
    return select(_key(AuditEntry.subject_id)).where(
        AuditEntry.actor_id == user_id,
        AuditEntry.subject_type == Inspection.__tablename__,
        AuditEntry.action.in_(WRITING),
    )


def _key(text: SQLColumnExpression[Any]) -> ColumnElement[str]:
    # One database writes a UUID with hyphens and the other without.
    return func.replace(text, "-", "")


def _here(actor: Actor, at: datetime, field: ReviewField) -> ColumnElement[bool]:
    return readable(actor, at, REVIEW_PERMISSIONS[field])


def _on(shelf: Shelf, field: ReviewField) -> ColumnElement[bool]:
    if shelf == Shelf.RETURNED:
        return Inspection.state == S.RETURNED
    if shelf == Shelf.ACCEPTED:
        return Inspection.state.in_(OFFICIAL_STATES)
    decided = or_(_decided_now(field), _accepted_and_unamended(field))
    waiting = Inspection.state == S.SUBMITTED
    return and_(waiting, ~decided if shelf == Shelf.WAITING else decided)


def _decided_now(field: ReviewField) -> ColumnElement[bool]:
    return exists().where(
        Review.inspection_id == Inspection.id,
        Review.field == field,
        Review.round == Inspection.review_round,
    )


def _accepted_and_unamended(field: ReviewField) -> ColumnElement[bool]:
    """Say in SQL what `rules.standing` says of an acceptance of an earlier round."""
    later = aliased(Review)
    return exists().where(
        Review.inspection_id == Inspection.id,
        Review.field == field,
        Review.round < Inspection.review_round,
        Review.decision == ReviewDecision.ACCEPTED,
        ~exists().where(
            later.inspection_id == Review.inspection_id,
            later.field == field,
            later.round > Review.round,
        ),
        ~exists().where(
            Amendment.inspection_id == Review.inspection_id,
            Amendment.added_at >= Review.decided_at,
        ),
    )


def _violations() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Violation)
        .where(Violation.inspection_id == Inspection.id, Violation.state != ViolationState.DROPPED)
        .correlate(Inspection)
        .scalar_subquery()
    )


def _filters(wanted: Wanted, found: ScalarSelect[int]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Establishment.search_key.contains(word, autoescape=True)
        for word in fold(wanted.text).split()
    ]
    if wanted.team_id is not None:
        conditions.append(Inspection.team_id == wanted.team_id)
    if wanted.violations is not None:
        conditions.append(found > 0 if wanted.violations == WithViolations.YES else found == 0)
    return conditions


def _sittings(inspections: Iterable[Inspection]) -> dict[UUID, rules.Sitting]:
    found = list(inspections)
    ids = [i.id for i in found]
    decided: dict[UUID, list[rules.Decided]] = {key: [] for key in ids}
    for review in db.session.scalars(select(Review).where(Review.inspection_id.in_(ids))):
        decided[review.inspection_id].append(
            rules.Decided(review.field, review.round, review.decision, review.decided_at)
        )
    amended = (
        select(Amendment.inspection_id, func.max(Amendment.added_at), func.count())
        .where(Amendment.inspection_id.in_(ids))
        .group_by(Amendment.inspection_id)
    )
    last = {row[0]: (row[1], row[2]) for row in db.session.execute(amended)}
    return {
        i.id: rules.Sitting(i.review_round, tuple(decided[i.id]), *last.get(i.id, (None, 0)))
        for i in found
    }
