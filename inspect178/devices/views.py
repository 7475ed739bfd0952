"""Which pages look after tablets? The list, revoking one, and what does not count by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.devices import outside, payloads, protocol, queries
from inspect178.devices.enums import OpState
from inspect178.devices.forms import ASIDE, RELEASE, CaseForm, RevokeForm
from inspect178.devices.models import DeviceOp
from inspect178.devices.operations import deciding, enrolling
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_
from inspect178.web.errors import message_of
from inspect178.web.pagination import page_of

bp = Blueprint("devices", __name__, url_prefix="/devices")
LONGEST_SHOWN = 2_000
# What the steps of a tablet are called; what each does is registered by the packages above.
STEPS = {
    "visit.announce": N_("Announcement of an inspection"),
    "visit.unplanned": N_("Inspection begun without a decision (flagrante delicto)"),
    "visit.entries": N_("Entries of a record"),
    "visit.photo": N_("Photo of a record"),
    "visit.photo_removed": N_("Photo taken out of a record"),
    "visit.attempt": N_("Attempt to inspect"),
    "visit.suspend": N_("Inspection suspended"),
    "visit.resume": N_("Inspection resumed"),
    "visit.stop": N_("Inspection stopped"),
    "visit.sign": N_("Record signed"),
    "visit.refuse": N_("Refusal attested"),
    "visit.submit": N_("Record sent for review"),
    "visit.amend": N_("Note added to a record"),
    "violation.add": N_("Violation found"),
    "violation.drop": N_("Violation taken out"),
    "commitment.sign": N_("Commitment signed"),
    "register.propose": N_("Change of the register proposed by a team"),
}


@bp.get("")
@requires(P.DEVICE_ADMINISTER, P.DEVICE_DECIDE)
def tablets() -> ResponseReturnValue:
    """List the tablets of the area: who holds them, and what they have not sent yet."""
    actor = current_actor()
    administers = P.DEVICE_ADMINISTER in actor.permissions
    permission = P.DEVICE_ADMINISTER if administers else P.DEVICE_DECIDE
    rows = db.session.scalars(queries.devices(actor, permission)).all()
    return render_template(
        "devices/tablets.html",
        tablets=rows,
        received=queries.last_seqs([row.id for row in rows]),
        days=protocol.WITHOUT_CONTACT.days,
        at=clock.now(),
    )


@bp.route("/<uuid:device_id>/revoke", methods=["GET", "POST"])
@requires(P.DEVICE_ADMINISTER)
def revoke(device_id: UUID) -> ResponseReturnValue:
    """Revoke a tablet that is lost or replaced."""
    actor, at = current_actor(), clock.now()
    tablet = queries.require_device(actor, device_id, P.DEVICE_ADMINISTER)
    form = RevokeForm()
    if form.validate_on_submit():
        enrolling.revoke(tablet, reason=form.reason.data, actor=actor, at=at)
        # Written beside the database as well, so that restoring a backup does not let it in again.
        outside.note_revoked(Path(current_app.config["INSTANCE"]), tablet.id)
        flash(_("The tablet is revoked. What it still holds can be handed in."), "success")
        return redirect(url_for("devices.tablets"), 303)
    page = render_template("devices/revoke.html", form=form, tablet=tablet)
    return page, 422 if form.errors else 200


@bp.get("/cases")
@requires(P.DEVICE_DECIDE)
def cases() -> ResponseReturnValue:
    """List what tablets sent that does not count by itself, the oldest first."""
    chosen = queries.open_cases(current_actor())
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session(), chosen, number=number)
    return render_template("devices/cases.html", page=page, steps=_steps())


@bp.route("/cases/<int:position>", methods=["GET", "POST"])
@requires(P.DEVICE_DECIDE)
def case(position: int) -> ResponseReturnValue:
    """Show one piece of work beside what it collides with, and decide about it."""
    actor = current_actor()
    op = queries.require_op(actor, position)
    form = CaseForm()
    if op.state != OpState.QUARANTINED:
        form.decision.data = ASIDE  # what collides is only settled: the first version counts
    if form.validate_on_submit():
        try:
            _decide(op, form)
        except DomainError as error:
            form.decision.errors = [message_of(error)]
        else:
            return redirect(url_for("devices.cases"), 303)
    page = render_template(
        "devices/case.html",
        form=form,
        op=op,
        steps=_steps(),
        mine=lines_of(op),
        first=lines_of(queries.op_at(op.copy_of)) if op.copy_of else [],
        decisions=queries.decisions_on([op.position]),
        in_quarantine=op.state == OpState.QUARANTINED,
        is_open=queries.is_open_case(op),
        own=op.device.user_id == actor.user_id,
    )
    return page, 422 if form.errors else 200


def _steps() -> dict[str, str]:
    return {kind: str(_(words)) for kind, words in STEPS.items()}


def _decide(op: DeviceOp, form: CaseForm) -> None:
    actor, at, reason = current_actor(), clock.now(), form.reason.data or ""
    if form.decision.data == RELEASE:
        counts = deciding.agree_release(op, reason=reason, actor=actor, at=at, say=message_of)
        said = _("It counts now.") if counts else _("Agreed. A second person has to agree.")
    else:
        deciding.set_aside(op, reason=reason, actor=actor, at=at)
        said = _("It is set aside and kept.")
    flash(said, "success")


def lines_of(op: DeviceOp) -> Sequence[tuple[str, str]]:
    """Give what an operation says as names and texts; pictures are named only by their length."""
    body = payloads.read_payload(op.payload.decode()).body
    return [(name, _text(value)) for name, value in sorted(body.items())]


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} … ({len(text)})"
