"""Which texts of the law and of the office does a tablet take along? Dated, the same for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from inspect178.commitments.texts import CommitmentText, texts
from inspect178.extensions import db
from inspect178.fieldwork.packs.places import plain
from inspect178.fieldwork.packs.table import Table, table
from inspect178.fieldwork.packs.visits import behaviour_id
from inspect178.inspections.checklist import FROM_WORKERS
from inspect178.inspections.models import ChecklistItem
from inspect178.inspections.phrases import both_languages
from inspect178.violations.enums import Mark
from inspect178.violations.models import SanctionClause
from inspect178.violations.rules import act_key

# An act may have been finished some time before the visit; the limitation is one year.
LOOKED_BACK = timedelta(days=366)


def checklist_table(day: date) -> Table:
    """Give the questions in force from the first day of a visit that may still be open."""
    items = db.session.scalars(
        select(ChecklistItem)
        .where(_ends_after(ChecklistItem.valid_to, day - LOOKED_BACK))
        .order_by(ChecklistItem.section_sort, ChecklistItem.sort, ChecklistItem.code)
    )
    return table(
        "id code section section_vi section_en section_sort sort groups vi en answer count_label "
        "total_label legal_basis clause_keys required hint shown_if from to workers",
        (_item_row(item) for item in items),
    )


def phrases_table() -> Table:
    """Give the stock phrases."""
    return table("id kind sort vi en", both_languages())


def behaviours_table(day: date) -> Table:
    """Give the acts of the catalogue that may have to be recorded on a visit of these days."""
    clauses = db.session.scalars(
        select(SanctionClause)
        .where(_ends_after(SanctionClause.valid_to, day - LOOKED_BACK))
        .order_by(SanctionClause.sort, SanctionClause.id)
    )
    return table(
        "id key act decree clause field vi en act_vi min max factor warning per_worker cap "
        "workers_from workers_to extra remedy verified sort from to",
        (_clause_row(clause) for clause in clauses),
    )


def commitment_table(day: date) -> Table:
    """Give the text of the commitment in force on the day and of later ones, part by part."""
    rows = (
        row
        for text in texts()
        if text.last_day is None or text.last_day >= day
        for row in _parts(text)
    )
    return table("id version part sort groups text from last_day", rows)


def _ends_after(column: Any, day: date) -> ColumnElement[bool]:
    return or_(column.is_(None), column > day)


def _item_row(item: ChecklistItem) -> list[Any]:
    return [
        item.id,
        item.code,
        item.section,
        item.section_vi,
        item.section_en,
        item.section_sort,
        item.sort,
        item.groups,
        item.question_vi,
        item.question_en,
        item.answer,
        item.count_label_vi,
        item.total_label_vi,
        item.legal_basis,
        item.clause_keys,
        item.required,
        item.hint_vi,
        item.shown_if,
        plain(item.valid_from),
        plain(item.valid_to),
        list(FROM_WORKERS[item.code]) if item.code in FROM_WORKERS else None,
    ]


def _clause_row(clause: SanctionClause) -> list[Any]:
    # A clause that was read nowhere has no range, here as in violations.rules.fine_range.
    is_read = clause.mark != Mark.FROM_MEMORY
    return [
        behaviour_id(clause.key, clause.valid_from.isoformat()),
        clause.key,
        act_key(clause.key, bracket=clause.is_bracket),
        clause.decree,
        clause.clause,
        clause.field,
        clause.label_vi,
        clause.label_en,
        clause.act_vi,
        clause.individual_min if is_read else None,
        clause.individual_max if is_read else None,
        clause.organisation_factor,
        clause.warning_possible,
        clause.per_worker,
        clause.cap_individual,
        clause.bracket_min_workers,
        clause.bracket_max_workers,
        clause.extra_vi,
        clause.remedy_vi,
        clause.is_verified,
        clause.sort,
        plain(clause.valid_from),
        plain(clause.valid_to),
    ]


def _parts(text: CommitmentText) -> Iterator[list[Any]]:
    said = [
        ("title", "all", text.title),
        ("subject", "all", text.subject),
        ("addressee", "all", text.addressee),
        ("preamble", "all", text.preamble),
        *(("legal_basis", "all", basis) for basis in text.legal_bases),
        *(("undertaking", "|".join(sorted(u.groups)), u.text) for u in text.undertakings),
        ("liability", "all", text.liability),
        ("closing", "all", text.closing),
    ]
    days = (plain(text.valid_from), plain(text.last_day))
    for sort, (part, groups, words) in enumerate(said):
        yield [f"{text.version}.{sort:02d}", text.version, part, sort, groups, words, *days]
