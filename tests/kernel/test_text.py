"""When are two written names the same, and in which order do they stand?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.kernel.text import fold, same_spelling_key, sort_key, squeeze

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩị"
    "óòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ",
    max_size=30,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Khách sạn Đắk Lắk", "khach san dak lak"),
        ("  NHÀ NGHỈ   Hoa-Ban ", "nha nghi hoa ban"),
        ("Phường Thượng Hồng", "phuong thuong hong"),
        ("P. Bến Nghé, Q.1", "p ben nghe q 1"),
        ("", ""),
    ],
)
def test_folding(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hòa", "Hoà", True),
        ("Thủy", "Thuỷ", True),
        ("HOÀ PHONG", "Hòa Phong", True),
        ("Hòa", "Hào", False),
        ("Cẩm Giang", "Cẩm Giàng", False),
    ],
)
def test_only_the_place_of_the_tone_mark_is_no_difference(one, other, same):
    assert (same_spelling_key(one) == same_spelling_key(other)) is same


def test_dictionary_order_puts_letters_before_tones():
    words = ["Zô", "Ăn", "Âm", "An", "Đà", "Dạ", "Da"]

    assert sorted(words, key=sort_key) == ["An", "Ăn", "Âm", "Da", "Dạ", "Đà", "Zô"]


@given(VIETNAMESE)
def test_folding_is_stable_and_blind_to_normal_form(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert same_spelling_key(unicodedata.normalize("NFD", text)) == same_spelling_key(text)


@given(VIETNAMESE)
def test_squeezing_leaves_single_spaces(text):
    assert squeeze(text) == " ".join(squeeze(text).split())
