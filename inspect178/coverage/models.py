"""What does coverage store? The list in scope frozen at the approval of a plan."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db


class FrozenScope(AreaScoped, db.Model):
    """An establishment that was in scope when a plan was approved, in the unit of that day."""

    __tablename__ = "frozen_scope"
    plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("plan.id", ondelete="RESTRICT"), primary_key=True
    )
    establishment_id: Mapped[UUID] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
