"""Which clause applied on the day of an act, and who may sign a fine under it?

A clause is found by its key and the day of the act, never by today. Where no row covers the day
nothing was verified for it: then nothing is shown but that, and nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from inspect178.extensions import db
from inspect178.inspections.models import ChecklistItem
from inspect178.kernel.text import fold
from inspect178.violations.enums import LawField
from inspect178.violations.models import SanctionClause, SigningPost
from inspect178.violations.rules import act_key, in_bracket


@dataclass(frozen=True)
class Candidate:
    """An act that an answer of the checklist points to; no clause means none verified."""

    key: str
    clause: SanctionClause | None
    label: str = ""


def in_force(model: type[SanctionClause] | type[SigningPost], day: date) -> ColumnElement[bool]:
    """Give the condition for rows in force on the day."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def find_clause(key: str, day: date) -> SanctionClause | None:
    """Find the row of a key on the day of the act."""
    return db.session.scalar(
        select(SanctionClause).where(SanctionClause.key == key, in_force(SanctionClause, day))
    )


def clauses_on(day: date, field: LawField | None = None) -> Sequence[SanctionClause]:
    """List the clauses in force on the day, in the order of the catalogue."""
    statement = select(SanctionClause).where(in_force(SanctionClause, day))
    if field is not None:
        statement = statement.where(SanctionClause.field == field.value)
    return db.session.scalars(statement.order_by(SanctionClause.sort, SanctionClause.id)).all()


def acts_on(day: date, words: str = "", field: LawField | None = None) -> list[SanctionClause]:
    """List the acts on offer on the day whose text holds all the words.

    Of an act in brackets only the first row is offered: the number of workers chooses.
    """
    wanted = fold(words).split()
    offered: dict[str, SanctionClause] = {}
    for clause in clauses_on(day, field):
        offered.setdefault(act_key(clause.key, bracket=clause.is_bracket), clause)
    return [c for c in offered.values() if all(word in _text_of(c) for word in wanted)]


def _text_of(clause: SanctionClause) -> str:
    parts = (clause.key, clause.clause, clause.decree, clause.label_vi, clause.label_en)
    return fold(" ".join(parts))


def brackets_of(clause: SanctionClause, day: date) -> list[SanctionClause]:
    """List the rows of the same act in force on the day; the clause alone where it has none."""
    if not clause.is_bracket:
        return [clause]
    act = act_key(clause.key, bracket=True)
    rows = clauses_on(day, clause.law_field)
    return [row for row in rows if row.is_bracket and act_key(row.key, bracket=True) == act]


def clause_for(key: str, day: date, workers: int | None) -> SanctionClause | None:
    """Find the row that applies, chosen by the number of workers where the act has brackets."""
    clause = find_clause(key, day)
    if clause is None or not clause.is_bracket or workers is None:
        return clause
    rows = brackets_of(clause, day)
    return next((row for row in rows if in_bracket(row.figures, workers)), None)


def candidates(item: ChecklistItem | None, day: date) -> list[Candidate]:
    """List the acts to which a "no" at an item may lead, each with its row of the day."""
    keys = [key for key in (item.clause_keys if item else "").split("|") if key]
    rows = db.session.scalars(
        select(SanctionClause)
        .where(SanctionClause.key.in_(keys))
        .order_by(SanctionClause.valid_from.desc())
    ).all()
    found: dict[str, Candidate] = {}
    for key in keys:
        own = [row for row in rows if row.key == key]
        if own:
            clause = next((row for row in own if _holds_on(row, day)), None)
            act = act_key(key, bracket=own[0].is_bracket)
            found.setdefault(act, Candidate(key, clause, own[0].act_vi))
    return list(found.values())


def _holds_on(row: SanctionClause, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def posts_for(clause: SanctionClause, day: date) -> Sequence[SigningPost]:
    """List the posts that the clause's decree names for its field, the lowest ceiling first."""
    return db.session.scalars(
        select(SigningPost)
        .where(
            SigningPost.decree == clause.decree,
            SigningPost.field == clause.ceiling_field,
            in_force(SigningPost, day),
        )
        .order_by(SigningPost.ceiling_individual, SigningPost.id)
    ).all()


def find_post(post_id: int | None) -> SigningPost | None:
    """Find a post by its id."""
    return None if post_id is None else db.session.get(SigningPost, post_id)


def find_item(code: str, day: date) -> ChecklistItem | None:
    """Find the item of the checklist with that code on the day."""
    return db.session.scalar(
        select(ChecklistItem).where(
            ChecklistItem.code == code,
            or_(ChecklistItem.valid_from.is_(None), ChecklistItem.valid_from <= day),
            or_(ChecklistItem.valid_to.is_(None), ChecklistItem.valid_to > day),
        )
    )
