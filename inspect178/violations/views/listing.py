"""Which violations are there, and how does one stand?"""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.territory.offers import units_on_offer
from inspect178.violations import queries, rules, steps
from inspect178.violations.forms import ViolationFilterForm
from inspect178.violations.views import bp
from inspect178.web.pagination import page_of


@bp.get("")
@requires(P.VIOLATION_READ)
def violations() -> ResponseReturnValue:
    """List the violations of one's area, newest first, with filters."""
    actor, today = current_actor(), clock.today()
    units = units_on_offer(actor, P.VIOLATION_READ, today)
    form = ViolationFilterForm(request.args)
    form.offer(units)
    page = page_of(
        db.session,
        queries.violations(actor, form.wanted(units), today=today),
        number=request.args.get("page", 1, type=int),
    )
    late = {v.id: queries.overdue_kinds(v, today) for v in page.rows}
    return render_template("violations/violations.html", form=form, page=page, late=late)


@bp.get("/<uuid:violation_id>")
@requires(P.VIOLATION_READ)
def violation(violation_id: UUID) -> ResponseReturnValue:
    """Show a violation: range, who may sign, what is due, its story."""
    actor = current_actor()
    shown = queries.require_violation(actor, violation_id)
    return render_template(
        "violations/violation.html",
        violation=shown,
        ranges=queries.ranges_of(shown),
        fits=queries.post_fits(shown),
        deadlines=rules.deadlines(shown.dates, clock.today()),
        again=queries.is_recidivist(shown),
        confirmation=queries.clause_confirmation(shown),
        signer=queries.signer_of(shown),
        story=tell(queries.story(actor, shown), surroundings()),
        steps=steps.open_steps(actor, shown),
        may_change=steps.may_change(actor, shown),
    )
