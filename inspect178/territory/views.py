"""Which pages show administrative units? The tree of a day, a search, one unit with its fate."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from inspect178.access.decorators import requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.territory import queries, remoteness
from inspect178.territory.boundaries import outline_of
from inspect178.territory.enums import Level, SuccessionKind
from inspect178.territory.forms import UnitSearchForm
from inspect178.territory.rules import LAST_DAY_BEFORE, REFORM
from inspect178.web.pagination import page_of

bp = Blueprint("territory", __name__, url_prefix="/units")


@bp.get("")
@requires(P.UNIT_READ)
def units() -> ResponseReturnValue:
    """Show the provinces of a day, or what a search finds in that day's tree."""
    form = UnitSearchForm(request.args)
    day = form.day.data if form.validate() and form.day.data else clock.today()
    words = form.q.data or ""
    page = provinces = None
    if words:
        number = request.args.get("page", 1, type=int)
        page = page_of(db.session, queries.matching_units(words, form.day.data), number=number)
        above = queries.units_by_id(unit.parent_id for unit in page.rows)
        counts = {}
    else:
        provinces = queries.units_on(day, Level.PROVINCE)
        counts = queries.child_counts([unit.id for unit in provinces], day)
        above = {}
    return render_template(
        "territory/units.html",
        form=form, day=day, page=page, provinces=provinces, counts=counts, above=above,
        outline=outline_of(None, day) if provinces else None,
        reform=REFORM, day_before=LAST_DAY_BEFORE,
    ), 422 if form.errors else 200  # fmt: skip


@bp.get("/<int:unit_id>")
@requires(P.UNIT_READ)
def unit(unit_id: int) -> ResponseReturnValue:
    """Show a unit: what lies above and below on a day, what it was and what became of it."""
    found = queries.require_unit(unit_id)
    day = _day_of(found.valid_from, found.valid_to)
    children = queries.children_of(found, day)
    return render_template(
        "territory/unit.html",
        unit=found,
        day=day,
        ancestors=queries.ancestors_of(found),
        children=children,
        below=queries.child_counts([child.id for child in children], day),
        descendants=queries.descendant_counts(found, day),
        successors=queries.successions_of(found),
        predecessors=queries.predecessors_of(found),
        former_names=queries.former_names(found),
        kinds={kind.value: kind for kind in SuccessionKind},
        outline=outline_of(found.code, day),
        farness=remoteness.farness_of({found.province_id or 0}, day),
        footnote=remoteness.FOOTNOTE,
    )


def _day_of(first: date, end: date | None) -> date:
    """Give the day asked for where the unit existed then, else the nearest day of its life."""
    asked = request.args.get("day", clock.today(), type=date.fromisoformat)
    last = min(asked, date.fromordinal(end.toordinal() - 1)) if end else asked
    return max(first, last)
