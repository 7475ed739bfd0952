"""What became known stays: the database refuses to change the history, entries and frozen reports.

The same rules stand in the operations; this is the second wall (security.md 4.1 point 6).
"""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHANGES = ("UPDATE", "DELETE")
ADD_ONLY = ("target_entry", "report_addendum")
SPAN_KEPT = (
    "establishment_id", "holds_from", "holds_to", "known_from", "in_scope", "scope_reason",
    "status", "type_code", "managing_agency_id", "worker_total", "province_id", "commune_id",
    "old_commune_id",
)  # fmt: skip
NOTED_KEPT = (
    "establishment_id", "kind", "held_on", "agency_name", "document", "note", "recorded_at",
    "recorded_by_id",
)  # fmt: skip


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
    rules = [(t, what, "", f"{t}: rows are only added") for t in ADD_ONLY for what in CHANGES]
    said = "establishment_span: what was known stays, it is only closed"
    rules.append(("establishment_span", "DELETE", "", said))
    changed = f"OLD.known_to IS NOT NULL OR {refusals._same(SPAN_KEPT)}"
    rules.append(("establishment_span", "UPDATE", changed, said))
    said = "noted_visit: a note is only withdrawn, once"
    rules.append(("noted_visit", "DELETE", "", said))
    changed = f"OLD.withdrawn_at IS NOT NULL OR {refusals._same(NOTED_KEPT)}"
    rules.append(("noted_visit", "UPDATE", changed, said))
    said = "report: a frozen report does not change"
    rules += [("report", what, "OLD.frozen_at IS NOT NULL", said) for what in CHANGES]
    return rules


def upgrade() -> None:
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
