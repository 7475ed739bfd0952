"""What does the paper of a commitment say? The words that were read and signed, all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect178.documents import words
from inspect178.documents.builders.parts import day_in, establishment_as_signed, mark
from inspect178.documents.facts import (
    CommitmentFacts,
    PersonOnPaper,
    SignatureOnPaper,
    VerificationOnPaper,
)
from inspect178.documents.queries import CommitmentFile
from inspect178.territory.words import COMMITTEE


def commitment_facts(
    file: CommitmentFile, verification: VerificationOnPaper | None = None
) -> CommitmentFacts:
    """Say what the paper of a commitment says; its state now is only stamped on it."""
    said, commitment = file.content, file.commitment
    committee = said["commune"]["committee"]
    return CommitmentFacts(
        establishment=establishment_as_signed(said["establishment"]),
        commune=committee,
        place=said["commune"]["place"],
        signed_on=commitment.signed_on,
        title=said["title"],
        about=said["subject"],
        preamble=said["preamble"],
        legal_bases=tuple(said["legal_bases"]),
        undertakings=tuple(said["undertakings"]),
        liability=said["liability"],
        closing=said["closing"],
        signer=PersonOnPaper(said["signer"]["name"], said["signer"]["post"]),
        valid_from=day_in(said["valid_from"]),
        valid_to=day_in(said["last_day"]),
        replaces=_replaced(said),
        signer_signature=_signature("Đại diện cơ sở", file, "signer"),
        officer_signature=_signature(_confirming(committee), file, "officer"),
        verification=verification,
        mark=mark(is_demo=commitment.is_demo, also=words.ENDED.get(commitment.state, "")),
    )


def _confirming(committee: str) -> str:
    """Write the lines above the officer's signature, broken where offices break them."""
    return "Xác nhận của " + committee.replace(f"{COMMITTEE} ", f"{COMMITTEE}\n", 1)


def _replaced(said: Mapping[str, Any]) -> str:
    day = day_in(said["replaces_signed_on"])
    return "" if day is None else f"bản cam kết ký {words.long_day(day)}"


def _signature(role: str, file: CommitmentFile, side: str) -> SignatureOnPaper:
    person, image = file.content[side], file.image_of(side)
    return SignatureOnPaper(
        role_vi=role,
        name=person["name"],
        post=person["post"],
        image=image,
        typed=image is None,
    )
