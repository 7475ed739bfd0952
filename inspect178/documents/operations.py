"""How is a paper printed? Load, say, render; and note who printed what before it is handed out.

The same rows give the same bytes, so no copy is kept: the trail holds the SHA-256 of every PDF
that left the system, and a paper can be compared with it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.commitments.queries import paper_of
from inspect178.documents import queries
from inspect178.documents.builders.commitment import commitment_facts
from inspect178.documents.builders.decision import decision_facts
from inspect178.documents.builders.inspection_record import record_facts
from inspect178.documents.builders.stickers import sticker_facts
from inspect178.documents.builders.violation_record import violation_facts
from inspect178.documents.catalogue import KINDS
from inspect178.documents.facts import Facts, VerificationOnPaper
from inspect178.documents.qr import qr_png
from inspect178.documents.rendering import render
from inspect178.files.keys import Keyring
from inspect178.inspections.queries import glance_at_decision, is_sealed
from inspect178.kernel import clock
from inspect178.kernel.tokens import Paper as SignedPaper
from inspect178.kernel.tokens import PaperKind
from inspect178.registry.queries import EstablishmentFilter, require_establishment
from inspect178.registry.rules import sticker_url

LABELS_ON_A_SHEET = 24
_ODD = re.compile(r"[^\w()\-]+")


@dataclass(frozen=True)
class Paper:
    """A printed paper: its bytes, their kind, and the name of its file."""

    content: bytes
    file_name: str
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Office:
    """Where papers can be checked, and with which keys their codes are signed."""

    public_url: str
    keys: Keyring

    def verification(self, paper: SignedPaper, sha256: str) -> VerificationOnPaper:
        """Give what a paper says about how it is checked: QR, short code, address, hash."""
        page = f"{self.public_url.rstrip('/')}/v"
        return VerificationOnPaper(
            url=f"{page}/{self.keys.token(paper)}",
            code=self.keys.code(paper),
            page=page,
            sha256=sha256,
        )


def print_record(actor: Actor, inspection_id: UUID, at: datetime, *, office: Office) -> Paper:
    """Print an inspection record: as it was signed, or a draft of what stands there now."""
    file = queries.record_file(actor, inspection_id, at)
    verification = None
    if file.is_signed:
        signed = SignedPaper.of(PaperKind.INSPECTION_RECORD, inspection_id, file.sha256)
        verification = office.verification(signed, file.sha256)
    facts = record_facts(file, verification)
    name = facts.issuer.number or "(dự thảo)"
    return _printed("inspection_record", facts, name, subject=file.inspection, actor=actor, at=at)


def print_decision(actor: Actor, decision_id: UUID, at: datetime) -> Paper:
    """Print a decision; the reading of a sealed one is recorded before its target is loaded."""
    glance = glance_at_decision(actor, decision_id, at, permission=P.DOCUMENT_PRINT)
    sealed = is_sealed(glance)
    if sealed:
        trail.record_reading(
            A.SEALED_READ, actor=actor, subject=glance, at=at, page="documents.decision"
        )
    file = queries.decision_file(actor, decision_id, at)
    facts = decision_facts(file, reader=actor.name if sealed else "")
    name = "(dự thảo)" if facts.draft else facts.issuer.number
    return _printed("decision", facts, name, subject=file.decision, actor=actor, at=at)


def print_commitment(actor: Actor, commitment_id: UUID, at: datetime, *, office: Office) -> Paper:
    """Print a commitment as it was signed."""
    file = queries.commitment_file(actor, commitment_id)
    commitment = file.commitment
    facts = commitment_facts(file, office.verification(paper_of(commitment), commitment.sha256))
    name = f"{commitment.establishment.name} {commitment.signed_on:%d-%m-%Y}"
    return _printed("commitment", facts, name, subject=commitment, actor=actor, at=at)


def print_violation_record(actor: Actor, violation_id: UUID, at: datetime) -> Paper:
    """Print the record of a violation with the other acts of the same record."""
    file = queries.violation_file(actor, violation_id, at)
    facts = violation_facts(file)
    number = facts.issuer.number
    return _printed("violation_record", facts, number, subject=file.violation, actor=actor, at=at)


def print_stickers(
    actor: Actor, wanted: EstablishmentFilter, at: datetime, *, office: Office, skip: int = 0
) -> Paper:
    """Print the stickers of a list of establishments; `skip` leaves places of a used sheet."""
    rows = queries.sticker_rows(actor, wanted)
    day = clock.local_day(at)
    skipped = min(max(skip, 0), LABELS_ON_A_SHEET - 1)
    facts = sticker_facts(rows, day, public_url=office.public_url, skip=skipped)
    content = render("sticker_sheet", facts)
    alone = rows[0].establishment if len(rows) == 1 else "stickers"
    trail.record_reading(A.STICKERS_PRINTED, actor=actor, subject=alone, at=at, count=len(rows))
    return Paper(content, file_name(KINDS["sticker_sheet"].title, f"{day:%d-%m-%Y}"))


def draw_sticker(actor: Actor, establishment_id: UUID, *, office: Office) -> Paper:
    """Draw the QR code of one establishment as a picture."""
    establishment = require_establishment(actor, establishment_id, P.DOCUMENT_PRINT)
    code = establishment.sticker_code
    picture = qr_png(sticker_url(office.public_url, code))
    return Paper(picture, file_name("QR", code, "png"), "image/png")


def _printed(
    kind: str, facts: Facts, name: str, *, subject: Any, actor: Actor, at: datetime
) -> Paper:
    content = render(kind, facts)
    sha256 = hashlib.sha256(content).hexdigest()
    trail.record_reading(
        A.DOCUMENT_PRINTED, actor=actor, subject=subject, at=at, kind=kind, sha256=sha256
    )
    return Paper(content, file_name(KINDS[kind].title, name))


def file_name(title: str, name: str, ending: str = "pdf") -> str:
    """Name a file by its title and number, without what file systems do not like."""
    words = _ODD.sub(" ", name.replace("/", "-")).strip()
    return f"{title} {words}".strip() + f".{ending}"
