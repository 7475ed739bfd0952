"""Which words do commitments use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class CommitmentState(LabelledEnum):
    """The life of a commitment; whether its days are over is a question of dates."""

    ACTIVE = "active", N_("Still in force")
    SUPERSEDED = "superseded", N_("Replaced by a newer one")
    WITHDRAWN = "withdrawn", N_("Ended")


class SigningReason(LabelledEnum):
    """Why a commitment is signed now."""

    FIRST = "first", N_("First commitment")
    YEARLY = "yearly", N_("Yearly renewal")
    NEW_OWNER = "new_owner", N_("New owner")
    NEW_TYPE = "new_type", N_("New type of business")
    NEW_COMMUNE = "new_commune", N_("New commune after a merger")


class Standing(LabelledEnum):
    """How a commitment stands on a day, by its state and its dates."""

    IN_FORCE = "in_force", N_("Still in force")
    NOT_YET = "not_yet", N_("Not yet in force")
    EXPIRED = "expired", N_("Expired")
    SUPERSEDED = "superseded", N_("Replaced by a newer one")
    WITHDRAWN = "withdrawn", N_("Ended")


class Shelf(LabelledEnum):
    """Which part of the list of commitments is shown."""

    IN_FORCE = "in_force", N_("Still in force")
    EXPIRING = "expiring", N_("Expiring in 30 days")
    ENDED = "ended", N_("No longer in force")
    ALL = "all", N_("All")
