"""Coverage reads one index of the register: scope, place and id, and no row of the table.

Measured with 76,037 establishments: a quarter to a third less time for the country and for a
province, on both databases. The index begins with the columns of the one that it replaces.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ["province_id", "in_scope_from", "in_scope_to"]
NAME = "ix_establishment_province_scope"


def upgrade() -> None:
    op.drop_index(NAME, "establishment")
    op.create_index(NAME, "establishment", [*BEFORE, "commune_id", "old_commune_id", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "establishment")
    op.create_index(NAME, "establishment", BEFORE)
