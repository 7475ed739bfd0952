"""Does the program refuse to start where data or people would be at risk? (security.md 3.4)"""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

from inspect178.config import UnsafeSettings, complete, database_url
from inspect178.web.transactions import check_database

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
    from inspect178.extensions import db

    check_database(db.engine)
    assert db.engine.dialect.name in {"sqlite", "postgresql"}


def test_an_unsafe_database_is_refused(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'unsafe.db'}")

    with pytest.raises(RuntimeError, match="unsafe database settings"):
        check_database(engine)
    engine.dispose()
