"""How far is a commune from the nearest town? Bands, so that no average hides the small and far.

Definition: the straight (great-circle) distance in kilometres from the point of a commune to the
point of the nearest ward (phường) of its province, both in force on the day. A ward has distance 0.
A special zone (đặc khu) is an island and stands in a band of its own, whatever its distance.

A commune of before 01/07/2025 has the band of the commune that took it over by default; where it
has a point of its own, the distance of that point to the wards of the province of today counts.
One that became part of a special zone is an island.

Limits: this is no road and no travel time; a pass or a ferry can make 15 km longer than 40 km. A
point stands for a whole commune. Wards of the next province, though nearer, are left out, because
the teams of a province set out from its own. `unknown` is a commune without a point (or, of before,
without a successor), or any commune of a province that has no ward.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, dist, radians, sin

from sqlalchemy import ColumnElement, Row, and_, select, true
from sqlalchemy.orm import aliased

from inspect178.extensions import db
from inspect178.kernel.text_marks import N_
from inspect178.territory.enums import Level, Remoteness
from inspect178.territory.models import AdminUnit, UnitSuccession
from inspect178.territory.queries import valid_on
from inspect178.territory.rules import REFORM, is_before_reform

FOOTNOTE = N_(
    "Distance in a straight line from the middle of the commune to the nearest ward of its "
    "province; it is not a travel time. Special zones on islands are counted apart."
)
WARD_KIND = "Phường"
ISLAND_KIND = "Đặc khu"
EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
_LIMITS = (
    (10.0, Remoteness.UNDER_10_KM),
    (25.0, Remoteness.UNDER_25_KM),
    (50.0, Remoteness.UNDER_50_KM),
)
Point = tuple[float, float]  # latitude, longitude
_Spot = tuple[float, float, float]  # on a sphere of radius 1
_Former = Row[int, str, float | None, float | None, int | None]


@dataclass(frozen=True, slots=True)
class Place:
    """What is needed of a commune to measure it."""

    unit_id: int
    kind: str
    province_id: int
    point: Point | None


@dataclass(frozen=True, slots=True)
class Farness:
    """The band of a commune, and its distance in km where one was measured."""

    band: Remoteness
    km: float | None = None


UNKNOWN = Farness(Remoteness.UNKNOWN)
ISLAND = Farness(Remoteness.ISLAND)
WARD = Farness(Remoteness.WARD, 0.0)


def distance_km(one: Point, other: Point) -> float:
    """Give the great-circle distance of two points given as latitude and longitude."""
    return _arc_km(dist(_spot(one), _spot(other)))


def band_of_distance(km: float) -> Remoteness:
    """Say in which band a commune lies that is neither a ward nor a special zone."""
    return next((band for limit, band in _LIMITS if km < limit), Remoteness.FROM_50_KM)


def farness_among(places: Sequence[Place]) -> dict[int, Farness]:
    """Measure communes of one day against the wards among them, province by province."""
    wards = _wards(places)
    return {p.unit_id: _farness(p.kind, p.point, wards[p.province_id]) for p in places}


def farness_of(province_ids: Collection[int] | None, tree_on: date) -> dict[int, Farness]:
    """Measure the communes of provinces of the tree of a day; None is the whole country."""
    if is_before_reform(tree_on):
        return _former_farness(province_ids, tree_on)
    return farness_among(_places(tree_on, _within(province_ids)))


def bands_of(province_ids: Collection[int] | None, tree_on: date) -> dict[int, Remoteness]:
    """Give the band of every commune of provinces of the tree of a day; None is the country.

    One statement for a day from 01/07/2025 on, two for a day before.
    """
    return {unit_id: far.band for unit_id, far in farness_of(province_ids, tree_on).items()}


def _farness(kind: str, point: Point | None, wards: Sequence[_Spot]) -> Farness:
    if kind == WARD_KIND:
        return WARD
    if kind == ISLAND_KIND:
        return ISLAND
    if point is None or not wards:
        return UNKNOWN
    here = _spot(point)
    km = _arc_km(min(dist(here, ward) for ward in wards))  # the shortest chord has the shortest arc
    return Farness(band_of_distance(km), km)


def _wards(places: Iterable[Place]) -> dict[int, list[_Spot]]:
    """Give the spots of the wards of each province."""
    found: dict[int, list[_Spot]] = defaultdict(list)
    for place in places:
        if place.kind == WARD_KIND and place.point is not None:
            found[place.province_id].append(_spot(place.point))
    return found


def _spot(point: Point) -> _Spot:
    latitude, longitude = radians(point[0]), radians(point[1])
    flat = cos(latitude)
    return flat * cos(longitude), flat * sin(longitude), sin(latitude)


def _arc_km(chord: float) -> float:
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, chord / 2))


def _within(province_ids: Collection[int] | None) -> ColumnElement[bool]:
    return true() if province_ids is None else AdminUnit.province_id.in_(sorted(province_ids))


def _places(day: date, within: ColumnElement[bool]) -> list[Place]:
    a = AdminUnit
    rows = db.session.execute(
        select(a.id, a.kind, a.province_id, a.latitude, a.longitude).where(
            a.level == Level.COMMUNE, valid_on(day), within
        )
    )
    return [
        Place(unit_id, kind, province_id or 0, _point(latitude, longitude))
        for unit_id, kind, province_id, latitude, longitude in rows
    ]


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


def _former_farness(province_ids: Collection[int] | None, tree_on: date) -> dict[int, Farness]:
    places = _places(REFORM, _provinces_of_heirs(province_ids))
    today, wards = farness_among(places), _wards(places)
    provinces = {place.unit_id: place.province_id for place in places}
    found: dict[int, Farness] = {}
    for unit_id, kind, latitude, longitude, heir_id in _former_communes(province_ids, tree_on):
        point = _point(latitude, longitude)
        inherited = UNKNOWN if heir_id is None else today.get(heir_id, UNKNOWN)
        if point is None or heir_id not in provinces or inherited == ISLAND:
            found[unit_id] = inherited
        else:
            found[unit_id] = _farness(kind, point, wards[provinces[heir_id]])
    return found


def _provinces_of_heirs(province_ids: Collection[int] | None) -> ColumnElement[bool]:
    """Give the condition for units in the provinces that took over these former ones."""
    if province_ids is None:
        return true()
    old, new, s = aliased(AdminUnit), aliased(AdminUnit), UnitSuccession
    return AdminUnit.province_id.in_(
        select(new.province_id)
        .join(s, s.new_id == new.id)
        .join(old, s.old_id == old.id)
        .where(old.level == Level.COMMUNE, old.province_id.in_(sorted(province_ids)))
    )


def _former_communes(province_ids: Collection[int] | None, tree_on: date) -> Sequence[_Former]:
    a, s = AdminUnit, UnitSuccession
    return db.session.execute(
        select(a.id, a.kind, a.latitude, a.longitude, s.new_id)
        .outerjoin(s, and_(s.old_id == a.id, s.is_default))
        .where(a.level == Level.COMMUNE, valid_on(tree_on), _within(province_ids))
    ).all()
