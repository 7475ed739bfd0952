"""Which pages show coverage? The rates of a unit, the lists behind them, and the workbook."""

from __future__ import annotations

from dataclasses import dataclass
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
from inspect178.coverage.maps import map_of
from inspect178.coverage.queries import asking, lists, reasons, remoteness, sizes, trend
from inspect178.coverage.queries.asking import Asked, CoverageTable, NotOnThatDay, Understood
from inspect178.coverage.queries.places import COUNTRY
from inspect178.coverage.rules import Figures
from inspect178.coverage.workbook import file_name, make_workbook
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.ids import uuid_or_none
from inspect178.kernel.periods import year
from inspect178.territory.enums import Remoteness
from inspect178.territory.remoteness import FOOTNOTE
from inspect178.web.form_base import choices


@dataclass(frozen=True)
class Why:
    """What stands behind the rate of a place: reasons with their counts, figures by size."""

    not_yet: dict[NotYetReason, int]
    excluded: dict[ExclusionReason, int]
    by_size: dict[SizeBand, Figures]
    by_remoteness: dict[Remoteness, Figures]  # empty for the country, which has too many communes


bp = Blueprint("coverage", __name__, url_prefix="/coverage")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@requires(P.COVERAGE_READ)
def rates() -> ResponseReturnValue:
    """Show a unit's rate against its target, and the units below it."""
    actor, today = current_actor(), clock.today()
    everywhere = actor.territory(P.COVERAGE_READ).whole_country
    form = CoverageForm(request.args)
    asked_for = asked_by(form)
    # The country has too many communes to be read for a page; every unit is read whole.
    country = everywhere and asked_for.code in (None, COUNTRY)
    table = asking.coverage_table(actor, asked_for, deep=not country)
    asked = table.asked
    _fill_in(form, asked)
    return render_template(
        "coverage/rates.html",
        form=form,
        table=table,
        expected=rules.expected_ratio(asked.target, asked.question.period, today),
        definitions=rules.definitions(asked.question.basis),
        usual=rules.usual_periods(today),
        today=today,
        why=why_of(actor, table),
        map=map_of(table),
        trend=trend_of(actor, asked, today),
        footnote=FOOTNOTE,
        **_around(actor, asked),
    )


@bp.get("/establishments")
@requires(P.COVERAGE_READ)
def establishments() -> ResponseReturnValue:
    """Show the establishments behind a number."""
    actor = current_actor()
    form = ListForm(request.args)
    asked = asking.understand(actor, asked_by(form))
    wanted = wanted_of(form)
    number = request.args.get("page", 1, type=int)
    figures, page = lists.page_of_list(
        actor, asked.area, asked.question, wanted=wanted, number=number
    )
    return render_template(
        "coverage/establishments.html",
        wanted=wanted,
        which=wanted.which,
        figures=figures,
        page=page,
        lists=[one for one in CoverageList if one != CoverageList.EXCLUDED],
        definitions=rules.definitions(asked.question.basis),
        **_around(actor, asked),
    )


@bp.get("/years")
@requires(P.COVERAGE_READ)
def years() -> ResponseReturnValue:
    """Show a unit's rate year by year."""
    actor = current_actor()
    asked = asking.understand(actor, asked_by(CoverageForm(request.args)))
    shown = trend.yearly_figures(actor, asked.area, asked.question, years=rules.LONGEST_YEARS)
    return render_template("coverage/years.html", years=list(shown), **_around(actor, asked))


@bp.get("/remoteness")
@requires(P.COVERAGE_READ)
def by_remoteness() -> ResponseReturnValue:
    """Show the rate by the distance of the communes from a ward; the country's too."""
    actor = current_actor()
    table = asking.coverage_table(actor, asked_by(CoverageForm(request.args)))
    asked = table.asked
    bands = remoteness.figures_by_remoteness(asked.area.unit, table.line, asked.question)
    around = _around(actor, asked)
    return render_template("coverage/by_remoteness.html", bands=bands, footnote=FOOTNOTE, **around)


def _around(actor: Actor, asked: Understood) -> dict[str, Any]:
    """Give what every page about a question needs to say where it stands."""
    return {
        "asked": asked,
        "above": asking.readable_ancestors(actor, asked.area),
        "whole_country": actor.territory(P.COVERAGE_READ).whole_country,
        "same": asked.address,
    }


def trend_of(actor: Actor, asked: Understood, today: date) -> trend.Trend | None:
    """Give the months of a calendar year; None where another period is asked for."""
    question = asked.question
    if question.period != year(question.period.end_on.year):
        return None
    return trend.year_so_far(actor, asked.area, question, target=asked.target, today=today)


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
    asked = asked_by(CoverageForm(request.args))
    understood = asking.understand(actor, asked)
    operations.record_export(understood, actor=actor, at=at)
    return send_file(
        make_workbook(actor, asked, at=at),
        mimetype=XLSX,
        as_attachment=True,
        download_name=file_name(understood),
    )


class Unreadable(InvalidInput):
    """The question in the address cannot be read; `form` says where and why."""

    def __init__(self, form: CoverageForm) -> None:
        super().__init__()
        self.form = form


def asked_by(form: CoverageForm) -> Asked:
    """Read the question from the address, or raise Unreadable."""
    if not form.validate():
        raise Unreadable(form)
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


@bp.errorhandler(InvalidInput)
def refused(error: InvalidInput) -> ResponseReturnValue:
    """Show a question that cannot be answered, with what is wrong and what to ask instead."""
    if isinstance(error, Unreadable):
        form = error.form
    else:
        form = CoverageForm(request.args)
        form.refuse(error)
    instead = error.instead if isinstance(error, NotOnThatDay) else []
    return render_template("coverage/refused.html", form=form, instead=instead), 422
