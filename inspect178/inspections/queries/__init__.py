"""What can be read of inspections? Lists and single ones, within what a person may see."""

from __future__ import annotations

from inspect178.inspections.queries.checklist import checklist_for
from inspect178.inspections.queries.decisions import (
    decisions,
    decisions_of_plan,
    glance_at_decision,
    number_is_taken,
    open_decisions,
    require_decision,
    sealed_decisions,
    undecided,
    undecided_counts,
)
from inspect178.inspections.queries.lists import (
    VisitFilter,
    agenda,
    communes_of,
    counts_by_state,
    find_commune,
    listed_inspections,
    open_corrections,
)
from inspect178.inspections.queries.noted import noted_visits_of, require_noted
from inspect178.inspections.queries.people import (
    approvers_near,
    can_approve,
    names_of,
    post_of,
    require_team_choice,
    teams_in_force,
    unit_names,
)
from inspect178.inspections.queries.sight import in_the_open, is_sealed, may_see, readable, unsealed
from inspect178.inspections.queries.story import story_of
from inspect178.inspections.queries.visits import (
    find_full_record,
    glance_at_inspection,
    inspections,
    require_inspection,
    require_open_inspection,
    require_recommendation,
    unconfirmed,
)
from inspect178.inspections.queries.years import (
    YearlyVisit,
    is_used_up,
    other_visits_in_year,
    visits_of_year,
    visits_of_year_on,
)

__all__ = [
    "VisitFilter",
    "YearlyVisit",
    "agenda",
    "approvers_near",
    "can_approve",
    "checklist_for",
    "communes_of",
    "counts_by_state",
    "decisions",
    "decisions_of_plan",
    "find_commune",
    "find_full_record",
    "glance_at_decision",
    "glance_at_inspection",
    "in_the_open",
    "inspections",
    "is_sealed",
    "is_used_up",
    "listed_inspections",
    "may_see",
    "names_of",
    "noted_visits_of",
    "number_is_taken",
    "open_corrections",
    "open_decisions",
    "other_visits_in_year",
    "post_of",
    "readable",
    "require_decision",
    "require_inspection",
    "require_noted",
    "require_open_inspection",
    "require_recommendation",
    "require_team_choice",
    "sealed_decisions",
    "story_of",
    "teams_in_force",
    "unconfirmed",
    "undecided",
    "undecided_counts",
    "unit_names",
    "unsealed",
    "visits_of_year",
    "visits_of_year_on",
]
