"""What is stored of violations? The dated catalogue of clauses and posts, and the violations."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.kernel.clock import local_day
from inspect178.kernel.database import enum_column
from inspect178.registry.enums import LegalForm
from inspect178.violations.enums import LawField, Mark, TransferTarget, ViolationState
from inspect178.violations.rules import Ceiling, Dates, Figures, FineRange, counts_workers

if TYPE_CHECKING:
    from inspect178.inspections.models import Inspection
    from inspect178.registry.models import Establishment


class SanctionClause(db.Model):
    """A clause of a decree with its range, in force between two days; đồng, for individuals."""

    __tablename__ = "sanction_clause"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    decree: Mapped[str] = mapped_column(String(60))
    clause: Mapped[str] = mapped_column(String(60))
    label_vi: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(40))
    individual_min: Mapped[int | None] = mapped_column(BigInteger)
    individual_max: Mapped[int | None] = mapped_column(BigInteger)
    organisation_factor: Mapped[int] = mapped_column(Integer, default=2)
    warning_possible: Mapped[bool] = mapped_column(Boolean, default=False)
    per_worker: Mapped[bool] = mapped_column(Boolean, default=False)
    cap_individual: Mapped[int | None] = mapped_column(BigInteger)
    bracket_min_workers: Mapped[int | None] = mapped_column(Integer)
    bracket_max_workers: Mapped[int | None] = mapped_column(Integer)
    extra_vi: Mapped[str] = mapped_column(Text, default="")
    remedy_vi: Mapped[str] = mapped_column(Text, default="")
    limitation_months: Mapped[int | None] = mapped_column(Integer)
    # The field under which the ceiling of a post is looked up.
    ceiling_field: Mapped[str] = mapped_column(String(40), default="")
    transition_note: Mapped[str] = mapped_column(Text, default="")
    sort: Mapped[int] = mapped_column(Integer, default=0)
    mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    source: Mapped[str] = mapped_column(String(300), default="")
    verified_by: Mapped[str] = mapped_column(String(120), default="")
    verified_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    @property
    def figures(self) -> Figures:
        """Give what the arithmetic needs."""
        return Figures(
            mark=self.mark,
            individual_min=self.individual_min,
            individual_max=self.individual_max,
            organisation_factor=self.organisation_factor,
            per_worker=self.per_worker,
            cap_individual=self.cap_individual,
            bracket_min_workers=self.bracket_min_workers,
            bracket_max_workers=self.bracket_max_workers,
        )

    @property
    def counts_workers(self) -> bool:
        """Say whether the fine depends on how many workers are concerned."""
        return counts_workers(self.figures)

    @property
    def is_bracket(self) -> bool:
        """Say whether the number of workers chooses among several rows of the same act."""
        return self.bracket_min_workers is not None

    @property
    def act_vi(self) -> str:
        """Describe the act; of one in brackets without the number of workers."""
        return self.label_vi.rpartition(": ")[0] if self.is_bracket else self.label_vi

    @property
    def is_verified(self) -> bool:
        """Say whether the row was read in the legal text itself, so that it may be printed."""
        return self.mark == Mark.VERIFIED

    @property
    def law_field(self) -> LawField:
        """Give the field of the law."""
        return LawField(self.field)


class SigningPost(db.Model):
    """Up to which amount a post may fine, under one decree and field; đồng, for individuals."""

    __tablename__ = "signing_post"
    id: Mapped[int] = mapped_column(primary_key=True)
    decree: Mapped[str] = mapped_column(String(60))
    post_code: Mapped[str] = mapped_column(String(60))
    post_vi: Mapped[str] = mapped_column(String(200))
    post_en: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(40))
    ceiling_individual: Mapped[int] = mapped_column(BigInteger)
    organisation_factor: Mapped[int] = mapped_column(Integer, default=2)
    may_make_record: Mapped[bool] = mapped_column(Boolean, default=False)
    # Keys of the only clauses for which the post is competent, joined by |; empty means all.
    only_keys: Mapped[str] = mapped_column(String(200), default="")
    mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    source: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (UniqueConstraint("decree", "post_code", "field", "valid_from"),)

    @property
    def ceiling(self) -> Ceiling:
        """Give what the arithmetic needs."""
        return Ceiling(
            individual=self.ceiling_individual,
            organisation_factor=self.organisation_factor,
            only_keys=frozenset(filter(None, self.only_keys.split("|"))),
        )


class Violation(AreaScoped, db.Model):
    """One act found on one visit, with the clause in force on its day and the range computed."""

    __tablename__ = "violation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    inspection_id: Mapped[UUID] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT"), index=True
    )
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), index=True
    )
    item_code: Mapped[str] = mapped_column(String(20), default="")
    clause_id: Mapped[int] = mapped_column(ForeignKey("sanction_clause.id", ondelete="RESTRICT"))
    act_on: Mapped[date] = mapped_column(Date)
    worker_count: Mapped[int | None] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text, default="")
    legal_form: Mapped[LegalForm] = mapped_column(enum_column(LegalForm))
    # The range of the clause for this legal form and count; a person decides within the law.
    fine_min: Mapped[int | None] = mapped_column(BigInteger)
    fine_max: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[ViolationState] = mapped_column(
        enum_column(ViolationState), default=ViolationState.RECORDED
    )
    record_number: Mapped[str] = mapped_column(String(60), default="")
    maker_name: Mapped[str] = mapped_column(String(120), default="")
    maker_post: Mapped[str] = mapped_column(String(160), default="")
    signer_post_id: Mapped[int | None] = mapped_column(
        ForeignKey("signing_post.id", ondelete="RESTRICT")
    )
    clause_confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    transferred_to: Mapped[TransferTarget | None] = mapped_column(enum_column(TransferTarget))
    transfer_note: Mapped[str] = mapped_column(String(300), default="")
    sanction_number: Mapped[str] = mapped_column(String(60), default="")
    sanction_on: Mapped[date | None] = mapped_column(Date)
    sanction_amount: Mapped[int | None] = mapped_column(BigInteger)
    executed_on: Mapped[date | None] = mapped_column(Date)
    remedy_due_on: Mapped[date | None] = mapped_column(Date)
    remedied_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer)

    clause: Mapped[SanctionClause] = relationship(lazy="raise")
    inspection: Mapped[Inspection] = relationship("Inspection", lazy="raise")
    establishment: Mapped[Establishment] = relationship("Establishment", lazy="raise")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("worker_count IS NULL OR worker_count > 0", name="workers_counted"),
        CheckConstraint(
            "fine_min IS NULL OR fine_max IS NULL OR fine_min <= fine_max", name="range_in_order"
        ),
    )

    @property
    def recorded_on(self) -> date:
        """Give the day of the record, from which the time limit for the sanction runs."""
        return local_day(self.recorded_at)

    @property
    def fine(self) -> FineRange | None:
        """Give the range that was computed when the violation was recorded."""
        if self.fine_min is None or self.fine_max is None:
            return None
        return FineRange(self.fine_min, self.fine_max)

    @property
    def dates(self) -> Dates:
        """Give the days on which the deadlines rest; the clause must be loaded."""
        return Dates(
            state=self.state,
            act_on=self.act_on,
            recorded_on=self.recorded_on,
            limitation_months=self.clause.limitation_months,
            sanction_on=self.sanction_on,
            remedy_due_on=self.remedy_due_on,
            remedied_on=self.remedied_on,
        )

    @property
    def may_be_printed(self) -> bool:
        """Say whether the clause is verified or somebody answers for it (domain.md 8.3)."""
        return self.clause.is_verified or self.clause_confirmed_by_id is not None
