"""Which records stand in whose queue, in which order, and what does a sheet hold?"""

from __future__ import annotations

import random
from datetime import date

import pytest

from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.kernel import clock
from inspect178.kernel.errors import NotAllowed, NotFound
from inspect178.review import queries, rules
from inspect178.review.enums import ReviewDecision, ReviewField, Shelf, WithViolations
from inspect178.review.queries import Wanted
from inspect178.violations.enums import ViolationState
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.review import add_note, after_signing, make_review
from tests.factories.violations import make_violation

POLICE, CULTURE = ReviewField.POLICE, ReviewField.CULTURE
RETURNED = ReviewDecision.RETURNED


def submitted(day=2, **place):
    return make_inspection(
        make_establishment(**place), state="submitted", planned_on=date(2026, 11, day)
    )


def shown(name="chi", field=POLICE, **wanted):
    statement = queries.queue(people.actor(name), clock.now(), field=field, wanted=Wanted(**wanted))
    return [row[0] for row in db.session.execute(statement)]


def test_violations_first_then_the_oldest_visit(app):
    newer, older, violating = submitted(9), submitted(3), submitted(16)
    make_violation(violating)

    assert shown() == [violating, older, newer]


def test_a_dropped_violation_does_not_press(app):
    older, dropped = submitted(3), submitted(9)
    make_violation(dropped, state=ViolationState.DROPPED)

    assert shown() == [older, dropped]
    assert shown(violations=WithViolations.YES) == []
    assert shown(violations=WithViolations.NO) == [older, dropped]


def test_a_record_is_found_by_name_without_diacritics_and_by_team(app):
    wanted = submitted(3, name="Khách sạn Bình Minh")
    submitted(4, name="Nhà nghỉ Hoàng Hôn")
    commune_team = people.team(people.COMMUNE_TEAM)

    assert shown(text="binh MINH") == [wanted]
    assert shown(team_id=wanted.team_id, text="khach san") == [wanted]
    assert shown(team_id=commune_team.id) == []
    assert shown(text="100%") == []


def test_each_shelf_holds_what_it_says(app):
    waiting, accepted_by_police, returned = submitted(2), submitted(3), submitted(4)
    done = make_inspection(make_establishment(), state="accepted", planned_on=date(2026, 11, 5))
    make_inspection(make_establishment(), state="signed")
    make_review(accepted_by_police, POLICE)
    returned.state = InspectionState.RETURNED
    db.session.flush()

    shelves = {shelf: shown(shelf=shelf) for shelf in Shelf}

    assert shelves == {
        Shelf.WAITING: [waiting],
        Shelf.OTHERS: [accepted_by_police],
        Shelf.RETURNED: [returned],
        Shelf.ACCEPTED: [done],
    }
    assert shown("cuong", CULTURE) == [waiting, accepted_by_police]
    counted = queries.shelf_counts(people.actor("chi"), clock.now(), POLICE)
    assert counted == {Shelf.WAITING: 1, Shelf.OTHERS: 1, Shelf.RETURNED: 1}


def test_what_a_reviewer_made_does_not_wait_for_the_same_person(app):
    own, others = submitted(2), submitted(3)
    own.planner_id = people.user_id("chi")
    by_hand = submitted(4)
    db.session.flush()
    add_note(by_hand).added_by_id = people.user_id("binh")

    assert shown() == [others, by_hand]
    assert queries.shelf_counts(people.actor("chi"), clock.now(), POLICE)[Shelf.WAITING] == 2
    assert own in shown("cuong", CULTURE)


def test_another_province_has_its_own_queue(app):
    submitted(2, commune=None, province="04")

    assert shown() == []


def test_who_reviews_for_no_agency_has_no_queue(app):
    with pytest.raises(NotAllowed):
        queries.require_field(people.actor("hoa"))
    with pytest.raises(NotAllowed):
        queries.require_field(people.actor("chi"), CULTURE)
    assert queries.require_field(people.actor("cuong")) == CULTURE


def test_the_queue_and_the_rule_agree_on_random_histories(app):
    chance = random.Random(178)
    made = [_history(chance, day) for day in range(1, 25)]

    lines = queries.lines([(i, 0, False) for i in made], POLICE)
    expected = [line.inspection for line in lines if rules.standing(line.sitting, POLICE) is None]

    assert 0 < len(expected) < len(made)
    assert shown() == expected


def _history(chance, day):
    """Let a record go through some rounds, with notes in between, and stand before a decision."""
    inspection = submitted(day)
    rounds = chance.randint(1, 3)
    for number in range(1, rounds):
        if chance.random() < 0.7:
            make_review(inspection, POLICE, chance.choice(list(ReviewDecision)), round=number)
        if chance.random() < 0.4:
            add_note(inspection, added_at=after_signing(inspection, hours=number * 24 + 12))
    inspection.review_round = rounds
    if chance.random() < 0.3:
        make_review(inspection, POLICE, round=rounds)
    db.session.flush()
    return inspection


def test_a_sheet_puts_first_what_concerns_the_agency(app):
    karaoke = make_establishment(type_code="karaoke")
    inspection = make_inspection(karaoke, state="submitted")
    security = make_violation(inspection, key="ANTT-4a")
    labour = make_violation(inspection, key="LD-8", worker_count=3)

    police = queries.sheet_of(inspection, POLICE)
    culture = queries.sheet_of(inspection, CULTURE)

    assert list(police.violations) == [(security, True), (labour, False)]
    assert {s.key for s in culture.concerned} == {"karaoke"}
    assert "KR11" not in {q.item.code for s in culture.concerned for q in s.questions}
    shown_once = [q.part for s in police.concerned + police.others for q in s.questions]
    assert sorted(shown_once) == sorted(police.questions)
    assert f"violation:{security.id}" in police.parts


def test_a_sheet_names_the_notes_that_are_new(app):
    inspection = submitted()
    add_note(inspection, added_at=after_signing(inspection, hours=1))
    make_review(inspection, POLICE, RETURNED, remarks={"findings": "Thiếu"})
    new = add_note(inspection, added_at=after_signing(inspection, hours=30))
    inspection.review_round = 2
    db.session.flush()

    sheet = queries.sheet_of(inspection, POLICE)

    assert [n for n in sheet.record.amendments if n.added_at > sheet.new_since] == [new]
    assert sheet.seen == "2-2"


@pytest.mark.parametrize("state", ["approved", "announced", "cancelled"])
def test_what_is_not_completed_has_no_sheet(app, state):
    inspection = make_inspection(make_establishment(), state=state)

    with pytest.raises(NotFound):
        queries.require_sheet(people.actor("chi"), inspection.id, clock.now(), field=POLICE)


def test_a_sealed_target_has_no_sheet_and_no_line(app):
    sealed = make_inspection(
        make_establishment(), mode=InspectionMode.SURPRISE, planned_on=date(2026, 12, 1)
    )

    with pytest.raises(NotFound):
        queries.require_sheet(people.actor("chi"), sealed.id, clock.now(), field=POLICE)
    assert shown() == []


def test_only_the_own_team_reads_its_remarks(app):
    inspection = submitted()
    make_review(inspection, POLICE, RETURNED, remarks={"findings": "Ghi rõ"})

    sheet = queries.require_own_sheet(people.actor("binh"), inspection.id, clock.now())

    assert [r.text for past in sheet.latest for r in past.remarks] == ["Ghi rõ"]
    with pytest.raises(NotFound):
        queries.require_own_sheet(people.actor("nam"), inspection.id, clock.now())
