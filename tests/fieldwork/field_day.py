"""What does a team do on a tablet without a network? Its steps as operations, sent whenever."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from inspect178.extensions import db
from inspect178.inspections.merging import marks_of
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries.checklist import checklist_for
from inspect178.kernel import clock
from inspect178.registry.models import Establishment, EstablishmentType
from tests import people
from tests.devices.tablet import Sent, Tablet
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.inspections.visits import members

TYPED_SIGNATURES = [
    {"role": "leader", "typed": "Trần Thị Bình"},
    {"role": "owner", "full_name": "Nguyễn Thị Mẫu", "typed": "Nguyễn Thị Mẫu"},
]


def planned_visit(**facts: Any) -> Inspection:
    """Make a visit of today whose decision was signed two days ago; committed."""
    place = facts.pop("place", None) or make_establishment(representative="Nguyễn Thị Mẫu")
    visit = make_inspection(place, state="approved", planned_on=clock.today(), **facts)
    db.session.commit()
    return visit


@dataclass
class FieldTablet(Tablet):
    """A tablet that remembers what it shows of each record, and what it has not sent yet."""

    shown: dict[str, dict[str, str]] = field(default_factory=dict)
    unsent: list[Sent] = field(default_factory=list)

    @classmethod
    def of(cls, app: Flask, name: str = "binh") -> FieldTablet:
        """Enrol a tablet for somebody; it says hello once, so that its clock is known."""
        tablet = cls(app)
        assert tablet.enrol(name).status_code == 200
        assert tablet.hello().status_code == 200
        return tablet

    def do(self, kind: str, object_id: uuid.UUID, body: dict[str, Any], **head: Any) -> Sent:
        """Write a step down, to be sent later."""
        op = self.write(kind, body, object=str(object_id), **head)
        self.unsent.append(op)
        return op

    def announce(self, visit: Inspection, *names: str, **said: Any) -> Sent:
        body = {
            "started_at": (clock.now() - timedelta(minutes=30)).isoformat(),
            "members": sorted(members(visit, *names)),
            "others_present": "",
            "second_ground": "",
            "second_reference": "",
        }
        return self.do("visit.announce", visit.id, body | said)

    def enter(self, visit: Inspection, entries: Mapping[str, str]) -> Sent:
        """Type some fields over what the tablet shows of them."""
        shown = self.shown.setdefault(str(visit.id), {})
        seen = marks_of({name: shown.get(name, "") for name in entries})
        shown.update(entries)
        return self.do("visit.entries", visit.id, {"set": dict(entries), "seen": seen})

    def photograph(
        self, visit: Inspection, content: bytes, item: str = "", photo_id: uuid.UUID | None = None
    ) -> uuid.UUID:
        photo_id = photo_id or uuid.uuid4()
        body = {
            "photo": str(photo_id),
            "item": item,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "media_type": "image/jpeg",
            "taken_at": (clock.now() - timedelta(minutes=20)).isoformat(),
            "latitude": 20.9,
            "longitude": 106.1,
            "caption": "Quầy lễ tân",
        }
        self.do("visit.photo", visit.id, body)
        return photo_id

    def conclude(self, visit: Inspection, **more: Any) -> Sent:
        signed_at = (clock.now() - timedelta(minutes=5)).isoformat()
        body = {"signatures": TYPED_SIGNATURES, "signed_at": signed_at, "shown": "0" * 64}
        return self.do("visit.sign", visit.id, body | more)

    def send(self, count: int | None = None) -> list[str]:
        """Send what was not sent, or so many of it; give how each was answered."""
        ops, self.unsent = self.unsent[:count], self.unsent[len(self.unsent[:count]) :]
        answers = [a for start in range(0, len(ops), 50) for a in self.answers(ops[start:][:50])]
        return [answer["status"] for answer in answers]

    def upload(self, content: bytes, photo_id: uuid.UUID) -> None:
        """Send a photo whole."""
        assert self.put_photo(content, photo_id).status_code == 200
        assert self.send_piece(photo_id, content, 0).status_code == 200

    def pull(self, cursor: str | None = None) -> dict[str, Any]:
        """Ask for what is new, and give the answer as the tablet reads it."""
        answer = self.ask("POST", "pull", json={"cursor": cursor})
        assert answer.status_code == 200, answer.json
        return dict(answer.json)


def whole_record(visit: Inspection) -> dict[str, str]:
    """Give entries that complete the record of a visit."""
    place = db.session.get_one(Establishment, visit.establishment_id)
    group = db.session.get_one(EstablishmentType, place.type_code).group
    found = {
        "worker_total": "10",
        "worker_contract": "10",
        "worker_health_checked": "9",
        "worker_under_18": "0",
        "findings": "Cơ sở đang hoạt động bình thường.",
        "owner_opinion": "Cơ sở nhất trí với nội dung biên bản.",
        "conclusion": "Không phát hiện vi phạm.",
        "recommendation.1.text": "Bổ sung khám sức khỏe cho một người lao động.",
        "recommendation.1.due_on": (clock.today() + timedelta(days=30)).isoformat(),
        "note.C1": "Giấy số 12",
        "latitude": "20.9012",
        "longitude": "106.1234",
        "position_accuracy_m": "12.0",
    }
    for item in checklist_for(group, clock.today()):
        if item.shown_if.endswith("=no") or item.code in ("C7", "C9", "C8b"):
            continue
        if item.answer == "yes_no_na":
            found[f"answer.{item.code}"] = "yes"
        else:
            found[f"count.{item.code}"] = "0" if item.answer == "count" else "10"
            if item.answer == "count_of":
                found[f"total.{item.code}"] = "10"
    return found


def commune_team_visit(place: Any, **facts: Any) -> Inspection:
    """Make a visit of today by the team of the commune."""
    return planned_visit(place=place, team=people.team(people.COMMUNE_TEAM), **facts)
