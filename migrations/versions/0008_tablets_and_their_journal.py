"""Tablets and their journal: what a tablet signed and sent is never changed and never removed.

The same rules stand in the operations; this is the second wall (security.md 4.1 point 6).
"""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OP_KEPT = (
    "position", "id", "device_id", "seq", "hash", "copy_of", "uses_seq", "epoch", "object_id",
    "kind", "schema_version", "base", "payload", "signature", "previous_hash", "claimed_at",
    "counter", "done_at", "received_at", "flags", "carried_by_id", "status", "receipt",
)  # fmt: skip
DEVICE_KEPT = ("id", "user_id", "public_key", "enrolled_at")


def _refusals() -> Any:
    """Give the module that writes refusals for both databases."""
    path = Path(__file__).with_name("0002_what_the_database_itself_refuses.py")
    spec = spec_from_file_location("refusals", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rules(refusals: Any) -> list[tuple[str, str, str, str]]:
    """List table, event, condition and message of every refusal."""
    said = "device_op: what a tablet sent stays as it was sent"
    rules = [("device_op", "DELETE", "", said)]
    rules.append(("device_op", "UPDATE", refusals._same(OP_KEPT), said))
    said = "device_decision: rows are only added"
    rules += [("device_decision", what, "", said) for what in ("UPDATE", "DELETE")]
    said = "device: a tablet is revoked, never removed, and stays who it is"
    rules.append(("device", "DELETE", "", said))
    again = "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL"
    rules.append(("device", "UPDATE", f"{again} OR {refusals._same(DEVICE_KEPT)}", said))
    rules.append(("server_epoch", "DELETE", "", "server_epoch: epochs only grow"))
    return rules


def upgrade() -> None:
    op.create_table(
        "server_epoch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "first_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "last_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "durable_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_server_epoch")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=65), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("next_token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nothing_unsent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("claimed_seq", sa.Integer(), nullable=False),
        sa.Column("claimed_photos", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revocation_reason", sa.String(length=300), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_device_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_device_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_device_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"],
            ["user_account.id"],
            name=op.f("fk_device_revoked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_device_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("next_token_hash", name=op.f("uq_device_next_token_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index(op.f("ix_device_commune_id"), "device", ["commune_id"], unique=False)
    op.create_index(op.f("ix_device_old_commune_id"), "device", ["old_commune_id"], unique=False)
    op.create_index(op.f("ix_device_province_id"), "device", ["province_id"], unique=False)
    op.create_index(op.f("ix_device_user_id"), "device", ["user_id"], unique=False)

    op.create_table(
        "device_blob",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("stream_sha256", sa.String(length=64), nullable=False),
        sa.Column("stream_bytes", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(length=100), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_device_blob_size_counted")),
        sa.CheckConstraint("stream_bytes > 0", name=op.f("ck_device_blob_stream_counted")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_blob_device_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["device.id"],
            name=op.f("fk_device_blob_sent_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_blob")),
    )
    op.create_index(op.f("ix_device_blob_sent_by_id"), "device_blob", ["sent_by_id"], unique=False)
    op.create_index(op.f("ix_device_blob_device_id"), "device_blob", ["device_id"], unique=False)
    op.create_index(op.f("ix_device_blob_sha256"), "device_blob", ["sha256"], unique=False)

    op.create_table(
        "device_op",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("copy_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("uses_seq", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("flags", sa.String(length=200), nullable=False),
        sa.Column("carried_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "ok",
                "conflict",
                "refused",
                "gap",
                "retry",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("receipt", sa.String(length=100), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "waiting",
                "conflict",
                "refused",
                "quarantined",
                "set_aside",
                name="opstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_device_op_position_counted")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_device_op_seq_counted")),
        sa.ForeignKeyConstraint(
            ["carried_by_id"],
            ["device.id"],
            name=op.f("fk_device_op_carried_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["copy_of"],
            ["device_op.position"],
            name=op.f("fk_device_op_copy_of"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_op_device_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_device_op")),
        sa.UniqueConstraint("hash", name=op.f("uq_device_op_hash")),
    )
    op.create_index(op.f("ix_device_op_copy_of"), "device_op", ["copy_of"], unique=False)
    op.create_index(
        "ix_device_op_id",
        "device_op",
        ["id"],
        unique=True,
        sqlite_where=sa.text("copy_of IS NULL"),
        postgresql_where=sa.text("copy_of IS NULL"),
    )
    op.create_index("ix_device_op_any_id", "device_op", ["id"], unique=False)
    op.create_index("ix_device_op_device", "device_op", ["device_id", "position"], unique=False)
    op.create_index("ix_device_op_object", "device_op", ["object_id", "position"], unique=False)
    op.create_index(
        "ix_device_op_seq",
        "device_op",
        ["device_id", "seq"],
        unique=True,
        sqlite_where=sa.text("uses_seq = 1"),
        postgresql_where=sa.text("uses_seq"),
    )
    op.create_index("ix_device_op_state", "device_op", ["state", "position"], unique=False)

    op.create_table(
        "visit_lease",
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_visit_lease_device_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_visit_lease")),
    )
    op.create_index(op.f("ix_visit_lease_device_id"), "visit_lease", ["device_id"], unique=False)

    op.create_table(
        "device_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "op_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "release", "set_aside", "settle", name="decisionkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_device_decision_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["op_position"],
            ["device_op.position"],
            name=op.f("fk_device_decision_op_position"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_decision")),
        sa.UniqueConstraint(
            "op_position",
            "kind",
            "decided_by_id",
            name=op.f("uq_device_decision_op_position_kind_decided_by_id"),
        ),
    )
    op.create_index(
        op.f("ix_device_decision_op_position"), "device_decision", ["op_position"], unique=False
    )
    op.execute(
        "INSERT INTO server_epoch "
        "(number, began_at, reason, first_position, last_position, durable_position) "
        "VALUES (1, CURRENT_TIMESTAMP, '', 0, 0, 0)"
    )
    _refuse()


def _refuse() -> None:
    refusals = _refusals()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, happening, condition, said in _rules(refusals):
        name = f"refuse_{happening.lower()}_{table}"
        if sqlite:
            when = f"WHEN {refusals._for_sqlite(condition)}" if condition else ""
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {happening} ON {table} FOR EACH ROW {when} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        else:
            refusals._create_on_postgresql(name, table, happening, condition=condition, said=said)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, happening, *_ in _rules(_refusals()):
        name = f"refuse_{happening.lower()}_{table}"
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in (
        "visit_lease",
        "device_decision",
        "device_op",
        "device_blob",
        "device",
        "server_epoch",
    ):
        op.drop_table(table)
