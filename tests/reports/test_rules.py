"""Does each indicator count what its definition says, and is its definition what people read?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.coverage.rules import Figures
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period
from inspect178.reports import rules
from inspect178.reports.enums import ReportKind
from inspect178.reports.rules import Corrections, Fines, Share, Visits

FIGURES = Figures(in_scope=10, official=3, provisional=5)
VISITS = Visits(planned=8, surprise=2, reinspection=1, with_violation=4, on_tips=2)


@pytest.mark.parametrize("code", rules.FORMULAS)
def test_the_definition_beside_a_figure_is_the_docstring_of_its_formula(code):
    first = (rules.FORMULAS[code].__doc__ or "").split("\n\n")[0]

    assert " ".join(first.split()) == rules.DEFINITIONS[code]
    assert code in rules.NAMES


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (rules.cov_y(FIGURES), Share(3, 10)),
        (rules.cov_y_provisional(FIGURES), Share(5, 10)),
        (rules.cov_cum(FIGURES), Share(3, 10)),
        (rules.vis(VISITS), Share(10)),
        (rules.vio_v(VISITS), Share(4, 10)),
        (rules.vio_e(2, FIGURES), Share(2, 5)),
        (rules.cam(7, FIGURES), Share(7, 10)),
        (rules.fine(Fines(decided=4, amount=9, executed=3)), Share(3, 4)),
        (rules.fix(Corrections(requested=6, confirmed=5, overdue=1)), Share(5, 6)),
        (rules.tip(VISITS), Share(2)),
    ],
    ids=list(rules.FORMULAS),
)
def test_each_formula_divides_what_it_says(found, expected):
    assert found == expected


def test_no_whole_is_no_ratio_and_not_0():
    assert Share(0, 0).ratio is None
    assert Share(3).ratio is None
    assert Share(1, 4).ratio == 0.25


@pytest.mark.parametrize(
    ("period", "start"),
    [
        (Period(date(2025, 1, 1), date(2025, 12, 31)), date(2021, 1, 1)),
        (Period(date(2026, 1, 1), date(2026, 6, 30)), date(2026, 1, 1)),
        (Period(date(2020, 1, 1), date(2020, 12, 31)), date(2020, 1, 1)),
        (Period(date(2025, 7, 1), date(2026, 6, 30)), date(2025, 7, 1)),
    ],
    ids=["in a programme", "in the next one", "before all", "across two"],
)
def test_cumulative_coverage_counts_from_the_beginning_of_the_programme(period, start):
    assert rules.programme_of(period) == Period(start, period.end_on)


def test_the_days_of_usual_reports():
    assert rules.usual_period(ReportKind.YEAR, 2026, 0).days == 365
    assert rules.usual_period(ReportKind.HALF_YEAR, 2026, 2).start_on == date(2026, 7, 1)
    assert rules.usual_period(ReportKind.QUARTER, 2026, 3).end_on == date(2026, 9, 30)
    with pytest.raises(InvalidInput, match="half-year or the quarter"):
        rules.usual_period(ReportKind.HALF_YEAR, 2026, 3)
