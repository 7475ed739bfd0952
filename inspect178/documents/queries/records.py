"""What is needed to print a record? What was signed, its pictures, the notes added since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.documents.queries.places import Place, place_of, units_of
from inspect178.documents.queries.signed import NotAsSigned, by_hash, drawing
from inspect178.extensions import db
from inspect178.identity.enums import TeamPost
from inspect178.identity.models import TeamMember
from inspect178.inspections import queries as inspections
from inspect178.inspections.models import Amendment, Inspection, Presence
from inspect178.inspections.queries.records import establishment_of, require_record
from inspect178.inspections.record_content import canonical_content, is_as_signed
from inspect178.kernel.errors import RuleBroken
from inspect178.kernel.text_marks import N_


@dataclass(frozen=True)
class RecordFile:
    """A record with all that its paper says: what was signed, or the live rows as a draft."""

    inspection: Inspection
    content: Mapping[str, Any]
    sha256: str
    is_signed: bool
    images: Mapping[str, bytes]
    amendments: Sequence[Amendment]
    head_post: TeamPost
    place: Place
    team_place: Place

    @property
    def is_demo(self) -> bool:
        """Say whether the visit or the establishment is made up."""
        return self.inspection.is_demo or self.inspection.establishment.is_demo

    def image_of(self, sha256: str | None) -> bytes | None:
        """Give the picture of a signature by the hash that was signed."""
        return drawing(sha256, self.images)


def record_file(actor: Actor, inspection_id: UUID, at: datetime) -> RecordFile:
    """Load a record that the actor may print, or raise NotFound."""
    inspection = inspections.require_inspection(
        actor, inspection_id, at, permission=P.DOCUMENT_PRINT
    )
    if inspection.record is None:
        raise RuleBroken(N_("The visit has not begun yet, so there is no record to print."))
    opened = require_record(inspection)
    record = opened.record
    if record.frozen_at is None:
        content, sha256 = canonical_content(opened, establishment_of(inspection)), ""
    elif is_as_signed(record):
        content, sha256 = record.content or {}, record.sha256 or ""
    else:
        raise NotAsSigned
    units = units_of([inspection, inspection.team], inspection.team.unit_id)
    return RecordFile(
        inspection=inspection,
        content=content,
        sha256=sha256,
        is_signed=record.frozen_at is not None,
        images=by_hash(s.image for s in record.signatures),
        amendments=record.amendments,
        head_post=_head_post(record.presences),
        place=place_of(inspection, units),
        team_place=place_of(inspection.team, units, inspection.team.unit_id),
    )


def _head_post(presences: Sequence[Presence]) -> TeamPost:
    heads = [p.team_member_id for p in presences if p.is_leader]
    post = db.session.scalar(select(TeamMember.team_post).where(TeamMember.id.in_(heads)).limit(1))
    return post or TeamPost.LEADER
