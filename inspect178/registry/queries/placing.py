"""Where does an establishment lie when a person says so? Today's unit, and the one of before."""

from __future__ import annotations

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import Placement
from inspect178.registry.rules import Place
from inspect178.registry.words import written_out
from inspect178.territory.enums import Level
from inspect178.territory.matching import Located, Written, locate
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import gazetteer, require_unit, successions_of
from inspect178.territory.rules import LAST_DAY_BEFORE


def place_by_hand(unit: AdminUnit, old_commune: str) -> Place:
    """Give the place that a person chose; the commune of before is found by its name.

    Where only the province is chosen, an old commune tells the commune of today.
    """
    province_id = unit.province_id or unit.id
    if not old_commune:
        if unit.level == Level.PROVINCE:
            return Place(province_id, None, None, Placement.UNPLACED)
        return Place(province_id, unit.id, None, Placement.MANUAL)
    located = _located(require_unit(province_id), old_commune)
    if unit.level == Level.PROVINCE:
        placement = Placement(located.finding.value)
        return Place(province_id, located.commune_id, located.old_commune_id, placement)
    heirs = {heir.id for heir, _ in successions_of(require_unit(located.old_commune_id or 0))}
    if unit.id not in heirs:
        raise InvalidInput(
            N_("Nothing of this old commune went to %(unit)s."), field="old_commune", unit=unit.name
        )
    return Place(province_id, unit.id, located.old_commune_id, Placement.MANUAL)


def _located(province: AdminUnit, old_commune: str) -> Located:
    commune, _, district = (part.strip() for part in old_commune.partition(","))
    written = Written(
        new_province_code=province.code,
        commune=written_out(commune),
        district=written_out(district),
    )
    try:
        located = locate(gazetteer(), written, day=LAST_DAY_BEFORE)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="old_commune", **error.params) from error
    if located.old_commune_id is None:
        raise InvalidInput(
            N_("Write the commune with its district, such as Xã Hòa Phong, Thị xã Mỹ Hào."),
            field="old_commune",
        )
    return located
