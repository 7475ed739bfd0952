"""Which levels do administrative units have, and how is the unit in force found?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Level(LabelledEnum):
    """A level of local government; districts existed until 30/06/2025."""

    PROVINCE = "province", N_("Province or city")
    DISTRICT = "district", N_("District")
    COMMUNE = "commune", N_("Commune, ward or special zone")


class SuccessionKind(LabelledEnum):
    """What of an old unit went into a new one."""

    UNCHANGED = "unchanged", N_("Unchanged")
    RENAMED = "renamed", N_("Renamed only")
    WHOLE = "whole", N_("The whole unit")
    PART = "part", N_("A part")
    PART_AREA = "part_area", N_("A part of the area")
    PART_PEOPLE = "part_people", N_("A part of the area with people")
    PART_AREA_ALL_PEOPLE = "part_area_all_people", N_("A part of the area with all people")
    WHOLE_DISTRICT_ISLAND = "whole_district_island", N_("The whole island district")


class Finding(LabelledEnum):
    """How the commune in force was found from what is written."""

    EXACT = "exact", N_("Named as it is today")
    SUCCESSOR = "successor", N_("The only successor of the old commune")
    SPLIT_DEFAULT = "split_default", N_("Default of a split commune")
    POSITION = "position", N_("Nearest of the parts of a split commune")
    UNPLACED = "unplaced", N_("Only the province is known")


class Remoteness(LabelledEnum):
    """How far a commune lies from the nearest ward of its province, in a straight line."""

    WARD = "ward", N_("Ward")
    UNDER_10_KM = "under_10_km", N_("Under 10 km from a ward")
    UNDER_25_KM = "under_25_km", N_("From 10 to under 25 km from a ward")
    UNDER_50_KM = "under_50_km", N_("From 25 to under 50 km from a ward")
    FROM_50_KM = "from_50_km", N_("50 km or more from a ward")
    ISLAND = "island", N_("Island (special zone)")
    UNKNOWN = "unknown", N_("Distance not known")
