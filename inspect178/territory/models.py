"""What is stored of administrative units? Dated units, their successions and other names.

A code alone is no key: 3,316 of the 3,321 communes since 01/07/2025 carry a code that an old
commune had, 1,795 of them under another name. The key is (level, code, valid_from).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.extensions import db
from inspect178.kernel.database import enum_column, key_text
from inspect178.territory.enums import Level


class AdminUnit(db.Model):
    """A unit while it exists: from valid_from to before valid_to."""

    __tablename__ = "admin_unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    kind: Mapped[str] = mapped_column(String(40))  # Tỉnh, Thành phố, Huyện, Xã, Phường, Đặc khu …
    name: Mapped[str] = mapped_column(String(120))  # with its kind: Phường Thượng Hồng
    short_name: Mapped[str] = mapped_column(String(120))
    search_key: Mapped[str] = mapped_column(key_text(120))
    sort_key: Mapped[str] = mapped_column(key_text(240))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    # The ancestors at these levels, the unit itself included, so that sums need no recursion.
    province_id: Mapped[int | None] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    district_id: Mapped[int | None] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    population: Mapped[int | None] = mapped_column(Integer)
    alternative_code: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (
        UniqueConstraint("level", "code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),
        Index("ix_admin_unit_search_key", "search_key"),
    )

    def is_valid_on(self, day: date) -> bool:
        """Say whether the unit exists on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitSuccession(db.Model):
    """An old unit and one of the units that took it over, many to many."""

    __tablename__ = "unit_succession"
    old_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), primary_key=True
    )
    new_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(40))  # whole, part, renamed, unchanged …
    # The new unit to take when only the old name is known; for split communes a guess.
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)


class UnitAlias(db.Model):
    """Another name under which a unit occurs in lists: earlier names, other spellings."""

    __tablename__ = "unit_alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True
    )
    key: Mapped[str] = mapped_column(key_text(120), index=True)
    source: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("unit_id", "key"),)
