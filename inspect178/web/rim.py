"""What is refused before any view reads it? Zero bytes, JSON, and names that steer our links.

No page takes JSON; the library of forms would read it, with values of any kind in every field.
Only the views that tablets speak to do, which are marked and have no forms (`devices/doors.py`).
Lists make links to themselves out of the arguments of their address. Some names mean something
to the function that makes links, such as the scheme; nobody may say these from outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from inspect178.web.transactions import READING

ZERO = "\x00"
# What Flask's url_for() takes for itself.
STEERING = frozenset({"endpoint", "_anchor", "_method", "_scheme", "_external"})


def install_rim(app: Flask) -> None:
    """Refuse zero bytes wherever they stand, JSON, and addresses that would steer our links."""

    @app.before_request
    def refuse_zero_bytes() -> None:
        if any(ZERO in text for text in _texts()):
            raise BadRequest

    @app.before_request
    def refuse_json() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.is_json and request.method not in READING and not hasattr(view, "takes_json"):
            raise UnsupportedMediaType

    @app.before_request
    def refuse_steering_names() -> None:
        if STEERING.intersection(request.args):
            raise BadRequest


def _texts() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for _, file in request.files.items(multi=True):
        yield file.filename or ""
