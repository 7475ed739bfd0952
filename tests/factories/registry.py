"""Which establishments do tests start from? A valid one anywhere, other facts by keyword.

    make_establishment()                                     a hotel in phường Thượng Hồng
    make_establishment(name="KS Bình Minh", commune="12103", type_code="karaoke")
    make_establishment(old_commune="12115")                  known by its commune before 07/2025
    make_establishment(commune=None, province="33")          not yet placed in a commune

Further keywords are fields of `registry.rules.Entry`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from inspect178.access.actor import SYSTEM
from inspect178.registry import operations
from inspect178.registry.enums import Placement
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Entry, Place
from inspect178.territory import queries as territory
from tests import people

BEFORE_THE_REFORM = date(2025, 6, 30)
_made = {"establishments": 0}


def make_establishment(
    *,
    name: str | None = None,
    commune: str | None = "12127",
    old_commune: str | None = None,
    province: str | None = None,
    type_code: str = "khach_san",
    in_scope_from: date = date(2024, 1, 1),
    **facts: Any,
) -> Establishment:
    """Make an establishment with all its keys through the operation; flushed, not committed."""
    _made["establishments"] += 1
    facts.setdefault("address", f"{_made['establishments']} đường Nguyễn Văn Linh")
    entry = Entry(
        name=name or f"Cơ sở thử {_made['establishments']}",
        type_code=type_code,
        in_scope_from=in_scope_from,
        **facts,
    )
    place = make_place(commune, old_commune=old_commune, province=province)
    return operations.create_establishment(entry, place, actor=SYSTEM, at=people.LOADED_AT)


def make_place(
    commune: str | None, *, old_commune: str | None = None, province: str | None = None
) -> Place:
    """Give the place with these codes: commune and province in force, commune of before."""
    unit = old = None
    if commune is not None:
        unit = territory.require_unit_by_code(commune, people.TODAY)
    if old_commune is not None:
        old = territory.require_unit_by_code(old_commune, BEFORE_THE_REFORM)
    if province is not None or unit is None:
        province_id = territory.require_unit_by_code(province or "33", people.TODAY).id
    else:
        province_id = unit.province_id
    placement = Placement.UNPLACED if unit is None else Placement.MANUAL
    return Place(province_id, unit.id if unit else None, old.id if old else None, placement)
