"""Which establishments are asked for? One by id or code, or a list with filters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible, within
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.registry.enums import EstablishmentStatus, LegalForm, Placement
from inspect178.registry.models import Establishment, EstablishmentType
from inspect178.registry.queries.words import has_words
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import territory_of

# A guess or a gap in the place: a person should look.
TO_BE_CHECKED = (Placement.SPLIT_DEFAULT, Placement.UNPLACED)
ORDERS: dict[str, Any] = {
    "name": Establishment.sort_key,
    "type": Establishment.type_code,
    "address": Establishment.address,
    "in_scope_from": Establishment.in_scope_from,
    "status": Establishment.status,
}


@dataclass(frozen=True)
class EstablishmentFilter:
    """Which establishments are asked for; whatever is None or empty is not asked."""

    words: str = ""
    type_codes: tuple[str, ...] = ()
    unit: AdminUnit | None = None
    status: EstablishmentStatus | None = None
    in_scope_on: date | None = None
    is_complex_on: date | None = None
    legal_form: LegalForm | None = None
    to_be_checked: bool = False
    ids: tuple[UUID, ...] = ()
    order: str = "name"


NO_FILTER = EstablishmentFilter()


def require_establishment(
    actor: Actor, establishment_id: UUID, permission: Permission = P.ESTABLISHMENT_READ
) -> Establishment:
    """Give an establishment with its type, or raise NotFound where it is out of scope."""
    found: Establishment | None = db.session.scalar(
        select(Establishment)
        .options(joinedload(Establishment.type))
        .where(Establishment.id == establishment_id, visible(Establishment, actor, permission))
    )
    if found is None:
        raise NotFound
    return found


def find_establishment_by_code(actor: Actor, sticker_code: str) -> Establishment | None:
    """Find the establishment whose sticker bears the code."""
    return db.session.scalar(
        select(Establishment)
        .options(joinedload(Establishment.type))
        .where(
            Establishment.sticker_code == sticker_code.strip().upper(),
            visible(Establishment, actor, P.ESTABLISHMENT_READ),
        )
    )


def establishments(
    actor: Actor,
    wanted: EstablishmentFilter = NO_FILTER,
    permission: Permission = P.ESTABLISHMENT_READ,
) -> Select[Establishment]:
    """Select the establishments that the actor may see and that were asked for, in order."""
    return (
        select(Establishment)
        .options(joinedload(Establishment.type))
        .where(visible(Establishment, actor, permission), *conditions(wanted))
        .order_by(*ordering(wanted.order))
    )


def conditions(wanted: EstablishmentFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter, without any scope."""
    asked: list[tuple[object, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.ids, Establishment.id.in_),
        (wanted.type_codes, Establishment.type_code.in_),
        (wanted.unit, lambda unit: within(Establishment, territory_of(unit))),
        (wanted.status, lambda status: Establishment.status == status),
        (wanted.legal_form, lambda form: Establishment.legal_form == form),
        (wanted.in_scope_on, in_scope_on),
        (wanted.is_complex_on, complex_on),
        (wanted.to_be_checked, lambda _: Establishment.placement.in_(TO_BE_CHECKED)),
    ]
    return [*has_words(wanted.words), *(condition(value) for value, condition in asked if value)]


def in_scope_on(day: date) -> ColumnElement[bool]:
    """Give the condition for establishments in scope on the day."""
    return and_(
        Establishment.in_scope_from <= day,
        or_(Establishment.in_scope_to.is_(None), Establishment.in_scope_to > day),
    )


def complex_on(day: date) -> ColumnElement[bool]:
    """Give the condition for establishments flagged as complex on the day."""
    return and_(
        Establishment.is_complex.is_(True),
        or_(Establishment.complex_until.is_(None), Establishment.complex_until >= day),
    )


def establishment_types(day: date | None = None) -> Sequence[EstablishmentType]:
    """List the types in force on the day (all without a day), in the order of the decree."""
    chosen = select(EstablishmentType).order_by(EstablishmentType.sort)
    if day is not None:
        chosen = chosen.where(
            or_(EstablishmentType.valid_from.is_(None), EstablishmentType.valid_from <= day),
            or_(EstablishmentType.valid_to.is_(None), EstablishmentType.valid_to > day),
        )
    return db.session.scalars(chosen).all()


def ordering(order: str) -> list[Any]:
    """Give the columns of an order as it stands in the address: `name`, `-status`."""
    return [turned(order_column(order), order), Establishment.id]


def order_column(order: str) -> Any:
    """Give the column of an order; the name for an order that nobody knows."""
    return ORDERS.get(order.removeprefix("-"), Establishment.sort_key)


def turned(column: Any, order: str) -> Any:
    """Give a column in the direction of an order."""
    return column.desc() if order.startswith("-") else column.asc()


def may_be_visited(actor: Actor, establishment_ids: Collection[UUID]) -> Collection[UUID]:
    """Give which of some establishments lie where the actor carries out inspections."""
    return db.session.scalars(
        select(Establishment.id).where(
            Establishment.id.in_(establishment_ids),
            visible(Establishment, actor, P.INSPECTION_CAPTURE),
        )
    ).all()
