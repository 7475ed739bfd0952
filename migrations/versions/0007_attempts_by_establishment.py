"""Coverage finds the attempts at an establishment without reading its visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    attempted = sa.text("attempt_kind IS NOT NULL")
    op.create_index(
        "ix_inspection_attempted",
        "inspection",
        ["establishment_id", "planned_on"],
        sqlite_where=attempted,
        postgresql_where=attempted,
    )


def downgrade() -> None:
    op.drop_index("ix_inspection_attempted", "inspection")
