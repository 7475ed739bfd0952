"""What can be read of plans? Lists, one plan, figures entered and computed, quotas, progress."""

from __future__ import annotations

from inspect178.planning.queries.plans import (
    NEWEST_FIRST,
    CandidateFilter,
    PlanFilter,
    candidates,
    check_parent,
    plan_years,
    plans,
    plans_above,
    readable,
    require_candidates,
    require_plan,
    require_target,
    require_unit_choice,
    title_is_taken,
    units_for,
)

__all__ = [
    "CandidateFilter",
    "NEWEST_FIRST",
    "PlanFilter",
    "candidates",
    "check_parent",
    "plan_years",
    "plans",
    "plans_above",
    "readable",
    "require_candidates",
    "require_plan",
    "require_target",
    "require_unit_choice",
    "title_is_taken",
    "units_for",
]
