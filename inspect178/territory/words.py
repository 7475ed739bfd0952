"""How are units and their offices called inside a Vietnamese sentence, as papers have it?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from inspect178.kernel.text import fold, squeeze
from inspect178.territory.enums import Level

COMMITTEE = "Ủy ban nhân dân"
# Names of agencies that stand for every place: what to put there, or without a place.
_EVERYWHERE: dict[str, tuple[Level, str]] = {
    "huyện, quận, thị xã, thành phố": (Level.DISTRICT, "cấp huyện"),
    "xã, phường, đặc khu": (Level.COMMUNE, "cấp xã"),
    "tỉnh, thành phố": (Level.PROVINCE, "cấp tỉnh"),
}
# Cities named after a person bear their kind also in the line of place and day (NĐ 30/2020).
_NAMED_AFTER_PEOPLE = frozenset({"Hồ Chí Minh"})
_KINDS = r"(?:tinh|thanh pho|tp|t|phuong|p|xa|x|thi tran|tt|dac khu)"


class Named(Protocol):
    """A unit, as far as its name goes."""

    @property
    def level(self) -> Level:
        """Give the level."""

    @property
    def kind(self) -> str:
        """Give the kind, as Phường."""

    @property
    def name(self) -> str:
        """Give the name with its kind."""

    @property
    def short_name(self) -> str:
        """Give the name alone."""


def in_sentence(unit: Named) -> str:
    """Write a unit inside a sentence: `tỉnh Hưng Yên`, `phường Thượng Hồng`."""
    if unit.name.startswith(unit.kind):
        return unit.kind.lower() + unit.name[len(unit.kind) :]
    return unit.name


def peoples_committee(unit: Named) -> str:
    """Name the People's Committee of a unit: `Ủy ban nhân dân tỉnh Hưng Yên`."""
    return f"{COMMITTEE} {in_sentence(unit)}"


def place_of_signing(unit: Named) -> str:
    """Name a unit in the line of place and day: `Hưng Yên`, `Thành phố Hồ Chí Minh`."""
    bare = unit.short_name
    return unit.name if bare.isdigit() or bare in _NAMED_AFTER_PEOPLE else bare


def agency_at(name: str, *units: Named) -> str:
    """Name an agency at a place: `Công an tỉnh, thành phố` becomes `Công an tỉnh Hưng Yên`."""
    for words, (level, otherwise) in _EVERYWHERE.items():
        if words in name:
            here = next((unit for unit in units if unit.level == level), None)
            return name.replace(words, otherwise if here is None else in_sentence(here))
    return name


def whole_address(address: str, *units: Named | None) -> str:
    """Add to an address the units that it does not name, the smallest first.

    An address that names its province already is complete as it was written.
    """
    address = squeeze(address).strip(" ,")
    parts = [fold(part) for part in address.split(",")]
    known = [unit for unit in units if unit is not None]
    if known and _names(parts[-1], known[-1]):
        return address
    missing = [in_sentence(unit) for unit in known if not any(_names(p, unit) for p in parts)]
    return ", ".join(filter(None, (address, *missing)))


def _names(folded: str, unit: Named) -> bool:
    return _spellings(unit.short_name).fullmatch(folded) is not None


@lru_cache(maxsize=4096)
def _spellings(short_name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_KINDS} )?{re.escape(fold(short_name))}")
