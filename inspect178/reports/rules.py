"""How is each indicator of a report defined? One named function each (domain.md 5.2).

The first paragraph of a docstring is the definition that people read beside the figure, in the
same words (`DEFINITIONS`, which a test compares); what follows is for the reader of the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect178.coverage.rules import Figures
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.periods import Period, half_year, quarter, year
from inspect178.kernel.text_marks import N_
from inspect178.reports.enums import ReportKind

# The programme against which COV-CUM counts: QĐ 1629/QĐ-TTg for 2021-2025; a programme for
# 2026-2035 is in preparation (moh.gov.vn, 28/01/2026), so the count begins anew in 2026.
PROGRAMMES = ((date(2021, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2035, 12, 31)))


@dataclass(frozen=True)
class Share:
    """A part and its whole; without a whole there is no ratio, which is not 0."""

    part: int
    whole: int | None = None

    @property
    def ratio(self) -> float | None:
        """Give part ÷ whole; None where it is a mere count or the whole is 0."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Visits:
    """What was counted of the visits of a period."""

    planned: int = 0
    surprise: int = 0
    reinspection: int = 0
    with_violation: int = 0
    on_tips: int = 0

    @property
    def all(self) -> int:
        """Give the number of visits."""
        return self.planned + self.surprise


@dataclass(frozen=True)
class Fines:
    """What was counted of the decisions on sanctions of a period."""

    decided: int = 0
    amount: int = 0
    executed: int = 0
    transferred: int = 0


@dataclass(frozen=True)
class Corrections:
    """What was asked to be put right in the period, and how far that is."""

    requested: int = 0
    confirmed: int = 0
    overdue: int = 0


def cov_y(figures: Figures) -> Share:
    """Different establishments with an accepted inspection in the period ÷ those in scope.

    Official COV-Y; a second visit to the same establishment does not count again.
    """
    return Share(figures.official, figures.in_scope)


def cov_y_provisional(figures: Figures) -> Share:
    """Different establishments with a completed inspection in the period ÷ those in scope.

    As COV-Y, with inspections that await review.
    """
    return Share(figures.provisional, figures.in_scope)


def cov_cum(figures: Figures) -> Share:
    """Establishments inspected at least once since the programme began ÷ those in scope now.

    Establishments that closed leave both numbers, and stay in the history.
    """
    return Share(figures.official, figures.in_scope)


def vis(visits: Visits) -> Share:
    """Completed visits in the period, planned and surprise; a visit is not an establishment.

    Re-inspections are among them.
    """
    return Share(visits.all)


def vio_v(visits: Visits) -> Share:
    """Visits on which a violation was recorded ÷ all completed visits in the period."""
    return Share(visits.with_violation, visits.all)


def vio_e(violating: int, figures: Figures) -> Share:
    """Inspected establishments with a violation in the period ÷ inspected establishments."""
    return Share(violating, figures.provisional)


def cam(committed: int, figures: Figures) -> Share:
    """Establishments with a commitment in force at the end of the period ÷ those in scope."""
    return Share(committed, figures.in_scope)


def fine(fines: Fines) -> Share:
    """Sanction decisions of the period that were executed ÷ all that were made.

    Decided is not collected: the sum that was decided stands in the table.
    """
    return Share(fines.executed, fines.decided)


def fix(corrections: Corrections) -> Share:
    """Corrections confirmed ÷ corrections requested in the records of the period.

    NĐ 217/2025 art. 16.
    """
    return Share(corrections.confirmed, corrections.requested)


def tip(visits: Visits) -> Share:
    """Completed visits of the period that a complaint, denunciation or tip led to.

    Tips received and verified are entered by the units: the system keeps no register of tips.
    """
    return Share(visits.on_tips)


NAMES = {
    "COV-Y": N_("Coverage rate, official"),
    "COV-Y*": N_("Coverage rate, provisional"),
    "COV-CUM": N_("Cumulative coverage of the programme"),
    "VIS": N_("Visits"),
    "VIO-V": N_("Visits with a violation"),
    "VIO-E": N_("Establishments with a violation"),
    "CAM": N_("Commitments in force"),
    "FINE": N_("Sanction decisions executed"),
    "FIX": N_("Corrections confirmed"),
    "TIP": N_("Visits that a tip led to"),
}
FORMULAS = {
    "COV-Y": cov_y, "COV-Y*": cov_y_provisional, "COV-CUM": cov_cum, "VIS": vis, "VIO-V": vio_v,
    "VIO-E": vio_e, "CAM": cam, "FINE": fine, "FIX": fix, "TIP": tip,
}  # fmt: skip
DEFINITIONS = {
    "COV-Y": N_(
        "Different establishments with an accepted inspection in the period ÷ those in scope."
    ),
    "COV-Y*": N_(
        "Different establishments with a completed inspection in the period ÷ those in scope."
    ),
    "COV-CUM": N_(
        "Establishments inspected at least once since the programme began ÷ those in scope now."
    ),
    "VIS": N_(
        "Completed visits in the period, planned and surprise; a visit is not an establishment."
    ),
    "VIO-V": N_("Visits on which a violation was recorded ÷ all completed visits in the period."),
    "VIO-E": N_(
        "Inspected establishments with a violation in the period ÷ inspected establishments."
    ),
    "CAM": N_(
        "Establishments with a commitment in force at the end of the period ÷ those in scope."
    ),
    "FINE": N_("Sanction decisions of the period that were executed ÷ all that were made."),
    "FIX": N_("Corrections confirmed ÷ corrections requested in the records of the period."),
    "TIP": N_("Completed visits of the period that a complaint, denunciation or tip led to."),
}


def programme_of(period: Period) -> Period:
    """Give the days from the programme's first to the period's last; else the period itself."""
    for start, end in PROGRAMMES:
        if start <= period.end_on <= end:
            return Period(min(start, period.start_on), period.end_on)
    return period


def usual_period(kind: ReportKind, number: int, part: int) -> Period:
    """Give the days of a kind of report: a year, its part for half-years and quarters."""
    if kind == ReportKind.YEAR:
        return year(number)
    if kind == ReportKind.HALF_YEAR and part in (1, 2):
        return half_year(number, part)
    if kind == ReportKind.QUARTER and part in (1, 2, 3, 4):
        return quarter(number, part)
    raise InvalidInput(N_("Choose the half-year or the quarter."), field="part")
