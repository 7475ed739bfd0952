"""What is stored of field work? What tablets have, photos on their way, proposals to the office."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Date, Float, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.fieldwork.enums import ProposalKind, ProposalState
from inspect178.kernel.database import enum_column

if TYPE_CHECKING:
    from inspect178.identity.models import UserAccount
    from inspect178.registry.models import Establishment


class DevicePack(db.Model):
    """Which rows a tablet has, by their hashes: acknowledged ones, and those just sent.

    An answer that was lost is made anew from what was acknowledged before it.
    """

    __tablename__ = "device_pack"
    device_id: Mapped[UUID] = mapped_column(
        ForeignKey("device.id", ondelete="RESTRICT"), primary_key=True
    )
    acknowledged_cursor: Mapped[str] = mapped_column(String(40), default="")
    acknowledged: Mapped[bytes] = mapped_column(LargeBinary, default=b"")  # packed JSON
    pending_cursor: Mapped[str] = mapped_column(String(40), default="")
    pending: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    handed_out_at: Mapped[datetime]


class NamedPhoto(db.Model):
    """A photo that a tablet has named; it joins the record as soon as it has arrived whole."""

    __tablename__ = "named_photo"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT"), index=True
    )
    item_code: Mapped[str] = mapped_column(String(20), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str] = mapped_column(String(300), default="")
    taken_at: Mapped[datetime | None]  # a claim of the tablet
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    named_at: Mapped[datetime]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    # When it joined the record, was taken out again, or was found to be no photo.
    settled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")


class RegisterProposal(AreaScoped, db.Model):
    """What a team found on the ground; the office takes it over into the register or declines."""

    __tablename__ = "register_proposal"
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made on the tablet
    kind: Mapped[ProposalKind] = mapped_column(enum_column(ProposalKind))
    state: Mapped[ProposalState] = mapped_column(
        enum_column(ProposalState), default=ProposalState.OPEN
    )
    establishment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("establishment.id", ondelete="RESTRICT"), index=True
    )
    inspection_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("inspection.id", ondelete="RESTRICT")
    )
    from_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    type_code: Mapped[str | None] = mapped_column(
        ForeignKey("establishment_type.code", ondelete="RESTRICT")
    )
    address: Mapped[str] = mapped_column(String(400), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    position_accuracy_m: Mapped[float | None] = mapped_column(Float)
    proposed_at: Mapped[datetime]  # a claim of the tablet, kept within what is possible
    received_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    decision_note: Mapped[str] = mapped_column(Text, default="")

    establishment: Mapped[Establishment | None] = relationship("Establishment", lazy="raise")
    proposed_by: Mapped[UserAccount] = relationship(
        "UserAccount", lazy="raise", foreign_keys=[proposed_by_id]
    )

    __table_args__ = (Index("ix_register_proposal_state", "state", "received_at"),)
