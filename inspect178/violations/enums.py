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
