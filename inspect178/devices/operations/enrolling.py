"""How does a tablet come in, say hello, and go out?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices import journal, protocol
from inspect178.devices.models import Device
from inspect178.extensions import db
from inspect178.identity.queries import token_hash
from inspect178.kernel.errors import Conflict, InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.territory import queries as territory


class DeviceTaken(Conflict):
    """The id belongs to another person's tablet, or to another key."""

    default_message = N_("This tablet is enrolled for somebody else. Begin with a new identity.")


@dataclass(frozen=True)
class Said:
    """What a tablet says of itself in a hello."""

    clock: int
    app: str
    schema: int
    last: int  # the newest operation that it has made
    photos: int = 0  # photos that it has not sent
    ended: bool = False  # it was out and has destroyed its key: it can make nothing more

    def holds_nothing_above(self, held: int) -> bool:
        """Say whether the office has all that the tablet ever made, and nothing can be added."""
        return self.ended and self.last <= held and not self.photos


def enrol(
    device_id: UUID, name: str, public_key: bytes, *, app: str, actor: Actor, at: datetime
) -> tuple[Device, str]:
    """Enrol a tablet for the person who is signed in, and give its token.

    Again with the same key by the same person gives a new token; the journal goes on.
    """
    policies.require(actor, P.INSPECTION_CAPTURE)
    if not name.strip():
        raise InvalidInput(N_("Give the tablet a name."), field="name")
    device = journal.locked_device(device_id)
    if device is None:
        device = _new_device(device_id, public_key, actor=actor, at=at)
    elif (device.user_id, device.public_key) != (actor.user_id, public_key):
        raise DeviceTaken
    device.name, device.app_version = name.strip()[:80], app
    token = _new_token()
    device.token_hash, device.next_token_hash = token_hash(token), None
    device.token_made_at = device.contact_at = at
    db.session.flush()
    trail.record(A.DEVICE_ENROLLED, actor=actor, subject=device, at=at, name=device.name)
    return device, token


def _new_device(device_id: UUID, public_key: bytes, *, actor: Actor, at: datetime) -> Device:
    home = territory.require_unit(actor.home_unit_id(P.INSPECTION_CAPTURE) or 0)
    province, commune, old = territory.place_of(home)
    device = Device(
        id=device_id,
        user_id=actor.user_id,
        public_key=public_key,
        enrolled_at=at,
        nothing_unsent_at=at,
        province_id=province,
        commune_id=commune,
        old_commune_id=old,
    )
    db.session.add(device)
    return device


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def note_contact(device: Device, token: str, said: Said, *, received: int, at: datetime) -> str:
    """Write down a hello; give a new token where one is due, else nothing.

    The old token stays good until the new one has been used: its answer may be lost.
    """
    device.contact_at = at
    device.clock_offset_ms = protocol.clock_offset(said.clock, at)
    device.app_version, device.schema_version = said.app, said.schema
    device.claimed_seq, device.claimed_photos = said.last, said.photos
    if said.last <= received:
        device.nothing_unsent_at = at
    if token_hash(token) == device.next_token_hash:
        device.token_hash, device.next_token_hash = device.next_token_hash, None
        device.token_made_at = at
    if not protocol.token_is_due(device.token_made_at, at):
        return ""
    fresh = _new_token()
    device.next_token_hash = token_hash(fresh)
    return fresh


def revoke(device: Device, *, reason: str, actor: Actor, at: datetime) -> None:
    """Revoke a tablet for good: from its next contact on it can only hand in what it holds."""
    policies.require_here(actor, P.DEVICE_ADMINISTER, device)
    if not reason.strip():
        raise InvalidInput(N_("Give the reason, such as lost or replaced."), field="reason")
    if device.revoked_at is not None:
        raise Conflict(N_("This tablet is revoked already."))
    device.revoked_at, device.revoked_by_id = at, actor.user_id
    device.revocation_reason = reason.strip()
    trail.record(
        A.DEVICE_REVOKED, actor=actor, subject=device, at=at, name=device.name,
        reason=device.revocation_reason,
    )  # fmt: skip
