"""Which words do reports use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class ReportKind(LabelledEnum):
    """For which span of time a report is handed in (TT 05/2006; domain.md 5.3)."""

    QUARTER = "quarter", N_("Quarterly report")
    HALF_YEAR = "half_year", N_("6-month report")
    YEAR = "year", N_("Yearly report")
    ON_DEMAND = "on_demand", N_("Report on demand")


class ReportState(LabelledEnum):
    """How far a report has come."""

    DRAFT = "draft", N_("Draft")  # its figures are computed anew each time it is opened
    FROZEN = "frozen", N_("Frozen")  # signed off; only addenda are added
