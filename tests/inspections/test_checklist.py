"""Which questions are asked, when is one answered, and what do numbers say?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from inspect178.extensions import db
from inspect178.inspections.checklist import (
    FROM_WORKERS,
    Given,
    is_answered,
    numbers_disagree,
    shown,
    verdict,
)
from inspect178.inspections.completeness import Written, missing, oddities
from inspect178.inspections.entries import WORKERS
from inspect178.inspections.enums import AnswerValue as V
from inspect178.inspections.models import ChecklistItem


@dataclass(frozen=True)
class I:  # noqa: E742 - an item
    code: str
    answer: str = "yes_no_na"
    shown_if: str = ""
    required: bool = True


YES, NO, NA = Given(V.YES), Given(V.NO), Given(V.NOT_APPLICABLE)
CHAIN = [I("A"), I("B", shown_if="A=no"), I("C", shown_if="B=yes")]


@pytest.mark.parametrize(
    ("answer", "count", "total", "value"),
    [
        ("count_of", 10, 10, V.YES),
        ("count_of", 9, 10, V.NO),
        ("count_of", 0, 10, V.NO),
        ("count_of", 0, 0, V.NOT_APPLICABLE),
        ("count_of", 11, 10, V.YES),
        ("count_of", None, 10, None),
        ("count_of", 10, None, None),
        ("count", 0, None, V.YES),
        ("count", 1, None, V.NO),
        ("count", None, None, None),
    ],
)
def test_numbers_say_whether_they_comply(answer, count, total, value):
    assert verdict(answer, count, total) == value


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({}, "A"),
        ({"A": YES}, "A"),
        ({"A": NO}, "AB"),
        ({"A": NA}, "A"),
        ({"A": NO, "B": YES}, "ABC"),
        ({"A": YES, "B": YES}, "A"),
        ({"B": YES, "C": YES}, "A"),
    ],
)
def test_a_question_follows_only_the_answer_that_asks_for_it(answers, codes):
    assert "".join(item.code for item in shown(CHAIN, answers)) == codes


@pytest.mark.parametrize("shown_if", ["Z=no", "A=no"])
def test_a_question_that_waits_for_itself_or_nothing_is_not_asked(shown_if):
    assert shown([I("A", shown_if=shown_if)], {"A": NO}) == []


@pytest.mark.parametrize(
    ("item", "given", "answered"),
    [
        (I("A"), Given(), False),
        (I("A"), Given(note="một ghi chú"), False),
        (I("A"), NA, True),
        (I("A", "count_of"), Given(count=3), False),
        (I("A", "count_of"), Given(count=3, total=4), True),
        (I("A", "count"), Given(count=0), True),
    ],
)
def test_an_answer_is_complete_with_all_its_parts(item, given, answered):
    assert is_answered(item, given) is answered


@pytest.mark.parametrize(
    ("given", "odd"),
    [(Given(count=4, total=3), True), (Given(count=3, total=3), False), (Given(count=4), False)],
)
def test_more_than_there_are_cannot_be(given, odd):
    assert numbers_disagree(given) is odd


def written(**facts: object) -> Written:
    said = {"numbers": {"worker_total": 5}, "findings": "x", "owner_opinion": "y", "lines": []}
    return Written(**{**said, **facts})


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({}, []),
        ({"numbers": {}}, ["worker_total"]),
        ({"numbers": {"worker_total": 0, "worker_under_18": 1}}, ["worker_under_18"]),
        ({"numbers": {"worker_total": 5, "worker_contract": 6}}, ["worker_contract"]),
        ({"findings": ""}, ["findings"]),
        ({"lines": [(3, "", True)]}, ["recommendation.3.text"]),
    ],
)
def test_what_a_record_needs_besides_answers(facts, fields):
    assert [f.field for f in missing([], {}, written(**facts))] == fields


def test_only_required_questions_stand_against_signing():
    items = [I("A"), I("B", required=False), I("C7"), I("D", "count_of")]
    given = {"A": Given(), "B": Given(), "C7": Given(), "D": Given(count=4, total=3)}

    fields = [f.field for f in missing(items, given, written())]

    assert fields == ["answer.A", "worker_contract", "answer.D"]


def test_a_no_should_say_more():
    items = [I("A"), I("B")]

    odd = oddities(items, {"A": NO, "B": Given(V.NO, note="02 phòng")}, written())

    assert [f.field for f in odd] == ["note.A"]


def test_the_questions_answered_by_numbers_of_workers_are_in_the_checklist(app):
    items = {i.code: i for i in db.session.scalars(select(ChecklistItem))}

    for code, (count, total) in FROM_WORKERS.items():
        assert count in WORKERS
        assert items[code].answer == ("count_of" if total else "count")
        assert not total or total in WORKERS


def test_every_condition_of_the_shipped_checklist_can_be_met(app):
    items = {i.code: i for i in db.session.scalars(select(ChecklistItem))}

    conditions = [i.shown_if.partition("=") for i in items.values() if i.shown_if]

    assert conditions
    assert all(c in items and v in {x.value for x in V} for c, _, v in conditions)
