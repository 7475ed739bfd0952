"""What must a plan say, and what is still missing from it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect178.kernel.errors import InvalidInput, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import PlanState, TargetUnit

# Decree 178/2004 founded the teams; no plan is older.
FIRST_YEAR, LAST_YEAR = 2004, 2100
LARGEST_COUNT = 100_000_000


@dataclass(frozen=True)
class Said:
    """What a unit says of a target: how much until which day, by which paper, of whom."""

    figures_to: date
    done: int
    total: int | None
    document: str
    document_on: date
    reported_by: str
    note: str = ""


NOT_APPROVED = N_(
    "This plan is not approved yet. Visits chosen now are not part of an approved plan."
)
NOT_SENT = N_(
    "This plan has not been sent to the provincial inspectorate, which sorts out overlaps "
    "(Decree 217/2025 art. 7)."
)
NOT_PUBLISHED = N_("This plan has not been made public yet.")


def warnings(state: PlanState, sent_on: date | None, published_on: date | None) -> list[str]:
    """List what the law expects of a plan and what has not been done (domain.md 8.3)."""
    if state != PlanState.APPROVED:
        return [NOT_APPROVED]
    found = []
    if sent_on is None:
        found.append(NOT_SENT)
    if published_on is None:
        found.append(NOT_PUBLISHED)
    return found


def check_year(year: int) -> None:
    """Refuse a year in which there were no teams 178."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(
            N_("Enter a year from %(first)s to %(last)s."),
            field="year",
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )


def check_tree(tree_on: date, year: int, *, unit_exists: bool, unit_name: str) -> None:
    """Refuse a day of the tree outside the plan's year, or on which the unit does not exist."""
    if tree_on.year != year:
        raise InvalidInput(N_("Choose a day in the year of the plan."), field="tree_on")
    if not unit_exists:
        raise InvalidInput(
            N_("%(unit)s does not exist on %(day)s. Choose another day or another unit."),
            field="tree_on",
            unit=unit_name,
            day=tree_on.strftime("%d/%m/%Y"),
        )


def check_target_value(value: float | None, unit: TargetUnit) -> None:
    """Refuse a value that its unit does not allow; no value means that none was set."""
    if value is None:
        return
    if unit == TargetUnit.PERCENT and not 0 < value <= 100:
        raise InvalidInput(N_("Enter a percentage above 0 and up to 100."), field="value")
    if unit == TargetUnit.COUNT and not (0 <= value <= LARGEST_COUNT and value % 1 == 0):
        raise InvalidInput(N_("Enter a whole number, 0 or more."), field="value")
    if unit == TargetUnit.YES_NO and value not in (0, 1):
        raise InvalidInput(N_("Enter 1 for yes or 0 for no."), field="value")


def check_entry(said: Said, unit: TargetUnit, *, year: int, today: date) -> None:
    """Refuse a figure that is not of the plan's year, not counted so, or without its paper."""
    if said.figures_to.year != year:
        raise InvalidInput(
            N_("Choose a day in %(year)s, the year of the plan."),
            field="figures_to",
            year=str(year),
        )
    for day, field in ((said.figures_to, "figures_to"), (said.document_on, "document_on")):
        if day > today:
            raise InvalidInput(N_("This day lies in the future."), field=field)
    for text, field in ((said.document, "document"), (said.reported_by, "reported_by")):
        if not text.strip():
            raise InvalidInput(N_("Fill in this field."), field=field)
    _check_amounts(said.done, said.total, unit)


def _check_amounts(done: int, total: int | None, unit: TargetUnit) -> None:
    if not 0 <= done <= LARGEST_COUNT:
        raise InvalidInput(N_("Enter a whole number, 0 or more."), field="done")
    if unit == TargetUnit.YES_NO and done not in (0, 1):
        raise InvalidInput(N_("Enter 1 for yes or 0 for no."), field="done")
    if unit != TargetUnit.PERCENT:
        return
    if total is None or not 0 < total <= LARGEST_COUNT:
        raise InvalidInput(
            N_("Enter of how many: a whole number, 1 or more. The percentage follows from it."),
            field="total",
        )
    if done > total:
        raise InvalidInput(N_("There cannot be more done than there are in all."), field="done")


def check_quota(quota: int, unit_name: str) -> None:
    """Refuse a quota that is no number of establishments."""
    if not 0 <= quota <= LARGEST_COUNT:
        raise InvalidInput(
            N_("Enter a whole number, 0 or more, for %(unit)s."), field="quotas", unit=unit_name
        )


def check_submission(target_count: int) -> None:
    """Refuse to submit a plan that sets no target."""
    if target_count == 0:
        raise RuleBroken(N_("Add at least one target before the plan is submitted."))


def check_approval(number: str, signed_on: date, today: date) -> None:
    """Refuse an approval without a number, or dated after today."""
    if not number.strip():
        raise InvalidInput(N_("Enter the number of the plan."), field="number")
    if signed_on > today:
        raise InvalidInput(
            N_("The date of signing lies in the future. Enter the date on the paper."),
            field="signed_on",
        )


def check_sent(
    sent_on: date | None, published_on: date | None, *, signed_on: date | None, today: date
) -> None:
    """Refuse days of sending and publishing before the plan was signed or after today."""
    for day, field in ((sent_on, "sent_to_inspectorate_on"), (published_on, "published_on")):
        if day is not None and (day > today or (signed_on is not None and day < signed_on)):
            raise InvalidInput(
                N_("Enter a day from the signing of the plan until today."), field=field
            )


def check_visit_day(planned_on: date, year: int) -> None:
    """Refuse a visit under a plan outside the plan's year."""
    if planned_on.year != year:
        raise InvalidInput(
            N_("Choose a day in %(year)s, the year of the plan."),
            field="planned_on",
            year=str(year),
        )
