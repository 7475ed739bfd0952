"""Who can be asked: which teams may visit, who may sign, and what are people called?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import Permission
from inspect178.access.roles import Role
from inspect178.access.scopes import AreaScoped, visible
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, Team, UserAccount
from inspect178.identity.queries import in_force
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.territory.models import AdminUnit


def teams_in_force(actor: Actor, permission: Permission, day: date) -> Sequence[Team]:
    """List the teams of the actor's area that exist on the day."""
    return db.session.scalars(
        select(Team)
        .where(visible(Team, actor, permission), in_force(Team, day))
        .order_by(Team.commune_id.is_not(None), Team.name, Team.id)
    ).all()


def require_team_choice(actor: Actor, team_id: int, day: date, *, permission: Permission) -> Team:
    """Give the team that was chosen, or refuse one that is not on offer."""
    team = next((t for t in teams_in_force(actor, permission, day) if t.id == team_id), None)
    if team is None:
        raise InvalidInput(N_("Choose a team of your area."), field="team")
    return team


def approvers_near(actor: Actor, permission: Permission, day: date) -> Sequence[UserAccount]:
    """List the issuers of decisions of the actor's area and of the provinces above it."""
    ground = actor.territory(permission)
    statement = _issuers(day).order_by(UserAccount.full_name, UserAccount.id)
    if not ground.whole_country:
        communes = select(AdminUnit.province_id).where(AdminUnit.id.in_(sorted(ground.commune_ids)))
        statement = statement.where(
            or_(
                RoleAssignment.whole_country.is_(True),
                RoleAssignment.unit_id.in_(sorted(ground.province_ids | ground.commune_ids)),
                RoleAssignment.unit_id.in_(communes),
                AdminUnit.province_id.in_(sorted(ground.province_ids)),
            )
        )
    return db.session.scalars(statement).unique().all()


def can_approve(user_id: int, place: AreaScoped, day: date) -> bool:
    """Say whether somebody is an issuer of decisions for the place on the day."""
    here = [i for i in (place.province_id, place.commune_id, place.old_commune_id) if i is not None]
    found = db.session.scalar(
        _issuers(day).where(
            UserAccount.id == user_id,
            or_(RoleAssignment.whole_country.is_(True), RoleAssignment.unit_id.in_(here)),
        )
    )
    return found is not None


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Give the full names of some accounts."""
    wanted = sorted({i for i in user_ids if i is not None})
    rows = db.session.execute(
        select(UserAccount.id, UserAccount.full_name).where(UserAccount.id.in_(wanted))
    )
    return {row[0]: row[1] for row in rows}


def post_of(user_id: int | None) -> str:
    """Give the post of an account."""
    account = None if user_id is None else db.session.get(UserAccount, user_id)
    return account.post if account else ""


def unit_names(unit_ids: Iterable[int | None]) -> dict[int, str]:
    """Give the names of some units."""
    wanted = sorted({i for i in unit_ids if i is not None})
    rows = db.session.execute(select(AdminUnit.id, AdminUnit.name).where(AdminUnit.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _issuers(day: date) -> Select[UserAccount]:
    return (
        select(UserAccount)
        .join(RoleAssignment, RoleAssignment.user_id == UserAccount.id)
        .join(AdminUnit, AdminUnit.id == RoleAssignment.unit_id)
        .where(
            UserAccount.is_active.is_(True),
            RoleAssignment.role == Role.DECISION_ISSUER,
            in_force(RoleAssignment, day),
        )
        .distinct()
    )
