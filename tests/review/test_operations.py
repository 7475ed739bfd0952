"""What does a decision change, what does it record, and when is it refused?"""

from __future__ import annotations

import dataclasses
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import TeamMember
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from inspect178.review import operations, queries
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.models import Review, ReviewRemark
from inspect178.review.operations import Verdict
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.review import add_note, after_signing, make_review

POLICE, CULTURE = ReviewField.POLICE, ReviewField.CULTURE
ACCEPTED, RETURNED = ReviewDecision.ACCEPTED, ReviewDecision.RETURNED
REMARK = {"findings": "Ghi rõ số phòng đã kiểm tra."}


def submitted(**facts):
    inspection = make_inspection(make_establishment(), state="submitted", **facts)
    db.session.commit()
    return inspection


def decide(inspection, name, field, decision=ACCEPTED, **more):
    remarks = more.pop("remarks", REMARK if decision == RETURNED else {})
    seen = more.pop("seen", None) or queries.sheet_of(inspection, field).seen
    verdict = Verdict(field, decision, seen, "", remarks)
    at = more.pop("at", None) or after_signing(inspection, hours=30)
    return operations.decide(inspection.id, verdict, actor=people.actor(name), at=at)


def recorded(inspection):
    """Give the actions that the trail holds of the inspection."""
    db.session.commit()
    return list(
        db.session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_id == str(inspection.id))
            .order_by(AuditEntry.seq)
        )
    )


def test_one_acceptance_waits_for_the_other(app):
    inspection = submitted()

    decide(inspection, "chi", POLICE)

    assert inspection.state == InspectionState.SUBMITTED
    assert inspection.accepted_at is None
    assert recorded(inspection) == ["inspection.reviewed"]


def test_the_second_acceptance_makes_the_visit_official(app):
    inspection = submitted()
    decide(inspection, "chi", POLICE)
    at = after_signing(inspection, hours=40)

    decide(inspection, "cuong", CULTURE, at=at)

    assert inspection.state == InspectionState.ACCEPTED
    assert inspection.accepted_at == at
    assert recorded(inspection)[1:] == ["inspection.reviewed", "inspection.accepted"]


def test_one_agency_sends_back_at_once_with_its_remarks(app):
    inspection = submitted()

    decide(inspection, "cuong", CULTURE, RETURNED)

    assert inspection.state == InspectionState.RETURNED
    assert db.session.execute(select(ReviewRemark.field, ReviewRemark.text)).all() == [
        ("findings", REMARK["findings"])
    ]
    assert recorded(inspection) == ["inspection.reviewed", "inspection.returned"]


def test_an_acceptance_stands_when_the_other_agency_sent_back(app):
    inspection = submitted()
    make_review(inspection, POLICE)
    make_review(inspection, CULTURE, RETURNED, remarks=REMARK)
    inspection.review_round = 2

    decide(inspection, "cuong", CULTURE, at=after_signing(inspection, hours=90))

    assert inspection.state == InspectionState.ACCEPTED


def test_after_a_note_both_agencies_decide_again(app):
    inspection = submitted()
    make_review(inspection, POLICE)
    make_review(inspection, CULTURE, RETURNED, remarks=REMARK)
    add_note(inspection)
    inspection.review_round = 2
    later = after_signing(inspection, hours=90)

    decide(inspection, "cuong", CULTURE, at=later)
    assert inspection.state == InspectionState.SUBMITTED

    decide(inspection, "chi", POLICE, at=later)
    assert inspection.state == InspectionState.ACCEPTED


def test_an_agency_decides_once_a_round(app):
    inspection = submitted()
    decide(inspection, "chi", POLICE)

    with pytest.raises(Conflict):
        decide(inspection, "chi", POLICE)


@pytest.mark.parametrize("state", ["signed", "returned", "accepted"])
def test_only_a_record_under_review_is_decided_on(app, state):
    inspection = make_inspection(make_establishment(), state=state)

    with pytest.raises(IllegalTransition):
        decide(inspection, "chi", POLICE)


def test_a_decision_on_an_outdated_page_is_refused(app):
    inspection = submitted()
    seen = queries.sheet_of(inspection, POLICE).seen
    add_note(inspection)

    with pytest.raises(Conflict):
        decide(inspection, "chi", POLICE, seen=seen)


@pytest.mark.parametrize(
    ("decision", "remarks"),
    [
        pytest.param(RETURNED, {}, id="sent back without a remark"),
        pytest.param(RETURNED, {"answer:KR99": "Thiếu"}, id="on a question that was not asked"),
        pytest.param(ACCEPTED, REMARK, id="accepted with a remark"),
    ],
)
def test_a_verdict_that_contradicts_itself_changes_nothing(app, decision, remarks):
    inspection = submitted()

    with pytest.raises(InvalidInput):
        decide(inspection, "chi", POLICE, decision, remarks=remarks)

    assert db.session.scalar(select(func.count()).select_from(Review)) == 0
    assert recorded(inspection) == []


@pytest.mark.parametrize(
    ("name", "field", "error"),
    [
        pytest.param("chi", CULTURE, NotAllowed, id="the police do not decide for culture"),
        pytest.param("cuong", POLICE, NotAllowed, id="culture does not decide for the police"),
        pytest.param("dung", POLICE, NotAllowed, id="an auditor decides nothing"),
        pytest.param("minh", CULTURE, NotAllowed, id="an administrator decides nothing"),
        pytest.param("hoa", CULTURE, NotAllowed, id="a planner decides nothing"),
        pytest.param("binh", POLICE, NotAllowed, id="the team decides nothing"),
    ],
)
def test_who_may_not_decide(app, name, field, error):
    inspection = submitted()

    with pytest.raises(error):
        decide(inspection, name, field)


def test_a_record_of_another_province_does_not_exist(app):
    elsewhere = make_establishment(commune=None, province="04")
    inspection = make_inspection(elsewhere, state="submitted")

    with pytest.raises(NotFound):
        decide(inspection, "chi", POLICE)


AUTHORS = {
    "planned it": {"planner_id": "chi"},
    "announced it": {"announced_by_id": "chi"},
}


@pytest.mark.parametrize("columns", AUTHORS.values(), ids=AUTHORS)
def test_nobody_reviews_a_record_that_they(app, columns):
    inspection = submitted(**{k: people.user_id(v) for k, v in columns.items()})

    with pytest.raises(NotAllowed):
        decide(inspection, "chi", POLICE)


def test_who_was_present_does_not_review_it(app):
    member = db.session.scalars(
        select(TeamMember).where(
            TeamMember.team_id == people.team().id, TeamMember.full_name == "Tạ Văn Thử"
        )
    ).one()
    member.user_id = people.user_id("chi")
    inspection = submitted()

    with pytest.raises(NotAllowed):
        decide(inspection, "chi", POLICE)


def test_who_added_a_note_does_not_review_it(app):
    inspection = submitted()
    note = add_note(inspection)
    assert note.added_by_id in queries.authors_of(inspection)

    found = queries.authors_of(inspection)

    assert {people.user_id(n) for n in ("hoa", "binh", "an")} <= found
    assert people.user_id("chi") not in found


def test_one_person_does_not_decide_for_both_agencies(app):
    inspection = submitted()
    chi, cuong = people.actor("chi"), people.actor("cuong")
    both = dataclasses.replace(chi, grants=chi.grants + cuong.grants)
    seen, at = queries.sheet_of(inspection, POLICE).seen, after_signing(inspection, hours=30)
    operations.decide(inspection.id, Verdict(POLICE, ACCEPTED, seen), actor=both, at=at)

    with pytest.raises(NotAllowed):
        operations.decide(inspection.id, Verdict(CULTURE, ACCEPTED, seen), actor=both, at=at)


def test_two_agencies_that_accept_at_the_same_instant_accept_it_once(app):
    inspection = submitted()
    seen = queries.sheet_of(inspection, POLICE).seen
    key, at = inspection.id, clock.now()
    db.session.remove()
    together, faults = threading.Barrier(2), []

    def accept(name, field):
        with app.app_context():
            verdict, actor = Verdict(field, ACCEPTED, seen), people.actor(name)
            db.session.remove()
            together.wait()
            try:
                operations.decide(key, verdict, actor=actor, at=at)
                db.session.commit()
            except Exception as error:  # a thread's error would vanish
                faults.append(error)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=accept, args=pair) for pair in (("chi", POLICE), ("cuong", CULTURE))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    found = db.session.get_one(Inspection, key)
    assert found.state == InspectionState.ACCEPTED
    assert recorded(found).count("inspection.accepted") == 1
    assert recorded(found).count("inspection.reviewed") == 2


def test_two_reviewers_of_one_agency_do_not_both_decide(app):
    inspection = submitted()
    decide(inspection, "chi", POLICE)
    db.session.commit()

    with pytest.raises(Conflict):
        decide(inspection, "chi", POLICE, RETURNED, at=clock.now() + timedelta(minutes=1))

    assert inspection.state == InspectionState.SUBMITTED
