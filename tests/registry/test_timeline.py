"""Does a line of spans say of every day what a list of days says, after changes in any order?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.kernel.errors import InvalidInput
from inspect178.registry import timeline
from inspect178.registry.enums import EstablishmentStatus as S
from inspect178.registry.rules import Scope
from inspect178.registry.timeline import BEGINNING, END, Facts, Span, Timeline

FIRST = date(2026, 1, 1)
# Nothing changes before the first or after the last of these: they stand for all the others.
DAYS = [FIRST + timedelta(days=n) for n in range(-1, 25)]
FACTS = Facts(False, "", S.ACTIVE, "khach_san", None, 3, 1, None, None)
Days = dict[date, Facts]


def days(least: int = 0, most: int = 23) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda n: FIRST + timedelta(days=n))


SCOPES = st.builds(
    lambda first, length, reason: Scope(first, length and first + timedelta(days=length), reason),
    days(0, 15),
    st.none() | st.integers(1, 8),
    st.sampled_from(["vào", "ra", ""]),
)
CHANGES = st.one_of(
    st.fixed_dictionaries({"status": st.sampled_from(list(S))}),
    st.fixed_dictionaries({"worker_total": st.none() | st.integers(0, 3)}),
    st.fixed_dictionaries({"province_id": st.integers(1, 2), "commune_id": st.integers(3, 5)}),
)
ACTS = st.one_of(
    st.tuples(st.just("change"), CHANGES, st.none() | days(), st.none() | days()),
    st.tuples(st.just("rescope"), SCOPES),
    st.tuples(st.just("reopen"), SCOPES),
)


def entered_by_day(scope: Scope, status_from: date | None) -> Days:
    plain = dict.fromkeys(DAYS, FACTS)
    scoped = in_scope_by_day(plain, scope)
    return changed_by_day(scoped, None, status_from, {"status": S.UNKNOWN} if status_from else {})


def changed_by_day(known: Days, first: date | None, last: date | None, facts: dict) -> Days:
    within = [d for d in DAYS if (first is None or first <= d) and (last is None or d < last)]
    return known | {day: replace(known[day], **facts) for day in within}


def in_scope_by_day(known: Days, scope: Scope) -> Days:
    known = changed_by_day(known, scope.from_on, scope.to_on, {"in_scope": True})
    return changed_by_day(known, scope.from_on, None, {"scope_reason": scope.reason})


def times_by_day(known: Days) -> list[tuple[date, date | None]]:
    """List the times in scope: first day, and the day after the last, or none."""
    begins = [
        d for d in DAYS[1:] if known[d].in_scope and not known[d - timedelta(days=1)].in_scope
    ]
    begins = [BEGINNING, *begins] if known[DAYS[0]].in_scope else begins
    ends = [d for d in DAYS[1:] if not known[d].in_scope and known[d - timedelta(days=1)].in_scope]
    return list(zip(begins, [*ends, None], strict=False))


def placed_since_by_day(known: Days) -> date:
    def where(facts: Facts) -> tuple:
        return facts.province_id, facts.commune_id

    elsewhere = [day for day in DAYS if where(known[day]) != where(known[DAYS[-1]])]
    return max(elsewhere) + timedelta(days=1) if elsewhere else BEGINNING


def rescoped_by_day(known: Days, scope: Scope) -> Days | None:
    earlier = times_by_day(known)[:-1]
    free_from = earlier[-1][1] if earlier else None
    if free_from is not None and scope.from_on < free_from:
        return None
    return in_scope_by_day(changed_by_day(known, free_from, None, {"in_scope": False}), scope)


def act(line: Timeline, known: Days, done: tuple) -> tuple[Timeline, Days]:
    kind, said, *between = done
    if kind == "change":
        first, last = between
        return (
            timeline.changed(line, from_on=first, to_on=last, **said),
            changed_by_day(known, first, last, said),
        )
    if kind == "reopen":
        return timeline.reopened(line, said), in_scope_by_day(known, said)
    expected = rescoped_by_day(known, said)
    if expected is None:
        with pytest.raises(InvalidInput):
            timeline.rescoped(line, said)
        return line, known
    return timeline.rescoped(line, said), expected


def assert_covers_every_day_once(line: Timeline) -> None:
    assert line[0].from_on == BEGINNING
    assert line[-1].to_on == END
    assert all(span.from_on < span.to_on for span in line)
    assert [s.to_on for s in line[:-1]] == [s.from_on for s in line[1:]]
    assert all(one.facts != two.facts for one, two in zip(line, line[1:], strict=False))


@given(SCOPES, st.none() | days(), st.lists(ACTS, max_size=8))
def test_a_line_says_of_every_day_what_a_list_of_days_says(scope, status_from, acts):
    line = timeline.entered(FACTS, scope, status_from=status_from)
    known = entered_by_day(scope, status_from)

    for done in [None, *acts]:
        line, known = (line, known) if done is None else act(line, known, done)

        assert_covers_every_day_once(line)
        assert {day: timeline.on_day(line, day) for day in DAYS} == known
        assert timeline.placed_since(line) == placed_since_by_day(known)
        times = times_by_day(known)
        assert timeline.latest_scope(line) == (times[-1] if times else None)
        assert timeline.first_in_scope(line) == (times[0][0] if times else None)


@given(SCOPES, st.lists(ACTS, max_size=5), CHANGES, days(), days())
def test_what_lies_outside_the_days_of_a_change_stays(scope, acts, said, first, last):
    start = (timeline.entered(FACTS, scope), entered_by_day(scope, None))
    line, _ = reduce(lambda pair, done: act(*pair, done), acts, start)

    new = timeline.changed(line, from_on=first, to_on=last, **said)

    outside = [day for day in DAYS if not first <= day < last]
    assert all(timeline.on_day(new, day) == timeline.on_day(line, day) for day in outside)


@given(st.permutations(range(6)), st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_joining_depends_neither_on_order_nor_on_cuts(order, kinds):
    cuts = [BEGINNING, *(FIRST + timedelta(days=n) for n in range(5)), END]
    spans = [Span(cuts[n], cuts[n + 1], replace(FACTS, worker_total=kinds[n])) for n in range(6)]

    line = timeline.joined([spans[n] for n in order])

    assert_covers_every_day_once(line)
    assert all(timeline.on_day(line, s.from_on) == s.facts for s in spans)
