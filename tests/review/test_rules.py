"""What do the decisions of a round come to, and which remarks count?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect178.inspections.operations.records import AMENDABLE
from inspect178.kernel.errors import InvalidInput
from inspect178.review import rules
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.rules import Decided, Sitting

POLICE, CULTURE = ReviewField.POLICE, ReviewField.CULTURE
START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def on_day(number):
    return START + timedelta(days=number)


def said(short):
    """Read `P1+ C1-` as: the police accepted in round 1, culture sent back in round 1."""
    fields = {"P": POLICE, "C": CULTURE}
    decisions = {"+": ReviewDecision.ACCEPTED, "-": ReviewDecision.RETURNED}
    return tuple(
        Decided(fields[word[0]], int(word[1]), decisions[word[2]], on_day(int(word[1]) * 10))
        for word in short.split()
    )


# round, decisions so far, day of the last note, agencies that must still decide, accepted?
CASES = {
    "nothing decided": (1, "", None, [POLICE, CULTURE], False),
    "one has accepted": (1, "P1+", None, [CULTURE], False),
    "both have accepted": (1, "P1+ C1+", None, [], True),
    "one has sent back": (1, "P1-", None, [CULTURE], False),
    "accepted and sent back": (1, "P1+ C1-", None, [], False),
    "sent again without a note: the acceptance stands": (2, "P1+ C1-", None, [CULTURE], False),
    "sent again with a note: both decide": (2, "P1+ C1-", 15, [POLICE, CULTURE], False),
    "the note is older than the acceptance": (2, "P1+ C1-", 5, [CULTURE], False),
    "the note is of the same instant": (2, "P1+ C1-", 10, [POLICE, CULTURE], False),
    "accepted in the second round": (2, "P1+ C1- C2+", None, [], True),
    "accepted again after the note": (2, "P1+ C1- P2+ C2+", 15, [], True),
    "only one accepted again after the note": (2, "P1+ C1- C2+", 15, [POLICE], False),
    "who sent back decides again": (2, "P1-", None, [POLICE, CULTURE], False),
    "an acceptance stands over two rounds": (3, "P1+ C1- C2-", None, [CULTURE], False),
    "a later sending back takes the place": (3, "P1+ C1- P2- C2+", 15, [POLICE], False),
    "a note of the first round does not count twice": (3, "C1- P2+ C2-", 15, [CULTURE], False),
}


@pytest.mark.parametrize(
    ("number", "decisions", "note", "waiting", "accepted"), CASES.values(), ids=CASES
)
def test_a_round_comes_to(number, decisions, note, waiting, accepted):
    last = None if note is None else on_day(note)
    sitting = Sitting(number, said(decisions), last)

    assert rules.still_to_decide(sitting) == waiting
    assert rules.is_accepted(sitting) == accepted


def test_an_agency_that_accepted_decides_again_only_after_a_note():
    before, after = Sitting(2, said("P1+ C1-")), Sitting(2, said("P1+ C1-"), on_day(15))

    assert not rules.must_decide_again(before, POLICE)
    assert rules.must_decide_again(after, POLICE)
    assert not rules.must_decide_again(after, CULTURE)


@pytest.mark.parametrize(
    ("completed_on", "violations", "due"),
    [
        pytest.param(date(2026, 11, 25), 1, date(2026, 12, 4), id="seven working days"),
        pytest.param(date(2026, 11, 23), 0, None, id="no violation, no deadline"),
        pytest.param(None, 2, None, id="not completed"),
    ],
)
def test_a_record_with_violations_is_due(completed_on, violations, due):
    assert rules.due_on(completed_on, violations) == due


@pytest.mark.parametrize(
    ("section", "laws", "concerned"),
    [
        pytest.param("karaoke", {"culture"}, [CULTURE], id="a clause of culture"),
        pytest.param("giay_to", {"order_security"}, [POLICE], id="a clause of security"),
        pytest.param("karaoke", {"social_evils"}, [POLICE], id="the clause, not the section"),
        pytest.param("an_ninh", set(), [POLICE], id="no clause, section of security"),
        pytest.param("bar", set(), [CULTURE], id="no clause, section of bars"),
        pytest.param("lao_dong", {"labour"}, [], id="labour concerns neither"),
        pytest.param("lao_dong", {"labour", "culture"}, [CULTURE], id="one of two clauses"),
    ],
)
def test_a_question_concerns(section, laws, concerned):
    found = [f for f in ReviewField if rules.concerns(f, section, frozenset(laws))]

    assert found == concerned


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("findings", True),
        ("answer:C3", True),
        ("recommendation:2", True),
        ("violation:5a0c5d52-9a5e-4d6e-8f6e-6f2a4c1f0a11", True),
        ("answer:", False),
        ("signature", False),
        ("answer:C3\nfindings", False),
        ("", False),
    ],
)
def test_a_part_of_the_record_has_a_known_name(key, known):
    assert rules.is_part(key) == known


REFUSED = {
    "no remark": ({}, "decision"),
    "a part the record does not have": ({"answer:C9": "Thiếu"}, "decision"),
    "no words": ({"findings": "  "}, "findings"),
    "too many words": ({"findings": "a" * 2001}, "findings"),
}


@pytest.mark.parametrize(("remarks", "place"), REFUSED.values(), ids=REFUSED)
def test_sending_back_is_refused_with(remarks, place):
    with pytest.raises(InvalidInput) as refusal:
        rules.check_remarks(remarks, ["findings", "answer:C3"])

    assert refusal.value.field == place


def test_sending_back_needs_one_remark_with_words():
    assert rules.check_remarks({"answer:C3": "Ghi rõ số phòng"}, ["answer:C3"]) is None


def test_accepting_leaves_no_remarks():
    assert rules.check_no_remarks({}) is None
    with pytest.raises(InvalidInput):
        rules.check_no_remarks({"findings": "Thiếu"})


@pytest.mark.parametrize(
    ("part", "noted_under"),
    [
        ("findings", "findings"),
        ("answer:C3", "answer:C3"),
        ("recommendation:2", "recommendations"),
        ("violation:5a0c5d52-9a5e-4d6e-8f6e-6f2a4c1f0a11", "violations"),
        ("presence", "presence"),
        ("other", "other"),
    ],
)
def test_a_remark_is_answered_under(part, noted_under):
    assert rules.part_of_note(part) == noted_under


def test_the_team_can_note_on_whatever_is_remarked_on():
    parts = [*rules.PARTS, "recommendation:1", "violation:x"]

    assert {rules.part_of_note(part) for part in parts} <= set(AMENDABLE)


def test_every_part_of_a_note_has_a_name():
    assert set(AMENDABLE) <= {*rules.PARTS, *rules.PARTS_OF_NOTES}
