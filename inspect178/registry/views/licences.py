"""Which pages enter and correct licences?"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry import operations, queries
from inspect178.registry.enums import LicenceKind, LicenceState
from inspect178.registry.forms import LicenceForm
from inspect178.registry.rules import LicenceEntry
from inspect178.registry.views import bp


@bp.route("/establishments/<uuid:establishment_id>/licences/new", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def add_licence(establishment_id: UUID) -> ResponseReturnValue:
    """Enter a licence."""
    actor = current_actor()
    found = queries.require_establishment(actor, establishment_id, P.ESTABLISHMENT_EDIT)
    form = LicenceForm()
    if form.validate_on_submit():
        try:
            operations.add_licence(found, _said(form), actor=actor, at=clock.now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The licence has been entered."), "success")
            return redirect(url_for("registry.establishment", establishment_id=found.id), 303)
    shown = render_template("registry/add_licence.html", form=form, e=found)
    return shown, 422 if form.errors else 200


@bp.route(
    "/establishments/<uuid:establishment_id>/licences/<int:licence_id>", methods=["GET", "POST"]
)
@requires(P.ESTABLISHMENT_EDIT)
def edit_licence(establishment_id: UUID, licence_id: int) -> ResponseReturnValue:
    """Correct a licence or its state."""
    actor = current_actor()
    found = queries.require_establishment(actor, establishment_id, P.ESTABLISHMENT_EDIT)
    licence = queries.require_licence(found, licence_id)
    form = LicenceForm(obj=licence, data={"kind": licence.kind.value, "state": licence.state.value})
    if form.validate_on_submit():
        try:
            operations.change_licence(
                licence, _said(form), establishment=found, actor=actor, at=clock.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for("registry.establishment", establishment_id=found.id), 303)
    shown = render_template("registry/edit_licence.html", form=form, e=found, licence=licence)
    return shown, 422 if form.errors else 200


def _said(form: LicenceForm) -> LicenceEntry:
    return LicenceEntry(
        LicenceKind(form.kind.data),
        form.number.data,
        form.issuer.data or "",
        form.issued_on.data,
        form.expires_on.data,
        LicenceState(form.state.data),
    )
