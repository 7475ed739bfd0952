"""How are teams and their members administered? (TT 05/2006/TT-BLĐTBXH)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity import queries
from inspect178.identity.enums import TeamPost
from inspect178.identity.models import Agency, Team, TeamMember, UserAccount
from inspect178.identity.rules import end_of
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.text import same_spelling_key
from inspect178.kernel.text_marks import N_
from inspect178.territory import queries as territory
from inspect178.territory.models import AdminUnit


@dataclass(frozen=True)
class NewMember:
    """Who joins a team, in which post, from which agency, and whether they may make records."""

    full_name: str
    team_post: TeamPost
    agency: Agency
    post_title: str = ""
    card_number: str = ""
    may_record: bool = False
    account: UserAccount | None = None


def create_team(
    name: str,
    unit: AdminUnit,
    *,
    founding_decision: str,
    valid_from: date,
    actor: Actor,
    at: datetime,
) -> Team:
    """Set up a team of a unit by the chairman's founding decision."""
    province, commune, old = territory.place_of(unit)
    team = Team(
        name=name,
        unit_id=unit.id,
        province_id=province,
        commune_id=commune,
        old_commune_id=old,
        founding_decision=founding_decision,
        valid_from=valid_from,
    )
    policies.require_here(actor, P.TEAM_ADMINISTER, team)
    db.session.add(team)
    db.session.flush()
    trail.record(A.TEAM_CREATED, actor=actor, subject=team, at=at, name=name)
    return team


def add_member(
    team: Team, member: NewMember, *, valid_from: date, actor: Actor, at: datetime
) -> TeamMember:
    """Add a member from a day on; a team has one leader at a time.

    Who is in a team reads its surprise targets from their opening on, so nobody adds themselves.
    """
    policies.require_here(actor, P.TEAM_ADMINISTER, team)
    account_id = None if member.account is None else member.account.id
    if account_id is not None and account_id == actor.user_id:
        raise InvalidInput(
            N_("You cannot add yourself to a team. Ask a colleague to do it."), field="username"
        )
    _check_place(member, account_id, queries.members_from(team.id, valid_from))
    row = TeamMember(
        team_id=team.id,
        user_id=account_id,
        full_name=member.full_name,
        post_title=member.post_title,
        agency_id=member.agency.id,
        team_post=member.team_post,
        card_number=member.card_number,
        may_record=member.may_record,
        valid_from=valid_from,
    )
    db.session.add(row)
    trail.record(
        A.TEAM_MEMBER_ADDED, actor=actor, subject=team, at=at, name=member.full_name,
        may_record=member.may_record,
    )  # fmt: skip
    return row


def _check_place(member: NewMember, account_id: int | None, others: Sequence[TeamMember]) -> None:
    """Refuse a second leader, and the same person twice: each counts once for the quorum."""
    if member.team_post == TeamPost.LEADER and any(m.team_post == TeamPost.LEADER for m in others):
        raise InvalidInput(
            N_("The team has a leader already. End that membership first."), field="team_post"
        )
    if any(same_spelling_key(m.full_name) == same_spelling_key(member.full_name) for m in others):
        raise InvalidInput(N_("This person is a member already."), field="full_name")
    if account_id is not None and any(m.user_id == account_id for m in others):
        raise InvalidInput(N_("This person is a member already."), field="username")


def end_membership(
    team: Team, member: TeamMember, *, last_day: date, actor: Actor, at: datetime
) -> None:
    """End a membership after a last day."""
    policies.require_here(actor, P.TEAM_ADMINISTER, team)
    if member.team_id != team.id:
        raise NotFound
    member.valid_to = end_of(last_day, member)
    trail.record(
        A.TEAM_MEMBER_ENDED, actor=actor, subject=team, at=at, name=member.full_name, to=last_day
    )
