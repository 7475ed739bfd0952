"""What can be done with units? Load the country's units that are shipped with the package.

Source: the statistics office's catalogues and conversion table (territory/data/NOTICE). Loading
again adds only what is missing: every row is recognised by level, code and first day.

A unit that is only renamed, or gets another kind (`data/changes.csv`: a xã becomes a phường), stays
the same row with the same id, because establishments, inspections, decisions and roles point to
it and nothing of its ground has changed. Its former name stays as an alias, with the last day on
which it was official, so that older lists are still understood. Papers keep the name that they
were printed with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.shipped import shipped_rows
from inspect178.kernel.text import fold, sort_key
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit, UnitAlias, UnitSuccession
from inspect178.territory.rules import REFORM as REFORM  # used by whoever loads or counts
from inspect178.territory.rules import former_name_source

DATA = Path(__file__).parent / "data"
# The catalogues do not say since when a unit of the three-level tree existed.
NO_BEGINNING = date(1900, 1, 1)
_LAYERS = {
    "before": ("units_before_2025-07-01.csv.gz", NO_BEGINNING, REFORM),
    "from": ("units_from_2025-07-01.csv.gz", REFORM, None),
}
_Key = tuple[Level, str, date]


@dataclass(frozen=True)
class Loaded:
    """How many rows a load added."""

    units: int
    successions: int
    aliases: int
    renamed: int

    id: str = "units"


def load_units(*, actor: Actor, at: datetime, provinces: frozenset[str] | None = None) -> Loaded:
    """Load the units of both trees, the map between them and other names; nothing twice.

    `provinces` keeps only the new provinces with these codes and whatever became part of them.
    """
    rows = {layer: list(_rows(spec[0])) for layer, spec in _LAYERS.items()}
    successions = list(_rows("successions.csv.gz"))
    if provinces is not None:
        rows = _only(rows, successions, provinces)
    ids = _known_ids()
    units = sum(_load_layer(layer, rows[layer], ids) for layer in _LAYERS)
    pairs = _load_successions(successions, ids)
    aliases = _load_aliases(ids)
    renamed = _rename_units(ids, clock.local_day(at))
    loaded = Loaded(units, pairs, aliases, renamed)
    if units or pairs or aliases or renamed:
        trail.record(
            A.UNITS_LOADED, actor=actor, subject=loaded, at=at, added=units, changed=renamed
        )
    return loaded


def _rows(name: str) -> Iterator[dict[str, str]]:
    return shipped_rows(DATA / name)


def _only(
    rows: dict[str, list[dict[str, str]]],
    successions: list[dict[str, str]],
    provinces: frozenset[str],
) -> dict[str, list[dict[str, str]]]:
    old = {
        s["old_code"]
        for s in successions
        if s["old_level"] == "province" and s["new_code"] in provinces
    }
    return {
        "before": [r for r in rows["before"] if r["province_code"] in old],
        "from": [r for r in rows["from"] if r["province_code"] in provinces],
    }


def _known_ids() -> dict[_Key, int]:
    found = db.session.execute(
        select(AdminUnit.level, AdminUnit.code, AdminUnit.valid_from, AdminUnit.id)
    )
    return {(row.level, row.code, row.valid_from): row.id for row in found}


def _load_layer(layer: str, rows: list[dict[str, str]], ids: dict[_Key, int]) -> int:
    _, start, end = _LAYERS[layer]
    next_id = max(ids.values(), default=0) + 1
    added = []
    for row in rows:
        key = (Level(row["level"]), row["code"], start)
        if key in ids:
            continue
        ids[key] = next_id
        added.append(
            _unit(row, layer, ids=ids, fixed={"id": next_id, "valid_from": start, "valid_to": end})
        )
        next_id += 1
    if added:
        db.session.execute(insert(AdminUnit), added)
        _advance_sequence()
    return len(added)


def _unit(
    row: dict[str, str], layer: str, *, ids: dict[_Key, int], fixed: dict[str, Any]
) -> dict[str, Any]:
    level, start = Level(row["level"]), fixed["valid_from"]
    province = ids[(Level.PROVINCE, row["province_code"], start)]
    district = None
    if layer == "before" and level != Level.PROVINCE:
        code = row["code"] if level == Level.DISTRICT else row["parent_code"]
        district = ids[(Level.DISTRICT, code, start)]
    parent = None if level == Level.PROVINCE else province
    if layer == "before" and level == Level.COMMUNE:
        parent = district
    return {
        **fixed,
        "level": level,
        "code": row["code"],
        "kind": row["kind"],
        "name": row["name"],
        "short_name": row["short_name"],
        "search_key": fold(row["name"]),
        "sort_key": sort_key(row["short_name"]),
        "parent_id": parent,
        "province_id": province,
        "district_id": district,
        "latitude": float(row["lat"]) if row["lat"] else None,
        "longitude": float(row["lon"]) if row["lon"] else None,
        "population": int(row["population"]) if row["population"] else None,
        "alternative_code": row["alt_code"] or None,
    }


def _advance_sequence() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            select(
                func.setval("admin_unit_id_seq", select(func.max(AdminUnit.id)).scalar_subquery())
            )
        )


def _load_successions(rows: list[dict[str, str]], ids: dict[_Key, int]) -> int:
    known = {
        tuple(r) for r in db.session.execute(select(UnitSuccession.old_id, UnitSuccession.new_id))
    }
    added = []
    for row in rows:
        old_level = Level(row["old_level"])
        new_level = Level.COMMUNE if old_level == Level.DISTRICT else old_level
        old = ids.get((old_level, row["old_code"], NO_BEGINNING))
        new = ids.get((new_level, row["new_code"], REFORM))
        if old is None or new is None or (old, new) in known:
            continue
        known.add((old, new))
        added.append(
            {
                "old_id": old,
                "new_id": new,
                "kind": row["kind"],
                "is_default": row["is_default"] == "1",
            }
        )
    if added:
        db.session.execute(insert(UnitSuccession), added)
    return len(added)


def _load_aliases(ids: dict[_Key, int]) -> int:
    known = {tuple(r) for r in db.session.execute(select(UnitAlias.unit_id, UnitAlias.key))}
    starts = {"before": NO_BEGINNING, "from": REFORM}
    added = []
    for row in _rows("aliases.csv.gz"):
        unit = ids.get((Level(row["level"]), row["code"], starts[row["layer"]]))
        key = fold(row["name_or_key"])
        if unit is None or (unit, key) in known:
            continue
        known.add((unit, key))
        added.append({"unit_id": unit, "key": key, "source": row["source"]})
    if added:
        db.session.execute(insert(UnitAlias), added)
    return len(added)


def _rename_units(ids: dict[_Key, int], today: date) -> int:
    """Give units the names that they bear since a day that has come; keep the former ones."""
    renamed = 0
    for row in sorted(_rows("changes.csv"), key=lambda row: row["date"]):
        since = date.fromisoformat(row["date"])
        found = ids.get((Level(row["level"]), row["code"], REFORM))
        unit = db.session.get(AdminUnit, found) if found is not None else None
        if unit is None or since > today or unit.name == row["new_name"]:
            continue
        _keep_former_name(unit, since)
        unit.kind, unit.name = row["new_kind"], row["new_name"]
        unit.short_name = row["new_name"].removeprefix(f"{row['new_kind']} ")
        unit.search_key, unit.sort_key = fold(unit.name), sort_key(unit.short_name)
        renamed += 1
    return renamed


def _keep_former_name(unit: AdminUnit, since: date) -> None:
    key = fold(unit.name)
    taken = select(UnitAlias.id).where(UnitAlias.unit_id == unit.id, UnitAlias.key == key)
    if db.session.scalar(taken) is None:
        source = former_name_source(unit.name, since - timedelta(days=1))
        db.session.add(UnitAlias(unit_id=unit.id, key=key, source=source))
