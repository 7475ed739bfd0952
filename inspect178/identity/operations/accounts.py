"""How are accounts and roles administered? Nobody administers their own account.

Whoever sets a password could sign in with it, so an account is changed only by an administrator
whose area holds every role that the person has or will have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.roles import ROLES, SEPARATED, Role
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity import queries
from inspect178.identity.models import Agency, RoleAssignment, UserAccount
from inspect178.identity.operations.signing_in import end_all_sessions
from inspect178.identity.passwords import hash_password
from inspect178.identity.rules import check_password, check_username, end_of, username_key
from inspect178.kernel.clock import local_day
from inspect178.kernel.errors import InvalidInput, NotAllowed, NotFound
from inspect178.kernel.text_marks import N_
from inspect178.territory import queries as territory
from inspect178.territory.models import AdminUnit


@dataclass(frozen=True)
class RoleGrant:
    """Which role somebody gets, where, for which agency, from when until before when."""

    role: Role
    unit: AdminUnit
    agency: Agency | None
    valid_from: date
    valid_to: date | None = None


def create_account(
    username: str,
    full_name: str,
    *,
    post: str,
    password: str,
    grant: RoleGrant,
    actor: Actor,
    at: datetime,
) -> UserAccount:
    """Create an account with its first role; the person must change the password at once."""
    policies.require(actor, P.ACCOUNT_ADMINISTER)
    check_username(username)
    check_password(password, username)
    if queries.find_account(username) is not None:
        raise InvalidInput(N_("This user name is taken. Choose another one."), field="username")
    account = UserAccount(
        username=username.strip(),
        username_key=username_key(username),
        full_name=full_name,
        post=post,
        password_hash=hash_password(password),
        must_change_password=True,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    trail.record(A.ACCOUNT_CREATED, actor=actor, subject=account, at=at, username=username)
    grant_role(account, grant, actor=actor, at=at)
    return account


def grant_role(
    account: UserAccount, grant: RoleGrant, *, actor: Actor, at: datetime
) -> RoleAssignment:
    """Give a person a role in a unit that lies in the administrator's own area."""
    policies.require(actor, P.ACCOUNT_ADMINISTER)
    policies.require_other_person(actor, account.id)
    if grant.valid_to is not None and grant.valid_to <= grant.valid_from:
        raise InvalidInput(
            N_("The last day lies before the first one. Choose a later last day."),
            field="valid_to",
        )
    _require_own_ground(actor, grant.unit)
    _refuse_both_sides(account, grant)
    assignment = RoleAssignment(
        user_id=account.id,
        role=grant.role,
        unit_id=grant.unit.id,
        agency_id=None if grant.agency is None else grant.agency.id,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
    )
    db.session.add(assignment)
    details: dict[str, Any] = {
        "role": grant.role.value,
        "unit": grant.unit.name,
        "from": grant.valid_from,
        "to": grant.valid_to,
    }
    trail.record(A.ROLE_GRANTED, actor=actor, subject=account, at=at, **details)
    return assignment


def end_role(
    account: UserAccount, assignment: RoleAssignment, *, last_day: date, actor: Actor, at: datetime
) -> None:
    """End a role after a last day; it is felt at the next request after that day."""
    policies.require(actor, P.ACCOUNT_ADMINISTER)
    policies.require_other_person(actor, account.id)
    if assignment.user_id != account.id:
        raise NotFound
    if not _is_on_own_ground(actor, assignment):
        raise NotAllowed(N_("This role lies outside of your area."))
    assignment.valid_to = end_of(last_day, assignment)
    unit = territory.require_unit(assignment.unit_id)
    trail.record(
        A.ROLE_ENDED, actor=actor, subject=account, at=at, role=assignment.role.value,
        unit=unit.name, to=last_day,
    )  # fmt: skip


def change_account(
    account: UserAccount, *, full_name: str, post: str, is_active: bool, actor: Actor, at: datetime
) -> None:
    """Correct name and post, or close and reopen an account; closing ends its sessions."""
    _require_own_person(actor, account, at)
    before = _picture(account)
    account.full_name, account.post, account.is_active = full_name, post, is_active
    if not is_active:
        end_all_sessions(account, at=at)
    after = _picture(account)
    if before != after:
        trail.record(
            A.ACCOUNT_CHANGED, actor=actor, subject=account, at=at, before=before, after=after
        )


def reset_password(account: UserAccount, password: str, *, actor: Actor, at: datetime) -> None:
    """Set a password that the person must change at once; every open session ends."""
    _require_own_person(actor, account, at)
    check_password(password, account.username)
    account.password_hash = hash_password(password)
    account.must_change_password = True
    end_all_sessions(account, at=at)
    trail.record(A.PASSWORD_CHANGED, actor=actor, subject=account, at=at)


def _picture(account: UserAccount) -> dict[str, object]:
    return {"name": account.full_name, "post": account.post, "active": account.is_active}


def _require_own_person(actor: Actor, account: UserAccount, at: datetime) -> None:
    """Refuse an account of oneself, and of somebody who has a role outside of one's area."""
    policies.require(actor, P.ACCOUNT_ADMINISTER)
    policies.require_other_person(actor, account.id)
    today = local_day(at)
    for assignment in queries.assignments_of(account.id):
        is_over = assignment.valid_to is not None and assignment.valid_to <= today
        if not is_over and not _is_on_own_ground(actor, assignment):
            raise NotAllowed(
                N_(
                    "This person also has a role outside of your area. Ask an administrator whose "
                    "area holds both."
                )
            )


def _is_on_own_ground(actor: Actor, assignment: RoleAssignment) -> bool:
    ground = actor.territory(P.ACCOUNT_ADMINISTER)
    if ground.whole_country or assignment.whole_country:
        return ground.whole_country
    return ground.covers(*territory.place_of(territory.require_unit(assignment.unit_id)))


def _require_own_ground(actor: Actor, unit: AdminUnit) -> None:
    ground = actor.territory(P.ACCOUNT_ADMINISTER)
    if not ground.covers(*territory.place_of(unit)):
        raise InvalidInput(
            N_("You can grant roles only in your own area. Choose a unit of your area."),
            field="unit",
        )


def _refuse_both_sides(account: UserAccount, grant: RoleGrant) -> None:
    held = set(ROLES[grant.role])
    for assignment in queries.assignments_of(account.id):
        overlaps = assignment.valid_to is None or assignment.valid_to > grant.valid_from
        if overlaps:
            held |= ROLES[assignment.role]
    if any(left in held and right in held for left, right in SEPARATED):
        raise InvalidInput(
            N_(
                "This person already holds a role that must stay apart from this one, so that "
                "two people see every such act. Choose another person or end the other role."
            ),
            field="role",
        )
