"""What is stored of an inspection? Decision, inspection, record, answers, photos, signatures.

The record is a row of its own, so that the database can freeze it and everything under it: once
`frozen_at` is set, triggers refuse every change (migration 0002); mistakes are mended by added
notes (NĐ 217/2025 art. 5.1đ punishes false records).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.inspections.enums import (
    AnswerValue,
    AttemptKind,
    DecisionState,
    Ground,
    InspectionMode,
    InspectionState,
    SignatureRole,
    SigningOutcome,
)
from inspect178.kernel.database import enum_column

if TYPE_CHECKING:
    from inspect178.identity.models import Team
    from inspect178.registry.models import Establishment


class ChecklistItem(db.Model):
    """A question of the checklist for some types of business, in force between two days."""

    __tablename__ = "checklist_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(40))
    section_vi: Mapped[str] = mapped_column(String(160))
    section_en: Mapped[str] = mapped_column(String(160))
    section_sort: Mapped[int] = mapped_column(Integer)
    sort: Mapped[int] = mapped_column(Integer)
    groups: Mapped[str] = mapped_column(String(200))  # groups of types joined by |, or all
    question_vi: Mapped[str] = mapped_column(Text)
    question_en: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(20))  # yes_no_na, count_of or count
    count_label_vi: Mapped[str] = mapped_column(String(160), default="")
    total_label_vi: Mapped[str] = mapped_column(String(160), default="")
    legal_basis: Mapped[str] = mapped_column(String(200))
    mark: Mapped[str] = mapped_column(String(20))
    clause_keys: Mapped[str] = mapped_column(String(200), default="")  # joined by |
    required: Mapped[bool] = mapped_column(Boolean)
    hint_vi: Mapped[str] = mapped_column(Text, default="")
    shown_if: Mapped[str] = mapped_column(String(40), default="")  # CODE=yes or CODE=no
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (UniqueConstraint("code", "valid_from"),)


class InspectionDecision(AreaScoped, db.Model):
    """The decision on which inspections rest (NĐ 217/2025 art. 11.3)."""

    __tablename__ = "inspection_decision"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id", ondelete="RESTRICT"))
    state: Mapped[DecisionState] = mapped_column(
        enum_column(DecisionState), default=DecisionState.DRAFT
    )
    mode: Mapped[InspectionMode] = mapped_column(enum_column(InspectionMode))
    number: Mapped[str] = mapped_column(String(60), default="")  # as 12/QĐ-UBND
    signed_on: Mapped[date | None] = mapped_column(Date)
    issuer_name: Mapped[str] = mapped_column(String(120), default="")
    issuer_post: Mapped[str] = mapped_column(String(160), default="")
    issuer_body: Mapped[str] = mapped_column(String(200), default="")
    ground: Mapped[Ground] = mapped_column(enum_column(Ground))
    ground_text: Mapped[str] = mapped_column(Text, default="")
    ground_reference: Mapped[str] = mapped_column(String(200), default="")
    scope_text: Mapped[str] = mapped_column(Text, default="")
    time_limit_days: Mapped[int] = mapped_column(Integer, default=7)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("plan.id", ondelete="RESTRICT"), index=True
    )
    planner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    # The person asked to sign; for a sealed target the only other reader before the opening.
    approver_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    signed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    signed_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    inspections: Mapped[list[Inspection]] = relationship(back_populates="decision", lazy="raise")
    team: Mapped[Team] = relationship("Team", lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def secrecy_key(self) -> str | None:
        """Give the key under which the trail hides this decision while its target is sealed."""
        sealed = self.mode == InspectionMode.SURPRISE and self.announced_at is None
        return str(self.id) if sealed else None


class Inspection(AreaScoped, db.Model):
    """One visit to one establishment, from the choice to the closed file.

    Its place is the establishment's at planning, so that a figure of 2024 keeps its district.
    """

    __tablename__ = "inspection"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), index=True
    )
    decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("inspection_decision.id", ondelete="RESTRICT"), index=True
    )
    plan_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("plan.id", ondelete="RESTRICT"), index=True
    )
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"))
    mode: Mapped[InspectionMode] = mapped_column(enum_column(InspectionMode))
    state: Mapped[InspectionState] = mapped_column(
        enum_column(InspectionState), default=InspectionState.DRAFT
    )
    planned_on: Mapped[date] = mapped_column(Date)
    # Surprise only: until then nobody but planner and approver reads the target.
    opens_at: Mapped[datetime | None]
    planner_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    approver_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    # Where another inspection of the calendar year exists: why a second one is lawful.
    second_ground: Mapped[Ground | None] = mapped_column(enum_column(Ground))
    second_reference: Mapped[str] = mapped_column(String(300), default="")
    # Flagrante delicto only: what stands in place of a decision (NĐ 217/2025 art. 11.4).
    unplanned_ground: Mapped[Ground | None] = mapped_column(enum_column(Ground))
    unplanned_reference: Mapped[str] = mapped_column(String(300), default="", server_default="")
    announced_at: Mapped[datetime | None]
    announced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    attempt_kind: Mapped[AttemptKind | None] = mapped_column(enum_column(AttemptKind))
    attempt_reason: Mapped[str] = mapped_column(String(300), default="")
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    # The day on which the visit was completed; empty unless the record is signed or refused.
    completed_on: Mapped[date | None] = mapped_column(Date)
    # When the office learned that it was completed: at the signing, or when a tablet came home.
    recorded_at: Mapped[datetime | None]
    # When it ended without being completed: attempted in vain, stopped, cancelled.
    ended_at: Mapped[datetime | None]
    # When the reviewers had all accepted; empty while the visit is provisional.
    accepted_at: Mapped[datetime | None]
    review_round: Mapped[int] = mapped_column(Integer, default=0)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    establishment: Mapped[Establishment] = relationship("Establishment", lazy="raise")
    decision: Mapped[InspectionDecision | None] = relationship(
        back_populates="inspections", lazy="raise"
    )
    team: Mapped[Team] = relationship("Team", lazy="raise")
    record: Mapped[InspectionRecord | None] = relationship(
        back_populates="inspection", lazy="raise", uselist=False
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint(
            "accepted_at IS NULL OR completed_on IS NOT NULL", name="accepted_after_completed"
        ),
        Index(
            "ix_inspection_completed",
            "completed_on",
            "establishment_id",
            "accepted_at",
            "recorded_at",
        ),
        Index(
            "ix_inspection_establishment_completed",
            "establishment_id",
            "completed_on",
            "accepted_at",
            "recorded_at",
        ),
        # The few attempts among many visits, for the reason why nobody was inspected.
        Index(
            "ix_inspection_attempted",
            "establishment_id",
            "planned_on",
            sqlite_where=text("attempt_kind IS NOT NULL"),
            postgresql_where=text("attempt_kind IS NOT NULL"),
        ),
        Index("ix_inspection_team_planned", "team_id", "planned_on"),
        Index("ix_inspection_state", "state", "province_id"),
    )

    @property
    def secrecy_key(self) -> str | None:
        """Give the key under which the trail hides this inspection while its target is sealed."""
        sealed = self.mode == InspectionMode.SURPRISE and self.announced_at is None
        return str(self.decision_id or self.id) if sealed else None


class InspectionRecord(db.Model):
    """The inspection record (biên bản kiểm tra); frozen with everything under it once signed."""

    __tablename__ = "inspection_record"
    inspection_id: Mapped[UUID] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT"), primary_key=True
    )
    number: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(400), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    others_present: Mapped[str] = mapped_column(Text, default="")
    worker_total: Mapped[int | None] = mapped_column(Integer)
    worker_contract: Mapped[int | None] = mapped_column(Integer)
    worker_health_checked: Mapped[int | None] = mapped_column(Integer)
    worker_under_18: Mapped[int | None] = mapped_column(Integer)
    worker_residence: Mapped[int | None] = mapped_column(Integer)
    findings: Mapped[str] = mapped_column(Text, default="")
    owner_opinion: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    copies: Mapped[int] = mapped_column(Integer, default=2)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    position_accuracy_m: Mapped[float | None] = mapped_column(Float)
    outcome: Mapped[SigningOutcome | None] = mapped_column(enum_column(SigningOutcome))
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    # The canonical content at the moment of signing, its SHA-256, and that moment.
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)

    inspection: Mapped[Inspection] = relationship(back_populates="record", lazy="raise")
    answers: Mapped[list[Answer]] = relationship(lazy="raise")
    presences: Mapped[list[Presence]] = relationship(lazy="raise", order_by="Presence.id")
    photos: Mapped[list[Photo]] = relationship(lazy="raise", order_by="Photo.added_at")
    recommendations: Mapped[list[Recommendation]] = relationship(
        lazy="raise", order_by="Recommendation.position"
    )
    signatures: Mapped[list[Signature]] = relationship(lazy="raise", order_by="Signature.id")
    amendments: Mapped[list[Amendment]] = relationship(lazy="raise", order_by="Amendment.id")

    __mapper_args__ = {"version_id_col": version}


def _record_key() -> Mapped[UUID]:
    return mapped_column(
        ForeignKey("inspection_record.inspection_id", ondelete="RESTRICT"), index=True
    )


class Presence(db.Model):
    """A member of the team who was present when the decision was announced."""

    __tablename__ = "inspection_presence"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = _record_key()
    team_member_id: Mapped[int] = mapped_column(ForeignKey("team_member.id", ondelete="RESTRICT"))
    full_name: Mapped[str] = mapped_column(String(120))
    post_title: Mapped[str] = mapped_column(String(160), default="")
    agency_name: Mapped[str] = mapped_column(String(200), default="")
    card_number: Mapped[str] = mapped_column(String(40), default="")
    is_leader: Mapped[bool] = mapped_column(Boolean, default=False)
    may_record: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (UniqueConstraint("inspection_id", "team_member_id"),)


class Answer(db.Model):
    """The answer to one item of the checklist."""

    __tablename__ = "inspection_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = _record_key()
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id", ondelete="RESTRICT"))
    value: Mapped[AnswerValue | None] = mapped_column(enum_column(AnswerValue))
    count: Mapped[int | None] = mapped_column(Integer)
    total: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]

    item: Mapped[ChecklistItem] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("inspection_id", "item_id"),
        CheckConstraint("count IS NULL OR count >= 0", name="count_not_negative"),
        CheckConstraint("total IS NULL OR total >= 0", name="total_not_negative"),
    )


class Photo(db.Model):
    """A photo of evidence; the original is kept, what is shown carries no metadata."""

    __tablename__ = "inspection_photo"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    inspection_id: Mapped[UUID] = _record_key()
    item_code: Mapped[str] = mapped_column(String(20), default="")
    original_sha256: Mapped[str] = mapped_column(
        ForeignKey("stored_file.sha256", ondelete="RESTRICT")
    )
    shown_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256", ondelete="RESTRICT"))
    caption: Mapped[str] = mapped_column(String(300), default="")
    # From the photo's own metadata, where it had them; a claim, not a proof.
    taken_at: Mapped[datetime | None]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))


class Recommendation(db.Model):
    """What the establishment is asked to put right, and until when."""

    __tablename__ = "inspection_recommendation"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = _record_key()
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)

    confirmation: Mapped[CorrectionConfirmation | None] = relationship(lazy="raise", uselist=False)


class CorrectionConfirmation(db.Model):
    """That a recommendation was carried out (NĐ 217/2025 art. 16); added after the freeze."""

    __tablename__ = "correction_confirmation"
    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("inspection_recommendation.id", ondelete="RESTRICT"), primary_key=True
    )
    confirmed_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(300), default="")
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[datetime]


class Signature(db.Model):
    """A signature under the record: drawn on the screen, or a typed name."""

    __tablename__ = "inspection_signature"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = _record_key()
    role: Mapped[SignatureRole] = mapped_column(enum_column(SignatureRole))
    full_name: Mapped[str] = mapped_column(String(120))
    post_title: Mapped[str] = mapped_column(String(160), default="")
    image: Mapped[bytes | None] = mapped_column(LargeBinary)  # PNG
    strokes: Mapped[list[Any] | None] = mapped_column(JSON)
    is_typed: Mapped[bool] = mapped_column(Boolean, default=False)
    signed_at: Mapped[datetime]


class Amendment(db.Model):
    """A note added to a frozen record; rows are only added."""

    __tablename__ = "inspection_amendment"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = _record_key()
    field: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    added_by_name: Mapped[str] = mapped_column(String(120))
