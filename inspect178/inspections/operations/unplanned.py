"""How does a visit begin on the spot, without a decision? Only where an act is met in progress.

Flagrante delicto needs no decision and none is announced (NĐ 217/2025 art. 11.4); in its place
stand a ground of the closed list of surprise inspections (TT 05/2006 art. 2.4) and the report that
shows it. Who must be present is as for every visit. The same ground makes a second inspection of
the year lawful (Resolution 198/2025/QH15 art. 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections import quorum, rules
from inspect178.inspections.enums import Ground, InspectionMode, InspectionState
from inspect178.inspections.faults import raise_if_any
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.choosing import check_team
from inspect178.inspections.operations.visits import (
    LONGEST_REASON,
    Announcement,
    members_present,
    open_record,
    require_team,
)
from inspect178.inspections.queries.years import other_visits_in_year
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict
from inspect178.kernel.text import squeeze
from inspect178.registry.models import Establishment


@dataclass(frozen=True)
class Unplanned:
    """By which team, on which ground shown by what, and what is said at the door."""

    team: Team
    ground: Ground
    reference: str
    said: Announcement


def begin_unplanned(
    establishment: Establishment,
    unplanned: Unplanned,
    *,
    inspection_id: UUID,
    actor: Actor,
    at: datetime,
) -> Inspection:
    """Begin a visit where an act is met in progress; the id is made where it begins."""
    policies.require_here(actor, P.INSPECTION_CAPTURE, establishment)
    team, said = unplanned.team, unplanned.said
    check_team(team, establishment)
    rules.check_surprise_ground(unplanned.ground, unplanned.reference)
    present = members_present(team.id, said)
    raise_if_any(
        [
            *quorum.start_faults(
                said.started_at, signed_on=None, signed_at=None, opens_at=None, at=at
            ),
            *quorum.quorum_faults(present),
        ]
    )
    if db.session.get(Inspection, inspection_id) is not None:
        raise Conflict
    inspection = _begun(establishment, unplanned, inspection_id, actor=actor, at=at)
    require_team(actor, inspection)
    db.session.add(inspection)
    db.session.flush()
    _justify_second(inspection)
    open_record(inspection, said, present)
    trail.record(
        A.INSPECTION_UNPLANNED,
        actor=actor,
        subject=inspection,
        at=at,
        ground=unplanned.ground.value,
        reference=inspection.unplanned_reference,
        present=[member.full_name for member in present],
    )
    return inspection


def _begun(
    establishment: Establishment,
    unplanned: Unplanned,
    inspection_id: UUID,
    *,
    actor: Actor,
    at: datetime,
) -> Inspection:
    said = unplanned.said
    return Inspection(
        id=inspection_id,
        establishment_id=establishment.id,
        establishment=establishment,
        province_id=establishment.province_id,
        commune_id=establishment.commune_id,
        old_commune_id=establishment.old_commune_id,
        team_id=unplanned.team.id,
        team=unplanned.team,
        mode=InspectionMode.FLAGRANTE,
        state=InspectionState.IN_PROGRESS,
        planned_on=clock.local_day(said.started_at),
        unplanned_ground=unplanned.ground,
        unplanned_reference=squeeze(unplanned.reference)[:LONGEST_REASON],
        announced_at=said.started_at,
        announced_by_id=actor.user_id,
        is_demo=establishment.is_demo,
        created_at=at,
    )


def _justify_second(inspection: Inspection) -> None:
    if other_visits_in_year(inspection):
        inspection.second_ground = inspection.unplanned_ground
        inspection.second_reference = inspection.unplanned_reference
