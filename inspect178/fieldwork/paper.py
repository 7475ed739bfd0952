"""How does the record read as a page? The canonical content with its labels and pictures.

The page for signing and the page of the signed record print the same document, so that what is
read before signing is what is frozen.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect178.inspections.enums import (
    AnswerValue,
    Ground,
    InspectionMode,
    SignatureRole,
    SigningOutcome,
)
from inspect178.inspections.models import Photo
from inspect178.inspections.queries.records import OpenRecord, establishment_of
from inspect178.inspections.record_content import canonical_content, is_as_signed
from inspect178.kernel.enums import LabelledEnum
from inspect178.registry.enums import LegalForm, LicenceKind, LicenceState

WORDS: dict[str, type[LabelledEnum]] = {
    "answer": AnswerValue,
    "ground": Ground,
    "legal_form": LegalForm,
    "licence": LicenceKind,
    "licence_state": LicenceState,
    "mode": InspectionMode,
    "outcome": SigningOutcome,
    "role": SignatureRole,
}


@dataclass(frozen=True)
class SignatureShown:
    """A signature under the record."""

    role: SignatureRole
    name: str
    post: str
    picture: str  # data address, empty where the name was typed


@dataclass(frozen=True)
class Paper:
    """What a record says, ready to be printed on a page."""

    content: dict[str, Any]
    is_frozen: bool
    is_genuine: bool
    sections: list[tuple[str, list[dict[str, Any]]]]
    photos: list[Photo]
    signatures: list[SignatureShown]

    def word(self, kind: str, value: str | None) -> LabelledEnum | None:
        """Give the member of a closed list that a stored value names."""
        return WORDS[kind](value) if value else None

    def day(self, text: str | None) -> date | None:
        """Read a day of the document."""
        return date.fromisoformat(text) if text else None

    def photos_of(self, code: str) -> list[Photo]:
        """List the photos of a question."""
        return [p for p in self.photos if p.item_code == code]


def paper_of(opened: OpenRecord) -> Paper:
    """Give the record as a page: the frozen content, or what would be frozen now."""
    record = opened.record
    frozen = record.content if record.frozen_at is not None else None
    content = frozen or canonical_content(opened, establishment_of(opened.inspection))
    return Paper(
        content=content,
        is_frozen=frozen is not None,
        is_genuine=frozen is None or is_as_signed(record),
        sections=_sections(content["answers"]),
        photos=record.photos,
        signatures=[
            SignatureShown(s.role, s.full_name, s.post_title, _picture(s.image))
            for s in record.signatures
        ],
    )


def _sections(answers: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    sections: dict[str, list[dict[str, Any]]] = {}
    for answer in answers:
        sections.setdefault(answer["section"], []).append(answer)
    return list(sections.items())


def _picture(image: bytes | None) -> str:
    return "" if image is None else "data:image/png;base64," + base64.b64encode(image).decode()
