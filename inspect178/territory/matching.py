"""Which unit in force is meant by what a list says? Codes, names, at last the address.

Nothing is guessed in silence: what contradicts itself or fits several units is refused with a
sentence, and where only the province is certain the commune stays open. A code counts in the tree
of the list's day, because 3,316 of today's codes were codes of other communes before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.territory.addresses import units_in_address
from inspect178.territory.enums import Finding, Level
from inspect178.territory.gazetteer import Gazetteer, UnitRow, nearest
from inspect178.territory.rules import is_before_reform

# All people of the old commune live in the part: the default is no guess there.
_CERTAIN = frozenset({"part_area_all_people"})


@dataclass(frozen=True)
class Written:
    """What a list says about where something lies; abbreviations are written out already."""

    province: str = ""
    district: str = ""
    commune: str = ""
    province_code: str = ""
    new_province_code: str = ""
    old_province_code: str = ""
    district_code: str = ""
    commune_code: str = ""
    new_commune_code: str = ""
    old_commune_code: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Located:
    """The units found: province and commune in force, commune of before, and how."""

    province_id: int
    commune_id: int | None
    old_commune_id: int | None
    finding: Finding


@dataclass
class _Ground:
    """What is certain so far."""

    province: UnitRow | None = None  # in force
    old_province: UnitRow | None = None
    district: UnitRow | None = None
    commune: UnitRow | None = None  # in force
    old_commune: UnitRow | None = None


def locate(
    gazetteer: Gazetteer, written: Written, *, day: date, province: UnitRow | None = None
) -> Located:
    """Find the units that are meant, or raise InvalidInput with the reason.

    `day` is the day of the list; `province` (in force) is taken where the list names none.
    """
    finder = _Finder(gazetteer, written, before_reform=is_before_reform(day))
    return finder.locate(province)


class _Finder:
    def __init__(self, gazetteer: Gazetteer, written: Written, *, before_reform: bool) -> None:
        self.gazetteer, self.written, self.before_reform = gazetteer, written, before_reform
        self.ground = _Ground()
        # An old code may have gone before 2025; it counts only where nothing else tells the place.
        self.unknown: InvalidInput | None = None

    def locate(self, default: UnitRow | None) -> Located:
        self._take_commune_codes()
        self._take_province(default)
        self._take_district()
        self._take_commune_name()
        if self.ground.commune is None and self.ground.old_commune is None:
            self._take_address()
        return self._placed()

    # Codes

    def _take_commune_codes(self) -> None:
        w, ground = self.written, self.ground
        if w.old_commune_code:
            ground.old_commune = self._coded_once(w.old_commune_code, Level.COMMUNE)
        if w.new_commune_code:
            ground.commune = self._coded(w.new_commune_code, Level.COMMUNE, old=False)
        if w.commune_code:
            unit = self._coded_by_day(w.commune_code, Level.COMMUNE, name=w.commune)
            if unit.is_old:
                ground.old_commune = ground.old_commune or unit
            else:
                ground.commune = ground.commune or unit

    def _coded_once(self, code: str, level: Level) -> UnitRow | None:
        """Take an old code; one that had gone before 2025 is set aside."""
        try:
            return self._coded(code, level, old=True)
        except InvalidInput as error:
            self.unknown = self.unknown or error
            return None

    def _coded(self, code: str, level: Level, *, old: bool) -> UnitRow:
        unit = self.gazetteer.coded(code, level, old=old)
        if unit is None:
            raise InvalidInput(
                N_("There is no unit with code %(code)s before 01/07/2025.")
                if old
                else N_("There is no unit with code %(code)s since 01/07/2025."),
                field=f"{level.value}_code",
                code=code,
            )
        return unit

    def _coded_by_day(self, code: str, level: Level, *, name: str = "") -> UnitRow:
        """Take the code in the tree of the day, in the other where only that has its name."""
        trees = (True, False) if self.before_reform else (False, True)
        found = [u for old in trees if (u := self.gazetteer.coded(code, level, old=old))]
        named = [u for u in found if not name or self._bears(u, name)]
        if named:
            return named[0]
        raise InvalidInput(
            N_("Code %(code)s is %(unit)s, not %(name)s.")
            if found
            else N_("There is no unit with code %(code)s."),
            field=f"{level.value}_code",
            code=code,
            unit=found[0].name if found else "",
            name=name,
        )

    def _bears(self, unit: UnitRow, name: str) -> bool:
        within = unit.district_id or unit.province_id if unit.level == Level.COMMUNE else None
        return unit in self.gazetteer.named(name, unit.level, old=unit.is_old, within=within)

    # Province and district

    def _take_province(self, default: UnitRow | None) -> None:
        ground = self.ground
        said = self._said_province()
        known = ground.commune or ground.old_commune
        if said is not None:
            ground.old_province = said if said.is_old else None
            ground.province = self.gazetteer.new_province(said)
        elif known is not None:
            ground.province = self.gazetteer.new_province(known)
        elif not self._said_elsewhere():
            ground.province = default
        for unit in (ground.commune, ground.old_commune):
            if unit is not None and self.gazetteer.new_province(unit) != ground.province:
                raise _contradiction(unit, ground.province)

    def _said_province(self) -> UnitRow | None:
        w = self.written
        if w.old_province_code:
            return self._coded(w.old_province_code, Level.PROVINCE, old=True)
        if w.new_province_code:
            return self._coded(w.new_province_code, Level.PROVINCE, old=False)
        if w.province_code:
            return self._coded_by_day(w.province_code, Level.PROVINCE, name=w.province)
        return self._named_province(w.province) if w.province else None

    def _named_province(self, name: str) -> UnitRow:
        # A list with districts speaks of the old tree, where it knows the name.
        old_first = self.before_reform or bool(self.written.district or self.written.district_code)
        for old in (old_first, not old_first):
            found = self.gazetteer.named(name, Level.PROVINCE, old=old, within=None)
            if len(found) == 1:
                return found[0]
        raise InvalidInput(N_("There is no province called %(name)s."), field="province", name=name)

    def _said_elsewhere(self) -> bool:
        """Say whether the district's code or the address tells the province."""
        if self.written.district_code:
            return True
        found = units_in_address(self.gazetteer, self.written.address)
        return found is not None and found.has_province

    def _take_district(self) -> None:
        w, ground = self.written, self.ground
        if w.district_code:
            unknown = self.unknown
            ground.district = self._coded_once(w.district_code, Level.DISTRICT)
            if ground.province is not None:
                self.unknown = unknown  # the district itself is not kept
        if ground.district is None and w.district and ground.province is not None:
            found = self._named_districts(ground.province)
            ground.district = self._one(found, w.district, "district")
        if ground.district is not None:
            self._agree_with_district(ground.district)

    def _agree_with_district(self, district: UnitRow) -> None:
        ground = self.ground
        province = self.gazetteer.new_province(district)
        if ground.province is None:
            ground.province = province
        if ground.province != province:
            raise _contradiction(district, ground.province)
        old = ground.old_commune
        if old is None or old.district_id == district.id:
            return
        # Districts changed before 2025, too: two codes of the commune that agree weigh more.
        if ground.commune is None:
            raise _contradiction(old, district)

    def _named_districts(self, province: UnitRow) -> list[UnitRow]:
        """List the districts meant; of two with one name those that have the commune.

        All former provinces of the province in force are looked through, because "Đông Hưng, Hưng
        Yên" may be written of a district that was in Thái Bình.
        """
        w, ground = self.written, self.ground
        found = [
            unit
            for former in self.gazetteer.predecessors(province)
            for unit in self.gazetteer.named(w.district, Level.DISTRICT, old=True, within=former.id)
        ]
        if len(found) > 1 and w.commune:
            return [unit for unit in found if self._named_old(w.commune, [unit])]
        if len(found) > 1 and ground.old_province is not None:
            return [unit for unit in found if unit.province_id == ground.old_province.id]
        return found

    def _old_provinces(self) -> list[UnitRow]:
        ground = self.ground
        if ground.old_province is not None:
            return [ground.old_province]
        return [] if ground.province is None else self.gazetteer.predecessors(ground.province)

    def _one(self, units: list[UnitRow], name: str, field: str) -> UnitRow:
        if len(units) == 1:
            return units[0]
        raise InvalidInput(
            N_("Several units are called %(name)s there. Add the district or the code.")
            if units
            else N_("There is no unit called %(name)s there."),
            field=field,
            name=name,
        )

    # Commune by name

    def _take_commune_name(self) -> None:
        ground, name = self.ground, self.written.commune
        if not name or ground.commune or ground.old_commune or ground.province is None:
            return
        if ground.district is not None:
            found = self._named_old(name, [ground.district])
            if not found:
                found = self._named_new_in_district(name, ground.district)
        else:
            old_first = self.before_reform or ground.old_province is not None
            found = self._named_in_province(name, old_first=old_first)
        self._settle(found, name)

    def _named_in_province(self, name: str, *, old_first: bool) -> list[UnitRow]:
        """Look in one tree, then in the other; official names of both before other names."""
        for official in (True, False):
            for old in (old_first, not old_first):
                found = (
                    self._named_old(name, self._old_provinces(), official=official)
                    if old
                    else self._named_new(name, official=official)
                )
                if found:
                    return found
        return []

    def _settle(self, found: list[UnitRow], name: str) -> None:
        """Take the only unit; of several old ones only what became of all of them."""
        if len(found) > 1 and all(unit.is_old for unit in found):
            fates = {
                tuple(sorted(heir.unit.id for heir in self.gazetteer.heirs(unit))) for unit in found
            }
            if len(fates) == 1 and len(next(iter(fates))) == 1:
                self.ground.commune = self.gazetteer.heirs(found[0])[0].unit
                return
        unit = self._one(found, name, "commune")
        if unit.is_old:
            self.ground.old_commune = unit
        else:
            self.ground.commune = unit

    def _named_old(
        self, name: str, places: list[UnitRow], *, official: bool = False
    ) -> list[UnitRow]:
        named = self.gazetteer.named
        communes = (
            named(name, Level.COMMUNE, old=True, within=place.id, official=official)
            for place in places
        )
        return [unit for found in communes for unit in found]

    def _named_new(self, name: str, *, official: bool = False) -> list[UnitRow]:
        within = self.ground.province.id if self.ground.province else None
        return self.gazetteer.named(
            name, Level.COMMUNE, old=False, within=within, official=official
        )

    def _named_new_in_district(self, name: str, district: UnitRow) -> list[UnitRow]:
        return [
            unit
            for unit in self._named_new(name)
            if any(old.district_id == district.id for old in self.gazetteer.predecessors(unit))
        ]

    # Address

    def _take_address(self) -> None:
        """Take from the address what the columns leave open; what it does not say stays open."""
        ground = self.ground
        found = units_in_address(
            self.gazetteer,
            self.written.address,
            province=ground.province,
            district=ground.district,
            old_first=self.before_reform or ground.old_province is not None,
        )
        if found is None:
            return
        ground.province = ground.province or found.province
        ground.district = ground.district or found.district
        if found.commune is not None and found.commune.is_old:
            ground.old_commune = found.commune
        else:
            ground.commune = found.commune

    # Result

    def _placed(self) -> Located:
        ground = self.ground
        if self.unknown is not None and not (ground.commune or ground.old_commune):
            raise self.unknown
        if ground.province is None:
            raise InvalidInput(
                N_("The province is not named. Add the province or the commune's code."),
                field="province",
            )
        finding = Finding.EXACT
        if ground.commune is not None:
            self._agree_with_old(ground.commune)
        else:
            ground.commune, finding = self._heir()
        return Located(
            ground.province.id,
            ground.commune.id if ground.commune else None,
            ground.old_commune.id if ground.old_commune else None,
            finding,
        )

    def _agree_with_old(self, commune: UnitRow) -> None:
        """Refuse two codes of which one did not become the other; note a single predecessor."""
        ground = self.ground
        if ground.old_commune is not None:
            heirs = [heir.unit for heir in self.gazetteer.heirs(ground.old_commune)]
            if commune not in heirs:
                raise _contradiction(ground.old_commune, commune)

    def _heir(self) -> tuple[UnitRow | None, Finding]:
        ground, w = self.ground, self.written
        if ground.old_commune is None:
            heirs = self.gazetteer.heirs(ground.district) if ground.district else []
            if len(heirs) == 1:  # the five island districts
                return heirs[0].unit, Finding.SUCCESSOR
            return None, Finding.UNPLACED
        heirs = self.gazetteer.heirs(ground.old_commune)
        if not heirs:
            return None, Finding.UNPLACED
        if len(heirs) == 1 or heirs[0].kind in _CERTAIN:
            return heirs[0].unit, Finding.SUCCESSOR
        if w.latitude is not None and w.longitude is not None:
            unit = nearest((heir.unit for heir in heirs), w.latitude, w.longitude)
            if unit is not None:
                return unit, Finding.POSITION
        return heirs[0].unit, Finding.SPLIT_DEFAULT


def _contradiction(one: UnitRow, other: UnitRow | None) -> InvalidInput:
    return InvalidInput(
        N_("%(one)s (%(one_code)s) does not lie in %(other)s (%(other_code)s)."),
        field="commune",
        one=one.name,
        one_code=one.code,
        other=other.name if other else "?",
        other_code=other.code if other else "?",
    )
