"""A search of the register reads one index in the order of the list, and no row of the table.

Measured with 76,037 establishments: the whole index is read in 20 to 40 ms on both databases, a
third of what the table takes. It stands in for the index of the order alone.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_establishment_sort_key", "establishment")
    op.create_index("ix_establishment_search", "establishment", ["sort_key", "id", "search_key"])


def downgrade() -> None:
    op.drop_index("ix_establishment_search", "establishment")
    op.create_index("ix_establishment_sort_key", "establishment", ["sort_key"])
