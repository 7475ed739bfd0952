"""What can be read of commitments? Lists, who has none, one with its story, and public checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import AreaScoped, visible, within
from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import events_of_subject
from inspect178.commitments import rules
from inspect178.commitments.content import digest
from inspect178.commitments.enums import CommitmentState, Shelf, Standing
from inspect178.commitments.models import Commitment
from inspect178.extensions import db
from inspect178.files.keys import Keyring
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.kernel import tokens
from inspect178.kernel.errors import NotFound
from inspect178.kernel.text import fold
from inspect178.kernel.tokens import Paper, PaperKind
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.queries import in_scope_on
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import find_unit, territory_of

S = CommitmentState


@dataclass(frozen=True)
class CommitmentFilter:
    """Which commitments are asked for; whatever is None or empty is not asked."""

    shelf: Shelf = Shelf.ALL
    words: str = ""
    unit: AdminUnit | None = None
    inspection_id: UUID | None = None
    establishment_id: UUID | None = None


EVERYTHING = CommitmentFilter()


@dataclass(frozen=True)
class Checked:
    """What anybody may learn from a genuine code: kind, establishment, day, whether it holds."""

    kind: PaperKind
    establishment_name: str
    day: date | None
    in_force: bool | None = None


def commitments(
    actor: Actor, wanted: CommitmentFilter = EVERYTHING, *, today: date
) -> Select[Commitment]:
    """Select the commitments that the actor may see and that were asked for, newest first."""
    return (
        select(Commitment)
        .join(Commitment.establishment)
        .options(joinedload(Commitment.establishment))
        .where(
            visible(Commitment, actor, P.COMMITMENT_READ),
            *_on_shelf(wanted.shelf, today),
            *_asked(Commitment, wanted),
            *_of(wanted),
        )
        .order_by(Commitment.signed_on.desc(), Commitment.id)
    )


def establishments_without(
    actor: Actor, wanted: CommitmentFilter = EVERYTHING, *, today: date
) -> Select[Establishment]:
    """Select the establishments in scope that have no commitment in force on the day."""
    has_one = (
        select(Commitment.id)
        .where(Commitment.establishment_id == Establishment.id, in_force_on(today))
        .exists()
    )
    return (
        select(Establishment)
        .options(joinedload(Establishment.type))
        .where(
            visible(Establishment, actor, P.COMMITMENT_READ),
            in_scope_on(today),
            Establishment.status != EstablishmentStatus.CLOSED,
            ~has_one,
            *_asked(Establishment, wanted),
        )
        .order_by(Establishment.sort_key, Establishment.id)
    )


def in_force_on(day: date) -> ColumnElement[bool]:
    """Give the condition for commitments in force on the day (rules.standing)."""
    return and_(
        Commitment.state == S.ACTIVE,
        Commitment.valid_from <= day,
        or_(Commitment.valid_to.is_(None), Commitment.valid_to > day),
    )


def _on_shelf(shelf: Shelf, today: date) -> list[ColumnElement[bool]]:
    if shelf == Shelf.IN_FORCE:
        return [in_force_on(today)]
    if shelf == Shelf.EXPIRING:
        return [in_force_on(today), Commitment.valid_to <= today + rules.SOON]
    if shelf == Shelf.ENDED:
        return [or_(Commitment.state != S.ACTIVE, Commitment.valid_to <= today)]
    return []


def _of(wanted: CommitmentFilter) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = []
    if wanted.inspection_id is not None:
        given.append(Commitment.inspection_id == wanted.inspection_id)
    if wanted.establishment_id is not None:
        given.append(Commitment.establishment_id == wanted.establishment_id)
    return given


def _asked(model: type[AreaScoped], wanted: CommitmentFilter) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = [
        Establishment.search_key.contains(word, autoescape=True)
        for word in fold(wanted.words).split()
    ]
    if wanted.unit is not None:
        given.append(within(model, territory_of(wanted.unit)))
    return given


def require_commitment(
    actor: Actor, commitment_id: UUID, permission: Permission = P.COMMITMENT_READ
) -> Commitment:
    """Give one commitment that the actor may see, or raise NotFound."""
    found: Commitment | None = db.session.scalar(
        select(Commitment)
        .options(joinedload(Commitment.establishment).joinedload(Establishment.type))
        .where(Commitment.id == commitment_id, visible(Commitment, actor, permission))
    )
    if found is None:
        raise NotFound
    return found


def commitments_of_establishment(actor: Actor, establishment_id: UUID) -> Select[Commitment]:
    """Select the commitments of an establishment that the actor may see, newest first."""
    return (
        select(Commitment)
        .where(
            visible(Commitment, actor, P.COMMITMENT_READ),
            Commitment.establishment_id == establishment_id,
        )
        .order_by(Commitment.signed_on.desc(), Commitment.recorded_at.desc())
    )


def active_commitment(establishment_id: UUID) -> Commitment | None:
    """Find the commitment that a new one would replace; its days may be over."""
    return db.session.scalar(
        select(Commitment)
        .where(Commitment.establishment_id == establishment_id, Commitment.state == S.ACTIVE)
        .order_by(Commitment.signed_on.desc(), Commitment.recorded_at.desc())
        .limit(1)
    )


def standing_of(commitment: Commitment, today: date) -> Standing:
    """Say how a commitment stands on the day."""
    return rules.standing(commitment.state, commitment.valid_from, commitment.valid_to, today=today)


def commune_on(establishment: Establishment, day: date) -> AdminUnit | None:
    """Give the commune in which an establishment lies on the day; None where not placed."""
    for unit_id in (establishment.commune_id, establishment.old_commune_id):
        unit = None if unit_id is None else find_unit(unit_id)
        if unit is not None and unit.is_valid_on(day):
            return unit
    return None


def licences_of(establishment_id: UUID) -> Sequence[Licence]:
    """List the licences of an establishment, by kind and number."""
    return db.session.scalars(
        select(Licence)
        .where(Licence.establishment_id == establishment_id)
        .order_by(Licence.kind, Licence.number)
    ).all()


def content_holds(commitment: Commitment) -> bool:
    """Say whether what is stored is still exactly what was signed."""
    return digest(commitment.content) == commitment.sha256


def paper_of(commitment: Commitment) -> Paper:
    """Name the paper of a commitment, for its codes (files.keys.Keyring)."""
    return Paper.of(PaperKind.COMMITMENT, commitment.id, commitment.sha256)


def story(actor: Actor, commitment: Commitment) -> list[tuple[AuditEntry, str]]:
    """List what happened to a commitment, newest first, for audit.telling."""
    rows = db.session.execute(events_of_subject(actor, Commitment.__tablename__, commitment.id))
    return [(entry, detail) for entry, detail in rows]


def check_code(text: str, keys: Keyring, *, today: date) -> Checked | None:
    """Say what a code on a paper stands for; None for whatever was not issued by us.

    A code that was never issued and one whose paper is not stored answer alike.
    """
    paper = tokens.read_token(text, keys.public)
    if paper is not None:
        return _LOOKUPS[paper.kind](paper.id, paper, today)
    code = tokens.read_typed_code(text)
    if code is None:
        return None
    for kind, column in _IDS.items():
        ids = db.session.scalars(
            select(column).where(column.between(code.first_id, code.last_id)).limit(2)
        )
        for paper_id in ids:
            if tokens.is_marked(code, kind, paper_id, keys=keys.code_keys):
                return _LOOKUPS[kind](paper_id, None, today)
    return None


def _checked_commitment(paper_id: UUID, paper: Paper | None, today: date) -> Checked | None:
    found = db.session.get(Commitment, paper_id)
    if found is None or (paper is not None and not paper.matches(found.sha256)):
        return None
    if not content_holds(found):
        return None
    return Checked(
        kind=PaperKind.COMMITMENT,
        establishment_name=found.content["establishment"]["name"],
        day=found.signed_on,
        in_force=standing_of(found, today) == Standing.IN_FORCE,
    )


def _checked_record(paper_id: UUID, paper: Paper | None, _today: date) -> Checked | None:
    row = db.session.execute(
        select(InspectionRecord.sha256, Inspection.completed_on, Establishment.name)
        .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
        .join(Establishment, Establishment.id == Inspection.establishment_id)
        .where(InspectionRecord.inspection_id == paper_id, InspectionRecord.frozen_at.is_not(None))
    ).first()
    if row is None or (paper is not None and not paper.matches(row[0])):
        return None
    return Checked(PaperKind.INSPECTION_RECORD, establishment_name=row[2], day=row[1])


_LOOKUPS = {
    PaperKind.COMMITMENT: _checked_commitment,
    PaperKind.INSPECTION_RECORD: _checked_record,
}
_IDS: Mapping[PaperKind, Any] = {
    PaperKind.COMMITMENT: Commitment.id,
    PaperKind.INSPECTION_RECORD: InspectionRecord.inspection_id,
}
