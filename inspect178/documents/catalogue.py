"""Which documents can be printed? Each kind with its title, abbreviation, template and facts."""

from __future__ import annotations

from dataclasses import dataclass

from inspect178.documents.facts import (
    CommitmentFacts,
    DecisionFacts,
    InspectionRecordFacts,
    PeriodicReportFacts,
    StickerSheetFacts,
    ViolationRecordFacts,
)


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: Vietnamese title, abbreviation used in its number, template, facts."""

    code: str
    title: str
    abbreviation: str
    facts: type

    @property
    def template(self) -> str:
        """Name the template that prints this kind."""
        return f"{self.code}.typ"


KINDS: dict[str, DocumentKind] = {
    kind.code: kind
    for kind in (
        DocumentKind("inspection_record", "Biên bản kiểm tra", "BB", InspectionRecordFacts),
        DocumentKind("decision", "Quyết định kiểm tra", "QĐ", DecisionFacts),
        DocumentKind("commitment", "Bản cam kết", "CK", CommitmentFacts),
        DocumentKind(
            "violation_record", "Biên bản vi phạm hành chính", "BB-VPHC", ViolationRecordFacts
        ),
        DocumentKind("sticker_sheet", "Tem mã QR của cơ sở", "", StickerSheetFacts),
        DocumentKind("periodic_report", "Báo cáo", "BC", PeriodicReportFacts),
    )
}
