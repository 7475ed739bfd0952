"""What can be done about a violation, by whom, until when, and what stays of it in the trail?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.audit.queries import first_broken_entry
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from inspect178.registry.enums import LegalForm
from inspect178.violations import operations, queries
from inspect178.violations.enums import SanctionWarning, TransferTarget
from inspect178.violations.enums import ViolationState as S
from inspect178.violations.models import Violation
from inspect178.violations.operations import SanctionEntry, ViolationEntry
from tests import people
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation

M = 1_000_000
VISIT = people.TODAY
NOW = at(VISIT, 10)
NEXT_WEEK = at(date(2026, 11, 30), 8)


@pytest.fixture
def visit(app):
    """A visit in progress at a household business."""
    place = make_establishment(legal_form=LegalForm.HOUSEHOLD)
    return make_inspection(place, state="announced")


def entry(key="ANTT-4a", **changes) -> ViolationEntry:
    facts = {"act_on": VISIT, "description": "Không xuất trình được giấy chứng nhận."}
    return ViolationEntry(key=key, **{**facts, **changes})


def maker_of(visit) -> int:
    return queries.makers(visit.id)[0].id


def record(visit, actor, **changes) -> Violation:
    changes.setdefault("maker_id", maker_of(visit))
    return operations.record_violation(visit, entry(**changes), actor=actor, at=NOW)


def last_event() -> tuple[str, dict]:
    db.session.commit()
    event, detail = db.session.execute(
        select(AuditEntry, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one()
    return event.action, json.loads(detail)


def events_about(violation) -> list[str]:
    db.session.commit()
    return list(
        db.session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(violation.id))
            .order_by(AuditEntry.seq)
        )
    )


# --- recording


def test_the_team_records_a_violation_with_the_range_of_the_day(visit, actor):
    violation = record(visit, actor("an"))

    assert (violation.fine_min, violation.fine_max) == (10 * M, 20 * M)
    assert violation.state == S.RECORDED
    assert violation.legal_form == LegalForm.HOUSEHOLD
    assert violation.maker_name == queries.makers(visit.id)[0].full_name
    assert (violation.commune_id, violation.establishment_id) == (
        visit.commune_id,
        visit.establishment_id,
    )
    assert last_event() == ("violation.recorded", {"clause": "ANTT-4a"})
    assert first_broken_entry() is None


def test_an_organisation_is_shown_double(app, actor):
    place = make_establishment(legal_form=LegalForm.ORGANISATION)

    violation = record(make_inspection(place, state="announced"), actor("binh"))

    assert (violation.fine_min, violation.fine_max) == (20 * M, 40 * M)


def test_the_number_of_workers_chooses_the_clause_and_the_range(visit, actor):
    violation = record(visit, actor("an"), key="LD-1", worker_count=60)

    assert violation.clause.key == "LD-1c"
    assert (violation.fine_min, violation.fine_max) == (10 * M, 15 * M)


def test_a_count_that_the_clause_does_not_ask_for_is_left_out(visit, actor):
    assert record(visit, actor("an"), worker_count=60).worker_count is None


def test_an_unknown_legal_form_is_asked_and_leaves_no_range_while_unknown(app, actor):
    visit = make_inspection(make_establishment(legal_form=LegalForm.UNKNOWN), state="announced")

    asked = record(visit, actor("an"), legal_form=LegalForm.ORGANISATION)
    open_ = record(visit, actor("an"))

    assert asked.fine_max == 40 * M
    assert (open_.fine_min, open_.fine_max, open_.legal_form) == (None, None, LegalForm.UNKNOWN)


def test_the_register_decides_about_the_legal_form_where_it_knows_it(visit, actor):
    violation = record(visit, actor("an"), legal_form=LegalForm.ORGANISATION)

    assert violation.legal_form == LegalForm.HOUSEHOLD


def test_an_entry_not_saved_yet_shows_both_ranges_while_the_form_is_unknown(app):
    shown = operations.computed_range(LegalForm.UNKNOWN, entry())

    assert {form.value: (fine.least, fine.most) for form, fine in shown.items()} == {
        "household": (10 * M, 20 * M),
        "organisation": (20 * M, 40 * M),
    }


def test_an_entry_without_a_row_of_the_day_shows_no_range(app):
    shown = operations.computed_range(LegalForm.HOUSEHOLD, entry(act_on=date(2025, 12, 14)))

    assert shown == {LegalForm.HOUSEHOLD: None}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"act_on": date(2025, 12, 14)}, "clause"),  # no row before 15/12/2025
        ({"act_on": VISIT + timedelta(days=1)}, "act_on"),
        ({"description": "  "}, "description"),
        ({"key": "NO-SUCH"}, "clause"),
        ({"key": "LD-8"}, "worker_count"),
        ({"key": "LD-8", "worker_count": 0}, "worker_count"),
        ({"key": "LD-1", "worker_count": -4}, "worker_count"),
        ({"key": "LD-1", "worker_count": 100_001}, "worker_count"),
        ({"maker_id": 999_999}, "maker"),
        ({"remedy_due_on": VISIT - timedelta(days=1)}, "remedy_due_on"),
    ],
)
def test_what_cannot_be_recorded_is_named_at_its_field(visit, actor, changes, field):
    with pytest.raises(InvalidInput) as refused:
        record(visit, actor("an"), **changes)

    assert refused.value.field == field


def test_the_maker_must_be_named_where_several_may_make_the_record(visit, actor):
    assert len(queries.makers(visit.id)) == 2

    with pytest.raises(InvalidInput):
        record(visit, actor("an"), maker_id=None)


@pytest.mark.parametrize("state", ["draft", "approved", "attempted", "cancelled"])
def test_nothing_is_recorded_before_the_announcement(app, actor, state):
    visit = make_inspection(make_establishment(), state=state)

    with pytest.raises(RuleBroken):
        operations.record_violation(visit, entry(), actor=actor("an"), at=NOW)


def test_another_team_records_nothing_here(app, actor):
    visit = make_inspection(make_establishment(commune="12103"), state="announced")

    with pytest.raises(NotAllowed):
        operations.record_violation(visit, entry(), actor=actor("nam"), at=NOW)


def test_out_of_scope_the_visit_looks_absent(visit, actor):
    with pytest.raises(NotFound):
        operations.record_violation(visit, entry(), actor=actor("nam"), at=NOW)


def test_the_same_form_sent_twice_records_once(visit, actor):
    made, wanted = uuid4(), entry(maker_id=maker_of(visit))

    first = operations.record_violation(visit, wanted, actor=actor("an"), at=NOW, violation_id=made)
    again = operations.record_violation(visit, wanted, actor=actor("an"), at=NOW, violation_id=made)

    assert again is first
    assert db.session.scalar(select(func.count()).select_from(Violation)) == 1


def test_other_content_under_the_same_id_is_a_conflict(visit, actor):
    first = record(visit, actor("an"))

    with pytest.raises(Conflict):
        operations.record_violation(
            visit,
            entry(description="Việc khác.", maker_id=maker_of(visit)),
            actor=actor("an"),
            at=NOW,
            violation_id=first.id,
        )


@pytest.mark.parametrize("state", ["signed", "refused", "returned", "accepted", "stopped"])
def test_after_the_visit_the_team_records_nothing(app, actor, state):
    visit = make_inspection(make_establishment(), state=state)

    with pytest.raises(NotAllowed):
        operations.record_violation(
            visit, entry(), actor=actor("binh"), at=NEXT_WEEK, late_reason="Bỏ sót"
        )


def test_after_the_visit_who_follows_violations_records_with_a_reason(app, actor):
    visit = make_inspection(make_establishment(), state="signed")
    wanted = entry(maker_id=maker_of(visit))

    with pytest.raises(InvalidInput) as refused:
        operations.record_violation(visit, wanted, actor=actor("hoa"), at=NEXT_WEEK)
    violation = operations.record_violation(
        visit, wanted, actor=actor("hoa"), at=NEXT_WEEK, late_reason="Bỏ sót khi ghi biên bản"
    )

    assert refused.value.field == "late_reason"
    assert violation.recorded_at == NEXT_WEEK
    assert last_event() == (
        "violation.recorded_later",
        {"clause": "ANTT-4a", "reason": "Bỏ sót khi ghi biên bản"},
    )


# --- correcting


def test_the_team_corrects_an_entry_while_the_record_is_open(visit, actor):
    violation = record(visit, actor("an"))

    operations.change_violation(
        violation,
        entry("LD-8", worker_count=30, maker_id=maker_of(visit)),
        version=violation.version,
        actor=actor("binh"),
        at=NOW,
    )

    assert violation.clause.key == "LD-8"
    assert (violation.fine_min, violation.fine_max) == (30 * M, 75 * M)
    action, detail = last_event()
    assert action == "violation.changed"
    assert detail["before"]["fine_max"] == 20 * M
    assert detail["after"]["worker_count"] == 30
    assert (detail["before"]["clause"], detail["after"]["clause"]) == ("ANTT-4a", "LD-8")


def test_an_unchanged_entry_leaves_no_event(visit, actor):
    violation = record(visit, actor("an"))

    operations.change_violation(
        violation, entry(maker_id=maker_of(visit)), version=violation.version,
        actor=actor("an"), at=NOW,
    )  # fmt: skip

    assert events_about(violation) == ["violation.recorded"]


def test_a_stale_form_is_refused(visit, actor):
    violation = record(visit, actor("an"))

    with pytest.raises(Conflict):
        operations.change_violation(
            violation, entry(), version=violation.version - 1, actor=actor("an"), at=NOW
        )


def test_once_the_record_is_signed_nothing_in_it_changes(app, actor):
    visit = make_inspection(make_establishment(), state="signed")
    violation = make_violation(visit)

    with pytest.raises(Conflict):
        operations.change_violation(
            violation, entry(), version=violation.version, actor=actor("an"), at=NOW
        )


def test_another_clause_needs_another_confirmation(visit, actor):
    violation = make_violation(visit, key="VH-5")
    operations.confirm_clause(violation, actor=actor("an"), at=NOW)

    operations.change_violation(
        violation, entry("VH-6", maker_id=maker_of(visit)), version=violation.version,
        actor=actor("an"), at=NOW,
    )  # fmt: skip

    assert violation.clause_confirmed_by_id is None


def test_the_team_drops_its_own_entry_during_the_visit(visit, actor):
    violation = record(visit, actor("an"))

    operations.drop_violation(violation, "Ghi nhầm điều khoản", actor=actor("an"), at=NOW)

    assert violation.state == S.DROPPED
    assert violation.end_reason == "Ghi nhầm điều khoản"
    assert queries.violations_of_inspection(visit.id) == []
    assert last_event() == (
        "violation.dropped",
        {"before": "recorded", "reason": "Ghi nhầm điều khoản"},
    )


def test_after_the_visit_only_who_follows_violations_drops_one(app, actor):
    violation = make_violation(make_inspection(make_establishment(), state="signed"))

    with pytest.raises(NotAllowed):
        operations.drop_violation(violation, "Nhầm", actor=actor("an"), at=NOW)
    operations.drop_violation(violation, "Nhầm", actor=actor("hoa"), at=NOW)

    assert violation.state == S.DROPPED


def test_dropping_needs_a_reason(visit, actor):
    with pytest.raises(InvalidInput):
        operations.drop_violation(make_violation(visit), " ", actor=actor("an"), at=NOW)


# --- following


@pytest.fixture
def found(app):
    """A violation of a household on a signed record: no certificate, 10 to 20 million."""
    place = make_establishment(legal_form=LegalForm.HOUSEHOLD)
    return make_violation(make_inspection(place, state="signed"))


def post_of(violation, code) -> int:
    return next(f.post.id for f in queries.post_fits(violation) if f.post.post_code == code)


def sanction(violation, **changes) -> SanctionEntry:
    facts = {
        "number": "15/QĐ-XPHC",
        "decided_on": VISIT,
        "amount": 15 * M,
        "post_id": post_of(violation, "commune_chairman"),
    }
    return SanctionEntry(**{**facts, **changes})


def test_a_sanction_within_range_and_ceiling_is_entered_without_warning(found, actor):
    operations.decide_sanction(found, sanction(found), actor=actor("hoa"), at=NEXT_WEEK)

    assert (found.state, found.sanction_amount, found.sanction_number) == (
        S.DECIDED,
        15 * M,
        "15/QĐ-XPHC",
    )
    assert events_about(found) == ["violation.decided"]


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"amount": 25 * M}, SanctionWarning.OUTSIDE_RANGE),
        ({"amount": 9 * M}, SanctionWarning.OUTSIDE_RANGE),
        ({"post_id": None}, SanctionWarning.COMPETENCE_UNKNOWN),
    ],
)
def test_a_sanction_against_warnings_stands_only_when_confirmed_and_is_kept(
    found, actor, changes, warning
):
    with pytest.raises(InvalidInput) as refused:
        operations.decide_sanction(
            found, sanction(found, **changes), actor=actor("hoa"), at=NEXT_WEEK
        )
    operations.decide_sanction(
        found,
        sanction(found, **changes, warnings_confirmed=True),
        actor=actor("hoa"),
        at=NEXT_WEEK,
    )

    assert refused.value.field == "confirmed"
    assert found.state == S.DECIDED
    assert last_event() == ("violation.sanction_warnings", {"warnings": [warning.value]})


def test_a_signer_below_the_highest_fine_is_warned_of(found, actor):
    wanted = sanction(found, post_id=post_of(found, "police_team_head"))  # 12 < 20 million

    assert operations.warnings_about(found, wanted) == (SanctionWarning.ABOVE_CEILING,)


def test_a_decision_after_the_limitation_period_is_warned_of(app, actor):
    visit = make_inspection(make_establishment(), state="signed")
    old = make_violation(visit, act_on=date(2025, 12, 20), legal_form=LegalForm.HOUSEHOLD)

    on_time = sanction(old, decided_on=date(2026, 12, 20))
    too_late = sanction(old, decided_on=date(2026, 12, 21))

    assert operations.warnings_about(old, on_time) == ()
    assert operations.warnings_about(old, too_late) == (SanctionWarning.LIMITATION_OVER,)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"decided_on": VISIT - timedelta(days=1)}, "decided_on"),  # before the record
        ({"decided_on": date(2026, 12, 1)}, "decided_on"),  # in the future
        ({"amount": -1}, "amount"),
        ({"amount": 10**12}, "amount"),
        ({"amount": 0}, "amount"),  # this clause knows no warning
        ({"remedy_due_on": VISIT - timedelta(days=1)}, "remedy_due_on"),
        ({"post_id": 999_999}, "post"),
    ],
)
def test_a_sanction_that_cannot_be_is_named_at_its_field(found, actor, changes, field):
    with pytest.raises(InvalidInput) as refused:
        operations.decide_sanction(
            found, sanction(found, **changes), actor=actor("hoa"), at=NEXT_WEEK
        )

    assert refused.value.field == field
    assert found.state == S.RECORDED


def test_a_warning_is_entered_where_the_clause_knows_one(app, actor):
    visit = make_inspection(make_establishment(), state="signed")
    late_sale = make_violation(visit, key="TT-1", legal_form=LegalForm.HOUSEHOLD)

    operations.decide_sanction(
        late_sale, sanction(late_sale, amount=0), actor=actor("hoa"), at=NEXT_WEEK
    )

    assert late_sale.sanction_amount == 0


def test_a_violation_goes_through_its_whole_life(found, actor):
    hoa = actor("hoa")
    operations.transfer_violation(
        found, TransferTarget.AGENCY, "Công văn 3/CV-ĐKT", actor=hoa, at=NEXT_WEEK
    )
    operations.decide_sanction(
        found, sanction(found, remedy_due_on=date(2026, 11, 30)), actor=hoa, at=NEXT_WEEK
    )
    operations.execute_sanction(found, date(2026, 11, 28), actor=hoa, at=NEXT_WEEK)
    with pytest.raises(RuleBroken):
        operations.close_violation(found, actor=hoa, at=NEXT_WEEK)
    operations.remedy_violation(found, date(2026, 11, 29), actor=hoa, at=NEXT_WEEK)
    operations.close_violation(found, actor=hoa, at=NEXT_WEEK)

    assert found.state == S.CLOSED
    assert events_about(found) == [
        "violation.transferred",
        "violation.decided",
        "violation.executed",
        "violation.remedied",
        "violation.closed",
    ]
    assert first_broken_entry() is None


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 1)])
def test_execution_lies_between_decision_and_today(found, actor, day):
    operations.decide_sanction(found, sanction(found), actor=actor("hoa"), at=NEXT_WEEK)

    with pytest.raises(InvalidInput):
        operations.execute_sanction(found, day, actor=actor("hoa"), at=NEXT_WEEK)


def test_what_was_not_decided_is_not_executed(found, actor):
    with pytest.raises(IllegalTransition):
        operations.execute_sanction(found, VISIT, actor=actor("hoa"), at=NEXT_WEEK)


@pytest.mark.parametrize("state", [S.DROPPED, S.CLOSED])
def test_nothing_more_is_entered_for_an_ended_violation(app, actor, state):
    visit = make_inspection(make_establishment(), state="signed")
    ended = make_violation(visit, state=state)

    with pytest.raises(Conflict):
        operations.remedy_violation(ended, VISIT, actor=actor("hoa"), at=NEXT_WEEK)


def test_a_transfer_names_its_paper(found, actor):
    with pytest.raises(InvalidInput):
        operations.transfer_violation(
            found, TransferTarget.CRIMINAL, "", actor=actor("hoa"), at=NEXT_WEEK
        )


FOLLOWING = {
    "decide": lambda v, a: operations.decide_sanction(v, sanction(v), actor=a, at=NEXT_WEEK),
    "transfer": lambda v, a: operations.transfer_violation(
        v, TransferTarget.AGENCY, "CV 1", actor=a, at=NEXT_WEEK
    ),
    "remedy": lambda v, a: operations.remedy_violation(v, VISIT, actor=a, at=NEXT_WEEK),
}


@pytest.mark.parametrize("act", FOLLOWING.values(), ids=FOLLOWING)
@pytest.mark.parametrize("name", ["an", "binh", "khanh", "dung", "minh", "lan"])
def test_only_who_follows_violations_takes_these_steps(found, actor, act, name):
    with pytest.raises(NotAllowed):
        act(found, actor(name))


@pytest.mark.parametrize("act", FOLLOWING.values(), ids=FOLLOWING)
def test_elsewhere_a_violation_looks_absent(found, actor, act):
    with pytest.raises(NotFound):
        act(found, actor("giang"))


def test_the_number_of_the_violation_record_can_be_entered_later(found, actor):
    operations.number_record(found, "07/BB-VPHC", actor=actor("binh"), at=NEXT_WEEK)

    assert found.record_number == "07/BB-VPHC"
    assert last_event()[0] == "violation.changed"


@pytest.mark.parametrize("name", ["an", "hoa"])
def test_an_unverified_clause_is_printed_only_after_somebody_answers_for_it(app, actor, name):
    visit = make_inspection(make_establishment(type_code="karaoke"), state="announced")
    violation = make_violation(visit, key="VH-5")

    assert not violation.may_be_printed
    operations.confirm_clause(violation, actor=actor(name), at=NEXT_WEEK)
    db.session.commit()

    assert violation.may_be_printed
    confirmation = queries.clause_confirmation(violation)
    assert confirmation.name == people.CAST[name][0]
    assert confirmation.confirmed_at == NEXT_WEEK


def test_a_verified_or_confirmed_clause_needs_no_confirmation(found, actor):
    assert found.may_be_printed
    assert queries.clause_confirmation(found) is None
    with pytest.raises(Conflict):
        operations.confirm_clause(found, actor=actor("hoa"), at=NEXT_WEEK)


def test_a_reader_confirms_nothing(app, actor):
    violation = make_violation(make_inspection(make_establishment(), state="signed"), key="VH-5")

    with pytest.raises(NotAllowed):
        operations.confirm_clause(violation, actor=actor("lan"), at=NEXT_WEEK)


def test_a_suspended_visit_is_resumed_before_its_team_records(app, actor):
    visit = make_inspection(make_establishment(), state=InspectionState.SUSPENDED)

    with pytest.raises(NotAllowed):
        operations.record_violation(visit, entry(), actor=actor("an"), at=NOW, late_reason="x")
