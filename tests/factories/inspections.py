"""Which inspections do tests start from? One at any point of its life, without a walk there.

    make_inspection(place)                        decision signed, planned for today
    make_inspection(place, state="announced")     in progress, three members present, no answers
    make_inspection(place, state="answered")      every question answered with yes
    make_inspection(place, state="signed")        frozen, visit of `planned_on` completed
    make_inspection(place, state="accepted", planned_on=date(2026, 3, 2))
    make_inspection(place, mode=InspectionMode.SURPRISE, opens_at=…)
    make_note(place)                              another agency's inspection, noted from its paper

Any member of InspectionState will do as well; further keywords are columns of the inspection.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.models import Team
from inspect178.inspections import queries
from inspect178.inspections.enums import (
    COMPLETED_STATES,
    OFFICIAL_STATES,
    AnswerValue,
    AttemptKind,
    DecisionState,
    Ground,
    InspectionMode,
    InspectionState,
    NotedVisitKind,
    SignatureRole,
    SigningOutcome,
)
from inspect178.inspections.models import (
    Answer,
    Inspection,
    InspectionDecision,
    InspectionRecord,
    NotedVisit,
    Presence,
    Signature,
)
from inspect178.inspections.operations.noted import NotedFacts, note_visit
from inspect178.inspections.queries.records import establishment_of, require_record
from inspect178.inspections.record_content import canonical_content, content_hash
from inspect178.kernel import clock
from inspect178.registry.models import Establishment, EstablishmentType
from tests import people

S = InspectionState
TRAITS = {
    "announced": S.IN_PROGRESS,
    "answered": S.IN_PROGRESS,
    "signed": S.RECORD_SIGNED,
    "refused": S.RECORD_REFUSED,
    "submitted": S.SUBMITTED,
    "returned": S.RETURNED,
    "accepted": S.ACCEPTED,
}
BEFORE_ANNOUNCEMENT = (S.DRAFT, S.APPROVED, S.ATTEMPTED, S.CANCELLED)
_numbers = {"decision": 0, "record": 0}


def make_inspection(
    establishment: Establishment,
    *,
    state: InspectionState | str = S.APPROVED,
    team: Team | None = None,
    mode: InspectionMode = InspectionMode.PERIODIC,
    planned_on: date = people.TODAY,
    **columns: Any,
) -> Inspection:
    """Make an inspection of an establishment with everything that its state implies; flushed."""
    wanted = TRAITS[state] if isinstance(state, str) and state in TRAITS else S(state)
    team = team or people.team()
    opens_at = columns.pop("opens_at", None)
    if opens_at is None and mode == InspectionMode.SURPRISE:
        opens_at = clock.at_local(planned_on, time(7))
    decision = columns.pop("decision", None) or make_decision(
        team, mode=mode, day=planned_on, signed=wanted != S.DRAFT, opens_at=opens_at
    )
    inspection = Inspection(
        establishment_id=establishment.id,
        establishment=establishment,
        province_id=establishment.province_id,
        commune_id=establishment.commune_id,
        old_commune_id=establishment.old_commune_id,
        decision=decision,
        team=team,
        mode=mode,
        state=wanted,
        planned_on=planned_on,
        opens_at=opens_at,
        planner_id=people.user_id("hoa"),
        approver_id=people.user_id("khanh"),
        created_at=people.LOADED_AT,
    )
    db.session.add(inspection)
    db.session.flush()
    if wanted == S.ATTEMPTED:
        inspection.attempt_kind, inspection.attempt_reason = AttemptKind.CLOSED, "Cơ sở đóng cửa"
        inspection.ended_at = at(planned_on, 9)
    if wanted not in BEFORE_ANNOUNCEMENT:
        _announce(inspection, answered=state == "answered" or wanted in COMPLETED_STATES)
    if wanted in COMPLETED_STATES:
        _conclude(inspection)
    for name, value in columns.items():
        setattr(inspection, name, value)
    db.session.flush()
    return inspection


def make_decision(
    team: Team,
    *,
    mode: InspectionMode = InspectionMode.PERIODIC,
    day: date = people.TODAY,
    signed: bool = True,
    **columns: Any,
) -> InspectionDecision:
    """Make a decision, signed two days before the day unless told otherwise."""
    _numbers["decision"] += 1
    surprise = mode == InspectionMode.SURPRISE
    decision = InspectionDecision(
        unit_id=team.unit_id,
        province_id=team.province_id,
        commune_id=team.commune_id,
        old_commune_id=team.old_commune_id,
        state=DecisionState.SIGNED if signed else DecisionState.DRAFT,
        mode=mode,
        number=f"{_numbers['decision']:02d}/QĐ-UBND" if signed else "",
        signed_on=day - timedelta(days=2) if signed else None,
        signed_at=at(day - timedelta(days=2), 8) if signed else None,
        signed_by_id=people.user_id("khanh") if signed else None,
        issuer_name="Đỗ Văn Khánh",
        issuer_post="Phó Chủ tịch Ủy ban nhân dân tỉnh",
        issuer_body="Ủy ban nhân dân tỉnh Hưng Yên",
        ground=Ground.SIGNS if surprise else Ground.PLAN,
        scope_text="Việc chấp hành pháp luật về phòng, chống mại dâm",
        team_id=team.id,
        planner_id=people.user_id("hoa"),
        approver_id=people.user_id("khanh"),
        created_at=people.LOADED_AT,
    )
    for name, value in columns.items():
        setattr(decision, name, value)
    db.session.add(decision)
    db.session.flush()
    return decision


def make_note(establishment: Establishment, **said: Any) -> NotedVisit:
    """Note another agency's inspection of an establishment, or what the keywords say; flushed."""
    usual = {
        "kind": NotedVisitKind.OTHER_AGENCY,
        "held_on": people.TODAY - timedelta(days=30),
        "agency_name": "Thanh tra Sở Y tế",
        "document": "Biên bản số 12/BB ngày 05/3/2026",
    }
    noon = at(people.TODAY, 12)
    return note_visit(establishment, NotedFacts(**usual | said), actor=SYSTEM, at=noon)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Give the instant of a day and hour in the business time zone."""
    return clock.at_local(day, time(hour, minute))


def _announce(inspection: Inspection, *, answered: bool) -> None:
    start = at(inspection.planned_on, 9)
    inspection.announced_at = start
    inspection.announced_by_id = people.user_id("binh")
    assert inspection.decision is not None
    inspection.decision.announced_at = start
    record = InspectionRecord(
        inspection_id=inspection.id,
        place=inspection.establishment.address,
        started_at=start,
    )
    inspection.record = record
    db.session.flush()
    for member in identity.team_members(inspection.team_id, inspection.planned_on)[:4]:
        db.session.add(
            Presence(
                inspection_id=inspection.id,
                team_member_id=member.id,
                full_name=member.full_name,
                post_title=member.post_title,
                agency_name=member.agency.name_vi,
                is_leader=member.team_post.value == "leader",
                may_record=member.may_record,
            )
        )
    if answered:
        _answer(inspection)
    db.session.flush()


def _answer(inspection: Inspection) -> None:
    record = inspection.record
    assert record is not None
    record.worker_total = record.worker_contract = record.worker_health_checked = 10
    record.worker_under_18 = 0
    record.findings = "Cơ sở chấp hành tốt các quy định được kiểm tra."
    record.owner_opinion = "Cơ sở nhất trí với nội dung biên bản."
    record.conclusion = "Không phát hiện vi phạm."
    group = db.session.scalars(
        select(EstablishmentType.group).where(
            EstablishmentType.code == inspection.establishment.type_code
        )
    ).one()
    for item in queries.checklist_for(group, inspection.planned_on):
        if item.shown_if.endswith("=no"):
            continue
        counted = {
            "yes_no_na": {"value": AnswerValue.YES},
            "count_of": {"value": AnswerValue.YES, "count": 10, "total": 10},
            "count": {"value": AnswerValue.YES, "count": 0},
        }[item.answer]
        db.session.add(
            Answer(
                inspection_id=inspection.id,
                item_id=item.id,
                updated_at=record.started_at,
                **counted,
            )
        )


def _conclude(inspection: Inspection) -> None:
    record = inspection.record
    assert record is not None
    refused = inspection.state == S.RECORD_REFUSED
    end = record.started_at + timedelta(minutes=90)
    second = SignatureRole.WITNESS if refused else SignatureRole.OWNER
    for role, name in ((SignatureRole.LEADER, "Trần Thị Bình"), (second, "Nguyễn Thị Mẫu")):
        db.session.add(
            Signature(
                inspection_id=inspection.id,
                role=role,
                full_name=name,
                is_typed=True,
                signed_at=end,
            )
        )
    inspection.completed_on = clock.local_day(record.started_at)
    inspection.recorded_at = end
    if inspection.state in OFFICIAL_STATES:
        inspection.accepted_at = end + timedelta(days=1)
    if inspection.state not in (S.RECORD_SIGNED, S.RECORD_REFUSED):
        inspection.review_round = 1
    db.session.flush()  # the children first: once frozen, the database takes no more of them
    _numbers["record"] += 1
    record.number = f"{_numbers['record']:02d}/BB-ĐKTLN178"
    record.ended_at = end
    record.outcome = SigningOutcome.REFUSED if refused else SigningOutcome.SIGNED
    record.refusal_reason = "Không đồng ý với nội dung biên bản." if refused else ""
    content = canonical_content(require_record(inspection), establishment_of(inspection))
    record.content, record.sha256 = content, content_hash(content)
    record.frozen_at = end
    db.session.flush()
