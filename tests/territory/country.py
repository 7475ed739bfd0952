"""What does the whole country look like to the matching? Built from the shipped files alone."""

from __future__ import annotations

from functools import cache

from inspect178.kernel.shipped import shipped_rows
from inspect178.kernel.text import fold
from inspect178.territory.enums import Level
from inspect178.territory.gazetteer import Gazetteer, UnitRow
from inspect178.territory.operations import DATA, NO_BEGINNING
from inspect178.territory.rules import REFORM

LAYERS = {
    "before": ("units_before_2025-07-01.csv.gz", NO_BEGINNING, REFORM),
    "from": ("units_from_2025-07-01.csv.gz", REFORM, None),
}


@cache
def country() -> Gazetteer:
    """Give the gazetteer of the whole country, as the database would."""
    ids: dict[tuple[str, str, str], int] = {}
    units = []
    for layer, (name, start, end) in LAYERS.items():
        for row in shipped_rows(DATA / name):
            ids[layer, row["level"], row["code"]] = number = len(ids) + 1
            district = row["parent_code"] if layer == "before" else ""
            if row["level"] == "district":
                district = row["code"]
            units.append(
                UnitRow(
                    number,
                    row["code"],
                    Level(row["level"]),
                    row["name"],
                    row["short_name"],
                    ids.get((layer, "district", district)),
                    ids[layer, "province", row["province_code"]],
                    start,
                    end,
                    float(row["lat"]) if row["lat"] else None,
                    float(row["lon"]) if row["lon"] else None,
                )
            )
    aliases = [
        (ids[row["layer"], row["level"], row["code"]], fold(row["name_or_key"]))
        for row in shipped_rows(DATA / "aliases.csv.gz")
    ]
    successions = []
    for row in shipped_rows(DATA / "successions.csv.gz"):
        new_level = "commune" if row["old_level"] == "district" else row["old_level"]
        old = ids["before", row["old_level"], row["old_code"]]
        new = ids["from", new_level, row["new_code"]]
        successions.append((old, new, row["kind"], row["is_default"] == "1"))
    return Gazetteer(units, aliases, successions)
