"""Which pages show coverage? The rates of a unit, the lists behind them, and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.coverage import operations, rules
from inspect178.coverage.enums import (
    CoverageList,
    DenominatorBasis,
    ExclusionReason,
    NotYetReason,
    SizeBand,
)
from inspect178.coverage.forms import CoverageForm, ListForm
from inspect178.coverage.queries import asking, lists, reasons, remoteness, sizes, trend
from inspect178.coverage.queries.asking import Asked, CoverageTable, NotOnThatDay, Understood
from inspect178.coverage.queries.places import COUNTRY
from inspect178.coverage.rules import Figures
from inspect178.coverage.workbook import file_name, make_workbook
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import month, year
from inspect178.territory.bands import Step, band_of, legend_of
from inspect178.territory.boundaries import MapOutline, outline_of
from inspect178.territory.enums import Remoteness
from inspect178.territory.remoteness import FOOTNOTE
from inspect178.web import filters
from inspect178.web.form_base import choices, uuid_or_none


@dataclass(frozen=True)
class Why:
    """What stands behind the rate of a place: reasons with their counts, figures by size."""

    not_yet: dict[NotYetReason, int]
    excluded: dict[ExclusionReason, int]
    by_size: dict[SizeBand, Figures]
    by_remoteness: dict[Remoteness, Figures]  # empty for the country, which has too many communes


@dataclass(frozen=True)
class Month:
    """The rate reached by the end of a month; None for months to come."""

    number: int
    rate: float | None
    last_year: float | None
    expected: float | None


@dataclass(frozen=True)
class Drawn:
    """A map: outlines, what each unit is coloured by, and the legend."""

    outline: MapOutline
    values: dict[str, dict[str, Any]]
    legend: Sequence[Step]


bp = Blueprint("coverage", __name__, url_prefix="/coverage")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@requires(P.COVERAGE_READ)
def rates() -> ResponseReturnValue:
    """Show a unit's rate against its target, and the units below it."""
    actor, today = current_actor(), clock.today()
    everywhere = actor.territory(P.COVERAGE_READ).whole_country
    form = CoverageForm(request.args)
    try:
        asked_for = asked_by(form)
        # The country has too many communes to be read for a page; every unit is read whole.
        country = everywhere and asked_for.code in (None, COUNTRY)
        table = asking.coverage_table(actor, asked_for, deep=not country)
    except InvalidInput as error:
        return _refused(form, error)
    asked = table.asked
    _fill_in(form, asked)
    return render_template(
        "coverage/rates.html",
        form=form,
        table=table,
        above=asking.readable_ancestors(actor, asked.area),
        whole_country=everywhere,
        same=address_of(asked),
        expected=rules.expected_ratio(asked.target, asked.question.period, today),
        definitions=rules.definitions(asked.question.basis),
        usual=rules.usual_periods(today),
        today=today,
        why=why_of(actor, table),
        drawn=drawn_of(table),
        months=months_of(actor, asked, today),
        footnote=FOOTNOTE,
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
    wanted = wanted_of(form)
    number = request.args.get("page", 1, type=int)
    figures, page = lists.page_of_list(
        actor, asked.area, asked.question, wanted=wanted, number=number
    )
    return render_template(
        "coverage/establishments.html",
        asked=asked,
        above=asking.readable_ancestors(actor, asked.area),
        wanted=wanted,
        which=wanted.which,
        figures=figures,
        page=page,
        lists=[one for one in CoverageList if one != CoverageList.EXCLUDED],
        same=address_of(asked),
        definitions=rules.definitions(asked.question.basis),
    )


def drawn_of(table: CoverageTable) -> Drawn | None:
    """Give the map of the units below with the band of each; None where there is no outline."""
    line, question = table.line, table.asked.question
    code = None if line.code == COUNTRY else line.code
    outline = outline_of(code, question.tree_on)
    if outline is None:
        return None
    values = {}
    for child in line.children:
        if child.code:
            target = table.target_of(child, table.asked.target)
            rate = child.figures.rate_official
            values[child.code] = {"band": band_of(rate, target), "text": filters.percent(rate)}
    return Drawn(outline, values, legend_of(table.asked.target))


def months_of(actor: Actor, asked: Understood, today: date) -> list[Month]:
    """Give the rate month by month beside last year's and the pace; only for a calendar year."""
    question, target = asked.question, asked.target
    days = question.period
    if days != year(days.end_on.year) or question.basis == DenominatorBasis.FROZEN:
        return []
    this = trend.monthly_rates(actor, asked.area, question)
    before = replace(question, period=days.previous_year())
    last = trend.monthly_rates(actor, asked.area, before)
    seen = clock.local_day(question.known_at) if question.known_at else today
    return [
        Month(
            n,
            rate if date(days.end_on.year, n, 1) <= seen else None,
            old,
            rules.expected_ratio(target, days, month(days.end_on.year, n).end_on),
        )
        for n, (rate, old) in enumerate(zip(this, last, strict=True), 1)
    ]


def why_of(actor: Actor, table: CoverageTable) -> Why:
    """Say why establishments were not inspected or do not count, and how small and far fare."""
    asked = table.asked
    unit = asked.area.unit
    return Why(
        reasons.not_yet_counts(actor, asked.area, asked.question),
        reasons.exclusion_counts(actor, asked.area, asked.question),
        sizes.figures_by_size(actor, asked.area, asked.question),
        remoteness.figures_by_remoteness(unit, table.line, asked.question) if unit else {},
    )


def wanted_of(form: ListForm) -> lists.Wanted:
    """Read which list is wanted; a reason that its list does not know asks for the whole list."""
    which = CoverageList(form.list.data)
    known: dict[CoverageList, type[lists.Reason]] = {
        CoverageList.NOT_YET: NotYetReason, CoverageList.EXCLUDED: ExclusionReason,
    }  # fmt: skip
    reason = next((r for r in known.get(which, ()) if r.value == form.reason.data), None)
    return lists.Wanted(which, reason)


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
        known_at=rules.asked_instant(form.known.data or "", clock.now()),
        counts_reviews={"1": True, "0": False}.get(form.reviews.data or ""),
        agency_id=int(form.agency.data) if (form.agency.data or "").isdecimal() else None,
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
        "known": question.known_at.isoformat() if question.known_at else None,
        "reviews": "1" if question.counts_reviews else None,
        "agency": question.agency_id,
    }


def _fill_in(form: CoverageForm, asked: Understood) -> None:
    """Show in the form what was meant where the address said nothing."""
    question = asked.question
    form.unit.data = asked.area.code
    form["from"].data, form["to"].data = question.period.start_on, question.period.end_on
    form["tree"].data = question.tree_on
    form.known.data = clock.local_day(question.known_at).isoformat() if question.known_at else ""
    form.reviews.data = "1" if question.counts_reviews else ""
    form.agency.choices = choices([("", _("All agencies")), *asking.agencies_with_authority()])
    form.agency.data = str(question.agency_id or "")


def _refused(form: CoverageForm, error: InvalidInput) -> ResponseReturnValue:
    if not form.errors:
        form.refuse(error)
    instead = error.instead if isinstance(error, NotOnThatDay) else []
    return render_template("coverage/refused.html", form=form, instead=instead), 422
