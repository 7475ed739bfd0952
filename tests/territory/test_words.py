"""Are units, their committees and their agencies called as papers call them?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from inspect178.territory.enums import Level
from inspect178.territory.words import (
    agency_at,
    in_sentence,
    peoples_committee,
    place_of_signing,
    whole_address,
)


@dataclass
class Unit:
    level: Level
    kind: str
    name: str
    short_name: str


PROVINCE = Unit(Level.PROVINCE, "Tỉnh", "Tỉnh Hưng Yên", "Hưng Yên")
CITY = Unit(Level.PROVINCE, "Thành phố", "Thành phố Hồ Chí Minh", "Hồ Chí Minh")
WARD = Unit(Level.COMMUNE, "Phường", "Phường Thượng Hồng", "Thượng Hồng")
NUMBERED = Unit(Level.COMMUNE, "Phường", "Phường 7", "7")


def test_the_kind_of_a_unit_is_small_inside_a_sentence():
    assert in_sentence(PROVINCE) == "tỉnh Hưng Yên"
    assert in_sentence(CITY) == "thành phố Hồ Chí Minh"
    assert peoples_committee(WARD) == "Ủy ban nhân dân phường Thượng Hồng"


@pytest.mark.parametrize(
    ("unit", "written"),
    [(PROVINCE, "Hưng Yên"), (WARD, "Thượng Hồng"), (CITY, CITY.name), (NUMBERED, "Phường 7")],
)
def test_the_place_of_signing_is_the_bare_name_unless_that_says_too_little(unit, written):
    assert place_of_signing(unit) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Công an tỉnh, thành phố", "Công an tỉnh Hưng Yên"),
        ("Ủy ban nhân dân xã, phường, đặc khu", "Ủy ban nhân dân phường Thượng Hồng"),
        ("Công an huyện, quận, thị xã, thành phố", "Công an cấp huyện"),
        ("Sở Y tế", "Sở Y tế"),
    ],
)
def test_an_agency_of_every_place_is_named_at_its_own(name, written):
    assert agency_at(name, PROVINCE, WARD) == written


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("Số 5 đường Hưng Yên", "Số 5 đường Hưng Yên, phường Thượng Hồng, tỉnh Hưng Yên"),
        ("12 Lê Lợi, P. Thượng Hồng", "12 Lê Lợi, P. Thượng Hồng, tỉnh Hưng Yên"),
        ("Xã Bần, H. Mỹ Hào, T. Hưng Yên", "Xã Bần, H. Mỹ Hào, T. Hưng Yên"),
        ("12 Lê Lợi, HƯNG YÊN", "12 Lê Lợi, HƯNG YÊN"),
        ("", "phường Thượng Hồng, tỉnh Hưng Yên"),
    ],
)
def test_an_address_gets_the_units_that_it_does_not_name(address, whole):
    assert whole_address(address, WARD, PROVINCE) == whole


def test_an_address_without_a_known_commune_gets_its_province():
    assert whole_address("12 Lê Lợi", None, PROVINCE) == "12 Lê Lợi, tỉnh Hưng Yên"
