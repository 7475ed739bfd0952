"""Which files does the store hold? One row a content, named by its SHA-256."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect178.extensions import db


class StoredFile(db.Model):
    """A content in the store; the same bytes are kept once."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size_bytes: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
