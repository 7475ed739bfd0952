"""Which tablets do tests of the field app use, and what does a tablet know after its pulls?"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from inspect178.devices.models import Device
from inspect178.extensions import db
from inspect178.fieldwork.pulling import pull
from tests import people


def make_device(name: str = "binh", **columns: Any) -> Device:
    """Make a tablet in the hands of somebody of the cast; flushed."""
    team = people.team()
    usual = {
        "id": uuid4(),
        "user_id": people.user_id(name),
        "name": f"Máy tính bảng của {name}",
        "public_key": b"\4" + bytes(64),
        "token_hash": uuid4().hex * 2,
        "token_made_at": people.LOADED_AT,
        "enrolled_at": people.LOADED_AT,
        "contact_at": people.LOADED_AT,
        "nothing_unsent_at": people.LOADED_AT,
        "province_id": team.province_id,
        "commune_id": team.commune_id,
        "old_commune_id": team.old_commune_id,
    }
    device = Device(**usual | columns)
    db.session.add(device)
    db.session.flush()
    return device


@dataclass
class Tablet:
    """A tablet that pulls, keeps what it gets, and forgets what it is told to forget."""

    device: Device
    name: str = "binh"
    cursor: str | None = None
    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    last_bytes: int = 0

    def pull(self, at: datetime, *, lost: bool = False) -> dict[str, Any]:
        """Ask for what is new; an answer that is lost changes nothing on the tablet."""
        actor = people.actor(self.name)
        answer = pull(self.device, self.cursor, actor=actor, at=at)
        db.session.commit()
        sent = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        self.last_bytes = len(gzip.compress(sent, 6, mtime=0))
        if not lost:
            self._keep(json.loads(sent))
        return answer

    def _keep(self, answer: dict[str, Any]) -> None:
        if answer["whole"]:
            self.tables = {}
        for name, part in answer["tables"].items():
            kept = self.tables.setdefault(name, {})
            for key in part["gone"]:
                kept.pop(key, None)
            for row in zip(*part["values"], strict=True):
                found = dict(zip(part["columns"], row, strict=True))
                kept[found["id"]] = found
        self.cursor = answer["cursor"]

    def row(self, table: str, key: UUID | str) -> dict[str, Any]:
        """Give one row that the tablet has."""
        return self.tables[table][str(key)]

    def ids(self, table: str) -> set[str]:
        """Give the ids of the rows that the tablet has of a table."""
        return set(self.tables.get(table, {}))


def tablet_of(name: str = "binh") -> Tablet:
    """Give a new tablet of somebody of the cast."""
    return Tablet(make_device(name), name)
