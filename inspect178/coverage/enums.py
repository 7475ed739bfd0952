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
    EXCLUDED = "excluded", N_("Not in the denominator")


class NotYetReason(LabelledEnum):
    """Why an establishment in scope was not inspected: one reason, the first that fits.

    The order is that of the list: what is still to come first, then what was tried, then why
    nobody was to go, and last that nobody planned it.
    """

    PLANNED = "planned", N_("Planned in the period")
    CLOSED = "closed", N_("Attempted, found closed")
    REFUSED_ENTRY = "refused_entry", N_("Entry refused")
    ROAD_CUT = "road_cut", N_("Road cut")
    RIGHT_USED = "right_used", N_("Yearly inspection used by another agency")
    NEW = "new", N_("Came into scope during the period")
    NOT_PLANNED = "not_planned", N_("Not planned")


class ExclusionReason(LabelledEnum):
    """Why an establishment of the place stands neither above nor below the line."""

    LEFT_DURING = "left_during", N_("Left the scope during the period")
    LEFT_BEFORE = "left_before", N_("Left the scope before the period")
    ENTERED_LATER = "entered_later", N_("Came into scope after the period")
    NOT_ON_LIST = "not_on_list", N_("In scope, but not on the frozen list of the plan")


class SizeBand(LabelledEnum):
    """How large an establishment is, by its workers."""

    SMALL = "small", N_("Fewer than 5 workers")
    MIDDLE = "middle", N_("5 to 9 workers")
    LARGE = "large", N_("10 workers and more")
    UNKNOWN = "unknown", N_("Number of workers not known")
