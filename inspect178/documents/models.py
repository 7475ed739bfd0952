"""What is stored of printed documents? Kind, subject and SHA-256 of each file that was issued."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.extensions import db


class IssuedDocument(db.Model):
    """A document that was printed; the same content printed twice is one row."""

    __tablename__ = "issued_document"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256", ondelete="RESTRICT"))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )

    __table_args__ = (
        Index("ix_issued_document_subject", "kind", "subject_id", "sha256", unique=True),
    )
