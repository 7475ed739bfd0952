"""What does the trail store? Entries in a gapless hash chain, their details beside them.

An entry commits to its detail by `detail_hash` = SHA-256(salt ‖ canonical detail), so that a
detail can one day be erased without breaking the chain (security.md 4.1).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.extensions import db


class AuditEntry(db.Model):
    """One event; no row is ever changed or removed, which the database itself refuses."""

    __tablename__ = "audit_entry"
    # Gapless from 0 over the whole system.
    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    actor_roles: Mapped[str] = mapped_column(String(200))
    session_id: Mapped[int | None]
    device_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(36))
    # The establishment concerned, for the story of an establishment.
    about_id: Mapped[str | None] = mapped_column(String(36))
    outcome: Mapped[str] = mapped_column(String(20))
    # While set and not opened, only the person who did it sees the entry.
    secrecy_key: Mapped[str | None] = mapped_column(String(36), index=True)
    detail_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    leaf_hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_type", "subject_id"),
        Index("ix_audit_entry_about_id", "about_id"),
        Index("ix_audit_entry_actor_id_at", "actor_id", "at"),
        Index("ix_audit_entry_at", "at"),
    )


class AuditDetail(db.Model):
    """The details of one event and the salt of their commitment."""

    __tablename__ = "audit_detail"
    seq: Mapped[int] = mapped_column(
        ForeignKey("audit_entry.seq", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    detail: Mapped[str] = mapped_column(Text)


class AuditOpening(db.Model):
    """A secret that is over: its entries may be read like all others from then on."""

    __tablename__ = "audit_opening"
    secrecy_key: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
