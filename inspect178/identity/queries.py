"""What can be read of people? Accounts, sessions, and the actor that they make at an instant."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor, Grant, Territory
from inspect178.access.roles import ROLES
from inspect178.extensions import db
from inspect178.identity.models import (
    Agency,
    RoleAssignment,
    SignInAttempt,
    Team,
    TeamMember,
    UserAccount,
    UserSession,
)
from inspect178.identity.rules import ATTEMPT_WINDOW, username_key
from inspect178.kernel import clock
from inspect178.territory import queries as territory


def in_force(
    model: type[RoleAssignment] | type[TeamMember] | type[Team], day: date
) -> ColumnElement[bool]:
    """Give the condition for dated rows in force on the day."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def find_account(username: str) -> UserAccount | None:
    """Find an account by its name."""
    return db.session.scalar(
        select(UserAccount).where(UserAccount.username_key == username_key(username))
    )


def demo_accounts() -> Sequence[tuple[UserAccount, RoleAssignment]]:
    """List the accounts with their roles for the sign-in page of the demo."""
    rows = db.session.execute(
        select(UserAccount, RoleAssignment)
        .join(RoleAssignment, RoleAssignment.user_id == UserAccount.id)
        .where(UserAccount.is_active)
        .order_by(UserAccount.id, RoleAssignment.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def token_hash(token: str) -> str:
    """Give what is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(token: str) -> tuple[UserSession, UserAccount] | None:
    """Find a session and its person by the token of the cookie."""
    row = db.session.execute(
        select(UserSession, UserAccount)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(UserSession.token_hash == token_hash(token))
    ).first()
    return None if row is None else (row[0], row[1])


def open_sessions(user_id: int, at: datetime) -> Sequence[UserSession]:
    """List a person's sessions that have neither ended nor run out."""
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > at,
        )
        .order_by(UserSession.last_seen_at.desc())
    ).all()


def recent_attempts(key: str, at: datetime) -> list[datetime]:
    """List the failed sign-ins under a key in the last minutes."""
    return list(
        db.session.scalars(
            select(SignInAttempt.at).where(
                SignInAttempt.key == key, SignInAttempt.at > at - ATTEMPT_WINDOW
            )
        )
    )


def actor_of(account: UserAccount, at: datetime, session_id: int | None = None) -> Actor:
    """Work out what a person may do at this instant, from dated roles and teams."""
    day = clock.local_day(at)
    assignments = db.session.scalars(
        select(RoleAssignment).where(
            RoleAssignment.user_id == account.id, in_force(RoleAssignment, day)
        )
    ).all()
    teams = db.session.scalars(
        select(TeamMember.team_id).where(
            TeamMember.user_id == account.id, in_force(TeamMember, day)
        )
    )
    return Actor(
        user_id=account.id,
        name=account.full_name,
        grants=tuple(_grant(a) for a in assignments),
        team_ids=frozenset(teams),
        session_id=session_id,
        locale=account.locale,
    )


def _grant(assignment: RoleAssignment) -> Grant:
    if assignment.whole_country:
        ground = Territory(whole_country=True)
    else:
        ground = territory.territory_of(territory.require_unit(assignment.unit_id))
    return Grant(
        role=assignment.role.value,
        unit_id=assignment.unit_id,
        permissions=ROLES[assignment.role],
        territory=ground,
        agency_id=assignment.agency_id,
    )


def team_members(team_id: int, day: date) -> Sequence[TeamMember]:
    """List the members of a team in force on the day, the leader first."""
    members = db.session.scalars(
        select(TeamMember)
        .options(joinedload(TeamMember.agency))
        .where(TeamMember.team_id == team_id, in_force(TeamMember, day))
        .order_by(TeamMember.id)
    ).all()
    order = {"leader": 0, "deputy": 1, "member": 2}
    return sorted(members, key=lambda m: (order[m.team_post.value], m.id))


def agencies(day: date) -> Sequence[Agency]:
    """List the agencies that exist on the day."""
    return db.session.scalars(
        select(Agency)
        .where(
            or_(Agency.valid_from.is_(None), Agency.valid_from <= day),
            or_(Agency.valid_to.is_(None), Agency.valid_to > day),
        )
        .order_by(Agency.id)
    ).all()
