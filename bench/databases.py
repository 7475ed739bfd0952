"""Where does the bench get its two databases from? Kept between runs, made when they are missing.

SQLite lies under `instance/bench`. PostgreSQL is the server at BENCH_POSTGRES_URL, or one of our
own with the server's default settings (fsync on) from the binaries that the tests use; it listens
on a socket in its own folder only and is stopped at the end. A server started by root runs as an
account without rights, which cannot look into `instance/`: its data then lie in the system's
folder for temporary files.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text, update

from bench import country
from inspect178 import create_app
from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.operations import freeze_scope
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan
from inspect178.reference import load_reference
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitSuccession
from tests import postgres

GIVEN = "BENCH_POSTGRES_URL"
FOLDER = Path(__file__).resolve().parent.parent / "instance" / "bench"
DATABASE = "inspect178_bench"
_AT_ONCE = 5_000
_Row = tuple[Any, ...]


@contextmanager
def sqlite() -> Iterator[str]:
    """Give the address of the SQLite database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    yield f"sqlite:///{FOLDER / 'country.db'}"


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the address of the PostgreSQL database, with a server of our own where none is given."""
    if os.environ.get(GIVEN):
        yield _database(os.environ[GIVEN])
        return
    account = postgres._account()
    folder = Path(tempfile.gettempdir()) / "inspect178-bench" if account else FOLDER / "postgresql"
    folder.mkdir(parents=True, exist_ok=True)
    binaries = postgres.find_binaries()
    if account:
        os.chown(folder, account["user"], account["group"])
        ready = (
            folder
            / "copy"
            / binaries.parent.parent.name
            / binaries.relative_to(binaries.parent.parent)
        )
        binaries = ready if ready.exists() else postgres._reachable(binaries, folder, account)
    run: dict[str, Any] = {**account, "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    data, log = folder / "data", folder / "log"
    if not (data / "PG_VERSION").exists():
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8"], **run,
        )  # fmt: skip
    options = f"-c listen_addresses='' -k {folder}"
    subprocess.run(
        [binaries / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options], **run
    )
    try:
        yield _database(f"postgresql://postgres@/postgres?host={folder}")
    finally:
        subprocess.run([binaries / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data], **run)


def _database(server: str) -> str:
    import psycopg
    from sqlalchemy import make_url

    address = make_url(server).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as link:
        there = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if there is None:
            link.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
    changed = address.set(drivername="postgresql+psycopg", database=DATABASE)
    return changed.render_as_string(hide_password=False)


def application(url: str) -> Flask:
    """Give the application on the database, migrated."""
    app = create_app(
        {
            "MODE": "testing",
            "TESTING": True,
            "INSTANCE": FOLDER,
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": "bench" * 8,
            "TRUSTED_HOSTS": ["localhost"],
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade()
    return app


def fill() -> bool:
    """Fill the present application's database unless it is full; say whether it was filled.

    A database kept from an earlier version is completed.
    """
    filled = _fill_country()
    if not db.session.scalar(select(Plan.id).limit(1)):
        _end_in_vain()
        _freeze()
        db.session.commit()
        _settle()
    return filled


def _fill_country() -> bool:
    if db.session.scalar(select(text("1")).select_from(text("establishment")).limit(1)):
        return False
    load_reference(actor=SYSTEM, at=country.LOADED_AT)
    db.session.commit()
    places = _places()
    db.session.commit()
    known: list[country.Known] = []
    _load("team", country.TEAM, country.teams(places))
    _load("establishment", country.ESTABLISHMENT, country.establishments(places, known))
    _load("establishment_span", country.SPAN, country.spans(known))
    _load("inspection", country.INSPECTION, country.inspections(known))
    return True


def _end_in_vain() -> None:
    """Give attempts their kind and ends their instant; what was given up this year is planned."""
    i = Inspection
    in_vain = db.session.scalars(
        select(i.id).where(i.state == InspectionState.ATTEMPTED).order_by(i.id)
    ).all()
    for kind, part in country.kinds_of_attempts(in_vain):
        for start in range(0, len(part), _AT_ONCE):
            these = i.id.in_(part[start : start + _AT_ONCE])
            db.session.execute(
                update(i).where(these).values(attempt_kind=kind, ended_at=i.created_at)
            )
    given_up = i.state == InspectionState.CANCELLED
    this_year = i.planned_on >= date(country.YEARS[-1], 1, 1)
    db.session.execute(update(i).where(given_up, this_year).values(state=InspectionState.APPROVED))
    db.session.execute(update(i).where(given_up, ~this_year).values(ended_at=i.created_at))


def _freeze() -> None:
    """Freeze the list of every province at the beginning of the last year."""
    first = date(country.YEARS[-1], 1, 1)
    provinces = select(AdminUnit).where(
        AdminUnit.level == Level.PROVINCE, AdminUnit.valid_to.is_(None)
    )
    for unit in db.session.scalars(provinces).all():
        plan = Plan(
            unit_id=unit.id, province_id=unit.id, year=first.year, title="Kế hoạch",
            state=PlanState.APPROVED, basis=DenominatorBasis.END_OF_PERIOD, tree_on=first,
            created_at=country.LOADED_AT, approved_at=country.LOADED_AT,
        )  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        freeze_scope(plan.id, unit, first, actor=SYSTEM, at=country.LOADED_AT)


def _places() -> list[country.Place]:
    before: dict[int, list[int]] = {}
    for row in db.session.execute(select(UnitSuccession.new_id, UnitSuccession.old_id)):
        before.setdefault(row.new_id, []).append(row.old_id)
    units = db.session.scalars(
        select(AdminUnit)
        .where(AdminUnit.level == Level.COMMUNE, AdminUnit.valid_to.is_(None))
        .order_by(AdminUnit.id)
    )
    places = []
    for u in units:
        old = tuple(sorted(before.get(u.id, [])))
        if old and u.province_id:
            weight = float(u.population or 10_000)
            places.append(country.Place(u.id, u.province_id, u.name, weight, old))
    return places


def _load(table: str, columns: Sequence[str], rows: Iterable[_Row]) -> None:
    connection = db.engine.raw_connection()
    names = ", ".join(columns)
    try:
        if db.engine.dialect.name == "postgresql":
            command = f"COPY {table} ({names}) FROM STDIN"
            with connection.cursor() as cursor, cursor.copy(command) as copy:
                for row in rows:
                    copy.write_row([_for_postgresql(value) for value in row])
        else:
            marks = ", ".join("?" * len(columns))
            cursor = connection.cursor()
            cursor.execute("BEGIN")
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                ([_for_sqlite(value) for value in row] for row in rows),
            )
            cursor.execute("COMMIT")
        connection.commit()
    finally:
        connection.close()


def _for_postgresql(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _settle() -> None:
    """Do what the server does by itself in time: statistics, and on PostgreSQL cleaning."""
    connection = db.engine.raw_connection()
    if db.engine.dialect.name == "postgresql":
        connection.driver_connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")
        connection.driver_connection.autocommit = False
    connection.close()
