"""What was so of an establishment, on which days? A line of spans over all days, without a gap.

Every establishment has exactly one span on every day, before and after its time in scope too, so
that it stands on exactly one list of every figure. What was known when is kept by storing old
lines beside new ones (`registry.history`); the functions here only say what the new line is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import EstablishmentStatus
from inspect178.registry.rules import Scope

# The ends of the calendar stand for "ever since" and "for good": no null in a comparison of days.
BEGINNING, END = date.min, date.max


@dataclass(frozen=True)
class Facts:
    """What figures need to know of an establishment and what changes over time."""

    in_scope: bool
    scope_reason: str
    status: EstablishmentStatus
    type_code: str
    managing_agency_id: int | None
    worker_total: int | None
    province_id: int
    commune_id: int | None
    old_commune_id: int | None


FACTS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True)
class Span:
    """The facts that hold from a day to before another."""

    from_on: date
    to_on: date
    facts: Facts


Timeline = tuple[Span, ...]


def entered(facts: Facts, scope: Scope, *, status_from: date | None = None) -> Timeline:
    """Give the line of an establishment that is new to the register.

    Outside the scope's days it is out of scope; before `status_from` its status is not known.
    """
    line: Timeline = (Span(BEGINNING, END, replace(facts, in_scope=False)),)
    line = _in_scope(line, scope)
    if status_from is None:
        return line
    return changed(line, to_on=status_from, status=EstablishmentStatus.UNKNOWN)


def changed(
    line: Timeline, *, from_on: date | None = None, to_on: date | None = None, **facts: Any
) -> Timeline:
    """Give the line with some facts changed from a day to before another; else for all days."""
    first, last = from_on or BEGINNING, to_on or END
    spans: list[Span] = []
    for span in line:
        within = replace(span.facts, **facts)
        spans += (
            Span(span.from_on, min(span.to_on, first), span.facts),
            Span(max(span.from_on, first), min(span.to_on, last), within),
            Span(max(span.from_on, last), span.to_on, span.facts),
        )
    return joined(spans)


def rescoped(line: Timeline, scope: Scope) -> Timeline:
    """Give the line with its latest time in scope replaced; earlier times in scope stay.

    An establishment that closed and opened again has several; refused is a scope that begins
    within an earlier one.
    """
    earlier = _times_in_scope(line)[:-1]
    after = earlier[-1][1] if earlier else BEGINNING
    require_not_before(after, scope.from_on)
    return _in_scope(changed(line, from_on=after, in_scope=False), scope)


def require_not_before(ended_on: date, from_on: date) -> None:
    """Refuse a day for the latest time in scope that lies before the end of the earlier one."""
    if from_on < ended_on:
        raise InvalidInput(
            N_("The establishment was in scope until %(day)s before. Choose a later day."),
            field="in_scope_from",
            day=ended_on.strftime("%d/%m/%Y"),
        )


def reopened(line: Timeline, scope: Scope) -> Timeline:
    """Give the line with one more time in scope; the time between stays out of scope."""
    return _in_scope(line, scope)


def first_in_scope(line: Timeline) -> date | None:
    """Give the first day in scope of all times, if there is one."""
    times = _times_in_scope(line)
    return times[0][0] if times else None


def latest_scope(line: Timeline) -> tuple[date, date | None] | None:
    """Give the latest time in scope: from a day to before another, or with no end."""
    times = _times_in_scope(line)
    if not times:
        return None
    first, last = times[-1]
    return first, None if last == END else last


def placed_since(line: Timeline) -> date:
    """Give the day from which it lies in the commune where it lies last, or ever since."""
    last, since = line[-1].facts, END
    for span in reversed(line):
        if (span.facts.province_id, span.facts.commune_id) != (last.province_id, last.commune_id):
            break
        since = span.from_on
    return since


def on_day(line: Timeline, day: date) -> Facts:
    """Give the facts that hold on a day."""
    return next(s.facts for s in reversed(line) if s.from_on <= day)


def joined(spans: Iterable[Span]) -> Timeline:
    """Drop empty spans and join neighbours of which the same is so."""
    line: list[Span] = []
    for span in sorted((s for s in spans if s.from_on < s.to_on), key=lambda s: s.from_on):
        if line and line[-1].facts == span.facts:
            line[-1] = replace(line[-1], to_on=span.to_on)
        else:
            line.append(span)
    return tuple(line)


def _in_scope(line: Timeline, scope: Scope) -> Timeline:
    line = changed(line, from_on=scope.from_on, to_on=scope.to_on, in_scope=True)
    return changed(line, from_on=scope.from_on, scope_reason=scope.reason)


def _times_in_scope(line: Timeline) -> list[tuple[date, date]]:
    times: list[tuple[date, date]] = []
    for span in line:
        if not span.facts.in_scope:
            continue
        if times and times[-1][1] == span.from_on:
            times[-1] = (times[-1][0], span.to_on)
        else:
            times.append((span.from_on, span.to_on))
    return times
