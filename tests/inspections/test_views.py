"""Do the pages of visits and decisions guard, refuse and say what was done?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.inspections.enums import DecisionState, Ground, InspectionMode, InspectionState
from inspect178.inspections.models import (
    CorrectionConfirmation,
    Inspection,
    InspectionDecision,
    Recommendation,
)
from tests import people
from tests.days import on_the_day_of_the_cast
from tests.factories.inspections import make_decision, make_inspection
from tests.factories.registry import make_establishment
from tests.masks import masked

S = InspectionState
SIGNING = {
    "number": "15/QĐ-UBND",
    "signed_on": "2026-11-20",
    "issuer_body": "Ủy ban nhân dân tỉnh Hưng Yên",
    "issuer_post": "Chủ tịch",
}


@pytest.fixture(autouse=True)
def the_day(app):
    with on_the_day_of_the_cast():
        yield


def terms(**changes) -> dict[str, object]:
    told = {
        "ground": "plan",
        "scope_text": "Việc chấp hành pháp luật",
        "time_limit_days": "10",
        "approver": str(people.user_id("khanh")),
    }
    return {**told, **changes}


def undecided_visit() -> Inspection:
    visit = make_inspection(make_establishment(), state="draft", planned_on=date(2026, 12, 1))
    visit.decision = None
    db.session.flush()
    return visit


def kept(thing):
    db.session.commit()
    return thing.id


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_decision_is_drafted_and_signed_on_pages(app, as_):
    visit_ids = [kept(undecided_visit()) for _ in range(2)]
    before = count(InspectionDecision)
    hoa, team_id = as_("hoa"), people.team().id

    drafted = hoa.post(f"/inspections/decisions/new?team={team_id}", data=terms(visits=visit_ids))
    signed = as_("khanh").post(f"{drafted.location}/sign", data=SIGNING)
    page = hoa.get(drafted.location).text

    assert (drafted.status_code, signed.status_code) == (303, 303)
    assert count(InspectionDecision) == before + 1
    assert "Quyết định số 15/QĐ-UBND" in page
    db.session.expire_all()
    assert {db.session.get_one(Inspection, key).state for key in visit_ids} == {S.APPROVED}


def test_the_teams_with_waiting_visits_are_offered(app, as_):
    kept(undecided_visit())

    page = as_("hoa").get("/inspections/decisions/new").text

    assert "1 cuộc kiểm tra chưa có quyết định" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visits": []}, "Chọn ít nhất một cuộc kiểm tra"),
        ({"scope_text": ""}, "Phạm vi"),
        ({"ground": "order"}, "số và ngày"),
        ({"time_limit_days": "0"}, "từ 1 đến 60"),
        ({"time_limit_days": "bảy"}, "Thời hạn"),
        ({"ground": "whim"}, "Căn cứ"),
    ],
)
def test_an_odd_draft_is_refused_and_stays_typed(app, as_, changes, sentence):
    visit_id, before = kept(undecided_visit()), count(InspectionDecision)
    data = {**terms(visits=[visit_id], number="77/QĐ"), **changes}

    answer = as_("hoa").post(f"/inspections/decisions/new?team={people.team().id}", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "77/QĐ" in answer.text
    assert count(InspectionDecision) == before


def test_a_stale_draft_is_a_conflict(app, as_):
    visit = make_inspection(make_establishment(), state="draft")
    decision_id, visit_id = kept(visit.decision), visit.id
    address = f"/inspections/decisions/{decision_id}/edit"
    data = terms(visits=[visit_id], version="1")
    hoa = as_("hoa")

    first, second = hoa.post(address, data=data), hoa.post(address, data=data)

    assert (first.status_code, second.status_code) == (303, 409)


def test_a_decision_is_withdrawn_with_a_reason(app, as_):
    visit = make_inspection(make_establishment())
    decision_id, visit_id = kept(visit.decision), visit.id
    khanh, address = as_("khanh"), f"/inspections/decisions/{decision_id}/withdraw"

    refused = khanh.post(address, data={"reason": " "})
    done = khanh.post(address, data={"reason": "Thay đổi kế hoạch"})

    assert (refused.status_code, done.status_code) == (422, 303)
    db.session.expire_all()
    assert db.session.get_one(InspectionDecision, decision_id).state == DecisionState.WITHDRAWN
    assert db.session.get_one(Inspection, visit_id).end_reason == "Thay đổi kế hoạch"


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("/sign", "hoa", 403),
        ("/sign", "phuc", 404),
        ("/edit", "khanh", 403),
        ("/edit", "giang", 404),
        ("/edit", "hoa", 409),
        ("/sign", "khanh", 409),
        ("", "giang", 404),
        ("", "minh", 403),
        ("", "dung", 200),
    ],
)
def test_the_pages_of_a_signed_decision_answer_by_right_and_area(app, as_, path, name, status):
    decision_id = kept(make_inspection(make_establishment()).decision)

    assert as_(name).get(f"/inspections/decisions/{decision_id}{path}").status_code == status


@pytest.mark.parametrize(
    ("path", "name", "state", "status"),
    [
        ("", "dung", "accepted", 200),
        ("", "minh", "accepted", 403),
        ("", "giang", "accepted", 404),
        ("", "lan", "accepted", 200),
        ("", "nam", "accepted", 404),
        ("/assign", "hoa", "approved", 200),
        ("/assign", "hoa", "announced", 409),
        ("/assign", "binh", "approved", 403),
        ("/cancel", "hoa", "approved", 200),
        ("/cancel", "hoa", "signed", 409),
        ("/cancel", "giang", "approved", 404),
        ("/close", "hoa", "accepted", 200),
        ("/close", "hoa", "submitted", 409),
        ("/close", "chi", "accepted", 403),
    ],
)
def test_the_pages_of_a_visit_answer_by_right_area_and_state(app, as_, path, name, state, status):
    visit_id = kept(make_inspection(make_establishment(), state=state))

    assert as_(name).get(f"/inspections/{visit_id}{path}").status_code == status


def test_a_visit_out_of_the_area_looks_like_an_unknown_one(app, as_):
    visit_id, unknown = kept(make_inspection(make_establishment())), uuid4()
    giang = as_("giang")

    theirs, none = giang.get(f"/inspections/{visit_id}"), giang.get(f"/inspections/{unknown}")

    assert theirs.status_code == none.status_code == 404
    assert masked(theirs.text, visit_id) == masked(none.text, unknown)


def test_a_signed_record_is_told_on_the_page(app, as_):
    visit = make_inspection(make_establishment(name="Khách sạn Sao Mai"), state="accepted")

    page = as_("chi").get(f"/inspections/{kept(visit)}").text

    assert "Khách sạn Sao Mai" in page
    assert "Cơ sở nhất trí với nội dung biên bản." in page
    assert "Không phát hiện nội dung chưa chấp hành." in page


def test_a_visit_is_assigned_and_cancelled_on_pages(app, as_):
    visit_id = kept(undecided_visit())
    hoa, address = as_("hoa"), f"/inspections/{visit_id}"

    hoa.post(f"{address}/assign", data={"team": people.team().id, "planned_on": "2026-12-24"})
    late = hoa.post(
        f"{address}/assign", data={"team": people.team().id, "planned_on": "2026-01-01"}
    )
    page = hoa.get(address).text
    hoa.post(f"{address}/cancel", data={"reason": "Cơ sở giải thể"})

    assert "24/12/2026" in page
    assert late.status_code == 422
    assert "Cơ sở giải thể" in hoa.get(address).text


def test_a_correction_is_confirmed_and_the_file_closed(app, as_):
    visit = make_inspection(make_establishment(), state="announced", planned_on=date(2026, 11, 2))
    db.session.add(
        Recommendation(
            inspection_id=visit.id, position=1, text="Lắp camera", due_on=date(2026, 11, 10)
        )
    )
    db.session.flush()
    visit.record.frozen_at, visit.state = visit.record.started_at, S.ACCEPTED
    visit.completed_on, visit.accepted_at = date(2026, 11, 2), visit.announced_at
    visit.record.ended_at = visit.record.started_at
    visit_id = kept(visit)
    one = db.session.scalars(select(Recommendation.id)).one()
    hoa, address = as_("hoa"), f"/inspections/{visit_id}"

    overdue = hoa.get("/inspections/corrections?overdue=1").text
    unknowing = hoa.post(f"{address}/close", data={})
    hoa.post(
        f"{address}/recommendations/{one}/confirm",
        data={"confirmed_on": "2026-11-12", "evidence": "Báo cáo số 15"},
    )
    again = hoa.post(
        f"{address}/recommendations/{one}/confirm",
        data={"confirmed_on": "2026-11-12", "evidence": "Lần nữa"},
    )
    closed = hoa.post(f"{address}/close", data={})

    assert "Lắp camera" in overdue
    assert "Quá hạn" in overdue
    assert (unknowing.status_code, again.status_code, closed.status_code) == (422, 409, 303)
    assert count(CorrectionConfirmation) == 1
    assert "Lắp camera" not in hoa.get("/inspections/corrections").text


@pytest.mark.parametrize(
    "query",
    [
        "q=sao mai",
        "q=SAO MÃI",
        "state=accepted",
        "mode=periodic",
        "from_on=2026-11-01&to_on=2026-11-30",
        "sort=establishment",
        "sort=-team",
        "sort=nonsense",
        "state=nonsense&mode=x&team=x&unit=x&plan=x&from_on=x&page=99",
    ],
)
def test_the_list_takes_any_filter(app, as_, query):
    make_inspection(
        make_establishment(name="Khách sạn Sao Mai"), state="accepted", planned_on=date(2026, 11, 2)
    )
    db.session.commit()

    answer = as_("hoa").get(f"/inspections?{query}")

    assert answer.status_code == 200
    assert "Khách sạn Sao Mai" in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=phố hiến", "state=draft", "mode=surprise", "from_on=2026-12-01", "to_on=2026-01-01"],
)
def test_what_is_not_asked_for_is_left_out(app, as_, query):
    make_inspection(make_establishment(name="Khách sạn Sao Mai"), state="accepted")
    db.session.commit()

    assert "Khách sạn Sao Mai" not in as_("hoa").get(f"/inspections?{query}").text


def test_the_list_is_filtered_by_team_and_commune(app, as_):
    here = make_inspection(make_establishment(name="Ở Thượng Hồng"), state="accepted")
    make_inspection(
        make_establishment(name="Ở Mỹ Hào", commune="12103"),
        state="accepted",
        team=people.team(people.COMMUNE_TEAM),
    )
    db.session.commit()
    hoa = as_("hoa")

    by_team = hoa.get(f"/inspections?team={here.team_id}").text
    by_unit = hoa.get(f"/inspections?unit={here.commune_id}").text

    for page in (by_team, by_unit):
        assert "Ở Thượng Hồng" in page
        assert "Ở Mỹ Hào" not in page


@pytest.mark.parametrize("start", ["2026-11-20", "", "gestern", "0001-01-01"])
def test_the_calendar_shows_two_weeks_from_a_day_on(app, as_, start):
    make_inspection(make_establishment(name="Sắp tới"), planned_on=date(2026, 11, 24))
    make_inspection(make_establishment(name="Về sau"), planned_on=date(2026, 12, 24))
    make_inspection(make_establishment(name="Đã xong"), state="signed")
    db.session.commit()

    answer = as_("binh").get(f"/inspections/agenda?from={start}")

    assert answer.status_code == 200
    assert "Sắp tới" in answer.text
    assert "Về sau" not in answer.text
    assert "Đã xong" not in answer.text


@pytest.mark.parametrize(
    ("name", "state", "offered"),
    [("binh", "approved", True), ("binh", "closed", False), ("hoa", "approved", False)],
)
def test_the_way_to_the_record_is_the_team_s(app, as_, name, state, offered):
    visit_id = kept(make_inspection(make_establishment(), state=state))

    page = as_(name).get(f"/inspections/{visit_id}").text

    assert (f"/visits/{visit_id}" + '"' in page) is offered


def test_a_surprise_is_found_and_ordered_in_the_body_of_the_form(app, as_):
    place = make_establishment(name="Karaoke Ánh Trăng")
    place_id, hoa = kept(place), as_("hoa")
    data = terms(
        q="anh trang",
        ground="tip",
        ground_reference="Tin báo 7",
        opens_at="2027-01-05T20:00",
        team=str(people.team().id),
        establishment=str(place_id),
    )

    found = hoa.post("/inspections/sealed/new", data={**data, "step": "find"})
    assert (found.status_code, count(Inspection)) == (200, 0)
    assert "Karaoke Ánh Trăng" in found.text

    ordered = hoa.post("/inspections/sealed/new", data=data)

    visit = db.session.scalars(select(Inspection)).one()
    assert ordered.status_code == 303
    assert (visit.establishment_id, visit.mode) == (place_id, InspectionMode.SURPRISE)
    assert visit.decision_id is not None
    flashed = hoa.get("/inspections/sealed").text
    assert "Karaoke" not in flashed


@pytest.mark.parametrize(
    "changes",
    [
        {"establishment": ""},
        {"establishment": "không phải mã"},
        {"establishment": str(uuid4())},
        {"ground": "plan"},
        {"ground_reference": ""},
        {"opens_at": "2020-01-01T00:00"},
        {"opens_at": "tối nay"},
        {"team": "0"},
        {"approver": "0"},
    ],
)
def test_an_odd_order_is_refused(app, as_, changes):
    data = terms(
        ground="tip",
        ground_reference="Tin báo 7",
        opens_at="2027-01-05T20:00",
        team=str(people.team().id),
        establishment=str(kept(make_establishment())),
    )

    answer = as_("hoa").post("/inspections/sealed/new", data={**data, **changes})

    assert (answer.status_code, count(Inspection)) == (422, 0)


def test_an_order_outside_the_area_finds_nothing(app, as_):
    theirs = kept(make_establishment(commune=None, province="04"))

    answer = as_("hoa").post(
        "/inspections/sealed/new",
        data=terms(
            ground="tip",
            ground_reference="Tin báo 7",
            opens_at="2027-01-05T20:00",
            team=str(people.team().id),
            establishment=str(theirs),
        ),
    )

    assert (answer.status_code, count(Inspection)) == (422, 0)


def test_the_draft_of_a_surprise_is_changed_without_naming_its_target(app, as_):
    visit = make_inspection(
        make_establishment(name="Mục tiêu kín"),
        state="draft",
        mode=InspectionMode.SURPRISE,
        planned_on=date(2027, 1, 5),
    )
    decision_id, hoa = kept(visit.decision), as_("hoa")
    address = f"/inspections/decisions/{decision_id}/edit"

    page = hoa.get(address).text
    done = hoa.post(address, data=terms(ground="order", ground_reference="Công văn 5", version="1"))

    assert "Mục tiêu kín" not in page
    assert done.status_code == 303
    db.session.expire_all()
    changed = db.session.get_one(InspectionDecision, decision_id)
    assert (changed.ground, changed.ground_reference) == (Ground.ORDER, "Công văn 5")


def test_lists_ask_the_same_number_of_questions_for_many_rows(app, as_, statements):
    make_inspection(make_establishment(), planned_on=date(2026, 11, 24))
    make_decision(people.team(), mode=InspectionMode.SURPRISE, planner_id=people.user_id("hoa"))
    db.session.commit()
    hoa = as_("hoa")
    addresses = [
        f"/inspections{path}"
        for path in ("", "/agenda?from=2026-11-20", "/decisions", "/corrections", "/sealed")
    ]
    few = [_asked(statements, hoa, address) for address in addresses]
    for _ in range(12):
        make_inspection(make_establishment(), planned_on=date(2026, 11, 25))
        make_decision(people.team(), mode=InspectionMode.SURPRISE)
    db.session.commit()

    many = [_asked(statements, hoa, address) for address in addresses]

    assert many == few
    assert max(many) <= 14


def _asked(statements, browser, address) -> int:
    browser.get(address)
    with statements() as ran:
        assert browser.get(address).status_code == 200
    return len(ran)
