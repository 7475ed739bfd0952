"""Are the rules of grounds, of once a year and of days kept, on their boundaries too?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect178.inspections import rules
from inspect178.inspections.enums import Ground
from inspect178.kernel.errors import InvalidInput

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("others", "ground", "reference", "needed"),
    [
        (0, None, "", False),
        (1, None, "", True),
        (3, None, "", True),
        (1, Ground.SIGNS, "Biên bản 12/BB", False),
        (1, Ground.TIP, "Đơn số 3", False),
        (1, Ground.ORDER, "Công văn 5", False),
        (1, Ground.REINSPECTION, "Biên bản 9", False),
        (1, Ground.PLAN, "Kế hoạch 1", True),
        (1, Ground.SIGNS, "", True),
        (1, Ground.SIGNS, "   ", True),
        (1, None, "Biên bản 12/BB", True),
    ],
    ids=[
        "the first of the year", "a second without anything", "a fourth without anything",
        "signs of violation", "a tip", "an order", "a re-inspection", "the plan is no ground",
        "a ground without its paper", "a ground with spaces", "a paper without a ground",
    ],
)  # fmt: skip
def test_a_second_visit_of_the_year_needs_a_ground_and_its_paper(others, ground, reference, needed):
    assert rules.second_visit_needs_ground(others, ground, reference) is needed


def test_a_second_visit_without_a_ground_is_refused_with_a_sentence():
    with pytest.raises(InvalidInput) as refused:
        rules.check_second_visit(1, None, "")

    assert refused.value.field == "second_ground"


@pytest.mark.parametrize("ground", list(Ground))
def test_a_surprise_has_a_ground_of_the_closed_list(ground):
    if ground.value in {"tip", "order", "signs"}:
        assert rules.check_surprise_ground(ground, "Tin báo 7") is None
    else:
        with pytest.raises(InvalidInput):
            rules.check_surprise_ground(ground, "Tin báo 7")


def test_a_surprise_names_the_paper_that_shows_its_ground():
    with pytest.raises(InvalidInput) as refused:
        rules.check_surprise_ground(Ground.TIP, " ")

    assert refused.value.field == "ground_reference"


@pytest.mark.parametrize("ground", [g for g in Ground if g != Ground.PLAN])
def test_a_decision_outside_the_plan_names_its_paper(ground):
    with pytest.raises(InvalidInput):
        rules.check_ground(ground, "")


def test_a_decision_by_the_plan_needs_no_other_paper():
    assert rules.check_ground(Ground.PLAN, "") is None


@pytest.mark.parametrize(
    ("opens_at", "right"),
    [
        (AT, False),
        (AT - timedelta(seconds=1), False),
        (AT + timedelta(seconds=1), True),
        (AT + timedelta(days=90), True),
        (AT + timedelta(days=90, seconds=1), False),
    ],
    ids=["now", "just past", "in a second", "in ninety days", "after ninety days"],
)
def test_a_surprise_opens_soon_but_not_in_the_past(opens_at, right):
    if right:
        assert rules.check_opening(opens_at, AT) is None
    else:
        with pytest.raises(InvalidInput):
            rules.check_opening(opens_at, AT)


@pytest.mark.parametrize(
    ("is_province", "days", "extension"),
    [(False, 7, 3), (True, 10, 5)],
    ids=["commune", "province"],
)
def test_the_time_limit_follows_the_level(is_province, days, extension):
    assert rules.time_limit(is_province) == rules.TimeLimit(days, extension)


@pytest.mark.parametrize(
    ("today", "past"),
    [(date(2026, 3, 8), False), (date(2026, 3, 9), True)],
    ids=["on the last day", "on the day after"],
)
def test_the_day_of_announcement_is_not_counted(today, past):
    announced = date(2026, 3, 1)

    assert rules.last_day(announced, 7) == date(2026, 3, 8)
    assert rules.is_past_time_limit(announced, 7, today) is past


def test_a_time_limit_runs_over_the_leap_day():
    assert rules.last_day(date(2028, 2, 25), 7) == date(2028, 3, 3)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_an_odd_time_limit_is_refused(days):
    with pytest.raises(InvalidInput):
        rules.check_time_limit(days)


@pytest.mark.parametrize(("planned", "right"), [(TODAY, True), (date(2026, 11, 22), False)])
def test_a_visit_is_planned_for_today_or_later(planned, right):
    if right:
        assert rules.check_planned_day(planned, TODAY) is None
    else:
        with pytest.raises(InvalidInput):
            rules.check_planned_day(planned, TODAY)


def test_a_decision_is_not_signed_tomorrow():
    with pytest.raises(InvalidInput):
        rules.check_signing_day(date(2026, 11, 24), TODAY)


@pytest.mark.parametrize(
    ("confirmed_on", "right"),
    [
        (date(2026, 11, 1), True),
        (TODAY, True),
        (date(2026, 10, 31), False),
        (date(2026, 11, 24), False),
    ],
    ids=["on the day of the visit", "today", "before the visit", "tomorrow"],
)
def test_a_correction_is_confirmed_between_the_visit_and_today(confirmed_on, right):
    if right:
        assert rules.check_confirmation_day(confirmed_on, date(2026, 11, 1), TODAY) is None
    else:
        with pytest.raises(InvalidInput):
            rules.check_confirmation_day(confirmed_on, date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("due_on", "overdue"),
    [(None, False), (TODAY, False), (date(2026, 11, 22), True)],
    ids=["no day", "today", "yesterday"],
)
def test_a_correction_is_overdue_after_its_day(due_on, overdue):
    assert rules.is_overdue(due_on, TODAY) is overdue
