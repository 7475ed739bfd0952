"""Is whatever people type made printable, and every Vietnamese letter kept?"""

from __future__ import annotations

import unicodedata

import pytest

from inspect178.documents.glyphs import printable

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "bcdđghklmnpqrstvx" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES
)


@pytest.mark.parametrize("letters", [LETTERS, LETTERS.upper()], ids=["small", "capital"])
def test_every_vietnamese_letter_can_be_printed(letters):
    shown = "".join(printable(letter) for letter in letters)

    assert shown == letters


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("Hoa\u0300", "Hoà", id="letters are composed"),
        pytest.param("a\tb", "a b", id="a tab is a space"),
        pytest.param("a\r\nb\x0bc\u2028d", "a\nb\nc\nd", id="every end of line is one"),
        pytest.param("a\x00\x1b\u00ad\ufeffb", "ab", id="control characters go"),
        pytest.param("a\u202eb\u2066c", "abc", id="marks of direction go"),
        pytest.param("a\u3000b\u00a0c", "a b\u00a0c", id="odd spaces are spaces"),
        pytest.param("👍🏽 中 \ud83d", "□□ □ □", id="what the font lacks is a box"),
        pytest.param("₫ § … – “ ” × ²", "₫ § … – “ ” × ²", id="signs of offices stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_cannot_be_printed_is_replaced(typed, shown):
    assert printable(typed) == shown


def test_a_long_word_gets_places_to_break_and_a_short_one_none():
    assert printable("W" * 40) == "W" * 40
    assert printable("W" * 41).replace("\u200b", "") == "W" * 41
    assert max(map(len, printable("W" * 200).split("\u200b"))) <= 8


def test_a_hash_stays_whole_so_that_it_can_be_copied():
    sha256 = "0123456789abcdef" * 4

    assert printable(f"Mã băm {sha256} đây") == f"Mã băm {sha256} đây"
    assert printable(sha256 + "0") != sha256 + "0"
