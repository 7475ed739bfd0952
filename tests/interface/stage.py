"""On which stage are the parts of the interface tried? A small application without a database.

It has the templates, the static files, the CSRF protection and the headers of the real one. Pages
are given as template text; `Server` plays the other end of autosave and of photo uploads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import Babel, get_locale
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined

from inspect178.web.filters import install_filters
from inspect178.web.headers import install_headers
from tests.architecture.sources import STATIC, TEMPLATES

MENU = [
    SimpleNamespace(
        label="Establishments",
        endpoint="registry.establishments",
        url="/establishments",
        active=True,
    ),
    SimpleNamespace(label="Plans", endpoint="planning.plans", url="/plans", active=False),
]


@dataclass
class Server:
    """The other end of the scripts: what it has received and what it answers."""

    status: int = 200
    body: dict[str, Any] = field(default_factory=lambda: {"saved_at": "14:05"})
    received: list[dict[str, list[str]]] = field(default_factory=list)
    submitted: list[dict[str, str]] = field(default_factory=list)
    photos: list[bytes] = field(default_factory=list)
    signed_in: bool = True
    came: Event = field(default_factory=Event)  # something has been received

    def autosave(self) -> tuple[Response, int]:
        if not self.signed_in:
            return jsonify(error="signed out"), 401
        if self.status == 200:
            self.received.append(request.form.to_dict(flat=False))
            self.came.set()
        return jsonify(**self.body), self.status

    def photo(self) -> tuple[Response, int]:
        self.photos.append(request.files["photo"].read())
        return jsonify(id=len(self.photos), remove="/photos/1/remove"), 201

    def submit(self) -> str:
        self.submitted.append(request.form.to_dict())
        return "sent"


def stage(pages: dict[str, str] | None = None, *, signed_in: bool = True) -> tuple[Flask, Server]:
    """Build the application with these pages, each at `/<its name>`."""
    app = Flask("stage", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(SECRET_KEY="x" * 40, SESSION_COOKIE_SECURE=False, TESTING=True)
    Babel(app, locale_selector=lambda: "en")
    CSRFProtect(app)
    install_filters(app)
    install_headers(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    own = {f"{name}.html": text for name, text in (pages or {}).items()}
    app.jinja_env.loader = ChoiceLoader([DictLoader(own), app.jinja_env.loader])  # type: ignore[list-item]
    app.context_processor(lambda: _words(app, signed_in=signed_in))
    server = Server()
    _add_routes(app, server, list(pages or {}))
    return app, server


def _words(app: Flask, *, signed_in: bool) -> dict[str, Any]:
    return {
        "get_locale": get_locale,
        "menu": MENU if signed_in else [],
        "current_user": SimpleNamespace(is_authenticated=signed_in, full_name="Nguyễn Thị Bình"),
        "actor": SimpleNamespace(user_id=7),
        "demo_mode": True,
        "endpoints": app.view_functions,
    }


def _add_routes(app: Flask, server: Server, names: list[str]) -> None:
    def page(name: str) -> Callable[[], str]:
        return lambda: render_template(name)

    for name in names:
        app.add_url_rule(f"/{name}", name, page(f"{name}.html"))
    app.add_url_rule("/styleguide", "styleguide", page("styleguide.html"))
    app.add_url_rule("/establishments", "registry.establishments", lambda: "")
    app.add_url_rule("/language", "identity.language", lambda: "", methods=["POST"])
    app.add_url_rule("/sign-out", "identity.sign_out", lambda: "", methods=["POST"])
    app.add_url_rule("/autosave", "autosave", server.autosave, methods=["POST"])
    app.add_url_rule("/photos", "photos", server.photo, methods=["POST"])
    app.add_url_rule("/submit", "submit", server.submit, methods=["POST"])
