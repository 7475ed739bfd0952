"""What does the law say about an inspection? Grounds, once a year, time limits, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect178.inspections.enums import SECOND_VISIT_GROUNDS, SURPRISE_GROUNDS, Ground
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

# How long ahead an opening may be set: a secret that is kept longer is a plan.
LONGEST_SECRET = timedelta(days=90)
MOST_DAYS = 60
# A visit may have led to the entry in the register; much older ones are slips of the pen.
LONGEST_BEFORE_SCOPE = timedelta(days=366)


@dataclass(frozen=True)
class TimeLimit:
    """How many days an inspection may take, and by how many it may be extended once."""

    days: int
    extension: int


def time_limit(is_province: bool) -> TimeLimit:
    """Give the time limit of an agency of the province or below (NĐ 217/2025 art. 13)."""
    return TimeLimit(10, 5) if is_province else TimeLimit(7, 3)


def last_day(announced_on: date, days: int) -> date:
    """Give the last day of a time limit; the day of announcement itself is not counted.

    Civil Code 2015 art. 147(2): the first day of a limit in days is not counted.
    """
    return announced_on + timedelta(days=days)


def is_past_time_limit(announced_on: date, days: int, today: date) -> bool:
    """Say whether an inspection that still runs has passed its time limit."""
    return today > last_day(announced_on, days)


def second_visit_needs_ground(other_visits: int, ground: Ground | None, reference: str) -> bool:
    """Say whether other visits of the calendar year stand against one more.

    At most one inspection a year for each establishment, all agencies and levels together,
    except with signs of violation, a tip, an order or an open violation, named with a reference
    (Resolution 198/2025/QH15 art. 4, in force 2025-05-17).
    """
    justified = ground in SECOND_VISIT_GROUNDS and bool(reference.strip())
    return other_visits > 0 and not justified


def check_second_visit(other_visits: int, ground: Ground | None, reference: str) -> None:
    """Refuse a further visit in the calendar year without a lawful ground and its reference."""
    if second_visit_needs_ground(other_visits, ground, reference):
        raise InvalidInput(
            N_(
                "This establishment already has an inspection in this calendar year. A second one "
                "needs a ground of the law and a reference to the paper that shows it."
            ),
            field="second_ground",
        )


def check_after_other_agency(
    ground: Ground | None, reference: str, *, agency: str, on: date, document: str
) -> None:
    """Refuse a visit without a lawful ground after another agency's inspection of the year."""
    if second_visit_needs_ground(1, ground, reference):
        raise InvalidInput(
            N_(
                "%(agency)s inspected this establishment on %(day)s (%(document)s). A second "
                "inspection in this calendar year needs a ground of the law and a reference to "
                "the paper that shows it."
            ),
            field="second_ground",
            agency=agency,
            day=on.strftime("%d/%m/%Y"),
            document=document,
        )


def check_surprise_ground(ground: Ground, reference: str) -> None:
    """Refuse a surprise inspection without a ground of the closed list and its reference."""
    if ground not in SURPRISE_GROUNDS:
        raise InvalidInput(
            N_("A surprise inspection needs one of the grounds of the list."), field="ground"
        )
    if not reference.strip():
        raise InvalidInput(
            N_("Name the paper that shows the ground: its number and date."),
            field="ground_reference",
        )


def check_ground(ground: Ground, reference: str) -> None:
    """Refuse a decision outside the plan that names no paper as its ground."""
    if ground != Ground.PLAN and not reference.strip():
        raise InvalidInput(
            N_("Name the paper that shows the ground: its number and date."),
            field="ground_reference",
        )


def check_opening(opens_at: datetime, at: datetime) -> None:
    """Refuse an opening in the past, or so far ahead that the order is no surprise any more."""
    if opens_at <= at:
        raise InvalidInput(
            N_("The opening time has already passed. Choose a later time."), field="opens_at"
        )
    if opens_at > at + LONGEST_SECRET:
        raise InvalidInput(
            N_("The opening may be at most %(days)s days ahead."),
            field="opens_at",
            days=LONGEST_SECRET.days,
        )


def check_planned_day(planned_on: date, today: date) -> None:
    """Refuse to plan a visit for a day that is over."""
    if planned_on < today:
        raise InvalidInput(
            N_("This day has already passed. Choose today or a later day."), field="planned_on"
        )


def check_noted_day(held_on: date, *, first_in_scope: date, today: date) -> None:
    """Refuse a noted visit in the future, or more than a year before the first day in scope."""
    if held_on > today:
        raise InvalidInput(N_("The day lies in the future."), field="held_on")
    if held_on + LONGEST_BEFORE_SCOPE < first_in_scope:
        raise InvalidInput(
            N_("The establishment came into scope on %(day)s. Check the day on the paper."),
            field="held_on",
            day=first_in_scope.strftime("%d/%m/%Y"),
        )


def check_time_limit(days: int) -> None:
    """Refuse a time limit that cannot be meant."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(
            N_("Enter a time limit from 1 to %(most)s days."),
            field="time_limit_days",
            most=MOST_DAYS,
        )


def check_signing_day(signed_on: date, today: date) -> None:
    """Refuse a paper that is dated after today."""
    if signed_on > today:
        raise InvalidInput(
            N_("The date of signing lies in the future. Enter the date on the paper."),
            field="signed_on",
        )


def check_confirmation_day(confirmed_on: date, visited_on: date, today: date) -> None:
    """Refuse a correction that would be confirmed before the visit or in the future."""
    if not visited_on <= confirmed_on <= today:
        raise InvalidInput(
            N_("Enter a day from the visit on %(visited_on)s until today."),
            field="confirmed_on",
            visited_on=visited_on.strftime("%d/%m/%Y"),
        )


def is_overdue(due_on: date | None, today: date) -> bool:
    """Say whether a recommendation should have been carried out already."""
    return due_on is not None and due_on < today
