"""Which words do violations use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class ViolationState(LabelledEnum):
    """The life of a violation's sanction; whether it is mended is a date of its own."""

    RECORDED = "recorded", N_("Recorded, sanction pending")
    TRANSFERRED = "transferred", N_("Transferred")
    DECIDED = "decided", N_("Sanction decided")
    EXECUTED = "executed", N_("Sanction executed")
    DROPPED = "dropped", N_("Dropped")
    CLOSED = "closed", N_("Closed")


class TransferTarget(LabelledEnum):
    """To whom a violation goes when it is beyond the competence (NĐ 217/2025 art. 15.3)."""

    AGENCY = "agency", N_("Competent agency")
    INSPECTORATE = "inspectorate", N_("Inspectorate")
    CRIMINAL = "criminal", N_("Investigating agency (signs of crime)")


class Mark(LabelledEnum):
    """How well a row of the law is checked (domain.md, How to read the marks)."""

    VERIFIED = "verified", N_("Verified in the legal text")
    VERIFIED_2ND = "verified_2nd", N_("Verified in a secondary source")
    FROM_MEMORY = "from_memory", N_("Not verified")


class LawField(LabelledEnum):
    """To which field of the law a clause belongs; decides whom it concerns."""

    ORDER_SECURITY = "order_security", N_("Order and security")
    SOCIAL_EVILS = "social_evils", N_("Social evils")
    RESIDENCE = "residence", N_("Residence")
    CULTURE = "culture", N_("Culture")
    LABOUR = "labour", N_("Labour")


# Whose competence each field is, by the name under which agencies review (police, culture).
CONCERNED: dict[LawField, str] = {
    LawField.ORDER_SECURITY: "police",
    LawField.SOCIAL_EVILS: "police",
    LawField.RESIDENCE: "police",
    LawField.CULTURE: "culture",
    LawField.LABOUR: "labour",
}


class Fit(LabelledEnum):
    """Whether a post may sign the highest fine of a clause; the program only warns."""

    FITS = "fits", N_("Within the ceiling")
    EXCEEDS = "exceeds", N_("Above the ceiling")
    RECORD_ONLY = "record_only", N_("May only make the record")
    NOT_FOR_CLAUSE = "not_for_clause", N_("Not competent for this clause")
    NOT_COMPUTED = "not_computed", N_("Not computed")


class Overdue(LabelledEnum):
    """What is late about a violation."""

    SANCTION = "sanction", N_("Sanction decision overdue")
    EXECUTION = "execution", N_("Execution overdue")
    REMEDY = "remedy", N_("Mending overdue")
    LIMITATION = "limitation", N_("Limitation period over")


class Recording(LabelledEnum):
    """How a violation may be entered, by the life of its visit."""

    NOT_YET = "not_yet", N_("Not before the announcement")
    ON_SITE = "on_site", N_("By the team, during the visit")
    LATER = "later", N_("Afterwards, with a reason")


class SanctionWarning(LabelledEnum):
    """What speaks against a sanction; it is shown and kept, the person decides."""

    NOT_COMPUTED = "not_computed", N_("The range of the fine could not be computed.")
    OUTSIDE_RANGE = "outside_range", N_("The amount is outside the range of the clause.")
    ABOVE_CEILING = (
        "above_ceiling",
        N_("The highest fine of the clause is above the ceiling of the post that signs."),
    )
    NOT_COMPETENT = "not_competent", N_("The post is not competent to fine under this clause.")
    COMPETENCE_UNKNOWN = (
        "competence_unknown",
        N_("The competence of whoever signs is not verified in the catalogue."),
    )
    LIMITATION_OVER = "limitation_over", N_("The limitation period was over on that day.")
