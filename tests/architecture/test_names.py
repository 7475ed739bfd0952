"""Do names say something? No drawers for anything, no `get_` that tells nothing."""

from __future__ import annotations

import re

from tests.architecture.sources import functions, modules, named

SAYS_NOTHING = re.compile(
    r"utils?|helpers?|common|misc|base|managers?|utilities|tools|shared|lib|stuff"
)
WORDS_OF_FRAMEWORKS = {
    "get_id": "Flask-Login asks a user for it",
    "get_signing_serializer": "Flask asks a session interface for it",
    "get_cookie_name": "Flask asks a session interface for it",
    "get_cookie_samesite": "Flask asks a session interface for it",
    "get_app": "gunicorn and Flask's command line ask for it",
    "get_command": "click asks a group of commands for it",
    "get_translations": "WTForms asks a form for it",
}


def test_no_module_is_a_drawer_for_anything():
    parts = {part for path in modules() for part in [path.stem, path.parent.name]}

    assert [part for part in sorted(parts) if SAYS_NOTHING.fullmatch(part)] == []


def test_no_function_is_called_get_something():
    found = [
        f"{named(path)}:{function.lineno} {function.name}"
        for path in modules()
        for function in functions(path)
        if function.name.lstrip("_").startswith("get_") and function.name not in WORDS_OF_FRAMEWORKS
    ]

    assert found == []
