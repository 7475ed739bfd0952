"""Which visits does a team have, and which one may somebody of it carry out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.devices.blobs import arrived
from inspect178.devices.standing import done_steps
from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalState
from inspect178.fieldwork.models import NamedPhoto, RegisterProposal
from inspect178.identity.models import UserAccount
from inspect178.inspections.beside import Beside, LatePhoto
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord, Photo
from inspect178.inspections.queries import (
    glance_at_inspection,
    inspections,
    is_sealed,
    readable,
    require_inspection,
)
from inspect178.kernel.errors import NotFound
from inspect178.registry.models import Establishment

S = InspectionState
DAYS_AHEAD = 14
MOST_PROPOSALS = 200
UNDER_WAY = (S.IN_PROGRESS, S.SUSPENDED)
TO_SEND = (S.RECORD_SIGNED, S.RECORD_REFUSED, S.RETURNED)


@dataclass
class Visits:
    """The visits of a person's teams, by what they ask for."""

    under_way: list[Inspection] = field(default_factory=list)
    today: list[Inspection] = field(default_factory=list)
    overdue: list[Inspection] = field(default_factory=list)
    coming: list[Inspection] = field(default_factory=list)
    to_send: list[Inspection] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        parts = (self.under_way, self.today, self.overdue, self.coming, self.to_send)
        return any(parts)


def sealed_visits(actor: Actor, at: datetime, today: date) -> Sequence[Inspection]:
    """List the sealed visits on the actor's list, without their targets."""
    sealed = and_(
        Inspection.mode == InspectionMode.SURPRISE,
        Inspection.announced_at.is_(None),
        Inspection.opens_at <= at,
    )
    return db.session.scalars(
        select(Inspection).where(_mine(actor, at, today), sealed).order_by(Inspection.id)
    ).all()


def visits_of(actor: Actor, at: datetime, today: date) -> Visits:
    """List the visits of the actor's teams: under way, today, overdue, coming, to be sent."""
    found = Visits()
    rows = db.session.scalars(
        inspections(actor, at, P.INSPECTION_CAPTURE)
        .where(_mine(actor, at, today), _open_to_team(at))
        .options(joinedload(Inspection.establishment).joinedload(Establishment.type))
        .order_by(None)
        .order_by(Inspection.planned_on, Inspection.opens_at, Inspection.id)
    )
    for inspection in rows:
        _part_of(found, inspection, today).append(inspection)
    return found


def visits_taken_along(actor: Actor, at: datetime, today: date) -> Sequence[Inspection]:
    """List the visits that a tablet takes along, with decision, place and type.

    Those of the days ahead, those under way, and those that the reviewers still have.
    """
    statement = (
        select(Inspection)
        .where(
            or_(_mine(actor, at, today), _in_review(actor, at)),
            _open_to_team(at),
        )
        .options(
            joinedload(Inspection.decision),
            joinedload(Inspection.establishment).joinedload(Establishment.type),
        )
        .order_by(Inspection.planned_on, Inspection.opens_at, Inspection.id)
    )
    return db.session.scalars(statement).all()


def require_visit(actor: Actor, inspection_id: UUID, at: datetime) -> Inspection:
    """Give a visit of one of the actor's teams, or raise NotFound.

    A sealed one exists from its opening on; whoever reads it must be recorded first, with the
    help of `glance_at_visit`.
    """
    inspection = require_inspection(actor, inspection_id, at, permission=P.INSPECTION_CAPTURE)
    return _of_team(inspection, actor, at)


def glance_at_visit(actor: Actor, inspection_id: UUID, at: datetime) -> Inspection:
    """Give a visit of one of the actor's teams without its target."""
    glance = glance_at_inspection(actor, inspection_id, at, permission=P.INSPECTION_CAPTURE)
    return _of_team(glance, actor, at)


def photos_on_their_way(inspection_id: UUID) -> int:
    """Count the photos that a tablet has named and that have not joined the record yet."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(NamedPhoto)
            .where(NamedPhoto.inspection_id == inspection_id, NamedPhoto.settled_at.is_(None))
        )
        or 0
    )


def late_photos(inspection: Inspection) -> list[LatePhoto]:
    """List the photos that arrived whole after the record was signed.

    Signing settles what it froze at its own instant, so what was settled later came later.
    """
    frozen_at = db.session.scalar(
        select(InspectionRecord.frozen_at).where(InspectionRecord.inspection_id == inspection.id)
    )
    if frozen_at is None:
        return []
    signed = select(Photo.original_sha256).where(Photo.inspection_id == inspection.id)
    rows = db.session.execute(
        select(NamedPhoto, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == NamedPhoto.named_by_id)
        .where(
            NamedPhoto.inspection_id == inspection.id,
            or_(NamedPhoto.settled_at.is_(None), NamedPhoto.settled_at > frozen_at),
            NamedPhoto.problem == "",
            NamedPhoto.sha256.not_in(signed),
            arrived(NamedPhoto.sha256),
        )
        .order_by(NamedPhoto.named_at, NamedPhoto.id)
    )
    return [
        LatePhoto(p.id, p.sha256, p.item_code, p.caption, p.taken_at, p.named_at, name)
        for p, name in rows
    ]


def beside_record(inspection: Inspection) -> Beside:
    """Say what stands beside a frozen record: photos that came later, other words shown."""
    signed = [
        *done_steps(inspection.id, "visit.sign"),
        *done_steps(inspection.id, "visit.refuse"),
    ]
    differs = any((op.detail or {}).get("shown_differs") for op in signed)
    return Beside(late_photos(inspection), other_words_shown=differs)


def require_late_photo(inspection: Inspection, photo_id: UUID) -> LatePhoto:
    """Give a photo that came after the signature of this inspection, or raise NotFound."""
    found = next((p for p in late_photos(inspection) if p.id == photo_id), None)
    if found is None:
        raise NotFound
    return found


def proposals(actor: Actor) -> list[RegisterProposal]:
    """List the proposals of the actor's area, what is to be decided first, then the latest."""
    return list(
        db.session.scalars(
            _proposals(actor)
            .order_by(
                RegisterProposal.state != ProposalState.OPEN,
                RegisterProposal.received_at.desc(),
                RegisterProposal.id,
            )
            .limit(MOST_PROPOSALS)
        )
    )


def require_proposal(actor: Actor, proposal_id: UUID) -> RegisterProposal:
    """Give a proposal of the actor's area, or raise NotFound."""
    found: RegisterProposal | None = db.session.scalar(
        _proposals(actor).where(RegisterProposal.id == proposal_id)
    )
    if found is None:
        raise NotFound
    return found


def _proposals(actor: Actor) -> Select[RegisterProposal]:
    return (
        select(RegisterProposal)
        .where(visible(RegisterProposal, actor, P.ESTABLISHMENT_EDIT))
        .options(joinedload(RegisterProposal.establishment))
    )


def _of_team(inspection: Inspection, actor: Actor, at: datetime) -> Inspection:
    unopened = inspection.opens_at is not None and inspection.opens_at > at
    if inspection.team_id not in actor.team_ids or (is_sealed(inspection) and unopened):
        raise NotFound
    return inspection


def _mine(actor: Actor, at: datetime, today: date) -> ColumnElement[bool]:
    planned = and_(
        Inspection.state == S.APPROVED, Inspection.planned_on <= today + timedelta(days=DAYS_AHEAD)
    )
    return and_(
        readable(actor, at, P.INSPECTION_CAPTURE),
        Inspection.team_id.in_(sorted(actor.team_ids)),
        or_(planned, Inspection.state.in_((*UNDER_WAY, *TO_SEND))),
    )


def _in_review(actor: Actor, at: datetime) -> ColumnElement[bool]:
    return and_(
        readable(actor, at, P.INSPECTION_CAPTURE),
        Inspection.team_id.in_(sorted(actor.team_ids)),
        Inspection.state == S.SUBMITTED,
    )


def _open_to_team(at: datetime) -> ColumnElement[bool]:
    """Hide a sealed target before its opening even from a planner who is also in the team."""
    return or_(
        Inspection.mode != InspectionMode.SURPRISE,
        Inspection.announced_at.is_not(None),
        Inspection.opens_at <= at,
    )


def _part_of(found: Visits, inspection: Inspection, today: date) -> list[Inspection]:
    if inspection.state in UNDER_WAY:
        return found.under_way
    if inspection.state in TO_SEND:
        return found.to_send
    if inspection.planned_on == today:
        return found.today
    return found.overdue if inspection.planned_on < today else found.coming
