"""Which words does review use?"""

from __future__ import annotations

from inspect178.access.permissions import P, Permission
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class ReviewField(LabelledEnum):
    """For which agency somebody reviews; a record is accepted when all have accepted."""

    POLICE = "police", N_("Police")
    CULTURE = "culture", N_("Culture")


REVIEW_PERMISSIONS: dict[ReviewField, Permission] = {
    ReviewField.POLICE: P.REVIEW_POLICE,
    ReviewField.CULTURE: P.REVIEW_CULTURE,
}


class ReviewDecision(LabelledEnum):
    """What a reviewer decided."""

    ACCEPTED = "accepted", N_("Accepted")
    RETURNED = "returned", N_("Sent back")


class Shelf(LabelledEnum):
    """Where a record stands for a reviewer: the parts of the queue."""

    WAITING = "waiting", N_("For you to decide")
    OTHERS = "others", N_("Waiting for another agency")
    RETURNED = "returned", N_("Sent back to the team")
    ACCEPTED = "accepted", N_("Accepted by all")


class WithViolations(LabelledEnum):
    """Whether the record tells of violations."""

    YES = "yes", N_("With violations")
    NO = "no", N_("Without violations")
