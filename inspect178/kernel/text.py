"""When are two written names the same? Folding of case, diacritics, `đ` and tone-mark place.

Databases differ in how they lower and compare Vietnamese (SQLite leaves `Đ` as it is), so keys
for search, matching and sorting are made here and stored beside the text.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SPACES = re.compile(r"\s+")
# Letters first, tones second: the order of the Vietnamese alphabet (quốc ngữ).
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x41 + i) for i, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def squeeze(text: str) -> str:
    """Put text into NFC, with single spaces and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Fold case, diacritics and `đ`: `Khách sạn Đắk Lắk` becomes `khach san dak lak`.

    Words stay apart by one space; whatever is no letter or digit separates words.
    """
    lowered = text.lower().replace("đ", "d")
    plain = "".join(
        c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c)
    )
    return _NOT_WORD.sub(" ", plain).strip()


def same_spelling_key(text: str) -> str:
    """Give a key equal for spellings that differ only in the place of the tone mark or case.

    `Hòa` equals `Hoà`, but not `Hào`: the letters keep their order and only the tone mark of
    each syllable moves to its end.
    """
    return " ".join(_syllable_key(word) for word in squeeze(text).lower().split(" "))


def sort_key(text: str) -> str:
    """Give a key that sorts as a Vietnamese dictionary does: letters first, tones second."""
    letters, tones = [], []
    for word in squeeze(text).lower().split(" "):
        bare, tone = _without_tone(word)
        letters.append("".join(_RANK.get(c, "0" + c if c.isalnum() else "") for c in bare))
        tones.append(tone or "0")
    return " ".join(letters) + "|" + "".join(tones)


def _syllable_key(word: str) -> str:
    bare, tone = _without_tone(word)
    return bare + tone


def _without_tone(word: str) -> tuple[str, str]:
    tone, kept = "", []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), tone
