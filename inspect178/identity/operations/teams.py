"""How are teams and their members administered? (TT 05/2006/TT-BLĐTBXH)"""

from __future__ import annotations

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
from inspect178.kernel.errors import InvalidInput, NotFound
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
    """Add a member from a day on; a team has one leader at a time."""
    policies.require_here(actor, P.TEAM_ADMINISTER, team)
    present = queries.team_members(team.id, valid_from)
    if member.team_post == TeamPost.LEADER and any(m.team_post == TeamPost.LEADER for m in present):
        raise InvalidInput(
            N_("The team has a leader already. End that membership first."), field="team_post"
        )
    if any(m.full_name == member.full_name for m in present):
        raise InvalidInput(N_("This person is a member already."), field="full_name")
    row = TeamMember(
        team_id=team.id,
        user_id=None if member.account is None else member.account.id,
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


def end_membership(
    team: Team, member: TeamMember, *, last_day: date, actor: Actor, at: datetime
) -> None:
    """End a membership after a last day."""
    policies.require_here(actor, P.TEAM_ADMINISTER, team)
    if member.team_id != team.id:
        raise NotFound
    end = date.fromordinal(last_day.toordinal() + 1)
    if end <= member.valid_from:
        raise InvalidInput(
            N_("The last day lies before the first one. Choose a later last day."),
            field="last_day",
        )
    member.valid_to = end
    trail.record(
        A.TEAM_MEMBER_ENDED, actor=actor, subject=team, at=at, name=member.full_name, to=last_day
    )
