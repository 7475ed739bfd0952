"""Which words do plans use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class PlanState(LabelledEnum):
    """The life of a yearly plan."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Waiting for approval")
    APPROVED = "approved", N_("Approved")


class TargetUnit(LabelledEnum):
    """In what a target is counted."""

    PERCENT = "percent", N_("Percent")
    COUNT = "count", N_("Quantity")
    YES_NO = "yes_no", N_("Yes or no")


class TargetFormula(LabelledEnum):
    """How a target's figure comes about: a named formula, or numbers entered by the units."""

    COVERAGE = "COV-Y", N_("Share of establishments inspected in the year")
    COMMITMENTS = "CAM", N_("Share of establishments with a commitment in force")
    TIPS = "TIP", N_("Share of tips received, verified and handled")
    VISITS = "VIS", N_("Number of visits")
    ENTERED = "entered", N_("Entered by the units, with a document as evidence")


class Comparator(LabelledEnum):
    """How the figure is held against the target."""

    AT_LEAST = ">=", N_("At least")
    EXACTLY = "=", N_("Exactly")


class Frequency(LabelledEnum):
    """How often a target is to be reached."""

    MONTH = "month", N_("Every month")
    QUARTER = "quarter", N_("Every quarter")
    HALF_YEAR = "half_year", N_("Every six months")
    YEAR = "year", N_("In the year")


class KnownBy(LabelledEnum):
    """How the figure of a target came to be known."""

    COMPUTED = "computed", N_("Computed from the records")
    ENTERED = "entered", N_("Entered with a document")
    NOBODY = "nobody", N_("No figure yet")
    ELSEWHERE = "elsewhere", N_("Known only to whoever answers for the whole unit")


class TargetState(LabelledEnum):
    """How a target's figure stands against what was to be expected by now."""

    REACHED = "reached", N_("Reached")
    ON_PACE = "on_pace", N_("On pace")
    BEHIND = "behind", N_("Behind the expected pace")
    MISSED = "missed", N_("Not reached")
    NO_NUMBER = "no_number", N_("The plan sets no number")
    NO_FIGURE = "no_figure", N_("No figure yet")
