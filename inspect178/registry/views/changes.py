"""Which pages change an establishment over time? Status, scope, complexity, place."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry import operations, queries
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.forms import (
    ComplexityForm,
    PlaceForm,
    ScopeForm,
    StatusForm,
    VersionForm,
)
from inspect178.registry.models import Establishment
from inspect178.registry.rules import Complexity, Scope, StatusSaid
from inspect178.registry.views import bp
from inspect178.territory.offers import units_on_offer
from inspect178.territory.queries import find_unit, units_by_id
from inspect178.web.form_base import choices


def _change(
    template: str, found: Establishment, *, form: VersionForm, save: Callable[[], object]
) -> ResponseReturnValue:
    """Show a form for one change, or make the change and go back to the establishment."""
    if request.method == "GET":
        form.version.data = str(found.version)
    if form.validate_on_submit():
        try:
            save()
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for("registry.establishment", establishment_id=found.id), 303)
    units = units_by_id((found.province_id, found.commune_id, found.old_commune_id))
    shown = render_template(template, form=form, e=found, units=units)
    return shown, 422 if form.errors else 200


def _found(establishment_id: UUID) -> Establishment:
    return queries.require_establishment(current_actor(), establishment_id, P.ESTABLISHMENT_EDIT)


@bp.route("/establishments/<uuid:establishment_id>/status", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def change_status(establishment_id: UUID) -> ResponseReturnValue:
    """Set the status from a day on."""
    found, at = _found(establishment_id), clock.now()
    form = StatusForm(data={"status": found.status.value, "from_on": clock.local_day(at)})

    def save() -> None:
        said = StatusSaid(
            EstablishmentStatus(form.status.data), form.from_on.data, form.reason.data or ""
        )
        operations.change_status(
            found, said, version=form.seen_version, actor=current_actor(), at=at
        )

    return _change("registry/change_status.html", found, form=form, save=save)


@bp.route("/establishments/<uuid:establishment_id>/scope", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def change_scope(establishment_id: UUID) -> ResponseReturnValue:
    """Set from when until when the establishment is in scope."""
    found = _found(establishment_id)
    form = ScopeForm(data={"in_scope_from": found.in_scope_from, "in_scope_to": found.in_scope_to})

    def save() -> None:
        scope = Scope(form.in_scope_from.data, form.in_scope_to.data, form.scope_reason.data)
        operations.change_scope(
            found, scope, version=form.seen_version, actor=current_actor(), at=clock.now()
        )

    return _change("registry/change_scope.html", found, form=form, save=save)


@bp.route("/establishments/<uuid:establishment_id>/complexity", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def flag_complexity(establishment_id: UUID) -> ResponseReturnValue:
    """Flag the establishment as complex, or take the flag away."""
    found = _found(establishment_id)
    form = ComplexityForm(obj=found)

    def save() -> None:
        flagged = form.is_complex.data
        said = Complexity(
            flagged,
            (form.complex_reason.data or "") if flagged else "",
            form.complex_until.data if flagged else None,
        )
        operations.flag_complexity(
            found, said, version=form.seen_version, actor=current_actor(), at=clock.now()
        )

    return _change("registry/flag_complexity.html", found, form=form, save=save)


@bp.route("/establishments/<uuid:establishment_id>/place", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def place_establishment(establishment_id: UUID) -> ResponseReturnValue:
    """Place the establishment in a commune by hand."""
    found, actor, at = _found(establishment_id), current_actor(), clock.now()
    form = PlaceForm(data={"unit": str(found.commune_id or found.province_id)})
    units = units_on_offer(actor, P.ESTABLISHMENT_EDIT, clock.local_day(at))
    form.unit.choices = choices((u.id, u.name) for u in units)

    def save() -> None:
        place = queries.place_by_hand(find_unit(int(form.unit.data)), form.old_commune.data or "")
        operations.place_establishment(
            found,
            place,
            version=form.seen_version,
            actor=actor,
            at=at,
            moved_on=form.moved_on.data,
        )

    return _change("registry/place_establishment.html", found, form=form, save=save)
