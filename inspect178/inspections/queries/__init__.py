"""What can be read of inspections? Lists and single ones, within what a person may see."""

from __future__ import annotations

from inspect178.inspections.queries.checklist import checklist_for
from inspect178.inspections.queries.sight import in_the_open, is_sealed, readable, unsealed
from inspect178.inspections.queries.visits import inspections, require_inspection
from inspect178.inspections.queries.years import (
    YearlyVisit,
    counts_for_year,
    other_visits_in_year,
    visits_of_year,
)

__all__ = [
    "YearlyVisit",
    "checklist_for",
    "counts_for_year",
    "in_the_open",
    "inspections",
    "is_sealed",
    "other_visits_in_year",
    "readable",
    "require_inspection",
    "unsealed",
    "visits_of_year",
]
