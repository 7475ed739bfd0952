"""Which fields do agencies work in, and what is somebody in a team?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class TeamPost(LabelledEnum):
    """The post in a team 178 (TT 05/2006/TT-BLĐTBXH)."""

    LEADER = "leader", N_("Team leader")
    DEPUTY = "deputy", N_("Deputy leader")
    MEMBER = "member", N_("Member")
