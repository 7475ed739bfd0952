"""Does a visit begin, and is its record written, only as the law allows?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import events_of_subject
from inspect178.extensions import db
from inspect178.identity import queries as identity
from inspect178.identity.enums import TeamPost
from inspect178.inspections.enums import (
    AttemptKind,
    DecisionState,
    Ground,
    InspectionState,
    StopReason,
)
from inspect178.inspections.faults import Faults
from inspect178.inspections.merging import seen_of
from inspect178.inspections.models import Answer
from inspect178.inspections.operations import records, visits
from inspect178.inspections.queries.records import require_record
from inspect178.kernel.errors import (
    Conflict,
    DomainError,
    IllegalTransition,
    InvalidInput,
    NotFound,
    RuleBroken,
)
from tests import people
from tests.factories.inspections import at, make_decision, make_inspection
from tests.factories.registry import make_establishment
from tests.inspections.visits import (
    ELEVEN,
    NINE,
    SURPRISE,
    TEN,
    announcement,
    entries,
    save,
    visit,
)

S = InspectionState
TOMORROW = people.TODAY + timedelta(days=1)


@pytest.fixture
def binh(app):
    return people.actor("binh")


def fields(error: Faults) -> list[str]:
    return [fault.field for fault in error.faults]


# The announcement -----------------------------------------------------------------------------


def test_three_members_with_leader_and_recorder_begin_a_visit(binh):
    inspection = visit("approved")

    visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)
    db.session.commit()

    record = require_record(inspection).record
    assert inspection.state == S.IN_PROGRESS
    assert inspection.announced_at == inspection.decision.announced_at == NINE
    assert (record.started_at, record.place) == (NINE, inspection.establishment.address)
    assert len(record.presences) == 4
    assert [p.full_name for p in record.presences if p.is_leader] == ["Trần Thị Bình"]
    assert "Công an" in "".join(p.agency_name for p in record.presences if p.may_record)


@pytest.mark.parametrize(
    ("present", "reasons"),
    [
        (("Bình", "An"), 1),
        (("Bình",), 2),
        (("An", "Mẫu", "Thử"), 1),
        (("Mẫu",), 3),
    ],
    ids=["two members", "one, no recorder", "no leader", "nothing right"],
)
def test_a_visit_without_quorum_does_not_begin_and_says_all_reasons(binh, present, reasons):
    inspection = visit("approved")

    with pytest.raises(Faults) as refused:
        visits.announce(inspection, announcement(inspection, *present), actor=binh, at=TEN)

    assert fields(refused.value) == ["members"] * reasons
    assert inspection.state == S.APPROVED


def test_a_deputy_leads_where_the_leader_is_absent(binh):
    inspection = visit("approved")
    team = identity.team_members(inspection.team_id, people.TODAY)
    next(m for m in team if m.full_name.endswith("An")).team_post = TeamPost.DEPUTY

    said = announcement(inspection, "An", "Mẫu", "Thử")
    visits.announce(inspection, said, actor=binh, at=TEN)

    presences = require_record(inspection).record.presences
    assert [p.full_name for p in presences if p.is_leader] == ["Nguyễn Văn An"]


def test_somebody_who_left_the_team_does_not_count(binh):
    inspection = visit("approved")
    said = announcement(inspection, "Bình", "An", "Mẫu")
    team = identity.team_members(inspection.team_id, people.TODAY)
    next(m for m in team if m.full_name.endswith("Mẫu")).valid_to = people.TODAY

    with pytest.raises(InvalidInput) as refused:
        visits.announce(inspection, said, actor=binh, at=TEN)

    assert refused.value.field == "members"


@pytest.mark.parametrize(
    "started_at",
    [ELEVEN, at(people.TODAY - timedelta(days=3), 9)],
    ids=["in the future", "before the decision"],
)
def test_the_announcement_lies_between_the_decision_and_now(binh, started_at):
    inspection = visit("approved")

    with pytest.raises(Faults) as refused:
        visits.announce(
            inspection, announcement(inspection, started_at=started_at), actor=binh, at=TEN
        )

    assert fields(refused.value) == ["started_at"]


def test_a_decision_signed_this_morning_is_announced_after_its_minute(binh):
    decision = make_decision(
        people.team(), signed_on=people.TODAY, signed_at=NINE + timedelta(minutes=30, seconds=20)
    )
    inspection = visit("approved", decision=decision)

    with pytest.raises(Faults):
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)
    half_past = announcement(inspection, started_at=NINE + timedelta(minutes=30))
    visits.announce(inspection, half_past, actor=binh, at=TEN)

    assert inspection.state == S.IN_PROGRESS


@pytest.mark.parametrize("state", [DecisionState.DRAFT, DecisionState.WITHDRAWN])
def test_without_a_signed_decision_nothing_begins(binh, state):
    inspection = visit("approved", decision=make_decision(people.team(), state=state))

    with pytest.raises(RuleBroken, match="decision"):
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)


def test_a_surprise_does_not_begin_before_its_opening(binh):
    inspection = visit("approved", mode=SURPRISE, opens_at=ELEVEN)

    with pytest.raises(Faults) as refused:
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)

    assert fields(refused.value) == ["started_at"]


def test_a_surprise_cannot_be_dated_before_its_opening(binh):
    inspection = visit("approved", mode=SURPRISE, opens_at=NINE + timedelta(minutes=1))

    with pytest.raises(Faults):
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)


def test_the_announcement_lifts_the_seal_from_the_trail(binh):
    inspection = visit("approved", mode=SURPRISE)
    stranger = people.actor("dung")
    trail_before = db.session.execute(events_of_subject(stranger, "inspection", inspection.id))
    assert trail_before.all() == []

    visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)
    db.session.commit()

    seen = db.session.execute(events_of_subject(stranger, "inspection", inspection.id)).all()
    assert [entry.action for entry, _ in seen] == ["inspection.announced"]
    assert inspection.secrecy_key is None


def test_a_second_sealed_target_of_a_decision_stays_sealed(binh):
    first = visit("approved", mode=SURPRISE)
    second = visit("approved", mode=SURPRISE, decision=first.decision)

    visits.announce(first, announcement(first), actor=binh, at=TEN)

    assert second.secrecy_key is not None
    assert first.decision.announced_at is None


def test_a_second_visit_in_the_year_needs_ground_and_reference(binh):
    place = make_establishment()
    visit("accepted", place=place, planned_on=people.TODAY.replace(month=3))
    inspection = visit("approved", place=place)

    with pytest.raises(Faults) as without:
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)
    said = announcement(inspection, second_ground=Ground.SIGNS)
    with pytest.raises(Faults) as without_reference:
        visits.announce(inspection, said, actor=binh, at=TEN)
    said = announcement(inspection, second_ground=Ground.SIGNS, second_reference="BC 12/2026")
    visits.announce(inspection, said, actor=binh, at=TEN)

    assert fields(without.value) == ["second_ground"]
    assert fields(without_reference.value) == ["second_reference"]
    assert (inspection.second_ground, inspection.second_reference) == (Ground.SIGNS, "BC 12/2026")


def test_a_ground_given_when_planning_is_enough(binh):
    place = make_establishment()
    visit("accepted", place=place, planned_on=people.TODAY.replace(month=3))
    inspection = visit(
        "approved", place=place, second_ground=Ground.TIP, second_reference="Đơn số 4"
    )

    visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)

    assert inspection.state == S.IN_PROGRESS


def test_a_visit_of_last_year_uses_up_nothing(binh):
    place = make_establishment()
    visit("accepted", place=place, planned_on=people.TODAY.replace(year=2025))
    inspection = visit("approved", place=place)

    visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)

    assert inspection.state == S.IN_PROGRESS


@pytest.mark.parametrize("name", ["nam", "hoa", "giang", "chi"])
def test_nobody_but_the_team_begins_its_visit(app, name):
    inspection = visit("approved", place=make_establishment(commune="12103"))

    with pytest.raises(DomainError) as refused:
        visits.announce(inspection, announcement(inspection), actor=people.actor(name), at=TEN)

    assert refused.value.status in (403, 404)


def test_nothing_is_announced_twice(binh):
    inspection = visit("announced")

    with pytest.raises(IllegalTransition):
        visits.announce(inspection, announcement(inspection), actor=binh, at=TEN)


# Attempts, pauses, ends -----------------------------------------------------------------------


def test_a_closed_door_is_an_attempt_and_no_inspection(binh):
    inspection = visit("approved")

    visits.record_attempt(
        inspection, AttemptKind.CLOSED, "Cửa khóa, không có người", actor=binh, at=TEN
    )

    assert inspection.state == S.ATTEMPTED
    assert inspection.completed_on is None
    assert inspection.attempt_reason == "Cửa khóa, không có người"


def test_a_sealed_target_is_not_even_tried_before_its_opening(binh):
    inspection = visit("approved", mode=SURPRISE, opens_at=ELEVEN)

    with pytest.raises(RuleBroken):
        visits.record_attempt(inspection, AttemptKind.CLOSED, "Cửa khóa", actor=binh, at=TEN)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_an_attempt_has_a_reason_that_fits(binh, reason):
    inspection = visit("approved")

    with pytest.raises(InvalidInput) as refused:
        visits.record_attempt(inspection, AttemptKind.CLOSED, reason, actor=binh, at=TEN)

    assert refused.value.field == "reason"


def test_a_visit_pauses_and_goes_on_with_everything_in_it(binh):
    inspection = visit("answered")
    before = entries(inspection)

    visits.suspend(inspection, "Mất điện", actor=binh, at=TEN)
    with pytest.raises(Conflict, match="suspended"):
        save(inspection, binh, findings="x")
    visits.resume(inspection, actor=binh, at=ELEVEN)

    assert inspection.state == S.IN_PROGRESS
    assert entries(inspection) == before


def test_a_visit_is_stopped_on_a_ground_of_the_decree(binh):
    inspection = visit("announced")

    visits.stop(inspection, StopReason.PROSECUTED, "Quyết định 5", actor=binh, at=TEN)

    assert inspection.state == S.STOPPED
    assert visits.stopped_because(inspection) == (StopReason.PROSECUTED, "Quyết định 5")
    with pytest.raises(Conflict, match="over"):
        save(inspection, binh, findings="x")


# Entries --------------------------------------------------------------------------------------


def test_what_is_typed_is_there_again(binh):
    inspection = visit()
    typed = {
        "answer__C1": "no",
        "note__C1": "Địa chỉ\r\nkhông khớp ",
        "worker_total": "12",
        "worker_contract": "10",
        "count__C12b": "9",
        "total__C12b": "12",
        "findings": "Cơ sở đang hoạt động",
        "recommendation__1__text": "Bổ sung hợp đồng",
        "recommendation__1__due_on": "2026-12-31",
        "latitude": "20.9412345678",
        "longitude": "106.06",
    }

    saved = save(inspection, binh, **typed)
    db.session.commit()

    found = entries(inspection)
    assert len(saved.changed) == len(typed)
    assert found["note.C1"] == "Địa chỉ\nkhông khớp"
    assert found["recommendation.1.due_on"] == "2026-12-31"
    assert found["latitude"] == "20.9412346"
    assert found["answer.C1"] == "no"


def test_numbers_of_workers_answer_the_questions_that_ask_for_them(binh):
    inspection = visit()

    save(inspection, binh, worker_total="12", worker_contract="10")

    answer = next(a for a in require_record(inspection).record.answers if a.item.code == "C7")
    assert (answer.count, answer.total, answer.value.value) == (10, 12, "no")


def test_an_emptied_answer_leaves_no_row(binh):
    inspection = visit()
    save(inspection, binh, answer__C1="no", recommendation__2__text="Niêm yết nội quy")

    save(inspection, binh, answer__C1="", recommendation__2__text="")

    assert db.session.scalars(select(Answer)).all() == []
    assert require_record(inspection).record.recommendations == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("worker_total", "mười"),
        ("worker_total", "-1"),
        ("worker_total", "1.5"),
        ("worker_total", "٣"),
        ("worker_total", "99999999"),
        ("answer.C1", "maybe"),
        ("answer.C7", "yes"),
        ("count.C7", "3"),
        ("answer.XX", "yes"),
        ("recommendation.1.due_on", "31/12/2026"),
        ("recommendation.1.due_on", "2026-11-22"),
        ("recommendation.1.due_on", "2062-11-22"),
        ("recommendation.51.text", "x"),
        ("latitude", "91"),
        ("latitude", "nan"),
        ("latitude", "1e999"),
        ("copies", "0"),
        ("caption.00000000-0000-0000-0000-000000000000", "x"),
        ("findings", "x" * 20_001),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(binh, name, text):
    inspection = visit()

    with pytest.raises(Faults) as refused:
        records.save_entries(inspection, {name: text, "answer.C2": "no"}, "", actor=binh, at=TEN)

    assert fields(refused.value) == [name]
    assert "answer.C2" not in entries(inspection)


def test_fields_that_are_not_of_the_record_are_left_alone(binh):
    inspection = visit()

    records.save_entries(
        inspection, {"csrf_token": "x", "state": "accepted", "sha256": "0"}, "", actor=binh, at=TEN
    )

    assert inspection.state == S.IN_PROGRESS


def test_signs_that_no_database_stores_are_dropped(binh):
    inspection = visit()

    save(inspection, binh, findings="a\x00b\x1bc\u2028d")

    assert entries(inspection)["findings"] == "abcd"


def test_two_tablets_write_different_fields_of_one_record(binh):
    inspection = visit()
    page_of_binh = page_of_an = seen_of(entries(inspection))

    save(inspection, binh, page_of_binh, findings="của Bình")
    save(inspection, people.actor("an"), page_of_an, conclusion="của An", findings="")

    assert entries(inspection)["findings"] == "của Bình"
    assert entries(inspection)["conclusion"] == "của An"


def test_the_same_field_is_not_overwritten_unseen(binh):
    inspection = visit()
    page_of_an = seen_of(entries(inspection))
    save(inspection, binh, findings="của Bình")

    with pytest.raises(records.SameFieldChanged) as refused:
        save(inspection, people.actor("an"), page_of_an, findings="của An", conclusion="x")

    assert refused.value.names == ("findings",)
    assert entries(inspection)["findings"] == "của Bình"
    assert "conclusion" not in entries(inspection)


def test_two_who_write_the_same_agree(binh):
    inspection = visit()
    page_of_an = seen_of(entries(inspection))
    save(inspection, binh, findings="như nhau")

    save(inspection, people.actor("an"), page_of_an, findings="như nhau")

    assert entries(inspection)["findings"] == "như nhau"


def test_a_page_goes_on_with_what_it_has_saved_itself(binh):
    inspection = visit()

    first = save(inspection, binh, findings="a")
    second = save(inspection, binh, first.seen, findings="ab")
    save(inspection, binh, second.seen, findings="")

    assert "findings" not in entries(inspection)


def test_what_a_page_saves_does_not_let_it_overwrite_others(binh):
    inspection = visit()
    first = save(inspection, binh, findings="a")
    save(inspection, people.actor("an"), conclusion="của An")

    second = save(inspection, binh, first.seen, findings="ab")

    with pytest.raises(records.SameFieldChanged):
        save(inspection, binh, second.seen, conclusion="của Bình")


def test_a_page_without_fingerprints_overwrites_nothing(binh):
    inspection = visit()
    save(inspection, binh, findings="đã có")

    with pytest.raises(records.SameFieldChanged):
        save(inspection, binh, "", findings="khác")


def test_every_save_is_in_the_trail_with_its_fields_and_nothing_typed(binh):
    inspection = visit()
    save(inspection, binh, findings="bí mật nghề", answer__C1="yes")
    save(inspection, binh, findings="bí mật nghề")
    db.session.commit()

    found = db.session.execute(events_of_subject(binh, "inspection", inspection.id)).all()

    assert [detail for _, detail in found] == ['{"fields":["answer.C1","findings"]}']
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "inspection.saved"


# Afterwards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["signed", "refused", "returned", "accepted"])
def test_a_note_is_added_to_a_signed_record(binh, state):
    inspection = visit(state)

    note = records.amend(inspection, "answer:C1", "Đã bổ sung", actor=binh, at=TEN)
    db.session.commit()

    assert note.added_by_name == "Trần Thị Bình"
    assert require_record(inspection).record.amendments == [note]


@pytest.mark.parametrize("state", ["announced", "submitted"])
def test_a_note_waits_until_the_record_is_signed_and_not_under_review(binh, state):
    inspection = visit(state)

    with pytest.raises(Conflict):
        records.amend(inspection, "findings", "x", actor=binh, at=TEN)


@pytest.mark.parametrize(
    ("field", "text", "where"),
    [("answer:ZZ", "x", "field"), ("sha256", "x", "field"), ("findings", " ", "text"),
     ("findings", "x" * 5_001, "text")],
)  # fmt: skip
def test_a_note_names_a_part_of_the_record_and_says_something(binh, field, text, where):
    inspection = visit("signed")

    with pytest.raises(InvalidInput) as refused:
        records.amend(inspection, field, text, actor=binh, at=TEN)

    assert refused.value.field == where


def test_each_sending_opens_a_round_of_review(binh):
    inspection = visit("signed")

    records.submit_record(inspection, actor=binh, at=TEN)
    assert (inspection.state, inspection.review_round) == (S.SUBMITTED, 1)
    with pytest.raises(IllegalTransition):
        records.submit_record(inspection, actor=binh, at=TEN)


def test_a_record_sent_back_is_sent_again(binh):
    inspection = visit("returned")

    records.submit_record(inspection, actor=binh, at=TEN)

    assert (inspection.state, inspection.review_round) == (S.SUBMITTED, 2)


def test_only_the_team_sends_its_record(app):
    inspection = visit("signed", place=make_establishment(commune="12103"))

    with pytest.raises(NotFound):
        records.submit_record(inspection, actor=people.actor("nam"), at=TEN)


def test_an_inspection_of_the_commune_team_is_its_own(app):
    team = people.team(people.COMMUNE_TEAM)
    inspection = make_inspection(make_establishment(commune="12103"), team=team, state="announced")

    assert save(inspection, people.actor("nam"), findings="x").changed == ("findings",)
