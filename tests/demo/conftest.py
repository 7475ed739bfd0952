"""The demonstration, made once for each engine; its tests only read it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

from inspect178 import create_app
from inspect178.demo import load_demo
from inspect178.extensions import db
from inspect178.kernel import clock
from tests import postgres
from tests.conftest import Visitor


@pytest.fixture(scope="package")
def demo(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application in demo mode on a filled database."""
    folder = tmp_path_factory.mktemp(f"demo-{engine}")
    name = f"demo_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = f"sqlite:///{folder / 'demo.db'}"
    if engine == "postgresql":
        url = postgres.create_database(name)
    app = create_app(
        {
            "MODE": "demo",
            "TESTING": True,
            "INSTANCE": folder,
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": "x" * 40,
            "TRUSTED_HOSTS": ["localhost"],
            "WTF_CSRF_ENABLED": False,
        }
    )
    app.test_client_class = Visitor
    with app.app_context():
        upgrade()
        load_demo(at=clock.now())
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()
    if engine == "postgresql":
        postgres.drop_database(name)
