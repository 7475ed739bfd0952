"""Which violations do tests start from? One found on a visit, at any point of its life.

    make_violation(inspection)                                no certificate (ANTT-4a), recorded
    make_violation(inspection, key="LD-8", worker_count=12)   another clause
    make_violation(inspection, state=ViolationState.DECIDED)  sanctioned within the range
    make_violation(inspection, recorded_at=…, remedy_due_on=…)

Further keywords are columns of the violation.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.registry.enums import LegalForm
from inspect178.violations import catalogue, rules
from inspect178.violations.enums import TransferTarget, ViolationState
from inspect178.violations.models import Violation
from tests import people

S = ViolationState
_numbers = {"decision": 0}


def make_violation(
    inspection: Inspection,
    *,
    key: str = "ANTT-4a",
    state: ViolationState = S.RECORDED,
    act_on: date | None = None,
    worker_count: int | None = None,
    legal_form: LegalForm | None = None,
    **columns: Any,
) -> Violation:
    """Make a violation with everything that its state implies; flushed."""
    act_on = act_on or inspection.planned_on
    clause = catalogue.clause_for(key, act_on, worker_count)
    assert clause is not None, f"no clause {key} on {act_on}"
    form = legal_form or inspection.establishment.legal_form
    fine = rules.fine_range(clause.figures, form, worker_count)
    violation = Violation(
        inspection=inspection,
        establishment=inspection.establishment,
        province_id=inspection.province_id,
        commune_id=inspection.commune_id,
        old_commune_id=inspection.old_commune_id,
        clause=clause,
        act_on=act_on,
        worker_count=worker_count,
        legal_form=form,
        fine_min=fine.least if fine else None,
        fine_max=fine.most if fine else None,
        description="Hành vi được phát hiện khi kiểm tra.",
        maker_name="Nguyễn Văn An",
        maker_post="Cán bộ, Công an",
        recorded_at=inspection.announced_at or people.LOADED_AT,
        recorded_by_id=people.user_id("an"),
        state=state,
    )
    _live(violation)
    for name, value in columns.items():
        setattr(violation, name, value)
    db.session.add(violation)
    db.session.flush()
    return violation


def _live(violation: Violation) -> None:
    """Add what the state says must have happened."""
    recorded_on = clock.local_day(violation.recorded_at)
    if violation.state == S.TRANSFERRED:
        violation.transferred_to = TransferTarget.AGENCY
        violation.transfer_note = "Công văn 12/CV-ĐKT chuyển Sở Nội vụ"
    if violation.state in (S.DECIDED, S.EXECUTED, S.CLOSED):
        _numbers["decision"] += 1
        violation.sanction_number = f"{_numbers['decision']:02d}/QĐ-XPHC"
        violation.sanction_on = recorded_on + timedelta(days=3)
        violation.sanction_amount = violation.fine_min or 1_000_000
    if violation.state in (S.EXECUTED, S.CLOSED):
        violation.executed_on = recorded_on + timedelta(days=5)
    if violation.state == S.DROPPED:
        violation.end_reason = "Ghi nhầm"
