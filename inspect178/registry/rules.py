"""What holds for an entry of the register? Keys, tax codes, stickers, scope, likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import fold, squeeze
from inspect178.kernel.text import sort_key as vietnamese_order
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    LicenceState,
    Placement,
)
from inspect178.registry.words import expanded, meanings

# Without 0/O and 1/I, which people read wrongly from a door.
STICKER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
STICKER_LENGTH = 8
_STICKER = re.compile(rf"[{STICKER_ALPHABET}]{{{STICKER_LENGTH}}}")
# The country with Hoàng Sa and Trường Sa.
SOUTH, NORTH, WEST, EAST = 6.5, 23.5, 102.0, 118.0
NAME_LENGTH, ADDRESS_LENGTH, SEARCH_LENGTH, SORT_LENGTH = 200, 400, 800, 400

# Since 01/07/2025 a household business uses its owner's 12-digit personal number as tax code
# (circular 86/2024/TT-BTC): personal data, masked wherever it is shown.
_PERSONAL = re.compile(r"\d{12}")
# Number of a household business: province (2 digits), district (a letter), 8, six digits.
_HOUSEHOLD = re.compile(r"\d{2}[A-ZĐ]8\d{6}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-/]+")


@dataclass
class Place:
    """Where an establishment lies: province and commune in force, commune of before 07/2025."""

    province_id: int
    commune_id: int | None
    old_commune_id: int | None
    placement: Placement


@dataclass(frozen=True)
class Scope:
    """In scope from one day to before another, and why it came in or went out."""

    from_on: date
    to_on: date | None
    reason: str = ""


@dataclass(frozen=True)
class StatusSaid:
    """A status from a day on, with the reason."""

    status: EstablishmentStatus
    from_on: date
    reason: str = ""


@dataclass(frozen=True)
class Complexity:
    """The flag "complex" with its reason and its last day."""

    is_complex: bool
    complex_reason: str = ""
    complex_until: date | None = None


@dataclass(frozen=True)
class LicenceEntry:
    """What people say about a licence."""

    kind: LicenceKind
    number: str
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    state: LicenceState = LicenceState.VALID


@dataclass(frozen=True)
class Entry:
    """What people say about an establishment; where it lies is said by a Place."""

    name: str
    type_code: str
    in_scope_from: date
    legal_form: LegalForm = LegalForm.UNKNOWN
    tax_code: str | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    position_source: str = ""
    representative: str = ""
    security_person: str = ""
    managing_agency_id: int | None = None
    room_count: int | None = None
    worker_total: int | None = None
    worker_contract: int | None = None
    worker_health_checked: int | None = None
    in_scope_to: date | None = None
    scope_reason: str = ""
    is_complex: bool = False
    complex_reason: str = ""
    complex_until: date | None = None
    status: EstablishmentStatus = EstablishmentStatus.ACTIVE
    status_from: date | None = None
    note: str = ""
    source: str = ""
    source_ref: str | None = None
    source_hash: str | None = None
    is_demo: bool = False


def search_key(name: str, address: str, *, sticker_code: str, tax_code: str | None) -> str:
    """Give the words by which an establishment is found, each once, between single spaces.

    A personal number is left out, so that nobody is found by it.
    """
    number = "" if tax_code is None or is_personal_number(tax_code) else tax_code
    said = (
        fold(name),
        expanded(name, "name"),
        fold(sticker_code),
        fold(number),
        fold(number).replace(" ", ""),
        fold(address),
        expanded(address, "unit", "address"),
    )
    words = dict.fromkeys(" ".join(said).split())
    return f" {' '.join(words)} "[:SEARCH_LENGTH]


def search_terms(typed: str) -> list[list[list[str]]]:
    """Give what must be found for each word typed: one of several sets of words.

    `KS Hoàng` asks for (`ks` or `khach` and `san`) and `hoang`. The last letter of a plain word
    may be missing, an abbreviation counts only as a whole word (written with a space behind it).
    """
    words = fold(typed).split()
    terms = []
    for at, word in enumerate(words):
        pair = " ".join(words[at : at + 2])
        known = meanings().get(word, frozenset()) | meanings().get(pair, frozenset())
        alternatives = [[f"{part} " for part in phrase.split()] for phrase in sorted(known)]
        own = f"{word} " if known else word
        terms.append([[own], *alternatives])
    return terms


def name_key(name: str) -> str:
    """Give the folded name with its abbreviations written out."""
    return expanded(name, "name")[:NAME_LENGTH]


def address_key(address: str) -> str:
    """Give the folded address with its abbreviations written out."""
    return expanded(address, "unit", "address")


def sort_key(name: str) -> str:
    """Give the place of a name in Vietnamese order."""
    return vietnamese_order(name)[:SORT_LENGTH]


def sticker_url(public_url: str, code: str) -> str:
    """Give the address that the sticker's QR code holds."""
    return f"{public_url.rstrip('/')}/s/{code}"


def is_personal_number(code: str) -> bool:
    """Say whether a tax code is a person's 12-digit number."""
    return bool(_PERSONAL.fullmatch(code))


def masked_tax_code(code: str | None) -> str:
    """Give a tax code as it may be shown: of a personal number only the last three digits."""
    if code is None:
        return ""
    return "*" * 9 + code[-3:] if is_personal_number(code) else code


def checked_tax_code(written: str, legal_form: LegalForm) -> str | None:
    """Give a tax or household-business number in its usual form, or refuse it.

    Enterprises and their branches have 10 or 13 digits with a check digit; households and
    individuals may also have a 12-digit personal number or a number of household registration.
    """
    code = _BETWEEN_DIGITS.sub("", squeeze(written)).upper()
    if not code:
        return None
    private = legal_form in (LegalForm.HOUSEHOLD, LegalForm.INDIVIDUAL)
    if _PERSONAL.fullmatch(code) or _HOUSEHOLD.fullmatch(code):
        if private:
            return code
        raise InvalidInput(
            N_("This number belongs to a household business. Set the legal form to household."),
            field="tax_code",
        )
    try:
        return str(mst.format(mst.validate(code)))
    except ValidationError as error:
        raise InvalidInput(
            N_("The tax code is not valid: check its digits (10, or 13 for a branch)."),
            field="tax_code",
        ) from error


def sticker_code_of(text: str) -> str:
    """Give the code of a sticker as it is stored; nothing where the text is none."""
    code = re.sub(r"[\s\-]", "", text).upper()
    return code if _STICKER.fullmatch(code) else ""


def require_position(latitude: float, longitude: float) -> None:
    """Refuse a position outside Vietnam, its islands included."""
    if SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST:
        raise InvalidInput(N_("Latitude and longitude are the wrong way round."), field="latitude")
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise InvalidInput(N_("The position lies outside Vietnam."), field="latitude")


def checked_position(
    latitude: Decimal | None, longitude: Decimal | None
) -> tuple[float | None, float | None]:
    """Give a typed position as two numbers, or none; refuse half of one."""
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        raise InvalidInput(N_("A position needs latitude and longitude."), field="latitude")
    if not (latitude.is_finite() and longitude.is_finite()):  # NaN and infinity can be typed
        raise InvalidInput(N_("The position lies outside Vietnam."), field="latitude")
    require_position(float(latitude), float(longitude))
    return float(latitude), float(longitude)


def require_scope(scope: Scope) -> None:
    """Refuse a scope that ends before it begins, or that nobody gives a reason for."""
    if scope.to_on is not None and scope.to_on <= scope.from_on:
        raise InvalidInput(N_("The scope ends before it begins."), field="in_scope_to")
    if not scope.reason:
        raise InvalidInput(N_("Say why the scope changes."), field="scope_reason")


def require_next_status(said: StatusSaid, latest: date | None, *, today: date) -> None:
    """Refuse a status of a day to come, or of a day before the latest one recorded."""
    if said.from_on > today:
        raise InvalidInput(N_("The day lies in the future."), field="from_on")
    if latest is not None and said.from_on < latest:
        raise InvalidInput(
            N_("A later status is recorded already, from %(day)s on."),
            field="from_on",
            day=latest.strftime("%d/%m/%Y"),
        )
    if said.status == EstablishmentStatus.CLOSED and not said.reason:
        raise InvalidInput(N_("Say why the establishment closed."), field="reason")


def scope_after_status(
    scope: Scope, said: StatusSaid, *, before: EstablishmentStatus, closed_on: date | None
) -> Scope:
    """Give the scope after a change of status: it ends with closing, and reopens with opening."""
    if said.status == EstablishmentStatus.CLOSED:
        if scope.to_on is not None and scope.to_on <= said.from_on:
            return scope
        if said.from_on <= scope.from_on:
            raise InvalidInput(
                N_("The establishment came into scope on %(day)s; it cannot close before."),
                field="from_on",
                day=scope.from_on.strftime("%d/%m/%Y"),
            )
        return Scope(scope.from_on, said.from_on, said.reason)
    if before == EstablishmentStatus.CLOSED and scope.to_on == closed_on:
        return Scope(said.from_on, None, said.reason)
    return scope


def require_past(day: date | None, field: str, *, today: date) -> None:
    """Refuse a change that is said to hold only from a day to come."""
    if day is not None and day > today:
        raise InvalidInput(N_("The day lies in the future."), field=field)


def require_complexity(said: Complexity, *, today: date) -> None:
    """Refuse the flag without a reason, or with a last day that has passed."""
    if not said.is_complex:
        return
    if not said.complex_reason:
        raise InvalidInput(N_("Say why the establishment is complex."), field="complex_reason")
    if said.complex_until is not None and said.complex_until < today:
        raise InvalidInput(N_("This day has passed already."), field="complex_until")


def require_licence_dates(entry: LicenceEntry) -> None:
    """Refuse a licence that expires before it was issued."""
    if entry.issued_on and entry.expires_on and entry.expires_on < entry.issued_on:
        raise InvalidInput(N_("The licence expires before it was issued."), field="expires_on")


def require_workers(total: int | None, contract: int | None, checked: int | None) -> None:
    """Refuse more workers with a contract or a check than there are workers."""
    for field, count in (("worker_contract", contract), ("worker_health_checked", checked)):
        if total is not None and count is not None and count > total:
            raise InvalidInput(
                N_("There are more of these workers than workers in all."), field=field
            )
