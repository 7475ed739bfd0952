"""Which pages show coverage? The rates of a unit, the lists behind them, and the workbook."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.coverage import operations, rules
from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.coverage.forms import CoverageForm, ListForm
from inspect178.coverage.queries import asking, lists
from inspect178.coverage.queries.asking import Asked, NotOnThatDay, Understood
from inspect178.coverage.workbook import file_name, make_workbook
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import year
from inspect178.web.form_base import uuid_or_none

bp = Blueprint("coverage", __name__, url_prefix="/coverage")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@requires(P.COVERAGE_READ)
def rates() -> ResponseReturnValue:
    """Show a unit's rate against its target, and the units below it."""
    actor, today = current_actor(), clock.today()
    form = CoverageForm(request.args)
    try:
        table = asking.coverage_table(actor, asked_by(form), deep=False)
    except InvalidInput as error:
        return _refused(form, error)
    asked = table.asked
    _fill_in(form, asked)
    return render_template(
        "coverage/rates.html",
        form=form,
        table=table,
        above=asking.readable_ancestors(actor, asked.area),
        whole_country=actor.territory(P.COVERAGE_READ).whole_country,
        same=address_of(asked),
        expected=rules.expected_ratio(asked.target, asked.question.period, today),
        definitions=rules.definitions(asked.question.basis),
        usual=rules.usual_periods(today),
        today=today,
    )


@bp.get("/establishments")
@requires(P.COVERAGE_READ)
def establishments() -> ResponseReturnValue:
    """Show the establishments behind a number."""
    actor = current_actor()
    form = ListForm(request.args)
    try:
        asked = asking.understand(actor, asked_by(form))
    except InvalidInput as error:
        return _refused(form, error)
    which = CoverageList(form.list.data)
    number = request.args.get("page", 1, type=int)
    figures, page = lists.page_of_list(
        actor, asked.area, asked.question, which=which, number=number
    )
    return render_template(
        "coverage/establishments.html",
        asked=asked,
        above=asking.readable_ancestors(actor, asked.area),
        which=which,
        figures=figures,
        page=page,
        lists=CoverageList,
        same=address_of(asked),
        definitions=rules.definitions(asked.question.basis),
    )


@bp.get("/workbook")
@requires(P.COVERAGE_READ)
def workbook() -> ResponseReturnValue:
    """Send the table and the lists behind it as a workbook; the reading is recorded."""
    actor, at = current_actor(), clock.now()
    form = CoverageForm(request.args)
    try:
        asked = asked_by(form)
        understood = asking.understand(actor, asked)
    except InvalidInput as error:
        return _refused(form, error)
    operations.record_export(understood, actor=actor, at=at)
    return send_file(
        make_workbook(actor, asked, at=at),
        mimetype=XLSX,
        as_attachment=True,
        download_name=file_name(understood),
    )


def asked_by(form: CoverageForm) -> Asked:
    """Read the question from the address, or raise InvalidInput where it cannot be read."""
    if not form.validate():
        raise InvalidInput
    today = clock.today()
    usual = year(today.year)
    first, last = form["from"].data or usual.start_on, form["to"].data or usual.end_on
    return Asked(
        period=rules.asked_period(first, last),
        tree_on=form["tree"].data or today,
        code=form.unit.data or None,
        basis=DenominatorBasis(form["basis"].data) if form["basis"].data else None,
        plan_id=uuid_or_none(form.plan.data),
        unplaced=bool("unplaced" in form and form["unplaced"].data),
    )


def address_of(asked: Understood) -> dict[str, Any]:
    """Give the address that asks exactly this again, wherever the reader goes from here."""
    question = asked.question
    frozen = question.basis == DenominatorBasis.FROZEN
    return {
        "unit": asked.area.code,
        "from": question.period.start_on.isoformat(),
        "to": question.period.end_on.isoformat(),
        "tree": question.tree_on.isoformat(),
        "basis": question.basis.value,
        "plan": str(question.plan_id) if frozen else None,
    }


def _fill_in(form: CoverageForm, asked: Understood) -> None:
    """Show in the form what was meant where the address said nothing."""
    question = asked.question
    form.unit.data = asked.area.code
    form["from"].data, form["to"].data = question.period.start_on, question.period.end_on
    form["tree"].data = question.tree_on


def _refused(form: CoverageForm, error: InvalidInput) -> ResponseReturnValue:
    if not form.errors:
        form.refuse(error)
    instead = error.instead if isinstance(error, NotOnThatDay) else []
    return render_template("coverage/refused.html", form=form, instead=instead), 422
