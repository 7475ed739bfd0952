"""How does a violation get into the record, and how is it corrected while it may be?

From the announcement until the record is signed the team records and corrects; afterwards an
entry is added only by whoever follows violations, with a reason, and what was signed stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, InspectionRecord, Presence
from inspect178.kernel.clock import local_day
from inspect178.kernel.errors import Conflict, InvalidInput, NotAllowed, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import LegalForm
from inspect178.violations import catalogue, queries, rules
from inspect178.violations.enums import Recording
from inspect178.violations.models import SanctionClause, Violation
from inspect178.violations.operations.life import advance_violation

# A count of workers above this is a slip of the finger.
MOST_WORKERS = 100_000
NOT_BEFORE = N_("A violation can be recorded only after the announcement on site.")


@dataclass(frozen=True)
class ViolationEntry:
    """What is typed about a violation; `legal_form` only where the register does not know it."""

    key: str
    act_on: date
    description: str
    maker_id: int | None = None
    worker_count: int | None = None
    legal_form: LegalForm | None = None
    item_code: str = ""
    statement: str = ""
    record_number: str = ""
    remedy_due_on: date | None = None


def record_violation(
    inspection: Inspection,
    entry: ViolationEntry,
    *,
    actor: Actor,
    at: datetime,
    violation_id: UUID | None = None,
    late_reason: str = "",
) -> Violation:
    """Record an act found on a visit under the clause in force on its day.

    `violation_id` is made with the form: the same form sent twice records once.
    """
    mode = _require_recording(inspection, actor, late_reason)
    same = db.session.get(Violation, violation_id) if violation_id else None
    if same is not None:
        return _sent_again(same, inspection, entry)
    violation = Violation(
        id=violation_id or uuid4(),
        inspection_id=inspection.id,
        inspection=inspection,
        establishment_id=inspection.establishment_id,
        establishment=inspection.establishment,
        province_id=inspection.province_id,
        commune_id=inspection.commune_id,
        old_commune_id=inspection.old_commune_id,
        recorded_at=at,
        recorded_by_id=actor.user_id,
        is_demo=inspection.is_demo,
    )
    for name, value in _values(inspection, entry).items():
        setattr(violation, name, value)
    db.session.add(violation)
    db.session.flush()
    _record_event(violation, mode, late_reason, actor=actor, at=at)
    return violation


def change_violation(
    violation: Violation, entry: ViolationEntry, *, version: int, actor: Actor, at: datetime
) -> None:
    """Correct an entry while the record of the visit is not signed."""
    _require_open(violation.inspection, actor)
    if version != violation.version:
        raise Conflict
    values = _values(violation.inspection, entry)
    before = {k: getattr(violation, k) for k in values}
    if values["clause_id"] != violation.clause_id:
        violation.clause_confirmed_by_id = None
    for name, value in values.items():
        setattr(violation, name, value)
    changed = [k for k, old in before.items() if old != values[k] and k != "clause_id"]
    if changed:
        trail.record(
            A.VIOLATION_CHANGED,
            actor=actor,
            subject=violation,
            at=at,
            before=_said(before, changed),
            after=_said(values, changed),
        )


def drop_violation(violation: Violation, reason: str, *, actor: Actor, at: datetime) -> None:
    """Take a violation back, with the reason; the row stays for whoever asks later."""
    if not reason.strip():
        raise InvalidInput(N_("Say why the violation is dropped."), field="reason")
    permission = P.VIOLATION_FOLLOW
    if recording_of(violation.inspection) == Recording.ON_SITE and _is_in_team(
        violation.inspection, actor
    ):
        permission = P.VIOLATION_RECORD
    advance_violation(violation, "drop", actor=actor, at=at, permission=permission, reason=reason)
    violation.end_reason = reason


def recording_of(inspection: Inspection) -> Recording:
    """Say how a violation may still be entered on a visit; its record must be loaded."""
    announced = inspection.state not in rules.BEFORE_ANNOUNCEMENT
    record = inspection.record if announced else None
    return rules.recording(
        inspection.state, frozen=record is not None and record.frozen_at is not None
    )


def computed_range(
    establishment_form: LegalForm, entry: ViolationEntry
) -> dict[LegalForm, rules.FineRange | None]:
    """Compute the range of an entry that is not saved yet, for each legal form it may have."""
    clause = catalogue.clause_for(entry.key, entry.act_on, entry.worker_count)
    form = _legal_form(establishment_form, entry)
    forms = [LegalForm.HOUSEHOLD, LegalForm.ORGANISATION] if form == LegalForm.UNKNOWN else [form]
    if clause is None:
        return dict.fromkeys(forms)
    return {f: rules.fine_range(clause.figures, f, entry.worker_count) for f in forms}


def _require_recording(inspection: Inspection, actor: Actor, late_reason: str) -> Recording:
    mode = recording_of(inspection)
    if mode == Recording.NOT_YET:
        raise RuleBroken(NOT_BEFORE)
    if mode == Recording.ON_SITE:
        _require_open(inspection, actor)
        return mode
    policies.require_here(actor, P.VIOLATION_FOLLOW, inspection)
    if not late_reason.strip():
        raise InvalidInput(
            N_("The record is closed. Say why the violation is added now."), field="late_reason"
        )
    return mode


def _require_open(inspection: Inspection, actor: Actor) -> None:
    """Let only the team pass, and only while its record is open."""
    policies.require_here(actor, P.VIOLATION_RECORD, inspection)
    if not _is_in_team(inspection, actor):
        raise NotAllowed(N_("Only the team of this visit records its violations."))
    # The row is locked, so that nobody signs the record meanwhile.
    frozen_at = db.session.scalar(
        select(InspectionRecord.frozen_at)
        .where(InspectionRecord.inspection_id == inspection.id)
        .with_for_update()
    )
    if frozen_at is not None or recording_of(inspection) != Recording.ON_SITE:
        raise Conflict(
            N_("The record of this visit is signed; what stands in it does not change any more.")
        )


def _is_in_team(inspection: Inspection, actor: Actor) -> bool:
    return inspection.team_id in actor.team_ids


def _sent_again(same: Violation, inspection: Inspection, entry: ViolationEntry) -> Violation:
    if (
        same.inspection_id != inspection.id
        or same.act_on != entry.act_on
        or same.description != entry.description
    ):
        raise Conflict
    return same


def _values(inspection: Inspection, entry: ViolationEntry) -> dict[str, Any]:
    """Check what was typed and give the columns that follow from it."""
    _check_days(inspection, entry)
    if not entry.description.strip():
        raise InvalidInput(N_("Describe what was found."), field="description")
    clause = _clause(entry)
    workers = entry.worker_count if clause.counts_workers else None
    form = _legal_form(inspection.establishment.legal_form, entry)
    fine = rules.fine_range(clause.figures, form, workers)
    maker = _maker(inspection.id, entry.maker_id)
    return {
        "clause": clause,
        "clause_id": clause.id,
        "act_on": entry.act_on,
        "worker_count": workers,
        "legal_form": form,
        "fine_min": fine.least if fine else None,
        "fine_max": fine.most if fine else None,
        "description": entry.description,
        "statement": entry.statement,
        "item_code": entry.item_code,
        "record_number": entry.record_number,
        "remedy_due_on": entry.remedy_due_on,
        "maker_name": maker.full_name,
        "maker_post": ", ".join(filter(None, (maker.post_title, maker.agency_name)))[:160],
    }


def _check_days(inspection: Inspection, entry: ViolationEntry) -> None:
    announced_at = inspection.announced_at
    visit_on = local_day(announced_at) if announced_at else inspection.planned_on
    if entry.act_on > visit_on:
        raise InvalidInput(
            N_("The day of the act cannot be later than the visit, %(day)s."),
            field="act_on",
            day=visit_on.strftime("%d/%m/%Y"),
        )
    if entry.remedy_due_on is not None and entry.remedy_due_on < visit_on:
        raise InvalidInput(
            N_("The day to mend it by cannot be before the visit."), field="remedy_due_on"
        )


def _clause(entry: ViolationEntry) -> SanctionClause:
    clause = catalogue.find_clause(entry.key, entry.act_on)
    if clause is None:
        raise InvalidInput(
            N_("There is no verified fine for %(day)s under this clause. Choose another one."),
            field="clause",
            day=entry.act_on.strftime("%d/%m/%Y"),
        )
    if not clause.counts_workers:
        return clause
    count = entry.worker_count
    if count is None or not 1 <= count <= MOST_WORKERS:
        raise InvalidInput(
            N_("Enter the number of workers concerned, a whole number from 1."),
            field="worker_count",
        )
    chosen = catalogue.clause_for(entry.key, entry.act_on, count)
    if chosen is None:
        raise InvalidInput(
            N_("The clause has no range for this number of workers."), field="worker_count"
        )
    return chosen


def _legal_form(of_establishment: LegalForm, entry: ViolationEntry) -> LegalForm:
    if of_establishment != LegalForm.UNKNOWN:
        return of_establishment
    return entry.legal_form or LegalForm.UNKNOWN


def _maker(inspection_id: UUID, maker_id: int | None) -> Presence:
    able = queries.makers(inspection_id)
    if maker_id is None and len(able) == 1:
        return able[0]
    chosen = next((person for person in able if person.id == maker_id), None)
    if chosen is None:
        raise InvalidInput(
            N_("Choose who makes the record: somebody present who may make violation records."),
            field="maker",
        )
    return chosen


def _said(values: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Give columns as the trail keeps them: the clause by its key."""
    return {k: values[k].key if k == "clause" else values[k] for k in names}


def _record_event(
    violation: Violation, mode: Recording, reason: str, *, actor: Actor, at: datetime
) -> None:
    key = violation.clause.key
    if mode == Recording.ON_SITE:
        trail.record(A.VIOLATION_RECORDED, actor=actor, subject=violation, at=at, clause=key)
    else:
        trail.record(
            A.VIOLATION_RECORDED_LATER,
            actor=actor,
            subject=violation,
            at=at,
            clause=key,
            reason=reason,
        )
