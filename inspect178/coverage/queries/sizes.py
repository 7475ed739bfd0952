"""Does an average hide the small? The figures of a place by the size of the establishments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select
from sqlalchemy.orm import aliased

from inspect178.access.actor import Actor
from inspect178.coverage.enums import DenominatorBasis, SizeBand
from inspect178.coverage.queries.conditions import (
    Population,
    has_visit,
    holding_on,
    population,
)
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import LARGE_FROM, MIDDLE_FROM, Figures, Question
from inspect178.extensions import db
from inspect178.registry.models import EstablishmentSpan


def figures_by_size(actor: Actor, area: Area, question: Question) -> dict[SizeBand, Figures]:
    """Give the figures of each band of size; together they are the figures of the place."""
    below = population(actor, area, question)
    rows = figures_by(below, size_band(below, question), question)
    return {band: rows.get(band.value, Figures()) for band in SizeBand}


def figures_by(
    below: Population, band: ColumnElement[Any], question: Question
) -> dict[Any, Figures]:
    """Count the establishments below the line by the value of an expression."""
    who = below.establishment_id
    found = (
        select(
            band.label("band"),
            case((has_visit(who, question, accepted=True), 1), else_=0).label("official"),
            case((has_visit(who, question, accepted=False), 1), else_=0).label("provisional"),
        )
        .select_from(below.model)
        .where(below.condition)
        .offset(0)
        .subquery()
    )
    counted = db.session.execute(
        select(
            found.c.band, func.count(), func.sum(found.c.official), func.sum(found.c.provisional)
        ).group_by(found.c.band)
    )
    return {row[0]: Figures(row[1], row[2], row[3]) for row in counted}


def size_band(below: Population, question: Question) -> ColumnElement[str]:
    """Give the band of a row below the line, by the workers that were known."""
    workers: SQLColumnExpression[Any]
    if question.basis == DenominatorBasis.FROZEN:
        span = aliased(EstablishmentSpan)
        workers = (
            select(span.worker_total)
            .where(
                span.establishment_id == below.establishment_id,
                holding_on(question.period.end_on, question.known_at, span),
            )
            .correlate(below.model)
            .scalar_subquery()
        )
    else:
        workers = EstablishmentSpan.worker_total
    return case(
        (workers.is_(None), SizeBand.UNKNOWN.value),
        (workers < MIDDLE_FROM, SizeBand.SMALL.value),
        (workers < LARGE_FROM, SizeBand.MIDDLE.value),
        else_=SizeBand.LARGE.value,
    )
