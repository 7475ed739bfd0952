"""Which column of a list holds what? Headings are recognised, and may be set by hand.

Offices write titles above the headings and numbers of columns below them; both are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import fold, squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry.words import heading_fields

IGNORE = "ignore"
# Several columns may hold parts of these; they are joined.
JOINED = frozenset({"address", "note"})
LICENCE_FIELDS = (
    "licence_kind", "licence_number", "licence_issuer", "licence_issued_on", "licence_expires_on",
)  # fmt: skip
MAX_LICENCES = 8
# Every field that a column may be set to, in the order of the select; labels for people.
FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "type": N_("Type"),
    "address": N_("Address"),
    "commune": N_("Commune or ward"),
    "district": N_("District (before 07/2025)"),
    "province": N_("Province or city"),
    "external_id": N_("Number in the list"),
    "legal_form": N_("Legal form"),
    "tax_code": N_("Tax code or household business number"),
    "commune_code": N_("Commune code of the list's day"),
    "new_commune_code": N_("Commune code since 01/07/2025"),
    "old_commune_code": N_("Commune code before 01/07/2025"),
    "district_code": N_("District code"),
    "province_code": N_("Province code of the list's day"),
    "new_province_code": N_("Province code since 01/07/2025"),
    "old_province_code": N_("Province code before 01/07/2025"),
    "lat": N_("Latitude"),
    "lon": N_("Longitude"),
    "rooms": N_("Rooms"),
    "representative": N_("Representative"),
    "security_person": N_("Responsible for security"),
    "worker_total": N_("Workers"),
    "worker_contract": N_("Workers with a contract"),
    "worker_health_checked": N_("Workers with a health check"),
    "licence_kind": N_("Licence: kind"),
    "licence_number": N_("Licence: number"),
    "licence_issuer": N_("Licence: issuer"),
    "licence_issued_on": N_("Licence: issued on"),
    "licence_expires_on": N_("Licence: expires on"),
    "in_scope_from": N_("In scope from"),
    "in_scope_to": N_("In scope until before"),
    "scope_reason": N_("Reason of the scope"),
    "status": N_("Status"),
    "status_from": N_("Status since"),
    "complex_reason": N_("Complex: reason"),
    "complex_until": N_("Complex until"),
    "note": N_("Note"),
    "sticker_code": N_("Sticker code"),
    "placement": N_("How the commune was found"),
    "source": N_("Source list"),
    "row_ref": N_("Row of the first list"),
    "decision": N_("Decision on a suspected duplicate"),
    "is_demo": N_("Demonstration data"),
}
_LOOKED_AT = 30
_NUMBERED = re.compile(r"(.+?) ([2-9])")
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*\)?")


@dataclass(frozen=True)
class Columns:
    """Where the headings stand, and the field of each column that is read."""

    header_at: int  # index of the row of headings
    headings: list[str]
    fields: dict[int, str] = field(default_factory=dict)  # column → field, `licence_kind_2` …

    @property
    def columns_of(self) -> dict[str, list[int]]:
        """Give field → columns, most fields with one column."""
        found: dict[str, list[int]] = {}
        for column, name in sorted(self.fields.items()):
            found.setdefault(name, []).append(column)
        return found

    @property
    def unread(self) -> list[str]:
        """Name the headings of columns that are not read."""
        return [h for i, h in enumerate(self.headings) if h and i not in self.fields]


def recognised(rows: list[list[str]]) -> Columns:
    """Find the row of headings and what its columns hold."""
    best = max(range(min(len(rows), _LOOKED_AT)), key=lambda at: (_known(rows[at]), -at))
    if _known(rows[best]) < 2:
        best = next((at for at, row in enumerate(rows) if _filled(row) > 1), 0)
    return Columns(best, [squeeze(cell) for cell in rows[best]], _fields(rows[best]))


def mapped(rows: list[list[str]], header_at: int, chosen: Mapping[int, str]) -> Columns:
    """Give the columns as set by hand; refuse a field that two columns claim."""
    taken: dict[str, int] = {}
    fields: dict[int, str] = {}
    for column, name in sorted(chosen.items()):
        if name in ("", IGNORE):
            continue
        if name not in FIELDS and _base(name) not in LICENCE_FIELDS:
            raise InvalidInput(N_("There is no such field: %(name)s"), name=name)
        if name in taken and name not in JOINED:
            raise InvalidInput(
                N_("Columns %(one)s and %(other)s are both set to the same field. Change one."),
                one=taken[name] + 1,
                other=column + 1,
            )
        taken[name], fields[column] = column, name
    return Columns(header_at, [squeeze(cell) for cell in rows[header_at]], fields)


def require_readable(columns: Columns, rows: list[list[str]]) -> None:
    """Refuse a list without headings, without names, or without any row below them."""
    if not columns.fields:
        raise InvalidInput(
            N_("No headings were recognised. Put headings such as Tên cơ sở, Loại hình, Địa chỉ.")
        )
    if "name" not in columns.columns_of:
        raise InvalidInput(N_("No column holds the names. Set one column to the name."))
    if not any(True for _ in body(columns, rows)):
        raise InvalidInput(N_("The list has headings, but no rows below them."))


def body(columns: Columns, rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    """List the rows below the headings with their numbers in the file, empty ones left out."""
    found = [
        (at + 1, row)
        for at, row in enumerate(rows)
        if at > columns.header_at and any(cell.strip() for cell in row)
    ]
    if found and _numbers_columns(found[0][1]):
        found = found[1:]
    return found


def values_of_row(columns: Columns, row: list[str]) -> dict[str, str]:
    """Give field → text of a row; empty cells are left out."""
    found: dict[str, str] = {}
    for name, places in columns.columns_of.items():
        texts = [squeeze(row[at]) for at in places if at < len(row)]
        text = ", ".join(dict.fromkeys(t for t in texts if t))
        if text:
            found[name] = text
    return found


def _fields(headings: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    taken: set[str] = set()
    for column, heading in enumerate(headings):
        name = field_of(heading)
        if name is None or name == IGNORE or (name in taken and name not in JOINED):
            continue
        taken.add(name)
        found[column] = name
    return found


def field_of(heading: str) -> str | None:
    """Give the field of a heading; None where it is not known."""
    folded, known = fold(heading), heading_fields()
    if folded in known:
        return known[folded]
    numbered = _NUMBERED.fullmatch(folded)
    if numbered and known.get(numbered[1]) in LICENCE_FIELDS:
        return f"{known[numbered[1]]}_{numbered[2]}"
    # What stands in brackets explains: "Số lao động (người)".
    outside = fold(re.sub(r"\([^)]*\)", " ", heading))
    return known.get(outside)


def _base(name: str) -> str:
    return name[:-2] if name[-2:-1] == "_" and name[-1:].isdigit() else name


def _known(row: list[str]) -> int:
    return len({name for cell in row if cell.strip() and (name := field_of(cell))})


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _numbers_columns(row: list[str]) -> bool:
    """Say whether a row only numbers the columns: (1), (2), (3) or A, B, 1, 2."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled)
