"""What do tablet and server agree on? Pure rules of the sync protocol (security.md 5).

Order, repeats and copies are decided here from what the journal says; `operations/intake.py`
reads the journal, does what is decided and keeps it, `tests/devices/model.py` walks through it
with tablets that lose, double and mix up everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from inspect178.devices.enums import Flag, OpState, Status

OPS_AT_MOST = 50
BATCH_BYTES = 256 * 1024
OPS_PER_SECOND = 100
PIECE_BYTES = 256 * 1024
PHOTO_BYTES = 20 * 1024 * 1024
PHOTO_BYTES_A_DAY = 2 * 1024**3
PHOTO_DAY = timedelta(days=1)
LEASE_HOURS = 72
LEASES_AT_MOST = 200
WITHOUT_CONTACT = timedelta(days=14)
TOKEN_ROTATES = timedelta(days=1)
CLOCK_OFF = timedelta(seconds=120)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of the clocks of computers


class Place(StrEnum):
    """Where an operation stands in the journal of its tablet."""

    REPEAT = "repeat"  # the very same is there: the old answer
    NEXT = "next"  # it follows the last one
    COPY = "copy"  # another content under an id or number that is taken
    BROKEN = "broken"  # the next number, but it does not follow the last one's content
    GAP = "gap"  # something is missing before it


class Arriving(Protocol):
    """What is asked of an operation to find its place."""

    @property
    def id(self) -> UUID: ...  # noqa: D102

    @property
    def seq(self) -> int: ...  # noqa: D102

    @property
    def hash(self) -> str: ...  # noqa: D102

    @property
    def previous_hash(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Ledger:
    """What the journal knows that touches an arriving operation; positions or None."""

    same_hash: int | None = None
    same_id: int | None = None
    same_seq: int | None = None
    last_seq: int = 0
    last_hash: str = ""


@dataclass(frozen=True)
class Decision:
    """The place of an operation: which row it repeats or copies, and whether it uses its number."""

    place: Place
    position: int | None = None
    uses_seq: bool = True
    wanted: int | None = None


def decide(op: Arriving, ledger: Ledger) -> Decision:
    """Find the place of an operation: repeat, next, copy or gap."""
    if ledger.same_hash is not None:
        return Decision(Place.REPEAT, ledger.same_hash, uses_seq=False)
    wanted = ledger.last_seq + 1
    if op.seq > wanted:
        return Decision(Place.GAP, uses_seq=False, wanted=wanted)
    first = ledger.same_id if ledger.same_id is not None else ledger.same_seq
    if first is not None:
        return Decision(Place.COPY, first, uses_seq=op.seq == wanted)
    if op.previous_hash != ledger.last_hash:
        return Decision(Place.BROKEN)
    return Decision(Place.NEXT)


def status_of(state: OpState) -> Status:
    """Say what a tablet is told of an operation in this state."""
    if state in (OpState.APPLIED, OpState.WAITING):
        return Status.OK
    return Status.CONFLICT if state == OpState.CONFLICT else Status.REFUSED


# An earlier operation of the same tablet on the same object decides about a later one.
_HOLDS_BACK = (
    (frozenset({OpState.QUARANTINED}), OpState.QUARANTINED),
    (frozenset({OpState.CONFLICT, OpState.REFUSED}), OpState.CONFLICT),
    (frozenset({OpState.WAITING}), OpState.WAITING),
)


def held_back(earlier: Iterable[OpState]) -> OpState | None:
    """Say what a later operation must become because of earlier ones, or None."""
    found = frozenset(earlier)
    return next((result for states, result in _HOLDS_BACK if found & states), None)


def receipt_text(
    device_id: UUID, seq: int, op_id: UUID, *, digest: str, position: int, epoch: int, status: str
) -> bytes:
    """Give the text under which the server puts its signature for an operation."""
    lines = ("inspect178 receipt 1", device_id, seq, op_id, digest, position, epoch, status)
    return "\n".join(str(line) for line in lines).encode()


def photo_receipt_text(device_id: UUID, photo_id: UUID, *, sha256: str, size: int) -> bytes:
    """Give the text under which the server puts its signature for a photo."""
    lines = ("inspect178 photo receipt 1", device_id, photo_id, sha256, size)
    return "\n".join(str(line) for line in lines).encode()


@dataclass(frozen=True)
class Times:
    """What the server makes of the time that a tablet claims."""

    claimed_at: datetime
    done_at: datetime
    flags: frozenset[Flag]


def times_of(
    clock_ms: int, *, offset_ms: int, not_before: datetime, received_at: datetime
) -> Times:
    """Put a claimed time right by the offset of the last hello and keep it within the possible.

    Clocks decide nothing: what is odd is flagged, never refused (security.md 5.6 and 5.12).
    """
    claimed = instant_of(clock_ms)
    put_right = _shifted(claimed, offset_ms)
    flags = set()
    if abs(timedelta(milliseconds=offset_ms)) > CLOCK_OFF:
        flags.add(Flag.CLOCK_OFF)
    if put_right > received_at + CLOCK_OFF:
        flags.add(Flag.AFTER_RECEIPT)
    if not not_before - CLOCK_OFF <= put_right <= received_at + CLOCK_OFF:
        flags.add(Flag.CLAMPED)
    return Times(claimed, max(not_before, min(put_right, received_at)), frozenset(flags))


def instant_of(clock_ms: int) -> datetime:
    """Give the instant of a clock in milliseconds."""
    return BEGINNING + timedelta(milliseconds=clock_ms)


def _shifted(instant: datetime, offset_ms: int) -> datetime:
    try:
        return instant + timedelta(milliseconds=offset_ms)
    except OverflowError:
        return instant


def clock_jumped(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Say whether clock and running counter (both ms) of two operations tell different stories.

    A counter that is lower than before began anew with the app and says nothing.
    """
    clock, counter = after[0] - before[0], after[1] - before[1]
    return counter >= 0 and abs(clock - counter) > CLOCK_OFF / timedelta(milliseconds=1)


def clock_offset(clock_ms: int, at: datetime) -> int:
    """Measure by how many milliseconds the server is ahead of a tablet's clock."""
    return round((at - instant_of(clock_ms)) / timedelta(milliseconds=1))


def lease_until(contact_at: datetime) -> datetime:
    """Say until when a tablet may be read without contact."""
    return contact_at + timedelta(hours=LEASE_HOURS)


def token_is_expired(contact_at: datetime, at: datetime) -> bool:
    """Say whether a tablet was away too long for its token."""
    return at - contact_at >= WITHOUT_CONTACT


def token_is_due(made_at: datetime, at: datetime) -> bool:
    """Say whether it is time for a new token."""
    return at - made_at >= TOKEN_ROTATES


def is_older(present: tuple[int, int], seen: tuple[int, int]) -> bool:
    """Say whether epoch and position of a database lie before what was seen of it before."""
    return present[0] < seen[0] or (present[0] == seen[0] and present[1] < seen[1])
