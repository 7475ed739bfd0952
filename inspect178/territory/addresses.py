"""Which units does a written address name? Read from its end, part by part.

Used only where a list has no columns for units. A part counts as a commune when it says so
(`P. Bến Nghé`) or stands directly before the district; a street that bears the name of a commune
is therefore not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspect178.kernel.text import squeeze
from inspect178.territory.enums import Level
from inspect178.territory.gazetteer import Gazetteer, UnitRow, split_kind

_COMMAS = re.compile(r"\s*[,;\n\t|]\s*")
# A dash parts an address only where commas do not, because names hold dashes too.
_DASHES = re.compile(r"\s*[,;\n\t|]\s*|\s+[-–]\s+")
_COMMUNE_KINDS = frozenset({"phường", "xã", "thị trấn", "đặc khu"})


@dataclass
class InAddress:
    """The units named in an address, as far as they are certain."""

    province: UnitRow | None = None  # in force
    named_province: UnitRow | None = None  # of the tree in which it was named
    district: UnitRow | None = None
    commune: UnitRow | None = None  # of either tree

    @property
    def has_province(self) -> bool:
        """Say whether the address itself names its province."""
        return self.named_province is not None


def units_in_address(
    gazetteer: Gazetteer,
    address: str,
    *,
    province: UnitRow | None = None,
    district: UnitRow | None = None,
    old_first: bool = False,
) -> InAddress | None:
    """Read the units of an address; what is known already is not read again."""
    found = None
    for pattern in (_COMMAS, _DASHES):
        parts = [squeeze(part).strip(" .") for part in pattern.split(address)]
        reader = _Reader(gazetteer, [part for part in parts if part], old_first=old_first)
        again = reader.read(province, district)
        if again is not None and (found is None or again.commune is not None):
            found = again
        if found is not None and found.commune is not None:
            break
    return found


def has_letters(part: str) -> bool:
    """Say whether a part is more than a number, which would be a house or a lane."""
    return sum(char.isalpha() for char in part) > 1


class _Reader:
    def __init__(self, gazetteer: Gazetteer, parts: list[str], *, old_first: bool) -> None:
        self.gazetteer, self.parts, self.old_first = gazetteer, parts, old_first
        self.found = InAddress()
        self.end = len(parts)  # parts from here on are spoken for

    def read(self, province: UnitRow | None, district: UnitRow | None) -> InAddress | None:
        """Read province, district and commune; None where not even the province is known."""
        self.found.province, self.found.district = province, district
        self._read_province()
        if self.found.province is None:
            return None
        self._read_district()
        self._read_commune()
        return self.found

    def _read_province(self) -> None:
        if self.end == 0:
            return
        for old in (False, True):
            units = self.gazetteer.named(
                self.parts[self.end - 1], Level.PROVINCE, old=old, within=None
            )
            heir = self.gazetteer.new_province(units[0]) if len(units) == 1 else None
            if heir is not None and self.found.province in (None, heir):
                self.found.province, self.found.named_province = heir, units[0]
                self.end -= 1
                return

    def _read_district(self) -> None:
        """Find the last part that names a district of the province's former provinces."""
        for at in range(self.end - 1, -1, -1):
            kind, _ = split_kind(self.parts[at])
            if kind in _COMMUNE_KINDS or (not kind and at < self.end - 1):
                continue
            unit = self._district(self.parts[at])
            if unit is not None and self.found.district in (None, unit):
                self.found.district = unit
                self.end = at
                return

    def _district(self, part: str) -> UnitRow | None:
        """Give the district; of two with one name the one that has the communes written."""
        units = [
            unit
            for province in self._former_provinces()
            for unit in self.gazetteer.named(part, Level.DISTRICT, old=True, within=province.id)
        ]
        if len(units) > 1:
            told = self._told_communes()
            units = [u for u in units if any(self._named(c, [u], old=True) for c in told)]
        return units[0] if len(units) == 1 else None

    def _former_provinces(self) -> list[UnitRow]:
        return self.gazetteer.predecessors(self.found.province) if self.found.province else []

    def _old_provinces(self) -> list[UnitRow]:
        found = self.found
        if found.named_province is not None and found.named_province.is_old:
            return [found.named_province]
        return self.gazetteer.predecessors(found.province) if found.province else []

    def _read_commune(self) -> None:
        """Find the commune: parts that say they are one first, then the one at the end."""
        told = self._told_communes()
        bare = [p for p in self.parts[self.end - 1 : self.end] if self.end > 1 and has_letters(p)]
        for part in [*reversed(told), *bare]:
            units = self._communes(part)
            if len(units) == 1:
                self.found.commune = units[0]
                return

    def _told_communes(self) -> list[str]:
        return [part for part in self.parts if split_kind(part)[0] in _COMMUNE_KINDS]

    def _communes(self, part: str) -> list[UnitRow]:
        found = self.found
        if found.district is not None:
            return self._named(part, [found.district], old=True)
        provinces = [] if found.province is None else [found.province]
        named = found.named_province
        old_first = self.old_first or (named is not None and named.is_old)
        for official in (True, False):
            for old in (old_first, not old_first):
                places = self._old_provinces() if old else provinces
                units = self._named(part, places, old=old, official=official)
                if units:
                    return units
        return []

    def _named(
        self, part: str, places: list[UnitRow], *, old: bool, official: bool = False
    ) -> list[UnitRow]:
        return [
            unit
            for place in places
            for unit in self.gazetteer.named(
                part, Level.COMMUNE, old=old, within=place.id, official=official
            )
        ]
