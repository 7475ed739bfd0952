"""Is a frozen report frozen, and does an addendum say exactly what became known later?"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.coverage.enums import DenominatorBasis
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.kernel.errors import Conflict, InvalidInput, NotAllowed
from inspect178.kernel.periods import year
from inspect178.registry import operations as registry
from inspect178.registry.rules import Scope
from inspect178.reports import freezing, operations
from inspect178.reports.content import content_of
from inspect178.reports.enums import ReportState
from inspect178.reports.models import Report
from inspect178.reports.operations import AlreadyFrozen, NothingLate, OnlyDraftsAreDropped
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.reports import make_report

FROZEN_AT = datetime(2026, 12, 10, 3, tzinfo=UTC)
LATER = FROZEN_AT + timedelta(days=5)


def frozen_report():
    return make_report(frozen_at=FROZEN_AT)


def fresh_of(report, at):
    return content_of(people.actor("khanh"), report, "33", known_at=at)


def test_a_report_takes_denominator_and_counting_from_its_plan(app):
    report = make_report()

    assert (report.state, report.basis) == (ReportState.DRAFT, DenominatorBasis.END_OF_PERIOD)
    assert report.tree_on <= report.end_on


def test_a_period_that_has_not_begun_is_refused(app):
    with pytest.raises(InvalidInput, match="not begun"):
        make_report(period=year(2099))


def test_who_drew_it_up_does_not_sign_it_off(app):
    report = make_report()
    report.created_by_id = people.user_id("khanh")

    with pytest.raises(NotAllowed):
        operations.freeze_report(
            report, "Khánh", version=report.version, actor=people.actor("khanh"), at=LATER
        )


def test_freezing_keeps_figures_lists_tree_definitions_and_the_hash(app):
    seen, missed = make_establishment(), make_establishment()
    make_inspection(seen, state="accepted", planned_on=date(2026, 3, 2))

    report = frozen_report()

    said = operations.frozen_content(report)
    assert report.sha256 == freezing.fingerprint(report.content)
    assert said["figures"]["indicator COV-Y"] == [1, 2]
    assert said["establishments"][str(seen.id)]["list"] == "official"
    assert said["establishments"][str(missed.id)]["reason"] == "not_planned"
    assert said["question"]["known"] == FROZEN_AT.isoformat()
    assert said["units"][0]["key"] == "33"
    assert "COV-Y" in said["definitions"]
    db.session.commit()
    entry = db.session.query(AuditEntry).filter_by(action="report.frozen").one()
    assert entry.subject_id == str(report.id)


def test_two_people_who_freeze_at_once_make_one_report(app):
    one, other = make_report(), make_report()
    khanh = people.actor("khanh")
    operations.freeze_report(one, "Khánh", version=one.version, actor=khanh, at=FROZEN_AT)

    with pytest.raises(AlreadyFrozen):
        operations.freeze_report(other, "Khánh", version=other.version, actor=khanh, at=LATER)
    with pytest.raises(Conflict):
        operations.freeze_report(one, "Khánh", version=1, actor=khanh, at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE report SET title = 'anders'", "UPDATE report SET content = '{}'",
        "DELETE FROM report", "UPDATE report_addendum SET number = 9",
        "DELETE FROM report_addendum",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_a_frozen_report(app, change):
    report = frozen_report()
    make_establishment()
    operations.make_addendum(report, "Khánh", actor=people.actor("khanh"), at=LATER)
    db.session.commit()

    with pytest.raises(DBAPIError):
        db.session.execute(text(change))
    db.session.rollback()


def test_late_facts_make_an_addendum_that_lists_exactly_them(app):
    seen, unseen = make_establishment(name="Đã kiểm tra"), make_establishment(name="Về muộn")
    make_inspection(seen, state="accepted", planned_on=date(2026, 3, 2))
    late = make_inspection(unseen, state="accepted", planned_on=date(2026, 12, 1))
    late.recorded_at = late.accepted_at = FROZEN_AT + timedelta(days=2)
    report = frozen_report()
    before = report.content

    addendum = operations.make_addendum(
        report, "Đỗ Văn Khánh", actor=people.actor("khanh"), at=LATER
    )

    known = operations.known_content(report)
    assert addendum.number == 1
    assert report.content == before
    assert operations.frozen_content(report)["figures"]["indicator COV-Y"] == [1, 2]
    assert known["figures"]["indicator COV-Y"] == [2, 2]
    assert freezing.agrees(known, fresh_of(report, LATER))
    late_ids = freezing.late_facts(operations.frozen_content(report), known)["establishments"]
    assert list(late_ids) == [str(unseen.id)]
    with pytest.raises(NothingLate):
        operations.make_addendum(report, "Khánh", actor=people.actor("khanh"), at=LATER)


def test_what_was_known_then_can_be_computed_again_after_everything_changed(app):
    stays, moves, closes = (make_establishment() for _ in range(3))
    make_inspection(stays, state="accepted", planned_on=date(2026, 3, 2))
    report = frozen_report()
    hoa = people.actor("hoa")
    registry.change_scope(
        closes, Scope(closes.in_scope_from, date(2026, 6, 1), "Ngừng"), version=closes.version,
        actor=hoa, at=LATER,
    )  # fmt: skip
    registry.change_establishment(
        moves, {"type_code": "karaoke"}, version=moves.version, actor=hoa, at=LATER
    )
    db.session.flush()

    then, now = fresh_of(report, FROZEN_AT), fresh_of(report, LATER + timedelta(days=1))

    frozen = operations.frozen_content(report)
    assert freezing.agrees(then, frozen)
    assert then["figures"] == frozen["figures"]
    assert now["figures"]["indicator COV-Y"] == [1, 2]
    assert now["establishments"][str(closes.id)]["reason"] == "left_during"


def test_a_draft_is_changed_by_its_office_only_and_not_once_it_is_frozen(app):
    report = make_report()
    words = {"title": "Mới", "number": "12/BC-UBND", "situation": "Ổn định."}
    operations.change_report(
        report, words, version=report.version, actor=people.actor("hoa"), at=FROZEN_AT
    )
    assert (report.title, report.narrative) == ("Mới", {"situation": "Ổn định."})

    with pytest.raises(NotAllowed):
        operations.change_report(
            report, words, version=report.version, actor=people.actor("dung"), at=FROZEN_AT
        )
    frozen = make_report(unit="12127", frozen_at=FROZEN_AT)
    with pytest.raises(AlreadyFrozen):
        operations.change_report(
            frozen, words, version=frozen.version, actor=people.actor("hoa"), at=LATER
        )


def test_a_dropped_draft_is_gone_and_the_trail_says_who_dropped_what(app):
    report, hoa = make_report(), people.actor("hoa")
    key = str(report.id)

    operations.drop_report(report, version=report.version, actor=hoa, at=FROZEN_AT)
    db.session.commit()

    assert db.session.query(Report).count() == 0
    entry = db.session.query(AuditEntry).filter_by(action="report.dropped").one()
    assert (entry.subject_id, entry.actor_id, entry.at) == (key, hoa.user_id, FROZEN_AT)
    detail = json.loads(db.session.get_one(AuditDetail, entry.seq).detail)
    assert detail == {"unit": "33", "kind": "year", "from": "2026-01-01", "to": "2026-12-31"}


def test_only_a_draft_is_dropped_by_its_office_as_it_was_seen(app):
    frozen, draft = frozen_report(), make_report(unit="12127")
    hoa = people.actor("hoa")

    with pytest.raises(OnlyDraftsAreDropped):
        operations.drop_report(frozen, version=frozen.version, actor=hoa, at=LATER)
    with pytest.raises(NotAllowed):
        operations.drop_report(draft, version=draft.version, actor=people.actor("dung"), at=LATER)
    with pytest.raises(Conflict):
        operations.drop_report(draft, version=draft.version + 1, actor=hoa, at=LATER)
    assert db.session.query(Report).count() == 2


def test_a_sealed_target_is_on_no_list_of_a_report(app):
    from inspect178.inspections.enums import InspectionMode

    place = make_establishment()
    make_inspection(
        place, mode=InspectionMode.SURPRISE, state=InspectionState.APPROVED,
        planned_on=date(2026, 12, 20), opens_at=LATER,
    )  # fmt: skip

    report = frozen_report()

    entry = operations.frozen_content(report)["establishments"][str(place.id)]
    assert (entry["list"], entry["reason"]) == ("not_yet", "not_planned")


def test_a_template_with_unknown_fields_is_refused_and_the_old_one_stays(app):
    from inspect178.documents.word import DEFAULT_TEMPLATE
    from inspect178.reports.queries import reports as queries
    from inspect178.territory.queries import require_unit_by_code

    unit, hoa = require_unit_by_code("33", people.TODAY), people.actor("hoa")
    good = DEFAULT_TEMPLATE.read_bytes()
    operations.replace_template(unit, "mau.docx", good, actor=hoa, at=FROZEN_AT)

    with pytest.raises(InvalidInput):
        operations.replace_template(unit, "hong.docx", b"PK nothing", actor=hoa, at=LATER)

    commune = require_unit_by_code("12127", people.TODAY)
    found = queries.template_of(commune)
    assert found is not None
    assert (found.file_name, found.content) == ("mau.docx", good)


def test_what_was_frozen_before_remoteness_was_kept_still_becomes_paper(app):
    from inspect178.reports.papers import paper_facts, report_sheets
    from inspect178.territory.queries import require_unit_by_code

    make_establishment()
    report, unit = frozen_report(), require_unit_by_code("33", people.TODAY)
    kept = operations.frozen_content(report)
    figures = {n: f for n, f in kept["figures"].items() if not n.startswith("remote ")}
    older = {**kept, "form": 1, "figures": figures}

    fresh = fresh_of(report, LATER)
    with app.test_request_context():
        facts = paper_facts(report, unit, older, target=None)
        sheets = {sheet.name: [*sheet.rows] for sheet in report_sheets(report, unit, older)}

    assert facts.by_remoteness == ()
    assert sum(band.in_scope for band in facts.by_size) == 1
    assert len(sheets) == 8
    assert freezing.agrees(older, fresh)
