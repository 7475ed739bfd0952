"""Which words does coverage use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class DenominatorBasis(LabelledEnum):
    """Which establishments stand below the line; part of the plan (product.md decision 5)."""

    END_OF_PERIOD = "end_of_period", N_("In scope at the end of the period")
    ANY_TIME = "any_time", N_("In scope at any time in the period")
    FROZEN = "frozen", N_("The list frozen when the plan was approved")


class CoverageList(LabelledEnum):
    """The lists into which a figure opens."""

    IN_SCOPE = "in_scope", N_("In scope")
    OFFICIAL = "official", N_("Inspected, accepted")
    PROVISIONAL = "provisional", N_("Inspected, accepted or awaiting review")
    AWAITING = "awaiting", N_("Inspected, awaiting review")
    NOT_YET = "not_yet", N_("Not yet inspected")
