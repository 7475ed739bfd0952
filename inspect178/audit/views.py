"""Which pages does the trail have? All events, a person's doings, a thing's story, the chain."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit import queries
from inspect178.audit.forms import EventsForm
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.audit.words import NUMBERED, SUBJECTS
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.web.pagination import Page, page_of

bp = Blueprint("audit", __name__, url_prefix="/trail")


@bp.get("")
@requires(P.AUDIT_READ)
def events() -> ResponseReturnValue:
    """List what was done and read in the area, newest first."""
    actor, around, form = current_actor(), surroundings(), EventsForm(request.args)
    form.offer()
    valid = form.validate()
    wanted = form.wanted(around)
    page = _page(queries.find_events(actor, wanted, area=around.in_area(actor)))
    shown = render_template("audit/events.html", form=form, page=page, told=tell(page.rows, around))
    return shown, 200 if valid else 422


@bp.get("/people/<int:user_id>")
@requires(P.AUDIT_READ)
def person(user_id: int) -> ResponseReturnValue:
    """Show what a person of the area did and read."""
    actor, around = current_actor(), surroundings()
    name = around.require_person(actor, user_id)
    page = _page(queries.events_by(actor, user_id).where(around.in_area(actor)))
    return render_template(
        "audit/person.html", name=name, page=page, told=tell(page.rows, around), user_id=user_id
    )


@bp.get(f"/things/<any({', '.join(sorted(NUMBERED))}):subject_type>/<int:subject_id>")
@bp.get(f"/things/<any({', '.join(sorted(SUBJECTS))}):subject_type>/<uuid:subject_id>")
@requires(P.AUDIT_READ)
def subject(subject_type: str, subject_id: int | UUID) -> ResponseReturnValue:
    """Tell the story of one thing; one of which nothing may be seen does not exist."""
    actor, around = current_actor(), surroundings()
    found = queries.story_of(actor, subject_type, str(subject_id))
    page = _page(found.where(around.in_area(actor)))
    if not page.total:
        raise NotFound
    thing = (subject_type, str(subject_id))
    return render_template(
        "audit/subject.html",
        kind=_(SUBJECTS[subject_type]),
        name=around.things_called([thing]).get(thing, ""),
        address=around.page_of(thing),
        with_thing=subject_type == "establishment",
        page=page,
        told=tell(page.rows, around),
    )


@bp.get("/integrity")
@requires(P.AUDIT_READ)
def integrity() -> ResponseReturnValue:
    """Walk the chain when asked to, and name the first entry that does not hold."""
    walked = request.args.get("walk") == "1"
    head = queries.head()
    broken = queries.first_broken_entry() if walked else None
    return render_template("audit/integrity.html", head=head, walked=walked, broken=broken)


def _page(statement: Any) -> Page[Any]:
    number = request.args.get("page", 1, type=int)
    return page_of(db.session, statement, number=number, scalars=False)
