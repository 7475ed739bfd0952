"""Which real places may the demonstration and the tests use, and where do they come from?

Makes `inspect178/demo_data/osm/` (OpenStreetMap, only the seed provinces) and the samples of lists
under `tests/data/`. Nothing is taken from the State's registers of lodging and restaurants.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.data.tables import PACKAGE, TEST_DATA, Row, rows_of, write_rows

SEED_PROVINCES = ("04", "11", "12", "31", "33")
PLACE_COLUMNS = (
    "external_id", "name", "type_code", "address", "lat", "lon",
    "commune_code", "province_code", "osm_tag",
)  # fmt: skip
OFFICE_COLUMNS = (
    "STT", "Mã cơ sở", "Tên cơ sở", "Loại hình", "Địa chỉ", "Xã/phường", "Quận/huyện", "Tỉnh/TP",
)  # fmt: skip
# How many rows of each kind the sample of a list takes: all of the rare kinds, some of the common.
SAMPLE_SIZES = {
    "karaoke": 39, "massage_spa": 34, "cat_toc": 6, "bar_vu_truong": 30, "nha_hang": 20,
    "quan_an": 20, "cafe": 20, "tiem_banh": 5, "an_vat": 5, "khac": 10, "bida": 3, "vui_choi": 3,
}  # fmt: skip
OFFICE_WORDS = {
    "karaoke": "Karaoke", "massage_spa": "Massage", "cat_toc": "Cắt tóc, gội đầu",
    "bar_vu_truong": "Bar", "nha_hang": "NH", "quan_an": "Quán ăn", "cafe": "Cà phê",
    "tiem_banh": "Tiệm bánh", "an_vat": "Ăn vặt", "khac": "Khác", "bida": "Bi-a",
    "vui_choi": "Vui chơi",
}  # fmt: skip


def build(source: Path) -> dict[str, int]:
    """Write the demonstration's places and the samples, and tell how many rows each has."""
    osm = rows_of(source / "establishments" / "osm_places_2026.csv.gz")
    listed = list(_sample(rows_of(source / "establishments" / "hcm_food_drink_2015.csv.gz")))
    elsewhere = [row for row in osm if row["new_province_code"] not in SEED_PROVINCES]
    lodging = [row for row in elsewhere if row["type"] in ("khach_san", "nha_nghi", "homestay")]
    return {
        "demo_data/osm/places.csv": write_rows(
            PACKAGE / "demo_data" / "osm" / "places.csv", PLACE_COLUMNS, _places(osm)
        ),
        "tests/data/import_sample.csv": write_rows(
            TEST_DATA / "import_sample.csv", tuple(listed[0]), listed
        ),
        "tests/data/import_sample_vi.csv": write_rows(
            TEST_DATA / "import_sample_vi.csv", OFFICE_COLUMNS, _as_offices_write(source, listed)
        ),
        "tests/data/osm/import_sample_osm.csv": write_rows(
            TEST_DATA / "osm" / "import_sample_osm.csv", tuple(osm[0]), lodging[:80]
        ),
    }


def _places(osm: Iterable[Row]) -> Iterator[Row]:
    words = {
        row["folded"]: row["type_code"]
        for row in rows_of(PACKAGE / "registry" / "data" / "type_words.csv")
    }
    for row in osm:
        if row["new_province_code"] in SEED_PROVINCES:
            yield row | {
                "external_id": row["id"],
                "type_code": words[row["type"].replace("_", " ")],
                "commune_code": row["new_ward_code"],
                "province_code": row["new_province_code"],
            }


def _sample(rows: Iterable[Row]) -> Iterator[Row]:
    """The first rows of each kind, taking turns between the ways in which the unit was found."""
    groups: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[row["type"]][row["match"]].append(row)
    for kind, size in SAMPLE_SIZES.items():
        queues = [groups[kind][match] for match in sorted(groups[kind])]
        chosen: list[Row] = []
        while len(chosen) < size and any(queues):
            chosen += [queue.pop(0) for queue in queues if queue]
        yield from sorted(chosen[:size], key=lambda row: row["id"])


def _as_offices_write(source: Path, rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    """The same places as an office lists them, with names of units in place of codes."""
    units = source / "admin_units"
    names = {
        file: {row["code"]: row["name"] for row in rows_of(units / f"{file}.csv")}
        for file in ("provinces_old", "districts_old", "communes_old")
    }
    for number, row in enumerate(rows, start=1):
        yield {
            "STT": number,
            "Mã cơ sở": row["id"],
            "Tên cơ sở": row["name"],
            "Loại hình": OFFICE_WORDS[row["type"]],
            "Địa chỉ": row["address"],
            "Xã/phường": names["communes_old"].get(row["old_ward_code"], ""),
            "Quận/huyện": names["districts_old"].get(row["old_district_code"], ""),
            "Tỉnh/TP": names["provinces_old"].get(row["old_province_code"], ""),
        }
