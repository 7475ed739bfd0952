"""Which pages list visits? The list with its filters, and the calendar of the coming days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections import queries
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.forms import VisitFilterForm
from inspect178.inspections.queries.lists import NEWEST_FIRST
from inspect178.inspections.views import bp
from inspect178.kernel import clock
from inspect178.kernel.ids import uuid_or_none
from inspect178.kernel.periods import Period
from inspect178.web.form_base import choices
from inspect178.web.pagination import page_of

DAYS_SHOWN = 14


@bp.get("")
@requires(P.INSPECTION_READ)
def inspections() -> ResponseReturnValue:
    """List the visits of the area."""
    actor, at = current_actor(), clock.now()
    form = VisitFilterForm(request.args)
    teams = queries.teams_in_force(actor, P.INSPECTION_READ, clock.local_day(at))
    units = queries.communes_of(actor)
    form.team.choices = choices([("", _("All")), *((t.id, t.name) for t in teams)])
    form.unit.choices = choices([("", _("All")), *((u.id, u.name) for u in units)])
    form.validate()  # reads the days; a wrong one is said at its field and left out
    sort = request.args.get("sort", NEWEST_FIRST)
    wanted = queries.VisitFilter(
        words=form.q.data or "",
        state=_member(InspectionState, form.state.data),
        mode=_member(InspectionMode, form.mode.data),
        team_id=next((t.id for t in teams if str(t.id) == form.team.data), None),
        unit=next((u for u in units if str(u.id) == form.unit.data), None),
        plan_id=uuid_or_none(form.plan.data),
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        order=sort,
    )
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, queries.listed_inspections(actor, wanted, at), number=number)
    return render_template(
        "inspections/inspections.html",
        form=form,
        page=page,
        sort=sort,
        names={u.id: u.name for u in units},
    )


@bp.get("/agenda")
@requires(P.INSPECTION_READ)
def agenda() -> ResponseReturnValue:
    """Show the visits of the coming days, day by day."""
    actor, at = current_actor(), clock.now()
    first = _day(request.args.get("from", "")) or clock.local_day(at)
    days = Period(first, first + timedelta(days=DAYS_SHOWN - 1))
    found = queries.agenda(actor, days, at)
    return render_template(
        "inspections/agenda.html",
        days=[(day, list(visits)) for day, visits in groupby(found, lambda v: v.planned_on)],
        period=days,
        before=first - timedelta(days=DAYS_SHOWN),
        after=first + timedelta(days=DAYS_SHOWN),
        names=queries.unit_names(v.commune_id for v in found),
    )


def _member(kind: type[InspectionState] | type[InspectionMode], text: str | None) -> object:
    return next((m for m in kind if m.value == text), None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2004 <= day.year <= 2100 else None
