"""What does the office hold of a paper whose receipt is genuine? Asked only once it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Row, select

from inspect178.commitments.models import Commitment
from inspect178.devices import outside
from inspect178.devices.certificates import COMMITMENT, RECORD, CopyReceipt
from inspect178.devices.enums import OpState
from inspect178.devices.models import Device, DeviceOp
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.receipts.enums import Arrival
from inspect178.registry.models import Establishment
from inspect178.territory.queries import find_unit
from inspect178.territory.words import in_sentence

# The steps of a tablet that say what was signed.
_SIGNING = {RECORD: ("visit.sign", "visit.refuse"), COMMITMENT: ("commitment.sign",)}
_STEPS_AT_MOST = 10
_ARRIVALS = {
    OpState.APPLIED: Arrival.KEPT,
    OpState.WAITING: Arrival.WAITING,
    OpState.SET_ASIDE: Arrival.SET_ASIDE,
}


@dataclass(frozen=True)
class Standing:
    """How a paper stands in the office: nothing of a person, nothing that is not on the paper."""

    arrival: Arrival
    received_at: datetime | None = None
    same: bool | None = None  # None where the tablet said nothing to compare
    two_versions: bool = False  # somebody else had written into the same fields
    paper: KeptPaper | None = None


@dataclass(frozen=True)
class KeptPaper:
    """A paper as the office keeps it."""

    establishment_name: str
    signed_on: date | None
    number: str = ""


@dataclass(frozen=True)
class Signer:
    """The tablet that signed: a number, where it belongs, and whether it was withdrawn."""

    number: str
    place: str
    is_withdrawn: bool
    withdrawn_at: datetime | None


def standing_of(receipt: CopyReceipt) -> Standing:
    """Say whether what a tablet signed has arrived, and with the same content."""
    steps = _steps(receipt)
    if not steps:
        return Standing(Arrival.NOT_YET)
    shown = [_shown(step.payload) for step in steps]
    fitting = [step for step, sha256 in zip(steps, shown, strict=True) if sha256 == receipt.sha256]
    step = fitting[0] if fitting else steps[0]
    arrival = _ARRIVALS.get(step.state, Arrival.UNDECIDED)
    return Standing(
        arrival,
        received_at=step.received_at,
        same=True if fitting else (False if any(shown) else None),
        two_versions=_has_two_versions(receipt),
        paper=_PAPERS[receipt.kind](receipt.object_id) if arrival == Arrival.KEPT else None,
    )


def signer_of(receipt: CopyReceipt, instance: Path) -> Signer:
    """Name the tablet of a receipt without naming its person."""
    number, device = str(receipt.device_id)[:8], db.session.get(Device, receipt.device_id)
    withdrawn_at = None if device is None else device.revoked_at
    is_out = withdrawn_at is not None or receipt.device_id in outside.read_revoked(instance)
    return Signer(
        number=number,
        place="" if device is None else _place_of(device),
        is_withdrawn=is_out,
        withdrawn_at=withdrawn_at,
    )


def _place_of(device: Device) -> str:
    unit = find_unit(device.commune_id or device.province_id)
    return "" if unit is None else in_sentence(unit)


def _steps(receipt: CopyReceipt) -> Sequence[Row[OpState, bytes, datetime]]:
    return db.session.execute(
        select(DeviceOp.state, DeviceOp.payload, DeviceOp.received_at)
        .where(
            DeviceOp.object_id == receipt.object_id,
            DeviceOp.device_id == receipt.device_id,
            DeviceOp.kind.in_(_SIGNING[receipt.kind]),
        )
        .order_by(DeviceOp.position)
        .limit(_STEPS_AT_MOST)
    ).all()


def _shown(payload: bytes) -> str:
    """Give the fingerprint of what the tablet showed when it was signed."""
    body = json.loads(payload).get("body")
    return str(body.get("shown") or "") if isinstance(body, dict) else ""


def _has_two_versions(receipt: CopyReceipt) -> bool:
    listed = select(DeviceOp.position).where(
        DeviceOp.object_id == receipt.object_id, DeviceOp.detail.is_not(None)
    )
    return db.session.execute(listed.limit(1)).first() is not None


def _kept_record(inspection_id: UUID) -> KeptPaper | None:
    row = db.session.execute(
        select(InspectionRecord.number, Inspection.completed_on, Establishment.name)
        .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
        .join(Establishment, Establishment.id == Inspection.establishment_id)
        .where(
            InspectionRecord.inspection_id == inspection_id,
            InspectionRecord.frozen_at.is_not(None),
        )
    ).first()
    return None if row is None else KeptPaper(row[2], row[1], row[0])


def _kept_commitment(commitment_id: UUID) -> KeptPaper | None:
    found = db.session.get(Commitment, commitment_id)
    if found is None:
        return None
    return KeptPaper(found.content["establishment"]["name"], found.signed_on)


_PAPERS = {RECORD: _kept_record, COMMITMENT: _kept_commitment}
