"""What is stored of establishments? The register, its history, licences and imports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
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
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.kernel.database import enum_column, key_text
from inspect178.registry.enums import (
    EstablishmentStatus,
    ImportState,
    LegalForm,
    LicenceKind,
    LicenceState,
    Placement,
    RowOutcome,
)

_PLACED = (
    "province_id", "holds_from", "holds_to", "commune_id", "old_commune_id", "establishment_id",
)  # fmt: skip


class EstablishmentType(db.Model):
    """A type of the dated list of NĐ 178/2004 art. 3.3, plus bar."""

    __tablename__ = "establishment_type"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label_vi: Mapped[str] = mapped_column(String(120))
    label_en: Mapped[str] = mapped_column(String(120))
    group: Mapped[str] = mapped_column("group_code", String(40))  # lodging, karaoke, massage …
    legal_basis: Mapped[str] = mapped_column(String(200))
    needs_security_certificate: Mapped[bool] = mapped_column(Boolean)
    sort: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Establishment(AreaScoped, db.Model):
    """A business establishment at risk of being abused; never a file on persons."""

    __tablename__ = "establishment"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # Printed on the sticker, without 0/O and 1/I.
    sticker_code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    type_code: Mapped[str] = mapped_column(
        ForeignKey("establishment_type.code", ondelete="RESTRICT"), index=True
    )
    legal_form: Mapped[LegalForm] = mapped_column(enum_column(LegalForm), default=LegalForm.UNKNOWN)
    tax_code: Mapped[str | None] = mapped_column(String(20), index=True)
    address: Mapped[str] = mapped_column(String(400), default="")  # as written, never overwritten
    placement: Mapped[Placement] = mapped_column(enum_column(Placement))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    position_source: Mapped[str] = mapped_column(String(40), default="")
    representative: Mapped[str] = mapped_column(String(120), default="")
    security_person: Mapped[str] = mapped_column(String(120), default="")
    managing_agency_id: Mapped[int | None] = mapped_column(
        ForeignKey("agency.id", ondelete="RESTRICT")
    )
    room_count: Mapped[int | None] = mapped_column(Integer)
    worker_total: Mapped[int | None] = mapped_column(Integer)
    worker_contract: Mapped[int | None] = mapped_column(Integer)
    worker_health_checked: Mapped[int | None] = mapped_column(Integer)
    # In scope from this day to before that day; the reason says why it came in or went out.
    in_scope_from: Mapped[date] = mapped_column(Date)
    in_scope_to: Mapped[date | None] = mapped_column(Date)
    scope_reason: Mapped[str] = mapped_column(String(200), default="")
    is_complex: Mapped[bool] = mapped_column(Boolean, default=False)
    complex_reason: Mapped[str] = mapped_column(String(200), default="")
    complex_until: Mapped[date | None] = mapped_column(Date)
    status: Mapped[EstablishmentStatus] = mapped_column(
        enum_column(EstablishmentStatus), default=EstablishmentStatus.ACTIVE
    )
    status_from: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    # Where the row came from, and its number there, so that a second import finds it again.
    source: Mapped[str] = mapped_column(String(80), default="")
    source_ref: Mapped[str | None] = mapped_column(String(80))
    source_hash: Mapped[str | None] = mapped_column(String(64))
    # Made-up demonstration data say so on every page and document.
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    search_key: Mapped[str] = mapped_column(key_text(800), default="")
    name_key: Mapped[str] = mapped_column(key_text(200), default="")
    sort_key: Mapped[str] = mapped_column(key_text(400), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    type: Mapped[EstablishmentType] = relationship(lazy="raise")
    licences: Mapped[list[Licence]] = relationship(back_populates="establishment", lazy="raise")
    statuses: Mapped[list[StatusChange]] = relationship(
        back_populates="establishment", lazy="raise", order_by="StatusChange.from_on"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("source", "source_ref"),
        CheckConstraint(
            "in_scope_to IS NULL OR in_scope_to > in_scope_from", name="scope_in_order"
        ),
        CheckConstraint(
            "worker_contract IS NULL OR worker_contract >= 0", name="contracts_counted"
        ),
        CheckConstraint("worker_total IS NULL OR worker_total >= 0", name="workers_counted"),
        # Holds all that a search of the whole country looks at, in the order of the list.
        Index("ix_establishment_search", "sort_key", "id", "search_key"),
        Index("ix_establishment_name_key", "name_key"),
        Index("ix_establishment_province_scope", "province_id", "in_scope_from", "in_scope_to"),
    )


class EstablishmentSpan(AreaScoped, db.Model):
    """What is so of an establishment between two days, as it was known between two instants.

    The days are half-open and reach from the first to the last day of the calendar; for each
    instant the rows known then cover every day exactly once. Rows are only added, and closed by
    `known_to` when it becomes known that it is otherwise (docs/decisions/0010).
    """

    __tablename__ = "establishment_span"
    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT")
    )
    holds_from: Mapped[date] = mapped_column(Date)
    holds_to: Mapped[date] = mapped_column(Date)
    known_from: Mapped[datetime]
    known_to: Mapped[datetime | None]  # empty while it is what is known today
    in_scope: Mapped[bool] = mapped_column(Boolean)
    scope_reason: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[EstablishmentStatus] = mapped_column(enum_column(EstablishmentStatus))
    type_code: Mapped[str] = mapped_column(
        ForeignKey("establishment_type.code", ondelete="RESTRICT")
    )
    managing_agency_id: Mapped[int | None] = mapped_column(
        ForeignKey("agency.id", ondelete="RESTRICT")
    )
    worker_total: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        CheckConstraint("holds_to > holds_from", name="days_in_order"),
        CheckConstraint("known_to IS NULL OR known_to >= known_from", name="instants_in_order"),
        Index("ix_establishment_span_known_from", "known_from"),
        Index("ix_establishment_span_history", "establishment_id", "holds_from", "known_from"),
        # All that coverage looks at, so that it reads an index and no row of the table: what is
        # known today, which is asked most, and what was known at any time.
        Index(
            "ix_establishment_span_now",
            *_PLACED,
            sqlite_where=text("known_to IS NULL AND in_scope = 1"),
            postgresql_where=text("known_to IS NULL AND in_scope"),
        ),
        Index("ix_establishment_span_then", *_PLACED, "known_from", "known_to", "in_scope"),
    )


class StatusChange(db.Model):
    """The status of an establishment from a day on, with when and why it became known."""

    __tablename__ = "establishment_status"
    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), index=True
    )
    status: Mapped[EstablishmentStatus] = mapped_column(enum_column(EstablishmentStatus))
    from_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )

    establishment: Mapped[Establishment] = relationship(back_populates="statuses", lazy="raise")


class Licence(db.Model):
    """A licence of an establishment."""

    __tablename__ = "licence"
    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[LicenceKind] = mapped_column(enum_column(LicenceKind))
    number: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(160), default="")
    issued_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[LicenceState] = mapped_column(
        enum_column(LicenceState), default=LicenceState.VALID
    )

    establishment: Mapped[Establishment] = relationship(back_populates="licences", lazy="raise")

    __table_args__ = (
        UniqueConstraint("establishment_id", "kind", "number"),
        CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name="dates_in_order",
        ),
    )


class ImportBatch(db.Model):
    """One list that was handed in, with what became of its rows."""

    __tablename__ = "import_batch"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    as_of: Mapped[date] = mapped_column(Date)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT"), index=True
    )


class ImportRow(db.Model):
    """A row that was suspected or rejected, kept so that it can be mended and sent again."""

    __tablename__ = "import_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), index=True
    )
    row_number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[RowOutcome] = mapped_column(enum_column(RowOutcome))
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[Any]] = mapped_column(JSON)  # [{column, message, params}]
    other_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT")
    )
