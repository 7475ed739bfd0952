"""Which questions are asked on a visit? The dated checklist of a group of types."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from inspect178.extensions import db
from inspect178.inspections.models import ChecklistItem


def checklist_for(group: str, day: date) -> list[ChecklistItem]:
    """List the items of the checklist for a group of types, in force on the day."""
    items = db.session.scalars(
        select(ChecklistItem)
        .where(
            or_(ChecklistItem.valid_from.is_(None), ChecklistItem.valid_from <= day),
            or_(ChecklistItem.valid_to.is_(None), ChecklistItem.valid_to > day),
        )
        .order_by(ChecklistItem.section_sort, ChecklistItem.sort, ChecklistItem.code)
    )
    return [i for i in items if i.groups == "all" or group in i.groups.split("|")]
