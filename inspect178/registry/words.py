"""Which words do lists use? Types, headings, values and abbreviations, as shipped in `data/`."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inspect178.kernel.shipped import shipped_rows
from inspect178.kernel.text import fold, squeeze

DATA = Path(__file__).parent / "data"
_WARD_NUMBER = re.compile(r"\d{1,2}")
_COMMAS = re.compile(r"[,;\n\t|]+")


@dataclass(frozen=True)
class TypeFound:
    """What a word says about the type: a code, or None with the reason."""

    code: str | None
    reason: str = ""


@cache
def abbreviations(*scopes: str) -> dict[str, str]:
    """Give abbreviation → what it stands for, both folded, for name, unit or address."""
    rows = shipped_rows(DATA / "abbreviations.csv")
    return {r["folded"]: r["expansion_folded"] for r in rows if r["scope"] in scopes}


@cache
def meanings() -> dict[str, frozenset[str]]:
    """Give every abbreviation with all that it may stand for, whatever the place."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in shipped_rows(DATA / "abbreviations.csv"):
        found[row["folded"]].add(row["expansion_folded"])
    return {word: frozenset(expansions) for word, expansions in found.items()}


def expanded(text: str, *scopes: str) -> str:
    """Fold a text and write its abbreviations out: `KS. Hoàng Gia` → `khach san hoang gia`."""
    known = abbreviations(*scopes)
    words, out, at = fold(text).split(), [], 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if pair in known and " " in pair:
            out.append(known[pair])
            at += 2
        else:
            out.append(known.get(words[at], words[at]))
            at += 1
    return " ".join(out)


@cache
def _unit_kinds() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    """Give how abbreviated kinds of units begin, what they mean, and abbreviated names."""
    rows = [r for r in shipped_rows(DATA / "abbreviations.csv") if r["scope"] == "unit"]
    names = {r["folded"].replace(" ", ""): r["expansion"] for r in rows}
    kinds = {
        r["folded"].replace(" ", ""): r["expansion"] for r in rows if r["expansion"][0].islower()
    }
    kinds = {k: v for k, v in kinds.items() if len(v.split()) <= 2}
    letters = sorted((r["abbreviation"].rstrip(".") for r in rows), key=len, reverse=True)
    known = "|".join(re.escape(a) for a in letters if fold(a).replace(" ", "") in kinds)
    return re.compile(rf"({known})(?:\s*\.\s*|\s+|(?=\d))(?=\S)", re.IGNORECASE), kinds, names


def written_out(part: str) -> str:
    """Write out an abbreviated name of a unit: `P.Bến Nghé` → `Phường Bến Nghé`, `TP. HCM`."""
    text = squeeze(part)
    pattern, kinds, names = _unit_kinds()
    whole = names.get(fold(text).replace(" ", ""))
    if whole is not None and len(text) > 1:
        return whole
    found = pattern.match(text)
    if found is None:
        return text
    rest = text[found.end() :]
    if rest[0].isdigit() and not _WARD_NUMBER.fullmatch(rest):
        return text  # a house such as F59 - F60, not a ward
    kind = kinds[fold(found[1]).replace(" ", "")]
    return f"{kind} {names.get(fold(rest).replace(' ', ''), rest)}"


def address_written_out(address: str) -> str:
    """Write out the abbreviated units of an address, part by part."""
    return ", ".join(written_out(part) for part in _COMMAS.split(address) if part.strip())


@cache
def heading_fields() -> dict[str, str]:
    """Give folded heading → field of an establishment, or `ignore`."""
    return {r["folded"]: r["field"] for r in shipped_rows(DATA / "heading_words.csv")}


@cache
def values_of(field: str) -> dict[str, str]:
    """Give folded word → stored value, for the legal form or the status."""
    rows = shipped_rows(DATA / "value_words.csv")
    return {r["folded"]: r["value"] for r in rows if r["field"] == field}


@cache
def _type_words() -> tuple[dict[str, TypeFound], dict[str, TypeFound]]:
    whole: dict[str, TypeFound] = {}
    inside: dict[str, TypeFound] = {}
    for row in shipped_rows(DATA / "type_words.csv"):
        found = TypeFound(row["type_code"] or None, row["reason"])
        whole[row["folded"]] = found
        if row["match"] == "word":
            inside[row["folded"]] = found
    return whole, inside


@cache
def _type_codes() -> dict[str, TypeFound]:
    rows = shipped_rows(DATA / "establishment_types.csv")
    return {fold(r["code"]): TypeFound(r["code"]) for r in rows}


def type_of(text: str) -> TypeFound | None:
    """Recognise the type: by its code, as a whole cell, else by the longest run of words."""
    folded = fold(text)
    whole, inside = _type_words()
    found = _type_codes().get(folded) or whole.get(folded)
    if found is not None:
        return found
    words = folded.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            run = " ".join(words[start : start + length])
            if run in inside:
                return inside[run]
    return None
