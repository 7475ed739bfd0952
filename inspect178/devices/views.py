"""Which pages show tablets, and what they sent that does not count by itself?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.devices import journal, outside, protocol, queries, standing, telling
from inspect178.devices.blobs import blob_content
from inspect178.devices.comparing import body_of, name_of
from inspect178.devices.enums import DecisionKind, Flag
from inspect178.devices.forms import ReasonForm
from inspect178.devices.models import DeviceOp
from inspect178.devices.operations import deciding, enrolling
from inspect178.extensions import db
from inspect178.files.photos import check_photo
from inspect178.kernel import clock
from inspect178.kernel.errors import NotFound
from inspect178.web.errors import message_of
from inspect178.web.filters import label
from inspect178.web.pagination import page_of

bp = Blueprint("devices", __name__, url_prefix="/devices")
TABS = ("quarantine", "conflicts")


@bp.get("")
@requires(P.DEVICE_ADMINISTER, P.DEVICE_DECIDE)
def devices() -> ResponseReturnValue:
    """List the tablets of the area, with what they say is still on them."""
    actor = current_actor()
    permission = P.DEVICE_ADMINISTER if actor.may(P.DEVICE_ADMINISTER) else P.DEVICE_DECIDE
    page = page_of(
        db.session,
        queries.devices(actor, permission),
        number=request.args.get("page", 1, type=int),
    )
    return render_template(
        "devices/devices.html",
        page=page,
        held=queries.last_seqs([device.id for device in page.rows]),
        revoked=outside.read_revoked(current_app.config["INSTANCE"]),
        open_work=queries.count_open(actor),
    )


@bp.get("/<uuid:device_id>")
@requires(P.DEVICE_ADMINISTER)
def device(device_id: UUID) -> ResponseReturnValue:
    """Show a tablet and how to revoke it."""
    return _device_page(device_id, ReasonForm(formdata=None))


def _device_page(device_id: UUID, form: ReasonForm) -> ResponseReturnValue:
    found = queries.require_device(current_actor(), device_id, P.DEVICE_ADMINISTER)
    page = render_template(
        "devices/device.html",
        device=found,
        held=journal.last_seq(found.id),
        until=protocol.lease_until(found.contact_at),
        now=clock.now(),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/<uuid:device_id>/revoke")
@requires(P.DEVICE_ADMINISTER)
def revoke(device_id: UUID) -> ResponseReturnValue:
    """Revoke a tablet for good, in the database and in the list that survives a restore."""
    actor, form = current_actor(), ReasonForm()
    found = queries.require_device(actor, device_id, P.DEVICE_ADMINISTER)
    if not form.validate_on_submit():
        return _device_page(device_id, form)
    enrolling.revoke(found, reason=form.reason.data or "", actor=actor, at=clock.now())
    outside.note_revoked(current_app.config["INSTANCE"], found.id)
    flash(_("The tablet has been revoked."), "success")
    return redirect(url_for("devices.device", device_id=found.id), 303)


@bp.get("/work")
@requires(P.DEVICE_DECIDE)
def work() -> ResponseReturnValue:
    """List what tablets sent that does not count by itself."""
    tab = request.args.get("tab", TABS[0])
    statement = (
        queries.conflicts(current_actor())
        if tab == "conflicts"
        else queries.quarantined(current_actor())
    )
    page = page_of(db.session, statement, number=request.args.get("page", 1, type=int))
    return render_template("devices/work.html", page=page, tab=tab, name_of=name_of)


@bp.get("/work/<int:position>")
@requires(P.DEVICE_DECIDE)
def step(position: int) -> ResponseReturnValue:
    """Show a step of a tablet, beside the version that the office has."""
    return _step_page(position, ReasonForm(formdata=None))


def _step_page(position: int, form: ReasonForm) -> ResponseReturnValue:
    op = queries.require_op(current_actor(), position)
    together = standing.ops_together(op)
    decisions = queries.decisions_on([op.position])
    story = _told(op)
    page = render_template(
        "devices/step.html",
        op=op,
        kind=name_of(op.kind),
        flags=[label(Flag(flag)) for flag in op.flags.split("|") if flag],
        first=None if op.copy_of is None else journal.op_at(op.copy_of),
        story=story,
        picture=_picture(op, story) is not None,
        together=[each for each in together if each.seq >= op.seq],
        decisions=decisions,
        agreed={d.decided_by_id for d in decisions if d.kind == DecisionKind.RELEASE},
        is_open=deciding.is_open(op, decisions),
        is_releasable=deciding.is_releasable(op),
        form=form,
    )
    return page, 422 if form.errors else 200


def _told(op: DeviceOp) -> telling.Told:
    """Tell a step in words, beside the version that was there first."""
    return telling.told(_step_of(op, _first_in_sight(op)), actor=current_actor(), at=clock.now())


def _step_of(op: DeviceOp, other: dict[str, Any] | None = None) -> telling.Step:
    said = body_of(op.payload)
    return telling.Step(op.kind, op.object_id, op.done_at, said, other, op.detail or {})


def _first_in_sight(op: DeviceOp) -> dict[str, Any] | None:
    """Give what the first version says; nothing where it is about a secret or another area."""
    if op.copy_of is None:
        return None
    actor = current_actor()
    try:
        first = queries.require_op(actor, op.copy_of)
    except NotFound:
        return {}
    is_sealed = telling.told(_step_of(first), actor=actor, at=clock.now()).is_sealed
    return {} if is_sealed else body_of(first.payload)


def _picture(op: DeviceOp, story: telling.Told) -> bytes | None:
    """Give the photo that a step names, where it has arrived and its visit may be seen."""
    if story.is_sealed or story.is_hidden:
        return None
    named = body_of(op.payload).get("sha256") if op.kind == "visit.photo" else None
    return blob_content(named, op.device.user_id) if isinstance(named, str) else None


@bp.get("/work/<int:position>/photo")
@requires(P.DEVICE_DECIDE)
def step_photo(position: int) -> ResponseReturnValue:
    """Show the photo that a step names, drawn anew and without metadata."""
    op = queries.require_op(current_actor(), position)
    content = _picture(op, _told(op))
    if content is None:
        raise NotFound
    answer = make_response(check_photo(content).shown)
    answer.headers["Content-Type"] = "image/jpeg"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/work/<int:position>/release")
@requires(P.DEVICE_DECIDE)
def release(position: int) -> ResponseReturnValue:
    """Agree that quarantined work counts."""
    actor, form = current_actor(), ReasonForm()
    op = queries.require_op(actor, position)
    if not form.validate_on_submit():
        return _step_page(position, form)
    reason = form.reason.data or ""
    counts = deciding.agree_release(op, reason=reason, actor=actor, at=clock.now(), say=message_of)
    said = _("It has been let out and dealt with.") if counts else _("A second person must agree.")
    flash(said, "success")
    return redirect(url_for("devices.step", position=position), 303)


@bp.post("/work/<int:position>/set-aside")
@requires(P.DEVICE_DECIDE)
def set_aside(position: int) -> ResponseReturnValue:
    """Set aside quarantined work, or settle a conflict that was looked at."""
    actor, form = current_actor(), ReasonForm()
    op = queries.require_op(actor, position)
    if not form.validate_on_submit():
        return _step_page(position, form)
    deciding.set_aside(op, reason=form.reason.data or "", actor=actor, at=clock.now())
    flash(_("Your decision has been kept."), "success")
    return redirect(url_for("devices.work", tab=request.args.get("tab")), 303)
