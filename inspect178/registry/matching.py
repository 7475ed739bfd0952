"""Is a row of a list an establishment that is known already, or perhaps one?

Recognised for certain, in this order: by the sticker code, by the number in the same list, by the
tax code together with the place or the name, by exactly the same name, type, commune and address;
a row without number also by having been read before, letter by letter. Everything less is a
suspicion with the other's id. Each establishment is taken by one row of a list at most: a second
row that fits it is suspected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from inspect178.registry import likeness, rules
from inspect178.registry.rules import Place


@dataclass
class Known:
    """An establishment of the register, or of an earlier row of the same list."""

    id: UUID
    sticker_code: str
    name_key: str
    address: str
    place: Place
    type_code: str = ""
    tax_code: str | None = None
    source: str = ""
    source_ref: str | None = None
    source_hash: str | None = None
    row_number: int | None = None  # of the row that made it or took it
    # Of one that closed and opened again: the day on which its time in scope before ended.
    scope_ended_before: date | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """What a row says that helps to recognise it."""

    name: str
    address: str
    place: Place | None
    type_code: str = ""
    sticker_code: str = ""
    tax_code: str | None = None
    source: str = ""
    source_ref: str | None = None
    source_hash: str | None = None
    is_new: bool = False  # a person has decided so

    @property
    def name_key(self) -> str:
        """Give the folded name with its abbreviations written out."""
        return rules.name_key(self.name)


class Register:
    """The known establishments, by everything that recognises them."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_id: dict[UUID, Known] = {}
        self._by_code: dict[str, Known] = {}
        self._by_ref: dict[tuple[str, str], Known] = {}
        self._by_hash: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_tax: dict[str, list[Known]] = defaultdict(list)
        self._exact: dict[tuple[str, str, int, str], list[Known]] = defaultdict(list)
        self._communes: dict[int, _Block] = defaultdict(_Block)
        self._unplaced: dict[tuple[int, str], list[Known]] = defaultdict(list)
        self._provinces: dict[tuple[int, str], list[Known]] = defaultdict(list)
        for one in known:
            self.add(one)

    def add(self, one: Known) -> None:
        """Add an establishment, as a row has made it."""
        self._by_id[one.id] = one
        self._by_code[one.sticker_code] = one
        if one.source_ref:
            self._by_ref[one.source, one.source_ref] = one
        if one.source_hash:
            self._by_hash[one.source, one.source_hash].append(one)
        if one.tax_code:
            self._by_tax[one.tax_code].append(one)
        self._exact[_exact_key(one, one.place)].append(one)
        core = likeness.name_core(one.name_key)
        if one.place.commune_id is None:
            self._unplaced[one.place.province_id, core].append(one)
        else:
            self._communes[one.place.commune_id].add(core, one)
        self._provinces[one.place.province_id, core].append(one)

    def named(self, code_or_id: str) -> Known | None:
        """Give the establishment with a sticker code or an id."""
        if code_or_id in self._by_code:
            return self._by_code[code_or_id]
        try:
            return self._by_id.get(UUID(code_or_id))
        except ValueError:
            return None

    def recognise(self, row: Looked) -> Known | None:
        """Give the establishment that the row certainly is; None where it is none or in doubt."""
        if row.sticker_code in self._by_code:
            return self._by_code[row.sticker_code]
        if row.source_ref:
            found = self._by_ref.get((row.source, row.source_ref))
            if found is not None:
                return found if self._may_be(found, row) else None
        if row.is_new:
            return None
        return self._as_before(row) or self._by_tax_code(row) or self._exactly(row)

    def _as_before(self, row: Looked) -> Known | None:
        """Take what the very same row made before, wherever a person has moved it since."""
        if row.source_ref or not row.source_hash:
            return None
        made = self._by_hash[row.source, row.source_hash]
        return next((one for one in made if one.row_number is None), None)

    def _may_be(self, one: Known, row: Looked) -> bool:
        """Refuse a number that another list uses for quite another establishment."""
        if row.place is None or likeness.names_alike(one.name_key, row.name_key):
            return True
        street = likeness.street_key(row.address)
        same_commune = one.place.commune_id == row.place.commune_id
        return same_commune and bool(street) and street == likeness.street_key(one.address)

    def _by_tax_code(self, row: Looked) -> Known | None:
        """Take the code only with the same commune or name: branches share their firm's code."""
        if not row.tax_code or row.place is None:
            return None
        fitting = [
            one
            for one in self._by_tax[row.tax_code]
            if _is_free(one, row)
            and one.place.province_id == row.place.province_id
            and (
                likeness.names_alike(one.name_key, row.name_key)
                or (
                    one.place.commune_id == row.place.commune_id is not None
                    and likeness.street_key(one.address) == likeness.street_key(row.address)
                )
            )
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _exactly(self, row: Looked) -> Known | None:
        if row.place is None:
            return None
        same = self._exact[_exact_key(row, row.place)]
        return next((one for one in same if _is_free(one, row)), None)

    def suspect(self, row: Looked) -> Known | None:
        """Give an establishment that the row may be, the likeliest first found."""
        if row.place is None:
            return None
        if row.source_ref and (row.source, row.source_ref) in self._by_ref:
            return self._by_ref[row.source, row.source_ref]
        same = self._exact[_exact_key(row, row.place)]
        if same:
            return same[0]
        said = likeness.Told(row.name_key, row.address, row.type_code)
        for one in self._near(row.place, likeness.name_core(row.name_key)):
            if likeness.are_alike(said, likeness.Told(one.name_key, one.address, one.type_code)):
                return one
        return None

    def _near(self, place: Place, core: str) -> Iterable[Known]:
        """Give those with nearly the same name in the commune, or where one is not placed."""
        if place.commune_id is None:
            yield from self._provinces[place.province_id, core]
            return
        yield from self._communes[place.commune_id].similar(core)
        yield from self._unplaced[place.province_id, core]


class _Block:
    """The establishments of one commune, by the core of their names."""

    def __init__(self) -> None:
        self.cores: list[str] = []
        self.known: list[Known] = []

    def add(self, core: str, one: Known) -> None:
        self.cores.append(core)
        self.known.append(one)

    def similar(self, core: str) -> Iterable[Known]:
        return (self.known[at] for at in likeness.similar_names(core, self.cores))


def _exact_key(told: Known | Looked, place: Place) -> tuple[str, str, int, str]:
    unit = place.commune_id or -place.province_id
    return told.name_key, told.type_code, unit, rules.address_key(told.address)


def _is_free(one: Known, row: Looked) -> bool:
    """Say whether a row may take the establishment: not taken, and not of another number."""
    other_number = bool(
        row.source_ref and one.source_ref and one.source == row.source
    )  # the number itself was looked up before
    return one.row_number is None and not other_number
