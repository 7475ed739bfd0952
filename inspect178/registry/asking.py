"""Which establishments does an address ask for? The filters of the list, as they stand in a URL.

Also used by other pages that work on the same list, such as the sheet of stickers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from inspect178.kernel.enums import LabelledEnum
from inspect178.registry.enums import EstablishmentStatus, LegalForm
from inspect178.registry.queries import EstablishmentFilter
from inspect178.territory.queries import find_unit

Kind = TypeVar("Kind", bound=LabelledEnum)


def filter_of(arguments: Mapping[str, str], today: date) -> EstablishmentFilter:
    """Read the filters of an address; what cannot be read is not asked."""
    said = {name: text.strip() for name, text in arguments.items()}
    unit = said.get("unit", "")
    one = _id(said.get("id", ""))
    return EstablishmentFilter(
        words=said.get("q", "")[:120],
        type_codes=tuple(code for code in said.get("type", "").split(",") if code),
        unit=find_unit(int(unit)) if unit.isascii() and unit.isdigit() and len(unit) < 9 else None,
        status=_member(EstablishmentStatus, said.get("status", "")),
        in_scope_on=_day(said.get("in_scope_on", "")),
        is_complex_on=today if said.get("complex") else None,
        legal_form=_member(LegalForm, said.get("legal_form", "")),
        to_be_checked=bool(said.get("to_be_checked")),
        ids=(one,) if one is not None else (),
        order=said.get("sort", "name"),
    )


def _member(kind: type[Kind], value: str) -> Kind | None:
    return next((member for member in kind if member.value == value), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
