"""Which tablets and steps do tests start from?

make_tablet()                       a tablet of Bình
make_step(tablet, state=OpState.QUARANTINED, body={"set": {"findings": "…"}})
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from inspect178.devices.enums import OpState, Status
from inspect178.devices.journal import last_seq, next_position
from inspect178.devices.models import Device, DeviceOp
from inspect178.devices.operations import enrolling
from inspect178.extensions import db
from inspect178.kernel import clock
from tests import people


def make_tablet(person: str = "binh", name: str = "Máy của đội") -> Device:
    """Enrol a tablet of somebody of the cast; flushed, not committed."""
    device, _token = enrolling.enrol(
        uuid4(), name, b"\x04" + bytes(64), app="2026.11.1", actor=people.actor(person),
        at=clock.now(),
    )  # fmt: skip
    return device


def make_step(
    device: Device,
    *,
    state: OpState = OpState.QUARANTINED,
    kind: str = "visit.entries",
    body: dict[str, Any] | None = None,
    object_id: UUID | None = None,
    reason: str = "",
    received_at: datetime | None = None,
    copy_of: int | None = None,
) -> DeviceOp:
    """Put a step into the journal as if it had been taken in; flushed, not committed."""
    at, seq, id_ = clock.now(), last_seq(device.id) + 1, uuid4()
    payload = json.dumps({"id": str(id_), "kind": kind, "seq": seq, "body": body or {}}).encode()
    op = DeviceOp(
        position=next_position(), id=id_, device_id=device.id, seq=seq,
        hash=hashlib.sha256(payload).hexdigest(), epoch=1, object_id=object_id or uuid4(),
        kind=kind, schema_version=1, payload=payload, signature=bytes(64), previous_hash="",
        claimed_at=at, counter=seq, done_at=at, received_at=received_at or at,
        status=Status.REFUSED, receipt="", state=state, reason=reason, changed_at=at,
        copy_of=copy_of, uses_seq=copy_of is None,
    )  # fmt: skip
    db.session.add(op)
    db.session.flush()
    return op
