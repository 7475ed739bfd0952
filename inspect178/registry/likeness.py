"""Are two entries perhaps the same establishment? A question for a person, never an answer.

Measured on real registers: the same name occurs up to 29 times in the country, "Bình Minh" and
"Bình Minh 2" are two places, and the same house is written in two ways. So a name alone says
little: two entries are alike when they lie in the same commune, their names are nearly the same
apart from words such as "khách sạn", every number in the names is the same, and nothing in the
streets speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from inspect178.kernel.shipped import shipped_rows
from inspect178.registry.words import DATA, address_written_out, expanded
from inspect178.territory.gazetteer import split_kind

# How alike (0 to 100) names without their generic words, and streets, must at least be.
NAME_LIKENESS, STREET_LIKENESS = 90.0, 85.0
# Words with which names of all kinds of businesses begin.
_GENERIC = frozenset(
    ("quan", "co", "so", "ho", "kinh", "doanh", "dich", "vu", "cong", "ty", "trach", "nhiem")
    + ("huu", "han", "mot", "thanh", "vien", "phan", "the", "tiem")
)
_ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
_NUMBER = re.compile(r"\d+[a-z]?|[a-z]\d+")
_SMALL_KINDS = frozenset({"phường", "xã", "thị trấn", "đặc khu", "quận", "huyện", "thị xã"})


@cache
def _type_words() -> frozenset[str]:
    rows = shipped_rows(DATA / "type_words.csv")
    return frozenset(row["folded"] for row in rows if row["type_code"])


@lru_cache(maxsize=100_000)
def name_core(name_key: str) -> str:
    """Give the folded name without words of the type: `khach san hoang gia` → `hoang gia`."""
    words = name_key.split()
    left = _without_type(words)
    while len(left) > 1 and left[0] in _GENERIC:
        left = left[1:]
    return " ".join(left or words)


def _without_type(words: list[str]) -> list[str]:
    """Drop the longest run of type words at the beginning, and the longest at the end."""
    for length in range(min(4, len(words) - 1), 0, -1):
        if " ".join(words[:length]) in _type_words():
            words = words[length:]
            break
    for length in range(min(3, len(words) - 1), 0, -1):
        if " ".join(words[-length:]) in _type_words():
            return words[:-length]
    return words


@lru_cache(maxsize=100_000)
def marks(core: str) -> frozenset[str]:
    """Give what tells two branches apart: numbers, single letters, Roman numerals."""
    return frozenset(
        word.lstrip("0") or "0"
        for word in core.split()
        if len(word) == 1 or word in _ROMAN or any(char.isdigit() for char in word)
    )


@lru_cache(maxsize=100_000)
def street_key(address: str) -> str:
    """Give the folded part of an address before the first unit: `30 le loi`."""
    parts: list[str] = []
    for part in address_written_out(address).split(", "):
        if split_kind(part)[0] in _SMALL_KINDS:
            break
        parts.append(part)
    else:
        parts = parts[: max(1, len(parts) - 2)]
    words = expanded(" ".join(parts), "address").split()
    kept = [word for word in words if word not in ("so", "nha", "duong", "pho")]
    return " ".join(kept)


class Told(NamedTuple):
    """What is told of an establishment: folded name, address as written, type."""

    name_key: str
    address: str
    type_code: str = ""


def are_alike(one: Told, other: Told) -> bool:
    """Say whether two entries in the same commune may be the same establishment."""
    return names_alike(one.name_key, other.name_key) and streets_agree(one, other)


def names_alike(one: str, other: str) -> bool:
    """Say whether two folded names are nearly the same and bear the same numbers."""
    a, b = name_core(one), name_core(other)
    return marks(a) == marks(b) and _ratio(a, b) >= NAME_LIKENESS


def streets_agree(one: Told, other: Told) -> bool:
    """Say whether the streets are alike; where one is not told, name and type must be the same."""
    a, b = street_key(one.address), street_key(other.address)
    if not a or not b:
        same_name = name_core(one.name_key) == name_core(other.name_key)
        return same_name and one.type_code == other.type_code
    numbers = [set(_NUMBER.findall(text)) for text in (a, b)]
    if all(numbers) and not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return False
    return fuzz.token_set_ratio(a, b) >= STREET_LIKENESS


def similar_names(core: str, cores: list[str]) -> Iterable[int]:
    """Give the places in a list of name cores that are nearly the same."""
    found = process.extract(core, cores, scorer=fuzz.ratio, score_cutoff=NAME_LIKENESS, limit=None)
    return [place for _, _, place in found]


def _ratio(a: str, b: str) -> float:
    return max(fuzz.ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")))
