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
    # Whether a visit of a higher team fills the quota of a unit too (domain.md 5.2, QUOTA).
    quota_counts_all_teams: Mapped[bool] = mapped_column(Boolean, default=True)
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


class PlanQuota(db.Model):
    """How many establishments a plan expects one of the units below to inspect."""

    __tablename__ = "plan_quota"
    plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("plan.id", ondelete="RESTRICT"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    quota: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("quota >= 0", name="quota_counted"),)


class TargetEntry(AreaScoped, db.Model):
    """A figure that a unit entered for a target, with its document; a later one replaces it.

    Entries are only added, so that what was known on a day stays answerable.
    """

    __tablename__ = "target_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(
        ForeignKey("plan_target.id", ondelete="RESTRICT"), index=True
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("admin_unit.id", ondelete="RESTRICT"))
    figures_to: Mapped[date] = mapped_column(Date)  # counted from 1 January to this day
    done: Mapped[int] = mapped_column(Integer)  # numerator, quantity, or 1 and 0 for yes and no
    total: Mapped[int | None] = mapped_column(Integer)  # denominator of a percentage
    document: Mapped[str] = mapped_column(String(300))
    document_on: Mapped[date] = mapped_column(Date)
    reported_by: Mapped[str] = mapped_column(String(200))  # the agency or office responsible
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )

    __table_args__ = (
        CheckConstraint("done >= 0", name="done_counted"),
        CheckConstraint("total IS NULL OR total >= done", name="part_of_whole"),
    )
