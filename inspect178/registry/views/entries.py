"""Which pages enter, show and correct one establishment?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry import operations, queries, rules
from inspect178.registry.enums import LegalForm
from inspect178.registry.forms import CorrectionForm, EntryForm, NewEstablishmentForm
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Entry
from inspect178.registry.views import bp
from inspect178.registry.views.lists import type_label
from inspect178.territory.offers import units_on_offer
from inspect178.territory.queries import find_unit, units_by_id
from inspect178.web.form_base import choices

LONGEST_STORY = 200
WORDS = (
    "name", "type_code", "address", "representative", "security_person", "room_count",
    "worker_total", "worker_contract", "worker_health_checked", "note",
)  # fmt: skip


@bp.get("/establishments/<uuid:establishment_id>")
@requires(P.ESTABLISHMENT_READ)
def establishment(establishment_id: UUID) -> ResponseReturnValue:
    """Show an establishment with everything that is recorded of it, in order of time."""
    actor, today = current_actor(), clock.today()
    found = queries.require_establishment(actor, establishment_id)
    rows = db.session.execute(queries.story_of(actor, found).limit(LONGEST_STORY))
    story = sorted(rows, key=lambda row: (row[0].at, row[0].seq), reverse=True)
    return render_template(
        "registry/establishment.html",
        e=found,
        today=today,
        type_name=type_label(found.type),
        units=units_by_id((found.province_id, found.commune_id, found.old_commune_id)),
        licences=queries.licences_of(found),
        statuses=queries.statuses_of(found),
        story=tell(((row[0], row[1]) for row in story), surroundings()),
        tax_code=rules.masked_tax_code(found.tax_code),
        may_edit=actor.territory(P.ESTABLISHMENT_EDIT).covers(
            found.province_id, found.commune_id, found.old_commune_id
        ),
        elsewhere=_elsewhere(found),
    )


def _elsewhere(found: Establishment) -> list[dict[str, str]]:
    """Give the pages of other parts about this establishment, as far as they are there."""
    pages: list[tuple[str, str, dict[str, Any]]] = [
        (_("Inspections"), "inspections.inspections", {"q": found.sticker_code}),
        (_("Other visits noted"), "inspections.noted_visits", {"establishment_id": found.id}),
        (_("Commitments"), "commitments.commitments", {"establishment": found.id}),
        (_("Violations"), "violations.violations", {"establishment": found.id}),
    ]
    may = current_actor().permissions
    known = current_app.view_functions
    return [
        {"label": label, "href": url_for(endpoint, **arguments)}
        for label, endpoint, arguments in pages
        if endpoint in known and may & getattr(known[endpoint], "permissions", frozenset())
    ]


@bp.route("/establishments/new", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def new_establishment() -> ResponseReturnValue:
    """Enter an establishment; look for the same one first."""
    actor, at = current_actor(), clock.now()
    form = NewEstablishmentForm(in_scope_from=clock.local_day(at))
    units = units_on_offer(actor, P.ESTABLISHMENT_EDIT, clock.local_day(at))
    form.type_code.choices = _types()
    form.unit.choices = choices([("", ""), *((u.id, u.name) for u in units)])
    twins: list[Establishment] = []
    if form.validate_on_submit():
        try:
            entry = Entry(
                in_scope_from=form.in_scope_from.data,
                scope_reason=form.scope_reason.data or "",
                **_typed(form),
            )
            unit = find_unit(int(form.unit.data))
            place = queries.place_by_hand(unit, form.old_commune.data or "")
            if not form.create_anyway.data:
                twins = queries.suspected_twins(
                    actor, entry.name, address=entry.address, type_code=entry.type_code, place=place
                )
            if not twins:
                made = operations.create_establishment(entry, place, actor=actor, at=at)
                flash(_("The establishment has been entered."), "success")
                return redirect(url_for("registry.establishment", establishment_id=made.id), 303)
        except InvalidInput as error:
            form.refuse(error)
    status = 422 if form.errors or twins else 200
    shown = render_template("registry/new_establishment.html", form=form, twins=twins)
    return shown, status


@bp.route("/establishments/<uuid:establishment_id>/edit", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def edit_establishment(establishment_id: UUID) -> ResponseReturnValue:
    """Correct what is known of an establishment."""
    actor = current_actor()
    found = queries.require_establishment(actor, establishment_id, P.ESTABLISHMENT_EDIT)
    form = CorrectionForm(obj=found, data={"legal_form": found.legal_form.value})
    form.type_code.choices = _types(found)
    if request.method == "GET":
        form.tax_code.data = rules.masked_tax_code(found.tax_code)
        form.version.data = str(found.version)
    if form.validate_on_submit():
        try:
            changes = _typed(form, found)
            operations.change_establishment(
                found,
                changes,
                version=form.seen_version,
                actor=actor,
                at=clock.now(),
                holds_from=form.holds_from.data,
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for("registry.establishment", establishment_id=found.id), 303)
    shown = render_template("registry/edit_establishment.html", form=form, e=found)
    return shown, 422 if form.errors else 200


def _types(found: Establishment | None = None) -> list[Any]:
    kinds = [(k.code, type_label(k)) for k in queries.establishment_types(clock.today())]
    if found is not None and found.type_code not in dict(kinds):
        kinds.append((found.type_code, type_label(found.type)))
    return choices([] if found is not None else [("", "")]) + choices(kinds)


def _typed(form: EntryForm, found: Establishment | None = None) -> dict[str, Any]:
    """Give what was typed as values of an entry; a masked number stays what it was."""
    legal_form = LegalForm(form.legal_form.data)
    values: dict[str, Any] = {name: form[name].data for name in WORDS}
    for name in ("address", "representative", "security_person", "note"):
        values[name] = values[name] or ""
    written = form.tax_code.data or ""
    if found is not None and written and written == rules.masked_tax_code(found.tax_code):
        written = found.tax_code or ""
    latitude, longitude = rules.checked_position(form.latitude.data, form.longitude.data)
    return {
        **values,
        "legal_form": legal_form,
        "tax_code": rules.checked_tax_code(written, legal_form),
        "latitude": latitude,
        "longitude": longitude,
    }
