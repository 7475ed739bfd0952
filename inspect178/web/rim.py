"""What is refused before any view reads it? A zero byte, which no text holds."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request
from werkzeug.exceptions import BadRequest

ZERO = "\x00"


def install_rim(app: Flask) -> None:
    """Refuse every request that holds a zero byte, wherever it stands."""

    @app.before_request
    def refuse_zero_bytes() -> None:
        if any(ZERO in text for text in _texts()):
            raise BadRequest


def _texts() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for _, file in request.files.items(multi=True):
        yield file.filename or ""
