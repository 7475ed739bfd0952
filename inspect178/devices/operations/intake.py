"""How is an operation taken in? Checked, placed, applied and kept, in one transaction each.

Whoever calls commits after each operation and only then sends its answer: what is acknowledged is
on the disk (`api.py`, docs/decisions/0012). The answer of an operation that is known already is
the stored one, so that the same operation sent eight times at once is eight successes and one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices import journal, keys, protocol, queries
from inspect178.devices.applying import Outcome
from inspect178.devices.enums import Flag, OpState, Status
from inspect178.devices.journal import Known
from inspect178.devices.models import Device, DeviceOp
from inspect178.devices.operations import performing, photos
from inspect178.devices.operations.photos import Declared, Progress
from inspect178.devices.payloads import SCHEMA, Payload, Unreadable, bytes_of, read_payload
from inspect178.devices.protocol import Decision, Place
from inspect178.devices.sealing import signed_parts
from inspect178.extensions import db
from inspect178.identity.models import UserAccount
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, DomainError
from inspect178.kernel.text_marks import N_

UNKNOWN = N_("The office does not know the tablet that made this. Sign in on it again.")
SAME_ID = N_("The office has another version of this step. Both are kept; a person decides.")
NO_SEQUEL = N_("This does not follow the step before it. It is kept; a person decides.")
REVOKED = N_("The tablet was revoked. What it sends is kept until two persons have decided.")
NO_RIGHT = N_(
    "At that time you were not in a team. What was sent is kept until two persons have decided."
)


@dataclass(frozen=True)
class Answer:
    """What the tablet is told of one operation."""

    status: Status
    id: UUID | None = None
    seq: int | None = None
    position: int | None = None
    receipt: str = ""
    reason: str = ""
    wanted: int | None = None
    device_id: UUID | None = None  # whose it is, which may be another tablet's than the sender's
    photos: tuple[tuple[UUID, Progress], ...] = ()  # that came with it and are kept

    def as_json(self) -> dict[str, Any]:
        """Give the answer as the tablet reads it; what is not said is left out."""
        given = {
            "id": None if self.id is None else str(self.id),
            "seq": self.seq,
            "status": self.status.value,
            "position": self.position,
            "receipt": self.receipt,
            "reason": self.reason,
            "wanted": self.wanted,
            "device": None if self.device_id is None else str(self.device_id),
            "photos": [{"id": str(id)} | done.as_json() for id, done in self.photos],
        }
        return {name: value for name, value in given.items() if value not in (None, "", [])}


@dataclass(frozen=True)
class Desk:
    """Who takes in: the keys, what survives a restore, the epoch, the instant, the language."""

    keys: keys.ServerKeys
    revoked: frozenset[UUID]
    epoch: int
    at: datetime
    say: Callable[[DomainError], str]
    actors: dict[tuple[UUID, date], Actor] = field(default_factory=dict)
    # Photos of a parcel that lie on the disk, by the operation that names them.
    photos: dict[UUID, list[Declared]] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """An operation as it was signed, out of its seal; who signed it is not known yet."""

    payload: Payload
    content: bytes
    signature: bytes

    def is_of(self, device: Device) -> bool:
        """Say whether the tablet signed it."""
        return keys.is_signed(device.public_key, self.signature, self.content)


@dataclass(frozen=True)
class Arrived:
    """An operation that was read and whose signature is right."""

    payload: Payload
    content: bytes
    signature: bytes
    device: Device
    account: UserAccount


def opened(given: Any, own: keys.ServerKeys) -> Opened | Unreadable:
    """Open an operation as it was sent; what cannot be read is given as the reason.

    It takes no transaction, so that nobody waits in one for a seal to be opened.
    """
    try:
        text, signature = signed_parts(given, own)
        return Opened(read_payload(text), bytes_of(text), keys.from_base64url(signature))
    except Unreadable as error:
        return error


def take_in(
    given: Opened | Unreadable, carrier_id: UUID, desk: Desk, *, last_try: bool = True
) -> Answer:
    """Take in one opened operation and give its answer."""
    if isinstance(given, Unreadable):
        return Answer(Status.RETRY, reason=desk.say(given))
    payload = given.payload
    found = journal.locked_device_and_person(payload.device_id)
    if found is None:
        return _again(payload, desk, DomainError(UNKNOWN))
    device, account = found
    if not given.is_of(device):
        return _again(payload, desk, Unreadable())
    arrived = Arrived(payload, given.content, given.signature, device, account)
    kept = tuple(_note_photos(payload, desk))
    answer = _answer_at_its_place(arrived, carrier_id, desk, last_try=last_try)
    return replace(answer, photos=kept)


def signed_among(ops: Iterable[Opened | Unreadable]) -> frozenset[tuple[UUID, UUID]]:
    """Give id and tablet of the operations whose signature is right, without taking them in."""
    found = set()
    for given in ops:
        if isinstance(given, Opened):
            device = db.session.get(Device, given.payload.device_id)
            if device is not None and given.is_of(device):
                found.add((given.payload.id, given.payload.device_id))
    return frozenset(found)


def _note_photos(payload: Payload, desk: Desk) -> Iterator[tuple[UUID, Progress]]:
    """Give the photos that came with an operation their rows, so that it finds them whole."""
    for photo in desk.photos.get(payload.id, []):
        mine = photo.device_id == payload.device_id
        progress = photos.note_whole(photo, keys=desk.keys, at=desk.at) if mine else None
        if progress is not None:
            yield photo.id, progress


def _again(payload: Payload, desk: Desk, error: DomainError) -> Answer:
    return Answer(
        Status.RETRY, payload.id, payload.seq, reason=desk.say(error), device_id=payload.device_id
    )


def _answer_at_its_place(
    arrived: Arrived, carrier_id: UUID, desk: Desk, *, last_try: bool
) -> Answer:
    payload = arrived.payload
    known = journal.known_of(payload)
    decision = protocol.decide(payload, known.ledger)
    if decision.place == Place.GAP:
        return Answer(
            Status.GAP, payload.id, payload.seq, wanted=decision.wanted, device_id=payload.device_id
        )
    if decision.place == Place.REPEAT:
        return answer_of(journal.op_at(decision.position or 0), desk)
    op = _row(arrived, decision, known, carrier_id=carrier_id, desk=desk)
    _decide(op, arrived, decision, known=known, desk=desk, last_try=last_try)
    _keep(op, desk)
    return answer_of(op, desk)


def answer_of(op: DeviceOp, desk: Desk) -> Answer:
    """Give the answer of an operation that is in the journal; it is always the same.

    After a restore only the receipt is a new one, because it names the epoch.
    """
    receipt = op.receipt if op.epoch == desk.epoch else _receipt(op, desk)
    return Answer(
        op.status, op.id, op.seq, op.position, receipt, reason=op.reason, device_id=op.device_id
    )


def _receipt(op: DeviceOp, desk: Desk) -> str:
    text = protocol.receipt_text(
        op.device_id, op.seq, op.id, digest=op.hash, position=op.position, epoch=desk.epoch,
        status=op.status.value,
    )  # fmt: skip
    return desk.keys.sign(text)


def _row(
    arrived: Arrived, decision: Decision, known: Known, *, carrier_id: UUID, desk: Desk
) -> DeviceOp:
    payload, device = arrived.payload, arrived.device
    times = protocol.times_of(
        payload.clock,
        offset_ms=device.clock_offset_ms,
        not_before=device.nothing_unsent_at,
        received_at=desk.at,
    )
    flags = set(times.flags)
    if carrier_id != device.id:
        flags.add(Flag.CARRIED)
    if _jumped(payload, known):
        flags.add(Flag.CLOCK_JUMPED)
    if 0 < payload.schema < SCHEMA:
        flags.add(Flag.OLD_SCHEMA)
    return DeviceOp(
        id=payload.id,
        device_id=device.id,
        seq=payload.seq,
        hash=payload.hash,
        copy_of=decision.position,
        uses_seq=decision.uses_seq,
        epoch=desk.epoch,
        object_id=payload.object_id,
        kind=payload.kind,
        schema_version=payload.schema,
        base=payload.base,
        payload=arrived.content,
        signature=arrived.signature,
        previous_hash=payload.previous_hash,
        claimed_at=times.claimed_at,
        counter=payload.counter,
        done_at=times.done_at,
        received_at=desk.at,
        flags="|".join(sorted(flags)),
        carried_by_id=None if carrier_id == device.id else carrier_id,
    )


def _jumped(payload: Payload, known: Known) -> bool:
    before, now = known.last_clock, (payload.clock, payload.counter)
    return before is not None and protocol.clock_jumped(before, now)


def _decide(
    op: DeviceOp, arrived: Arrived, decision: Decision, *, known: Known, desk: Desk, last_try: bool
) -> None:
    """Set the state of an operation that is to be kept, and do what it says where it counts."""
    actor = _actor(op, arrived, desk)
    if decision.place in (Place.COPY, Place.BROKEN):
        words = SAME_ID if decision.place == Place.COPY else NO_SEQUEL
        performing.settle(op, OpState.CONFLICT, reason=desk.say(Conflict(words)), at=desk.at)
    elif is_out(arrived.device, arrived.account, desk.revoked):
        performing.settle(
            op, OpState.QUARANTINED, reason=desk.say(DomainError(REVOKED)), at=desk.at
        )
    elif arrived.payload.problem:
        reason = desk.say(DomainError(arrived.payload.problem))
        performing.settle(op, OpState(Outcome.REFUSED.value), reason=reason, at=desk.at)
    elif not actor.may(P.INSPECTION_CAPTURE):
        performing.settle(
            op, OpState.QUARANTINED, reason=desk.say(DomainError(NO_RIGHT)), at=desk.at
        )
    else:
        performing.perform(
            op, actor, say=desk.say, at=desk.at, last_try=last_try, earlier=known.earlier
        )


def is_out(device: Device, account: UserAccount, revoked: frozenset[UUID]) -> bool:
    """Say whether a tablet is revoked, by the database or outside of it, or its person gone."""
    return device.revoked_at is not None or device.id in revoked or not account.is_active


def _actor(op: DeviceOp, arrived: Arrived, desk: Desk) -> Actor:
    """Work out the person's rights on the day of the act, once for a day and a request."""
    key = (op.device_id, clock.local_day(op.done_at))
    if key not in desk.actors:
        desk.actors[key] = queries.actor_of_device(arrived.account, op.device_id, op.done_at)
    return desk.actors[key]


def _keep(op: DeviceOp, desk: Desk) -> None:
    """Give the operation its position and receipt and write it, as the last act before commit."""
    op.status = protocol.status_of(op.state)
    op.position = journal.next_position()
    op.receipt = _receipt(op, desk)
    db.session.add(op)
    db.session.flush()
    _tell(op, desk)


def _tell(op: DeviceOp, desk: Desk) -> None:
    """Record in the trail what is out of the ordinary; the journal itself holds the rest."""
    actor = desk.actors[(op.device_id, clock.local_day(op.done_at))]
    if op.state == OpState.QUARANTINED:
        trail.record(
            A.DEVICE_OP_QUARANTINED, actor=actor, subject=op.device_id, at=desk.at,
            position=op.position, reason=op.reason,
        )  # fmt: skip
    elif op.copy_of is not None:
        trail.record(
            A.DEVICE_COPY_KEPT, actor=actor, subject=op.device_id, at=desk.at,
            position=op.position,
        )  # fmt: skip
