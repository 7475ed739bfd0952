"""Which pages draw up, show, drop, freeze and complete reports?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access import policies
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries import asking
from inspect178.coverage.queries.asking import understand
from inspect178.coverage.rules import asked_period
from inspect178.documents.words import period_in_words
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period
from inspect178.reports import freezing, operations, rules
from inspect178.reports.content import asked_of, content_of
from inspect178.reports.enums import ReportKind, ReportState
from inspect178.reports.forms import DropForm, NewReportForm, SignOffForm, WordsForm
from inspect178.reports.models import Report
from inspect178.reports.queries import reports as queries
from inspect178.reports.views import bp
from inspect178.territory.queries import find_unit, require_unit, require_unit_by_code
from inspect178.web.form_base import choices, seen_version
from inspect178.web.pagination import page_of

SUBJECT = "Kết quả công tác phòng, chống mại dâm {period}"


@bp.get("/reports")
@requires(P.REPORT_READ)
def reports() -> ResponseReturnValue:
    """List the reports of the area."""
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session(), queries.reports(actor), number=number, scalars=False)
    return render_template("reports/reports.html", page=page, may_write=actor.may(P.REPORT_WRITE))


@bp.route("/reports/new", methods=["GET", "POST"])
@requires(P.REPORT_WRITE)
def new_report() -> ResponseReturnValue:
    """Begin a report of a unit and a period."""
    actor, at = current_actor(), clock.now()
    home = find_unit(actor.home_unit_id(P.REPORT_WRITE) or 0)
    form = NewReportForm(
        data={"unit": home.code if home else "", "year": str(clock.local_day(at).year)}
        if request.method == "GET"
        else None
    )
    form.agency.choices = choices([("", _("All agencies")), *asking.agencies_with_authority()])
    if form.validate_on_submit():
        try:
            made = operations.draw_up_report(*_asked(form, at), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect(url_for("reports.report", report_id=made.id), 303)
    page = render_template("reports/new_report.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/reports/<uuid:report_id>")
@requires(P.REPORT_READ)
def report(report_id: UUID) -> ResponseReturnValue:
    """Show a report: a draft as computed now; a frozen one beside addenda and a new computation."""
    actor, at = current_actor(), clock.now()
    found = queries.require_report(actor, report_id)
    unit = require_unit(found.unit_id)
    fresh = content_of(actor, found, unit.code, known_at=at)
    frozen = completed = None
    if found.state == ReportState.FROZEN:
        frozen, completed = operations.frozen_content(found), operations.known_content(found)
    return render_template(
        "reports/report.html",
        report=found,
        unit=unit,
        fresh=fresh,
        frozen=frozen,
        completed=completed,
        late=freezing.late_facts(completed, fresh) if completed else None,
        names=rules.NAMES,
        share=rules.Share,
        lists=CoverageList,
        links=_links(found, unit.code),
        can=_can(found),
        target=understand(actor, asked_of(found, unit.code, at)).target,
    )


@bp.route("/reports/<uuid:report_id>/edit", methods=["GET", "POST"])
@requires(P.REPORT_WRITE)
def edit_report(report_id: UUID) -> ResponseReturnValue:
    """Write the words of a draft."""
    actor = current_actor()
    found = queries.require_report(actor, report_id, P.REPORT_WRITE)
    form = WordsForm(data={**found.narrative, "title": found.title, "number": found.number})
    if request.method == "GET":
        form.version.data = str(found.version)
    if form.validate_on_submit():
        said = {f.name: f.data or "" for f in form if f.name not in ("version", "csrf_token")}
        version = seen_version(form.version.data)
        operations.change_report(found, said, version=version, actor=actor, at=clock.now())
        flash(_("The change has been saved."), "success")
        return redirect(url_for("reports.report", report_id=found.id), 303)
    page = render_template("reports/edit_report.html", form=form, report=found)
    return page, 422 if form.errors else 200


@bp.route("/reports/<uuid:report_id>/drop", methods=["GET", "POST"])
@requires(P.REPORT_WRITE)
def drop_report(report_id: UUID) -> ResponseReturnValue:
    """Drop a draft, after asking once."""
    actor = current_actor()
    found = queries.require_report(actor, report_id, P.REPORT_WRITE)
    operations.require_droppable(found)
    form = DropForm()
    if request.method == "GET":
        form.version.data = str(found.version)
    if form.validate_on_submit():
        version = seen_version(form.version.data)
        operations.drop_report(found, version=version, actor=actor, at=clock.now())
        flash(_("The draft has been dropped."), "success")
        return redirect(url_for("reports.reports"), 303)
    unit = require_unit(found.unit_id)
    page = render_template("reports/drop_report.html", form=form, report=found, unit=unit)
    return page, 422 if form.errors else 200


@bp.route("/reports/<uuid:report_id>/freeze", methods=["GET", "POST"])
@requires(P.REPORT_FREEZE)
def freeze_report(report_id: UUID) -> ResponseReturnValue:
    """Sign a report off, after asking once."""
    actor, at = current_actor(), clock.now()
    found = queries.require_report(actor, report_id, P.REPORT_FREEZE)
    form = SignOffForm()
    if request.method == "GET":
        form.version.data = str(found.version)
    if form.validate_on_submit():
        version = seen_version(form.version.data)
        operations.freeze_report(
            found, form.signed_off_by.data, version=version, actor=actor, at=at
        )
        flash(_("The report is frozen. What becomes known later goes into addenda."), "success")
        return redirect(url_for("reports.report", report_id=found.id), 303)
    page = render_template("reports/freeze_report.html", form=form, report=found)
    return page, 422 if form.errors else 200


@bp.route("/reports/<uuid:report_id>/addenda/new", methods=["GET", "POST"])
@requires(P.REPORT_FREEZE)
def add_to_report(report_id: UUID) -> ResponseReturnValue:
    """Make the next addendum of a frozen report, after asking once."""
    actor = current_actor()
    found = queries.require_report(actor, report_id, P.REPORT_FREEZE)
    form = SignOffForm()
    if form.validate_on_submit():
        operations.make_addendum(found, form.signed_off_by.data, actor=actor, at=clock.now())
        flash(_("The addendum has been made."), "success")
        return redirect(url_for("reports.report", report_id=found.id), 303)
    page = render_template("reports/add_to_report.html", form=form, report=found)
    return page, 422 if form.errors else 200


def _asked(form: NewReportForm, at: Any) -> tuple[Any, operations.ReportFacts]:
    kind, period = ReportKind(form.kind.data), _period(form)
    day = min(period.end_on, clock.local_day(at))
    unit = require_unit_by_code(form.unit.data, day)
    agency = form.agency.data or ""
    title = SUBJECT.format(period=period_in_words(period))
    facts = operations.ReportFacts(kind, period, title, int(agency) if agency.isdecimal() else None)
    return unit, facts


def _period(form: NewReportForm) -> Period:
    kind = ReportKind(form.kind.data)
    if kind == ReportKind.ON_DEMAND:
        if form.first.data is None or form.last.data is None:
            raise InvalidInput(_("Enter the first and the last day."), field="first")
        return asked_period(form.first.data, form.last.data)
    written = form.year.data or ""
    if not (written.isdecimal() and 2004 <= int(written) <= 2100):
        raise InvalidInput(_("Enter a year from 2004 on."), field="year")
    return rules.usual_period(kind, int(written), int(form.part.data or 0))


def _links(found: Report, code: str) -> dict[str, Any]:
    """Give the address of the same question among the pages of coverage."""
    return {
        "unit": code,
        "from": found.start_on.isoformat(),
        "to": found.end_on.isoformat(),
        "tree": found.tree_on.isoformat(),
        "basis": found.basis.value,
        "plan": str(found.plan_id) if found.plan_id else None,
        "known": found.known_at.isoformat() if found.known_at else None,
        "reviews": "1" if found.counts_reviews else None,
        "agency": found.agency_id,
    }


def _can(found: Report) -> set[str]:
    actor, draft = current_actor(), found.state == ReportState.DRAFT
    steps = set()
    if draft and policies.may_here(actor, P.REPORT_WRITE, found):
        steps |= {"edit", "drop"}
    if policies.may_here(actor, P.REPORT_FREEZE, found):
        steps.add("add" if not draft else "freeze")
    if found.created_by_id == actor.user_id:
        steps.discard("freeze")
    return steps
