"""How far from the nearest ward is every commune? The same as in a plain loop over all pairs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import asin, cos, pi, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.extensions import db
from inspect178.kernel.shipped import shipped_rows
from inspect178.territory import queries
from inspect178.territory.enums import Level, Remoteness
from inspect178.territory.models import UnitSuccession
from inspect178.territory.operations import DATA
from inspect178.territory.remoteness import (
    EARTH_RADIUS_KM,
    Farness,
    Place,
    band_of_distance,
    bands_of,
    distance_km,
    farness_among,
    farness_of,
)

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
KINDS = ("Phường", "Xã", "Đặc khu")
HALF_ROUND = pi * EARTH_RADIUS_KM
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
IN_VIETNAM = st.tuples(st.floats(8, 23.5), st.floats(102, 118))
PLACES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 3), st.none() | IN_VIETNAM), max_size=25
).map(lambda facts: [Place(number, *fact) for number, fact in enumerate(facts, start=1)])


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The other usual formula, to compare with."""
    (a, b), (c, d) = ([radians(n) for n in point] for point in (one, other))
    h = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


def by_hand(place: Place, places: list[Place]) -> tuple[Remoteness, float | None]:
    """Say in plain steps in which band a commune lies."""
    if place.kind == "Phường":
        return Remoteness.WARD, 0.0
    if place.kind == "Đặc khu":
        return Remoteness.ISLAND, None
    km = [
        haversine(place.point, ward.point)
        for ward in places
        if ward.kind == "Phường" and ward.province_id == place.province_id
        if ward.point is not None and place.point is not None
    ]
    if not km:
        return Remoteness.UNKNOWN, None
    if min(km) < 10:
        return Remoteness.UNDER_10_KM, min(km)
    if min(km) < 25:
        return Remoteness.UNDER_25_KM, min(km)
    return (Remoteness.UNDER_50_KM if min(km) < 50 else Remoteness.FROM_50_KM), min(km)


def is_at_a_limit(km: float | None) -> bool:
    """Two formulas may differ in the last digit, just where a band ends."""
    return km is not None and any(abs(km - limit) < 1e-6 for limit in (10, 25, 50))


@given(POINTS, POINTS)
def test_it_is_as_far_there_as_back(one, other):
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert 0 <= distance_km(one, other) <= HALF_ROUND + 1e-6


@given(POINTS)
def test_a_place_is_at_no_distance_from_itself(point):
    assert distance_km(point, point) == 0


@given(POINTS, POINTS, POINTS)
def test_no_way_round_is_shorter(one, other, third):
    around = distance_km(one, third) + distance_km(third, other)

    assert distance_km(one, other) <= around + 1e-3


@given(IN_VIETNAM, IN_VIETNAM)
def test_the_distance_agrees_with_the_haversine_formula(one, other):
    assert distance_km(one, other) == pytest.approx(haversine(one, other), abs=1e-6)


def test_hanoi_lies_about_1140_km_from_ho_chi_minh_city():
    assert distance_km((21.0285, 105.8542), (10.7769, 106.7009)) == pytest.approx(1143, abs=3)


@pytest.mark.parametrize(
    ("km", "band"),
    [
        (0, Remoteness.UNDER_10_KM),
        (9.999, Remoteness.UNDER_10_KM),
        (10, Remoteness.UNDER_25_KM),
        (24.999, Remoteness.UNDER_25_KM),
        (25, Remoteness.UNDER_50_KM),
        (49.999, Remoteness.UNDER_50_KM),
        (50, Remoteness.FROM_50_KM),
    ],
)
def test_a_band_begins_at_its_limit(km, band):
    assert band_of_distance(km) == band


@given(PLACES)
def test_every_commune_has_one_band_and_it_is_that_of_a_plain_loop(places):
    found = farness_among(places)

    assert set(found) == {place.unit_id for place in places}
    for place in places:
        band, km = by_hand(place, places)
        assert found[place.unit_id].km == (None if km is None else pytest.approx(km, abs=1e-6))
        assert found[place.unit_id].band == band or is_at_a_limit(km)


@given(PLACES, st.integers(1, 3), IN_VIETNAM)
def test_another_ward_brings_nobody_farther_away(places, province, point):
    before = farness_among(places)
    after = farness_among([*places, Place(0, "Phường", province, point)])

    for unit_id, far in before.items():
        if far.km is not None:
            assert after[unit_id].km <= far.km


def test_the_shipped_country_has_a_band_for_every_commune():
    rows = [row for row in shipped_rows(DATA / "units_from_2025-07-01.csv.gz")
            if row["level"] == "commune"]  # fmt: skip
    places = [
        Place(n, r["kind"], int(r["province_code"]), (float(r["lat"]), float(r["lon"])))
        for n, r in enumerate(rows)
    ]
    bands = Counter(far.band for far in farness_among(places).values())

    assert sum(bands.values()) == 3321
    assert bands[Remoteness.ISLAND] == 13
    assert bands[Remoteness.WARD] == sum(row["kind"] == "Phường" for row in rows)
    assert bands[Remoteness.UNKNOWN] == 0
    assert max(far.km or 0 for far in farness_among(places).values()) < 200


def communes(code: str, day: date) -> list:
    province = queries.require_unit_by_code(code, day)
    below = queries.descendants_of(province, day)
    return [unit for unit in below if unit.level == Level.COMMUNE]


def test_the_bands_of_a_province_are_those_of_its_units(app):
    units = communes("04", NEW)
    places = [Place(u.id, u.kind, u.province_id, (u.latitude, u.longitude)) for u in units]

    found = bands_of({units[0].province_id}, NEW)

    assert found == {place.unit_id: by_hand(place, places)[0] for place in places}
    assert len(set(found.values())) >= 4


def test_the_country_takes_one_statement_and_holds_each_province(app, statements):
    with statements() as ran:
        country = bands_of(None, NEW)

    assert len(ran) == 1
    for code in ("04", "33"):
        below = communes(code, NEW)
        assert bands_of({below[0].province_id}, NEW).items() <= country.items()
    assert len(country) == 56 + 104


def test_no_province_has_no_communes(app):
    assert bands_of(set(), NEW) == {}
    assert bands_of(set(), OLD) == {}


def test_a_former_commune_has_the_band_of_its_default_successor(app, statements):
    former, today = communes("33", OLD), bands_of(None, NEW)

    with statements() as ran:
        found = bands_of({former[0].province_id}, OLD)

    assert len(ran) == 2
    assert found == {unit.id: today[queries.default_successor(unit).id] for unit in former}
    assert found.items() <= bands_of(None, OLD).items()


def test_a_former_commune_with_a_point_is_measured_to_the_wards_of_today(app):
    former = next(u for u in communes("33", OLD) if u.kind == "Xã")
    heir = queries.default_successor(former)
    wards = [u for u in communes("33", NEW) if u.kind == "Phường"]
    former.latitude, former.longitude = 20.0, 106.3
    db.session.flush()

    far = farness_of({former.province_id}, OLD)[former.id]

    nearest = min(haversine((20.0, 106.3), (w.latitude, w.longitude)) for w in wards)
    assert far.km == pytest.approx(nearest)
    assert far != farness_of({heir.province_id}, NEW)[heir.id]


def test_a_former_commune_that_went_into_a_special_zone_is_an_island(app):
    former = next(u for u in communes("33", OLD) if u.kind == "Xã")
    former.latitude, former.longitude = 20.0, 106.3
    queries.default_successor(former).kind = "Đặc khu"
    db.session.flush()

    assert farness_of({former.province_id}, OLD)[former.id] == Farness(Remoteness.ISLAND)


def test_a_former_commune_without_a_successor_is_unknown(app):
    former = communes("33", OLD)[0]
    db.session.query(UnitSuccession).filter_by(old_id=former.id).delete()

    assert bands_of({former.province_id}, OLD)[former.id] == Remoteness.UNKNOWN
