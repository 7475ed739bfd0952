"""What does one row of a list say? From texts to values, each doubt with its column and reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import fold, squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry import rules
from inspect178.registry.columns import LICENCE_FIELDS, MAX_LICENCES
from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    Placement,
)
from inspect178.registry.words import (
    address_written_out,
    type_of,
    values_of,
    written_out,
)
from inspect178.territory.matching import Written

NO, YES = frozenset({"khong", "no", "0", "false"}), frozenset({"co", "x", "yes", "1", "true"})
_NEW = frozenset({"moi", "tao moi", "new", "la co so moi", "co so moi"})
_DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})(?: .*)?", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: .*)?")
_COUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d{1,6})(?:[.,]0+)?(?:\s+\D.*)?")
_NO_END = frozenset({"khong thoi han", "vo thoi han", "khong xac dinh thoi han", "dai han"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
# How long texts may be: the widths of the table's columns.
_LENGTHS = {
    "name": 200, "address": 400, "representative": 120, "security_person": 120, "scope_reason": 200,
    "complex_reason": 200, "note": 4000, "source": 80, "source_ref": 80, "licence_number": 80,
    "licence_issuer": 160,
}  # fmt: skip
_TEXTS = (
    "name", "address", "representative", "security_person", "scope_reason", "note", "source",
)  # fmt: skip
_UNIT_FIELDS = (
    "province", "district", "commune", "province_code", "new_province_code", "old_province_code",
    "district_code", "commune_code", "new_commune_code", "old_commune_code",
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: the field, a message id and its placeholders."""

    field: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LicenceSaid:
    """A licence as a row gives it."""

    kind: LicenceKind
    number: str
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Decision:
    """What a person decided on a suspected duplicate: a new one, or the same as another."""

    is_new: bool = False
    same_as: str = ""  # sticker code or id


@dataclass
class Said:
    """What a row says: the values given, the units written, licences, and what is wrong."""

    given: dict[str, Any] = field(default_factory=dict)
    written: Written = field(default_factory=Written)
    placement: Placement | None = None
    licences: list[LicenceSaid] = field(default_factory=list)
    sticker_code: str = ""
    decision: Decision | None = None
    problems: list[Problem] = field(default_factory=list)


def read_row(values: Mapping[str, str], licence_kinds: Mapping[str, LicenceKind]) -> Said:
    """Read the texts of a row; `licence_kinds` are told by headings such as Số GCN ANTT."""
    reader = _Reader({k: _clean(v) for k, v in values.items()}, licence_kinds)
    reader.read()
    return reader.said


def licence_kind_of_heading(heading: str) -> LicenceKind | None:
    """Tell the kind of licence from the heading of its number."""
    folded = fold(heading)
    for word, kind in (
        ("antt", LicenceKind.SECURITY), ("an ninh", LicenceKind.SECURITY),
        ("dkkd", LicenceKind.BUSINESS), ("kinh doanh", LicenceKind.BUSINESS),
        ("gpkd", LicenceKind.BUSINESS), ("cndk", LicenceKind.BUSINESS),
    ):  # fmt: skip
        if word in folded:
            return kind
    return None


def day_of(text: str) -> date | None:
    """Read a day as 5/3/2026 or 2026-03-05; None where it is none."""
    iso, vietnamese = _ISO_DAY.fullmatch(text), _DAY.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if vietnamese:
            return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
    except ValueError:
        return None
    return None


def _clean(text: str) -> str:
    """Drop control characters and unseen marks, and tidy the spaces."""
    return squeeze(
        "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
        if not text.isprintable()
        else text
    )


class _Reader:
    def __init__(self, values: dict[str, str], licence_kinds: Mapping[str, LicenceKind]) -> None:
        self.values = {k: v for k, v in values.items() if v}
        self.licence_kinds = licence_kinds
        self.said = Said()

    def read(self) -> None:
        self._read_name_and_type()
        self._read_texts()
        self._read_words()
        self._read_tax_code()
        self._read_numbers()
        self._read_days()
        self._read_complexity()
        self._read_units()
        self._read_licences()
        self._read_decision()

    def _fault(self, field_name: str, message: str, **params: Any) -> None:
        self.said.problems.append(Problem(field_name, message, params))

    # What it is

    def _read_name_and_type(self) -> None:
        name, kind = self.values.get("name", ""), self.values.get("type", "")
        if not name or not fold(name):
            self._fault("name", N_("The name is missing."))
        found = type_of(kind) if kind else type_of(name)
        if found is not None and found.code:
            self.said.given["type_code"] = found.code
        elif kind:
            self._fault(
                "type",
                N_("%(type)s is not in the list of types of Decree 178/2004 (article 3 clause 3).")
                if found is not None
                else N_("The type %(type)s is not known. Use a word such as Khách sạn, Karaoke."),
                type=kind,
            )
        else:
            self._fault("type", N_("The type is missing, and the name does not tell it."))

    def _read_texts(self) -> None:
        for name in _TEXTS:
            self._take_text(name, name)
        self._take_text("external_id" if "external_id" in self.values else "row_ref", "source_ref")
        if fold(self.values.get("is_demo", "")) not in NO | {""}:
            self.said.given["is_demo"] = True

    def _take_text(self, column: str, name: str) -> None:
        text = self.values.get(column, "")
        if len(text) > _LENGTHS[name]:
            self._fault(
                column,
                N_("The text has %(length)s characters; at most %(most)s are kept."),
                length=len(text),
                most=_LENGTHS[name],
            )
        elif text:
            self.said.given[name] = text

    def _read_words(self) -> None:
        self._take_word("legal_form", LegalForm)
        self._take_word("status", EstablishmentStatus)
        placement = self._word("placement", Placement)
        self.said.placement = Placement(placement) if placement else None

    def _take_word(self, name: str, kind: type[LegalForm] | type[EstablishmentStatus]) -> None:
        value = self._word(name, kind)
        if value is not None:
            self.said.given[name] = kind(value)

    def _word(self, name: str, kind: Any) -> str | None:
        text = self.values.get(name, "")
        if not text:
            return None
        value = values_of(name).get(fold(text)) or next(
            (member.value for member in kind if member.value == text), None
        )
        if value is None:
            self._fault(name, N_("The word %(text)s is not known here."), text=text)
        return value

    def _read_tax_code(self) -> None:
        written = self.values.get("tax_code", "")
        if not written or "*" in written:  # masked in an export: not given
            return
        digits = re.sub(r"\D", "", written)
        if digits == written and len(digits) in (9, 11):
            written = digits.zfill(len(digits) + 1)  # a spreadsheet dropped the leading zero
        try:
            code = rules.checked_tax_code(
                written, self.said.given.get("legal_form", LegalForm.UNKNOWN)
            )
        except InvalidInput as error:
            self._fault("tax_code", error.message, **error.params)
        else:
            self.said.given["tax_code"] = code

    # Numbers and days

    def _read_numbers(self) -> None:
        for column, name in (
            ("rooms", "room_count"), ("worker_total", "worker_total"),
            ("worker_contract", "worker_contract"),
            ("worker_health_checked", "worker_health_checked"),
        ):  # fmt: skip
            text = self.values.get(column, "")
            if not text:
                continue
            found = _COUNT.fullmatch(text)
            if found:
                self.said.given[name] = int(re.sub(r"\D", "", found[1]))
            else:
                self._fault(column, N_("%(text)s is not a whole number."), text=text)
        total = self.said.given.get("worker_total")
        for name in ("worker_contract", "worker_health_checked"):
            if total is not None and self.said.given.get(name, 0) > total:
                self._fault(name, N_("There are more of these workers than workers in all."))

    def _read_days(self) -> None:
        for name in ("in_scope_from", "in_scope_to", "status_from", "complex_until"):
            self._take_day(name, self.said.given.__setitem__)
        start, end = (self.said.given.get(n) for n in ("in_scope_from", "in_scope_to"))
        if start is not None and end is not None and end <= start:
            self._fault("in_scope_to", N_("The scope ends before it begins."))

    def _take_day(self, name: str, take: Callable[[str, date], None]) -> None:
        text = self.values.get(name, "")
        day = day_of(text) if text else None
        if day is not None:
            take(name, day)
        elif text:
            self._fault(name, N_("%(text)s is not a day. Write it as 05/03/2026."), text=text)

    def _read_complexity(self) -> None:
        text = self.values.get("complex_reason", "")
        if not text:
            return
        self.said.given["is_complex"] = fold(text) not in NO
        if fold(text) not in NO | YES:
            self._take_text("complex_reason", "complex_reason")

    # Where it lies

    def _read_units(self) -> None:
        units = {name: self.values.get(name, "") for name in _UNIT_FIELDS}
        for name in ("province", "district", "commune"):
            units[name] = written_out(units[name])
        latitude, longitude = self._position()
        self.said.written = Written(
            **units,
            address=address_written_out(self.values.get("address", "")),
            latitude=latitude,
            longitude=longitude,
        )

    def _position(self) -> tuple[float | None, float | None]:
        texts = [self.values.get(name, "").replace(",", ".") for name in ("lat", "lon")]
        if not any(texts):
            return None, None
        try:
            latitude, longitude = (float(text) for text in texts)
            rules.require_position(latitude, longitude)
        except ValueError:
            self._fault(
                "lat", N_("Latitude and longitude are two numbers such as 20.93 and 106.05.")
            )
        except InvalidInput as error:
            self._fault("lat", error.message, **error.params)
        else:
            self.said.given |= {"latitude": latitude, "longitude": longitude}
            return latitude, longitude
        return None, None

    # Licences

    def _read_licences(self) -> None:
        for number in range(1, MAX_LICENCES + 1):
            ending = "" if number == 1 else f"_{number}"
            said = {name: self.values.get(name + ending, "") for name in LICENCE_FIELDS}
            if said["licence_number"]:
                self._take_licence(said, ending)

    def _take_licence(self, said: dict[str, str], ending: str) -> None:
        days: dict[str, date] = {}
        for name in ("licence_issued_on", "licence_expires_on"):
            if fold(said[name]) not in _NO_END:
                self._take_day(name + ending, lambda key, day: days.__setitem__(key, day))
        issued, expires = (
            days.get(f"{name}{ending}") for name in ("licence_issued_on", "licence_expires_on")
        )
        if issued and expires and expires < issued:
            self._fault("licence_expires_on", N_("The licence expires before it was issued."))
        for name in ("licence_number", "licence_issuer"):
            if len(said[name]) > _LENGTHS[name]:
                self._fault(
                    name,
                    N_("The text has %(length)s characters; at most %(most)s are kept."),
                    length=len(said[name]),
                    most=_LENGTHS[name],
                )
        self.said.licences.append(
            LicenceSaid(
                self._licence_kind(said["licence_kind"], ending),
                said["licence_number"],
                said["licence_issuer"],
                issued,
                expires,
            )
        )

    def _licence_kind(self, text: str, ending: str) -> LicenceKind:
        if not text:
            return self.licence_kinds.get(f"licence_number{ending}", LicenceKind.OTHER)
        words = values_of("licence_kind")
        if fold(text) in words:
            return LicenceKind(words[fold(text)])
        inside = (w for w in sorted(words, key=len, reverse=True) if f" {w} " in f" {fold(text)} ")
        return LicenceKind(words[next(inside, "khac")])

    def _read_decision(self) -> None:
        self.said.sticker_code = rules.sticker_code_of(self.values.get("sticker_code", ""))
        if self.values.get("sticker_code") and not self.said.sticker_code:
            self._fault("sticker_code", N_("This is no code of a sticker."))
        text = self.values.get("decision", "")
        if not text:
            return
        if fold(text) in _NEW:
            self.said.decision = Decision(is_new=True)
        elif rules.sticker_code_of(text):
            self.said.decision = Decision(same_as=rules.sticker_code_of(text))
        elif _is_id(text):
            self.said.decision = Decision(same_as=str(UUID(text)))
        else:
            self._fault(
                "decision", N_("Write mới, or the sticker code of the establishment it is.")
            )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
