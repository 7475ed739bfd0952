"""Which units bear this code or name? The units of both trees in memory, for whole lists.

Built by `queries.gazetteer()`. Names are compared within one parent only, in this order: letter by
letter (the place of the tone mark apart), without diacritics, under other names, and at last with
another kind of unit in front; an official name wins over another name. Several units may answer:
then the name is ambiguous there. Communes of a whole province are never matched by the last way,
because "Phường Tân Tiến" of before is no "Xã Tân Tiến" of another district.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from inspect178.kernel.text import fold, same_spelling_key, squeeze
from inspect178.territory.enums import Level

KINDS = (
    "thành phố", "tỉnh", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn", "đặc khu",
)  # fmt: skip
_KIND = re.compile(rf"({'|'.join(KINDS)})\s+(.+)", re.IGNORECASE)
_FOLDED_KIND = re.compile(rf"({'|'.join(fold(k) for k in KINDS)})\s+(.+)")
_ZEROS = re.compile(r"\b0+(?=\d)")
_WIDTH = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What is needed of a unit to recognise it."""

    id: int
    code: str
    level: Level
    name: str
    short_name: str
    district_id: int | None
    province_id: int | None
    valid_from: date
    valid_to: date | None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_old(self) -> bool:
        """Say whether the unit belongs to the tree until 30/06/2025."""
        return self.valid_to is not None


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit that took an old one over, or a part of it."""

    unit: UnitRow
    kind: str
    is_default: bool


class Gazetteer:
    """All units by code and by name, and what became of the old ones."""

    def __init__(
        self,
        units: Iterable[UnitRow],
        aliases: Iterable[tuple[int, str]] = (),
        successions: Iterable[tuple[int, int, str, bool]] = (),
    ) -> None:
        self.units = {unit.id: unit for unit in units}
        self._codes = {(u.level, u.is_old, u.code): u for u in self.units.values()}
        self._aliases: dict[int, list[str]] = defaultdict(list)
        for unit_id, key in aliases:
            self._aliases[unit_id].append(key)
        self._heirs: dict[int, list[Heir]] = defaultdict(list)
        self._before: dict[int, list[UnitRow]] = defaultdict(list)
        for old, new, kind, is_default in successions:
            if old in self.units and new in self.units:
                self._heirs[old].append(Heir(self.units[new], kind, is_default))
                self._before[new].append(self.units[old])
        self._below: dict[tuple[Level, bool, int | None], list[UnitRow]] = defaultdict(list)
        for unit in self.units.values():
            for parent in _parents(unit):
                self._below[unit.level, unit.is_old, parent].append(unit)
        self._names: dict[tuple[Level, bool, int | None], _Names] = {}

    def coded(self, code: str, level: Level, *, old: bool) -> UnitRow | None:
        """Give the unit with the code in one of the trees; leading zeros may be missing."""
        digits = code.strip()
        return self._codes.get((level, old, digits.zfill(_WIDTH[level]) if digits else digits))

    def named(
        self, written: str, level: Level, *, old: bool, within: int | None, official: bool = False
    ) -> list[UnitRow]:
        """List the units below `within` that are meant by a written name; best matches only.

        `official` leaves out other names and other kinds.
        """
        place = (level, old, within)
        if place not in self._names:
            self._names[place] = _Names(self._below[place], self._aliases)
        return self._names[place].find(
            written, official=official, any_kind=self._is_small(level, within)
        )

    def _is_small(self, level: Level, within: int | None) -> bool:
        above = self.units.get(within) if within is not None else None
        return level != Level.COMMUNE or (above is not None and above.level == Level.DISTRICT)

    def heirs(self, unit: UnitRow) -> list[Heir]:
        """List the units that took an old one over, the default first."""
        return sorted(self._heirs[unit.id], key=lambda heir: not heir.is_default)

    def predecessors(self, unit: UnitRow) -> list[UnitRow]:
        """List the old units of which a unit in force took over something."""
        return self._before[unit.id]

    def new_province(self, unit: UnitRow) -> UnitRow | None:
        """Give the province in force that a unit of either tree lies in today."""
        province = self.units.get(unit.province_id or unit.id)
        if province is None or not province.is_old:
            return province
        heirs = self._heirs[province.id]
        return heirs[0].unit if heirs else None


class _Names:
    """The names below one parent, by ever looser keys."""

    def __init__(self, units: list[UnitRow], aliases: dict[int, list[str]]) -> None:
        self._tiers: list[dict[str, list[UnitRow]]] = [defaultdict(list) for _ in range(6)]
        for unit in units:
            full, short = _plain(unit.name), _plain(unit.short_name)
            others = aliases.get(unit.id, [])
            keys = (
                [same_spelling_key(full)],
                [same_spelling_key(short)],
                [_run(full)],
                [_run(short)],
                [_run(key) for key in others],
                [_run(_without_folded_kind(key)) for key in others],
            )
            for tier, found in zip(self._tiers, keys, strict=True):
                for key in dict.fromkeys(found):
                    tier[key].append(unit)

    def find(self, written: str, *, official: bool, any_kind: bool) -> list[UnitRow]:
        full = _plain(written)
        kind, bare = split_kind(full)
        spelled, short_spelled, folded, short_folded, other, short_other = self._tiers
        exactly, letters = same_spelling_key(full), _run(full)
        if kind:
            ways = [(spelled, exactly), (folded, letters), (other, letters)]
            if any_kind:
                ways += [(short_spelled, same_spelling_key(bare)), (short_folded, _run(bare))]
        else:
            ways = [(short_spelled, exactly), (short_folded, letters), (short_other, letters)]
        ways = ways[:2] if official else ways
        return next((tier[key] for tier, key in ways if key and key in tier), [])


def split_kind(name: str) -> tuple[str, str]:
    """Part `Phường Bến Nghé` into `phường` and `Bến Nghé`; the kind may be missing."""
    found = _KIND.fullmatch(squeeze(name))
    if found:
        return found[1].lower(), found[2]
    folded = _FOLDED_KIND.fullmatch(fold(name)) if name.isascii() else None
    return (folded[1], folded[2]) if folded else ("", squeeze(name))


def nearest(units: Iterable[UnitRow], latitude: float, longitude: float) -> UnitRow | None:
    """Give the unit whose point lies nearest; None where no unit has a point."""
    placed = [u for u in units if u.latitude is not None and u.longitude is not None]
    scale = cos(radians(latitude))

    def distance(unit: UnitRow) -> float:
        return hypot(
            (unit.latitude or 0.0) - latitude, ((unit.longitude or 0.0) - longitude) * scale
        )

    return min(placed, key=distance) if placed else None


def _parents(unit: UnitRow) -> list[int | None]:
    if unit.level == Level.PROVINCE:
        return [None]
    if unit.level == Level.DISTRICT or unit.district_id is None:
        return [unit.province_id]
    return [unit.province_id, unit.district_id]


def _plain(name: str) -> str:
    """Drop dots and leading zeros: `Phường 04.` → `Phường 4`."""
    return _ZEROS.sub("", squeeze(name.replace("-", " ").replace(".", " ")))


def _run(name: str) -> str:
    return fold(name).replace(" ", "")


def _without_folded_kind(key: str) -> str:
    found = _FOLDED_KIND.fullmatch(key)
    return found[2] if found else key
