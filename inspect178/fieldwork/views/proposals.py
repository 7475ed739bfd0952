"""Which pages decide on what teams found on the ground? A list, and one page a proposal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.fieldwork import operations, queries
from inspect178.fieldwork.enums import ProposalKind
from inspect178.fieldwork.forms import ProposalForm
from inspect178.fieldwork.models import RegisterProposal
from inspect178.fieldwork.views import bp
from inspect178.inspections.queries import names_of, unit_names
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry.queries import establishment_types, place_by_hand
from inspect178.registry.rules import Place
from inspect178.territory.offers import units_on_offer
from inspect178.territory.queries import require_unit
from inspect178.web.form_base import choices


@bp.get("/proposals")
@requires(P.ESTABLISHMENT_EDIT)
def proposals() -> ResponseReturnValue:
    """List what teams propose to change in the register, what is to be decided first."""
    found = queries.proposals(current_actor())
    return render_template("fieldwork/proposals.html", proposals=found, **_names(found))


@bp.route("/proposals/<uuid:proposal_id>", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_EDIT)
def proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Show a proposal and take it over into the register, or decline it."""
    actor, at = current_actor(), clock.now()
    found = queries.require_proposal(actor, proposal_id)
    form = ProposalForm(data={"unit": str(found.commune_id or found.province_id)})
    form.unit.choices = _units(actor, at)
    if form.validate_on_submit():
        try:
            _decide(found, form, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect(url_for("fieldwork.proposals"), 303)
    page = render_template("fieldwork/proposal.html", form=form, proposal=found, **_names([found]))
    return page, 422 if form.errors else 200


def _decide(found: RegisterProposal, form: ProposalForm, *, actor: Actor, at: datetime) -> None:
    note = form.note.data or ""
    if form.decision.data == "decline":
        operations.decline_proposal(found, note, actor=actor, at=at)
        flash(_("The proposal was declined. The register stays as it is."), "success")
        return
    operations.accept_proposal(found, _place_proposed(found, form), note, actor=actor, at=at)
    flash(_("The register was changed as proposed."), "success")


def _place_proposed(found: RegisterProposal, form: ProposalForm) -> Place | None:
    if found.kind != ProposalKind.NEW or not form.unit.data:
        return None
    return place_by_hand(require_unit(int(form.unit.data)), "")


def _units(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    units = units_on_offer(actor, P.ESTABLISHMENT_EDIT, clock.local_day(at))
    return choices((unit.id, unit.name) for unit in units)


def _names(found: list[RegisterProposal]) -> dict[str, object]:
    people = names_of(p for one in found for p in (one.proposed_by_id, one.decided_by_id))
    units = unit_names(u for one in found for u in (one.commune_id, one.province_id))
    types = {t.code: t for t in establishment_types()}
    return {"people": people, "units": units, "types": types}
