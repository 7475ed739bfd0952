"""What waits for a person? The work of each role, for the first page after signing in.

Sealed targets are never named here, not even to those who share the secret: a target is seen only
on its own page, where each reading is recorded. Who shares one is told that there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, UserAccount
from inspect178.identity.queries import accounts, in_force
from inspect178.inspections.enums import DecisionState, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.queries import in_the_open, readable, unsealed
from inspect178.kernel import clock
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan
from inspect178.registry.enums import RowOutcome
from inspect178.registry.models import ImportBatch, ImportRow
from inspect178.review import queries as review
from inspect178.review.enums import ReviewField, Shelf
from inspect178.violations.models import Violation
from inspect178.violations.queries import overdue_on

S = InspectionState
SHOWN = 5
MOST_VISITS = 100
SOON = timedelta(days=30)
ON_SITE = (S.IN_PROGRESS, S.SUSPENDED)
TO_SEND = (S.RECORD_SIGNED, S.RECORD_REFUSED)


@dataclass(frozen=True)
class FieldWork:
    """What a team has to do today: visits, records to send, remarks to answer."""

    visits: list[Inspection]
    to_send: list[Inspection]
    returned: list[Inspection]
    # Surprise visits of the team that have been opened; their targets stand on their own pages.
    opened_secrets: int


@dataclass(frozen=True)
class ReviewWork:
    """What waits for a reviewer of one agency, the most pressing first."""

    field: ReviewField
    lines: list[review.Line]
    waiting: int


@dataclass(frozen=True)
class SigningWork:
    """Which plans and decisions wait for a signature."""

    plans: Sequence[Plan]
    decisions: Sequence[InspectionDecision]


@dataclass(frozen=True)
class Mending:
    """An imported list with rows that were not taken over."""

    batch_id: UUID
    file_name: str
    uploaded_at: datetime
    rows: int


@dataclass(frozen=True)
class PlanningWork:
    """What a planner has begun and not finished."""

    plans: Sequence[Plan]
    draft_decisions: int
    # Visits under a signed decision that were planned for this day or before.
    late_visits: int
    late_until: date
    imports: list[Mending]


@dataclass(frozen=True)
class PeopleWork:
    """How many accounts there are, and whose role ends soon."""

    open_accounts: int
    closed_accounts: int
    without_role: int
    ending: list[tuple[UserAccount, RoleAssignment]]


def field_work(actor: Actor, at: datetime) -> FieldWork:
    """Give the work of the actor's teams: begun visits first, then today's, then late ones."""
    today = clock.local_day(at)
    mine = and_(
        Inspection.team_id.in_(sorted(actor.team_ids)),
        readable(actor, at, P.INSPECTION_CAPTURE),
    )
    due = or_(
        Inspection.state.in_((*ON_SITE, *TO_SEND, S.RETURNED)),
        and_(Inspection.state == S.APPROVED, Inspection.planned_on <= today),
    )
    found = db.session.scalars(
        select(Inspection)
        .where(mine, due, in_the_open(Inspection))
        .options(joinedload(Inspection.establishment))
        .order_by(Inspection.planned_on, Inspection.id)
        .limit(MOST_VISITS)
    ).all()
    to_visit = [i for i in found if i.state in (*ON_SITE, S.APPROVED)]
    return FieldWork(
        visits=sorted(to_visit, key=lambda i: (i.state == S.APPROVED, i.planned_on != today)),
        to_send=[i for i in found if i.state in TO_SEND],
        returned=[i for i in found if i.state == S.RETURNED],
        opened_secrets=_opened_secrets(mine, at),
    )


def _opened_secrets(mine: ColumnElement[bool], at: datetime) -> int:
    return _count(
        select(func.count())
        .select_from(Inspection)
        .where(
            mine,
            Inspection.mode == InspectionMode.SURPRISE,
            Inspection.announced_at.is_(None),
            Inspection.state == S.APPROVED,
            Inspection.opens_at <= at,
        )
    )


def review_work(actor: Actor, at: datetime) -> list[ReviewWork]:
    """Give the first records of each queue of the actor."""
    return [_review_work(actor, at, field) for field in review.fields_of(actor)]


def _review_work(actor: Actor, at: datetime, field: ReviewField) -> ReviewWork:
    statement = review.queue(actor, at, field=field, wanted=review.Wanted())
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(statement.limit(SHOWN))]
    waiting = review.shelf_counts(actor, at, field)[Shelf.WAITING]
    return ReviewWork(field, review.lines(rows, field), waiting)


def signing_work(actor: Actor, at: datetime) -> SigningWork:
    """Give the plans and decisions that the actor can sign, the oldest first."""
    me = actor.user_id if actor.user_id is not None else -1
    decisions = db.session.scalars(
        select(InspectionDecision)
        .where(
            InspectionDecision.state == DecisionState.DRAFT,
            visible(InspectionDecision, actor, P.DECISION_SIGN),
            unsealed(InspectionDecision, actor, at),
            or_(InspectionDecision.approver_id.is_(None), InspectionDecision.approver_id == me),
        )
        .options(joinedload(InspectionDecision.team))
        .order_by(InspectionDecision.created_at, InspectionDecision.id)
        .limit(MOST_VISITS)
    ).all()
    plans = _plans(actor, P.PLAN_APPROVE, PlanState.SUBMITTED)
    return SigningWork(plans, decisions)


def planning_work(actor: Actor, at: datetime) -> PlanningWork:
    """Give what the actor's office has begun and not finished."""
    yesterday = clock.local_day(at) - timedelta(days=1)
    late = (
        select(func.count())
        .select_from(Inspection)
        .where(
            readable(actor, at, P.INSPECTION_PLAN),
            in_the_open(Inspection),
            Inspection.state == S.APPROVED,
            Inspection.planned_on <= yesterday,
        )
    )
    drafts = (
        select(func.count())
        .select_from(InspectionDecision)
        .where(
            visible(InspectionDecision, actor, P.DECISION_DRAFT),
            in_the_open(InspectionDecision),
            InspectionDecision.state == DecisionState.DRAFT,
        )
    )
    return PlanningWork(
        plans=_plans(actor, P.PLAN_EDIT, PlanState.DRAFT, PlanState.SUBMITTED),
        draft_decisions=_count(drafts),
        late_visits=_count(late),
        late_until=yesterday,
        imports=_imports_to_mend(actor),
    )


def _plans(actor: Actor, permission: Permission, *states: PlanState) -> Sequence[Plan]:
    return db.session.scalars(
        select(Plan)
        .where(visible(Plan, actor, permission), Plan.state.in_(states))
        .order_by(Plan.state.desc(), Plan.year.desc(), Plan.created_at, Plan.id)
        .limit(MOST_VISITS)
    ).all()


def _imports_to_mend(actor: Actor) -> list[Mending]:
    rows = db.session.execute(
        select(ImportBatch.id, ImportBatch.file_name, ImportBatch.uploaded_at, func.count())
        .join(ImportRow, ImportRow.batch_id == ImportBatch.id)
        .where(
            ImportBatch.uploaded_by_id == actor.user_id,
            ImportRow.outcome.in_((RowOutcome.REJECTED, RowOutcome.SUSPECTED)),
        )
        .group_by(ImportBatch.id, ImportBatch.file_name, ImportBatch.uploaded_at)
        .order_by(ImportBatch.uploaded_at.desc(), ImportBatch.id)
        .limit(SHOWN)
    )
    return [Mending(*row) for row in rows]


def late_violations(actor: Actor, today: date) -> int:
    """Count the violations of the actor's area about which something is late."""
    return _count(
        select(func.count())
        .select_from(Violation)
        .join(Violation.clause)
        .where(visible(Violation, actor, P.VIOLATION_FOLLOW), overdue_on(today))
    )


def people_work(actor: Actor, at: datetime) -> PeopleWork:
    """Count the accounts of the administrator's area and list the roles that end soon."""
    today = clock.local_day(at)
    inside = accounts(actor).order_by(None).with_only_columns(UserAccount.id)
    has_role = exists().where(
        RoleAssignment.user_id == UserAccount.id, in_force(RoleAssignment, today)
    )
    is_open = UserAccount.is_active.is_(True)
    row = db.session.execute(
        select(
            func.count().filter(is_open),
            func.count().filter(~is_open),
            func.count().filter(is_open, ~has_role),
        )
        .select_from(UserAccount)
        .where(UserAccount.id.in_(inside))
    ).one()
    ending = db.session.execute(
        select(UserAccount, RoleAssignment)
        .join(RoleAssignment, RoleAssignment.user_id == UserAccount.id)
        .where(
            UserAccount.id.in_(inside),
            is_open,
            in_force(RoleAssignment, today),
            RoleAssignment.valid_to <= today + SOON,
        )
        .order_by(RoleAssignment.valid_to, UserAccount.full_name, RoleAssignment.id)
        .limit(MOST_VISITS)
    )
    return PeopleWork(row[0], row[1], row[2], [(r[0], r[1]) for r in ending])


def _count(statement: Select[int]) -> int:
    return db.session.execute(statement).scalar_one()
