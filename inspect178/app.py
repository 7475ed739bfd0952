"""How is everything put together? The composition root: the only module that knows all features."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Flask, g, render_template, request, session
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from inspect178 import config, navigation
from inspect178.access.decorators import current_actor, public
from inspect178.audit.surroundings import install_surroundings
from inspect178.coverage import targets
from inspect178.devices import applying, ground, telling
from inspect178.extensions import babel, csrf, db, login_manager, migrate
from inspect178.fieldwork import remarks
from inspect178.fieldwork.applying import KINDS
from inspect178.fieldwork.queries import beside_record
from inspect178.fieldwork.telling import tell_step
from inspect178.identity import sessions
from inspect178.inspections import beside
from inspect178.planning.coverage_target import coverage_target
from inspect178.registry.queries import may_be_visited
from inspect178.reports.trail import SURROUNDINGS
from inspect178.review.queries import remarks_on_returned
from inspect178.web import (
    converters,
    errors,
    filters,
    headers,
    rim,
    serving,
    transactions,
)

FEATURES = (
    "audit",
    "territory",
    "identity",
    "devices",
    "registry",
    "inspections",
    "violations",
    "commitments",
    "coverage",
    "documents",
    "receipts",
    "planning",
    "fieldwork",
    "review",
    "reports",
)
LOCALES = ("vi", "en")


def build_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the application from the environment and the given overrides."""
    settings = config.complete({**config.settings_from_environment(), **(overrides or {})})
    app = transactions.Application(
        "inspect178",
        template_folder="../templates",
        static_folder="../static",
        instance_path=str(settings["INSTANCE"]),
    )
    app.config.update(settings)
    if settings["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings["PROXIES"], x_proto=settings["PROXIES"]
        )
    _start_extensions(app)
    _install_web(app)
    _register_features(app)
    targets.register(coverage_target)  # plans lie above coverage, which asks for their targets
    _connect_tablets()
    install_surroundings(app, SURROUNDINGS)  # people and things lie above the trail
    return app


def _connect_tablets() -> None:
    """Tell the tablets' journal what lies above it, and field work what stands beside it."""
    ground.register(may_be_visited)
    for kind, applier in KINDS.items():
        applying.register(kind, applier)
    remarks.register(remarks_on_returned)
    telling.register(tell_step)
    beside.register(beside_record)


def _start_extensions(app: Flask) -> None:
    for feature in FEATURES:
        if _exists(f"inspect178.{feature}.models"):
            import_module(f"inspect178.{feature}.models")
    import_module("inspect178.files.models")
    db.init_app(app)
    migrate.init_app(app, db, directory=str(_root() / "migrations"))
    csrf.init_app(app)
    login_manager.init_app(app)
    domains = sorted(p.stem for p in (_package() / "translations/vi/LC_MESSAGES").glob("*.mo"))
    app.config["BABEL_DOMAIN"] = ";".join(domains or ["messages"])
    directory = str(_package() / "translations")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([directory] * max(1, len(domains)))
    babel.init_app(app, locale_selector=choose_locale)
    transactions.install_guards(app)


def choose_locale() -> str:
    """Give the language of this request: chosen, else the account's, else Vietnamese."""
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    actor = g.get("actor")
    return actor.locale if actor is not None and actor.locale in LOCALES else "vi"


def _install_web(app: Flask) -> None:
    app.url_map.strict_slashes = False
    converters.install_converters(app)
    errors.install_error_pages(app)
    filters.install_filters(app)
    headers.install_headers(app)
    serving.install_check(app)
    sessions.install_sessions(app)
    rim.install_rim(app)
    app.context_processor(_template_words)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _template_words() -> dict[str, Any]:
    from flask import current_app

    actor = current_actor()
    return {
        "actor": actor,
        "menu": navigation.menu(actor),
        "demo_mode": current_app.config["DEMO"],
        "endpoints": navigation.open_endpoints(actor),
        "get_locale": get_locale,
    }


def _register_features(app: Flask) -> None:
    for feature in FEATURES:
        for module in ("views", "api", "field_app"):
            if _exists(f"inspect178.{feature}.{module}"):
                app.register_blueprint(import_module(f"inspect178.{feature}.{module}").bp)
    if _exists("inspect178.cli"):
        import_module("inspect178.cli").install_commands(app)
    if "reports.home" in app.view_functions:
        app.add_url_rule("/", "home", app.view_functions["reports.home"])
    app.view_functions["static"] = public(app.view_functions["static"])
    if app.config["MODE"] != "production":
        app.add_url_rule("/styleguide", "styleguide", styleguide)


@public
def styleguide() -> str:
    """Show every component with its markup; in demo and development only."""
    return render_template("styleguide.html", title=request.args.get("title", ""))


def _exists(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _package() -> Any:
    from pathlib import Path

    return Path(__file__).resolve().parent


def _root() -> Any:
    return _package().parent
