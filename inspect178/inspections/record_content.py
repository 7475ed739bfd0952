"""What exactly is signed? The whole record as one canonical document, and its SHA-256.

The document repeats what stood in other tables at that moment (decision, establishment, team,
wording of the questions), so that what was signed can be read and checked for ever, whatever
becomes of them. Photos and signatures are named by their hashes.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import rfc8785

from inspect178.identity.models import Team
from inspect178.inspections.checklist import Given
from inspect178.inspections.entries import POSITION, WORKERS
from inspect178.inspections.models import (
    ChecklistItem,
    Inspection,
    InspectionDecision,
    InspectionRecord,
    Signature,
)
from inspect178.inspections.queries.records import OpenRecord
from inspect178.kernel import clock
from inspect178.registry.models import Establishment

SCHEMA = "inspect178/inspection-record/1"


def canonical_content(opened: OpenRecord, establishment: Establishment) -> dict[str, Any]:
    """Give everything that the record says, in plain values."""
    inspection, record = opened.inspection, opened.record
    unplanned = _unplanned(inspection)
    return {
        **({} if unplanned is None else {"unplanned": unplanned}),
        "schema": SCHEMA,
        "inspection_id": str(inspection.id),
        "number": record.number,
        "mode": inspection.mode.value,
        "place": record.place,
        "started_at": _text(record.started_at),
        "ended_at": _text(record.ended_at),
        "decision": _decision(inspection.decision),
        "second_visit": _second_visit(inspection),
        "establishment": _establishment(establishment),
        "team": _team(inspection.team, record),
        "others_present": record.others_present,
        "workers": {name: getattr(record, name) for name in WORKERS},
        "answers": [_answer(item, opened.given[item.code]) for item in opened.shown],
        "photos": _photos(record),
        "findings": record.findings,
        "owner_opinion": record.owner_opinion,
        "conclusion": record.conclusion,
        "recommendations": [
            {"position": r.position, "text": r.text, "due_on": _text(r.due_on)}
            for r in sorted(record.recommendations, key=lambda r: r.position)
        ],
        "copies": record.copies,
        "position": {name: getattr(record, name) for name in POSITION},
        "outcome": None if record.outcome is None else record.outcome.value,
        "refusal_reason": record.refusal_reason,
        "signatures": [_signature(s) for s in _in_order(record.signatures)],
    }


def content_hash(content: dict[str, Any]) -> str:
    """Hash a document in its canonical form (RFC 8785), the same on every machine."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def is_as_signed(record: InspectionRecord) -> bool:
    """Say whether the stored document still is the one whose hash was taken when signing."""
    return record.content is not None and content_hash(record.content) == record.sha256


def _decision(decision: InspectionDecision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "number": decision.number,
        "signed_on": _text(decision.signed_on),
        "issuer_name": decision.issuer_name,
        "issuer_post": decision.issuer_post,
        "issuer_body": decision.issuer_body,
        "ground": decision.ground.value,
        "scope": decision.scope_text,
        "time_limit_days": decision.time_limit_days,
    }


def _unplanned(inspection: Inspection) -> dict[str, Any] | None:
    if inspection.unplanned_ground is None:
        return None
    return {
        "ground": inspection.unplanned_ground.value,
        "reference": inspection.unplanned_reference,
    }


def _second_visit(inspection: Inspection) -> dict[str, Any] | None:
    if inspection.second_ground is None:
        return None
    return {
        "ground": inspection.second_ground.value,
        "reference": inspection.second_reference,
    }


def _establishment(place: Establishment) -> dict[str, Any]:
    return {
        "id": str(place.id),
        "name": place.name,
        "type_code": place.type_code,
        "type": place.type.label_vi,
        "legal_form": place.legal_form.value,
        "tax_code": place.tax_code,
        "address": place.address,
        "representative": place.representative,
        "security_person": place.security_person,
        "licences": [
            {
                "kind": licence.kind.value,
                "number": licence.number,
                "issuer": licence.issuer,
                "issued_on": _text(licence.issued_on),
                "expires_on": _text(licence.expires_on),
                "state": licence.state.value,
            }
            for licence in sorted(place.licences, key=lambda li: (li.kind.value, li.number))
        ],
    }


def _team(team: Team, record: InspectionRecord) -> dict[str, Any]:
    return {
        "name": team.name,
        "present": [
            {
                "name": p.full_name,
                "post": p.post_title,
                "agency": p.agency_name,
                "card_number": p.card_number,
                "is_leader": p.is_leader,
                "may_record": p.may_record,
            }
            for p in sorted(record.presences, key=lambda p: p.team_member_id)
        ],
    }


def _answer(item: ChecklistItem, given: Given) -> dict[str, Any]:
    return {
        "code": item.code,
        "section": item.section_vi,
        "question": item.question_vi,
        "legal_basis": item.legal_basis,
        "kind": item.answer,
        "value": None if given.value is None else given.value.value,
        "count": given.count,
        "total": given.total,
        "note": given.note,
    }


def _photos(record: InspectionRecord) -> list[dict[str, Any]]:
    return [
        {
            "item": p.item_code,
            "original_sha256": p.original_sha256,
            "shown_sha256": p.shown_sha256,
            "caption": p.caption,
            "taken_at": _text(p.taken_at),
            "latitude": p.latitude,
            "longitude": p.longitude,
        }
        for p in sorted(record.photos, key=lambda p: (p.item_code, p.original_sha256))
    ]


def _signature(signature: Signature) -> dict[str, Any]:
    image = signature.image
    return {
        "role": signature.role.value,
        "name": signature.full_name,
        "post": signature.post_title,
        "typed": signature.is_typed,
        "image_sha256": None if image is None else hashlib.sha256(image).hexdigest(),
        "signed_at": _text(signature.signed_at),
    }


def _in_order(signatures: list[Signature]) -> list[Signature]:
    return sorted(signatures, key=lambda s: (s.role.value, s.full_name, s.id))


def _text(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="seconds")
    return None if value is None else value.isoformat()
