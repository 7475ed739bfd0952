"""Which typed parts may an address have?"""

from __future__ import annotations

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError


class DayConverter(BaseConverter):
    """A day in an address, as 2026-03-05."""

    regex = r"\d{4}-\d{2}-\d{2}"
    part_isolating = True

    def to_python(self, value: str) -> date:
        """Read the day; an impossible one means that the address does not exist."""
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: date | str) -> str:
        """Write the day."""
        return value if isinstance(value, str) else value.isoformat()


def install_converters(app: Flask) -> None:
    """Make the converters known to the URL map."""
    app.url_map.converters["day"] = DayConverter
