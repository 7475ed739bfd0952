"""What is stored of tablets? Their keys, the journal of what they sent, photos, leases, epochs.

A row of the journal keeps the very bytes that the tablet signed; the database refuses to change
or remove them (migration 0008). Only what became of an operation may still change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect178.access.scopes import AreaScoped
from inspect178.devices.enums import DecisionKind, OpState, Status
from inspect178.extensions import db
from inspect178.identity.models import UserAccount
from inspect178.kernel.database import enum_column

_POSITION = BigInteger().with_variant(Integer, "sqlite")


class Device(AreaScoped, db.Model):
    """A tablet in the hands of one person, filed under the unit where it was enrolled."""

    __tablename__ = "device"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(65))  # the point, uncompressed
    # Of the token only the SHA-256; the next one is good beside it until it has been used.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    next_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_made_at: Mapped[datetime]
    enrolled_at: Mapped[datetime]
    contact_at: Mapped[datetime]
    # Whatever has not arrived yet was made after this instant.
    nothing_unsent_at: Mapped[datetime]
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    app_version: Mapped[str] = mapped_column(String(40), default="")
    schema_version: Mapped[int] = mapped_column(Integer, default=1)
    claimed_seq: Mapped[int] = mapped_column(Integer, default=0)  # the newest that it has made
    claimed_photos: Mapped[int] = mapped_column(Integer, default=0)  # photos not yet sent
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="RESTRICT")
    )
    revocation_reason: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[UserAccount] = relationship(lazy="raise", foreign_keys=[user_id])


class DeviceOp(db.Model):
    """One operation of a tablet in the journal, with the bytes that it signed.

    Another content under an id, or under a number, that is taken already stands in a row of its
    own that points to the first (`copy_of`): both are kept, the first counts.
    """

    __tablename__ = "device_op"
    # 1, 2, 3 … over the whole server, without gaps: the order in which things arrived.
    position: Mapped[int] = mapped_column(_POSITION, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column()
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id", ondelete="RESTRICT"))
    seq: Mapped[int] = mapped_column(Integer)  # 1, 2, 3 … per tablet, without gaps
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    copy_of: Mapped[int | None] = mapped_column(
        ForeignKey("device_op.position", ondelete="RESTRICT"), index=True
    )
    uses_seq: Mapped[bool] = mapped_column(Boolean, default=True)
    epoch: Mapped[int] = mapped_column(Integer)
    object_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    schema_version: Mapped[int] = mapped_column(Integer)
    base: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime]  # what the tablet's clock said
    counter: Mapped[int] = mapped_column(BigInteger)  # milliseconds since its app started
    done_at: Mapped[datetime]  # the claim, put right and kept within what is possible
    received_at: Mapped[datetime]
    flags: Mapped[str] = mapped_column(String(200), default="")  # joined by |
    # Through which tablet it came, where that is another one (rescue).
    carried_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id", ondelete="RESTRICT"))
    status: Mapped[Status] = mapped_column(enum_column(Status))  # as it was answered
    receipt: Mapped[str] = mapped_column(String(100))
    # What became of it; the only columns that may change.
    state: Mapped[OpState] = mapped_column(enum_column(OpState))
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    changed_at: Mapped[datetime]

    device: Mapped[Device] = relationship(lazy="raise", foreign_keys=[device_id])

    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_counted"),
        CheckConstraint("position >= 1", name="position_counted"),
        Index("ix_device_op_any_id", "id"),
        Index(
            "ix_device_op_id",
            "id",
            unique=True,
            sqlite_where=text("copy_of IS NULL"),
            postgresql_where=text("copy_of IS NULL"),
        ),
        Index(
            "ix_device_op_seq",
            "device_id",
            "seq",
            unique=True,
            sqlite_where=text("uses_seq = 1"),
            postgresql_where=text("uses_seq"),
        ),
        Index("ix_device_op_device", "device_id", "position"),
        Index("ix_device_op_object", "object_id", "position"),
        Index("ix_device_op_state", "state", "position"),
    )


class DeviceDecision(db.Model):
    """What somebody decided about an operation; rows are only added."""

    __tablename__ = "device_decision"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    op_position: Mapped[int] = mapped_column(
        ForeignKey("device_op.position", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[DecisionKind] = mapped_column(enum_column(DecisionKind))
    reason: Mapped[str] = mapped_column(String(300))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))

    decided_by: Mapped[UserAccount] = relationship(lazy="raise")

    # Two persons are two rows of two persons.
    __table_args__ = (UniqueConstraint("op_position", "kind", "decided_by_id"),)


class DeviceBlob(db.Model):
    """A photo on its way from a tablet; the pieces lie in a file until it is complete."""

    __tablename__ = "device_blob"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(
        ForeignKey("device.id", ondelete="RESTRICT"), index=True
    )
    # Through which tablet it comes: another one in a rescue. Its bytes count for that one.
    sent_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("device.id", ondelete="RESTRICT"), index=True
    )
    op_id: Mapped[UUID | None]  # the operation that names it, which may arrive later
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(60))
    # What is sent: the photo itself, or its pieces sealed for the server (k, n, piece).
    stream_sha256: Mapped[str] = mapped_column(String(64))
    stream_bytes: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    declared_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    receipt: Mapped[str] = mapped_column(String(100), default="")

    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="size_counted"),
        CheckConstraint("stream_bytes > 0", name="stream_counted"),
    )


class ServerEpoch(db.Model):
    """A life of this database: a new one begins with each restore of a backup."""

    __tablename__ = "server_epoch"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    began_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))
    first_position: Mapped[int] = mapped_column(_POSITION)  # the last one before it
    # The newest position; who adds to the journal counts it up and so holds it to his commit.
    last_position: Mapped[int] = mapped_column(_POSITION)
    # Up to where the journal is in a backup that was verified.
    durable_position: Mapped[int] = mapped_column(_POSITION, default=0)


class VisitLease(db.Model):
    """The claim of one tablet to visit an establishment without a signal; it ends by itself."""

    __tablename__ = "visit_lease"
    establishment_id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(
        ForeignKey("device.id", ondelete="RESTRICT"), index=True
    )
    granted_at: Mapped[datetime]
    until_at: Mapped[datetime]

    device: Mapped[Device] = relationship(lazy="raise")
