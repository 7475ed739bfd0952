"""Is a suspicion raised where two entries may be one, and not where they are surely two?"""

from __future__ import annotations

import pytest

from inspect178.registry.likeness import Told, are_alike, name_core, street_key
from inspect178.registry.rules import name_key


def told(name: str, address: str, type_code: str = "khach_san") -> Told:
    return Told(name_key(name), address, type_code)


ALIKE = {
    "abbreviation": (
        ("KS Bình Minh", "6 Phan Bội Châu"),
        ("Khách sạn Bình Minh", "6 Phan Bội Châu"),
    ),
    "type at the end": (("Praha Hotel", "19 La Văn Cầu"), ("Khách sạn Praha", "19 LA VĂN CẦU")),
    "a diacritic": (
        ("Thụy Điển", "285 Trần Thái Tông"),
        ("Thuỵ Điển", "số 285 đường Trần Thái Tông"),
    ),
    "one word or two": (("Việt Sky", "80 Lê Đại Hành"), ("VietSky", "80 Lê Đại Hành")),
    "half of a double house": (("Olympic", "6 Phan Bội Châu"), ("Olympic", "6-8 Phan Bội Châu")),
    "no street in one": (("KS Hoa Sim", ""), ("Khách sạn Hoa Sim", "Thôn Măng Đen, Xã Măng Đen")),
}
NOT_ALIKE = {
    "a number behind": (("Bình Minh", "6 Phan Bội Châu"), ("Bình Minh 2", "6 Phan Bội Châu")),
    "a Roman number": (("Mỹ Khê", "260 Võ Nguyên Giáp"), ("Mỹ Khê II", "260 Võ Nguyên Giáp")),
    "a letter": (("Karaoke A", "1 Lê Lợi"), ("Karaoke B", "1 Lê Lợi")),
    "another house": (("Hoàng Gia", "12 Lê Lợi"), ("Hoàng Gia", "95 Trần Phú")),
    "branches by street": (
        ("Highlands Coffee - Lê Lợi", "26 Lê Lợi"),
        ("Highlands Coffee - Nguyễn Huệ", "5 Nguyễn Huệ"),
    ),
    "another name": (("Hoa Hồng", "1 Lê Lợi"), ("Hương Sen", "1 Lê Lợi")),
    "other words of the type": (("Nhà khách Hải Quân", ""), ("Quán Cô Hai", "")),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_these_may_be_the_same(one, other):
    assert are_alike(told(*one), told(*other))
    assert are_alike(told(*other), told(*one))


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE.values(), ids=NOT_ALIKE)
def test_these_are_two_places(one, other):
    assert not are_alike(told(*one), told(*other))
    assert not are_alike(told(*other), told(*one))


def test_without_a_street_another_type_is_another_place():
    assert not are_alike(told("Như Quỳnh", "", "nha_hang"), told("Như Quỳnh", "", "nha_nghi"))


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Khách sạn Hoàng Gia", "hoang gia"), ("Hộ kinh doanh Hoa", "hoa"),
        ("Khách sạn nghỉ dưỡng Best Western", "best western"), ("Khách sạn", "khach san"),
    ],
)  # fmt: skip
def test_the_core_of_a_name_leaves_out_words_of_the_type(name, core):
    assert name_core(name_key(name)) == core


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("30 Lê Lợi, P. Bến Nghé, Quận 1, TP. HCM", "30 le loi"),
        ("Số 12 đường Nguyễn Văn Linh", "12 nguyen van linh"),
        ("", ""),
    ],
)
def test_the_street_is_what_stands_before_the_units(address, street):
    assert street_key(address) == street
