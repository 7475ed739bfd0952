"""Which imports are there, and what of the register does an import compare its rows with?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.registry.matching import Known
from inspect178.registry.models import (
    Establishment,
    EstablishmentSpan,
    ImportBatch,
    ImportRow,
    Licence,
)
from inspect178.registry.rules import Place

# SQLite takes at most 32,766 parameters in a statement.
_AT_ONCE = 5_000
# Read only to recognise a row or to place it; whatever else is read may be changed by a list.
_COLUMNS = (
    "id", "sticker_code", "name_key", "province_id", "commune_id", "old_commune_id", "placement",
    "source", "source_ref", "source_hash", "name", "type_code", "legal_form", "tax_code", "address",
    "latitude", "longitude", "representative", "security_person", "room_count", "worker_total",
    "worker_contract", "worker_health_checked", "in_scope_from", "in_scope_to", "scope_reason",
    "is_complex", "complex_reason", "complex_until", "status", "status_from", "note",
)  # fmt: skip


def imports_of(actor: Actor) -> Select[ImportBatch]:
    """Select the lists that the person has handed in, the latest first."""
    return (
        select(ImportBatch)
        .where(ImportBatch.uploaded_by_id == actor.user_id)
        .order_by(ImportBatch.uploaded_at.desc(), ImportBatch.id)
    )


def find_import(actor: Actor, batch_id: UUID) -> ImportBatch | None:
    """Find a list that the person has handed in."""
    return db.session.scalar(imports_of(actor).where(ImportBatch.id == batch_id))


def require_import(actor: Actor, batch_id: UUID) -> ImportBatch:
    """Give a list that the person has handed in, or raise NotFound."""
    batch = find_import(actor, batch_id)
    if batch is None:
        raise NotFound
    return batch


def rows_to_mend(batch: ImportBatch) -> Select[ImportRow]:
    """Select the suspected and rejected rows of an import, as they stood in the list."""
    return (
        select(ImportRow)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.row_number, ImportRow.id)
    )


def sticker_codes(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Give the sticker codes of some establishments, those that an import has named."""
    wanted = [one for one in set(ids) if one is not None]
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        rows = db.session.execute(
            select(Establishment.id, Establishment.sticker_code).where(Establishment.id.in_(part))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def known_establishments(
    actor: Actor, province_ids: Iterable[int], sources: Iterable[str], *, with_licences: bool
) -> list[Known]:
    """List the establishments with which the rows of a list are compared.

    Those in the provinces concerned, and those of the same list wherever they lie now.
    """
    e = Establishment
    compared = and_(
        visible(e, actor, P.ESTABLISHMENT_IMPORT),
        or_(e.province_id.in_(sorted(province_ids)), e.source.in_(sorted(sources))),
    )
    rows = db.session.execute(
        select(*(getattr(e, name) for name in _COLUMNS)).where(compared)
    ).mappings()
    licences = _licences(actor) if with_licences else {}
    ends = _ends_of_earlier_scope(compared)
    return [_known(dict(row), licences.get(row["id"], ()), ends.get(row["id"])) for row in rows]


def _ends_of_earlier_scope(compared: ColumnElement[bool]) -> dict[UUID, date]:
    """Give, for establishments that closed and opened again, the end of the time before."""
    span = EstablishmentSpan
    rows = db.session.execute(
        select(span.establishment_id, func.max(span.holds_to))
        .join(Establishment, Establishment.id == span.establishment_id)
        .where(
            compared,
            span.known_to.is_(None),
            span.in_scope,
            span.holds_to < Establishment.in_scope_from,
        )
        .group_by(span.establishment_id)
    )
    return {row[0]: row[1] for row in rows}


def _known(
    values: dict[str, Any], licences: Sequence[tuple[Any, ...]], scope_ended_before: date | None
) -> Known:
    return Known(
        id=values["id"],
        sticker_code=values["sticker_code"],
        name_key=values["name_key"],
        address=values["address"],
        place=Place(
            values["province_id"],
            values["commune_id"],
            values["old_commune_id"],
            values["placement"],
        ),
        type_code=values["type_code"],
        tax_code=values["tax_code"],
        source=values["source"],
        source_ref=values["source_ref"],
        source_hash=values["source_hash"],
        scope_ended_before=scope_ended_before,
        values={**values, "licences": tuple(licences)},
    )


def _licences(actor: Actor) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    one = Licence
    for row in db.session.execute(
        select(
            one.establishment_id, one.kind, one.number, one.issuer, one.issued_on, one.expires_on
        )
        .join(Establishment, Establishment.id == one.establishment_id)
        .where(visible(Establishment, actor, P.ESTABLISHMENT_IMPORT))
    ):
        found[row[0]].append(tuple(row[1:]))
    return found


def taken_codes(codes: Iterable[str], known: Iterable[Known]) -> frozenset[str]:
    """Give the sticker codes among these that establishments out of sight bear."""
    seen = {one.sticker_code for one in known}
    asked = sorted(set(codes) - seen)
    found: set[str] = set()
    for start in range(0, len(asked), _AT_ONCE):
        found |= set(
            db.session.scalars(
                select(Establishment.sticker_code).where(
                    Establishment.sticker_code.in_(asked[start : start + _AT_ONCE])
                )
            )
        )
    return frozenset(found)


def taken_numbers(sources: Iterable[str], known: Iterable[Known]) -> frozenset[tuple[str, str]]:
    """Give the numbers in lists of these names that establishments out of sight bear."""
    seen = {(one.source, one.source_ref or "") for one in known}
    rows = db.session.execute(
        select(Establishment.source, Establishment.source_ref).where(
            Establishment.source.in_(sorted(set(sources))), Establishment.source_ref.is_not(None)
        )
    )
    return frozenset((row[0], row[1] or "") for row in rows) - seen
