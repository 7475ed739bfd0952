"""What can be done with commitments? Sign one, which replaces the one before; end one early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.audit import trail
from inspect178.audit.actions import ACTIONS, A
from inspect178.commitments import queries, rules
from inspect178.commitments.content import Sides, Signatory, content_of, digest
from inspect178.commitments.enums import SigningReason
from inspect178.commitments.models import Commitment
from inspect178.commitments.texts import CommitmentText, text_on
from inspect178.commitments.workflow import COMMITMENT
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel.clock import local_day
from inspect178.kernel.errors import Conflict, InvalidInput, NotFound, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import Establishment
from inspect178.territory.queries import require_unit

NOT_PLACED = N_(
    "This establishment is not placed in a commune of that day yet, so it cannot be said with "
    "whom it signs. Have its place entered in the register first."
)


@dataclass(frozen=True)
class SigningEntry:
    """What is entered at the signing; `last_day` is included, `version` is the text shown."""

    reason: SigningReason
    signed_on: date
    signer: Signatory
    officer: Signatory
    version: str
    last_day: date | None = None
    signer_signed: bool = True
    officer_signed: bool = True


def advance_commitment(
    commitment: Commitment, name: str, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Move a commitment one step along its life and record it; nothing else sets its state."""
    step = COMMITMENT.take(commitment.state, name)
    policies.require_here(actor, Permission(step.permission), commitment)
    before, commitment.state = commitment.state, step.target  # type: ignore[assignment]
    trail.record(
        ACTIONS[step.action], actor=actor, subject=commitment, at=at, before=before.value, **details
    )


def sign_commitment(
    establishment: Establishment,
    entry: SigningEntry,
    *,
    actor: Actor,
    at: datetime,
    inspection: Inspection | None = None,
    commitment_id: UUID | None = None,
) -> Commitment:
    """Keep a signed commitment between an establishment and its commune of the day.

    Its type must be loaded. `commitment_id` is made with the form, so that the same form sent
    twice signs once. The commitment before it is replaced.
    """
    policies.require_here(actor, P.COMMITMENT_SIGN, establishment)
    if inspection is not None and inspection.establishment_id != establishment.id:
        raise NotFound
    _lock(establishment)
    same = db.session.get(Commitment, commitment_id) if commitment_id else None
    if same is not None:
        return _sent_again(same, establishment, entry)
    earlier = queries.active_commitment(establishment.id)
    text = _check(entry, earlier, local_day(at))
    commitment = _made(establishment, entry, text, earlier=earlier, made_id=commitment_id)
    commitment.inspection_id = inspection.id if inspection else None
    _keep(commitment, actor=actor, at=at)
    if earlier is not None:
        advance_commitment(earlier, "supersede", actor=actor, at=at, by=str(commitment.id))
        earlier.superseded_by_id, earlier.ended_on = commitment.id, entry.signed_on
    return commitment


def _keep(commitment: Commitment, *, actor: Actor, at: datetime) -> None:
    commitment.recorded_at, commitment.recorded_by_id = at, actor.user_id
    db.session.add(commitment)
    db.session.flush()
    trail.record(
        A.COMMITMENT_SIGNED,
        actor=actor,
        subject=commitment,
        at=at,
        sha256=commitment.sha256,
        version=commitment.text_version,
    )


def withdraw_commitment(commitment: Commitment, reason: str, *, actor: Actor, at: datetime) -> None:
    """End a commitment before its time, with the reason."""
    if not reason.strip():
        raise InvalidInput(N_("Say why the commitment ends."), field="reason")
    advance_commitment(commitment, "withdraw", actor=actor, at=at, reason=reason)
    commitment.end_reason, commitment.ended_on = reason, local_day(at)


def _lock(establishment: Establishment) -> None:
    """Let two tablets that sign for one establishment take their turns."""
    db.session.execute(
        select(Establishment.id).where(Establishment.id == establishment.id).with_for_update()
    )


def _sent_again(same: Commitment, establishment: Establishment, entry: SigningEntry) -> Commitment:
    """Give the commitment that the same form made before; another content is not the same form."""
    entered = _entered(establishment, entry)
    if any(getattr(same, name) != value for name, value in entered.items()):
        raise Conflict
    return same


def _entered(establishment: Establishment, entry: SigningEntry) -> dict[str, Any]:
    """Give what the form says, as it stands in the row of the commitment."""
    return {
        "establishment_id": establishment.id,
        "reason": entry.reason,
        "signed_on": entry.signed_on,
        "valid_to": rules.end_after(entry.last_day),
        "text_version": entry.version,
        **_signatures("signer", entry.signer),
        **_signatures("officer", entry.officer),
    }


def _check(entry: SigningEntry, earlier: Commitment | None, today: date) -> CommitmentText:
    """Refuse impossible days and missing signatures; give the text that was signed."""
    if entry.signed_on > today:
        raise InvalidInput(N_("The day of signing cannot be later than today."), field="signed_on")
    if earlier is not None and earlier.signed_on > entry.signed_on:
        raise InvalidInput(
            N_("A commitment of %(day)s is already there; an older one cannot replace it."),
            field="signed_on",
            day=earlier.signed_on.strftime("%d/%m/%Y"),
        )
    if entry.last_day is not None and not (
        entry.signed_on <= entry.last_day <= entry.signed_on + rules.LONGEST
    ):
        raise InvalidInput(
            N_("The last day lies on or after the day of signing, at most five years later."),
            field="last_day",
        )
    _check_signatures(entry)
    text = text_on(entry.signed_on)
    if text is None:
        raise InvalidInput(N_("No text of a commitment is known for this day."), field="signed_on")
    if text.version != entry.version:
        raise InvalidInput(
            N_("On that day another text was in force. Read it below, then sign."),
            field="signed_on",
        )
    return text


def _check_signatures(entry: SigningEntry) -> None:
    for field, person, signed in (
        ("signer", entry.signer, entry.signer_signed),
        ("officer", entry.officer, entry.officer_signed),
    ):
        if not person.name.strip():
            raise InvalidInput(N_("Enter the full name."), field=f"{field}_name")
        if not signed:
            raise InvalidInput(N_("Sign in the box, or type the full name instead."), field=field)


def _made(
    establishment: Establishment,
    entry: SigningEntry,
    text: CommitmentText,
    *,
    earlier: Commitment | None,
    made_id: UUID | None,
) -> Commitment:
    own_id = made_id or uuid4()
    facts = {
        "id": str(own_id),
        "signed_on": entry.signed_on,
        "valid_from": entry.signed_on,
        "last_day": entry.last_day,
        "reason": entry.reason.value,
        "replaces_signed_on": earlier.signed_on if earlier else None,
    }
    content = content_of(text, _sides(establishment, entry), facts=facts)
    return Commitment(
        id=own_id,
        province_id=establishment.province_id,
        commune_id=establishment.commune_id,
        old_commune_id=establishment.old_commune_id,
        valid_from=entry.signed_on,
        content=content,
        sha256=digest(content),
        is_demo=establishment.is_demo,
        **_entered(establishment, entry),  # its version was compared with the text in force
    )


def _sides(establishment: Establishment, entry: SigningEntry) -> Sides:
    commune = queries.commune_on(establishment, entry.signed_on)
    if commune is None:
        raise RuleBroken(NOT_PLACED)
    return Sides(
        establishment=establishment,
        licences=queries.licences_of(establishment.id),
        commune=commune,
        province=require_unit(commune.province_id or establishment.province_id),
        signer=entry.signer,
        officer=entry.officer,
    )


def _signatures(side: str, person: Signatory) -> dict[str, Any]:
    return {
        f"{side}_name": person.name,
        f"{side}_post": person.post,
        f"{side}_image": person.image,
    }
