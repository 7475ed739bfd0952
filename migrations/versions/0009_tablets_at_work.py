"""Tablets at work: what each has taken along, photos on their way, proposals to the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: SQLite would copy the table and lose the refusals of 0002 with the old one.
    op.add_column("inspection", sa.Column("unplanned_ground", sa.String(length=40)))
    op.add_column(
        "inspection",
        sa.Column("unplanned_reference", sa.String(length=300), nullable=False, server_default=""),
    )
    op.create_table(
        "device_pack",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("acknowledged_cursor", sa.String(length=40), nullable=False),
        sa.Column("acknowledged", sa.LargeBinary(), nullable=False),
        sa.Column("pending_cursor", sa.String(length=40), nullable=False),
        sa.Column("pending", sa.LargeBinary(), nullable=False),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_pack_device_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_pack")),
    )
    op.create_table(
        "named_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_named_photo_inspection_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"],
            ["user_account.id"],
            name=op.f("fk_named_photo_named_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_photo")),
    )
    with op.batch_alter_table("named_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_named_photo_inspection_id"), ["inspection_id"], unique=False
        )

    op.create_table(
        "register_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("closed", "moved", "new", name="proposalkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open", "accepted", "declined", name="proposalstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("establishment_id", sa.Uuid(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("position_accuracy_m", sa.Float(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_register_proposal_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_register_proposal_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_register_proposal_establishment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_register_proposal_inspection_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_register_proposal_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["user_account.id"],
            name=op.f("fk_register_proposal_proposed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_register_proposal_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["type_code"],
            ["establishment_type.code"],
            name=op.f("fk_register_proposal_type_code"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_proposal")),
    )
    with op.batch_alter_table("register_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_proposal_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_register_proposal_establishment_id"), ["establishment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_register_proposal_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_register_proposal_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index("ix_register_proposal_state", ["state", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_column("inspection", "unplanned_reference")
    op.drop_column("inspection", "unplanned_ground")
    with op.batch_alter_table("register_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_register_proposal_state")
        batch_op.drop_index(batch_op.f("ix_register_proposal_province_id"))
        batch_op.drop_index(batch_op.f("ix_register_proposal_old_commune_id"))
        batch_op.drop_index(batch_op.f("ix_register_proposal_establishment_id"))
        batch_op.drop_index(batch_op.f("ix_register_proposal_commune_id"))

    op.drop_table("register_proposal")
    with op.batch_alter_table("named_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_named_photo_inspection_id"))

    op.drop_table("named_photo")
    op.drop_table("device_pack")
