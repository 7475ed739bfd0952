"""What is needed to print a paper? Each paper's rows, loaded in a constant number of statements."""

from __future__ import annotations

from inspect178.documents.queries.commitments import CommitmentFile, commitment_file
from inspect178.documents.queries.decisions import DecisionFile, decision_file
from inspect178.documents.queries.places import Place
from inspect178.documents.queries.records import RecordFile, record_file
from inspect178.documents.queries.signed import NotAsSigned
from inspect178.documents.queries.stickers import MOST_STICKERS, StickerRow, sticker_rows
from inspect178.documents.queries.violations import ViolationFile, violation_file

__all__ = [
    "MOST_STICKERS",
    "StickerRow",
    "sticker_rows",
    "CommitmentFile",
    "commitment_file",
    "DecisionFile",
    "NotAsSigned",
    "Place",
    "RecordFile",
    "ViolationFile",
    "decision_file",
    "record_file",
    "violation_file",
]
