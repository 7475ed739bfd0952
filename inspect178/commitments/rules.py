"""When is a commitment in force, and for how long? Days, half-open as they are stored."""

from __future__ import annotations

from datetime import date, timedelta

from inspect178.commitments.enums import CommitmentState, Standing

# A commitment that ends within so many days is shown as expiring.
SOON = timedelta(days=30)
# Longer than plans ask for; beyond it the day is a slip of the finger.
LONGEST = timedelta(days=366 * 5)


def standing(
    state: CommitmentState, valid_from: date, valid_to: date | None, *, today: date
) -> Standing:
    """Say how a commitment stands on a day."""
    if state == CommitmentState.SUPERSEDED:
        return Standing.SUPERSEDED
    if state == CommitmentState.WITHDRAWN:
        return Standing.WITHDRAWN
    if today < valid_from:
        return Standing.NOT_YET
    if valid_to is not None and valid_to <= today:
        return Standing.EXPIRED
    return Standing.IN_FORCE


def expires_soon(valid_to: date | None, today: date) -> bool:
    """Say whether a commitment in force ends within the next 30 days."""
    return valid_to is not None and today < valid_to <= today + SOON


def last_day(valid_to: date | None) -> date | None:
    """Give the last day of validity, as people write it."""
    return None if valid_to is None else valid_to - timedelta(days=1)


def end_after(last: date | None) -> date | None:
    """Give the half-open end of a validity whose last day was typed in."""
    return None if last is None else last + timedelta(days=1)


def a_year_later(day: date) -> date:
    """Give the last day of a commitment of one year that begins on the day."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)
