"""Which application, database, people and pages do tests get?

A test that asks for `app` (or anything built on it) runs twice: on SQLite and on PostgreSQL; only
what no database can change, as the layout of pages, names its engine by a mark. Each
test starts from a copy of a template database that holds the migrated tables, the units of two
provinces, the dated tables of law and the cast of `people.py`; so tests may really commit.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import event

from inspect178 import create_app
from inspect178.access.actor import SYSTEM, Actor
from inspect178.extensions import db
from inspect178.reference import load_reference
from tests import people, postgres

pytest_plugins = ["tests.browser"]
PROVINCES = frozenset({"04", "33"})
ENGINES = ("sqlite", "postgresql")
# How long an example takes on a busy machine says nothing about the program.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


# The days of `people.py` lie near it, and neither midnight nor a new year comes while tests run.
MORNING = datetime(2026, 11, 28, 3, tzinfo=UTC)  # 10 o'clock in Vietnam


def pytest_configure(config: pytest.Config) -> None:
    postgres.prepare(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    postgres.finish(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    named = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "engine" in metafunc.fixturenames and "engine" not in named:
        marks = {"postgresql": [pytest.mark.postgres]}
        params = [pytest.param(e, marks=marks.get(e, [])) for e in ENGINES]
        metafunc.parametrize("engine", params, scope="session", indirect=True)


@pytest.fixture(autouse=True)
def _on_a_known_morning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begin on the same morning, whenever the suite runs.

    Not with a browser or with a server in a process of its own: those have the machine's clock.
    """
    if any(request.node.get_closest_marker(name) for name in ("browser", "real_time")):
        yield
    else:
        with time_machine.travel(MORNING):
            yield


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Visitor(FlaskClient):
    """A client whose every request is one of its own, as in real life.

    Without this Flask would let requests share the context that the test has open, and with it
    who is signed in and the database session. What the test has made is committed first, and read
    afresh afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.commit()
        try:
            return Context().run(super().open, *args, **kwargs)
        finally:
            db.session.rollback()
            db.session.expire_all()


@dataclass
class Template:
    """An application on a database that can be put back to its beginning."""

    app: Flask
    restore: Callable[[], None]


def _settings(folder: Path, url: str) -> dict[str, Any]:
    return {
        "MODE": "testing",
        "TESTING": True,
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": url,
        "SECRET_KEY": "x" * 40,
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
        "WTF_CSRF_ENABLED": False,
    }


@pytest.fixture(scope="session")
def template(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp(engine)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'test.db'}"
    else:
        url = postgres.create_database(f"models_{worker}")
    app = create_app(_settings(folder, url))
    app.test_client_class = Visitor
    with app.app_context():
        upgrade()
        load_reference(actor=SYSTEM, at=people.LOADED_AT, provinces=PROVINCES)
        people.make_cast()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    restore = _restore_sqlite(folder, app) if engine == "sqlite" else _restore_postgres(worker, app)
    yield Template(app, restore)
    _dispose(app)


def _restore_sqlite(folder: Path, app: Flask) -> Callable[[], None]:
    kept, fresh = folder / "kept.db", folder / "fresh.db"
    shutil.copy(folder / "test.db", kept)

    def restore() -> None:
        _dispose(app)
        for suffix in ("-wal", "-shm"):
            (folder / f"test.db{suffix}").unlink(missing_ok=True)
        # A new file takes the name: written over in place, the old one would share SQLite's locks
        # and shared memory with whatever still has it open, and answer "disk I/O error".
        shutil.copy(kept, fresh)
        fresh.replace(folder / "test.db")

    return restore


def _restore_postgres(worker: str, app: Flask) -> Callable[[], None]:
    # The application keeps its address; the template is renamed away from it once.
    postgres.create_database(f"kept_{worker}", template=f"models_{worker}")

    def restore() -> None:
        _dispose(app)
        postgres.drop_database(f"models_{worker}")
        postgres.create_database(f"models_{worker}", template=f"kept_{worker}")

    return restore


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(template: Template) -> Iterator[Flask]:
    """The application on a fresh copy of the template, inside its context."""
    template.restore()
    with template.app.app_context():
        yield template.app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def actor(app: Flask) -> Callable[[str], Actor]:
    """Give the actor of somebody of the cast: `actor("hoa")`."""
    return people.actor


@pytest.fixture
def as_(app: Flask) -> Callable[[str], FlaskClient]:
    """Give a client signed in as somebody of the cast: `as_("hoa").get("/plans")`."""
    return lambda name: people.client(app, name)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of nobody."""
    return app.test_client()


@dataclass
class Statements:
    """The statements that ran inside `with statements() as ran`."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """Count statements: `with statements() as ran: …; assert len(ran) <= 6`."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        ran = Statements()

        def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                ran.texts.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
