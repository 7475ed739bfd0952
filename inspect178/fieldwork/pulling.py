"""How does a tablet get what it lacks? By a cursor that names what it has, and nothing twice."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.devices.models import Device
from inspect178.extensions import db
from inspect178.fieldwork.manifests import (
    Manifest,
    changes,
    manifest_of,
    pack_manifest,
    read_manifest,
)
from inspect178.fieldwork.models import DevicePack
from inspect178.fieldwork.packs import pack_of
from inspect178.inspections.models import Inspection


def pull(device: Device, cursor: str | None, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Give the rows that the tablet lacks since its cursor, and remember what it will have.

    A cursor that nobody knows, as after a restored backup, gets everything anew.
    """
    kept = _kept(device.id, at)
    known = _acknowledged(kept, cursor or "")
    pack = pack_of(actor, device.id, at)
    now = manifest_of(pack.tables)
    found = changes(pack.tables, known or {}, now)
    if known is not None and not found:
        return {"cursor": cursor, "whole": False, "tables": {}}
    _record_readings(pack.sealed, found, actor=actor, at=at)
    kept.pending_cursor, kept.pending = secrets.token_hex(8), pack_manifest(now)
    kept.handed_out_at = at
    return {"cursor": kept.pending_cursor, "whole": known is None, "tables": found}


def _kept(device_id: UUID, at: datetime) -> DevicePack:
    found = db.session.get(DevicePack, device_id, with_for_update=True)
    if found is None:
        found = DevicePack(
            device_id=device_id,
            acknowledged_cursor="",
            acknowledged=b"",
            pending_cursor="",
            pending=b"",
            handed_out_at=at,
        )
        db.session.add(found)
    return found


def _acknowledged(kept: DevicePack, cursor: str) -> Manifest | None:
    """Give what the tablet has; a cursor just handed out says that it arrived."""
    if not cursor or cursor not in (kept.pending_cursor, kept.acknowledged_cursor):
        return None
    if cursor == kept.pending_cursor:
        kept.acknowledged_cursor, kept.acknowledged = cursor, kept.pending
        kept.pending_cursor, kept.pending = "", b""
    return read_manifest(kept.acknowledged)


def _record_readings(
    sealed: Collection[Inspection], found: dict[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Record whoever gets a target that is still a secret, before it is handed out."""
    visits = found.get("visit")
    sent = set(visits["values"][0]) if visits else set()
    for inspection in sealed:
        if str(inspection.id) in sent:
            trail.record_reading(
                A.SEALED_READ, actor=actor, subject=inspection, at=at, page="fieldwork.pull"
            )
