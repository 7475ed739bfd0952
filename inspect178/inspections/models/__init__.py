"""What is stored of inspections? Decisions, visits with their records, and what is only noted."""

from inspect178.inspections.models.noted import NotedVisit
from inspect178.inspections.models.visits import (
    Amendment,
    Answer,
    ChecklistItem,
    CorrectionConfirmation,
    Inspection,
    InspectionDecision,
    InspectionRecord,
    Photo,
    Presence,
    Recommendation,
    Signature,
)

__all__ = [
    "Amendment",
    "Answer",
    "ChecklistItem",
    "CorrectionConfirmation",
    "Inspection",
    "InspectionDecision",
    "InspectionRecord",
    "NotedVisit",
    "Photo",
    "Presence",
    "Recommendation",
    "Signature",
]
