"""Is a text an id? The one reading of ids that people, forms and files give."""

from __future__ import annotations

from typing import Any
from uuid import UUID


def uuid_or_none(value: Any) -> UUID | None:
    """Read the id of a hidden field, an address or a line; None where it is none."""
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        return None
