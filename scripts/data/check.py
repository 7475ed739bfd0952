"""Are the data files of the package sound, and do they fit together?

    python -m scripts.data.check

Reads only the repository. Prints one line a problem and exits 1 where there is one.
"""

import csv
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from scripts.data.tables import PACKAGE, TEST_DATA, Row, rows_of, unaccented

SEED_PROVINCES = {"04", "11", "12", "31", "33"}
GROUPS = {
    "lodging", "karaoke", "dance_hall", "bar", "massage", "sauna", "hair", "cafe", "restaurant",
    "other",
}  # fmt: skip
MARKS = {"verified", "verified_2nd", "from_memory", "not_found"}
FORMULAS = {
    "COV-Y", "COV-CUM", "QUOTA", "VIS", "VIO-V", "VIO-E", "CAM", "FINE", "FIX", "TIP", "entered",
}  # fmt: skip
FIELDS_OF_SANCTIONS = {"order_security", "social_evils", "residence", "culture", "labour"}
UNIT_COUNTS = {
    "units_before_2025-07-01": {"province": 63, "district": 696, "commune": 10035},
    "units_from_2025-07-01": {"province": 34, "commune": 3321},
}
SPLIT_COMMUNES = 440
# What no shipped file may come from, by the ids of its rows.
FORBIDDEN_IDS = re.compile(r"\b(LT|NH)\d{5}\b")
# Columns that the tables hold in so many characters.
LENGTHS = {
    "legal_basis": 200, "clause_keys": 200, "only_keys": 200, "groups": 200, "source": 300,
    "count_label_vi": 160, "total_label_vi": 160, "clause": 60, "decree": 60, "post_vi": 200,
    "post_en": 200, "name_vi": 200, "title_vi": 160, "verified_by": 120,
}  # fmt: skip
DATE_COLUMNS = {"valid_from", "valid_to", "verified_on", "date", "leads_from", "leads_to"}

Problems = Iterator[str]


def data(package: str, name: str) -> Path:
    """The path of a data file of a feature."""
    return PACKAGE / package / "data" / name


def table(package: str, name: str) -> list[Row]:
    """The rows of a data file of a feature."""
    return rows_of(data(package, name))


def outlines(name: str) -> list[Row]:
    """The rows of a file of the maps."""
    return rows_of(data("territory", "boundaries") / name)


def folded(text: str) -> str:
    """The key under which words are looked up: unaccented, one space for what is no letter."""
    return re.sub(r"[^a-z0-9]+", " ", unaccented(text)).strip()


def all_files() -> list[Path]:
    """Every data file that is shipped or used by the tests."""
    folders = [*PACKAGE.glob("*/data"), PACKAGE / "demo_data", TEST_DATA]
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".csv", ".gz", ".json") or path.name == "NOTICE"
    )


def well_formed(path: Path) -> Problems:
    """UTF-8 in NFC, rows as long as the header, dates that parse, nothing of a closed register."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8")
    if text != unicodedata.normalize("NFC", text):
        yield "is not NFC"
    if FORBIDDEN_IDS.search(text):
        yield "holds rows of a register that may not be shipped"
    if path.suffix == ".json":
        json.loads(text)
    elif path.name != "NOTICE":
        header, *rows = csv.reader(text.splitlines())
        for number, cells in enumerate(rows, start=2):
            if len(cells) != len(header):
                yield f"line {number}: {len(cells)} cells under {len(header)} headings"
            yield from _row_problems(number, dict(zip(header, cells, strict=False)))


def _row_problems(number: int, row: Row) -> Problems:
    yield from _date_problems(number, row)
    for column, length in LENGTHS.items():
        if len(row.get(column, "")) > length:
            yield f"line {number}: {column} is longer than {length}"
    if row.get("mark", "verified") not in MARKS:
        yield f"line {number}: unknown mark {row['mark']}"
    if any(cell != cell.strip() for cell in row.values()) and "category_raw" not in row:
        yield f"line {number}: blanks at the rim of a cell"


def _date_problems(number: int, row: Row) -> Problems:
    for column in sorted(DATE_COLUMNS & set(row)):
        if row[column] and not re.fullmatch(r"\d{4}-\d\d-\d\d", row[column]):
            yield f"line {number}: {column} is no date: {row[column]}"
        elif row[column]:
            date.fromisoformat(row[column])
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] < row["valid_from"]:
        yield f"line {number}: ends before it begins"


def noticed() -> Problems:
    """Each folder of data says where it comes from."""
    for folder in sorted({path.parent for path in all_files()}):
        if not (folder / "NOTICE").exists():
            yield f"{folder}: no NOTICE"


def units() -> Problems:
    """The counts of the State's lists, parents, and the map between the trees."""
    codes: dict[str, dict[str, set[str]]] = {}
    for layer, expected in UNIT_COUNTS.items():
        rows = table("territory", f"{layer}.csv.gz")
        counts = Counter(row["level"] for row in rows)
        if counts != expected:
            yield f"{layer}: {dict(counts)} instead of {expected}"
        seen: dict[str, set[str]] = {"province": set(), "district": set(), "commune": set()}
        for row in rows:
            parents = seen["district"] if row["level"] == "commune" else seen["province"]
            if row["parent_code"] and row["parent_code"] not in parents | seen["province"]:
                yield f"{layer}: {row['code']} comes before its parent {row['parent_code']}"
            if row["name"] != f"{row['kind']} {row['short_name']}":
                yield f"{layer}: {row['code']} {row['name']} is not kind and short name"
            seen[row["level"]].add(row["code"])
        codes[layer] = seen
    yield from _successions(codes["units_before_2025-07-01"], codes["units_from_2025-07-01"])
    yield from _aliases(codes["units_before_2025-07-01"], codes["units_from_2025-07-01"])


def _successions(old: dict[str, set[str]], new: dict[str, set[str]]) -> Problems:
    rows = table("territory", "successions.csv.gz")
    for row in rows:
        target = "commune" if row["old_level"] == "district" else row["old_level"]
        if row["old_code"] not in old[row["old_level"]] or row["new_code"] not in new[target]:
            yield f"successions: unknown unit in {row}"
    successors = Counter(row["old_code"] for row in rows if row["old_level"] == "commune")
    defaults = Counter(
        row["old_code"]
        for row in rows
        if row["old_level"] == "commune" and row["is_default"] == "1"
    )
    if set(successors) != old["commune"] or set(defaults.values()) != {1}:
        yield "successions: an old commune without exactly one default"
    if sum(count > 1 for count in successors.values()) != SPLIT_COMMUNES:
        yield "successions: another number of split communes"


def _aliases(old: dict[str, set[str]], new: dict[str, set[str]]) -> Problems:
    layers = {"before": old, "from": new}
    for row in table("territory", "aliases.csv.gz"):
        if row["code"] not in layers[row["layer"]][row["level"]]:
            yield f"aliases: unknown unit in {row}"
    for row in table("territory", "changes.csv"):
        if row["code"] not in new[row["level"]] or not row["new_name"].startswith(row["new_kind"]):
            yield f"changes: {row}"


def boundaries() -> Problems:
    """Every map holds just the units that the tables have below its province, inside its frame."""
    level = {"before": "district", "from": "commune"}
    frames = outlines("frames.csv")
    for layer in level:
        units = table("territory", f"units_{layer}_2025-07-01.csv.gz")
        expected = {
            (row["province_code"] if row["level"] == level[layer] else "", row["code"])
            for row in units
            if row["level"] in ("province", level[layer])
        }
        shapes = outlines(f"shapes_{layer}_2025-07-01.csv.gz")
        found = Counter((row["parent_code"], row["code"]) for row in shapes)
        for parent, code in sorted(expected ^ set(found)):
            yield f"boundaries: {layer} {parent} {code} stands only in one of map and table"
        if max(found.values()) > 1:
            yield f"boundaries: {layer} draws a unit twice"
        views = {f["parent_code"] for f in frames if (f["layer"], f["kind"]) == (layer, "view")}
        if views != {parent for parent, _ in expected}:
            yield f"boundaries: {layer} lacks a frame"
        if any(re.sub(r"M\d+ \d+l-?\d+([ -]\d+)+z", "", row["d"]) for row in shapes):
            yield f"boundaries: {layer} holds a path of another form"


def words() -> Problems:
    """Words of registers: keys are what folding gives, unique, and lead to what exists."""
    types = {row["code"] for row in table("registry", "establishment_types.csv")}
    for row in table("registry", "establishment_types.csv"):
        if row["group"] not in GROUPS:
            yield f"establishment_types: unknown group in {row['code']}"
    for row in table("registry", "type_words.csv"):
        if (row["type_code"] or "khac") not in types or bool(row["type_code"]) == bool(
            row["reason"]
        ):
            yield f"type_words: {row}"
    for name, column, key in (
        ("type_words.csv", "word", ("folded",)),
        ("heading_words.csv", "heading", ("folded",)),
        ("value_words.csv", "word", ("field", "folded")),
        ("abbreviations.csv", "abbreviation", ("scope", "folded")),
    ):
        yield from _keys(name, column, key)


def _keys(name: str, column: str, key: tuple[str, ...]) -> Problems:
    rows = table("registry", name)
    for row in rows:
        if row["folded"] != folded(row[column]):
            yield f"{name}: {row[column]} folds to {folded(row[column])}"
    for value, count in Counter(tuple(row[part] for part in key) for row in rows).items():
        if count > 1:
            yield f"{name}: {value} occurs {count} times"


def sanctions() -> Problems:
    """Ranges in order, fields and keys known, and at most one row for an act on a day."""
    rows = table("violations", "sanction_clauses.csv")
    ids = Counter(row["id"] for row in rows)
    yield from (
        f"sanction_clauses: {one} occurs {count} times" for one, count in ids.items() if count > 1
    )
    for row in rows:
        if int(row["individual_min"]) > int(row["individual_max"]):
            yield f"sanction_clauses: {row['id']} has its range upside down"
        if row["field"] not in FIELDS_OF_SANCTIONS:
            yield f"sanction_clauses: unknown field of {row['id']}"
        if (row["mark"] == "verified") != bool(row["verified_on"]):
            yield f"sanction_clauses: {row['id']} is marked {row['mark']}"
    yield from _overlaps(rows)
    yield from _competence({row["key"] for row in rows})


def _overlaps(rows: list[Row]) -> Problems:
    acts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one["valid_from"]):
        acts[row["key"]].append(row)
    for versions in acts.values():
        for one, following in zip(versions, versions[1:], strict=False):
            if (one["valid_to"] or "9999-12-31") >= following["valid_from"]:
                yield f"sanction_clauses: {one['id']} and {following['id']} hold on the same day"


def _competence(keys: set[str]) -> Problems:
    for row in table("violations", "competence.csv"):
        if not _split(row["only_keys"]) <= keys or row["field"] not in FIELDS_OF_SANCTIONS:
            yield f"competence: unknown key or field in {row}"


def checklists() -> Problems:
    """Sections, groups, clauses and conditions of the questions exist."""
    sections = {row["code"] for row in table("inspections", "checklist_sections.csv")}
    keys = {row["key"] for row in table("violations", "sanction_clauses.csv")}
    rows = table("inspections", "checklist_items.csv")
    codes = Counter(row["code"] for row in rows)
    yield from (f"checklist_items: {code} twice" for code, count in codes.items() if count > 1)
    for row in rows:
        unknown = _split(row["groups"]) - GROUPS - {"all"} | _split(row["clause_keys"]) - keys
        condition = row["shown_if"].partition("=")
        counted = row["answer"] != "yes_no_na"
        if (
            unknown
            or row["section"] not in sections
            or (row["shown_if"] and condition[0] not in codes)
            or counted != bool(row["count_label_vi"])
            or (row["answer"] == "count_of") != bool(row["total_label_vi"])
            or not row["question_vi"].endswith("?")
        ):
            yield f"checklist_items: {row['code']} {sorted(unknown)}"


def _split(text: str) -> set[str]:
    return set(filter(None, text.split("|")))


def plans() -> Problems:
    """Units, agencies and formulas of the plans exist."""
    trees = {
        name: {(row["level"], row["code"]) for row in table("territory", f"{name}.csv.gz")}
        for name in UNIT_COUNTS
    }
    agencies = {row["code"] for row in table("identity", "agencies.csv")}
    for plan in json.loads(data("planning", "plans.json").read_text(encoding="utf-8"))["plans"]:
        old = plan["tree_date"] < "2025-07-01"
        tree = trees["units_before_2025-07-01" if old else "units_from_2025-07-01"]
        if (plan["unit_level"], plan["unit_code"]) not in tree:
            yield f"plans: {plan['code']} has an unknown unit"
        if not {plan["lead_agency"], plan["consolidating_agency"]} <= agencies:
            yield f"plans: {plan['code']} has an unknown agency"
        for target in plan["targets"]:
            if target["formula"] not in FORMULAS or target["unit"] not in (
                "percent",
                "count",
                "yes_no",
            ):
                yield f"plans: {target['code']} {target['formula']} {target['unit']}"


def commitments() -> Problems:
    """The versions follow each other without a gap, undertakings are numbered."""
    text = data("commitments", "commitment_text.json").read_text(encoding="utf-8")
    versions = json.loads(text)["versions"]
    for one, following in zip(versions, versions[1:], strict=False):
        day_after = date.fromisoformat(one["valid_to"]) + timedelta(days=1)
        if day_after.isoformat() != following["valid_from"]:
            yield f"commitment_text: a gap after {one['version']}"
    for one in versions:
        numbers = [undertaking["number"] for undertaking in one["undertakings"]]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"commitment_text: numbers of {one['version']}"


def demonstration() -> Problems:
    """Demo words and places speak of types, units and clauses that exist."""
    demo = json.loads((PACKAGE / "demo_data" / "demo_words.json").read_text(encoding="utf-8"))
    types = {row["code"] for row in table("registry", "establishment_types.csv")}
    keys = {row["key"] for row in table("violations", "sanction_clauses.csv")}
    communes = {
        row["code"]: row["province_code"]
        for row in table("territory", "units_from_2025-07-01.csv.gz")
        if row["level"] == "commune"
    }
    if set(demo["streets"]) != SEED_PROVINCES or set(demo["name_patterns"]) != types:
        yield "demo_words: streets or names do not fit the provinces or types"
    if not set(demo["type_weights"]) <= types or not set(demo["violation_weights"]) <= keys:
        yield "demo_words: weights of unknown types or clauses"
    for row in rows_of(PACKAGE / "demo_data" / "osm" / "places.csv"):
        if row["type_code"] not in types or communes[row["commune_code"]] != row["province_code"]:
            yield f"places: {row}"


def problems() -> Iterable[str]:
    """Everything that is wrong with the data files."""
    for path in all_files():
        name = "/".join(path.parts[-3:])
        yield from (f"{name}: {problem}" for problem in well_formed(path))
    for check in (
        noticed, units, boundaries, words, sanctions, checklists, plans, commitments, demonstration,
    ):  # fmt: skip
        yield from check()


def main() -> int:
    """Print the problems; 0 where there is none."""
    found = list(problems())
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(all_files())} files, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
