"""Are visits of others noted once, from a paper, and do they use up the year where they should?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from inspect178.access.actor import SYSTEM
from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.extensions import db
from inspect178.inspections import queries
from inspect178.inspections.enums import Ground, NotedVisitKind
from inspect178.inspections.faults import Faults
from inspect178.inspections.models import NotedVisit
from inspect178.inspections.operations import choosing, noted, visits
from inspect178.inspections.operations.choosing import VisitOrder, Wanted
from inspect178.inspections.operations.noted import AlreadyWithdrawn, NotedFacts
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotAllowed, NotFound
from inspect178.planning.enums import PlanState
from inspect178.registry.operations import place_establishment
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment, make_place
from tests.inspections.visits import NINE, announcement, loaded, visit

AT = clock.at_local(people.TODAY)
DAY = date(2026, 3, 5)
OTHER, SURVEY = NotedVisitKind.OTHER_AGENCY, NotedVisitKind.SURVEY
PAPER = "Biên bản số 12/BB ngày 05/3/2026"
HEALTH = "Thanh tra Sở Y tế"


def facts(**said) -> NotedFacts:
    usual = {"kind": OTHER, "held_on": DAY, "agency_name": HEALTH, "document": PAPER}
    return NotedFacts(**{**usual, **said})


def note(place, name="hoa", /, **said) -> NotedVisit:
    made = noted.note_visit(place, facts(**said), actor=people.actor(name), at=AT)
    db.session.commit()
    return made


def withdraw(one: NotedVisit, reason="Nhầm cơ sở", /, name="hoa") -> None:
    noted.withdraw_note(one, reason, actor=people.actor(name), at=AT + timedelta(hours=1))
    db.session.commit()


def events() -> list[tuple[str, str | None, str]]:
    rows = db.session.execute(
        select(AuditEntry.action, AuditEntry.about_id, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.action.startswith("noted_visit."))
        .order_by(AuditEntry.seq)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_note_keeps_what_the_paper_says_and_where_the_establishment_lies(app):
    place = make_establishment(commune="12103")

    made = note(place, agency_name="  Thanh tra  Sở Y tế ", note="Không phát hiện vi phạm")

    assert (made.agency_name, made.document, made.held_on) == (HEALTH, PAPER, DAY)
    assert (made.province_id, made.commune_id) == (place.province_id, place.commune_id)
    assert (made.recorded_at, made.recorded_by_id) == (AT, people.user_id("hoa"))
    assert made.note == "Không phát hiện vi phạm"


def test_noting_and_withdrawing_stand_in_the_story_of_the_establishment(app):
    place = make_establishment()

    withdraw(note(place))

    (first, about, said), (second, about_too, why) = events()
    assert (first, second) == ("noted_visit.recorded", "noted_visit.withdrawn")
    assert about == about_too == str(place.id)
    assert HEALTH in said
    assert PAPER in said
    assert "Nhầm cơ sở" in why


@pytest.mark.parametrize("day", [people.TODAY + timedelta(days=1), date(2022, 12, 30)])
def test_a_day_that_cannot_be_meant_is_refused(app, day):
    place = make_establishment(in_scope_from=date(2024, 1, 1))

    with pytest.raises(InvalidInput) as refused:
        note(place, held_on=day)

    assert refused.value.field == "held_on"


@pytest.mark.parametrize("day", [people.TODAY, date(2022, 12, 31)])
def test_today_and_a_year_before_the_first_day_in_scope_are_taken(app, day):
    assert note(make_establishment(in_scope_from=date(2024, 1, 1)), held_on=day).held_on == day


@pytest.mark.parametrize("field", ["agency_name", "document"])
def test_agency_and_paper_are_needed(app, field):
    with pytest.raises(InvalidInput) as refused:
        note(make_establishment(), **{field: "  "})

    assert refused.value.field == field


@pytest.mark.parametrize("agency", [HEALTH, "thanh tra sở y tế", "Thanh  tra Sở Y tế"])
def test_the_same_visit_is_noted_once_however_the_agency_is_written(app, agency):
    place = make_establishment()
    note(place)

    with pytest.raises(InvalidInput) as refused:
        note(place, agency_name=agency, document="Văn bản khác")

    assert "05/03/2026" in str(refused.value)


@pytest.mark.parametrize(
    "other", [{"agency_name": "Công an tỉnh"}, {"held_on": date(2026, 3, 6)}, {"kind": SURVEY}]
)
def test_another_visit_is_noted_beside_it(app, other):
    place = make_establishment()
    note(place)
    note(place, **other)

    assert len(queries.noted_visits_of(people.actor("hoa"), place)) == 2


def test_a_withdrawn_visit_may_be_noted_anew(app):
    place = make_establishment()
    withdraw(note(place))

    assert note(place).withdrawn_at is None


@pytest.mark.parametrize(
    ("name", "error"), [("binh", NotAllowed), ("khanh", NotAllowed), ("giang", NotFound)]
)
def test_only_the_standing_agency_of_the_area_notes_and_withdraws(app, name, error):
    place = make_establishment()
    made = note(place)

    with pytest.raises(error):
        note(place, name, held_on=date(2026, 4, 1))
    with pytest.raises(error):
        withdraw(made, name=name)


def test_a_note_is_withdrawn_once_and_with_a_reason(app):
    made = note(make_establishment())

    with pytest.raises(InvalidInput):
        withdraw(made, " ")
    withdraw(made)
    with pytest.raises(AlreadyWithdrawn):
        withdraw(made)

    assert made.withdrawal_reason == "Nhầm cơ sở"
    assert made.withdrawn_by_id == people.user_id("hoa")


def test_the_database_refuses_to_change_or_delete_a_note(app):
    made = note(make_establishment())

    for change in (update(NotedVisit).values(document="Văn bản khác"), delete(NotedVisit)):
        with pytest.raises((DatabaseError, IntegrityError)):
            db.session.execute(change.where(NotedVisit.id == made.id))
        db.session.rollback()


def test_notes_go_with_an_establishment_that_moved_away(app):
    place = make_establishment()
    note(place)
    there = make_place(None, province="04")
    system = {"version": place.version, "actor": SYSTEM, "at": AT}
    place_establishment(place, there, **system)
    db.session.commit()

    assert queries.noted_visits_of(people.actor("hoa"), place) == []
    assert len(queries.noted_visits_of(people.actor("giang"), place)) == 1


def plan_one(place, /, day=date(2026, 12, 5), **second):
    wanted = [Wanted(place, **second)]
    order = VisitOrder(people.team(), day)
    return choosing.plan_inspections(wanted, order, actor=people.actor("hoa"), at=AT)


def test_an_inspection_by_another_agency_uses_up_the_year_and_the_refusal_names_it(app):
    place = make_establishment()
    note(place)

    with pytest.raises(InvalidInput) as refused:
        plan_one(place)

    assert refused.value.field == "second_ground"
    assert all(said in str(refused.value) for said in (HEALTH, "05/03/2026", PAPER))
    assert len(plan_one(place, day=date(2027, 1, 5))) == 1


def test_with_a_ground_of_the_law_it_is_a_second_visit_like_any_other(app):
    place = make_establishment()
    note(place)

    made = plan_one(place, second_ground=Ground.SIGNS, second_reference="Báo cáo số 3")

    assert made[0].second_ground == Ground.SIGNS


@pytest.mark.parametrize("kind", [SURVEY, NotedVisitKind.SUPERVISION])
def test_surveys_and_supervision_use_nothing_up(app, kind):
    place = make_establishment()
    note(place, kind=kind)

    assert len(plan_one(place)) == 1


def test_a_withdrawn_note_uses_nothing_up(app):
    place = make_establishment()
    withdraw(note(place))

    assert queries.visits_of_year([place.id], 2026) == {}
    assert len(plan_one(place)) == 1


def test_a_visit_moved_into_the_year_of_another_agency_needs_a_ground(app):
    place = make_establishment()
    drafted = make_inspection(place, state="draft", planned_on=date(2027, 1, 5))
    drafted.decision = None
    note(place)

    with pytest.raises(InvalidInput) as refused:
        choosing.assign(drafted, people.team(), date(2026, 12, 5), actor=people.actor("hoa"), at=AT)

    assert HEALTH in str(refused.value)


def test_own_and_other_visits_of_the_year_are_listed_together_in_order(app):
    place = make_establishment()
    make_inspection(place, state="accepted", planned_on=date(2026, 6, 1))
    note(place)

    found = queries.visits_of_year([place.id], 2026)[place.id]

    assert [(v.on, v.who) for v in found] == [
        (DAY, HEALTH),
        (date(2026, 6, 1), people.team().name),
    ]
    assert [(v.state is None, v.document) for v in found] == [(True, PAPER), (False, "")]


def test_at_the_door_another_agency_of_the_year_asks_for_a_ground(app):
    waiting = visit("approved")
    note(waiting.establishment)
    binh = people.actor("binh")

    with pytest.raises(Faults) as refused:
        visits.announce(loaded(waiting, binh, NINE), announcement(waiting), actor=binh, at=NINE)

    assert "second_ground" in {fault.field for fault in refused.value.faults}
    said = announcement(waiting, second_ground=Ground.TIP, second_reference="Đơn số 7")
    visits.announce(loaded(waiting, binh, NINE), said, actor=binh, at=NINE)
    assert waiting.second_ground == Ground.TIP


def test_the_page_at_the_door_names_the_other_agency(app, as_):
    waiting = visit("approved", planned_on=clock.today())
    note(waiting.establishment)

    page = as_("binh").get(f"/visits/{waiting.id}/announce").text

    assert HEALTH in page
    assert PAPER in page


def test_candidates_not_yet_visited_leave_out_those_of_another_agency(app, as_):
    plan = make_plan(state=PlanState.APPROVED, year=2026)
    place, free = make_establishment(name="Cơ sở đã kiểm tra"), make_establishment(name="Cơ sở X")
    note(place)

    every = as_("hoa").get(f"/plans/{plan.id}/choose").text
    left = as_("hoa").get(f"/plans/{plan.id}/choose?not_yet=y").text

    assert place.name in every
    assert HEALTH in every
    assert place.name not in left
    assert free.name in left


def test_choosing_says_who_used_up_the_year_and_by_which_paper(app, as_):
    plan = make_plan(state=PlanState.APPROVED, year=2026)
    place = make_establishment()
    note(place)
    said = {"chosen": str(place.id), "team": people.team().id, "planned_on": "2026-12-20"}

    answer = as_("hoa").post(f"/plans/{plan.id}/choose", data=said)

    assert answer.status_code == 422
    assert HEALTH in answer.text
    assert PAPER in answer.text


def test_a_visit_is_noted_and_withdrawn_on_pages(app, as_):
    place = make_establishment()
    address, hoa = f"/inspections/establishments/{place.id}/noted", as_("hoa")
    said = {"kind": "survey", "held_on": "2026-03-05", "agency_name": "UBND xã", "document": PAPER}

    assert hoa.post(f"{address}/new", data=said).status_code == 303
    assert hoa.post(f"{address}/new", data=said).status_code == 422
    made = queries.noted_visits_of(people.actor("hoa"), place)[0]
    page = hoa.get(address).text
    assert "UBND xã" in page
    assert "Vũ Thị Hoa" in page
    withdrawal = f"/inspections/noted/{made.id}/withdraw"
    assert hoa.post(withdrawal, data={"reason": "Nhầm"}).status_code == 303
    assert hoa.post(withdrawal, data={"reason": "Nhầm"}).status_code == 409
    assert "Nhầm" in hoa.get(address).text
    assert "UBND xã" in hoa.get(f"/establishments/{place.id}").text


def test_readers_see_notes_and_no_way_to_change_them(app, as_):
    place = make_establishment()
    made = note(place)
    address = f"/inspections/establishments/{place.id}/noted"

    page = as_("binh").get(address).text

    assert HEALTH in page
    assert f"/inspections/noted/{made.id}/withdraw" not in page
    assert as_("giang").get(address).status_code == 404
    assert as_("giang").get(f"/inspections/noted/{made.id}/withdraw").status_code == 404
