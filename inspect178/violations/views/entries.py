"""How is a violation entered on the visit, and corrected while the record is open?"""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.inspections import queries as inspections
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotFound, RuleBroken
from inspect178.kernel.ids import uuid_or_none
from inspect178.violations import operations, queries, steps
from inspect178.violations.drafting import Draft, draft_of
from inspect178.violations.enums import Recording
from inspect178.violations.forms import EntryForm
from inspect178.violations.models import Violation
from inspect178.violations.views import bp
from inspect178.web.form_base import seen_version


@bp.route("/record", methods=["GET", "POST"])
@requires(P.VIOLATION_RECORD, P.VIOLATION_FOLLOW)
def record() -> ResponseReturnValue:
    """Choose day and clause, see the range, and record a violation of a visit."""
    actor, at = current_actor(), clock.now()
    inspection = _visit(actor)
    draft = draft_of(inspection, request.args)
    form = _form(inspection)
    form.made_id.data = form.made_id.data or str(uuid4())
    if _is_sent(form, draft):
        try:
            made = operations.record_violation(
                inspection,
                form.entry(key=draft.key, act_on=draft.act_on, item_code=_item_code(draft)),
                actor=actor,
                at=at,
                violation_id=_made_id(form),
                late_reason=form.late_reason.data or "",
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The violation is recorded."), "success")
            return redirect(_after_recording(made, inspection), 303)
    return _entry_page("violations/record.html", form, draft)


@bp.route("/<uuid:violation_id>/change", methods=["GET", "POST"])
@requires(P.VIOLATION_RECORD)
def change(violation_id: UUID) -> ResponseReturnValue:
    """Correct an entry while the record of the visit is open."""
    actor, at = current_actor(), clock.now()
    violation = queries.require_violation(actor, violation_id, P.VIOLATION_RECORD)
    steps.require_change(actor, violation)
    draft = draft_of(violation.inspection, request.args, of=violation)
    form = _form(violation.inspection)
    if request.method == "GET":
        form.take(violation, queries.makers(violation.inspection_id))
    if _is_sent(form, draft):
        entry = form.entry(key=draft.key, act_on=draft.act_on, item_code=violation.item_code)
        try:
            operations.change_violation(
                violation,
                entry,
                version=seen_version(form.version.data),
                actor=actor,
                at=at,
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The change is saved."), "success")
            return redirect(_back_to(violation), 303)
    return _entry_page("violations/change.html", form, draft, violation=violation)


def _visit(actor: Actor) -> Inspection:
    """Give the visit that the address names, once it is announced."""
    wanted = request.args.get("inspection", type=UUID)
    if wanted is None:
        raise NotFound
    permission = P.VIOLATION_RECORD if actor.may(P.VIOLATION_RECORD) else P.VIOLATION_FOLLOW
    inspection = inspections.require_inspection(actor, wanted, clock.now(), permission=permission)
    if operations.recording_of(inspection) == Recording.NOT_YET:
        raise RuleBroken(operations.NOT_BEFORE)
    return inspection


def _form(inspection: Inspection) -> EntryForm:
    form = EntryForm()
    form.offer(queries.makers(inspection.id))
    return form


def _is_sent(form: EntryForm, draft: Draft) -> bool:
    """Say whether the entry is sent for good and its fields can be read."""
    if not form.is_submitted() or draft.clause is None or draft.problem is not None:
        return False
    return bool(form.validate()) and request.form.get("act") != "preview"


def _entry_page(
    template: str, form: EntryForm, draft: Draft, *, violation: Violation | None = None
) -> ResponseReturnValue:
    entry = form.entry(key=draft.key, act_on=draft.act_on)
    shown = operations.computed_range(draft.inspection.establishment.legal_form, entry)
    failed = form.is_submitted() and bool(form.errors or form.form_errors or draft.problem)
    late = operations.recording_of(draft.inspection) == Recording.LATER
    return (
        render_template(
            template,
            form=form,
            draft=draft,
            ranges=shown,
            applied=draft.applied(entry.worker_count),
            late=late,
            violation=violation,
        ),
        422 if failed else 200,
    )


def _item_code(draft: Draft) -> str:
    return draft.item.code if draft.item else ""


def _made_id(form: EntryForm) -> UUID | None:
    return uuid_or_none(form.made_id.data)


def _after_recording(violation: Violation, visit: Inspection) -> str:
    """Lead the team back to its visit, and everybody else to the violation."""
    on_site = operations.recording_of(visit) == Recording.ON_SITE
    if on_site and "fieldwork.visit" in current_app.view_functions:
        return url_for("fieldwork.visit", inspection_id=visit.id)
    return _back_to(violation)


def _back_to(violation: Violation) -> str:
    return url_for("violations.violation", violation_id=violation.id)
