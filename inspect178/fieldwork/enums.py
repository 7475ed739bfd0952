"""Which words does field work use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class ProposalKind(LabelledEnum):
    """What a team found on the ground that the register does not say."""

    CLOSED = "closed", N_("No longer in business")
    MOVED = "moved", N_("Moved to another place")
    NEW = "new", N_("A place that the register does not have")


class ProposalState(LabelledEnum):
    """What the office decided about a proposal."""

    OPEN = "open", N_("To be decided")
    ACCEPTED = "accepted", N_("Taken over")
    DECLINED = "declined", N_("Declined")
