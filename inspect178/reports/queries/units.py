"""To which line of a table does a counted place belong? Places are added up by the units below."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.queries.places import is_before_reform, sole_origins
from inspect178.coverage.rules import Question
from inspect178.extensions import db
from inspect178.reports.queries.counting import Counted, Place
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import valid_on

UNPLACED = "?"


def rolled_up(
    line: UnitCoverage, places: Mapping[Place, Counted], question: Question
) -> dict[str, Counted]:
    """Add up what was counted by the units right below a line; the rest is still to be placed."""
    direct = {child.unit_id: child.code for child in line.children if child.code}
    above = _parents(question)
    origins = _origins(question)
    found: dict[str, Counted] = {}
    for (province_id, place_id), counted in places.items():
        unit_id: int | None = origins.get(province_id, province_id)
        if place_id in above:
            unit_id = place_id
        while unit_id is not None and unit_id not in direct:
            unit_id = above.get(unit_id)
        code = direct.get(unit_id) if unit_id is not None else None
        total = found.setdefault(code or UNPLACED, Counted())
        for name, number in counted.numbers.items():
            total.add(name, number)
    return found


def _parents(question: Question) -> dict[int, int | None]:
    rows = db.session.execute(
        select(AdminUnit.id, AdminUnit.parent_id).where(valid_on(question.tree_on))
    )
    return {row[0]: row[1] for row in rows}


def _origins(question: Question) -> dict[int, int]:
    if not is_before_reform(question.tree_on):
        return {}
    return {r.new_id: r.old_id for r in db.session.execute(sole_origins(question.tree_on))}
