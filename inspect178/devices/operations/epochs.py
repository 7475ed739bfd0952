"""Which life of the database is this, and up to where is it in a verified backup?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices import journal, outside, protocol
from inspect178.devices.models import ServerEpoch
from inspect178.devices.outside import Seen
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

NOTICED = "an older database was noticed"


def begin_epoch(reason: str, *, instance: Path, actor: Actor, at: datetime) -> ServerEpoch:
    """Begin a new epoch after a restore: every tablet asks anew what the server still holds."""
    before = journal.locked_epoch()  # what is being taken in ends first, and is counted below
    number = max(before.number, outside.read_seen(instance).epoch) + 1
    position = journal.last_position()
    epoch = ServerEpoch(
        number=number,
        began_at=at,
        reason=reason[:200],
        first_position=position,
        last_position=position,
        durable_position=min(before.durable_position, position),
    )
    db.session.add(epoch)
    db.session.flush()
    trail.record(A.EPOCH_BEGUN, actor=actor, subject="epoch", at=at, number=number, reason=reason)
    return epoch


def require_epoch(*, instance: Path, actor: Actor, at: datetime) -> ServerEpoch:
    """Give the epoch of today; where the database turns out to be older than known, a new one."""
    seen = outside.read_seen(instance)
    present = journal.locked_epoch()  # nobody else begins one at the same moment
    if _is_older(present, seen):
        return begin_epoch(NOTICED, instance=instance, actor=actor, at=at)
    return present


def epoch_if_known(instance: Path) -> ServerEpoch | None:
    """Give the epoch of today; None where the database is older than what was seen of it."""
    seen = outside.read_seen(instance)  # first: what is added meanwhile makes nothing older
    present = journal.present_epoch()
    return None if _is_older(present, seen) else present


def _is_older(present: ServerEpoch, seen: Seen) -> bool:
    return protocol.is_older((present.number, present.last_position), (seen.epoch, seen.position))


def note_backup(position: int, *, actor: Actor, at: datetime) -> ServerEpoch:
    """Write down that the journal up to a position lies in a backup that was verified."""
    epoch = journal.present_epoch()
    if not epoch.durable_position <= position <= journal.last_position():
        raise InvalidInput(N_("The journal has no such position, or a later one is verified."))
    epoch.durable_position = position
    trail.record(A.BACKUP_VERIFIED, actor=actor, subject="epoch", at=at, position=position)
    return epoch
