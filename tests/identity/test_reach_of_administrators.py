"""How far does the power over accounts and teams reach, and can it be turned to one's own use?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inspect178.access.roles import Role
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.enums import TeamPost
from inspect178.identity.models import RoleAssignment, TeamMember
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel import clock
from inspect178.territory import queries as territory
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

OTHER_PASSWORD = "một câu khác đủ dài để thử"
PAST = {"valid_from": date(2024, 1, 1), "valid_to": date(2024, 6, 1)}


def a_role(name: str, role: Role, unit: str = "33", **facts) -> int:
    """Give somebody of the cast one more role, whatever stands against it, and give its id."""
    made = RoleAssignment(
        user_id=people.user_id(name),
        role=role,
        unit_id=territory.require_unit_by_code(unit, people.TODAY).id,
        agency_id=people.agency("health").id,
        **{"valid_from": people.BEGINNING, **facts},
    )
    db.session.add(made)
    db.session.commit()
    return made.id


def member(**changes) -> dict[str, object]:
    said = {"full_name": "Trần Thử", "agency": people.agency("health").id, "team_post": "member"}
    return {**said, "username": "", "valid_from": clock.today().isoformat(), **changes}


@pytest.fixture(params=["password", "change"])
def act(request) -> tuple[str, dict[str, str]]:
    """What would take somebody's account over, or shut them out."""
    said = {"password": {"password": OTHER_PASSWORD}, "change": {"full_name": "X", "post": ""}}
    return request.param, said[request.param]


def test_who_once_had_a_role_here_is_not_taken_over_from_here(as_, act):
    a_role("giang", Role.REPORT_WRITER, **PAST)
    address, said = act

    answer = as_("minh").post(f"/accounts/{people.user_id('giang')}/{address}", data=said)

    assert answer.status_code == 403


def test_who_answers_for_the_country_is_not_taken_over_by_a_province(as_, act):
    a_role("khanh", Role.AUDITOR, whole_country=True)
    address, said = act

    answer = as_("minh").post(f"/accounts/{people.user_id('khanh')}/{address}", data=said)

    assert answer.status_code == 403


def test_who_has_left_another_province_belongs_to_this_one_alone(as_, act):
    a_role("hoa", Role.REPORT_WRITER, "04", **PAST)
    address, said = act

    answer = as_("minh").post(f"/accounts/{people.user_id('hoa')}/{address}", data=said)

    assert answer.status_code == 303


def test_a_role_of_another_province_is_not_ended_from_here(as_):
    a_role("giang", Role.REPORT_WRITER, **PAST)
    elsewhere = db.session.scalars(
        select(RoleAssignment).where(
            RoleAssignment.user_id == people.user_id("giang"),
            RoleAssignment.role == Role.STANDING_AGENCY,
        )
    ).one()

    answer = as_("minh").post(
        f"/accounts/{elsewhere.user_id}/roles/{elsewhere.id}/end", data={"last_day": "2026-01-01"}
    )

    assert answer.status_code == 403
    db.session.refresh(elsewhere)
    assert elsewhere.valid_to is None


def test_a_role_that_is_over_is_not_prolonged_by_ending_it(as_):
    over = a_role("an", Role.POLICE_REVIEWER, **PAST)

    answer = as_("minh").post(
        f"/accounts/{people.user_id('an')}/roles/{over}/end", data={"last_day": "2099-12-31"}
    )

    assert answer.status_code == 422
    assert people.actor("an").role_names == "team_member"


def test_a_membership_that_is_over_is_not_prolonged_by_ending_it(as_):
    team_id = people.team().id
    over = TeamMember(
        team_id=team_id, user_id=people.user_id("chi"), full_name="Lê Thị Chi",
        agency_id=people.agency("police").id, team_post=TeamPost.MEMBER, **PAST,
    )  # fmt: skip
    db.session.add(over)
    db.session.commit()

    answer = as_("hoa").post(
        f"/teams/{team_id}/members/{over.id}/end", data={"last_day": "2099-12-31"}
    )

    assert answer.status_code == 422
    assert people.actor("chi").team_ids == frozenset()


def test_nobody_joins_a_team_to_read_its_secrets(as_):
    visit = make_inspection(
        make_establishment(),
        mode=InspectionMode.SURPRISE,
        opens_at=clock.now() - timedelta(hours=1),
        planner_id=people.user_id("phuc"),
    )
    team_id, visit_id, hoa = visit.team_id, visit.id, as_("hoa")

    joined = hoa.post(f"/teams/{team_id}/members", data=member(username="hoa"))

    assert joined.status_code == 422
    assert hoa.get(f"/inspections/{visit_id}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"team_post": "leader", "valid_from": "2020-01-01"},
        {"full_name": "nguyễn văn an"},
        {"full_name": "An Nguyễn Văn", "username": "an"},
    ],
    ids=["leader before the leader", "same name", "same account"],
)
def test_a_team_has_one_leader_and_nobody_twice(as_, changes):
    team_id = people.team().id

    answer = as_("hoa").post(f"/teams/{team_id}/members", data=member(**changes))

    assert answer.status_code == 422
    assert len(identity.team_members(team_id, clock.today())) == 4


def test_a_password_that_others_know_is_not_kept_by_changing_it_to_itself(app, as_):
    as_("minh").post(
        f"/accounts/{people.user_id('hoa')}/password", data={"password": OTHER_PASSWORD}
    )
    browser = app.test_client()
    browser.post("/sign-in", data={"username": "hoa", "password": OTHER_PASSWORD})

    answer = browser.post("/account", data={"old": OTHER_PASSWORD, "password": OTHER_PASSWORD})

    assert answer.status_code == 422
    assert browser.get("/").headers["Location"] == "/account"
