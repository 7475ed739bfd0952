"""Which administrative units does the package ship, and from which tables are they made?

Makes `inspect178/territory/data/` from the folder `admin_units` of the source data: the tree valid
to 30/06/2025, the tree valid from 01/07/2025, the map between them, other names, later changes.
Points of communes that lie outside their commune are mended from the folder `boundaries`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.data.outlines import inside, read_topology
from scripts.data.tables import PACKAGE, Row, letters_key, rows_of, tone_at_the_end, write_rows

TARGET = PACKAGE / "territory" / "data"
REFORM_ON = "2025-07-01"
DONG_NAI_ON = "2026-04-30"

UNIT_COLUMNS = (
    "level", "code", "kind", "name", "short_name", "parent_code", "province_code",
    "lat", "lon", "population", "area_km2", "alt_code",
)  # fmt: skip
SUCCESSION_COLUMNS = ("old_level", "old_code", "new_code", "kind", "is_default")
ALIAS_COLUMNS = (
    "layer", "level", "code", "name_or_key", "form", "source",
    "valid_from", "valid_to", "district_code",
)  # fmt: skip
CHANGE_COLUMNS = ("date", "level", "code", "new_kind", "new_name", "source")


def build(source: Path) -> dict[str, int]:
    """Write the five files and tell how many rows each has."""
    units = source / "admin_units"
    return {
        "units_before_2025-07-01.csv.gz": write_rows(
            TARGET / "units_before_2025-07-01.csv.gz", UNIT_COLUMNS, _old_units(units)
        ),
        "units_from_2025-07-01.csv.gz": write_rows(
            TARGET / "units_from_2025-07-01.csv.gz",
            UNIT_COLUMNS,
            _new_units(units, source / "boundaries"),
        ),
        "successions.csv.gz": write_rows(
            TARGET / "successions.csv.gz", SUCCESSION_COLUMNS, _successions(units)
        ),
        "aliases.csv.gz": write_rows(TARGET / "aliases.csv.gz", ALIAS_COLUMNS, _aliases(units)),
        "changes.csv": write_rows(TARGET / "changes.csv", CHANGE_COLUMNS, _changes(units)),
    }


def _unit(level: str, row: Row, parent: str, **more: str) -> Row:
    # The catalogue writes four names as "Thị Trấn …"; the kind before the short name mends that.
    return {
        "level": level,
        "code": row["code"],
        "kind": row["type"],
        "name": f"{row['type']} {row['short_name']}",
        "short_name": row["short_name"],
        "parent_code": parent,
        **more,
    }


def _old_units(units: Path) -> Iterator[Row]:
    for row in rows_of(units / "provinces_old.csv"):
        yield _unit("province", row, "", province_code=row["code"])
    for row in rows_of(units / "districts_old.csv"):
        yield _unit("district", row, row["province_code"], province_code=row["province_code"])
    for row in rows_of(units / "communes_old.csv"):
        yield _unit("commune", row, row["district_code"], province_code=row["province_code"])


def _new_units(units: Path, boundaries: Path) -> Iterator[Row]:
    mended = _mended_points(units, boundaries)
    stats = {row["code"]: row for row in rows_of(units / "communes_new_stats.csv")}
    communes = rows_of(units / "communes_new.csv")
    for row in rows_of(units / "provinces_new.csv"):
        yield _unit("province", row, "", province_code=row["code"])
    for row in communes:
        figures = {
            name: stats[row["code"]][name] for name in ("lat", "lon", "population", "area_km2")
        }
        figures |= mended.get(row["code"], {})
        province = row["province_code"]
        yield _unit(
            "commune", row, province, province_code=province, alt_code=row["alt_code"], **figures
        )


def _mended_points(units: Path, boundaries: Path) -> dict[str, Row]:
    """Points inside the communes whose point in the table lies elsewhere, as of a namesake.

    The point of a special zone may lie in the water between its islands.
    """
    points = {row["code"]: row for row in rows_of(boundaries / "commune_points.csv")}
    stats = {row["code"]: row for row in rows_of(units / "communes_new_stats.csv")}
    topology = read_topology(boundaries / "vn_communes_simplified.topojson.gz")
    mended = {}
    for shape in topology.shapes:
        at = stats[shape.code]
        rings = [topology.ring(ring, topology.arcs) for ring in shape.rings]
        if shape.properties["name"].startswith("Đặc khu "):
            continue
        if not inside((float(at["lon"]), float(at["lat"])), rings):
            mended[shape.code] = {name: points[shape.code][name] for name in ("lat", "lon")}
    return mended


def _successions(units: Path) -> Iterator[Row]:
    size = Counter(row["new_province_code"] for row in rows_of(units / "provinces_old.csv"))
    for row in rows_of(units / "provinces_old.csv"):
        yield {
            "old_level": "province",
            "old_code": row["code"],
            "new_code": row["new_province_code"],
            "kind": "unchanged" if size[row["new_province_code"]] == 1 else "whole",
            "is_default": "1",
        }
    for row in rows_of(units / "commune_map_old_new.csv"):
        if row["kind"] == "non_commune_area":
            continue  # a mud flat that belonged to no commune
        island = row["kind"] == "whole_district_island"
        yield {
            "old_level": "district" if island else "commune",
            "old_code": row["old_district_code"] if island else row["old_code"],
            "new_code": row["new_code"],
            "kind": row["kind"],
            "is_default": row["is_default"],
        }


def _changes(units: Path) -> Iterator[Row]:
    for level, file in (("province", "provinces_new.csv"), ("commune", "communes_new.csv")):
        for row in rows_of(units / file):
            if _is_another_name(row["name"], row["name_2026"]):
                yield {
                    "date": DONG_NAI_ON,
                    "level": level,
                    "code": row["code"],
                    "new_kind": row["type_2026"],
                    "new_name": row["name_2026"],
                    "source": "Nghị quyết 30/2026/QH16"
                    if level == "province"
                    else "Nghị quyết 237/NQ-UBTVQH16",
                }


def _is_another_name(name: str, later: str) -> bool:
    """Whether more differs than the place of a tone mark (Hoà) or an apostrophe (B’Lao)."""
    spellings = {
        tone_at_the_end(re.sub(r"[^\w\s]", " ", text)).replace(" ", "") for text in (name, later)
    }
    return len(spellings) > 1


def _aliases(units: Path) -> Iterator[Row]:
    yield from _variants(units)
    yield from _history_of_communes(units)
    yield from _history_of_districts(units)
    yield _alias("before", "province", "46", name="Tỉnh Thừa Thiên Huế", source="history",
                 valid_to="2025-01-01")  # fmt: skip
    for row in rows_of(units / "ward_aliases_before_2025.csv.gz"):
        yield _alias("before", "commune", row["old_code"], name=row["alias_key"], form="key",
                     source="ward_alias")  # fmt: skip
    for row in _changes(units):
        yield _alias("from", row["level"], row["code"], name=row["new_name"], source="name_2026",
                     valid_from=row["date"])  # fmt: skip


def _alias(layer: str, level: str, code: str, *, name: str, **more: str) -> Row:
    unit = {"layer": layer, "level": level, "code": code}
    return unit | {"name_or_key": name, "form": "name"} | more


def _variants(units: Path) -> Iterator[Row]:
    layers = {"old": "before", "new": "from"}
    for row in rows_of(units / "name_variants.csv"):
        yield _alias(
            layers[row["layer"]], "commune", row["code"], name=row["variant"], source="variant"
        )
    for row in rows_of(units / "provinces_new.csv"):
        changed = row["name_2026"] != row["name"]
        if changed and not _is_another_name(row["name"], row["name_2026"]):
            yield _alias("from", "province", row["code"], name=row["name_2026"], source="variant")


def _dates(row: Row) -> Row:
    return {"valid_from": row["valid_from"], "valid_to": row["valid_to"]}


def _history_of_communes(units: Path) -> Iterator[Row]:
    """Earlier names of the communes of 2025, and names of communes that were merged into them."""
    communes = {row["code"]: row for row in rows_of(units / "communes_old.csv")}
    taken = {(row["district_code"], row["name"]) for row in communes.values()}
    heirs = _heirs(units)
    for row in rows_of(units / "communes_history_2015_2025.csv.gz"):
        now = communes.get(row["code"])
        if now is None:
            code, source = _heir(row, heirs[letters_key(row["name"])], communes), "merged"
        elif (row["name"], row["district_code"]) != (now["name"], now["district_code"]):
            code, source = row["code"], "history"
        else:
            continue
        if code and _is_free(row["name"], communes[code], taken):
            yield _alias("before", "commune", code, name=row["name"], source=source,
                         district_code=row["district_code"], **_dates(row))  # fmt: skip


def _is_free(name: str, commune: Row, taken: set[tuple[str, str]]) -> bool:
    """Whether no other commune of the district bears the name today, so that it misleads nobody."""
    return name == commune["name"] or (commune["district_code"], name) not in taken


def _heirs(units: Path) -> defaultdict[str, set[str]]:
    heirs: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows_of(units / "ward_aliases_before_2025.csv.gz"):
        heirs[row["alias_key"]].add(row["old_code"])
    return heirs


def _heir(row: Row, candidates: set[str], communes: dict[str, Row]) -> str:
    """The one commune of 2025 that took the abolished one over, blank where that is not certain."""
    for column in ("district_code", "province_code"):
        near = [code for code in candidates if communes[code][column] == row[column]]
        if near:
            return near[0] if len(near) == 1 else ""
    return ""


def _history_of_districts(units: Path) -> Iterator[Row]:
    """Earlier names of districts, and abolished districts whose communes mostly went to one."""
    districts = {row["code"]: row["name"] for row in rows_of(units / "districts_old.csv")}
    taken = {(row["province_code"], row["name"]) for row in rows_of(units / "districts_old.csv")}
    today = {row["code"]: row["district_code"] for row in rows_of(units / "communes_old.csv")}
    spans: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows_of(units / "communes_history_2015_2025.csv.gz"):
        spans[row["province_code"], row["district_code"], row["district_name"]].append(row)
    for (province, code, name), rows in sorted(spans.items()):
        target = _main(today[row["code"]] for row in rows if row["code"] in today)
        if districts.get(code) == name or (province, name) in taken or not target:
            continue
        yield _alias(
            "before",
            "district",
            target,
            name=name,
            source="history" if target == code else "merged",
            valid_from=min(row["valid_from"] for row in rows),
            valid_to=max(row["valid_to"] for row in rows),
            district_code=code,
        )


def _main(codes: Iterable[str]) -> str:
    """The code that more than two thirds of them are, else blank."""
    counts = Counter(codes)
    code, most = counts.most_common(1)[0] if counts else ("", 0)
    return code if most * 3 > counts.total() * 2 else ""
