"""What is stored of reviews? One row a decision, with its remarks per field of the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.extensions import db
from inspect178.kernel.database import enum_column
from inspect178.review.enums import ReviewDecision, ReviewField


class Review(db.Model):
    """The decision of one agency's reviewer in one round of review."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT"), index=True
    )
    field: Mapped[ReviewField] = mapped_column(enum_column(ReviewField))
    round: Mapped[int] = mapped_column("round_number", Integer)
    decision: Mapped[ReviewDecision] = mapped_column(enum_column(ReviewDecision))
    summary: Mapped[str] = mapped_column(Text, default="")
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime]

    remarks: Mapped[list[ReviewRemark]] = relationship(lazy="raise", order_by="ReviewRemark.id")

    __table_args__ = (UniqueConstraint("inspection_id", "field", "round_number"),)


class ReviewRemark(db.Model):
    """A remark on one field of the record, as `findings` or `answer:C3`."""

    __tablename__ = "review_remark"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
