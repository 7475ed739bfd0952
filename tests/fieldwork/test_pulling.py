"""What does a tablet get, and is nothing sent twice, lost or handed out too early?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import TeamMember
from inspect178.inspections.enums import Ground, InspectionMode
from inspect178.inspections.merging import marks_of
from inspect178.inspections.queries.records import entries_of, require_record
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark
from inspect178.violations.enums import Mark
from inspect178.violations.models import SanctionClause
from tests import people
from tests.factories.commitments import make_commitment
from tests.factories.inspections import at, make_decision, make_inspection, make_note
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation
from tests.fieldwork.tablets import tablet_of

EIGHT, NINE, TEN = (at(people.TODAY, hour) for hour in (8, 9, 10))
SURPRISE = InspectionMode.SURPRISE


def test_a_tablet_takes_along_the_visits_of_its_teams_and_the_places_of_their_ground(app):
    place = make_establishment(name="KS Bình Minh", latitude=20.912345678, longitude=106.0)
    visit = make_inspection(place)
    elsewhere = make_establishment(commune="01273")
    tablet = tablet_of()

    tablet.pull(NINE)

    row = tablet.row("visit", visit.id)
    assert (row["establishment"], row["state"]) == (str(place.id), "approved")
    assert row["decision_number"] == visit.decision.number
    assert tablet.row("establishment", place.id)["name"] == "KS Bình Minh"
    assert tablet.row("establishment", place.id)["lat"] == 20.91235
    assert str(elsewhere.id) not in tablet.ids("establishment")
    mine = [m["full_name"] for m in tablet.tables["team_member"].values() if m["me"]]
    assert mine == ["Trần Thị Bình"]


def test_history_in_short_stands_beside_the_place(app):
    place = make_establishment()
    make_inspection(place, state="accepted", planned_on=people.TODAY - timedelta(days=400))
    done = make_inspection(place, state="accepted", planned_on=people.TODAY - timedelta(days=60))
    make_violation(done)
    make_commitment(place)
    make_note(place)
    tablet = tablet_of()

    tablet.pull(NINE)

    row = tablet.row("establishment", place.id)
    assert row["visited"] == ["2026-09-24", "2025-10-19"]
    assert [(on, state) for on, _, state in row["year"]] == [
        ("2026-09-24", "accepted"), ("2026-10-24", ""),
    ]  # fmt: skip
    assert len(row["open"]) == 1
    assert row["committed"][0] is not None


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("Số 5 Lê Lợi", None),  # the tablet adds commune and province itself
        ("Số 5 Lê Lợi, P. Thượng Hồng", "Số 5 Lê Lợi, P. Thượng Hồng, tỉnh Hưng Yên"),
        ("Phố Bần, H. Mỹ Hào, Hưng Yên", "Phố Bần, H. Mỹ Hào, Hưng Yên"),
        ("", None),
    ],
)
def test_an_address_that_names_its_units_is_not_given_them_again(app, address, whole):
    place = make_establishment(address=address, commune="12127")
    tablet = tablet_of()

    tablet.pull(NINE)

    unit = tablet.row("unit", place.commune_id)
    assert unit["tail"] == ", phường Thượng Hồng, tỉnh Hưng Yên"
    assert tablet.row("establishment", place.id)["whole"] == whole


def test_the_year_names_the_visits_of_others_and_not_those_of_the_tablet_itself(app):
    place = make_establishment(commune="12103")
    make_inspection(place, state="announced")
    other = make_inspection(place, state="announced", team=people.team(people.COMMUNE_TEAM))
    tablet = tablet_of()

    tablet.pull(TEN)

    assert [who for _, who, _ in tablet.row("establishment", place.id)["year"]] == [
        people.COMMUNE_TEAM
    ]
    assert str(other.id) not in tablet.ids("visit")


def test_what_was_entered_so_far_comes_with_the_marks_over_which_it_may_be_typed(app):
    visit = make_inspection(make_establishment(), state="answered")
    tablet = tablet_of()

    tablet.pull(TEN)

    row = tablet.row("visit", visit.id)
    assert row["entries"] == entries_of(require_record(visit))
    assert row["seen"] == marks_of(row["entries"])
    assert len(row["present"]) == 4


def test_who_gave_a_tip_is_on_no_tablet(app):
    decision = make_decision(
        people.team(), ground=Ground.TIP, ground_reference="Tin của bà Sáu, số 7"
    )
    visit = make_inspection(
        make_establishment(), decision=decision, second_ground=Ground.TIP,
        second_reference="Tin của bà Sáu",
    )  # fmt: skip
    tablet = tablet_of()

    tablet.pull(NINE)

    row = tablet.row("visit", visit.id)
    assert (row["ground"], row["ground_reference"], row["second_reference"]) == ("tip", "–", "–")
    assert "Sáu" not in str(tablet.tables)


def test_nothing_is_sent_again_that_the_tablet_has(app):
    make_inspection(make_establishment())
    tablet = tablet_of()
    tablet.pull(NINE)

    again = tablet.pull(NINE + timedelta(minutes=5))

    assert again["tables"] == {}
    assert again["cursor"] == tablet.cursor


def test_one_change_sends_one_row(app):
    places = [make_establishment() for _ in range(3)]
    tablet = tablet_of()
    tablet.pull(NINE)
    places[1].name = "Tên mới"

    answer = tablet.pull(TEN)

    assert list(answer["tables"]) == ["establishment"]
    assert answer["tables"]["establishment"]["values"][0] == [str(places[1].id)]
    assert tablet.row("establishment", places[1].id)["name"] == "Tên mới"


def test_a_lost_answer_is_given_again(app):
    place = make_establishment()
    tablet = tablet_of()
    tablet.pull(NINE)
    place.name = "Tên mới"
    tablet.pull(TEN, lost=True)
    place.address = "1 đường Mới"

    tablet.pull(TEN)

    row = tablet.row("establishment", place.id)
    assert (row["name"], row["address"]) == ("Tên mới", "1 đường Mới")


def test_the_very_first_answer_may_be_lost_too(app):
    place = make_establishment()
    tablet = tablet_of()
    tablet.pull(NINE, lost=True)

    answer = tablet.pull(NINE)

    assert answer["whole"]
    assert str(place.id) in tablet.ids("establishment")


def test_an_unknown_cursor_gets_everything_anew(app):
    place = make_establishment()
    tablet = tablet_of()
    tablet.pull(NINE)
    tablet.tables["establishment"]["left over"] = {}
    tablet.cursor = "of a restored backup"

    answer = tablet.pull(TEN)

    assert answer["whole"]
    assert tablet.ids("establishment") == {str(place.id)}


def test_what_leaves_the_ground_is_named_as_gone(app):
    place = make_establishment()
    tablet = tablet_of()
    tablet.pull(NINE)
    place.in_scope_to = people.TODAY

    answer = tablet.pull(TEN)

    assert answer["tables"]["establishment"]["gone"] == [str(place.id)]
    assert str(place.id) not in tablet.ids("establishment")


def test_whoever_leaves_the_team_keeps_nothing(app):
    make_inspection(make_establishment())
    tablet = tablet_of()
    tablet.pull(NINE)
    for member in db.session.scalars(select(TeamMember).where(TeamMember.full_name.like("%Bình"))):
        member.valid_to = people.BEGINNING + timedelta(days=1)

    tablet.pull(TEN)

    for table in ("visit", "establishment", "team", "team_member", "unit"):
        assert tablet.ids(table) == set(), table


def test_a_sealed_target_is_on_no_tablet_before_its_opening(app):
    place = make_establishment()
    secret = make_inspection(place, mode=SURPRISE, opens_at=NINE)
    tablet, others = tablet_of(), tablet_of("nam")

    tablet.pull(NINE - timedelta(seconds=1))
    before = set(tablet.ids("visit"))
    tablet.pull(NINE)
    others.pull(TEN)

    assert before == set()
    assert tablet.ids("visit") == {str(secret.id)}
    assert others.ids("visit") == set()


def test_a_planner_in_the_team_gets_the_target_no_earlier(app):
    make_inspection(
        make_establishment(), mode=SURPRISE, opens_at=NINE, planner_id=people.user_id("binh")
    )
    tablet = tablet_of()

    tablet.pull(EIGHT)

    assert tablet.ids("visit") == set()


def test_the_reading_of_an_opened_secret_is_recorded_each_time_it_is_handed_out(app):
    make_inspection(make_establishment(), mode=SURPRISE, opens_at=NINE)
    tablet = tablet_of()

    readings = []
    for moment in (EIGHT, NINE, TEN):
        tablet.pull(moment)
        readings.append(_readings())
    tablet.cursor = None
    tablet.pull(TEN)

    assert [*readings, _readings()] == [0, 1, 1, 2]


def test_two_worlds_with_another_secret_look_the_same_before_the_opening(app):
    first, second = make_establishment(name="A"), make_establishment(name="B")
    tablet = tablet_of()
    tablet.pull(EIGHT)

    make_inspection(first, mode=SURPRISE, opens_at=TEN)
    after = tablet.pull(NINE)
    make_inspection(second, mode=SURPRISE, opens_at=TEN)

    assert after["tables"] == {}
    assert tablet.pull(NINE)["tables"] == {}


def test_a_record_sent_back_comes_with_the_remarks_beside_its_fields(app):
    visit = make_inspection(make_establishment(), state="returned")
    review = Review(
        inspection_id=visit.id, field=ReviewField.POLICE, round=1,
        decision=ReviewDecision.RETURNED, summary="Thiếu ảnh",
        reviewer_id=people.user_id("chi"), decided_at=NINE,
    )  # fmt: skip
    review.remarks = [ReviewRemark(field="answer:C3", text="Ghi số giấy chứng nhận")]
    db.session.add(review)
    tablet = tablet_of()

    tablet.pull(TEN)

    row = tablet.row("work", visit.id)
    assert row["inspection_state"] == "returned"
    assert row["remarks"] == [
        ["", "police", "Thiếu ảnh", 1], ["answer:C3", "police", "Ghi số giấy chứng nhận", 1],
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["hoa", "khanh", "chi", "cuong", "dung", "lan", "minh", "giang"])
def test_whoever_carries_out_no_inspections_takes_nothing_of_the_ground_along(app, who):
    make_inspection(make_establishment(), state="announced")
    tablet = tablet_of(who)

    tablet.pull(TEN)

    for table in ("visit", "establishment", "unit", "team", "team_member", "work"):
        assert tablet.ids(table) == set(), table


def test_a_team_of_a_commune_takes_only_its_commune(app):
    inside, outside = make_establishment(commune="12103"), make_establishment(commune="12127")
    tablet = tablet_of("nam")

    tablet.pull(NINE)

    assert tablet.ids("establishment") == {str(inside.id)}
    assert str(outside.id) not in str(tablet.tables)


def test_words_of_closed_lists_come_in_both_languages(app):
    tablet = tablet_of()

    tablet.pull(NINE)

    words = tablet.row("meta", "answer")["value"]
    assert words == [
        ["yes", "Có", "Yes"], ["no", "Không", "No"], ["na", "Không áp dụng", "Not applicable"],
    ]  # fmt: skip
    assert tablet.ids("checklist_item")
    assert tablet.ids("violation_behaviour")
    assert tablet.ids("commitment_clause")
    assert tablet.ids("phrase")


def test_an_act_that_was_read_nowhere_has_no_range_on_the_tablet(app):
    clause = db.session.scalars(select(SanctionClause).where(SanctionClause.key == "ANTT-4a")).one()
    tablet = tablet_of()
    tablet.pull(NINE)
    key = f"ANTT-4a@{clause.valid_from.isoformat()}"
    before = tablet.row("violation_behaviour", key)
    clause.mark = Mark.FROM_MEMORY

    tablet.pull(TEN)

    after = tablet.row("violation_behaviour", key)
    assert (before["min"], before["max"]) == (clause.individual_min, clause.individual_max)
    assert (after["min"], after["max"]) == (None, None)


def test_a_pack_needs_no_more_statements_for_more_visits_and_places(app, statements):
    tablet = tablet_of()
    _world(1)
    with statements() as few:
        tablet.pull(NINE)
    _world(12)
    tablet.cursor = None
    with statements() as many:
        tablet.pull(TEN)

    assert len(many) <= len(few) + 2
    assert len(many) <= 45


def _world(count: int) -> None:
    for number in range(count):
        place = make_establishment()
        make_inspection(place, state="answered")
        make_inspection(make_establishment(), planned_on=people.TODAY + timedelta(days=number))
        make_inspection(place, state="accepted", planned_on=people.TODAY - timedelta(days=400))
    db.session.commit()


def _readings() -> int:
    return db.session.scalar(
        select(func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.action == "inspection.sealed_read")
    )
