"""What is noted of visits that were no inspections of the teams 178? Rows kept from documents."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.inspections.enums import NotedVisitKind
from inspect178.kernel.database import enum_column


class NotedVisit(AreaScoped, db.Model):
    """A visit that was no inspection of ours and that the office noted from a document.

    A survey or a supervision counts for coverage where the plan says so (Điện Biên 2026); an
    inspection by another agency uses up the yearly right (Resolution 198/2025/QH15 art. 4).
    """

    __tablename__ = "noted_visit"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT")
    )
    kind: Mapped[NotedVisitKind] = mapped_column(enum_column(NotedVisitKind))
    held_on: Mapped[date] = mapped_column(Date)
    agency_name: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(300))  # number and day of the paper it rests on
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    # A note made in error is withdrawn, never deleted: what was known before stays answerable.
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        Index("ix_noted_visit_establishment", "establishment_id", "kind", "held_on"),
        Index("ix_noted_visit_held", "kind", "held_on", "establishment_id"),
    )
