"""What can be done with what a team found on the ground? Propose it, take it over, decline it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalKind, ProposalState
from inspect178.fieldwork.models import RegisterProposal
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry import operations as registry
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Entry, Place, StatusSaid, require_position

LONGEST = {"reason": 300, "name": 200, "address": 400}
POSITION_SOURCE = "Ứng dụng kiểm tra tại chỗ"


@dataclass(frozen=True)
class Found:
    """What a team says: from which day on, why, and for a place how it is called and where."""

    kind: ProposalKind
    from_on: date
    reason: str = ""
    name: str = ""
    type_code: str | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    inspection_id: UUID | None = None


@dataclass(frozen=True)
class Made:
    """By which id, when and where a proposal was made on the tablet."""

    id: UUID
    place: Place
    at: datetime
    establishment: Establishment | None = None


def propose(found: Found, made: Made, *, actor: Actor, at: datetime) -> RegisterProposal:
    """Keep what a team found, for the office to decide; the same proposal again is the same."""
    policies.require_here(actor, P.INSPECTION_CAPTURE, made.place)
    if actor.user_id is None:
        raise NotAllowed
    there = db.session.get(RegisterProposal, made.id)
    if there is not None:
        if (there.kind, there.name, there.from_on) != (found.kind, found.name, found.from_on):
            raise Conflict
        return there
    _check(found, made, today=clock.local_day(at))
    name = made.establishment.name if made.establishment is not None else found.name
    proposal = RegisterProposal(
        id=made.id,
        kind=found.kind,
        state=ProposalState.OPEN,
        establishment_id=None if made.establishment is None else made.establishment.id,
        inspection_id=found.inspection_id,
        from_on=found.from_on,
        reason=found.reason,
        name=found.name,
        type_code=found.type_code,
        address=found.address,
        latitude=found.latitude,
        longitude=found.longitude,
        position_accuracy_m=found.accuracy_m,
        province_id=made.place.province_id,
        commune_id=made.place.commune_id,
        old_commune_id=made.place.old_commune_id,
        proposed_at=made.at,
        received_at=at,
        proposed_by_id=actor.user_id,
    )
    db.session.add(proposal)
    db.session.flush()
    trail.record(
        A.PROPOSAL_MADE, actor=actor, subject=proposal, at=at, kind=found.kind.value, name=name
    )
    return proposal


def accept_proposal(
    proposal: RegisterProposal, place: Place | None, note: str, *, actor: Actor, at: datetime
) -> Establishment:
    """Take a proposal over into the register, through the acts that its pages use too."""
    _require_open(proposal, actor)
    if proposal.kind == ProposalKind.NEW:
        establishment = _enter(proposal, place, actor=actor, at=at)
        proposal.establishment_id = establishment.id
    else:
        establishment = db.session.get_one(Establishment, proposal.establishment_id)
        change = _close if proposal.kind == ProposalKind.CLOSED else _move
        change(proposal, establishment, actor=actor, at=at)
    _decide(proposal, ProposalState.ACCEPTED, note, actor=actor, at=at)
    trail.record(
        A.PROPOSAL_ACCEPTED,
        actor=actor,
        subject=proposal,
        at=at,
        kind=proposal.kind.value,
        note=proposal.decision_note,
    )
    return establishment


def decline_proposal(proposal: RegisterProposal, note: str, *, actor: Actor, at: datetime) -> None:
    """Decline a proposal with the reason; the register stays as it is."""
    _require_open(proposal, actor)
    if not squeeze(note):
        raise InvalidInput(N_("Enter the reason."), field="note")
    _decide(proposal, ProposalState.DECLINED, note, actor=actor, at=at)
    trail.record(
        A.PROPOSAL_DECLINED,
        actor=actor,
        subject=proposal,
        at=at,
        kind=proposal.kind.value,
        note=proposal.decision_note,
    )


def _check(found: Found, made: Made, *, today: date) -> None:
    if found.from_on > today:
        raise InvalidInput(N_("The day lies in the future."), field="from_on")
    for name, longest in LONGEST.items():
        if len(getattr(found, name)) > longest:
            raise InvalidInput(
                N_("This text is too long: at most %(most)s characters."), field=name, most=longest
            )
    if found.latitude is not None and found.longitude is not None:
        require_position(found.latitude, found.longitude)
    _check_kind(found, made)


def _check_kind(found: Found, made: Made) -> None:
    if found.kind == ProposalKind.NEW:
        if not found.name or found.type_code is None:
            raise InvalidInput(N_("A new place needs a name and a type."), field="name")
    elif made.establishment is None:
        raise InvalidInput(N_("Say which establishment it is."), field="establishment")
    if found.kind == ProposalKind.MOVED and not (found.address or found.latitude is not None):
        raise InvalidInput(N_("Say where the establishment is now."), field="address")


def _require_open(proposal: RegisterProposal, actor: Actor) -> None:
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, proposal)
    policies.require_other_person(actor, proposal.proposed_by_id)
    if proposal.state != ProposalState.OPEN:
        raise IllegalTransition


def _decide(
    proposal: RegisterProposal, state: ProposalState, note: str, *, actor: Actor, at: datetime
) -> None:
    proposal.state, proposal.decision_note = state, squeeze(note)
    proposal.decided_at, proposal.decided_by_id = at, actor.user_id


def _close(
    proposal: RegisterProposal, establishment: Establishment, *, actor: Actor, at: datetime
) -> None:
    said = StatusSaid(EstablishmentStatus.CLOSED, proposal.from_on, _reason(proposal)[:200])
    version = establishment.version
    registry.change_status(establishment, said, version=version, actor=actor, at=at)


def _move(
    proposal: RegisterProposal, establishment: Establishment, *, actor: Actor, at: datetime
) -> None:
    changes: dict[str, Any] = {}
    if proposal.address:
        changes["address"] = proposal.address
    if proposal.latitude is not None and proposal.longitude is not None:
        changes |= _position(proposal)
    version = establishment.version
    registry.change_establishment(establishment, changes, version=version, actor=actor, at=at)


def _enter(
    proposal: RegisterProposal, place: Place | None, *, actor: Actor, at: datetime
) -> Establishment:
    if place is None:
        raise InvalidInput(N_("Choose the commune in which the place lies."), field="commune")
    entry = Entry(
        name=proposal.name,
        type_code=proposal.type_code or "",
        in_scope_from=proposal.from_on,
        address=proposal.address,
        scope_reason=_reason(proposal)[:200],
        **(_position(proposal) if proposal.latitude is not None else {}),
    )
    return registry.create_establishment(entry, place, actor=actor, at=at)


def _position(proposal: RegisterProposal) -> dict[str, Any]:
    return {
        "latitude": proposal.latitude,
        "longitude": proposal.longitude,
        "position_source": POSITION_SOURCE,
    }


def _reason(proposal: RegisterProposal) -> str:
    return proposal.reason or proposal.kind.label
