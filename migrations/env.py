"""How do migrations reach the database? Through the application's own engine and tables."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from inspect178.kernel.database import UTCDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as plain ones, so that migrations import no application code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations() -> None:
    """Run all steps of one upgrade or downgrade in one transaction."""
    with database.engine.connect() as connection:
        _check_foreign_keys(connection, active=False)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
            # SQLite can roll back changes of tables too, once the driver leaves BEGIN to us.
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        _check_foreign_keys(connection, active=True)


def _check_foreign_keys(connection: Connection, *, active: bool) -> None:
    """Let SQLite rebuild and drop tables that refer to each other; outside a transaction."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys={'ON' if active else 'OFF'}")
        if active and driver.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError("the migration left rows that point to nothing")


run_migrations()
