"""How does a record become final? Signed, or its refusal attested; then nothing changes it.

The order matters: everything under the record goes to the database first, then the canonical
content, its hash and `frozen_at` are set in one statement; from then on the database refuses
every change (migration 0002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.extensions import db
from inspect178.files.drawings import Drawing
from inspect178.identity.models import Team
from inspect178.inspections import completeness, quorum
from inspect178.inspections.enums import ATTESTING_ROLES, SignatureRole, SigningOutcome
from inspect178.inspections.faults import raise_if_any
from inspect178.inspections.models import Inspection, Signature
from inspect178.inspections.operations.life import advance
from inspect178.inspections.operations.records import require_open, settle_answers
from inspect178.inspections.queries.records import (
    OpenRecord,
    establishment_of,
    record_numbers,
    reread,
)
from inspect178.inspections.record_content import canonical_content, content_hash
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_

SYMBOL = "BB-ĐKTLN178"


@dataclass(frozen=True)
class GivenSignature:
    """A signature as taken on the screen: in which role, whose, drawn or typed."""

    role: SignatureRole
    full_name: str
    drawing: Drawing
    post_title: str = ""


def sign_record(
    inspection: Inspection,
    signatures: Sequence[GivenSignature],
    *,
    actor: Actor,
    at: datetime,
    signed_at: datetime | None = None,
) -> None:
    """Sign the record with the establishment; it is complete, numbered and frozen afterwards.

    `signed_at` is when a tablet says that it was signed; `at` is when the office has learned it.
    """
    opened = _ready(inspection, signatures, refused=False, actor=actor, at=at)
    opened.record.outcome = SigningOutcome.SIGNED
    sha256 = _freeze(opened, signatures, at=at, signed_at=signed_at or at)
    advance(inspection, "sign", actor=actor, at=at, sha256=sha256)


def attest_refusal(
    inspection: Inspection,
    reason: str,
    signatures: Sequence[GivenSignature],
    *,
    actor: Actor,
    at: datetime,
    signed_at: datetime | None = None,
) -> None:
    """Conclude a record that the establishment refuses to sign (NĐ 217/2025 art. 15.3a)."""
    opened = _ready(inspection, signatures, refused=True, actor=actor, at=at)
    words = squeeze(reason)
    if not words:
        raise InvalidInput(N_("Enter the reason for the refusal."), field="reason")
    opened.record.outcome = SigningOutcome.REFUSED
    opened.record.refusal_reason = words
    attested = next(s.role for s in signatures if s.role in ATTESTING_ROLES)
    sha256 = _freeze(opened, signatures, at=at, signed_at=signed_at or at)
    advance(inspection, "refuse", actor=actor, at=at, sha256=sha256, attested=attested.value)


def missing_of(opened: OpenRecord) -> list[InvalidInput]:
    """List what stands against signing."""
    return completeness.missing(opened.shown, opened.given, _written(opened))


def oddities_of(opened: OpenRecord) -> list[InvalidInput]:
    """List what should be read once more before signing."""
    return completeness.oddities(opened.shown, opened.given, _written(opened))


def _ready(
    inspection: Inspection,
    signatures: Sequence[GivenSignature],
    *,
    refused: bool,
    actor: Actor,
    at: datetime,
) -> OpenRecord:
    opened = require_open(inspection, actor=actor)
    given = [s for s in signatures if s.drawing]
    raise_if_any(
        [
            *missing_of(opened),
            *quorum.signature_faults((s.role for s in given), refused=refused),
            *_nameless(signatures),
        ]
    )
    settle_answers(opened, at=at)
    return opened


def _nameless(signatures: Sequence[GivenSignature]) -> list[InvalidInput]:
    return [
        InvalidInput(N_("Enter the full name of whoever signs."), field=s.role.value)
        for s in signatures
        if not (squeeze(s.full_name) or s.drawing.typed)
    ]


def _freeze(
    opened: OpenRecord, signatures: Sequence[GivenSignature], *, at: datetime, signed_at: datetime
) -> str:
    inspection, record = opened.inspection, opened.record
    _forget_hidden(opened)
    db.session.add_all(_row(inspection, s, signed_at) for s in signatures if s.drawing)
    record.ended_at = signed_at
    db.session.flush()  # the children first: a frozen record takes no more of them
    inspection.completed_on = clock.local_day(record.started_at)
    inspection.recorded_at = at
    record.number = next_number(inspection, clock.local_day(at).year)
    record.content = canonical_content(reread(opened), establishment_of(inspection))
    record.sha256 = content_hash(record.content)
    record.frozen_at = at
    db.session.flush()
    return record.sha256


def next_number(inspection: Inspection, year: int) -> str:
    """Give the next number of the team's records of a year; the team is held until the end."""
    held = select(Team.id).where(Team.id == inspection.team_id).with_for_update()
    db.session.execute(held).one()
    used = [int(n.partition("/")[0]) for n in record_numbers(inspection.team_id, year)]
    return f"{max(used, default=0) + 1:02d}/{SYMBOL}"


def _forget_hidden(opened: OpenRecord) -> None:
    """Drop answers to questions that are no longer asked: they are not part of the record."""
    asked = {item.id for item in opened.shown}
    db.session.flush()
    for row in [a for a in opened.record.answers if a.item_id not in asked]:
        opened.record.answers.remove(row)
        db.session.delete(row)


def _row(inspection: Inspection, given: GivenSignature, signed_at: datetime) -> Signature:
    drawing = given.drawing
    return Signature(
        inspection_id=inspection.id,
        role=given.role,
        full_name=squeeze(given.full_name) or drawing.typed,
        post_title=squeeze(given.post_title),
        image=drawing.image,
        strokes=drawing.strokes,
        is_typed=drawing.is_typed,
        signed_at=signed_at,
    )


def _written(opened: OpenRecord) -> completeness.Written:
    record = opened.record
    return completeness.Written(
        numbers={
            name: getattr(record, name) for name in ("worker_total", *completeness.PARTS_OF_WORKERS)
        },
        findings=record.findings,
        owner_opinion=record.owner_opinion,
        lines=[(r.position, r.text, r.due_on is not None) for r in record.recommendations],
    )
