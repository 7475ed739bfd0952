"""Which questions are asked on a visit? The dated checklist of a group of types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from inspect178.extensions import db
from inspect178.inspections.models import ChecklistItem


def checklist_for(group: str, day: date) -> list[ChecklistItem]:
    """List the items of the checklist for a group of types, in force on the day."""
    return [i for i in _in_force(day) if i.groups == "all" or group in i.groups.split("|")]


def wordings_on(day: date) -> dict[str, ChecklistItem]:
    """Give the items of all groups in force on the day by their codes."""
    return {item.code: item for item in _in_force(day)}


def _in_force(day: date) -> Sequence[ChecklistItem]:
    return db.session.scalars(
        select(ChecklistItem)
        .where(
            or_(ChecklistItem.valid_from.is_(None), ChecklistItem.valid_from <= day),
            or_(ChecklistItem.valid_to.is_(None), ChecklistItem.valid_to > day),
        )
        .order_by(ChecklistItem.section_sort, ChecklistItem.sort, ChecklistItem.code)
    ).all()
