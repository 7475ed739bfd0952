"""Which rows go into an export? The filtered list with the names of units and the licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.registry.models import Establishment, EstablishmentType, Licence
from inspect178.registry.queries.lists import EstablishmentFilter, conditions, ordering
from inspect178.territory.models import AdminUnit

_AT_ONCE = 1_000


@dataclass(frozen=True)
class ExportSize:
    """How many rows an export has, and how many licences the richest of them."""

    rows: int
    licences: int


class ExportRow:
    """An establishment with the words of its type and units, and its licences."""

    def __init__(self, values: dict[str, Any], licences: list[Licence]) -> None:
        self.__dict__.update(values)
        self.licences = licences


def export_size(actor: Actor, wanted: EstablishmentFilter) -> ExportSize:
    """Count what an export would hold, before it is made."""
    scope = (visible(Establishment, actor, P.ESTABLISHMENT_EXPORT), *conditions(wanted))
    rows = db.session.scalar(select(func.count()).select_from(Establishment).where(*scope)) or 0
    each = (
        select(func.count().label("number"))
        .select_from(Licence)
        .join(Establishment, Establishment.id == Licence.establishment_id)
        .where(*scope)
        .group_by(Licence.establishment_id)
        .subquery()
    )
    return ExportSize(rows, db.session.scalar(select(func.max(each.c.number))) or 0)


def export_rows(actor: Actor, wanted: EstablishmentFilter) -> Iterator[ExportRow]:
    """Give the rows of an export one after the other, read in portions."""
    result = db.session.execute(
        _selected(actor, wanted).execution_options(yield_per=_AT_ONCE)
    ).mappings()
    for part in result.partitions():
        licences = _licences([row["id"] for row in part])
        for row in part:
            yield ExportRow(dict(row), licences[row["id"]])


def _selected(actor: Actor, wanted: EstablishmentFilter) -> Select[Any]:
    e, kind = Establishment, EstablishmentType
    province, commune, old = aliased(AdminUnit), aliased(AdminUnit), aliased(AdminUnit)
    own = [
        column for column in e.__table__.columns if column.name not in ("search_key", "name_key")
    ]
    return (
        select(
            *own,
            kind.label_vi.label("type_label"),
            province.name.label("province_name"),
            commune.name.label("commune_name"),
            commune.code.label("commune_code"),
            old.code.label("old_commune_code"),
        )
        .join(kind, kind.code == e.type_code)
        .join(province, province.id == e.province_id)
        .join(commune, commune.id == e.commune_id, isouter=True)
        .join(old, old.id == e.old_commune_id, isouter=True)
        .where(visible(e, actor, P.ESTABLISHMENT_EXPORT), *conditions(wanted))
        .order_by(*ordering(wanted.order))
    )


def _licences(ids: list[UUID]) -> dict[UUID, list[Licence]]:
    found: dict[UUID, list[Licence]] = defaultdict(list)
    for licence in db.session.scalars(
        select(Licence).where(Licence.establishment_id.in_(ids)).order_by(Licence.id)
    ):
        found[licence.establishment_id].append(licence)
    return found
