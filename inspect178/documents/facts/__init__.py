"""What does each document say? Frozen facts, with no database and no layout behind them.

Builders fill these classes from what is stored, the templates print them. Text is Vietnamese and
already in its final wording; instants are aware and are printed in the business time zone; days
are printed as offices write them ("ngày 05 tháng 01 năm 2026"). Whatever must not be shown
(the tax code of a person, for one) is masked by the builder before it gets here.
"""

from __future__ import annotations

from inspect178.documents.facts.papers import (
    CommitmentFacts,
    DecisionFacts,
    Facts,
    InspectionRecordFacts,
    StickerSheetFacts,
    ViolationRecordFacts,
)
from inspect178.documents.facts.parts import (
    ActOnPaper,
    AmendmentOnPaper,
    AnswerOnPaper,
    ClauseConfirmation,
    EstablishmentOnPaper,
    ExplanationOnPaper,
    Issuer,
    ItemOnPaper,
    LicenceOnPaper,
    PersonOnPaper,
    RecommendationOnPaper,
    RefusalOnPaper,
    SectionOnPaper,
    SignatureOnPaper,
    StickerFacts,
    SubjectOnPaper,
    VerificationOnPaper,
    ViolationOnPaper,
    ViolatorOnPaper,
    WorkersOnPaper,
)
from inspect178.documents.facts.periodic_report import (
    AddendumOnPaper,
    BandOnPaper,
    ColumnOnPaper,
    FigureSource,
    FootnoteOnPaper,
    FreezingOnPaper,
    IndicatorOnPaper,
    NarrativeOnPaper,
    PeriodicReportFacts,
    ReasonOnPaper,
    TargetOnPaper,
    UnitCoverageOnPaper,
    WideRowOnPaper,
    WideTableOnPaper,
)

__all__ = [
    "ActOnPaper",
    "AddendumOnPaper",
    "AmendmentOnPaper",
    "AnswerOnPaper",
    "BandOnPaper",
    "ClauseConfirmation",
    "ColumnOnPaper",
    "CommitmentFacts",
    "DecisionFacts",
    "EstablishmentOnPaper",
    "ExplanationOnPaper",
    "Facts",
    "FigureSource",
    "FootnoteOnPaper",
    "FreezingOnPaper",
    "IndicatorOnPaper",
    "InspectionRecordFacts",
    "Issuer",
    "ItemOnPaper",
    "LicenceOnPaper",
    "NarrativeOnPaper",
    "PeriodicReportFacts",
    "PersonOnPaper",
    "ReasonOnPaper",
    "RecommendationOnPaper",
    "RefusalOnPaper",
    "SectionOnPaper",
    "SignatureOnPaper",
    "StickerFacts",
    "StickerSheetFacts",
    "SubjectOnPaper",
    "TargetOnPaper",
    "UnitCoverageOnPaper",
    "VerificationOnPaper",
    "ViolationOnPaper",
    "ViolationRecordFacts",
    "ViolatorOnPaper",
    "WideRowOnPaper",
    "WideTableOnPaper",
    "WorkersOnPaper",
]
