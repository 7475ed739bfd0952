"""What the database itself refuses: changes of frozen records, of the trail, of signed papers.

The same rules stand in `inspections/operations.py` and elsewhere; this is the second wall, which
also stops a forgotten path or a person with a database client (security.md 4.1 point 6).
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Rows of these tables are only added.
ADD_ONLY = (
    "audit_entry",
    "audit_detail",
    "audit_opening",
    "inspection_amendment",
    "review",
    "review_remark",
    "frozen_scope",
)
# Rows of these tables belong to a record and freeze with it.
UNDER_RECORD = (
    "inspection_presence",
    "inspection_answer",
    "inspection_photo",
    "inspection_recommendation",
    "inspection_signature",
)
RECORD_IS_FROZEN = (
    "EXISTS (SELECT 1 FROM inspection_record r "
    "WHERE r.inspection_id = {row}.inspection_id AND r.frozen_at IS NOT NULL)"
)
COMMITMENT_KEPT = (
    "establishment_id",
    "inspection_id",
    "reason",
    "signed_on",
    "valid_from",
    "valid_to",
    "text_version",
    "content",
    "sha256",
    "signer_name",
    "signer_post",
    "signer_image",
    "officer_name",
    "officer_post",
    "officer_image",
    "recorded_at",
    "recorded_by_id",
)


def _same(columns: tuple[str, ...], cast: str = "") -> str:
    return " OR ".join(f"OLD.{c}{cast} IS DISTINCT FROM NEW.{c}{cast}" for c in columns)


def _rules() -> list[tuple[str, str, str, str]]:
    """List table, events, condition and message of every refusal."""
    rules = [(t, "UPDATE", "", f"{t}: rows are only added") for t in ADD_ONLY]
    rules += [(t, "DELETE", "", f"{t}: rows are only added") for t in ADD_ONLY]
    for table in UNDER_RECORD:
        said = f"{table}: the record is signed and frozen"
        rules.append((table, "INSERT", RECORD_IS_FROZEN.format(row="NEW"), said))
        # Neither out of a frozen record nor into one.
        either = " OR ".join(RECORD_IS_FROZEN.format(row=row) for row in ("OLD", "NEW"))
        rules.append((table, "UPDATE", either, said))
        rules.append((table, "DELETE", RECORD_IS_FROZEN.format(row="OLD"), said))
    said = "inspection_record: the record is signed and frozen"
    rules.append(("inspection_record", "UPDATE", "OLD.frozen_at IS NOT NULL", said))
    rules.append(("inspection_record", "DELETE", "OLD.frozen_at IS NOT NULL", said))
    said = "inspection: the visit is completed"
    rules.append(("inspection", "DELETE", "OLD.completed_on IS NOT NULL", said))
    changed = _same(("completed_on", "establishment_id"))
    rules.append(("inspection", "UPDATE", f"OLD.completed_on IS NOT NULL AND ({changed})", said))
    said = "commitment: a signed paper does not change"
    rules.append(("commitment", "UPDATE", "COMMITMENT", said))
    rules.append(("commitment", "DELETE", "", said))
    return rules


def _for_sqlite(condition: str) -> str:
    if condition == "COMMITMENT":
        condition = _same(COMMITMENT_KEPT)
    return condition.replace("IS DISTINCT FROM", "IS NOT")


def _for_postgresql(condition: str) -> str:
    # The json type has no equality, its text has.
    return _same(COMMITMENT_KEPT, "::text") if condition == "COMMITMENT" else condition


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, happening, condition, said in _rules():
        name = f"refuse_{happening.lower()}_{table}"
        if sqlite:
            when = f"WHEN {_for_sqlite(condition)}" if condition else ""
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {happening} ON {table} FOR EACH ROW {when} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        else:
            _create_on_postgresql(
                name, table, happening, condition=_for_postgresql(condition), said=said
            )
    if not sqlite:
        for table in ADD_ONLY:
            _create_on_postgresql(
                f"refuse_truncate_{table}",
                table,
                "TRUNCATE",
                condition="",
                said=f"{table}: rows are only added",
            )


def _create_on_postgresql(
    name: str, table: str, happening: str, *, condition: str, said: str
) -> None:
    given = "NEW" if happening == "INSERT" else "OLD"
    answer = "RETURN NEW;" if happening in ("INSERT", "UPDATE") else f"RETURN {given};"
    refuse = f"RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation';"
    body = f"IF {condition} THEN {refuse} END IF; {answer}" if condition else refuse
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    each = "STATEMENT" if happening == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {happening} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    names = [(f"refuse_{happening.lower()}_{table}", table) for table, happening, *_ in _rules()]
    if not sqlite:
        names += [(f"refuse_truncate_{table}", table) for table in ADD_ONLY]
    for name, table in names:
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
