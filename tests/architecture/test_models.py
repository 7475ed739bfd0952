"""Is every table built as the house wants it: scoped, dated, deleted and named on purpose?"""

from __future__ import annotations

import pytest
from sqlalchemy import DateTime, Float, ForeignKeyConstraint

from inspect178 import create_app
from inspect178.access.scopes import AreaScoped
from inspect178.extensions import db
from inspect178.kernel.database import UTCDateTime

create_app({"MODE": "testing", "SECRET_KEY": "x" * 40, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
TABLES = sorted(db.metadata.tables.values(), key=lambda t: t.name)
MODELS = {m.local_table.name: m.class_ for m in db.Model.registry.mappers}
DEGREES_AND_METRES = {"latitude", "longitude", "position_accuracy_m"}

# Tables without a place of their own, and why nobody sees rows of another area through them.
UNSCOPED = {
    "admin_unit": "the country's units are public",
    "unit_succession": "the country's units are public",
    "unit_alias": "the country's units are public",
    "agency": "names of agencies are public",
    "establishment_type": "law is public",
    "checklist_item": "law is public",
    "sanction_clause": "law is public",
    "signing_post": "law is public",
    "user_account": "read through the administrator's area in identity.queries.accounts",
    "role_assignment": "read through its account",
    "user_session": "read by its owner only",
    "sign_in_attempt": "holds hashes, is never shown",
    "team_member": "read through its team",
    "device_op": "read through its tablet",
    "device_decision": "read with its operation",
    "device_blob": "read through the photo that names it",
    "server_epoch": "of the whole system",
    "visit_lease": "read through the establishment",
    "device_pack": "holds hashes, is never shown",
    "named_photo": "read through its inspection",
    "audit_entry": "read through audit.queries.readable",
    "audit_detail": "read with its entry",
    "audit_opening": "holds keys, is never shown",
    "stored_file": "read through the photo or document that names it",
    "establishment_status": "read through its establishment",
    "licence": "read through its establishment",
    "import_batch": "read by who handed it in",
    "import_row": "read through its import",
    "inspection_record": "read through its inspection",
    "inspection_presence": "read through its inspection",
    "inspection_answer": "read through its inspection",
    "inspection_photo": "read through its inspection",
    "inspection_recommendation": "read through its inspection",
    "inspection_signature": "read through its inspection",
    "inspection_amendment": "read through its inspection",
    "correction_confirmation": "read through its inspection",
    "plan_target": "read through its plan",
    "plan_quota": "read through its plan",
    "report_addendum": "read through its report",
    "review": "read through its inspection",
    "review_remark": "read through its review",
}


def test_every_table_is_scoped_or_says_why_not():
    scoped = {name for name, model in MODELS.items() if issubclass(model, AreaScoped)}

    assert {t.name for t in TABLES} - scoped == set(UNSCOPED) & {t.name for t in TABLES}
    assert not scoped & set(UNSCOPED)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_instants_are_utc_and_only_positions_are_floats(table):
    for column in table.columns:
        assert not isinstance(column.type, DateTime), column
        if isinstance(column.type, Float):
            assert column.name in DEGREES_AND_METRES, column
        if column.name.endswith("_at"):
            assert isinstance(column.type, UTCDateTime), column


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_foreign_key_states_what_happens_on_delete(table):
    keys = [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]

    for key in keys:
        assert key.ondelete in {"RESTRICT", "CASCADE"}, key.name
        if key.referred_table.name == "user_account":
            assert key.ondelete == "RESTRICT", key.name


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_constraint_and_index_has_a_name(table):
    assert all(c.name for c in table.constraints)
    assert all(i.name for i in table.indexes)
    assert all(len(str(i.name)) <= 63 for i in table.indexes), "PostgreSQL cuts longer names"
