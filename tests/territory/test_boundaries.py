"""Do the maps hold every unit of the tables, the far islands too, within their frames?"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from datetime import date

import pytest

from inspect178.kernel.shipped import shipped_rows
from inspect178.territory.boundaries import MapOutline, outline_of
from inspect178.territory.operations import DATA

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
TREES = {OLD: ("units_before_2025-07-01.csv.gz", "district"),
         NEW: ("units_from_2025-07-01.csv.gz", "commune")}  # fmt: skip
MOST_BYTES = 40_000
DA_NANG, HOANG_SA = "48", {OLD: "498", NEW: "20333"}
KHANH_HOA, TRUONG_SA = "56", {OLD: "576", NEW: "22736"}


def codes_of_table(tree_on: date) -> dict[str | None, set[str]]:
    """Give the codes of provinces under None, and of the units below each of them."""
    file, below = TREES[tree_on]
    found: dict[str | None, set[str]] = defaultdict(set)
    for row in shipped_rows(DATA / file):
        if row["level"] == "province":
            found[None].add(row["code"])
        elif row["level"] == below:
            found[row["province_code"]].add(row["code"])
    return found


def outline(code: str | None, tree_on: date) -> MapOutline:
    found = outline_of(code, tree_on)
    assert found is not None
    return found


def points(path: str) -> list[tuple[int, int]]:
    """Read path data back: each ring begins at a point, the others are relative."""
    found = []
    for x, y, steps in re.findall(r"M(\d+) (\d+)l([-\d ]+)z", path):
        at = (int(x), int(y))
        found.append(at)
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            found.append(at)
    return found


@pytest.mark.parametrize("tree_on", TREES, ids=["before", "from"])
def test_every_map_draws_exactly_the_units_of_the_table(tree_on):
    for parent, codes in codes_of_table(tree_on).items():
        drawn = [shape.code for shape in outline(parent, tree_on).shapes]

        assert drawn == sorted(codes), parent


@pytest.mark.parametrize("tree_on", TREES, ids=["before", "from"])
def test_nothing_is_drawn_outside_its_frame(tree_on):
    for parent in codes_of_table(tree_on):
        found = outline(parent, tree_on)
        for shape in found.shapes:
            drawn = [*points(shape.path), (shape.x, shape.y)]
            assert len(drawn) > 3, shape.code
            assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in drawn), parent


@pytest.mark.parametrize("tree_on", TREES, ids=["before", "from"])
@pytest.mark.parametrize(
    ("province", "islands", "name"),
    [(DA_NANG, HOANG_SA, "Hoàng Sa"), (KHANH_HOA, TRUONG_SA, "Trường Sa")],
)
def test_the_archipelagos_stand_in_an_inset_of_their_province(tree_on, province, islands, name):
    found = outline(province, tree_on)
    (inset,) = found.insets
    (shape,) = [s for s in found.shapes if s.code == islands[tree_on]]

    assert inset.text == name
    assert all(
        inset.x < x < inset.x + inset.width and inset.y < y < inset.y + inset.height
        for x, y in points(shape.path)
    )
    assert shape.path.count("z") >= 10  # not one island for all


@pytest.mark.parametrize("tree_on", TREES, ids=["before", "from"])
@pytest.mark.parametrize(
    ("province", "name"), [(DA_NANG, "Quần đảo Hoàng Sa"), (KHANH_HOA, "Quần đảo Trường Sa")]
)
def test_the_map_of_the_country_shows_the_archipelagos_at_their_place(tree_on, province, name):
    found = outline(None, tree_on)
    (label,) = [n for n in found.names if n.text == name]
    (shape,) = [s for s in found.shapes if s.code == province]
    others = [x for s in found.shapes if s.code not in (DA_NANG, KHANH_HOA) for x, _ in
              points(s.path)]  # fmt: skip
    at_sea = [(x, y) for x, y in points(shape.path) if x > max(others)]

    assert len(at_sea) >= 40  # at least ten islands, east of all other provinces
    assert min(x for x, _ in at_sea) <= label.x <= max(x for x, _ in at_sea)
    assert label.y < min(y for _, y in at_sea)  # the name covers no island


def test_ba_che_bears_the_code_of_the_conversion_table():
    codes = {shape.code for shape in outline("22", NEW).shapes}

    assert "06970" in codes
    assert "06978" not in codes


def test_only_maps_of_former_districts_are_approximate():
    assert outline("33", OLD).is_approximate
    assert not outline(None, OLD).is_approximate
    assert not outline("33", NEW).is_approximate
    assert not outline(None, NEW).is_approximate


@pytest.mark.parametrize(
    ("code", "tree_on"),
    [("12127", NEW), ("12127", OLD), ("328", OLD), ("02", NEW), ("99", OLD), ("x", NEW)],
)
def test_where_there_is_no_map_there_is_none(code, tree_on):
    assert outline_of(code, tree_on) is None


def test_a_point_for_a_label_lies_within_its_unit():
    for parent, tree_on in (("33", NEW), ("01", NEW), ("56", OLD), (None, NEW)):
        for shape in outline(parent, tree_on).shapes:
            xs, ys = zip(*points(shape.path), strict=True)
            assert min(xs) <= shape.x <= max(xs)
            assert min(ys) <= shape.y <= max(ys)


@pytest.mark.parametrize("tree_on", TREES, ids=["before", "from"])
def test_the_paths_of_a_map_suit_a_slow_network(tree_on):
    for parent in codes_of_table(tree_on):
        sent = "".join(shape.path for shape in outline(parent, tree_on).shapes).encode()

        assert len(gzip.compress(sent)) <= MOST_BYTES / 2, parent  # the other half is the page
