"""Which violations does the demonstration hold? From the faults of made-up places only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from inspect178.access.actor import SYSTEM
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.demo.words import World
from inspect178.extensions import db
from inspect178.inspections.enums import AnswerValue
from inspect178.inspections.models import Inspection
from inspect178.registry.enums import LegalForm
from inspect178.violations import rules
from inspect178.violations.catalogue import clause_for
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation


def make_violations(world: World, visits: Sequence[Inspection]) -> None:
    """Make a violation of each fault for which a clause was in force on the day."""
    for visit in visits:
        given = world.given.pop(visit.id, {})
        for item in world.items(visit):
            answer = given.get(item.code)
            if answer is None or answer.value != AnswerValue.NO or not item.clause_keys:
                continue
            if world.rng.random() < 0.6:
                _violation(world, visit, item_code=item.code, keys=item.clause_keys.split("|"))


def _violation(world: World, visit: Inspection, *, item_code: str, keys: list[str]) -> None:
    day, rng, record = visit.planned_on, world.rng, visit.record
    assert record is not None
    assert record.ended_at is not None
    lacking = (record.worker_total or 1) - (record.worker_contract or 0)
    workers = max(1, lacking)
    clause = clause_for(rng.choice(keys), day, workers)
    form = visit.establishment.legal_form
    if clause is None or form == LegalForm.UNKNOWN:
        return
    counted = workers if clause.counts_workers else None
    fine = rules.fine_range(clause.figures, form, counted)
    made = Violation(
        id=UUID(int=rng.getrandbits(128), version=4),
        inspection_id=visit.id,
        establishment_id=visit.establishment_id,
        province_id=visit.province_id,
        commune_id=visit.commune_id,
        old_commune_id=visit.old_commune_id,
        item_code=item_code,
        clause_id=clause.id,
        act_on=day,
        worker_count=counted,
        description=f"{clause.label_vi} (dữ liệu mẫu).",
        legal_form=form,
        fine_min=fine.least if fine else None,
        fine_max=fine.most if fine else None,
        maker_name=next(p.full_name for p in record.presences if p.may_record),
        maker_post="Cán bộ Công an",
        recorded_at=record.ended_at - timedelta(minutes=10),
        recorded_by_id=None,
        is_demo=True,
    )
    _follow(world, made, fine, today=world.today)
    db.session.add(made)
    trail.record(
        A.VIOLATION_RECORDED, actor=SYSTEM, subject=made, at=made.recorded_at, clause=clause.key
    )


def _follow(world: World, made: Violation, fine: rules.FineRange | None, *, today: date) -> None:
    """Decide, execute and mend what is old enough."""
    rng, age = world.rng, (today - made.act_on).days
    if age < 15 or fine is None or rng.random() < 0.15:
        return
    made.state = ViolationState.DECIDED
    made.sanction_number = f"{rng.randint(1, 99):02d}/QĐ-XPHC (mẫu)"
    made.sanction_on = made.act_on + timedelta(days=7)
    made.sanction_amount = (fine.least + fine.most) // 2
    made.remedy_due_on = made.sanction_on + timedelta(days=30)
    if age > 40 and rng.random() < 0.8:
        made.state = ViolationState.CLOSED if age > 90 else ViolationState.EXECUTED
        made.executed_on = made.sanction_on + timedelta(days=9)
        made.remedied_on = made.sanction_on + timedelta(days=20)
