"""What becomes of the rows of a list? The plan of an import, before anything is written.

Every row ends in exactly one of created, updated, unchanged, suspected or rejected. A plan is made
of values only, so that a dry run and an import cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect178.access.actor import Territory
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.columns import Columns, body, values_of_row
from inspect178.registry.enums import (
    LicenceKind,
    Placement,
    RowOutcome,
)
from inspect178.registry.matching import Known
from inspect178.registry.rows import LicenceSaid, Problem, Said, licence_kind_of_heading, read_row
from inspect178.registry.rules import Entry, Place
from inspect178.territory.gazetteer import Gazetteer, UnitRow
from inspect178.territory.matching import locate


@dataclass(frozen=True)
class Circumstances:
    """What an import needs to know beside the list itself."""

    gazetteer: Gazetteer
    as_of: date  # the day of the list
    source: str
    ground: Territory  # where the importing person may enter establishments
    province: UnitRow | None = None  # where the list names none
    draw_code: Callable[[], str] = str
    # Held by establishments that the importing person does not see.
    taken_codes: frozenset[str] = frozenset()
    taken_numbers: frozenset[tuple[str, str]] = frozenset()


@dataclass
class RowResult:
    """What becomes of one row."""

    number: int
    cells: dict[str, str]
    outcome: RowOutcome
    entry: Entry | None = None
    place: Place | None = None
    licences: list[LicenceSaid] = field(default_factory=list)
    known: Known | None = None  # created by it, updated by it, or the other one
    changes: dict[str, Any] = field(default_factory=dict)
    new_place: Place | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """All rows of a list with what becomes of them."""

    rows: list[RowResult]

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows read and each outcome; the outcomes add up to the rows read."""
        found = Counter(row.outcome for row in self.rows)
        return {"read": len(self.rows)} | {o.value: found[o] for o in RowOutcome}

    def of(self, *outcomes: RowOutcome) -> list[RowResult]:
        """List the rows with these outcomes."""
        return [row for row in self.rows if row.outcome in outcomes]


@dataclass
class Prepared:
    """A row as it was read and placed, before it is compared with the register."""

    number: int
    cells: dict[str, str]
    said: Said
    place: Place | None
    problems: list[Problem]


def prepare(rows: list[list[str]], columns: Columns, around: Circumstances) -> list[Prepared]:
    """Read and place every row of a list."""
    kinds = _licence_kinds(columns)
    return [
        _prepared(number, row, columns, around=around, kinds=kinds)
        for number, row in body(columns, rows)
    ]


def _prepared(
    number: int,
    row: list[str],
    columns: Columns,
    *,
    around: Circumstances,
    kinds: Mapping[str, LicenceKind],
) -> Prepared:
    said = read_row(values_of_row(columns, row), kinds)
    cells = {str(at): cell for at, cell in enumerate(row) if cell.strip()}
    problems = list(said.problems)
    place = _place_of(said, around, problems)
    if place is not None:
        _require_ground(place, around, problems)
    return Prepared(number, cells, said, place, problems)


def _place_of(said: Said, around: Circumstances, problems: list[Problem]) -> Place | None:
    try:
        found = locate(around.gazetteer, said.written, day=around.as_of, province=around.province)
    except InvalidInput as error:
        problems.append(Problem(error.field or "commune", error.message, error.params))
        return None
    if said.placement == Placement.UNPLACED:
        return Place(found.province_id, None, found.old_commune_id, Placement.UNPLACED)
    placement = Placement(found.finding.value)
    if said.placement is not None and found.commune_id is not None:
        placement = said.placement
    return Place(found.province_id, found.commune_id, found.old_commune_id, placement)


def _require_ground(place: Place, around: Circumstances, problems: list[Problem]) -> None:
    if not around.ground.covers(place.province_id, place.commune_id, place.old_commune_id):
        unit = around.gazetteer.units[place.commune_id or place.province_id]
        problems.append(
            Problem(
                "commune",
                N_("%(unit)s lies outside the area in which you may enter establishments."),
                {"unit": unit.name},
            )
        )


def _licence_kinds(columns: Columns) -> Mapping[str, LicenceKind]:
    found = {}
    for column, name in columns.fields.items():
        kind = licence_kind_of_heading(columns.headings[column])
        if name.startswith("licence_number") and kind is not None:
            found[name] = kind
    return found
