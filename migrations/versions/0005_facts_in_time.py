"""Facts in time: what is so of an establishment and since when that is known; reports, quotas.

The history begins with what the register says: known since the establishment was entered. What was
changed between its entry and this migration is not known for certain, so it is taken as having
been known all along (docs/decisions/0010).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_template_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_template_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_template_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_template_unit_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_template_uploaded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_template")),
    )
    with op.batch_alter_table("report_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_template_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_template_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_template_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_report_template_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "establishment_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("holds_to", sa.Date(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("scope_reason", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "suspended",
                "closed",
                "unknown",
                name="establishmentstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.Column("managing_agency_id", sa.Integer(), nullable=True),
        sa.Column("worker_total", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "holds_to > holds_from", name=op.f("ck_establishment_span_days_in_order")
        ),
        sa.CheckConstraint(
            "known_to IS NULL OR known_to >= known_from",
            name=op.f("ck_establishment_span_instants_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_establishment_span_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_establishment_span_establishment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["managing_agency_id"],
            ["agency.id"],
            name=op.f("fk_establishment_span_managing_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_establishment_span_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_establishment_span_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["type_code"],
            ["establishment_type.code"],
            name=op.f("fk_establishment_span_type_code"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment_span")),
    )
    with op.batch_alter_table("establishment_span", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_establishment_span_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index("ix_establishment_span_known_from", ["known_from"], unique=False)
        batch_op.create_index(
            "ix_establishment_span_history",
            ["establishment_id", "holds_from", "known_from"],
            unique=False,
        )
        batch_op.create_index(
            "ix_establishment_span_now",
            [
                "province_id",
                "holds_from",
                "holds_to",
                "commune_id",
                "old_commune_id",
                "establishment_id",
            ],
            unique=False,
            sqlite_where=sa.text("known_to IS NULL AND in_scope = 1"),
            postgresql_where=sa.text("known_to IS NULL AND in_scope"),
        )
        batch_op.create_index(
            batch_op.f("ix_establishment_span_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_establishment_span_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index(
            "ix_establishment_span_then",
            [
                "province_id",
                "holds_from",
                "holds_to",
                "commune_id",
                "old_commune_id",
                "establishment_id",
                "known_from",
                "known_to",
                "in_scope",
            ],
            unique=False,
        )

    op.create_table(
        "noted_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "survey",
                "supervision",
                "other_agency",
                name="notedvisitkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=300), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_noted_visit_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_noted_visit_establishment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_noted_visit_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_noted_visit_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_noted_visit_recorded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_noted_visit_withdrawn_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_visit")),
    )
    with op.batch_alter_table("noted_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_noted_visit_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            "ix_noted_visit_establishment", ["establishment_id", "kind", "held_on"], unique=False
        )
        batch_op.create_index(
            "ix_noted_visit_held", ["kind", "held_on", "establishment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_noted_visit_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_noted_visit_province_id"), ["province_id"], unique=False
        )

    op.create_table(
        "plan_quota",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.CheckConstraint("quota >= 0", name=op.f("ck_plan_quota_quota_counted")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_quota_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["admin_unit.id"], name=op.f("fk_plan_quota_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("plan_id", "unit_id", name=op.f("pk_plan_quota")),
    )
    with op.batch_alter_table("plan_quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_quota_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "quarter",
                "half_year",
                "year",
                "on_demand",
                name="reportkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("draft", "frozen", name="reportstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("tree_on", sa.Date(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "end_of_period",
                "any_time",
                "frozen",
                name="denominatorbasis",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("counts_reviews", sa.Boolean(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("narrative", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_off_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_key", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'frozen' OR (content IS NOT NULL AND sha256 IS NOT NULL "
            "AND known_at IS NOT NULL AND frozen_at IS NOT NULL AND frozen_key IS NOT NULL)",
            name=op.f("ck_report_frozen_whole"),
        ),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_report_period_in_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_report_agency_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_frozen_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_report_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_report_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["admin_unit.id"], name=op.f("fk_report_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("frozen_key", name=op.f("uq_report_frozen_key")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_report_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_report_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "report_addendum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_off_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_report_addendum_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_addendum_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_report_addendum_report_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_addendum")),
        sa.UniqueConstraint(
            "report_id", "number", name=op.f("uq_report_addendum_report_id_number")
        ),
    )
    op.create_table(
        "target_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("figures_to", sa.Date(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("reported_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("old_commune_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("done >= 0", name=op.f("ck_target_entry_done_counted")),
        sa.CheckConstraint(
            "total IS NULL OR total >= done", name=op.f("ck_target_entry_part_of_whole")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_target_entry_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["old_commune_id"],
            ["admin_unit.id"],
            name=op.f("fk_target_entry_old_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["admin_unit.id"],
            name=op.f("fk_target_entry_province_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_target_entry_recorded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["plan_target.id"],
            name=op.f("fk_target_entry_target_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["admin_unit.id"],
            name=op.f("fk_target_entry_unit_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_entry")),
    )
    with op.batch_alter_table("target_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_target_entry_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_target_entry_old_commune_id"), ["old_commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_target_entry_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_target_entry_target_id"), ["target_id"], unique=False)

    op.drop_index("ix_establishment_province_scope", "establishment")
    op.create_index(
        "ix_establishment_province_scope",
        "establishment",
        ["province_id", "in_scope_from", "in_scope_to"],
        unique=False,
    )

    op.add_column(
        "inspection",
        sa.Column(
            "attempt_kind",
            sa.Enum(
                "closed",
                "refused_entry",
                "road_cut",
                name="attemptkind",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("inspection", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inspection", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_inspection_completed", "inspection")
    op.create_index(
        "ix_inspection_completed",
        "inspection",
        ["completed_on", "establishment_id", "accepted_at", "recorded_at"],
        unique=False,
    )
    op.drop_index("ix_inspection_establishment_completed", "inspection")
    op.create_index(
        "ix_inspection_establishment_completed",
        "inspection",
        ["establishment_id", "completed_on", "accepted_at", "recorded_at"],
        unique=False,
    )

    op.add_column(
        "plan",
        sa.Column("quota_counts_all_teams", sa.Boolean(), nullable=False, server_default=sa.true()),
    )

    _begin_histories()
    _date_inspections()


def downgrade() -> None:
    op.drop_column("plan", "quota_counts_all_teams")

    op.drop_index("ix_inspection_establishment_completed", "inspection")
    op.create_index(
        "ix_inspection_establishment_completed",
        "inspection",
        ["establishment_id", "completed_on", "accepted_at"],
        unique=False,
    )
    op.drop_index("ix_inspection_completed", "inspection")
    op.create_index(
        "ix_inspection_completed",
        "inspection",
        ["completed_on", "establishment_id", "accepted_at"],
        unique=False,
    )
    op.drop_column("inspection", "ended_at")
    op.drop_column("inspection", "recorded_at")
    op.drop_column("inspection", "attempt_kind")

    op.drop_index("ix_establishment_province_scope", "establishment")
    op.create_index(
        "ix_establishment_province_scope",
        "establishment",
        ["province_id", "in_scope_from", "in_scope_to", "commune_id", "old_commune_id", "id"],
        unique=False,
    )

    with op.batch_alter_table("target_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_entry_target_id"))
        batch_op.drop_index(batch_op.f("ix_target_entry_province_id"))
        batch_op.drop_index(batch_op.f("ix_target_entry_old_commune_id"))
        batch_op.drop_index(batch_op.f("ix_target_entry_commune_id"))

    op.drop_table("target_entry")
    op.drop_table("report_addendum")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_unit_id"))
        batch_op.drop_index(batch_op.f("ix_report_province_id"))
        batch_op.drop_index(batch_op.f("ix_report_old_commune_id"))
        batch_op.drop_index(batch_op.f("ix_report_commune_id"))

    op.drop_table("report")
    with op.batch_alter_table("plan_quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_quota_unit_id"))

    op.drop_table("plan_quota")
    with op.batch_alter_table("noted_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_noted_visit_province_id"))
        batch_op.drop_index(batch_op.f("ix_noted_visit_old_commune_id"))
        batch_op.drop_index("ix_noted_visit_held")
        batch_op.drop_index("ix_noted_visit_establishment")
        batch_op.drop_index(batch_op.f("ix_noted_visit_commune_id"))

    op.drop_table("noted_visit")
    with op.batch_alter_table("establishment_span", schema=None) as batch_op:
        batch_op.drop_index("ix_establishment_span_then")
        batch_op.drop_index(batch_op.f("ix_establishment_span_province_id"))
        batch_op.drop_index(batch_op.f("ix_establishment_span_old_commune_id"))
        batch_op.drop_index(
            "ix_establishment_span_now",
            sqlite_where=sa.text("known_to IS NULL AND in_scope = 1"),
            postgresql_where=sa.text("known_to IS NULL AND in_scope"),
        )
        batch_op.drop_index("ix_establishment_span_known_from")
        batch_op.drop_index("ix_establishment_span_history")
        batch_op.drop_index(batch_op.f("ix_establishment_span_commune_id"))

    op.drop_table("establishment_span")
    with op.batch_alter_table("report_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_template_unit_id"))
        batch_op.drop_index(batch_op.f("ix_report_template_province_id"))
        batch_op.drop_index(batch_op.f("ix_report_template_old_commune_id"))
        batch_op.drop_index(batch_op.f("ix_report_template_commune_id"))

    op.drop_table("report_template")


COPIED = (
    "scope_reason", "status", "type_code", "managing_agency_id", "worker_total", "province_id",
    "commune_id", "old_commune_id",
)  # fmt: skip
ENDED = ("attempted", "stopped", "cancelled")


def _begin_histories() -> None:
    """Give every establishment its spans: before its time in scope, in it, and after."""
    connection = op.get_bind()
    meta = sa.MetaData()
    old = sa.Table("establishment", meta, autoload_with=connection, resolve_fks=False)
    new = sa.Table("establishment_span", meta, autoload_with=connection, resolve_fks=False)
    first, last = (sa.literal(day, sa.Date()) for day in (date.min, date.max))
    start, end = old.c.in_scope_from, sa.func.coalesce(old.c.in_scope_to, last)
    names = ["establishment_id", "holds_from", "holds_to", "known_from", "in_scope", *COPIED]
    for holds_from, holds_to, in_scope in (
        (first, start, False), (start, end, True), (end, last, False),
    ):  # fmt: skip
        rows = sa.select(
            old.c.id, holds_from, holds_to, old.c.created_at, sa.literal(in_scope, sa.Boolean()),
            *(old.c[name] for name in COPIED),
        ).where(holds_from < holds_to)  # fmt: skip
        connection.execute(sa.insert(new).from_select(names, rows))


def _date_inspections() -> None:
    """Say since when completed inspections are known, and when the others ended in vain."""
    op.execute(
        "UPDATE inspection SET recorded_at = (SELECT r.frozen_at FROM inspection_record r "
        "WHERE r.inspection_id = inspection.id) WHERE completed_on IS NOT NULL"
    )
    op.execute("UPDATE inspection SET attempt_kind = 'closed' WHERE state = 'attempted'")
    connection = op.get_bind()
    meta = sa.MetaData()
    visits = sa.Table("inspection", meta, autoload_with=connection, resolve_fks=False)
    trail = sa.Table("audit_entry", meta, autoload_with=connection, resolve_fks=False)
    when = (
        sa.select(trail.c.subject_id, sa.func.max(trail.c.at))
        .where(trail.c.action.in_([f"inspection.{word}" for word in ENDED]))
        .group_by(trail.c.subject_id)
    )
    ended = {row[0]: row[1] for row in connection.execute(when)}
    in_vain = sa.select(visits.c.id, visits.c.created_at).where(visits.c.state.in_(ENDED))
    for key, created_at in connection.execute(in_vain).all():
        at = ended.get(str(UUID(str(key))), created_at)
        connection.execute(sa.update(visits).where(visits.c.id == key).values(ended_at=at))
