"""What can be read of people? Accounts, sessions, and the actor that they make at an instant."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor, Grant, Territory
from inspect178.access.permissions import P, Permission
from inspect178.access.roles import ROLES
from inspect178.access.scopes import visible
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
from inspect178.kernel.errors import NotFound
from inspect178.territory import queries as territory
from inspect178.territory.models import AdminUnit, UnitSuccession


def in_force(
    model: type[RoleAssignment] | type[TeamMember] | type[Team], day: date | BindParameter[date]
) -> ColumnElement[bool]:
    """Give the condition for dated rows in force on the day."""
    return and_(model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))


def find_account(username: str) -> UserAccount | None:
    """Find an account by its name."""
    return db.session.scalar(
        select(UserAccount).where(UserAccount.username_key == username_key(username))
    )


def assignments_of(user_id: int) -> Sequence[RoleAssignment]:
    """List all roles of a person, past ones too, the latest first."""
    return db.session.scalars(
        select(RoleAssignment)
        .options(joinedload(RoleAssignment.agency))
        .where(RoleAssignment.user_id == user_id)
        .order_by(RoleAssignment.valid_from.desc(), RoleAssignment.id.desc())
    ).all()


def unit_within(ground: Territory) -> ColumnElement[bool]:
    """Give the condition for units of either tree that lie in a territory."""
    if ground.whole_country:
        return true()
    heirs = select(UnitSuccession.old_id).where(
        UnitSuccession.new_id.in_(sorted(ground.province_ids))
    )
    return or_(
        AdminUnit.province_id.in_(sorted(ground.province_ids)),
        AdminUnit.id.in_(sorted(ground.commune_ids | ground.old_commune_ids)),
        AdminUnit.province_id.in_(heirs),
    )


def accounts(actor: Actor, text: str = "") -> Select[UserAccount]:
    """Select the accounts with a role in the administrator's area, by name."""
    inside = (
        select(RoleAssignment.user_id)
        .join(AdminUnit, AdminUnit.id == RoleAssignment.unit_id)
        .where(unit_within(actor.territory(P.ACCOUNT_ADMINISTER)))
    )
    statement = select(UserAccount).where(UserAccount.id.in_(inside))
    if text:
        wanted = f"%{_escaped(text)}%"
        statement = statement.where(
            or_(
                UserAccount.username_key.like(wanted.casefold(), escape="\\"),
                UserAccount.full_name.ilike(wanted, escape="\\"),
            )
        )
    return statement.order_by(UserAccount.full_name, UserAccount.id)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def require_account(actor: Actor, user_id: int) -> UserAccount:
    """Give an account of the administrator's area, or raise NotFound."""
    found: UserAccount | None = db.session.scalar(accounts(actor).where(UserAccount.id == user_id))
    if found is None:
        raise NotFound
    return found


def roles_in_force(user_ids: list[int], day: date) -> dict[int, list[tuple[str, str]]]:
    """Give role and unit name (empty: whole country) of each person's roles in force."""
    rows = db.session.execute(
        select(
            RoleAssignment.user_id,
            RoleAssignment.role,
            RoleAssignment.whole_country,
            AdminUnit.name,
        )
        .join(AdminUnit, AdminUnit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.user_id.in_(user_ids), in_force(RoleAssignment, day))
        .order_by(RoleAssignment.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for user_id, role, everywhere, unit in rows:
        found.setdefault(user_id, []).append((role.label, "" if everywhere else unit))
    return found


def require_assignment(account: UserAccount, role_id: int) -> RoleAssignment:
    """Give one role of a person, or raise NotFound."""
    found = db.session.get(RoleAssignment, role_id)
    if found is None or found.user_id != account.id:
        raise NotFound
    return found


def require_agency(agency_id: int) -> Agency:
    """Give an agency by its id, or raise NotFound."""
    found = db.session.get(Agency, agency_id)
    if found is None:
        raise NotFound
    return found


def teams(actor: Actor, permission: Permission) -> Select[Team]:
    """Select the teams of the area over which the actor holds the permission."""
    return select(Team).where(visible(Team, actor, permission)).order_by(Team.name, Team.id)


def require_team(actor: Actor, team_id: int, permission: Permission) -> Team:
    """Give a team of the actor's area, or raise NotFound."""
    found: Team | None = db.session.scalar(teams(actor, permission).where(Team.id == team_id))
    if found is None:
        raise NotFound
    return found


def member_counts(team_ids: list[int], day: date) -> dict[int, int]:
    """Count the members in force of each team."""
    rows = db.session.execute(
        select(TeamMember.team_id, func.count())
        .where(TeamMember.team_id.in_(team_ids), in_force(TeamMember, day))
        .group_by(TeamMember.team_id)
    )
    return {row[0]: row[1] for row in rows}


def require_member(team: Team, member_id: int) -> TeamMember:
    """Give a member of the team, or raise NotFound."""
    found = db.session.get(TeamMember, member_id)
    if found is None or found.team_id != team.id:
        raise NotFound
    return found


def members_of(team: Team) -> Sequence[TeamMember]:
    """List all members of a team, past ones too, those in force first."""
    return db.session.scalars(
        select(TeamMember)
        .options(joinedload(TeamMember.agency))
        .where(TeamMember.team_id == team.id)
        .order_by(TeamMember.valid_to.is_not(None), TeamMember.id)
    ).all()


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
    given = {"user": account.id, "day": clock.local_day(at)}
    rows = db.session.execute(_in_force_of(), given).all()
    # Each role stands beside each team.
    assignments = {role.id: (role, unit) for role, unit, _ in rows if role and unit}
    return Actor(
        user_id=account.id,
        name=account.full_name,
        grants=tuple(_grant(*assignments[id]) for id in sorted(assignments)),
        team_ids=frozenset(row[2] for row in rows if row[2] is not None),
        session_id=session_id,
        locale=account.locale,
    )


@cache
def _in_force_of() -> Select[RoleAssignment | None, AdminUnit | None, int | None]:
    """Give the question for roles, their units and teams: one, because every request asks it."""
    user_id = bindparam("user", type_=UserAccount.id.type)
    day = bindparam("day", type_=RoleAssignment.valid_from.type)
    return (
        select(RoleAssignment, AdminUnit, TeamMember.team_id)
        .select_from(UserAccount)
        .outerjoin(
            RoleAssignment,
            and_(RoleAssignment.user_id == UserAccount.id, in_force(RoleAssignment, day)),
        )
        .outerjoin(AdminUnit, AdminUnit.id == RoleAssignment.unit_id)
        .outerjoin(
            TeamMember, and_(TeamMember.user_id == UserAccount.id, in_force(TeamMember, day))
        )
        .where(UserAccount.id == user_id)
    )


def _grant(assignment: RoleAssignment, unit: AdminUnit) -> Grant:
    if assignment.whole_country:
        ground = Territory(whole_country=True)
    else:
        ground = territory.territory_of(unit)
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


def members_from(team_id: int, day: date) -> Sequence[TeamMember]:
    """List the members of a team on the day or on any later one."""
    return db.session.scalars(
        select(TeamMember)
        .where(
            TeamMember.team_id == team_id,
            or_(TeamMember.valid_to.is_(None), TeamMember.valid_to > day),
        )
        .order_by(TeamMember.id)
    ).all()


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
