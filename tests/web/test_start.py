"""Does the program refuse to start where data or people would be at risk? (security.md 3.4)"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from inspect178.config import UnsafeSettings, complete, database_url
from inspect178.extensions import db
from inspect178.web.serving import check_database, check_folder

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "k" * 48,
    "SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://db/inspect178",
    "TRUSTED_HOSTS": ["kiemtra.example"],
    "PUBLIC_URL": "https://kiemtra.example",
    "READ_ONLY": False,
    "PROXIES": 1,
}


def _settings(tmp_path, **changes):
    return {**GOOD, "INSTANCE": tmp_path, **changes}


def test_safe_settings_start(tmp_path):
    settings = complete(_settings(tmp_path))

    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"]
    assert not settings["DEMO"]


@pytest.mark.parametrize(
    "change",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"TRUSTED_HOSTS": []},
        {"TRUSTED_HOSTS": [""]},
        {"PUBLIC_URL": "http://kiemtra.example"},
        {"MAX_CONTENT_LENGTH": None},
        {"MAX_FORM_PARTS": None},
        {"SESSION_COOKIE_HTTPONLY": False},
        {"SESSION_COOKIE_SAMESITE": None},
        {"SESSION_COOKIE_SECURE": False},
        {"DEBUG": True},
        {"MODE": "productoin"},
    ],
    ids=lambda c: "-".join(f"{k}={v}" for k, v in c.items()),
)
def test_each_unsafe_setting_is_refused(tmp_path, change):
    with pytest.raises(UnsafeSettings):
        complete(_settings(tmp_path, **change))


def test_a_local_secret_is_made_once_and_kept_private(tmp_path):
    settings = _settings(tmp_path, MODE="development", SECRET_KEY="")
    first = complete(dict(settings))["SECRET_KEY"]

    assert complete(dict(settings))["SECRET_KEY"] == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_database_addresses_name_their_driver(tmp_path, given, used):
    assert database_url(given, tmp_path) == used


def test_the_engines_of_the_application_are_safe(app):
    check_database(db.engine)
    assert db.engine.dialect.name in {"sqlite", "postgresql"}


def test_an_unsafe_database_is_refused(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'unsafe.db'}")

    with pytest.raises(UnsafeSettings, match="journal_mode"):
        check_database(engine)
    engine.dispose()


def test_in_production_more_is_asked_of_postgresql(app):
    if db.engine.dialect.name == "sqlite":
        check_database(db.engine, production=True)
        assert db.engine.dialect.name == "sqlite"
        return

    # The throw-away server of the tests runs without fsync, under a superuser.
    with pytest.raises(UnsafeSettings, match="fsync is off"):
        check_database(db.engine, production=True)


def test_a_folder_that_is_served_or_open_to_others_is_refused(tmp_path):
    (tmp_path / "static").mkdir(mode=0o700)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "own").mkdir(mode=0o700)

    check_folder(tmp_path / "own", tmp_path / "static", production=True)
    check_folder(tmp_path / "open", tmp_path / "static")
    with pytest.raises(UnsafeSettings, match="public files"):
        check_folder(tmp_path / "static", tmp_path / "static")
    with pytest.raises(UnsafeSettings, match="0700"):
        check_folder(tmp_path / "open", tmp_path / "static", production=True)


def test_nothing_is_served_on_unsafe_ground(app, client):
    safe = app.config["INSTANCE"]
    app.extensions["inspect178.checked"] = False
    app.config["INSTANCE"] = Path(app.static_folder)
    try:
        answer = client.get("/sign-in")
    finally:
        app.config["INSTANCE"] = safe

    assert answer.status_code == 500
    assert client.get("/sign-in").status_code == 200
