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
    COUNT = "count", N_("Number")
    YES_NO = "yes_no", N_("Yes or no")
