"""What does a tablet know of the places of its ground? The register and the history in short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.commitments.models import Commitment
from inspect178.commitments.queries import in_force_on
from inspect178.commitments.rules import last_day
from inspect178.extensions import db
from inspect178.fieldwork.packs.ground import Ground
from inspect178.fieldwork.packs.table import Table, table
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import open_corrections, readable, visits_of_year_on
from inspect178.registry.models import Establishment, EstablishmentType
from inspect178.territory import words
from inspect178.territory.models import AdminUnit
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import SanctionClause, Violation

LAST_VISITS = 3
REMEMBERED = timedelta(days=3 * 366)
MOST_OWED = 3
LONGEST_OWED = 160
_DIGITS = 5  # of a degree: a metre
_OPEN = (
    ViolationState.RECORDED,
    ViolationState.TRANSFERRED,
    ViolationState.DECIDED,
    ViolationState.EXECUTED,
)
_E = Establishment
_REGISTER = (
    _E.id, _E.sticker_code, _E.name, _E.type_code, _E.legal_form, _E.address, _E.commune_id,
    _E.latitude, _E.longitude, _E.status, _E.status_from, _E.representative, _E.security_person,
    _E.is_complex, _E.complex_reason, _E.complex_until,
)  # fmt: skip
_COLUMNS = (
    "id code name type form address whole unit lat lon status since representative security "
    "complex visited year open committed owed"
)
History = dict[UUID, list[list[Any]]]


@dataclass(frozen=True)
class Around:
    """A commune with its province, and what follows an address that names neither."""

    commune: AdminUnit
    province: AdminUnit | None

    @property
    def tail(self) -> str:
        """Give the two as the end of an address."""
        return f", {words.whole_address('', self.commune, self.province)}"


def around(ground: Ground) -> dict[int, Around]:
    """Give the communes of the ground by their ids, in the order of their names."""
    used = select(_E.commune_id).where(ground.establishments).distinct()
    communes = db.session.scalars(
        select(AdminUnit).where(AdminUnit.id.in_(used)).order_by(AdminUnit.sort_key, AdminUnit.id)
    ).all()
    above = {unit.province_id for unit in communes}
    provinces = {
        unit.id: unit
        for unit in db.session.scalars(select(AdminUnit).where(AdminUnit.id.in_(above)))
    }
    return {unit.id: Around(unit, provinces.get(unit.province_id or 0)) for unit in communes}


def establishments_of(
    ground: Ground, units: Mapping[int, Around], own_visits: Collection[UUID]
) -> Table:
    """Give the establishments of the ground; `own_visits` stand in a table of their own."""
    register = db.session.execute(
        select(*_REGISTER)
        .where(ground.establishments)
        .order_by(_E.commune_id, _E.address, _E.sort_key, _E.id)
    ).all()
    visited, years = _visited(ground), _years(ground, own_visits)
    wrong, committed, owed = _open_violations(ground), _committed(ground), _owed(ground)
    return table(
        _COLUMNS,
        (
            [
                *_register_row(row, ground.day, units.get(row.commune_id)),
                visited.get(row.id, []),
                years.get(row.id, []),
                wrong.get(row.id, []),
                committed.get(row.id),
                owed.get(row.id, []),
            ]
            for row in register
        ),
    )


def units_table(units: Mapping[int, Around]) -> Table:
    """Give the communes of the ground, with their names as papers have them."""
    return table(
        "id code name kind province committee place tail in_sentence",
        map(_unit_row, units.values()),
    )


def types_of() -> Table:
    """Give the types of business, those of former days too."""
    types = db.session.scalars(select(EstablishmentType).order_by(EstablishmentType.sort))
    return table(
        "id vi en group sort",
        ([t.code, t.label_vi, t.label_en, t.group, t.sort] for t in types),
    )


def _register_row(row: Any, day: date, unit: Around | None) -> list[Any]:
    is_complex = row.is_complex and (row.complex_until is None or row.complex_until >= day)
    return [
        row.id,
        row.sticker_code,
        row.name,
        row.type_code,
        row.legal_form.value,
        row.address,
        _otherwise_written(row.address, unit),
        None if row.commune_id is None else str(row.commune_id),
        None if row.latitude is None else round(row.latitude, _DIGITS),
        None if row.longitude is None else round(row.longitude, _DIGITS),
        row.status.value,
        plain(row.status_from),
        row.representative,
        row.security_person,
        (row.complex_reason or "–") if is_complex else "",
    ]


def _visited(ground: Ground) -> History:
    rows = db.session.execute(
        select(Inspection.establishment_id, Inspection.completed_on)
        .where(
            Inspection.establishment_id.in_(ground.ids),
            Inspection.completed_on >= ground.day - REMEMBERED,
            readable(ground.actor, ground.at),
        )
        .order_by(Inspection.completed_on.desc(), Inspection.id)
    )
    found: History = defaultdict(list)
    for place, day in rows:
        if len(found[place]) < LAST_VISITS:
            found[place].append(day.isoformat())
    return found


def _years(ground: Ground, own_visits: Collection[UUID]) -> History:
    used = visits_of_year_on(ground.ids, ground.day.year, without=own_visits)
    return {
        place: [[v.on.isoformat(), v.who, "" if v.state is None else v.state.value] for v in visits]
        for place, visits in used.items()
    }


def _open_violations(ground: Ground) -> History:
    rows = db.session.execute(
        select(
            Violation.establishment_id,
            Violation.act_on,
            SanctionClause.key,
            Violation.state,
            Violation.remedy_due_on,
        )
        .join(SanctionClause, SanctionClause.id == Violation.clause_id)
        .where(
            Violation.establishment_id.in_(ground.ids),
            Violation.state.in_(_OPEN),
            visible(Violation, ground.actor, P.VIOLATION_READ),
        )
        .order_by(Violation.act_on, Violation.id)
    )
    found: History = defaultdict(list)
    for place, act_on, key, state, due_on in rows:
        found[place].append([act_on.isoformat(), key, state.value, plain(due_on)])
    return found


def _committed(ground: Ground) -> dict[UUID, list[Any]]:
    rows = db.session.execute(
        select(Commitment.establishment_id, Commitment.signed_on, Commitment.valid_to)
        .where(
            Commitment.establishment_id.in_(ground.ids),
            in_force_on(ground.day),
            visible(Commitment, ground.actor, P.COMMITMENT_READ),
        )
        .order_by(Commitment.signed_on, Commitment.recorded_at)
    )
    return {place: [signed.isoformat(), plain(last_day(to))] for place, signed, to in rows}


def _owed(ground: Ground) -> History:
    rows = db.session.execute(
        open_corrections(ground.actor, ground.at).where(ground.establishments)
    )
    found: History = defaultdict(list)
    for recommendation, inspection in rows:
        owed = found[inspection.establishment_id]
        if len(owed) < MOST_OWED:
            text = shorten(recommendation.text, LONGEST_OWED, placeholder=" …")
            owed.append([text, plain(recommendation.due_on)])
    return found


def _otherwise_written(address: str, unit: Around | None) -> str | None:
    """Give the whole address where it is not simply the address and the units after it."""
    if unit is None or not address:
        return None
    whole = words.whole_address(address, unit.commune, unit.province)
    return None if whole == address + unit.tail else whole


def _unit_row(unit: Around) -> list[Any]:
    commune = unit.commune
    return [
        commune.id,
        commune.code,
        commune.name,
        commune.kind,
        "" if unit.province is None else unit.province.name,
        words.peoples_committee(commune),
        words.place_of_signing(commune),
        unit.tail,
        words.in_sentence(commune),
    ]


def plain(day: date | None) -> str | None:
    """Write a day as it stands in the pack."""
    return None if day is None else day.isoformat()
