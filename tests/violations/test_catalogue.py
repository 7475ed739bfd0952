"""Is a clause chosen by the day of the act, and does a gap stay a gap?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.extensions import db
from inspect178.violations import catalogue
from inspect178.violations.enums import LawField

ND167, ND144, ND282 = (
    "Nghị định 167/2013/NĐ-CP",
    "Nghị định 144/2021/NĐ-CP",
    "Nghị định 282/2025/NĐ-CP",
)
LAST_OLD, FIRST_NEW = date(2025, 12, 14), date(2025, 12, 15)
LAST_WITHOUT_LABOUR, FIRST_LABOUR = date(2026, 9, 9), date(2026, 9, 10)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "day", "decree"),
    [
        ("PCMD-3", LAST_OLD, ND144),
        ("PCMD-3", FIRST_NEW, ND282),
        ("PCMD-3", date(2022, 1, 1), ND144),
        ("PCMD-3", date(2021, 12, 31), None),
        ("PCMD-1", date(2021, 12, 31), ND167),
        ("PCMD-1", date(2022, 1, 1), None),  # a gap on purpose
        ("PCMD-1", LAST_OLD, None),
        ("PCMD-1", FIRST_NEW, ND282),
        ("ANTT-4a", LAST_OLD, None),
        ("ANTT-4a", FIRST_NEW, ND282),
        ("LD-8", LAST_WITHOUT_LABOUR, None),
        ("LD-8", FIRST_LABOUR, "Nghị định 283/2026/NĐ-CP"),
        ("VH-5", TODAY, "Nghị định 38/2021/NĐ-CP"),
        ("NO-SUCH", TODAY, None),
    ],
)
def test_the_day_of_the_act_picks_the_row_or_none(app, key, day, decree):
    found = catalogue.find_clause(key, day)

    assert (found.decree if found else None) == decree


@pytest.mark.parametrize(
    ("workers", "key"),
    [(1, "LD-1"), (10, "LD-1"), (11, "LD-1b"), (100, "LD-1c"), (300, "LD-1d"), (301, "LD-1e")],
)
@pytest.mark.parametrize("asked", ["LD-1", "LD-1c"])
def test_the_number_of_workers_chooses_the_bracket_of_an_act(app, asked, workers, key):
    assert catalogue.clause_for(asked, FIRST_LABOUR, workers).key == key


def test_without_a_bracket_the_number_changes_nothing(app):
    assert catalogue.clause_for("ANTT-4a", TODAY, 400).key == "ANTT-4a"
    assert catalogue.clause_for("LD-1", LAST_WITHOUT_LABOUR, 5) is None


def test_an_act_in_brackets_is_offered_once(app):
    keys = [clause.key for clause in catalogue.acts_on(TODAY)]

    assert keys.count("LD-1") == 1
    assert not {"LD-1b", "LD-1c", "LD-1d", "LD-1e"} & set(keys)
    assert {"ANTT-1a", "ANTT-1b", "ANTT-1c"} <= set(keys)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("gan ket", set()),
        ("hop dong lao dong", {"LD-1", "LD-2", "LD-4"}),
        ("SỨC KHỎE định kỳ", {"LD-8"}),
        ("antt-4a", {"ANTT-4a"}),
        ("trang phuc", {"VH-1", "VH-2"}),
    ],
)
def test_acts_are_found_by_words_without_diacritics(app, words, expected):
    assert {clause.key for clause in catalogue.acts_on(TODAY, words)} == expected


def test_acts_can_be_narrowed_to_a_field(app):
    assert {c.field for c in catalogue.acts_on(TODAY, field=LawField.CULTURE)} == {"culture"}


def test_an_item_of_the_checklist_leads_to_its_acts_of_the_day(app):
    item = catalogue.find_item("C7", TODAY)

    found = catalogue.candidates(item, TODAY)

    assert [candidate.key for candidate in found] == ["LD-1", "LD-2"]
    assert [candidate.clause.key for candidate in found] == ["LD-1", "LD-2"]


def test_a_candidate_without_a_row_of_the_day_stays_as_a_gap(app):
    item = catalogue.find_item("C7", LAST_WITHOUT_LABOUR)

    found = catalogue.candidates(item, LAST_WITHOUT_LABOUR)

    assert [(candidate.key, candidate.clause) for candidate in found] == [
        ("LD-1", None),
        ("LD-2", None),
    ]


def test_no_item_and_an_item_without_clauses_have_no_candidates(app):
    assert catalogue.find_item("C99", TODAY) is None
    assert catalogue.candidates(None, TODAY) == []
    assert catalogue.candidates(catalogue.find_item("C1", TODAY), TODAY) == []


def test_the_posts_of_a_decree_come_with_the_ceiling_of_the_clauses_field(app):
    posts = catalogue.posts_for(catalogue.find_clause("CT-1", TODAY), TODAY)

    assert {post.field for post in posts} == {"order_security"}  # where residence looks them up
    assert [post.ceiling_individual for post in posts] == sorted(
        post.ceiling_individual for post in posts
    )
    chairman = next(post for post in posts if post.post_code == "commune_chairman")
    assert chairman.ceiling_individual == 20_000_000


@pytest.mark.parametrize(("key", "day"), [("VH-5", TODAY), ("PCMD-3", LAST_OLD)])
def test_where_no_competence_was_verified_there_are_no_posts(app, key, day):
    assert catalogue.posts_for(catalogue.find_clause(key, day), day) == []


def test_a_clause_added_for_later_days_leaves_older_acts_alone(app):
    old = catalogue.find_clause("ANTT-4a", TODAY)
    old.valid_to = date(2027, 1, 1)
    facts = {c.name: getattr(old, c.name) for c in type(old).__table__.columns if c.name != "id"}
    db.session.add(
        type(old)(**{**facts, "valid_from": date(2027, 1, 1), "valid_to": None,
                     "individual_max": 99_000_000})
    )  # fmt: skip
    db.session.flush()

    assert catalogue.find_clause("ANTT-4a", TODAY).individual_max == 20_000_000
    assert catalogue.find_clause("ANTT-4a", date(2027, 1, 1)).individual_max == 99_000_000
