"""Which typed parts may an address have?"""

from __future__ import annotations

from datetime import date

from flask import Flask
from werkzeug import routing
from werkzeug.routing import BaseConverter, ValidationError

LARGEST_ID = 2**31 - 1  # what a key of the databases can be


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


class IntegerConverter(routing.IntegerConverter):
    """A number in an address; one that no key can be means that the address does not exist."""

    def to_python(self, value: str) -> int:
        """Read the number."""
        if len(value) > len(str(LARGEST_ID)) or int(value) > LARGEST_ID:
            raise ValidationError
        return int(super().to_python(value))


def install_converters(app: Flask) -> None:
    """Make the converters known to the URL map."""
    app.url_map.converters["int"] = IntegerConverter
    app.url_map.converters["day"] = DayConverter
