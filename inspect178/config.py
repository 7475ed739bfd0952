"""What can be configured or switched? Settings, read from the environment in this module only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_

MODES = ("development", "demo", "testing", "production")
MIN_SECRET_BYTES = 32


class UnsafeSettings(DomainError):
    """The settings would put data at risk; the program refuses to start."""

    status = 500
    default_message = N_("The settings are not safe: %(what)s")


def settings_from_environment() -> dict[str, Any]:
    """Read every setting; the README lists the variables with their meaning."""
    mode = os.environ.get("INSPECT178_MODE", "development")
    root = Path(__file__).resolve().parent.parent
    instance = Path(os.environ.get("INSPECT178_INSTANCE", root / "instance")).resolve()
    return {
        "MODE": mode,
        "INSTANCE": instance,
        "SQLALCHEMY_DATABASE_URI": database_url(os.environ.get("DATABASE_URL", ""), instance),
        "SECRET_KEY": os.environ.get("SECRET_KEY", ""),
        "TRUSTED_HOSTS": os.environ.get("INSPECT178_TRUSTED_HOSTS", "127.0.0.1,localhost").split(
            ","
        ),
        "PUBLIC_URL": os.environ.get("INSPECT178_PUBLIC_URL", "http://127.0.0.1:8178"),
        "IDLE_MINUTES": int(os.environ.get("INSPECT178_IDLE_MINUTES", "30")),
        "SESSION_HOURS": int(os.environ.get("INSPECT178_SESSION_HOURS", "12")),
        "READ_ONLY": os.environ.get("INSPECT178_READ_ONLY", "") == "1",
        "PROXIES": int(os.environ.get("INSPECT178_PROXIES", "0")),
    }


def database_url(url: str, instance: Path) -> str:
    """Give the database address: SQLite under the instance folder unless one is set."""
    if not url:
        return f"sqlite:///{instance / 'inspect178.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def complete(settings: dict[str, Any]) -> dict[str, Any]:
    """Add the fixed settings, make a local secret where one may be made, and check all."""
    mode = settings["MODE"]
    if mode not in MODES:
        raise UnsafeSettings(what=f"INSPECT178_MODE={mode}")
    production = mode == "production"
    settings["INSTANCE"].mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings["SECRET_KEY"] and not production:
        settings["SECRET_KEY"] = _local_secret(settings["INSTANCE"] / "secret.key")
    fixed = {
        "DEMO": mode == "demo",
        "SESSION_COOKIE_NAME": "__Host-inspect178" if production else "inspect178",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "SQLALCHEMY_TRACK_MODIFICATIONS": False,
        # What people typed, targets among it, does not get into a log with an error.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
    }
    settings = {**fixed, **settings}
    _refuse_unsafe(settings, production=production)
    return settings


def _refuse_unsafe(settings: dict[str, Any], *, production: bool) -> None:
    problems = [sentence for wrong, sentence in _always(settings) if wrong]
    if production:
        problems += [sentence for wrong, sentence in _in_production(settings) if wrong]
    if problems:
        raise UnsafeSettings(what="; ".join(problems))


def _always(settings: dict[str, Any]) -> list[tuple[bool, str]]:
    hosts, cookie = settings["TRUSTED_HOSTS"], settings["SESSION_COOKIE_SAMESITE"]
    return [
        (
            len(str(settings["SECRET_KEY"]).encode()) < MIN_SECRET_BYTES,
            "SECRET_KEY is missing or shorter than 32 bytes",
        ),
        (not hosts or "" in hosts, "INSPECT178_TRUSTED_HOSTS is empty"),
        (not settings["MAX_CONTENT_LENGTH"], "MAX_CONTENT_LENGTH is not set"),
        (not settings["MAX_FORM_PARTS"], "MAX_FORM_PARTS is not set"),
        (
            not settings["SESSION_COOKIE_HTTPONLY"] or cookie != "Lax",
            "the session cookie is not HttpOnly and SameSite=Lax",
        ),
    ]


def _in_production(settings: dict[str, Any]) -> list[tuple[bool, str]]:
    public = str(settings["PUBLIC_URL"])
    return [
        (not settings["SESSION_COOKIE_SECURE"], "the session cookie is not Secure"),
        (bool(settings.get("DEBUG")), "debugging is on"),
        (not public.startswith("https://"), "INSPECT178_PUBLIC_URL is not an https address"),
    ]


def _local_secret(path: Path) -> str:
    """Keep a random secret beside the embedded database, readable by its owner only."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
