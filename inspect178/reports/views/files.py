"""Where are reports taken out as files, and offices' templates put in?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.coverage.queries.asking import agencies_with_authority, understand
from inspect178.coverage.queries.places import covers
from inspect178.documents.rendering import render
from inspect178.documents.word import MEDIA_TYPE as DOCX
from inspect178.documents.word import render_word
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotAllowed
from inspect178.kernel.spreadsheet import MEDIA_TYPE as XLSX
from inspect178.kernel.spreadsheet import write_workbook
from inspect178.reports import operations
from inspect178.reports.content import asked_of, content_of
from inspect178.reports.enums import ReportState
from inspect178.reports.forms import TemplateForm
from inspect178.reports.models import Report
from inspect178.reports.papers import paper_facts, report_sheets
from inspect178.reports.queries import reports as queries
from inspect178.reports.views import bp
from inspect178.territory.queries import require_unit, require_unit_by_code

PDF = "application/pdf"


@bp.get("/reports/<uuid:report_id>.pdf")
@requires(P.REPORT_READ)
def report_pdf(report_id: UUID) -> Response:
    """Send a report as PDF."""
    return _sent(
        report_id, "pdf", kind=PDF, write=lambda facts, _unit: render("periodic_report", facts)
    )


@bp.get("/reports/<uuid:report_id>.docx")
@requires(P.REPORT_READ)
def report_docx(report_id: UUID) -> Response:
    """Send a report as an editable Word file, from the office's template where it has one."""

    def write(facts: Any, unit: Any) -> bytes:
        template = queries.template_of(unit)
        return render_word(facts, template.content if template else None)

    return _sent(report_id, "docx", kind=DOCX, write=write)


@bp.get("/reports/<uuid:report_id>.xlsx")
@requires(P.REPORT_READ)
def report_xlsx(report_id: UUID) -> Response:
    """Send a report's figures with the lists behind them; for who may export establishments."""
    actor, at = current_actor(), clock.now()
    found = queries.require_report(actor, report_id)
    unit = require_unit(found.unit_id)
    if not covers(actor, unit, P.ESTABLISHMENT_EXPORT):
        raise NotAllowed
    sheets = report_sheets(found, unit, _content(found, unit.code, at))
    made = write_workbook(sheets, made_at=found.frozen_at or at).getvalue()
    return _handed_out(found, "xlsx", XLSX, made=made, at=at)


@bp.route("/reports/templates", methods=["GET", "POST"])
@requires(P.REPORT_WRITE)
def templates() -> ResponseReturnValue:
    """Show the templates in use and take a new one."""
    actor, at = current_actor(), clock.now()
    form = TemplateForm()
    if form.validate_on_submit():
        try:
            unit = require_unit_by_code(form.unit.data, clock.local_day(at))
            file = form.file.data
            operations.replace_template(unit, file.filename or "", file.read(), actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The template has been replaced."), "success")
            return redirect(url_for("reports.templates"), 303)
    found = queries.templates(actor)
    page = render_template("reports/templates.html", form=form, templates=found)
    return page, 422 if form.errors else 200


def _sent(
    report_id: UUID, ending: str, *, kind: str, write: Callable[[Any, Any], bytes]
) -> Response:
    actor, at = current_actor(), clock.now()
    found = queries.require_report(actor, report_id)
    unit = require_unit(found.unit_id)
    target = understand(actor, asked_of(found, unit.code, found.known_at or at)).target
    agency = dict(agencies_with_authority()).get(found.agency_id or 0, "")
    content = _content(found, unit.code, at)
    facts = paper_facts(found, unit, content, target=target, agency=agency)
    return _handed_out(found, ending, kind, made=write(facts, unit), at=at)


def _content(found: Report, code: str, at: datetime) -> dict[str, Any]:
    """Give what is frozen; of a draft what is so now."""
    if found.state == ReportState.FROZEN:
        return operations.frozen_content(found)
    return content_of(current_actor(), found, code, known_at=at)


def _handed_out(found: Report, ending: str, kind: str, *, made: bytes, at: datetime) -> Response:
    operations.record_printing(found, ending, made, actor=current_actor(), at=at)
    name = f"bao-cao-{found.start_on}-{found.end_on}.{ending}"
    response = send_file(
        BytesIO(made), mimetype=kind, download_name=name, as_attachment=ending != "pdf"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
