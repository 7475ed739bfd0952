"""Who appears in the tests? A cast in Hưng Yên (33), and Giang from Cao Bằng (04).

an      team member, province team        hoa     standing agency officer of the province (planner)
binh    team leader, province team        khanh   issuer of decisions of the province
chi     police reviewer                   lan     report writer of phường Thượng Hồng (12127)
cuong   culture reviewer                  minh    administrator of the province
dung    auditor                           nam     leader of another team, of phường Mỹ Hào (12103)
giang   standing agency officer of another province, Cao Bằng
phuc    issuer of decisions of Cao Bằng
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.access.roles import Role
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.enums import TeamPost
from inspect178.identity.models import (
    Agency,
    RoleAssignment,
    Team,
    TeamMember,
    UserAccount,
    UserSession,
)
from inspect178.identity.passwords import hash_password
from inspect178.kernel import clock
from inspect178.territory import queries as territory

LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)
BEGINNING = date(2024, 1, 1)
TODAY = date(2026, 11, 23)
PASSWORD = "một câu đủ dài để thử"

# name: (full name, role, code of the unit in force, field of the agency)
CAST: dict[str, tuple[str, Role, str, str]] = {
    "an": ("Nguyễn Văn An", Role.TEAM_MEMBER, "33", "police"),
    "binh": ("Trần Thị Bình", Role.TEAM_LEADER, "33", "health"),
    "chi": ("Lê Thị Chi", Role.POLICE_REVIEWER, "33", "police"),
    "cuong": ("Phạm Văn Cường", Role.CULTURE_REVIEWER, "33", "culture"),
    "dung": ("Hoàng Thị Dung", Role.AUDITOR, "33", "inspectorate"),
    "giang": ("Nông Văn Giang", Role.STANDING_AGENCY, "04", "health"),
    "hoa": ("Vũ Thị Hoa", Role.STANDING_AGENCY, "33", "health"),
    "khanh": ("Đỗ Văn Khánh", Role.DECISION_ISSUER, "33", "people_committee"),
    "lan": ("Bùi Thị Lan", Role.REPORT_WRITER, "12127", "people_committee"),
    "minh": ("Đặng Văn Minh", Role.ADMINISTRATOR, "33", "health"),
    "nam": ("Ngô Văn Nam", Role.TEAM_LEADER, "12103", "police"),
    "phuc": ("Lý Văn Phúc", Role.DECISION_ISSUER, "04", "people_committee"),
}
PROVINCE_TEAM = "Đội kiểm tra liên ngành 178 tỉnh Hưng Yên"
COMMUNE_TEAM = "Đội kiểm tra liên ngành 178 phường Mỹ Hào"


def make_cast() -> None:
    """Make all accounts, roles and the two teams; called once for the template database."""
    stored = hash_password(PASSWORD)
    for name, (full_name, role, code, agency_field) in CAST.items():
        account = UserAccount(
            username=name,
            username_key=name,
            full_name=full_name,
            password_hash=stored,
            created_at=LOADED_AT,
        )
        db.session.add(account)
        db.session.flush()
        db.session.add(
            RoleAssignment(
                user_id=account.id,
                role=role,
                unit_id=territory.require_unit_by_code(code, TODAY).id,
                agency_id=agency(agency_field).id,
                valid_from=BEGINNING,
            )
        )
    _team(PROVINCE_TEAM, "33", ["binh", "an"])
    _team(COMMUNE_TEAM, "12103", ["nam"])
    db.session.flush()


def _team(name: str, code: str, members: list[str]) -> None:
    unit = territory.require_unit_by_code(code, TODAY)
    province, commune, old = territory.place_of(unit)
    team = Team(
        name=name, unit_id=unit.id, province_id=province, commune_id=commune,
        old_commune_id=old, valid_from=BEGINNING,
    )  # fmt: skip
    db.session.add(team)
    db.session.flush()
    for place, member in enumerate(members):
        full_name, _, _, agency_field = CAST[member]
        post = TeamPost.LEADER if place == 0 else TeamPost.MEMBER
        _member(team, full_name, agency_field, post, user_id(member))
    _member(team, "Mai Thị Mẫu", "culture", TeamPost.MEMBER, None)
    _member(team, "Tạ Văn Thử", "police", TeamPost.MEMBER, None)


def _member(
    team: Team, full_name: str, agency_field: str, post: TeamPost, account_id: int | None
) -> None:
    db.session.add(
        TeamMember(
            team_id=team.id,
            user_id=account_id,
            full_name=full_name,
            team_post=post,
            post_title="Cán bộ",
            agency_id=agency(agency_field).id,
            may_record=agency_field == "police",
            valid_from=BEGINNING,
        )  # fmt: skip
    )


def agency(agency_field: str) -> Agency:
    """Give an agency of a field that exists today."""
    return (
        db.session.scalars(
            select(Agency)
            .where(Agency.field == agency_field, Agency.valid_to.is_(None))
            .order_by(Agency.id)
        ).first()
        or db.session.scalars(select(Agency).order_by(Agency.id)).one()
    )


def user_id(name: str) -> int:
    """Give the id of somebody's account."""
    return db.session.scalars(select(UserAccount.id).where(UserAccount.username_key == name)).one()


def team(name: str = PROVINCE_TEAM) -> Team:
    """Give a team by its name."""
    return db.session.scalars(select(Team).where(Team.name == name)).one()


def actor(name: str) -> Actor:
    """Give the actor that somebody is today."""
    account = db.session.get_one(UserAccount, user_id(name))
    return identity.actor_of(account, clock.now())


def client(app: Flask, name: str) -> FlaskClient:
    """Give a test client with an open session of somebody."""
    token, at = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        UserSession(
            token_hash=identity.token_hash(token),
            user_id=user_id(name),
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(hours=12),
        )  # fmt: skip
    )
    db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["sid"] = token
    return browser
