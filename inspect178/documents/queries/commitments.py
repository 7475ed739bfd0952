"""What is needed to print a commitment? What was signed, and the drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.commitments.models import Commitment
from inspect178.commitments.queries import content_holds, require_commitment
from inspect178.documents.queries.signed import NotAsSigned, by_hash, drawing


@dataclass(frozen=True)
class CommitmentFile:
    """A commitment with all that its paper says."""

    commitment: Commitment
    content: Mapping[str, Any]
    images: Mapping[str, bytes]

    def image_of(self, side: str) -> bytes | None:
        """Give the drawing of the signer or of the officer by the hash that was signed."""
        return drawing(self.content[side]["drawing_sha256"], self.images)


def commitment_file(actor: Actor, commitment_id: UUID) -> CommitmentFile:
    """Load a commitment that the actor may print, or raise NotFound."""
    commitment = require_commitment(actor, commitment_id, P.DOCUMENT_PRINT)
    if not content_holds(commitment):
        raise NotAsSigned
    images = by_hash((commitment.signer_image, commitment.officer_image))
    return CommitmentFile(commitment, commitment.content, images)
