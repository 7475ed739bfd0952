"""How does a visit begin, pause and end without a record? The acts at the door.

The announcement is the one place where a visit becomes an inspection: the decision is signed, the
team is there in lawful number, the opening time has come, and nobody has used up the one
inspection of the year (TT 05/2006 art. 2.4; NĐ 217/2025 art. 15; Resolution 198/2025/QH15 art. 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.models import TeamMember
from inspect178.inspections import quorum, rules
from inspect178.inspections.entries import TEXTS, tidy
from inspect178.inspections.enums import (
    AttemptKind,
    DecisionState,
    Ground,
    InspectionState,
    StopReason,
)
from inspect178.inspections.faults import raise_if_any
from inspect178.inspections.models import Inspection, InspectionRecord, Presence
from inspect178.inspections.operations.life import advance
from inspect178.inspections.queries.years import YearlyVisit, other_visits_in_year
from inspect178.inspections.workflow import INSPECTION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotFound, RuleBroken
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_

LONGEST_REASON = 300


@dataclass(frozen=True)
class Announcement:
    """What the team says at the door: when, who is there, and why a second time in the year."""

    started_at: datetime
    member_ids: frozenset[int]
    others_present: str = ""
    second_ground: Ground | None = None
    second_reference: str = ""


def require_team(actor: Actor, inspection: Inspection) -> None:
    """Refuse whoever does not belong to the team of this visit; it looks absent to them."""
    policies.require_here(actor, P.INSPECTION_CAPTURE, inspection)
    if actor.user_id is not None and inspection.team_id not in actor.team_ids:
        raise NotFound


def announce(
    inspection: Inspection,
    said: Announcement,
    *,
    actor: Actor,
    at: datetime,
    has_happened: bool = False,
) -> list[YearlyVisit]:
    """Announce the decision on site: the visit begins, or every reason why not is said.

    A visit that `has_happened` without a network is kept although another one of the year became
    known meanwhile; the visits that stand against it are given, for a person to look at.
    """
    require_team(actor, inspection)
    INSPECTION.take(inspection.state, "announce")
    _require_signed_decision(inspection)
    present = members_present(inspection.team_id, said)
    against = visits_against(inspection, said)
    raise_if_any(
        [
            *_faults_of_start(inspection, said, at),
            *quorum.quorum_faults(present),
            *([] if has_happened else _faults_of_year(inspection, said, against)),
        ]
    )
    if said.second_ground is not None:
        inspection.second_ground = said.second_ground
        inspection.second_reference = squeeze(said.second_reference)[:LONGEST_REASON]
    open_record(inspection, said, present)
    _lift_seal(inspection, said, actor=actor, at=at)
    names = [m.full_name for m in present]
    advance(inspection, "announce", actor=actor, at=at, present=names)
    return against


def record_attempt(
    inspection: Inspection, kind: AttemptKind, reason: str, *, actor: Actor, at: datetime
) -> None:
    """Record why the establishment could not be inspected; an attempt is no inspection."""
    require_team(actor, inspection)
    INSPECTION.take(inspection.state, "attempt")
    _require_signed_decision(inspection)
    raise_if_any(_faults_of_opening(inspection, at))
    inspection.attempt_kind, inspection.attempt_reason = kind, _reason(reason)
    advance(inspection, "attempt", actor=actor, at=at, reason=inspection.attempt_reason)


def suspend(inspection: Inspection, reason: str, *, actor: Actor, at: datetime) -> None:
    """Interrupt a visit for a time; what was entered stays."""
    require_team(actor, inspection)
    INSPECTION.take(inspection.state, "suspend")
    inspection.end_reason = _reason(reason)
    advance(inspection, "suspend", actor=actor, at=at, reason=inspection.end_reason)


def resume(inspection: Inspection, *, actor: Actor, at: datetime) -> None:
    """Go on with a visit that was interrupted."""
    require_team(actor, inspection)
    INSPECTION.take(inspection.state, "resume")
    inspection.end_reason = ""
    advance(inspection, "resume", actor=actor, at=at)


def stop(
    inspection: Inspection, reason: StopReason, explanation: str, *, actor: Actor, at: datetime
) -> None:
    """End a visit for good on one of the four grounds (NĐ 217/2025 art. 7.2đ)."""
    require_team(actor, inspection)
    INSPECTION.take(inspection.state, "stop")
    words = squeeze(explanation)
    inspection.end_reason = f"{reason.value}: {words}"[:LONGEST_REASON]
    advance(inspection, "stop", actor=actor, at=at, reason=inspection.end_reason)


def stopped_because(inspection: Inspection) -> tuple[StopReason | None, str]:
    """Read why a visit was stopped: the ground and the words."""
    code, _, words = inspection.end_reason.partition(": ")
    if inspection.state != InspectionState.STOPPED or code not in set(StopReason):
        return None, inspection.end_reason
    return StopReason(code), words


def _require_signed_decision(inspection: Inspection) -> None:
    decision = inspection.decision
    if decision is None or decision.state != DecisionState.SIGNED:
        raise RuleBroken(
            N_("The inspection decision is not signed, so the visit cannot begin. Ask its issuer.")
        )


def members_present(team_id: int, said: Announcement) -> Sequence[TeamMember]:
    """Give the members of the team who are said to be there, as of the day of the visit."""
    day = clock.local_day(said.started_at)
    members = identity.team_members(team_id, day)
    present = [m for m in members if m.id in said.member_ids]
    if len(present) != len(said.member_ids):
        raise InvalidInput(
            N_("Somebody ticked does not belong to the team on this day. Reload the page."),
            field="members",
        )
    return present


def _faults_of_start(
    inspection: Inspection, said: Announcement, at: datetime
) -> list[InvalidInput]:
    decision = inspection.decision
    assert decision is not None
    return _faults_of_opening(inspection, at) or quorum.start_faults(
        said.started_at,
        signed_on=decision.signed_on,
        signed_at=decision.signed_at,
        opens_at=inspection.opens_at,
        at=at,
    )


def _faults_of_opening(inspection: Inspection, at: datetime) -> list[InvalidInput]:
    if inspection.opens_at is None or at >= inspection.opens_at:
        return []
    return [
        InvalidInput(
            N_("A surprise inspection may not begin before its opening time."), field="started_at"
        )
    ]


def visits_against(inspection: Inspection, said: Announcement) -> list[YearlyVisit]:
    """List the visits of the year that stand against this one for want of a lawful ground."""
    year = clock.local_day(said.started_at).year
    ground = said.second_ground or inspection.second_ground
    reference = said.second_reference or inspection.second_reference
    others = other_visits_in_year(inspection, year)
    needs = rules.second_visit_needs_ground(len(others), ground, reference)
    return others if needs else []


def _faults_of_year(
    inspection: Inspection, said: Announcement, against: Sequence[YearlyVisit]
) -> list[InvalidInput]:
    if not against:
        return []
    year = clock.local_day(said.started_at).year
    ground = said.second_ground or inspection.second_ground
    missing = "second_reference" if ground else "second_ground"
    return [
        InvalidInput(
            N_(
                "This establishment was already visited in %(year)s. Choose the ground for a "
                "second inspection and name the paper that shows it; otherwise the visit cannot "
                "begin."
            ),
            field=missing,
            year=year,
        )
    ]


def join_present(inspection: Inspection, said: Announcement, *, actor: Actor, at: datetime) -> None:
    """Add whoever another tablet says was present too, while the record is open."""
    require_team(actor, inspection)
    present = members_present(inspection.team_id, said)
    there = set(
        db.session.scalars(
            select(Presence.team_member_id).where(Presence.inspection_id == inspection.id)
        )
    )
    joining = [member for member in present if member.id not in there]
    if not joining:
        return
    db.session.add_all(_presence(inspection, member) for member in joining)
    db.session.flush()
    trail.record(A.INSPECTION_SAVED, actor=actor, subject=inspection, at=at, fields=["presence"])


def _presence(inspection: Inspection, member: TeamMember, *, is_leader: bool = False) -> Presence:
    return Presence(
        inspection_id=inspection.id,
        team_member_id=member.id,
        full_name=member.full_name,
        post_title=member.post_title,
        agency_name=member.agency.name_vi,
        card_number=member.card_number,
        is_leader=is_leader,
        may_record=member.may_record,
    )


def open_record(inspection: Inspection, said: Announcement, present: Sequence[TeamMember]) -> None:
    """Open the record of a visit that begins, with who is present."""
    head = quorum.head_of(present)
    inspection.record = InspectionRecord(
        inspection_id=inspection.id,
        place=inspection.establishment.address[: TEXTS["place"]],
        started_at=said.started_at,
        others_present=tidy(said.others_present)[: TEXTS["others_present"]],
    )
    db.session.flush()
    db.session.add_all(_presence(inspection, m, is_leader=m is head) for m in present)


def _lift_seal(inspection: Inspection, said: Announcement, *, actor: Actor, at: datetime) -> None:
    """End the secret; a decision with further sealed targets keeps it until the last of them."""
    key = inspection.secrecy_key
    inspection.announced_at = said.started_at
    inspection.announced_by_id = actor.user_id
    decision = inspection.decision
    assert decision is not None
    if key is not None and _other_target_is_sealed(inspection):
        return
    decision.announced_at = decision.announced_at or said.started_at
    if key is not None:
        trail.unseal(key, at)


def _other_target_is_sealed(inspection: Inspection) -> bool:
    waiting = (InspectionState.DRAFT, InspectionState.APPROVED, InspectionState.ATTEMPTED)
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Inspection.decision_id == inspection.decision_id,
                    Inspection.id != inspection.id,
                    Inspection.announced_at.is_(None),
                    Inspection.state.in_(waiting),
                )
            )
        )
    )


def _reason(words: str) -> str:
    reason = squeeze(words)
    if not reason:
        raise InvalidInput(N_("Enter the reason."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(
            N_("This text is too long: at most %(most)s characters."),
            field="reason",
            most=LONGEST_REASON,
        )
    return reason
