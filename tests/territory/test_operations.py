"""Does a load bring the whole country, once, and the names that units bear today?"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from inspect178.access.actor import SYSTEM
from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.territory import queries
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitAlias, UnitSuccession
from inspect178.territory.operations import load_units
from tests.people import LOADED_AT, TODAY

JUNE_2025 = date(2025, 6, 30)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def counts() -> dict[tuple[str, bool], int]:
    rows = db.session.execute(
        select(AdminUnit.level, AdminUnit.valid_to.is_(None), func.count()).group_by(
            AdminUnit.level, AdminUnit.valid_to.is_(None)
        )
    )
    return {(row[0].value, bool(row[1])): row[2] for row in rows}


def test_the_whole_country_is_loaded_and_loading_again_changes_nothing(app):
    load_units(actor=SYSTEM, at=NOW)

    assert counts() == {
        ("province", False): 63, ("district", False): 696, ("commune", False): 10_035,
        ("province", True): 34, ("commune", True): 3_321,
    }  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 10_633
    again = load_units(actor=SYSTEM, at=NOW)
    assert (again.units, again.successions, again.aliases, again.renamed) == (0, 0, 0, 0)


def test_a_renamed_unit_stays_the_same_row_and_keeps_its_former_name(app):
    load_units(actor=SYSTEM, at=datetime(2026, 4, 29, tzinfo=UTC), provinces=frozenset({"75"}))
    before = queries.require_unit_by_code("25270", TODAY)
    identity, name = before.id, before.name

    loaded = load_units(actor=SYSTEM, at=NOW, provinces=frozenset({"75"}))

    after = queries.require_unit_by_code("25270", TODAY)
    assert loaded.renamed == 11
    assert (name, after.id, after.name, after.kind) == (
        "Xã Lộc Ninh", identity, "Phường Lộc Ninh", "Phường",
    )  # fmt: skip
    assert queries.former_names(after) == [("Xã Lộc Ninh", date(2026, 4, 29))]
    assert after.search_key == "phuong loc ninh"


def test_a_load_that_adds_something_is_recorded_once(app):
    def entries() -> int:
        return db.session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "unit.loaded")
        )

    before = entries()
    load_units(actor=SYSTEM, at=LOADED_AT, provinces=frozenset({"12"}))
    load_units(actor=SYSTEM, at=LOADED_AT, provinces=frozenset({"12"}))
    db.session.commit()

    assert entries() == before + 1


def test_every_alias_belongs_to_a_unit_and_is_folded(app):
    keys = db.session.scalars(select(UnitAlias.key)).all()

    assert keys
    assert all(key == key.lower() and key.isascii() for key in keys)


def test_every_unit_knows_its_ancestors(app):
    commune = queries.require_unit_by_code("12115", JUNE_2025)

    assert [unit.code for unit in queries.ancestors_of(commune)] == ["33", "328"]
    assert commune.level == Level.COMMUNE
