"""Do the migrations lead to the models, on both engines, up and down, with data?"""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from inspect178.extensions import db
from inspect178.kernel.database import UTCDateTime

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NUMBERS = sorted(p.name[:4] for p in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _same_type(_context, _inspected, _meta, inspected_type, meta_type):
    return False if isinstance(meta_type, UTCDateTime) else None


def test_the_head_equals_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_the_head_file_names_the_newest_migration():
    assert (MIGRATIONS / ".current-head").read_text().strip() == NUMBERS[-1]


def test_everything_goes_down_to_nothing_and_up_again(app):
    db.session.remove()
    db.engine.dispose()

    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    db.engine.dispose()
    upgrade()
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_data_survive_each_step_down_and_up(app, number):
    before = _counts()
    db.session.remove()
    db.engine.dispose()

    downgrade(revision=NUMBERS[NUMBERS.index(number) - 1])
    db.engine.dispose()
    upgrade()

    assert _counts() == before
    assert before["admin_unit"] > 0


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in sorted(db.metadata.tables)
        }
