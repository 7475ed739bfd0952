"""Is the right unit found for what lists write, and is nothing guessed in silence?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.kernel.errors import InvalidInput
from inspect178.territory.enums import Finding, Level
from inspect178.territory.matching import Located, Written, locate
from tests.territory.country import country

TODAY = date(2026, 11, 23)
BEFORE = date(2024, 6, 1)
F = Finding


def found(*, day: date = TODAY, default: str | None = None, **written) -> Located:
    province = country().coded(default, Level.PROVINCE, old=False) if default else None
    return locate(country(), Written(**written), day=day, province=province)


def codes(located: Located) -> tuple[str, str, str]:
    """Give province, commune and old commune by their codes."""
    units = country().units
    ids = (located.province_id, located.commune_id, located.old_commune_id)
    return tuple(units[unit_id].code if unit_id else "" for unit_id in ids)


NAMED = {
    "new name with province": (
        {"province": "Tỉnh Hưng Yên", "commune": "Phường Thượng Hồng"},
        ("33", "12127", ""),
        F.EXACT,
    ),
    "without the kind": (
        {"province": "Hưng Yên", "commune": "Thượng Hồng"},
        ("33", "12127", ""),
        F.EXACT,
    ),
    "without diacritics": (
        {"province": "hung yen", "commune": "phuong thuong hong"},
        ("33", "12127", ""),
        F.EXACT,
    ),
    "upper case": (
        {"province": "HƯNG YÊN", "commune": "PHƯỜNG THƯỢNG HỒNG"},
        ("33", "12127", ""),
        F.EXACT,
    ),
    "old commune in its district": (
        {"province": "Hưng Yên", "district": "Thị xã Mỹ Hào", "commune": "Xã Hòa Phong"},
        ("33", "12127", "12115"),
        F.SUCCESSOR,
    ),
    "tone mark elsewhere": (
        {"province": "Hưng Yên", "district": "Thị xã Mỹ Hào", "commune": "Xã Hoà Phong"},
        ("33", "12127", "12115"),
        F.SUCCESSOR,
    ),
    "old province that is gone": (
        {"province": "Thái Bình", "district": "Huyện Đông Hưng", "commune": "Thị trấn Đông Hưng"},
        ("33", "12688", "12688"),
        F.SUCCESSOR,
    ),
    "old name in the day's tree": (
        {"province": "Hưng Yên", "commune": "Phường Minh Đức"},
        ("33", "12127", "12127"),
        F.SUCCESSOR,
    ),
    "leading zero of a ward": (
        {"province": "Thành phố Hồ Chí Minh", "district": "Quận Tân Bình", "commune": "Phường 04"},
        ("79", "26968", "26968"),
        F.SUCCESSOR,
    ),
    "renamed since 30/04/2026": (
        {"province": "Thành phố Đồng Nai", "commune": "Phường Lộc Ninh"},
        ("75", "25270", ""),
        F.EXACT,
    ),
    "former name of the province of Huế": (
        {"province": "Thừa Thiên Huế", "commune": "Phường Vĩnh Ninh"},
        ("46", "19789", "19783"),
        F.SUCCESSOR,
    ),
    "only the province": ({"province": "Hưng Yên"}, ("33", "", ""), F.UNPLACED),
    "only the district": (
        {"province": "Hưng Yên", "district": "Thị xã Mỹ Hào"},
        ("33", "", ""),
        F.UNPLACED,
    ),
    "island district": (
        {"province": "Quảng Ngãi", "district": "Huyện Lý Sơn"},
        ("51", "21548", ""),
        F.SUCCESSOR,
    ),
}


@pytest.mark.parametrize(("written", "expected", "finding"), NAMED.values(), ids=NAMED)
def test_names_are_found(written, expected, finding):
    located = found(**written)

    assert (codes(located), located.finding) == (expected, finding)


CODED = {
    "today's code": ({"commune_code": "12127"}, TODAY, ("33", "12127", "")),
    "the same code before": ({"commune_code": "12127"}, BEFORE, ("33", "12127", "12127")),
    "another unit than before": ({"commune_code": "00004"}, TODAY, ("01", "00004", "")),
    "lost zeros": ({"commune_code": "4"}, TODAY, ("01", "00004", "")),
    "a code that only the old tree has": (
        {"commune_code": "12115"},
        TODAY,
        ("33", "12127", "12115"),
    ),
    "the name tells the tree": (
        {"commune_code": "12127", "commune": "Phường Minh Đức"},
        TODAY,
        ("33", "12127", "12127"),
    ),
    "old and new agree": (
        {"old_commune_code": "12115", "new_commune_code": "12127"},
        TODAY,
        ("33", "12127", "12115"),
    ),
    "old province code that changed": (
        {"old_province_code": "34", "district": "Huyện Thái Thụy"},
        TODAY,
        ("33", "", ""),
    ),
}


@pytest.mark.parametrize(("written", "day", "expected"), CODED.values(), ids=CODED)
def test_codes_count_in_the_tree_of_the_day(written, day, expected):
    assert codes(found(day=day, **written)) == expected


ABOLISHED = {
    "the new code tells": {"old_commune_code": "27136", "new_commune_code": "27142"},
    "the address tells": {
        "old_commune_code": "27136",
        "address": "1 Lê Văn Sỹ, Phường 14, Quận 3, thành phố Hồ Chí Minh",
    },
}


@pytest.mark.parametrize("written", ABOLISHED.values(), ids=ABOLISHED)
def test_a_code_that_had_gone_before_2025_does_not_stand_in_the_way(written):
    assert codes(found(**written))[:2] == ("79", "27142")


def test_a_gone_district_does_not_hinder_what_names_its_province():
    assert codes(found(district_code="762", province="Hồ Chí Minh")) == ("79", "", "")


ADDRESSES = {
    "30 Lê Lợi, phường Bến Nghé, Quận 1, thành phố Hồ Chí Minh": ("79", "26740", "26740"),
    "39 Trần Bình Trọng, phường Phú Thọ, thành phố Thủ Dầu Một, Phường Phú Thọ, Thành phố Thủ "
    "Dầu Một, Bình Dương": ("79", "25747", "25753"),
    "49 Phố Hai Bà Trưng, Trần Hưng Đạo, Hoàn Kiếm, Hà Nội": ("01", "00082", "00082"),
    "12 Nguyễn Văn Linh - Phường Thượng Hồng - Hưng Yên": ("33", "12127", ""),
    "Khu 2, Huyện Côn Đảo, Bà Rịa - Vũng Tàu": ("79", "26732", ""),
    "9 Phố Trần Hưng Đạo, Hà Nội": ("01", "", ""),
    "145 Bạch Vân, ngõ 1, 3, 10, Quận 5, thành phố Hồ Chí Minh": ("79", "", ""),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items(), ids=list(ADDRESSES))
def test_an_address_is_read_where_no_column_names_the_unit(address, expected):
    assert codes(found(address=address)) == expected


def test_columns_win_over_the_address():
    located = found(
        province="Hưng Yên", commune="Phường Mỹ Hào", address="1 phường Thượng Hồng, Hưng Yên"
    )

    assert codes(located) == ("33", "12103", "")


def test_a_given_province_stands_in_where_the_list_names_none():
    assert codes(found(default="33", commune="Phường Thượng Hồng")) == ("33", "12127", "")
    assert codes(found(default="33", address="2 Lê Lợi, Quận 1, thành phố Hồ Chí Minh"))[0] == "79"


SPLIT = {"old_commune_code": "26737"}  # Phường Đa Kao went to two wards


def test_a_split_commune_takes_its_default_and_says_so():
    located = found(**SPLIT)

    assert (codes(located), located.finding) == (("79", "26740", "26737"), F.SPLIT_DEFAULT)


def test_a_position_chooses_among_the_parts_of_a_split_commune_only():
    parts = [
        heir.unit for heir in country().heirs(country().coded("26737", Level.COMMUNE, old=True))
    ]
    other = next(unit for unit in parts if unit.code != "26740")
    far_away = {"latitude": 21.03, "longitude": 105.85}

    near = found(**SPLIT, latitude=other.latitude, longitude=other.longitude)
    assert (near.commune_id, near.finding) == (other.id, F.POSITION)
    assert found(**SPLIT, **far_away).commune_id in {unit.id for unit in parts}
    assert codes(found(province="Hưng Yên", **far_away)) == ("33", "", "")


def test_all_the_people_in_one_part_make_it_certain():
    heirs = country().heirs(country().coded("00172", Level.COMMUNE, old=True))
    certain = [
        unit
        for unit in country().units.values()
        if any(heir.kind == "part_area_all_people" for heir in country().heirs(unit))
    ]

    assert len(certain) == 58
    assert heirs
    located = found(old_commune_code=certain[0].code)
    assert located.finding == F.SUCCESSOR


REFUSED = {
    "several of one name": ({"province": "Thái Bình", "commune": "Xã Minh Tân"}, BEFORE, "Several"),
    "nowhere": ({"province": "Hưng Yên", "commune": "Xã Không Có"}, TODAY, "no unit called"),
    "unknown code": ({"commune_code": "99999"}, TODAY, "no unit with code"),
    "code and name differ": (
        {"commune_code": "12127", "commune": "Phường Mỹ Hào"},
        TODAY,
        "not Phường Mỹ Hào",
    ),
    "old code that nobody knows": ({"old_commune_code": "99999"}, TODAY, "no unit with code 99999"),
    "old district that nobody knows": ({"district_code": "999"}, TODAY, "no unit with code 999"),
    "old and new differ": (
        {"old_commune_code": "12115", "new_commune_code": "12103"},
        TODAY,
        "does not lie in",
    ),
    "another province": (
        {"new_commune_code": "12127", "province": "Cao Bằng"},
        TODAY,
        "does not lie in",
    ),
    "no province at all": ({"commune": "Xã Tân Tiến"}, TODAY, "province is not named"),
    "unknown province": ({"province": "Xứ Khác"}, TODAY, "no province called"),
    "another kind in a whole province": (
        {"province": "Hưng Yên", "commune": "Xã Thượng Hồng"},
        TODAY,
        "no unit called",
    ),
}


@pytest.mark.parametrize(("written", "day", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_ambiguous_or_contradicts_itself_is_refused_with_the_reason(written, day, said):
    with pytest.raises(InvalidInput, match=said):
        found(day=day, **written)


def test_a_commune_decides_between_two_districts_of_one_name():
    located = found(
        province="Tây Ninh", district="Huyện Châu Thành", commune="Thị trấn Tầm Vu", day=TODAY
    )

    assert codes(located)[2] == "28210"  # of the former Long An


def test_every_unit_is_found_again_by_its_own_name_and_code():
    gazetteer, lost = country(), []
    for unit in gazetteer.units.values():
        within = None if unit.level == Level.PROVINCE else unit.district_id or unit.province_id
        if unit.level == Level.DISTRICT:
            within = unit.province_id
        named = gazetteer.named(unit.name, unit.level, old=unit.is_old, within=within)
        if named != [unit] or gazetteer.coded(unit.code, unit.level, old=unit.is_old) != unit:
            lost.append((unit.name, unit.code))

    assert lost == []
