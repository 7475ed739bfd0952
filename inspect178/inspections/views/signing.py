"""Which pages sign and withdraw decisions? They name no target, because it may be sealed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.inspections import queries
from inspect178.inspections.forms import ReasonForm, SigningForm
from inspect178.inspections.models import InspectionDecision
from inspect178.inspections.operations import decisions as operations
from inspect178.inspections.views import bp
from inspect178.inspections.workflow import DECISION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput


@bp.route("/decisions/<uuid:decision_id>/sign", methods=["GET", "POST"])
@requires(P.DECISION_SIGN)
def sign_decision(decision_id: UUID) -> ResponseReturnValue:
    """Sign a decision under its number and date."""
    actor, at = current_actor(), clock.now()
    found = queries.require_decision(actor, decision_id, at, permission=P.DECISION_SIGN)
    DECISION.take(found.state, "sign")
    unit = queries.unit_names([found.unit_id]).get(found.unit_id, "")
    form = SigningForm(
        number=found.number,
        signed_on=clock.local_day(at),
        issuer_body=f"Ủy ban nhân dân {unit[:1].lower()}{unit[1:]}",
        issuer_post=queries.post_of(actor.user_id),
    )
    if form.validate_on_submit():
        try:
            operations.sign_decision(found, _signing(form), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The decision is signed. Its visits may be made."), "success")
            return _back_to(found)
    page = render_template("inspections/sign_decision.html", form=form, decision=found)
    return page, 422 if form.errors else 200


@bp.route("/decisions/<uuid:decision_id>/withdraw", methods=["GET", "POST"])
@requires(P.DECISION_SIGN)
def withdraw_decision(decision_id: UUID) -> ResponseReturnValue:
    """Withdraw a decision with a reason."""
    actor, at = current_actor(), clock.now()
    found = queries.require_decision(actor, decision_id, at, permission=P.DECISION_SIGN)
    DECISION.take(found.state, "withdraw")
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            operations.withdraw_decision(found, form.reason.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The decision has been withdrawn."), "success")
            return _back_to(found)
    page = render_template("inspections/withdraw_decision.html", form=form, decision=found)
    return page, 422 if form.errors else 200


def _signing(form: SigningForm) -> operations.Signing:
    return operations.Signing(
        number=form.number.data,
        signed_on=form.signed_on.data,
        issuer_post=form.issuer_post.data,
        issuer_body=form.issuer_body.data,
    )


def _back_to(found: InspectionDecision) -> ResponseReturnValue:
    return redirect(url_for("inspections.decision", decision_id=found.id), 303)
