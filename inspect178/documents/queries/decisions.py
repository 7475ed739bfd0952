"""What is needed to print a decision? Its visits, its team on the day, topics and plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Uuid, column, or_, select, table

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.audit.models import AuditEntry
from inspect178.documents.queries.places import Place, place_of, units_of
from inspect178.extensions import db
from inspect178.identity.models import TeamMember
from inspect178.identity.queries import team_members
from inspect178.inspections import queries as inspections
from inspect178.inspections.enums import DecisionState, InspectionState
from inspect178.inspections.models import ChecklistItem, Inspection, InspectionDecision
from inspect178.kernel import clock
from inspect178.kernel.errors import RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import EstablishmentType
from inspect178.registry.queries import establishment_types

_PLAN = table(
    "plan", column("id", Uuid()), column("number"), column("signed_on", Date()), column("title")
)


@dataclass(frozen=True)
class PlanWords:
    """How a plan is called on paper."""

    title: str
    number: str
    signed_on: date | None


@dataclass(frozen=True)
class DecisionFile:
    """A decision with all that its paper says."""

    decision: InspectionDecision
    visits: Sequence[Inspection]
    place: Place
    places: Mapping[UUID, Place]
    types: Mapping[str, EstablishmentType]
    members: Sequence[TeamMember]
    topics: tuple[str, ...]
    plan: PlanWords | None

    @property
    def day(self) -> date:
        """Give the day that the paper bears, or would bear if it were signed."""
        return day_of(self.decision, self.visits)


def decision_file(actor: Actor, decision_id: UUID, at: datetime) -> DecisionFile:
    """Load a decision that the actor may print, or raise NotFound."""
    decision = inspections.require_decision(actor, decision_id, at, permission=P.DOCUMENT_PRINT)
    if decision.state == DecisionState.WITHDRAWN and decision.signed_on is None:
        raise RuleBroken(N_("This draft was withdrawn, so there is no decision to print."))
    visits = sorted(_named(decision), key=lambda i: (i.establishment.sort_key, str(i.id)))
    if not visits:
        raise RuleBroken(N_("The decision names no visit, so there is nothing to print."))
    types = {t.code: t for t in establishment_types()}
    units = units_of([decision, *visits], decision.unit_id)
    day = day_of(decision, visits)
    groups = {types[i.establishment.type_code].group for i in visits}
    return DecisionFile(
        decision=decision,
        visits=visits,
        place=place_of(decision, units, decision.unit_id),
        places={i.id: place_of(i, units) for i in visits},
        types=types,
        members=team_members(decision.team_id, day),
        topics=_topics(groups, day),
        plan=_plan(decision.plan_id),
    )


def day_of(decision: InspectionDecision, visits: Sequence[Inspection]) -> date:
    """Give the day of the signature, else of the first visit, else of the draft."""
    if decision.signed_on is not None:
        return decision.signed_on
    planned = min((visit.planned_on for visit in visits), default=None)
    return planned or clock.local_day(decision.created_at)


def _named(decision: InspectionDecision) -> list[Inspection]:
    """List the visits that the paper names: those given up after the signature stay on it."""
    given_up = [i for i in decision.inspections if i.state == InspectionState.CANCELLED]
    kept: set[str] = set()
    if given_up and decision.signed_at is not None:
        kept = set(
            db.session.scalars(
                select(AuditEntry.subject_id).where(
                    AuditEntry.action == A.INSPECTION_APPROVED.name,
                    AuditEntry.subject_type == Inspection.__tablename__,
                    AuditEntry.subject_id.in_([str(i.id) for i in given_up]),
                )
            )
        )
    return [i for i in decision.inspections if i not in given_up or str(i.id) in kept]


def _topics(groups: set[str], day: date) -> tuple[str, ...]:
    """List the parts of the checklist of the day that concern the groups of types."""
    i = ChecklistItem
    rows = db.session.execute(
        select(i.section_sort, i.section_vi, i.groups)
        .where(
            or_(i.valid_from.is_(None), i.valid_from <= day),
            or_(i.valid_to.is_(None), i.valid_to > day),
        )
        .distinct()
        .order_by(i.section_sort, i.section_vi)
    )
    asked = [title for _, title, of in rows if of == "all" or groups & set(of.split("|"))]
    return tuple(dict.fromkeys(asked))


def _plan(plan_id: UUID | None) -> PlanWords | None:
    if plan_id is None:
        return None
    row = db.session.execute(
        select(_PLAN.c.title, _PLAN.c.number, _PLAN.c.signed_on).where(_PLAN.c.id == plan_id)
    ).first()
    return None if row is None else PlanWords(row.title, row.number, row.signed_on)
