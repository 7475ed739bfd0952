"""Which establishments are behind a number? Lists made from the conditions of the numbers.

The length of a list is the number that links to it. Sealed targets cannot show here: only
completed inspections are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, not_, select

from inspect178.access.actor import Actor
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries.conditions import (
    Population,
    excluded,
    has_visit,
    inspected,
    is_accepted,
    population,
    reviewed,
)
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area, is_before_reform
from inspect178.coverage.queries.reasons import Reason as Reason
from inspect178.coverage.queries.reasons import reason_of, reasons_of
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.registry.models import Establishment, EstablishmentType
from inspect178.territory.models import AdminUnit
from inspect178.web.pagination import SIZE, Page, page_of

_AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Which list, and of it only the establishments with one reason."""

    which: CoverageList = CoverageList.IN_SCOPE
    reason: Reason | None = None


@dataclass(frozen=True)
class Visit:
    """The visit by which an establishment counts: an accepted one before others."""

    inspection_id: UUID | None  # None for a survey or a supervision that was only noted
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
    reason: Reason | None = None  # why it was not inspected, or is not below the line
    place_id: int | None = None  # its commune in the tree asked for, as it was written down


def page_of_list(
    actor: Actor, area: Area, question: Question, *, wanted: Wanted, number: int = 1
) -> tuple[Figures, Page[ListedEstablishment]]:
    """Give the numbers of a place and a page of the establishments behind one of them."""
    figures = figures_of(actor, area, question)
    chosen = establishments_behind(actor, area, question, wanted=wanted)
    page = None
    if wanted.reason is not None:
        page = _page_with_total(chosen, number)
    if page is None:
        plain = wanted.reason is None and wanted.which != CoverageList.EXCLUDED
        total = figures.length(wanted.which) if plain else None
        page = page_of(db.session(), chosen, number=number, total=total, scalars=False)
    shown = list(_described(actor, area, question, wanted=wanted, chosen=page.rows))
    return figures, Page(shown, page.number, page.size, page.total)


def all_of_list(
    actor: Actor, area: Area, question: Question, *, wanted: Wanted
) -> Iterator[ListedEstablishment]:
    """Give every establishment behind a number; some hundreds are in memory at a time."""
    chosen = establishments_behind(actor, area, question, wanted=wanted)
    rows = db.session.execute(chosen).all()
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        yield from _described(actor, area, question, wanted=wanted, chosen=part)


def establishments_behind(
    actor: Actor, area: Area, question: Question, *, wanted: Wanted
) -> Select[UUID, int | None]:
    """Select id and place of the establishments behind a number, in Vietnamese order."""
    rows = _rows(actor, area, question, which=wanted.which)
    before = is_before_reform(question.tree_on)
    place = rows.model.old_commune_id if before else rows.model.commune_id
    listed = (
        select(Establishment.id, place.label("place_id"), Establishment.sort_key)
        .join(rows.model, rows.establishment_id == Establishment.id)
        .where(rows.condition, *_belongs(wanted.which, rows, question))
    )
    if wanted.reason is not None:
        listed = listed.add_columns(reason_of(wanted.which, rows, question).label("reason"))
    if area.unit is not None or wanted.reason is not None:
        # The offset makes PostgreSQL find the rows before it sorts them. Left free it goes through
        # the whole register in order, which is right only for a list that is most of it.
        listed = listed.offset(0)
    found = listed.subquery()
    ordered = select(found.c.id, found.c.place_id).order_by(found.c.sort_key, found.c.id)
    if wanted.reason is None:
        return ordered
    return ordered.where(found.c.reason == wanted.reason.value)


def _rows(actor: Actor, area: Area, question: Question, *, which: CoverageList) -> Population:
    asked = excluded if which == CoverageList.EXCLUDED else population
    return asked(actor, area, question)


def _page_with_total(chosen: Select[UUID, int | None], number: int) -> Page[Any] | None:
    """Read a page and the length of the list at once; None for a page that may lie past its end."""
    number = max(1, number)
    counted = chosen.add_columns(func.count().over().label("total"))
    rows = db.session.execute(counted.limit(SIZE).offset((number - 1) * SIZE)).all()
    if rows or number == 1:
        return Page(rows, number, SIZE, rows[0].total if rows else 0)
    return None


def _belongs(
    which: CoverageList, rows: Population, question: Question
) -> list[ColumnElement[bool]]:
    visited = has_visit(rows.establishment_id, question, accepted=False)
    accepted = has_visit(rows.establishment_id, question, accepted=True)
    conditions: dict[CoverageList, list[ColumnElement[bool]]] = {
        CoverageList.IN_SCOPE: [],
        CoverageList.OFFICIAL: [accepted],
        CoverageList.PROVISIONAL: [visited],
        CoverageList.AWAITING: [visited, not_(accepted)],
        CoverageList.NOT_YET: [not_(visited)],
        CoverageList.EXCLUDED: [],
    }
    return conditions[which]


def _described(
    actor: Actor,
    area: Area,
    question: Question,
    *,
    wanted: Wanted,
    chosen: Sequence[Row[UUID, int | None]],
) -> Iterator[ListedEstablishment]:
    """Give the facts, the visits and the reasons of some establishments, in their order."""
    ids = [row.id for row in chosen]
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
    facts = {row.id: row for row in found}
    visits = _visits(ids, question)
    reasons = reasons_of(
        wanted.which, _rows(actor, area, question, which=wanted.which), question, ids=ids
    )
    for one in chosen:
        row = facts[one.id]
        yield ListedEstablishment(
            row.id, row.name, row.label_vi, row.label_en, row.address, row.source, row.commune,
            row.in_scope_from, row.in_scope_to, visits.get(row.id), reasons.get(row.id),
            one.place_id,
        )  # fmt: skip


def _visits(ids: Sequence[UUID], question: Question) -> dict[UUID, Visit]:
    accepted = is_accepted(question)
    found = db.session.execute(
        select(
            Inspection.establishment_id, Inspection.id, Inspection.completed_on,
            accepted.label("accepted"),
        )
        .where(Inspection.establishment_id.in_(ids), inspected(question))
        .order_by(accepted, Inspection.completed_on, Inspection.id)
    )  # fmt: skip
    # The last one of each establishment stays: accepted before others, then the latest.
    own = {r.establishment_id: Visit(r.id, r.completed_on, bool(r.accepted)) for r in found}
    return _noted(ids, question) | own if question.counts_reviews else own


def _noted(ids: Sequence[UUID], question: Question) -> dict[UUID, Visit]:
    found = db.session.execute(
        select(NotedVisit.establishment_id, NotedVisit.held_on)
        .where(NotedVisit.establishment_id.in_(ids), reviewed(question))
        .order_by(NotedVisit.held_on, NotedVisit.id)
    )
    return {r.establishment_id: Visit(None, r.held_on, is_accepted=True) for r in found}
