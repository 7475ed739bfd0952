"""What can be done with plans? Their life, their targets, and the choice of establishments."""

from __future__ import annotations

from inspect178.planning.operations.choosing import Choice, choose_establishments
from inspect178.planning.operations.continuing import (
    Continued,
    continue_plan,
    title_for_next_year,
)
from inspect178.planning.operations.entries import TYPED_IN, enter_figure
from inspect178.planning.operations.plans import (
    PlanFacts,
    TargetFacts,
    advance,
    approve_plan,
    change_plan,
    draw_up,
    note_dates,
    remove_target,
    require_draft,
    send_plan_back,
    set_target,
    submit_plan,
)
from inspect178.planning.operations.quotas import give_quotas
from inspect178.planning.operations.templates import load_plan_templates

__all__ = [
    "TYPED_IN",
    "Choice",
    "Continued",
    "PlanFacts",
    "TargetFacts",
    "advance",
    "approve_plan",
    "change_plan",
    "choose_establishments",
    "continue_plan",
    "draw_up",
    "enter_figure",
    "give_quotas",
    "load_plan_templates",
    "note_dates",
    "remove_target",
    "require_draft",
    "send_plan_back",
    "set_target",
    "submit_plan",
    "title_for_next_year",
]
