"""Do plans say what the law expects, and nothing impossible?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.kernel.errors import InvalidInput, RuleBroken
from inspect178.planning import rules
from inspect178.planning.enums import PlanState, TargetUnit

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("year", [2004, 2026, 2100], ids=["the decree", "today", "the last"])
def test_a_plan_is_of_a_year_with_teams(year):
    assert rules.check_year(year) is None


@pytest.mark.parametrize("year", [2003, 2101, 0, -1])
def test_another_year_is_refused(year):
    with pytest.raises(InvalidInput) as refused:
        rules.check_year(year)

    assert refused.value.field == "year"


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (None, TargetUnit.PERCENT),
        (0.5, TargetUnit.PERCENT),
        (100, TargetUnit.PERCENT),
        (20.5, TargetUnit.PERCENT),
        (0, TargetUnit.COUNT),
        (2937, TargetUnit.COUNT),
        (1, TargetUnit.YES_NO),
        (0, TargetUnit.YES_NO),
    ],
)
def test_a_target_may_ask_for(value, unit):
    assert rules.check_target_value(value, unit) is None


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0, TargetUnit.PERCENT),
        (-0.1, TargetUnit.PERCENT),
        (100.1, TargetUnit.PERCENT),
        (-1, TargetUnit.COUNT),
        (2.5, TargetUnit.COUNT),
        (2, TargetUnit.YES_NO),
        (float("nan"), TargetUnit.PERCENT),
        (float("inf"), TargetUnit.COUNT),
    ],
)
def test_a_target_may_not_ask_for(value, unit):
    with pytest.raises(InvalidInput) as refused:
        rules.check_target_value(value, unit)

    assert refused.value.field == "value"


def test_a_plan_without_targets_is_not_submitted():
    with pytest.raises(RuleBroken):
        rules.check_submission(0)


@pytest.mark.parametrize(
    ("tree_on", "exists"),
    [(date(2025, 12, 31), True), (date(2026, 6, 1), False)],
    ids=["a day of another year", "a day without the unit"],
)
def test_the_day_of_the_tree_is_in_the_year_and_the_unit_exists(tree_on, exists):
    with pytest.raises(InvalidInput) as refused:
        rules.check_tree(tree_on, 2026, unit_exists=exists, unit_name="Tỉnh Hưng Yên")

    assert refused.value.field == "tree_on"


@pytest.mark.parametrize(
    ("number", "signed_on", "field"),
    [("", TODAY, "number"), ("  ", TODAY, "number"), ("1/KH", date(2026, 11, 24), "signed_on")],
    ids=["no number", "spaces", "tomorrow"],
)
def test_an_approval_needs_a_number_and_a_day_that_has_come(number, signed_on, field):
    with pytest.raises(InvalidInput) as refused:
        rules.check_approval(number, signed_on, TODAY)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("sent", "published", "field"),
    [
        (date(2026, 1, 4), None, "sent_to_inspectorate_on"),
        (None, date(2026, 1, 4), "published_on"),
        (date(2026, 11, 24), None, "sent_to_inspectorate_on"),
    ],
    ids=["sent before it was signed", "published before it was signed", "sent tomorrow"],
)
def test_a_plan_is_sent_and_published_between_signing_and_today(sent, published, field):
    with pytest.raises(InvalidInput) as refused:
        rules.check_sent(sent, published, signed_on=date(2026, 1, 5), today=TODAY)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("state", "sent", "published", "expected"),
    [
        (PlanState.DRAFT, None, None, [rules.NOT_APPROVED]),
        (PlanState.SUBMITTED, None, None, [rules.NOT_APPROVED]),
        (PlanState.APPROVED, None, None, [rules.NOT_SENT, rules.NOT_PUBLISHED]),
        (PlanState.APPROVED, TODAY, None, [rules.NOT_PUBLISHED]),
        (PlanState.APPROVED, TODAY, TODAY, []),
    ],
)
def test_what_has_not_been_done_is_said(state, sent, published, expected):
    assert rules.warnings(state, sent, published) == expected


def test_a_visit_under_a_plan_lies_in_its_year():
    with pytest.raises(InvalidInput):
        rules.check_visit_day(date(2027, 1, 1), 2026)


def said(**changes) -> rules.Said:
    told = {
        "figures_to": date(2026, 6, 30),
        "done": 30,
        "total": 45,
        "document": "Báo cáo số 12/BC-UBND",
        "document_on": date(2026, 7, 2),
        "reported_by": "Phòng Văn hóa - Xã hội",
    }
    return rules.Said(**{**told, **changes})


@pytest.mark.parametrize(
    ("changes", "unit", "field"),
    [
        ({"figures_to": date(2025, 12, 31)}, TargetUnit.PERCENT, "figures_to"),
        ({"figures_to": date(2026, 12, 1)}, TargetUnit.PERCENT, "figures_to"),
        ({"document_on": date(2026, 12, 1)}, TargetUnit.PERCENT, "document_on"),
        ({"document": " "}, TargetUnit.PERCENT, "document"),
        ({"reported_by": ""}, TargetUnit.PERCENT, "reported_by"),
        ({"total": None}, TargetUnit.PERCENT, "total"),
        ({"total": 0, "done": 0}, TargetUnit.PERCENT, "total"),
        ({"done": 46}, TargetUnit.PERCENT, "done"),
        ({"done": -1}, TargetUnit.COUNT, "done"),
        ({"done": 2}, TargetUnit.YES_NO, "done"),
    ],
)
def test_a_figure_is_of_the_year_counted_so_and_has_its_paper(changes, unit, field):
    with pytest.raises(InvalidInput) as refused:
        rules.check_entry(said(**changes), unit, year=2026, today=date(2026, 11, 23))

    assert refused.value.field == field
