"""Do the pages of people open, refuse and change what they should?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inspect178.access.roles import Role
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, Team, TeamMember, UserAccount
from tests import people

NEW = {
    "username": "moi.nguoi", "full_name": "Người Mới", "post": "Cán bộ", "role": "report_writer",
    "password": "một câu đầu tiên thật dài", "unit": "12127", "valid_from": "2026-01-01",
}  # fmt: skip


def _new(**changes):
    return {**NEW, "agency": str(people.agency("health").id), **changes}


@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/teams", "/teams/new", "/account"])
def test_the_administrator_opens_every_page(as_, path):
    assert as_("minh").get(path).status_code == 200


def test_a_person_page_shows_roles_and_a_stranger_is_absent(as_):
    minh = as_("minh")

    assert "Lê Thị Chi" in minh.get(f"/accounts/{people.user_id('chi')}").text
    assert minh.get(f"/accounts/{people.user_id('giang')}").status_code == 404


def test_the_list_of_people_takes_a_constant_number_of_statements(as_, statements):
    minh = as_("minh")

    with statements() as ran:
        minh.get("/accounts")
    assert len(ran) <= 10


def test_a_new_person_must_choose_a_password_first(app, as_):
    answer = as_("minh").post("/accounts/new", data=_new())
    assert answer.status_code == 303

    browser = app.test_client()
    signed_in = browser.post(
        "/sign-in", data={"username": "moi.nguoi", "password": NEW["password"]}
    )
    assert signed_in.status_code == 303
    assert browser.get("/").headers["Location"] == "/account"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "hoa"}, "user"),
        ({"username": "có dấu"}, "user"),
        ({"password": "ngắn"}, "password"),
        ({"unit": "00000"}, "unit"),
        ({"unit": "04"}, "unit"),
        ({"valid_to": "2025-01-01"}, "valid_to"),
    ],
    ids=["taken", "with marks", "short password", "unknown unit", "foreign unit", "dates"],
)
def test_bad_entries_are_answered_at_the_form(as_, changes, words):
    answer = as_("minh").post("/accounts/new", data=_new(**changes))

    assert answer.status_code == 422
    assert f'id="{words}' in answer.text
    assert (
        db.session.scalar(select(UserAccount).where(UserAccount.full_name == "Người Mới")) is None
    )


def test_nobody_holds_both_sides_of_a_separated_duty(as_):
    hoa = people.user_id("hoa")
    answer = as_("minh").post(
        f"/accounts/{hoa}/roles",
        data={"role": Role.DECISION_ISSUER.value, "unit": "33", "valid_from": "2026-01-01",
              "agency": str(people.agency("health").id)},
    )  # fmt: skip

    assert answer.status_code == 422
    rows = db.session.scalars(select(RoleAssignment).where(RoleAssignment.user_id == hoa)).all()
    assert len(rows) == 1


def test_administrators_do_not_change_themselves(as_):
    minh = people.user_id("minh")
    answer = as_("minh").post(
        f"/accounts/{minh}/change", data={"full_name": "Khác", "is_active": "y"}
    )

    assert answer.status_code == 403


def test_rights_end_with_the_role_in_an_open_session(as_):
    hoa, minh = as_("hoa"), as_("minh")
    role = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.user_id == people.user_id("hoa"))
    ).one()
    assert hoa.get("/teams").status_code == 200

    answer = minh.post(
        f"/accounts/{role.user_id}/roles/{role.id}/end", data={"last_day": "2026-01-01"}
    )

    assert answer.status_code == 303
    assert hoa.get("/teams").status_code == 403


def test_a_closed_account_is_out_at_the_next_request(as_):
    hoa, minh = as_("hoa"), as_("minh")
    minh.post(
        f"/accounts/{people.user_id('hoa')}/change", data={"full_name": "Vũ Thị Hoa", "post": ""}
    )

    assert hoa.get("/teams").status_code == 302


def test_a_team_is_set_up_and_filled(as_):
    hoa = as_("hoa")
    hoa.post("/teams/new", data={"name": "Đội thử", "unit": "12127", "valid_from": "2026-01-01"})
    team = db.session.scalars(select(Team).where(Team.name == "Đội thử")).one()
    member = {
        "full_name": "Trần Thử", "agency": str(people.agency("police").id), "team_post": "leader",
        "may_record": "y", "valid_from": "2026-01-01", "username": "nam",
    }  # fmt: skip

    assert hoa.post(f"/teams/{team.id}/members", data=member).status_code == 303
    assert hoa.post(f"/teams/{team.id}/members", data=member).status_code == 422
    second = hoa.post(f"/teams/{team.id}/members", data={**member, "full_name": "Khác"})
    assert second.status_code == 422
    row = db.session.scalars(select(TeamMember).where(TeamMember.team_id == team.id)).one()
    assert row.may_record
    assert row.user_id == people.user_id("nam")
    ended = hoa.post(f"/teams/{team.id}/members/{row.id}/end", data={"last_day": "2026-06-30"})
    assert ended.status_code == 303


def test_teams_of_other_provinces_are_absent(as_):
    assert as_("giang").get(f"/teams/{people.team().id}").status_code == 404
