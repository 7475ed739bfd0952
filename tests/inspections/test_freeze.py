"""Is a signed record final, in the code and in the database, and is its hash the same for ever?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Uuid, column, select, text, update
from sqlalchemy.exc import DBAPIError

from inspect178.extensions import db
from inspect178.files.drawings import Drawing, read_drawing
from inspect178.files.photos import check_photo
from inspect178.inspections.enums import AnswerValue, InspectionState, SignatureRole
from inspect178.inspections.faults import Faults
from inspect178.inspections.models import Answer, InspectionRecord, Signature
from inspect178.inspections.operations import records, signing, visits
from inspect178.inspections.operations.signing import GivenSignature
from inspect178.inspections.queries.records import establishment_of, require_record
from inspect178.inspections.record_content import canonical_content, content_hash, is_as_signed
from inspect178.kernel.errors import Conflict, IllegalTransition, InvalidInput
from tests import people
from tests.factories.inspections import at
from tests.factories.registry import make_establishment
from tests.files import pictures
from tests.inspections.visits import (
    ELEVEN,
    TEN,
    both_signatures,
    later,
    loaded,
    save,
    typed_signature,
    visit,
)

S = InspectionState
R = SignatureRole


@pytest.fixture
def binh(app):
    return people.actor("binh")


def fields(error: Faults) -> list[str]:
    return [fault.field for fault in error.faults]


# Signing --------------------------------------------------------------------------------------


def test_a_signed_record_is_numbered_completed_and_frozen(binh):
    inspection = visit("answered")

    signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)
    db.session.commit()

    record = require_record(inspection).record
    assert inspection.state == S.RECORD_SIGNED
    assert inspection.completed_on == people.TODAY
    assert record.number == "01/BB-ĐKTLN178"
    assert record.ended_at == record.frozen_at == ELEVEN
    assert is_as_signed(record)


def test_a_visit_that_ends_after_midnight_is_completed_on_the_day_it_began(binh):
    inspection = visit("answered")
    require_record(inspection).record.started_at = at(people.TODAY, 22)

    after_midnight = at(people.TODAY + timedelta(days=1), 1)
    signing.sign_record(inspection, both_signatures(), actor=binh, at=after_midnight)

    assert inspection.completed_on == people.TODAY


def test_numbers_follow_each_other_within_team_and_year(binh):
    def signed(day, state="answered"):
        inspection = visit(state, planned_on=day)
        end = at(day, 11)
        signing.sign_record(inspection, both_signatures(), actor=binh, at=end)
        return inspection.record.number

    last_year = people.TODAY.replace(year=2025)

    numbers = [signed(day) for day in (last_year, people.TODAY, people.TODAY, last_year)]

    assert [n[:3] for n in numbers] == ["01/", "01/", "02/", "02/"]


def test_an_incomplete_record_is_not_signed_and_lists_everything_missing(binh):
    inspection = visit("announced")
    opened = require_record(inspection)

    with pytest.raises(Faults) as refused:
        signing.sign_record(inspection, [], actor=binh, at=ELEVEN)

    missing = fields(refused.value)
    assert len([f for f in missing if f.startswith("answer.")]) > 10
    assert {"worker_total", "findings", "leader", "owner"} <= set(missing)
    assert "answer.C8b" not in missing
    assert opened.record.frozen_at is None


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ({"worker_contract": "11"}, "worker_contract"),
        ({"count__C12b": "11"}, "answer.C12b"),
        ({"count__C12b": ""}, "answer.C12b"),
        ({"recommendation__1__due_on": "2026-12-31"}, "recommendation.1.text"),
        ({"findings": ""}, "findings"),
        ({"answer__C8": "no", "worker_under_18": ""}, "worker_under_18"),
    ],
    ids=["more contracts than workers", "more than the total", "count without number",
         "deadline without text", "no findings", "question that appears"],
)  # fmt: skip
def test_what_contradicts_itself_is_missing(binh, typed, missing):
    inspection = visit("answered")
    save(inspection, binh, **typed)

    with pytest.raises(Faults) as refused:
        signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)

    assert fields(refused.value) == [missing]


def test_what_looks_odd_is_said_and_does_not_stop_anybody(binh):
    inspection = visit("answered")
    save(inspection, binh, answer__C1="no", owner_opinion="", recommendation__1__text="Sửa")

    odd = [fault.field for fault in signing.oddities_of(require_record(inspection))]
    signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)

    assert odd == ["note.C1", "recommendations", "owner_opinion"]


@pytest.mark.parametrize(
    ("roles", "missing"),
    [([], ["leader", "owner"]), ([R.LEADER], ["owner"]), ([R.OWNER, R.WITNESS], ["leader"])],
)
def test_leader_and_owner_sign(binh, roles, missing):
    inspection = visit("answered")

    with pytest.raises(Faults) as refused:
        signing.sign_record(inspection, [typed_signature(r) for r in roles], actor=binh, at=ELEVEN)

    assert fields(refused.value) == missing


def test_an_empty_box_is_no_signature(binh):
    inspection = visit("answered")
    empty = GivenSignature(R.OWNER, "Nguyễn Thị Mẫu", Drawing())

    with pytest.raises(Faults) as refused:
        signing.sign_record(inspection, [both_signatures()[0], empty], actor=binh, at=ELEVEN)

    assert fields(refused.value) == ["owner"]


def test_a_drawing_without_a_name_is_not_enough(binh):
    inspection = visit("answered")
    drawing = read_drawing(pictures.signature(), "", "")
    nameless = GivenSignature(R.OWNER, "  ", drawing)

    with pytest.raises(Faults) as refused:
        signing.sign_record(inspection, [both_signatures()[0], nameless], actor=binh, at=ELEVEN)

    assert fields(refused.value) == ["owner"]


@pytest.mark.parametrize("role", [R.WITNESS, R.COMMUNE])
def test_a_refusal_is_attested_by_a_witness_or_the_commune(binh, role):
    inspection = visit("answered")
    signatures = [both_signatures()[0], typed_signature(role)]

    signing.attest_refusal(inspection, "Không đồng ý", signatures, actor=binh, at=ELEVEN)
    db.session.commit()

    assert inspection.state == S.RECORD_REFUSED
    assert inspection.completed_on == people.TODAY
    assert inspection.record.content["refusal_reason"] == "Không đồng ý"
    assert inspection.record.content["outcome"] == "refused"


@pytest.mark.parametrize("roles", [[R.LEADER], [R.LEADER, R.OWNER], [R.LEADER, R.MEMBER]])
def test_a_refusal_that_nobody_attests_is_refused(binh, roles):
    inspection = visit("answered")
    signatures = [typed_signature(r) for r in roles]

    with pytest.raises(Faults) as refused:
        signing.attest_refusal(inspection, "Không đồng ý", signatures, actor=binh, at=ELEVEN)

    assert fields(refused.value) == ["attesting"]
    assert inspection.state == S.IN_PROGRESS


def test_a_refusal_has_a_reason(binh):
    inspection = visit("answered")
    signatures = [both_signatures()[0], typed_signature(R.WITNESS)]

    with pytest.raises(InvalidInput) as refused:
        signing.attest_refusal(inspection, "  ", signatures, actor=binh, at=ELEVEN)

    assert refused.value.field == "reason"


def test_nothing_is_signed_twice(binh):
    inspection = visit("signed")

    with pytest.raises(Conflict, match="signed"):
        signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)


# The content ----------------------------------------------------------------------------------


def test_the_content_read_back_from_the_database_is_what_was_signed(binh):
    inspection = visit("answered")
    photo = check_photo(pictures.camera_jpeg())
    records.add_photo(inspection, photo, "C2", actor=binh, at=TEN)
    save(inspection, binh, latitude="20.9412345", longitude="106.06", position_accuracy_m="12.5",
         recommendation__2__text="Hai", recommendation__1__text="Một")  # fmt: skip
    drawing = read_drawing(pictures.signature(), '{"strokes": [{"points": []}]}', "")
    signatures = [*both_signatures(), GivenSignature(R.WITNESS, "Lê Thị Chứng", drawing)]
    signing.sign_record(inspection, signatures, actor=binh, at=later(7))
    db.session.commit()
    db.session.expire_all()

    again = loaded(inspection, binh)
    opened = require_record(again)

    assert canonical_content(opened, establishment_of(again)) == opened.record.content
    assert content_hash(opened.record.content) == opened.record.sha256
    assert [r["text"] for r in opened.record.content["recommendations"]] == ["Một", "Hai"]


def test_the_content_says_everything_that_was_asked_and_answered(binh):
    inspection = visit("answered")
    signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)

    content = inspection.record.content
    first = content["answers"][0]
    assert first["code"] == "C1"
    assert first["question"].endswith("?")
    assert "178/2004" in first["legal_basis"]
    assert [m["name"] for m in content["team"]["present"] if m["is_leader"]] == ["Trần Thị Bình"]
    assert content["decision"]["number"] == inspection.decision.number
    assert [s["role"] for s in content["signatures"]] == ["leader", "owner"]


def test_an_answer_to_a_question_that_disappeared_is_not_signed(binh):
    inspection = visit("answered")
    save(inspection, binh, answer__C8="no", worker_under_18="2")
    save(inspection, binh, answer__C8="yes", worker_under_18="0")

    signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)

    assert "C8b" not in {a["code"] for a in inspection.record.content["answers"]}
    stored = db.session.scalars(select(Answer).where(Answer.inspection_id == inspection.id)).all()
    assert len(stored) == len(inspection.record.content["answers"])


def test_one_other_letter_gives_another_hash(binh):
    record = visit("signed").record
    changed = {**record.content, "findings": record.content["findings"] + " "}

    assert content_hash(changed) != record.sha256
    record.content = changed
    assert not is_as_signed(record)
    db.session.rollback()


def test_a_change_of_the_register_afterwards_does_not_touch_what_was_signed(binh):
    place = make_establishment(name="Khách sạn Cũ")
    inspection = visit("signed", place=place)

    place.name = "Khách sạn Mới"
    db.session.commit()

    assert inspection.record.content["establishment"]["name"] == "Khách sạn Cũ"
    assert is_as_signed(inspection.record)


# The freeze in the code -----------------------------------------------------------------------


@pytest.mark.parametrize("state", ["signed", "refused", "submitted", "returned", "accepted"])
def test_nothing_of_a_signed_record_is_saved_any_more(binh, state):
    inspection = visit(state)

    with pytest.raises(Conflict, match="signed"):
        save(inspection, binh, findings="khác")
    with pytest.raises(Conflict):
        records.add_photo(inspection, check_photo(pictures.jpeg()), "", actor=binh, at=TEN)
    with pytest.raises(IllegalTransition):
        visits.suspend(inspection, "x", actor=binh, at=TEN)


# The freeze in the database -------------------------------------------------------------------

UNDER_RECORD = {
    "inspection_answer": "note = 'khác'",
    "inspection_presence": "full_name = 'khác'",
    "inspection_photo": "caption = 'khác'",
    "inspection_recommendation": "text = 'khác'",
    "inspection_signature": "full_name = 'khác'",
}


@pytest.fixture
def frozen(binh):
    """A signed record with at least one row of everything that can be under it."""
    inspection = visit("answered")
    records.add_photo(inspection, check_photo(pictures.jpeg()), "C1", actor=binh, at=TEN)
    save(inspection, binh, recommendation__1__text="Niêm yết nội quy")
    signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)
    db.session.commit()
    return inspection


def refused_by_the_database(statement: str) -> str:
    with pytest.raises(DBAPIError) as refused:
        db.session.execute(text(statement))
    db.session.rollback()
    return str(refused.value.orig)


@pytest.mark.parametrize("table", UNDER_RECORD)
def test_the_database_changes_no_row_under_a_signed_record(frozen, table):
    assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0

    said = refused_by_the_database(f"UPDATE {table} SET {UNDER_RECORD[table]}")

    assert "frozen" in said


@pytest.mark.parametrize("table", UNDER_RECORD)
def test_the_database_removes_no_row_under_a_signed_record(frozen, table):
    assert "frozen" in refused_by_the_database(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", UNDER_RECORD)
def test_the_database_adds_no_row_under_a_signed_record(frozen, table):
    row = db.session.execute(text(f"SELECT * FROM {table} LIMIT 1")).mappings().one()
    columns = [c for c in row if c != "id" or table == "inspection_photo"]
    chosen = ", ".join(columns)

    said = refused_by_the_database(f"INSERT INTO {table} ({chosen}) SELECT {chosen} FROM {table}")

    assert "frozen" in said


@pytest.mark.parametrize("table", UNDER_RECORD)
def test_the_database_moves_no_row_into_a_signed_record(binh, table):
    signed, under_work = visit("signed"), visit("answered")
    records.add_photo(under_work, check_photo(pictures.jpeg()), "C1", actor=binh, at=TEN)
    save(under_work, binh, recommendation__1__text="Niêm yết nội quy")
    sign = typed_signature(SignatureRole.LEADER)
    db.session.add(
        Signature(
            inspection_id=under_work.id,
            role=sign.role,
            full_name=sign.full_name,
            is_typed=True,
            signed_at=TEN,
        )  # fmt: skip
    )
    db.session.commit()
    moved = update(db.metadata.tables[table]).values(inspection_id=signed.id)

    with pytest.raises(DBAPIError, match="frozen"):
        db.session.execute(moved.where(column("inspection_id", Uuid()) == under_work.id))
    db.session.rollback()


@pytest.mark.parametrize(
    "change", ["findings = 'khác'", "sha256 = NULL", "frozen_at = NULL", "number = '99/BB'"]
)
def test_the_database_changes_nothing_of_the_record_itself(frozen, change):
    assert "frozen" in refused_by_the_database(f"UPDATE inspection_record SET {change}")
    assert "frozen" in refused_by_the_database("DELETE FROM inspection_record")


def test_the_database_keeps_that_the_visit_took_place(frozen):
    said = refused_by_the_database("UPDATE inspection SET completed_on = '2026-01-01'")
    assert "completed" in said
    assert "completed" in refused_by_the_database("DELETE FROM inspection")


def test_the_database_still_takes_notes_and_keeps_them(frozen, binh):
    records.amend(frozen, "findings", "Bổ sung", actor=binh, at=TEN)
    db.session.commit()

    said = refused_by_the_database("UPDATE inspection_amendment SET text = 'khác'")
    assert "only added" in said
    assert "only added" in refused_by_the_database("DELETE FROM inspection_amendment")


def test_before_signing_the_database_lets_everything_change(binh):
    inspection = visit("answered")
    db.session.execute(text("UPDATE inspection_answer SET note = 'khác'"))
    db.session.execute(text("UPDATE inspection_record SET findings = 'khác'"))
    db.session.expire_all()

    notes = {a.note for a in require_record(inspection).record.answers}
    assert notes == {"khác"}
    assert db.session.get(InspectionRecord, inspection.id).findings == "khác"
    assert AnswerValue.YES in {a.value for a in require_record(inspection).record.answers}
