"""How is a visit noted that was no inspection of the teams 178? Entered from a paper, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.inspections import rules
from inspect178.inspections.enums import NotedVisitKind
from inspect178.inspections.models import NotedVisit
from inspect178.inspections.operations.choosing import require_reason
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.kernel.text import fold, squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry import timeline
from inspect178.registry.models import Establishment
from inspect178.registry.operations import history


class AlreadyWithdrawn(Conflict):
    """A note is withdrawn once."""

    default_message = N_("This note has been withdrawn already.")


@dataclass(frozen=True)
class NotedFacts:
    """What a paper says of a visit: which kind, on which day, by whom, and which paper."""

    kind: NotedVisitKind
    held_on: date
    agency_name: str
    document: str
    note: str = ""


def note_visit(
    establishment: Establishment, facts: NotedFacts, *, actor: Actor, at: datetime
) -> NotedVisit:
    """Note a survey, a supervision or another agency's inspection from its paper.

    The last uses up the establishment's inspection of the year (Resolution 198/2025/QH15 art. 4).
    """
    policies.require_here(actor, P.INSPECTION_PLAN, establishment)
    agency = _required(facts.agency_name, "agency_name")
    document = _required(facts.document, "document")
    rules.check_noted_day(
        facts.held_on, first_in_scope=_first_in_scope(establishment), today=clock.local_day(at)
    )
    _lock(establishment)
    _refuse_twice(establishment, facts, agency)
    noted = NotedVisit(
        establishment_id=establishment.id,
        province_id=establishment.province_id,
        commune_id=establishment.commune_id,
        old_commune_id=establishment.old_commune_id,
        kind=facts.kind,
        held_on=facts.held_on,
        agency_name=agency,
        document=document,
        note=squeeze(facts.note),
        recorded_at=at,
        recorded_by_id=actor.user_id,
    )
    db.session.add(noted)
    db.session.flush()
    _tell(noted, actor=actor, at=at)
    return noted


def withdraw_note(note: NotedVisit, reason: str, *, actor: Actor, at: datetime) -> None:
    """Withdraw a note that was made in error; what was known before stays answerable."""
    establishment = db.session.get_one(Establishment, note.establishment_id)
    policies.require_here(actor, P.INSPECTION_PLAN, establishment)
    _lock(establishment)
    db.session.refresh(note)
    if note.withdrawn_at is not None:
        raise AlreadyWithdrawn
    note.withdrawal_reason = squeeze(require_reason(reason))
    note.withdrawn_at, note.withdrawn_by_id = at, actor.user_id
    trail.record(
        A.NOTE_WITHDRAWN,
        actor=actor,
        subject=note,
        at=at,
        kind=note.kind.value,
        on=note.held_on,
        agency=note.agency_name,
        reason=note.withdrawal_reason,
    )


def _tell(noted: NotedVisit, *, actor: Actor, at: datetime) -> None:
    trail.record(
        A.VISIT_NOTED,
        actor=actor,
        subject=noted,
        at=at,
        kind=noted.kind.value,
        on=noted.held_on,
        agency=noted.agency_name,
        document=noted.document,
    )


def _required(words: str, field: str) -> str:
    said = squeeze(words)
    if not said:
        raise InvalidInput(N_("Fill in this field."), field=field)
    return said


def _first_in_scope(establishment: Establishment) -> date:
    line = history.line_of(establishment.id)
    return timeline.first_in_scope(line) or establishment.in_scope_from


def _lock(establishment: Establishment) -> None:
    # Two people entering or withdrawing the same paper at the same time must see each other.
    db.session.execute(
        select(Establishment.id).where(Establishment.id == establishment.id).with_for_update()
    )


def _refuse_twice(establishment: Establishment, facts: NotedFacts, agency: str) -> None:
    same = db.session.scalars(
        select(NotedVisit.agency_name).where(
            NotedVisit.establishment_id == establishment.id,
            NotedVisit.kind == facts.kind,
            NotedVisit.held_on == facts.held_on,
            NotedVisit.withdrawn_at.is_(None),
        )
    )
    if fold(agency) in {fold(name) for name in same}:
        raise InvalidInput(
            N_("This visit of %(agency)s on %(day)s is noted already."),
            field="held_on",
            agency=agency,
            day=facts.held_on.strftime("%d/%m/%Y"),
        )
