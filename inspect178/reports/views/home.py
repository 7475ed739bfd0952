"""Which page comes first? Everybody's own work."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit import queries as audit
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import Told, tell
from inspect178.kernel import clock
from inspect178.reports.queries import glance
from inspect178.reports.queries import home as work
from inspect178.reports.views import bp

LAST_EVENTS = 8


@bp.get("/home")
@requires(P.HOME_SEE)
def home() -> ResponseReturnValue:
    """Show each role its work first; app.py answers the bare address with it too."""
    actor, at = current_actor(), clock.now()
    today = clock.local_day(at)
    may = actor.may
    return render_template(
        "reports/home.html",
        today=today,
        field=work.field_work(actor, at) if may(P.INSPECTION_CAPTURE) else None,
        review=work.review_work(actor, at),
        signing=work.signing_work(actor, at) if may(P.DECISION_SIGN) else None,
        planning=work.planning_work(actor, at) if may(P.PLAN_EDIT) else None,
        late_violations=work.late_violations(actor, today) if may(P.VIOLATION_FOLLOW) else None,
        glance=_glance(actor, today),
        events=_last_events(actor) if may(P.AUDIT_READ) else None,
        people=work.people_work(actor, at) if may(P.ACCOUNT_ADMINISTER) else None,
    )


def _glance(actor: Actor, today: date) -> glance.Glance | None:
    """Give the figures to whoever works with them; a team at the door has other things to do."""
    in_the_field = actor.may(P.INSPECTION_CAPTURE)
    return glance.glance(actor, today) if actor.may(P.COVERAGE_READ) and not in_the_field else None


def _last_events(actor: Actor) -> list[Told]:
    around = surroundings()
    return tell(audit.last_events(actor, LAST_EVENTS, area=around.in_area(actor)), around)
