"""Which visits does a tablet take along, and what was entered so far of each?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect178.extensions import db
from inspect178.fieldwork.packs.ground import Ground as TeamGround
from inspect178.fieldwork.packs.places import plain
from inspect178.fieldwork.packs.table import Table, table
from inspect178.identity.models import Agency, TeamMember
from inspect178.inspections import quorum
from inspect178.inspections.enums import Ground
from inspect178.inspections.enums import InspectionState as S
from inspect178.inspections.merging import marks_of
from inspect178.inspections.models import Inspection, InspectionRecord, Photo, Presence
from inspect178.inspections.queries.records import entries_in, records_of
from inspect178.kernel import clock
from inspect178.registry.models import Licence
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import SanctionClause, Violation

NOT_TOLD = "–"
# The record may still be written, or was sent back with remarks on its fields.
OPEN = (S.IN_PROGRESS, S.SUSPENDED, S.RETURNED)
_COLUMNS = (
    "id establishment team state mode planned_on opens_at "
    "decision_number decision_signed_on earliest issuer_name issuer_post issuer_body ground "
    "ground_reference scope time_limit_days "
    "second_ground second_reference started_at end_reason tax_code "
    "record_number sha256 day entries seen present photos violations licences"
)


def visits_table(ground: TeamGround, visits: Sequence[Inspection]) -> Table:
    """Give the visits with what their papers say and what was entered so far."""
    records = records_of([visit.id for visit in visits])
    violations = _violations([visit.id for visit in visits])
    licences = _licences([visit.establishment_id for visit in visits])
    return table(
        _COLUMNS,
        (
            [
                *_planned(visit),
                *_decided(visit),
                *_begun(visit),
                *_written(visit, records.get(visit.id)),
                violations.get(visit.id, []),
                licences.get(visit.establishment_id, []),
            ]
            for visit in visits
        ),
    )


def teams_table(ground: TeamGround) -> Table:
    """Give the teams of the person."""
    return table("id name unit", ([t.id, t.name, str(t.unit_id)] for t in ground.teams))


def members_table(ground: TeamGround) -> Table:
    """Give the members of the teams from today on, past ones left out."""
    rows = db.session.execute(
        select(TeamMember, Agency.name_vi)
        .join(Agency, Agency.id == TeamMember.agency_id)
        .where(
            TeamMember.team_id.in_([team.id for team in ground.teams]),
            TeamMember.valid_to.is_(None) | (TeamMember.valid_to > ground.day),
        )
        .order_by(TeamMember.id)
    )
    return table(
        "id team full_name post_title agency team_post card may_record from to me",
        (_member_row(member, agency, ground) for member, agency in rows),
    )


def _member_row(member: TeamMember, agency: str, ground: TeamGround) -> list[Any]:
    return [
        member.id,
        str(member.team_id),
        member.full_name,
        member.post_title,
        agency,
        member.team_post.value,
        member.card_number,
        member.may_record,
        plain(member.valid_from),
        plain(member.valid_to),
        member.user_id is not None and member.user_id == ground.actor.user_id,
    ]


def _planned(visit: Inspection) -> list[Any]:
    return [
        visit.id,
        str(visit.establishment_id),
        str(visit.team_id),
        visit.state.value,
        visit.mode.value,
        plain(visit.planned_on),
        instant(visit.opens_at),
    ]


def _decided(visit: Inspection) -> list[Any]:
    decision = visit.decision
    if decision is None:
        ground = visit.unplanned_ground
        met = "" if ground is None else ground.value
        reference = _told(ground, visit.unplanned_reference)
        return ["", None, None, "", "", "", met, reference, "", None]
    return [
        decision.number,
        plain(decision.signed_on),
        instant(quorum.earliest_start(decision.signed_on, decision.signed_at)),
        decision.issuer_name,
        decision.issuer_post,
        decision.issuer_body,
        decision.ground.value,
        _told(decision.ground, decision.ground_reference),
        decision.scope_text,
        decision.time_limit_days,
    ]


def _told(ground: Ground | None, reference: str) -> str:
    """Give the paper of a ground; of a tip only that there is one, for it may name somebody."""
    return NOT_TOLD if reference and ground == Ground.TIP else reference


def _begun(visit: Inspection) -> list[Any]:
    return [
        None if visit.second_ground is None else visit.second_ground.value,
        _told(visit.second_ground, visit.second_reference),
        instant(visit.announced_at),
        visit.end_reason,
        visit.establishment.tax_code or "",
    ]


def _written(visit: Inspection, record: InspectionRecord | None) -> list[Any]:
    if record is None:
        return ["", None, None, {}, {}, [], []]
    entries = entries_in(record) if visit.state in OPEN else {}
    return [
        record.number,
        record.sha256,
        plain(clock.local_day(record.started_at)),
        entries,
        marks_of(entries),
        [_presence(p) for p in sorted(record.presences, key=lambda p: p.id)],
        [_photo(p) for p in sorted(record.photos, key=lambda p: (p.added_at, p.id))],
    ]


def _presence(person: Presence) -> list[Any]:
    return [
        str(person.team_member_id),
        person.full_name,
        person.post_title,
        person.agency_name,
        person.card_number,
        person.is_leader,
        person.may_record,
    ]


def _photo(photo: Photo) -> list[Any]:
    return [str(photo.id), photo.item_code, photo.caption, photo.original_sha256]


def _violations(inspection_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows = db.session.execute(
        select(Violation, SanctionClause.key, SanctionClause.valid_from)
        .join(SanctionClause, SanctionClause.id == Violation.clause_id)
        .where(
            Violation.inspection_id.in_(inspection_ids),
            Violation.state != ViolationState.DROPPED,
        )
        .order_by(Violation.recorded_at, Violation.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for v, key, valid_from in rows:
        found[v.inspection_id].append(
            [
                str(v.id),
                behaviour_id(key, valid_from.isoformat()),
                plain(v.act_on),
                v.description,
                v.worker_count,
                v.item_code,
            ]
        )
    return found


def behaviour_id(key: str, valid_from: str) -> str:
    """Name a row of the catalogue: the clause and the day from which it holds."""
    return f"{key}@{valid_from}"


def _licences(establishment_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows = db.session.scalars(
        select(Licence)
        .where(Licence.establishment_id.in_(establishment_ids))
        .order_by(Licence.kind, Licence.number)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for one in rows:
        found[one.establishment_id].append(
            [
                one.kind.value,
                one.number,
                one.issuer,
                plain(one.issued_on),
                plain(one.expires_on),
                one.state.value,
            ]
        )
    return found


def instant(moment: datetime | None) -> str | None:
    """Write an instant as it stands in the pack."""
    return None if moment is None else moment.isoformat()
