"""How is it kept what was so of an establishment, and since when that is known?

A row of the history is never changed: what turns out otherwise is closed at the instant at which
it became known, and the new line is written beside it. "As known on" reads the rows of that
instant. The register's own row repeats the line's end, so that lists need not look further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from inspect178.extensions import db
from inspect178.registry import timeline
from inspect178.registry.models import Establishment, EstablishmentSpan
from inspect178.registry.rules import Scope
from inspect178.registry.timeline import FACTS, Facts, Span, Timeline


def begin(rows: Iterable[Mapping[str, Any]]) -> None:
    """Begin the history of establishments just entered, from the columns of their rows.

    The columns are those of `Establishment`; each is known from its `created_at` on.
    """
    spans = [_row(row["id"], span, row["created_at"]) for row in rows for span in _entered(row)]
    if spans:
        db.session.execute(insert(EstablishmentSpan), spans)


def line_of(establishment_id: UUID) -> Timeline:
    """Give the line of one establishment as it is known now."""
    return lines_of([establishment_id])[establishment_id]


def lines_of(establishment_ids: Iterable[UUID]) -> dict[UUID, Timeline]:
    """Give the lines of some establishments as they are known now."""
    found: dict[UUID, list[Span]] = {}
    for row in _known(establishment_ids):
        found.setdefault(row.establishment_id, []).append(_span(row))
    return {key: tuple(spans) for key, spans in found.items()}


def keep(establishment: Establishment, line: Timeline, *, at: datetime) -> None:
    """Make the line what is known of an establishment from now on, and show it in its row."""
    _show(establishment, line)
    rows = {_span(row): row for row in _known([establishment.id])}
    latest = max((row.known_from for row in rows.values()), default=at)
    at = max(at, latest)  # a clock that was put back must not undo what is known
    gone = [row.id for span, row in rows.items() if span not in line]
    if gone:
        db.session.execute(
            update(EstablishmentSpan).where(EstablishmentSpan.id.in_(gone)).values(known_to=at)
        )
    added = [_row(establishment.id, span, at) for span in line if span not in rows]
    if added:
        db.session.execute(insert(EstablishmentSpan), added)


def _show(establishment: Establishment, line: Timeline) -> None:
    facts = line[-1].facts
    for name in FACTS:
        if name != "in_scope" and getattr(establishment, name) != getattr(facts, name):
            setattr(establishment, name, getattr(facts, name))
    scope = timeline.latest_scope(line)
    if scope is not None:
        establishment.in_scope_from, establishment.in_scope_to = scope


def _entered(row: Mapping[str, Any]) -> Timeline:
    said: dict[str, Any] = {name: row.get(name) for name in FACTS}
    facts = Facts(**{**said, "in_scope": False, "scope_reason": said["scope_reason"] or ""})
    scope = Scope(row["in_scope_from"], row.get("in_scope_to"), row.get("scope_reason") or "")
    return timeline.entered(facts, scope, status_from=row.get("status_from"))


def _known(establishment_ids: Iterable[UUID]) -> list[EstablishmentSpan]:
    found = db.session.scalars(
        select(EstablishmentSpan)
        .where(
            EstablishmentSpan.establishment_id.in_(sorted(set(establishment_ids))),
            EstablishmentSpan.known_to.is_(None),
        )
        .order_by(EstablishmentSpan.establishment_id, EstablishmentSpan.holds_from)
        .execution_options(populate_existing=True)
    )
    return list(found)


def _span(row: EstablishmentSpan) -> Span:
    facts = Facts(**{name: getattr(row, name) for name in FACTS})
    return Span(row.holds_from, row.holds_to, facts)


def _row(establishment_id: UUID, span: Span, at: datetime) -> dict[str, Any]:
    return {
        "establishment_id": establishment_id,
        "holds_from": span.from_on,
        "holds_to": span.to_on,
        "known_from": at,
        "known_to": None,
        **asdict(span.facts),
    }
