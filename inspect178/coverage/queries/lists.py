"""Which establishments are behind a number? Lists made from the conditions of the numbers.

The length of a list is the number that links to it. Sealed targets cannot show here: only
completed inspections are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, not_, select

from inspect178.access.actor import Actor
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries.conditions import (
    Population,
    completed_in,
    is_accepted,
    population,
)
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.registry.models import Establishment, EstablishmentType
from inspect178.territory.models import AdminUnit
from inspect178.web.pagination import Page, page_of

_AT_ONCE = 500


@dataclass(frozen=True)
class Visit:
    """The inspection by which an establishment counts: an accepted one before others."""

    inspection_id: UUID
    completed_on: date
    is_accepted: bool


@dataclass(frozen=True)
class ListedEstablishment:
    """An establishment behind a number, with the visit that counts, if there is one."""

    id: UUID
    name: str
    type_vi: str
    type_en: str
    address: str
    source: str
    commune: str | None  # in force today; None while it is to be placed
    in_scope_from: date
    in_scope_to: date | None
    visit: Visit | None


def page_of_list(
    actor: Actor, area: Area, question: Question, *, which: CoverageList, number: int = 1
) -> tuple[Figures, Page[ListedEstablishment]]:
    """Give the numbers of a place and a page of the establishments behind one of them."""
    figures = figures_of(actor, area, question)
    ids = establishments_behind(actor, area, question, which=which)
    page = page_of(db.session(), ids, number=number, total=figures.length(which))
    shown = list(_described(page.rows, question))
    return figures, Page(shown, page.number, page.size, page.total)


def all_of_list(
    actor: Actor, area: Area, question: Question, *, which: CoverageList
) -> Iterator[ListedEstablishment]:
    """Give every establishment behind a number; some hundreds are in memory at a time."""
    ids = db.session.scalars(establishments_behind(actor, area, question, which=which)).all()
    for start in range(0, len(ids), _AT_ONCE):
        yield from _described(ids[start : start + _AT_ONCE], question)


def establishments_behind(
    actor: Actor, area: Area, question: Question, *, which: CoverageList
) -> Select[UUID]:
    """Select the ids of the establishments behind a number, in Vietnamese order."""
    below = population(actor, area, question)
    listed = (
        select(Establishment.id)
        .where(below.condition, *_belongs(which, below, question))
        .order_by(Establishment.sort_key, Establishment.id)
    )
    if below.model is Establishment:
        return listed
    return listed.join(below.model, below.establishment_id == Establishment.id)


def _belongs(
    which: CoverageList, below: Population, question: Question
) -> list[ColumnElement[bool]]:
    visited = exists().where(
        Inspection.establishment_id == below.establishment_id, completed_in(question.period)
    )
    accepted = visited.where(is_accepted())
    conditions: dict[CoverageList, list[ColumnElement[bool]]] = {
        CoverageList.IN_SCOPE: [],
        CoverageList.OFFICIAL: [accepted],
        CoverageList.PROVISIONAL: [visited],
        CoverageList.AWAITING: [visited, not_(accepted)],
        CoverageList.NOT_YET: [not_(visited)],
    }
    return conditions[which]


def _described(ids: Sequence[UUID], question: Question) -> Iterator[ListedEstablishment]:
    """Give the facts and the visits of some establishments, in the order of their ids."""
    found = db.session.execute(
        select(
            Establishment.id, Establishment.name, Establishment.address, Establishment.source,
            Establishment.in_scope_from, Establishment.in_scope_to,
            EstablishmentType.label_vi, EstablishmentType.label_en, AdminUnit.name.label("commune"),
        )
        .join(EstablishmentType, EstablishmentType.code == Establishment.type_code)
        .outerjoin(AdminUnit, AdminUnit.id == Establishment.commune_id)
        .where(Establishment.id.in_(ids))
    )  # fmt: skip
    rows = {row.id: row for row in found}
    visits = _visits(ids, question)
    for row in (rows[i] for i in ids):
        yield ListedEstablishment(
            row.id, row.name, row.label_vi, row.label_en, row.address, row.source, row.commune,
            row.in_scope_from, row.in_scope_to, visits.get(row.id),
        )  # fmt: skip


def _visits(ids: Sequence[UUID], question: Question) -> dict[UUID, Visit]:
    found = db.session.execute(
        select(
            Inspection.establishment_id, Inspection.id, Inspection.completed_on,
            is_accepted().label("accepted"),
        )
        .where(Inspection.establishment_id.in_(ids), completed_in(question.period))
        .order_by(is_accepted(), Inspection.completed_on, Inspection.id)
    )  # fmt: skip
    # The last one of each establishment stays: accepted before others, then the latest.
    return {r.establishment_id: Visit(r.id, r.completed_on, bool(r.accepted)) for r in found}
