"""What does each paper say as a whole? One class a kind, as its template prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inspect178.documents.facts.parts import (
    ActOnPaper,
    AmendmentOnPaper,
    EstablishmentOnPaper,
    ExplanationOnPaper,
    Issuer,
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
from inspect178.documents.facts.periodic_report import PeriodicReportFacts


@dataclass(frozen=True)
class InspectionRecordFacts:
    """What a record of inspection (biên bản kiểm tra) says.

    `decision_about` ends the sentence "… của {decision_issuer} về việc …"; without
    `decision_issuer` that sentence is left out, and `caught_ground` says why there is none
    (flagrante delicto). `copies` is the number of copies made, one of
    them for the establishment. A `draft` is marked as such on every page, and so are the words
    of `mark`.
    """

    issuer: Issuer
    team_name: str
    decision_number: str
    decision_on: date | None
    decision_issuer: str
    decision_about: str
    started_at: datetime
    ended_at: datetime | None
    place: str
    establishment: EstablishmentOnPaper
    team: tuple[PersonOnPaper, ...]
    establishment_people: tuple[PersonOnPaper, ...] = ()
    others: tuple[PersonOnPaper, ...] = ()
    announced_at: datetime | None = None
    second_ground: str = ""
    caught_ground: str = ""
    sections: tuple[SectionOnPaper, ...] = ()
    workers: tuple[WorkersOnPaper, ...] = ()
    findings: str = ""
    conclusion: str = ""
    photo_count: int = 0
    violations: tuple[ViolationOnPaper, ...] = ()
    owner_opinion: str = ""
    recommendations: tuple[RecommendationOnPaper, ...] = ()
    copies: int = 2
    signatures: tuple[SignatureOnPaper, ...] = ()
    refusal: RefusalOnPaper | None = None
    amendments: tuple[AmendmentOnPaper, ...] = ()
    verification: VerificationOnPaper | None = None
    draft: bool = False
    mark: str = ""


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision to inspect (quyết định kiểm tra) says.

    `authority` is the post in whose name it is issued ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH CAO
    BẰNG"); `about` ends "Về việc …"; `legal_bases` are printed with "Căn cứ" in front and must
    not repeat it; `ground` is the plan or, for a surprise inspection, the ground from the closed
    list; `proposed_by` ends "Theo đề nghị của …"; `responsible` are those who carry it out.
    `reader` names, on every page, who printed a paper that is still a secret.
    """

    issuer: Issuer
    authority: str
    about: str
    legal_bases: tuple[str, ...]
    ground: str
    surprise: bool
    content: tuple[str, ...]
    subjects: tuple[SubjectOnPaper, ...]
    time_limit_days: int
    team: tuple[PersonOnPaper, ...]
    duties: tuple[str, ...]
    responsible: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: SignatureOnPaper
    team_name: str = "Đội kiểm tra liên ngành 178"
    scope: str = ""
    proposed_by: str = ""
    planned_from: date | None = None
    planned_to: date | None = None
    reader: str = ""
    verification: VerificationOnPaper | None = None
    draft: bool = False
    mark: str = ""


@dataclass(frozen=True)
class CommitmentFacts:
    """What a commitment (bản cam kết) says; `commune` is its People's Committee by full name.

    `title`, `about`, `preamble`, `liability` and `closing` are the words of the text that was
    signed; usual ones stand in the template for those that are empty.
    """

    establishment: EstablishmentOnPaper
    commune: str
    place: str
    signed_on: date
    signer: PersonOnPaper
    undertakings: tuple[str, ...]
    signer_signature: SignatureOnPaper
    officer_signature: SignatureOnPaper
    number: str = ""
    title: str = ""
    about: str = ""
    preamble: str = ""
    liability: str = ""
    closing: str = ""
    legal_bases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: str = ""
    verification: VerificationOnPaper | None = None
    mark: str = ""


@dataclass(frozen=True)
class ViolationRecordFacts:
    """What a record of administrative violation (biên bản vi phạm hành chính) says."""

    issuer: Issuer
    field: str
    made_at: datetime
    place: str
    grounds: tuple[str, ...]
    makers: tuple[PersonOnPaper, ...]
    violator: ViolatorOnPaper
    acts: tuple[ActOnPaper, ...]
    explanation: ExplanationOnPaper
    ended_at: datetime | None
    witnesses: tuple[PersonOnPaper, ...] = ()
    reason_made_elsewhere: str = ""
    harmed: str = ""
    violator_statement: str = ""
    witness_statement: str = ""
    measures: str = ""
    copies: int = 2
    signatures: tuple[SignatureOnPaper, ...] = ()
    refusal: RefusalOnPaper | None = None
    verification: VerificationOnPaper | None = None
    draft: bool = False
    mark: str = ""


@dataclass(frozen=True)
class StickerSheetFacts:
    """Labels for A4 sheets of 3 × 8; `skip` leaves the first places of a used sheet empty."""

    labels: tuple[StickerFacts, ...]
    made_on: date
    skip: int = 0


Facts = (
    InspectionRecordFacts
    | DecisionFacts
    | CommitmentFacts
    | ViolationRecordFacts
    | StickerSheetFacts
    | PeriodicReportFacts
)
