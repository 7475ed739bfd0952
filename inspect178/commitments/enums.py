"""Which words do commitments use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class CommitmentState(LabelledEnum):
    """The life of a commitment; whether its days are over is a question of dates."""

    ACTIVE = "active", N_("In force")
    SUPERSEDED = "superseded", N_("Replaced by a newer one")
    WITHDRAWN = "withdrawn", N_("Ended")


class SigningReason(LabelledEnum):
    """Why a commitment is signed now."""

    FIRST = "first", N_("First commitment")
    YEARLY = "yearly", N_("Yearly renewal")
    NEW_OWNER = "new_owner", N_("New owner")
    NEW_TYPE = "new_type", N_("New type of business")
    NEW_COMMUNE = "new_commune", N_("New commune after a merger")
