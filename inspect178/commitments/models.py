"""What is stored of commitments? One row a signed paper; its text and signatures never change."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.commitments.enums import CommitmentState, SigningReason
from inspect178.extensions import db
from inspect178.kernel.database import enum_column

if TYPE_CHECKING:
    from inspect178.registry.models import Establishment


class Commitment(AreaScoped, db.Model):
    """A commitment between an establishment and its commune (NĐ 178/2004 art. 11.3)."""

    __tablename__ = "commitment"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT")
    )
    inspection_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[CommitmentState] = mapped_column(
        enum_column(CommitmentState), default=CommitmentState.ACTIVE
    )
    reason: Mapped[SigningReason] = mapped_column(enum_column(SigningReason))
    signed_on: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    text_version: Mapped[str] = mapped_column(String(40))
    # Everything that stood on the paper, canonical, and its SHA-256.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    signer_name: Mapped[str] = mapped_column(String(120))
    signer_post: Mapped[str] = mapped_column(String(160), default="")
    signer_image: Mapped[bytes | None] = mapped_column(LargeBinary)
    officer_name: Mapped[str] = mapped_column(String(120))
    officer_post: Mapped[str] = mapped_column(String(160), default="")
    officer_image: Mapped[bytes | None] = mapped_column(LargeBinary)
    superseded_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("commitment.id", ondelete="RESTRICT")
    )
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    ended_on: Mapped[date | None] = mapped_column(Date)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer)

    establishment: Mapped[Establishment] = relationship("Establishment", lazy="raise")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),
        Index("ix_commitment_establishment_valid", "establishment_id", "valid_from"),
    )
