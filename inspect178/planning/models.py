"""What is stored of plans? The plan of a unit and year, and its targets."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.kernel.database import enum_column
from inspect178.planning.enums import PlanState, TargetUnit


class Plan(AreaScoped, db.Model):
    """A yearly plan of a unit; approved by the chairman of the same level."""

    __tablename__ = "plan"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    year: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(60), default="")
    signed_on: Mapped[date | None] = mapped_column(Date)
    parent_plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"))
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id", ondelete="RESTRICT"))
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), default=PlanState.DRAFT)
    basis: Mapped[DenominatorBasis] = mapped_column(enum_column(DenominatorBasis))
    # The tree of units in which the plan's figures are given: any day of its validity.
    tree_on: Mapped[date] = mapped_column(Date)
    # Điện Biên counts reviews and supervision too, not only inspections.
    counts_reviews: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    sent_to_inspectorate_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    return_reason: Mapped[str] = mapped_column(String(300), default="")
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    created_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)

    targets: Mapped[list[PlanTarget]] = relationship(
        back_populates="plan", lazy="raise", order_by="PlanTarget.position"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "title"),
        CheckConstraint("year BETWEEN 2004 AND 2100", name="year_plausible"),
    )


class PlanTarget(db.Model):
    """A measurable target of a plan; computed by a named formula or entered by the units."""

    __tablename__ = "plan_target"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    label_vi: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str] = mapped_column(String(300), default="")
    formula: Mapped[str] = mapped_column(String(20), default="entered")  # COV-Y … or entered
    comparator: Mapped[str] = mapped_column(String(4), default=">=")
    value: Mapped[float | None] = mapped_column(Numeric(12, 2, asdecimal=False))
    unit: Mapped[TargetUnit] = mapped_column(enum_column(TargetUnit))
    frequency: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)

    plan: Mapped[Plan] = relationship(back_populates="targets", lazy="raise")

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
