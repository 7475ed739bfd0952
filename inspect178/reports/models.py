"""What is stored of reports? The frozen content with its hash, addenda, and offices' templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.kernel.database import enum_column
from inspect178.reports.enums import ReportKind, ReportState


class Report(AreaScoped, db.Model):
    """A report of a unit on a period: a draft until it is frozen, then unchangeable.

    Frozen, `content` holds figures, lists, definitions, tree and the instant as known on, in a
    canonical form (RFC 8785), and `sha256` is the hash over exactly these bytes.
    """

    __tablename__ = "report"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[ReportKind] = mapped_column(enum_column(ReportKind))
    state: Mapped[ReportState] = mapped_column(enum_column(ReportState), default=ReportState.DRAFT)
    start_on: Mapped[date] = mapped_column(Date)
    end_on: Mapped[date] = mapped_column(Date)
    tree_on: Mapped[date] = mapped_column(Date)
    basis: Mapped[DenominatorBasis] = mapped_column(enum_column(DenominatorBasis))
    counts_reviews: Mapped[bool] = mapped_column(default=False)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"))
    # Only the establishments under this agency's own authority, where it is given.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(60), default="")  # as 12/BC-UBND
    # Paragraphs by section: situation, results, difficulties, proposals, recipients, signer.
    narrative: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    known_at: Mapped[datetime | None]  # the instant of the frozen figures
    content: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    signed_off_by: Mapped[str] = mapped_column(String(200), default="")  # name and post, as typed
    # One frozen report for a question: the second of two people who freeze at once is refused.
    frozen_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    version: Mapped[int] = mapped_column(Integer)

    addenda: Mapped[list[ReportAddendum]] = relationship(
        back_populates="report", lazy="raise", order_by="ReportAddendum.number"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="period_in_order"),
        CheckConstraint(
            "state <> 'frozen' OR (content IS NOT NULL AND sha256 IS NOT NULL "
            "AND known_at IS NOT NULL AND frozen_at IS NOT NULL AND frozen_key IS NOT NULL)",
            name="frozen_whole",
        ),
    )


class ReportAddendum(db.Model):
    """A numbered addendum to a frozen report: exactly the facts that became known later."""

    __tablename__ = "report_addendum"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)
    known_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    signed_off_by: Mapped[str] = mapped_column(String(200))

    report: Mapped[Report] = relationship(back_populates="addenda", lazy="raise")

    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
    )


class ReportTemplate(AreaScoped, db.Model):
    """An office's own template of the editable report; the newest of the nearest unit is used."""

    __tablename__ = "report_template"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    withdrawn_at: Mapped[datetime | None]
