"""May this installation serve at all? What is asserted before the first answer (security.md 3.4).

The settings of the application are checked when it is built (config.py); here is what only the
running database and the file system can tell. Commands are not held up by it, so that a database
can be made and mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from inspect178.config import UnsafeSettings
from inspect178.extensions import db

SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRESQL = {"full_page_writes": "on", "synchronous_commit": "on"}
# Asked in production only: a throw-away server of the tests runs without them.
POSTGRESQL_IN_PRODUCTION = {"fsync": "on", "data_checksums": "on"}


def install_check(app: Flask) -> None:
    """Check database and folder once, before the first request is answered."""
    app.extensions["inspect178.checked"] = False

    @app.before_request
    def check_once() -> None:
        if not app.extensions["inspect178.checked"]:
            production = app.config["MODE"] == "production"
            check_database(db.engine, production=production)
            served = Path(app.static_folder or "")
            check_folder(app.config["INSTANCE"], served, production=production)
            app.extensions["inspect178.checked"] = True


def check_database(engine: Engine, *, production: bool = False) -> None:
    """Refuse a database that could lose what it acknowledged, or a role that stands above it."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            problems = _differences(connection, SQLITE, "PRAGMA")
        else:
            expected = POSTGRESQL | (POSTGRESQL_IN_PRODUCTION if production else {})
            problems = _differences(connection, expected, "SHOW")
            if production and _stands_above(connection):
                problems.append("the role is a superuser or bypasses row security")
    if problems:
        raise UnsafeSettings(what="; ".join(problems))


def check_folder(instance: Path, served: Path, *, production: bool = False) -> None:
    """Refuse an instance folder that is served, or in production open to other users."""
    if instance.resolve().is_relative_to(served.resolve()):
        raise UnsafeSettings(what="INSPECT178_INSTANCE lies in the folder of the public files")
    if production and instance.stat().st_mode & 0o077:
        raise UnsafeSettings(what="INSPECT178_INSTANCE is open to other users; set mode 0700")


def _differences(connection: Connection, expected: Mapping[str, str], verb: str) -> list[str]:
    found = {name: connection.exec_driver_sql(f"{verb} {name}").scalar() for name in expected}
    return [
        f"{name} is {found[name]}, not {value}"
        for name, value in expected.items()
        if str(found[name]).lower() != value
    ]


def _stands_above(connection: Connection) -> bool:
    return bool(
        connection.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).scalar()
    )
