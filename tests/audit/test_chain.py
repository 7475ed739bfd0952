"""Does the walk over the chain find every change of the past, and name the first bad entry?"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from inspect178.access.actor import SYSTEM
from inspect178.audit import queries, trail
from inspect178.audit.actions import A
from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.audit.trail import GENESIS, leaf_hash
from inspect178.extensions import db
from tests import people

TABLES = ("audit_entry", "audit_detail", "audit_opening")
MIDDLE = 5  # an entry with others before and after it


@pytest.fixture
def chain(app):
    """Make ten more entries; the template holds some already."""
    for number in range(10):
        trail.record(
            A.PLAN_CREATED,
            actor=SYSTEM,
            subject=f"plan {number}",
            at=people.LOADED_AT + timedelta(seconds=number),
            year=2026,
            title=f"Kế hoạch {number}",
        )
        db.session.commit()
    assert queries.first_broken_entry() is None
    entries = queries.head().entries
    db.session.rollback()
    return entries


@contextmanager
def unguarded():
    """Open the tables to somebody who owns the database, and close them again."""
    db.session.rollback()  # what the test has read so far holds a lock
    with db.engine.begin() as connection:
        triggers = _disable(connection)
        yield connection
        _enable(connection, triggers)


def _disable(connection):
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return []
    found = connection.execute(
        text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        )
    ).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _, sql in found]


def _enable(connection, triggers):
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))
    for sql in triggers:
        connection.execute(text(sql))


FLIPPED = {
    "at": people.LOADED_AT - timedelta(days=1),
    "actor_id": 1,
    "actor_roles": "auditor",
    "session_id": 7,
    "device_id": "x",
    "action": "plan.approved",
    "subject_type": "team",
    "subject_id": "plan 99",
    "about_id": "5a0c5d52-9a5e-4d6e-8f6e-6f2a4c1f0a11",
    "outcome": "refused",
    "secrecy_key": "s",
    "detail_hash": "0" * 64,
    "previous_hash": "1" * 64,
    "leaf_hash": "2" * 64,
}


def test_every_column_is_tried():
    assert set(FLIPPED) == {c.name for c in AuditEntry.__table__.columns} - {"seq"}


@pytest.mark.parametrize("column", FLIPPED)
def test_a_changed_field_is_found(chain, column):
    with unguarded() as connection:
        connection.execute(
            update(AuditEntry).where(AuditEntry.seq == MIDDLE).values({column: FLIPPED[column]})
        )

    assert queries.first_broken_entry() == MIDDLE


@pytest.mark.parametrize(
    "values", [{"detail": '{"title":"khác"}'}, {"salt": b"0" * 32}], ids=["detail", "salt"]
)
def test_a_changed_detail_is_found(chain, values):
    with unguarded() as connection:
        connection.execute(update(AuditDetail).where(AuditDetail.seq == MIDDLE).values(values))

    assert queries.first_broken_entry() == MIDDLE


def test_a_removed_detail_is_found(chain):
    with unguarded() as connection:
        connection.execute(delete(AuditDetail).where(AuditDetail.seq == MIDDLE))

    assert queries.first_broken_entry() == MIDDLE


def test_a_removed_entry_is_found(chain):
    with unguarded() as connection:
        connection.execute(delete(AuditDetail).where(AuditDetail.seq == MIDDLE))
        connection.execute(delete(AuditEntry).where(AuditEntry.seq == MIDDLE))

    assert queries.first_broken_entry() == MIDDLE


def test_removing_and_closing_the_gap_is_found(chain):
    with unguarded() as connection:
        connection.execute(delete(AuditDetail).where(AuditDetail.seq == MIDDLE))
        connection.execute(delete(AuditEntry).where(AuditEntry.seq == MIDDLE))
        for seq in range(MIDDLE + 1, chain):
            _renumber(connection, seq, seq - 1)

    assert queries.first_broken_entry() == MIDDLE


def test_swapped_entries_are_found(chain):
    with unguarded() as connection:
        for old, new in ((MIDDLE, 10_000), (MIDDLE + 1, MIDDLE), (10_000, MIDDLE + 1)):
            _renumber(connection, old, new)

    assert queries.first_broken_entry() == MIDDLE


def test_an_entry_written_anew_with_its_hash_breaks_the_next(chain):
    with unguarded() as connection:
        row = _row(connection, MIDDLE)
        row["subject_id"] = "plan 99"
        _write(connection, row)

    assert queries.first_broken_entry() == MIDDLE + 1


def test_an_inserted_entry_is_found(chain):
    with unguarded() as connection:
        for seq in range(chain - 1, MIDDLE - 1, -1):
            _renumber(connection, seq, seq + 1)
        forged = _row(connection, MIDDLE - 1) | {"seq": MIDDLE, "subject_id": "plan 99"}
        forged["previous_hash"] = _row(connection, MIDDLE - 1)["leaf_hash"]
        _insert(connection, forged)

    assert queries.first_broken_entry() == MIDDLE + 1


def test_an_entry_added_at_the_end_without_the_last_hash_is_found(chain):
    with unguarded() as connection:
        _insert(connection, _row(connection, MIDDLE) | {"seq": chain, "previous_hash": GENESIS})

    assert queries.first_broken_entry() == chain


def test_a_cut_tail_shows_only_against_what_a_witness_wrote_down(chain):
    witnessed = queries.head()

    with unguarded() as connection:
        connection.execute(delete(AuditDetail).where(AuditDetail.seq >= chain - 2))
        connection.execute(delete(AuditEntry).where(AuditEntry.seq >= chain - 2))

    # The shorter chain holds in itself: security.md 4.1 asks witnesses for this case.
    assert queries.first_broken_entry() is None
    assert queries.head().entries < witnessed.entries


def test_an_empty_chain_holds(app):
    with unguarded() as connection:
        connection.execute(delete(AuditDetail))
        connection.execute(delete(AuditEntry))

    assert queries.first_broken_entry() is None
    assert queries.head() == queries.Head(0, GENESIS)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"])
def test_the_database_refuses_to_change_the_past(chain, table, statement):
    trail.unseal("a secret that is over", people.LOADED_AT)
    db.session.commit()
    column = {"audit_entry": "action", "audit_detail": "detail", "audit_opening": "at"}[table]

    with pytest.raises(DatabaseError, match="only added"), db.engine.begin() as connection:
        connection.execute(text(statement.format(t=table, c=column)))

    assert queries.first_broken_entry() is None


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_the_trail_is_not_emptied_at_a_stroke(chain, engine, table):
    # SQLite has no TRUNCATE; its DELETE without a condition is refused row by row.
    statement = f"TRUNCATE {table} CASCADE" if engine == "postgresql" else f"DELETE FROM {table}"
    trail.unseal("a secret that is over", people.LOADED_AT)
    db.session.commit()

    with pytest.raises(DatabaseError, match="only added"), db.engine.begin() as connection:
        connection.execute(text(statement))

    assert queries.head().entries == chain


def _renumber(connection, old, new):
    entry = _row(connection, old) | {"seq": new}
    detail = connection.execute(
        select(AuditDetail.salt, AuditDetail.detail).where(AuditDetail.seq == old)
    ).one()
    connection.execute(delete(AuditDetail).where(AuditDetail.seq == old))
    connection.execute(delete(AuditEntry).where(AuditEntry.seq == old))
    connection.execute(insert(AuditEntry).values(entry))
    connection.execute(insert(AuditDetail).values(seq=new, salt=detail.salt, detail=detail.detail))


def _row(connection, seq):
    table = AuditEntry.__table__
    return dict(connection.execute(select(table).where(table.c.seq == seq)).mappings().one())


def _hashed(row):
    bare = {k: v for k, v in row.items() if k != "leaf_hash"} | {"at": row["at"].isoformat()}
    return row | {"leaf_hash": leaf_hash(bare)}


def _write(connection, row):
    connection.execute(update(AuditEntry).where(AuditEntry.seq == row["seq"]).values(_hashed(row)))


def _insert(connection, row):
    detail, salt = "{}", b"1" * 32
    row = row | {"detail_hash": hashlib.sha256(salt + detail.encode()).hexdigest()}
    connection.execute(insert(AuditEntry).values(_hashed(row)))
    connection.execute(insert(AuditDetail).values(seq=row["seq"], salt=salt, detail=detail))


_CELLS = st.none() | st.integers(0, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.fixed_dictionaries({c.name: _CELLS for c in AuditEntry.__table__.columns}))
def test_an_entry_is_hashed_as_the_canonical_json_of_rfc_8785(row):
    assert leaf_hash(row) == hashlib.sha256(b"\0" + rfc8785.dumps(row)).hexdigest()
