"""What stood on the paper that was signed? One canonical content, and its fingerprint.

Everything that a printed commitment says comes from here, so that what is printed later is what
was read and signed, whatever became of the register since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from inspect178.commitments.texts import CommitmentText
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.rules import masked_tax_code
from inspect178.territory import words
from inspect178.territory.models import AdminUnit

FORMAT = 1


@dataclass(frozen=True)
class Signatory:
    """Who signs for one side, and the picture of the signature where one was drawn."""

    name: str
    post: str
    image: bytes | None = None


@dataclass(frozen=True)
class Sides:
    """The two sides: the establishment with its place, and who signs for each."""

    establishment: Establishment
    licences: Sequence[Licence]
    commune: AdminUnit
    province: AdminUnit
    signer: Signatory
    officer: Signatory


def content_of(text: CommitmentText, sides: Sides, *, facts: dict[str, Any]) -> dict[str, Any]:
    """Put together what the paper says; `facts` are its id, days, reason and forerunner."""
    here = words.in_sentence(sides.commune)
    return {
        "format": FORMAT,
        **{key: _plain(value) for key, value in facts.items()},
        "text_version": text.version,
        "title": text.title,
        "subject": text.subject,
        "addressee": text.addressee.replace("{commune}", here),
        "preamble": text.preamble.replace("{commune}", here),
        "legal_bases": list(text.legal_bases),
        "undertakings": list(text.undertakings_for(sides.establishment.type.group)),
        "liability": text.liability,
        "closing": text.closing.replace("{commune}", here),
        "commune": {
            "code": sides.commune.code,
            "name": sides.commune.name,
            "committee": words.peoples_committee(sides.commune),
            "place": words.place_of_signing(sides.commune),
        },
        "establishment": _establishment(sides),
        "signer": _signatory(sides.signer),
        "officer": _signatory(sides.officer),
    }


def digest(content: dict[str, Any]) -> str:
    """Give the SHA-256 of a content in its one canonical spelling (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _establishment(sides: Sides) -> dict[str, Any]:
    place = sides.establishment
    return {
        "id": str(place.id),
        "name": place.name,
        "type": place.type.label_vi,
        "legal_form": place.legal_form.value,
        "address": words.whole_address(place.address, sides.commune, sides.province),
        "tax_code": masked_tax_code(place.tax_code),
        "representative": place.representative,
        "licences": [
            {
                "kind": licence.kind.value,
                "number": licence.number,
                "issuer": licence.issuer,
                "issued_on": _plain(licence.issued_on),
                "expires_on": _plain(licence.expires_on),
            }
            for licence in sides.licences
        ],
    }


def _signatory(person: Signatory) -> dict[str, Any]:
    drawn = None if person.image is None else hashlib.sha256(person.image).hexdigest()
    return {"name": person.name, "post": person.post, "drawing_sha256": drawn}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
