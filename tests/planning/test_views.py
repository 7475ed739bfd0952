"""Do the pages of plans guard, refuse and say what was done?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.inspections.enums import Ground
from inspect178.inspections.models import Inspection
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan, PlanTarget, TargetEntry
from inspect178.territory import queries as territory
from tests import people
from tests.days import on_the_day_of_the_cast
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_entry, make_plan, make_target
from tests.factories.registry import make_establishment
from tests.masks import masked

PLAN = {
    "year": "2027",
    "title": "Kế hoạch năm 2027",
    "basis": "frozen",
    "tree_on": "2027-12-31",
    "lead_agency": "",
    "parent_plan": "",
}
TARGET = {
    "code": "T2",
    "label_vi": "Tỷ lệ ký cam kết",
    "formula": "CAM",
    "comparator": ">=",
    "value": "99,5",
    "unit": "percent",
    "frequency": "year",
}


@pytest.fixture(autouse=True)
def the_day(app):
    with on_the_day_of_the_cast():
        yield


def unit_id(code: str) -> str:
    return str(territory.require_unit_by_code(code, people.TODAY).id)


def kept(thing):
    db.session.commit()
    return thing.id


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_plan_is_drawn_up_on_a_page(app, as_):
    answer = as_("hoa").post("/plans/new", data={**PLAN, "unit": unit_id("33")})

    plan = db.session.scalars(select(Plan)).one()
    assert (answer.status_code, answer.location) == (303, f"/plans/{plan.id}")
    assert (plan.title, plan.created_by_id) == ("Kế hoạch năm 2027", people.user_id("hoa"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Tên kế hoạch:"),
        ({"year": "1999"}, "từ 2004 đến 2100"),
        ({"tree_on": "2026-12-31"}, "trong năm của kế hoạch"),
        ({"tree_on": "31.12."}, "ví dụ 31/12/2026"),
    ],
)
def test_what_cannot_be_a_plan_is_refused_and_stays_typed(app, as_, changes, sentence):
    data = {**PLAN, "unit": unit_id("33"), "source": "Công văn 9", **changes}

    answer = as_("hoa").post("/plans/new", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Công văn 9" in answer.text
    assert count(Plan) == 0


def test_a_unit_outside_the_area_is_no_choice(app, as_):
    answer = as_("hoa").post("/plans/new", data={**PLAN, "unit": unit_id("04")})

    assert answer.status_code == 422
    assert count(Plan) == 0


def test_a_stale_form_is_a_conflict(app, as_):
    plan_id = kept(make_plan())
    hoa, data = as_("hoa"), {**PLAN, "unit": unit_id("33"), "version": "1"}

    first = hoa.post(f"/plans/{plan_id}/edit", data=data)
    second = hoa.post(f"/plans/{plan_id}/edit", data={**data, "title": "Tên khác"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert db.session.get_one(Plan, plan_id).title == PLAN["title"]


def test_a_target_is_added_changed_and_removed(app, as_):
    plan_id = kept(make_plan(targets=0))
    hoa = as_("hoa")

    hoa.post(f"/plans/{plan_id}/targets/new", data=TARGET)
    target_id = db.session.scalars(select(PlanTarget.id)).one()
    hoa.post(f"/plans/{plan_id}/targets/{target_id}/edit", data={**TARGET, "value": "90"})
    page = hoa.get(f"/plans/{plan_id}").text
    hoa.post(f"/plans/{plan_id}/targets/{target_id}/remove")

    assert "≥&nbsp;90&nbsp;%" in page
    assert count(PlanTarget) == 0


@pytest.mark.parametrize("value", ["101", "-1", "nhiều", "1e400", "nan"])
def test_an_impossible_value_is_refused(app, as_, value):
    plan_id = kept(make_plan(targets=0))

    answer = as_("hoa").post(f"/plans/{plan_id}/targets/new", data={**TARGET, "value": value})

    assert answer.status_code == 422
    assert count(PlanTarget) == 0


def test_a_target_of_another_plan_is_not_found_here(app, as_):
    plan, other = make_plan(), make_plan()
    db.session.commit()

    address = f"/plans/{plan.id}/targets/{other.targets[0].id}/edit"

    assert as_("hoa").get(address).status_code == 404


def test_a_plan_goes_from_draft_to_approval(app, as_):
    make_establishment()
    plan_id = kept(make_plan())
    hoa, khanh = as_("hoa"), as_("khanh")

    hoa.post(f"/plans/{plan_id}/submit")
    khanh.post(f"/plans/{plan_id}/approve", data={"number": "7/KH-UBND", "signed_on": "2026-11-20"})
    page = khanh.get(f"/plans/{plan_id}").text

    assert "Đã phê duyệt" in page
    assert "7/KH-UBND" in page
    assert "Thanh tra tỉnh" in page
    assert "1 cơ sở" in page


def test_a_plan_comes_back_with_its_reason_in_sight(app, as_):
    plan_id = kept(make_plan(state=PlanState.SUBMITTED))

    as_("khanh").post(f"/plans/{plan_id}/return", data={"reason": "Thiếu chỉ tiêu cam kết"})

    assert "Thiếu chỉ tiêu cam kết" in as_("hoa").get(f"/plans/{plan_id}").text


@pytest.mark.parametrize(
    ("method", "path", "state", "name", "status"),
    [
        ("get", "/approve", PlanState.DRAFT, "khanh", 409),
        ("get", "/edit", PlanState.APPROVED, "hoa", 409),
        ("get", "/targets/new", PlanState.SUBMITTED, "hoa", 409),
        ("post", "/submit", PlanState.APPROVED, "hoa", 409),
        ("get", "/edit", PlanState.DRAFT, "khanh", 403),
        ("get", "/approve", PlanState.SUBMITTED, "hoa", 403),
        ("get", "", PlanState.APPROVED, "giang", 404),
        ("get", "/edit", PlanState.DRAFT, "giang", 404),
        ("get", "/approve", PlanState.SUBMITTED, "phuc", 404),
        ("get", "/choose", PlanState.APPROVED, "giang", 404),
    ],
)
def test_steps_answer_by_state_right_and_area(app, as_, method, path, state, name, status):
    plan_id = kept(make_plan(state=state))

    answer = getattr(as_(name), method)(f"/plans/{plan_id}{path}")

    assert answer.status_code == status


def test_an_unknown_plan_looks_like_one_out_of_the_area(app, as_):
    plan_id = kept(make_plan())
    giang = as_("giang")

    theirs, unknown = giang.get(f"/plans/{plan_id}"), uuid4()
    none = giang.get(f"/plans/{unknown}")

    assert theirs.status_code == none.status_code == 404
    assert masked(theirs.text, plan_id) == masked(none.text, unknown)


def test_strangers_sign_in_first(app, client):
    assert "/sign-in" in client.get("/plans").location


def test_establishments_are_chosen_on_a_page(app, as_):
    plan = make_plan(state=PlanState.APPROVED)
    places = [make_establishment(), make_establishment()]
    ids, plan_id = [str(p.id) for p in places], kept(plan)

    answer = as_("hoa").post(
        f"/plans/{plan_id}/choose",
        data={"chosen": ids, "team": people.team().id, "planned_on": "2026-12-01"},
    )

    assert answer.status_code == 303
    assert count(Inspection) == 2


def test_the_refused_are_shown_before_anything_is_planned(app, as_):
    plan = make_plan(state=PlanState.APPROVED)
    used, free = make_establishment(name="Đã có lượt"), make_establishment(name="Còn lượt")
    make_inspection(used, state="accepted", planned_on=date(2026, 3, 2))
    plan_id, used_id, free_id = kept(plan), used.id, free.id
    hoa, address = as_("hoa"), f"/plans/{plan_id}/choose"
    data = {"chosen": [used_id, free_id], "team": people.team().id, "planned_on": "2026-12-01"}

    asked = hoa.post(address, data=data)
    assert (asked.status_code, count(Inspection)) == (422, 1)
    assert "Đã có lượt" in asked.text
    assert "02/03/2026" in asked.text

    answer = hoa.post(address, data={**data, "without_refused": "y"})

    assert (answer.status_code, count(Inspection)) == (303, 2)
    assert "Đã bỏ qua 1 cơ sở" in hoa.get(answer.location).text


def test_a_ground_typed_for_each_refused_one_plans_them_all(app, as_):
    plan, used = make_plan(state=PlanState.APPROVED), make_establishment()
    make_inspection(used, state="accepted", planned_on=date(2026, 3, 2))
    plan_id, key = kept(plan), used.id

    as_("hoa").post(
        f"/plans/{plan_id}/choose",
        data={
            "chosen": [key],
            "team": people.team().id,
            "planned_on": "2026-12-01",
            f"ground-{key}": "signs",
            f"reference-{key}": "Biên bản 12/BB",
        },
    )

    visit = db.session.scalars(select(Inspection).where(Inspection.plan_id == plan_id)).one()
    assert (visit.second_ground, visit.second_reference) == (Ground.SIGNS, "Biên bản 12/BB")


@pytest.mark.parametrize(
    "changes",
    [
        {"chosen": []},
        {"chosen": ["không phải mã"]},
        {"chosen": [str(uuid4())]},
        {"team": "0"},
        {"planned_on": ""},
        {"planned_on": "2026-02-30"},
        {"planned_on": "2026-11-01"},
    ],
    ids=[
        "nothing ticked", "no id", "an unknown id", "an unknown team", "no day",
        "an impossible day", "a past day",
    ],
)  # fmt: skip
def test_an_odd_choice_plans_nothing(app, as_, changes):
    plan, place = make_plan(state=PlanState.APPROVED), make_establishment()
    data = {"chosen": [place.id], "team": people.team().id, "planned_on": "2026-12-01"}
    plan_id = kept(plan)

    answer = as_("hoa").post(f"/plans/{plan_id}/choose", data={**data, **changes})

    assert (answer.status_code, count(Inspection)) == (422, 0)


def test_a_draft_warns_that_it_is_not_approved(app, as_):
    plan_id = kept(make_plan())

    assert "chưa được phê duyệt" in as_("hoa").get(f"/plans/{plan_id}/choose").text


@pytest.mark.parametrize("query", ["", "?year=2026&state=draft&q=hung", "?year=x&state=x&page=-1"])
def test_the_list_takes_any_filter(app, as_, query):
    make_plan()
    db.session.commit()

    answer = as_("hoa").get(f"/plans{query}")

    assert answer.status_code == 200
    assert "Kế hoạch thử" in answer.text


def test_lists_ask_the_same_number_of_questions_for_many_rows(app, as_, statements):
    plan_id = kept(make_plan(state=PlanState.APPROVED))
    make_establishment()
    db.session.commit()
    hoa = as_("hoa")
    addresses = ("/plans", *(f"/plans/{plan_id}{rest}" for rest in ("", "/choose", "/quotas")))
    few = [_asked(statements, hoa, address) for address in addresses]
    for _ in range(12):
        make_plan()
        make_inspection(make_establishment(), plan_id=plan_id)
    db.session.commit()

    many = [_asked(statements, hoa, address) for address in addresses]

    assert many == few
    assert max(many) <= 22


def _asked(statements, browser, address) -> int:
    browser.get(address)
    with statements() as ran:
        assert browser.get(address).status_code == 200
    return len(ran)


FIGURE = {
    "figures_to": "2026-06-30",
    "done": "30",
    "total": "45",
    "document": "Báo cáo số 12/BC-UBND",
    "document_on": "2026-07-02",
    "reported_by": "Phòng Văn hóa - Xã hội",
}


def with_entered(targets: int = 1) -> Plan:
    plan = make_plan(state=PlanState.APPROVED, targets=0)
    more = {"formula": "entered", "value": 70.0, "label_vi": "Tỷ lệ xã tuyên truyền"}
    plan.targets.extend(make_target(place, **more) for place in range(1, targets + 1))
    db.session.commit()
    return plan


def test_a_figure_is_entered_on_a_page_and_shown_with_its_paper(app, as_):
    plan = with_entered()
    where = f"/plans/{plan.id}/targets/{plan.targets[0].id}/figures"
    answer = as_("hoa").post(f"{where}/new", data={**FIGURE, "unit": unit_id("33")})

    assert (answer.status_code, answer.location) == (303, where)
    shown = as_("lan").get(f"/plans/{plan.id}/progress").text
    assert "66,7\u00a0%" in shown
    assert "Phòng Văn hóa - Xã hội" in shown
    assert "Báo cáo số 12/BC-UBND" in as_("dung").get(where).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"total": ""}, "Nhập tổng số"),
        ({"done": "46"}, "không thể lớn hơn tổng số"),
        ({"figures_to": "2027-01-01"}, "trong năm 2026"),
        ({"figures_to": "2026-12-31"}, "Ngày này ở tương lai"),
        ({"unit": "999999"}, ""),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_a_sentence(app, as_, changes, sentence):
    plan = with_entered()
    where = f"/plans/{plan.id}/targets/{plan.targets[0].id}/figures/new"

    answer = as_("hoa").post(where, data={**FIGURE, "unit": unit_id("33"), **changes})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert count(TargetEntry) == 0


def test_quotas_are_given_on_a_page(app, as_):
    plan = with_entered()
    name = f"quota-{unit_id('12103')}"

    refused = as_("hoa").post(f"/plans/{plan.id}/quotas", data={name: "vài"})
    answer = as_("hoa").post(f"/plans/{plan.id}/quotas", data={name: "1.200"})

    assert refused.status_code == 422
    assert answer.status_code == 303
    assert "1.200" in as_("hoa").get(f"/plans/{plan.id}/progress").text


def test_next_years_plan_is_made_on_a_page(app, as_):
    plan_id = kept(make_plan(state=PlanState.APPROVED, title="Kế hoạch năm 2026"))
    where = f"/plans/{plan_id}/next-year"
    assert "Kế hoạch năm 2027" in as_("hoa").get(where).text

    data = {"title": "Kế hoạch năm 2027", "tree_on": "2027-01-01"}
    answer = as_("hoa").post(where, data=data)
    again = as_("hoa").post(where, data=data)

    drawn = db.session.scalars(select(Plan).where(Plan.year == 2027)).one()
    assert (answer.status_code, answer.location) == (303, f"/plans/{drawn.id}")
    assert again.status_code == 422


def test_progress_asks_the_same_number_of_questions_for_many_targets(app, as_, statements):
    few, many = with_entered(), with_entered(targets=12)
    for plan in (few, many):
        plan.targets.extend(
            make_target(20 + place, formula=formula)
            for place, formula in enumerate(("COV-Y", "CAM", "VIS", "TIP"))
        )
    db.session.commit()
    key = people.user_id("hoa")
    for target in many.targets[:12]:
        for code in ("12103", "12127"):
            db.session.add(make_entry(target, code, recorded_by_id=key))
    db.session.commit()
    hoa = as_("hoa")

    asked = [_asked(statements, hoa, f"/plans/{plan.id}/progress") for plan in (few, many)]

    assert asked[0] == asked[1]
    assert asked[0] <= 20
