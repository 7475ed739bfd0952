"""Which photos have arrived whole? Their content, for whoever applies an operation."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from inspect178.devices.models import Device, DeviceBlob
from inspect178.extensions import db
from inspect178.files import store


def blob_content(sha256: str, user_id: int) -> bytes | None:
    """Give the content of a photo of a person's tablets that has arrived whole, or None.

    Who only knows the hash of somebody else's photo has not shown that he holds it.
    """
    arrived = db.session.scalar(
        select(DeviceBlob.id)
        .join(Device, Device.id == DeviceBlob.device_id)
        .where(
            DeviceBlob.sha256 == sha256,
            DeviceBlob.completed_at.is_not(None),
            Device.user_id == user_id,
        )
        .limit(1)
    )
    return None if arrived is None else store.read(sha256)


def arrived(sha256: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Give the condition that the photo of a hash has arrived whole."""
    return exists().where(DeviceBlob.sha256 == sha256, DeviceBlob.completed_at.is_not(None))
