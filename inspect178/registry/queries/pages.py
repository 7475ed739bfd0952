"""Which establishments stand on a page of the list, and how many are there in all?

Looking for words is what costs, so that no row is looked at twice: the ids come first, the total
comes with them, and only the rows of the page are read in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.registry.models import Establishment
from inspect178.registry.queries.lists import (
    NO_FILTER,
    EstablishmentFilter,
    conditions,
    order_column,
    ordering,
    turned,
)
from inspect178.web.pagination import SIZE, Page

MOST_PAGES = 100_000
_Conditions = Sequence[ColumnElement[bool]]
_Part = tuple[int, int]  # the place of the first row, and how many


def establishment_page(
    actor: Actor, wanted: EstablishmentFilter, *, number: int, size: int = SIZE
) -> Page[Establishment]:
    """Read one page of the list; a number past the end gives the first page."""
    e = Establishment
    number = max(1, min(number, MOST_PAGES))
    ids, total = _ids_and_total(actor, wanted, ((number - 1) * size, size))
    if not ids and number > 1:
        return establishment_page(actor, wanted, number=1, size=size)
    chosen = select(e).options(joinedload(e.type)).where(e.id.in_(ids))
    found = db.session.scalars(chosen.order_by(*ordering(wanted.order)))
    return Page(found.all(), number, size, total)


def _ids_and_total(
    actor: Actor, wanted: EstablishmentFilter, part: _Part
) -> tuple[Sequence[UUID], int]:
    scope = [visible(Establishment, actor, P.ESTABLISHMENT_READ), *conditions(wanted)]
    if not wanted.words:
        return _counted_apart(scope, wanted.order, part)
    only_words = replace(wanted, words="") == NO_FILTER
    if only_words and actor.territory(P.ESTABLISHMENT_READ).whole_country:
        return _counted_behind(scope, part)
    return _counted_on_the_way(scope, wanted.order, part)


def _counted_apart(scope: _Conditions, order: str, part: _Part) -> tuple[Sequence[UUID], int]:
    start, size = part
    chosen = select(Establishment.id).where(*scope).order_by(*ordering(order))
    ids = db.session.scalars(chosen.limit(size).offset(start)).all()
    return ids, start + len(ids) if len(ids) < size else _count(*scope)


def _counted_behind(scope: _Conditions, part: _Part) -> tuple[Sequence[UUID], int]:
    """Read one index in its order as far as the page goes, and count only what lies behind.

    For words in the whole register by name: that index holds all that is asked for.
    """
    e, (start, size) = Establishment, part
    chosen = select(e.id, e.sort_key).where(*scope).order_by(*ordering(NO_FILTER.order))
    rows = db.session.execute(chosen.limit(size).offset(start)).all()
    total = start + len(rows)
    if len(rows) == size:
        total += _count(*scope, tuple_(e.sort_key, e.id) > (rows[-1].sort_key, rows[-1].id))
    return [row.id for row in rows], total


def _counted_on_the_way(scope: _Conditions, order: str, part: _Part) -> tuple[Sequence[UUID], int]:
    """Find all, since none is known to be the first before, and count them with the page.

    Found apart, because PostgreSQL would else take the shortest way to the first few rows, which
    is the longest one to all of them.
    """
    key: ColumnElement[Any] = order_column(order).label("key")
    found = select(Establishment.id, key).where(*scope).cte("found").prefix_with("MATERIALIZED")
    chosen = select(found.c.id, func.count().over().label("total"))
    chosen = chosen.order_by(turned(found.c.key, order), found.c.id)
    start, size = part
    rows = db.session.execute(chosen.limit(size).offset(start)).all()
    return [row.id for row in rows], rows[0].total if rows else 0


def _count(*scope: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Establishment).where(*scope)) or 0
