"""What stands in the demonstration's records? Answers, findings, signatures; then frozen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm.attributes import set_committed_value

from inspect178.access.actor import SYSTEM
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.inspections import checklist
from inspect178.inspections.enums import (
    OFFICIAL_STATES,
    AnswerValue,
    InspectionState,
    SignatureRole,
    SigningOutcome,
)
from inspect178.inspections.models import (
    Answer,
    ChecklistItem,
    Inspection,
    InspectionRecord,
    Presence,
    Recommendation,
    Signature,
)
from inspect178.inspections.operations.signing import SYMBOL
from inspect178.inspections.queries.records import OpenRecord
from inspect178.inspections.record_content import canonical_content, content_hash
from inspect178.kernel import clock
from inspect178.registry.models import Establishment

NO, YES = AnswerValue.NO, AnswerValue.YES


def open_record(world: World, place: Establishment, *, start: datetime) -> InspectionRecord:
    """Make the record of a visit with the numbers of workers that were found."""
    rng, total = world.rng, place.worker_total or 1
    full = rng.random() < 0.55
    return InspectionRecord(
        place=place.address,
        started_at=start,
        worker_total=total,
        worker_contract=total if full else rng.randint(0, total),
        worker_health_checked=total if full else rng.randint(0, total),
        worker_under_18=0,
        worker_residence=total,
        answers=[],
        presences=[],
        photos=[],
        recommendations=[],
        signatures=[],
        amendments=[],
    )


def conclude(world: World, visit: Inspection) -> None:
    """Answer, sign and freeze the record of a completed visit."""
    record = visit.record
    assert record is not None
    end = record.started_at + timedelta(minutes=world.rng.randint(35, 120))
    refused = world.rng.random() < 0.03
    _presences(world, visit, record)
    items = world.items(visit)
    faults = _answers(world, record, items)
    _words(world, record, faults=faults, end=end)
    _signatures(world, visit, record, refused=refused, end=end)
    record.ended_at = end
    record.outcome = SigningOutcome.REFUSED if refused else SigningOutcome.SIGNED
    record.refusal_reason = world.rng.choice(world.words["refusal_reasons"]) if refused else ""
    if visit.state == InspectionState.RECORD_SIGNED and refused:
        visit.state = InspectionState.RECORD_REFUSED
    year = end.year
    count = world.numbers[(-visit.team_id, year)] = world.numbers.get((-visit.team_id, year), 0) + 1
    record.number = f"{count:02d}/{SYMBOL}"
    visit.completed_on = clock.local_day(record.started_at)
    visit.recorded_at = end
    if visit.state in OFFICIAL_STATES:
        visit.accepted_at = end + timedelta(days=world.rng.randint(1, 6))
    if visit.state not in (InspectionState.RECORD_SIGNED, InspectionState.RECORD_REFUSED):
        visit.review_round = 1
    db.session.flush()  # the children first: a frozen record takes no more of them
    set_committed_value(visit, "team", world.team(visit.team_id))
    opened = OpenRecord(visit, record, items)
    opened.given |= world.given[visit.id]
    record.content = canonical_content(opened, visit.establishment)
    record.sha256 = content_hash(record.content)
    record.frozen_at = end
    _events(visit, record, refused=refused)


def _presences(world: World, visit: Inspection, record: InspectionRecord) -> None:
    for member in world.members(visit.team_id):
        record.presences.append(
            Presence(
                team_member_id=member.id,
                full_name=member.full_name,
                post_title=member.post_title,
                agency_name=member.agency.name_vi,
                card_number=member.card_number,
                is_leader=member.team_post.value == "leader",
                may_record=member.may_record,
            )
        )


def _answers(
    world: World, record: InspectionRecord, items: list[ChecklistItem]
) -> list[ChecklistItem]:
    """Answer what is asked; give the items that did not comply."""
    rng, given, faults = world.rng, {}, []
    bad = rng.random() < 0.22
    for item in items:
        if not item.shown_if:
            given[item.code] = checklist.judged(item, _given(world, record, item, bad=bad))
    for item in checklist.shown(items, given):
        answer = given.get(item.code) or checklist.judged(
            item, _given(world, record, item, bad=False)
        )
        given[item.code] = answer
        if answer.value == NO and item.answer == checklist.YES_NO_NA:
            faults.append(item)
    rows = [
        {
            "inspection_id": record.inspection_id,
            "item_id": item.id,
            "value": given[item.code].value,
            "count": given[item.code].count,
            "total": given[item.code].total,
            "note": "",
            "updated_at": record.started_at,
        }
        for item in items
        if given.get(item.code)
    ]
    db.session.execute(insert(Answer), rows)
    # The same answers for the frozen content, without loading them again.
    world.given[record.inspection_id] = given
    return faults


def _given(
    world: World, record: InspectionRecord, item: ChecklistItem, *, bad: bool
) -> checklist.Given:
    if item.code in checklist.FROM_WORKERS:
        count, total = (
            getattr(record, name) if name else None for name in checklist.FROM_WORKERS[item.code]
        )
        return checklist.Given(None, count, total)
    if item.answer == checklist.YES_NO_NA:
        fault = bad and item.clause_keys and world.rng.random() < 0.09
        return checklist.Given(NO if fault else YES)
    if item.answer == checklist.COUNT:
        return checklist.Given(None, 0, None)
    return checklist.Given(None, record.worker_total, record.worker_total)


def _words(
    world: World, record: InspectionRecord, *, faults: list[ChecklistItem], end: datetime
) -> None:
    rng, words = world.rng, world.words
    record.findings = rng.choice(words["findings_faults" if faults else "findings_good"])
    record.owner_opinion = rng.choice(words["owner_opinions"])
    record.conclusion = (
        "Cơ sở có tồn tại, cần khắc phục theo kiến nghị."
        if faults
        else "Cơ sở chấp hành các quy định được kiểm tra."
    )
    if faults or rng.random() < 0.3:
        due = clock.local_day(end) + timedelta(days=rng.choice((10, 15, 30)))
        text = rng.choice(words["recommendations"])
        record.recommendations.append(Recommendation(position=1, text=text, due_on=due))


def _signatures(
    world: World, visit: Inspection, record: InspectionRecord, *, refused: bool, end: datetime
) -> None:
    leader = world.members(visit.team_id)[0]
    second = SignatureRole.WITNESS if refused else SignatureRole.OWNER
    other = world.person() if refused else visit.establishment.representative
    people = ((SignatureRole.LEADER, leader.full_name), (second, other or "Đại diện cơ sở"))
    for role, name in people:
        record.signatures.append(Signature(role=role, full_name=name, is_typed=True, signed_at=end))


def _events(visit: Inspection, record: InspectionRecord, *, refused: bool) -> None:
    names = [p.full_name for p in record.presences]
    trail.record(
        A.INSPECTION_ANNOUNCED, actor=SYSTEM, subject=visit, at=record.started_at,
        before="approved", present=names,
    )  # fmt: skip
    ended = record.ended_at or record.started_at
    if refused:
        trail.record(
            A.RECORD_REFUSED, actor=SYSTEM, subject=visit, at=ended, before="in_progress",
            sha256=record.sha256, attested=SignatureRole.WITNESS.value,
        )  # fmt: skip
    else:
        trail.record(
            A.RECORD_SIGNED, actor=SYSTEM, subject=visit, at=ended, before="in_progress",
            sha256=record.sha256,
        )  # fmt: skip
    if visit.accepted_at is not None:
        trail.record(
            A.INSPECTION_ACCEPTED, actor=SYSTEM, subject=visit, at=visit.accepted_at,
            before="submitted",
        )  # fmt: skip
