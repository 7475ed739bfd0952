"""Which tablets do tests start from? One in somebody's hands, and work of it that collided.

make_tablet()                   Bình's tablet, of the commune of her team
make_case(make_tablet())        a step that came second and is kept beside the first
make_proposal()                 a new place that Bình found
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from inspect178.devices import queries
from inspect178.devices.enums import OpState, Status
from inspect178.devices.models import Device, DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalKind
from inspect178.fieldwork.models import RegisterProposal
from inspect178.fieldwork.operations import Found, Made, propose
from inspect178.kernel import clock
from tests import people
from tests.factories.registry import make_place


def make_tablet(name: str = "binh", **facts: Any) -> Device:
    """Make the tablet of somebody of the cast; flushed, not committed."""
    place, at = make_place("12127"), clock.now()
    key = uuid.uuid4()
    given = {
        "id": key, "user_id": people.user_id(name), "name": "Máy của đội", "public_key": b"\4" * 65,
        "token_hash": hashlib.sha256(key.bytes).hexdigest(), "token_made_at": at,
        "enrolled_at": at, "contact_at": at, "nothing_unsent_at": at, "app_version": "2026.11.1",
        "province_id": place.province_id, "commune_id": place.commune_id,
        "old_commune_id": place.old_commune_id,
    }  # fmt: skip
    tablet = Device(**given | facts)
    db.session.add(tablet)
    db.session.flush()
    return tablet


def make_case(tablet: Device, state: OpState = OpState.CONFLICT, **facts: Any) -> DeviceOp:
    """Make a step that does not count by itself; flushed, not committed."""
    at, seq = clock.now(), queries.last_seq(tablet.id) + 1
    op_id, object_id = uuid.uuid4(), facts.pop("object_id", uuid.uuid4())
    text = json.dumps({
        "id": str(op_id), "device": str(tablet.id), "seq": seq, "object": str(object_id),
        "base": None, "kind": "visit.entries", "schema": 1, "body": {"set": {"findings": "Cũ"}},
        "prev": "", "clock": round(at.timestamp() * 1000), "counter": 1, "app": "2026.11.1",
    })  # fmt: skip
    given = {
        "position": queries.next_position(), "id": op_id, "device_id": tablet.id, "seq": seq,
        "hash": hashlib.sha256(text.encode()).hexdigest(), "epoch": 1, "object_id": object_id,
        "kind": "visit.entries", "schema_version": 1, "payload": text.encode(),
        "signature": b"\0" * 64, "previous_hash": "", "claimed_at": at, "counter": 1,
        "done_at": at, "received_at": at, "status": Status.CONFLICT, "receipt": "x" * 86,
        "state": state, "reason": "Người khác đã sửa cùng nội dung.", "changed_at": at,
        "detail": {"fields": [["findings", "Cũ", "Mới", ""]]},
    }  # fmt: skip
    op = DeviceOp(**given | facts)
    db.session.add(op)
    db.session.flush()
    return op


def make_proposal() -> RegisterProposal:
    """Have Bình propose a new place; flushed, not committed."""
    found = Found(
        ProposalKind.NEW, clock.today(), name="Nhà nghỉ Mới", type_code="nha_nghi", address="5 phố Mới"
    )
    made = Made(uuid.uuid4(), make_place("12127"), clock.now(), None)
    kept = propose(found, made, actor=people.actor("binh"), at=clock.now())
    db.session.flush()
    return kept
