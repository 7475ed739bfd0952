"""Is every operation taken in once, in order, and answered truly, whatever arrives?"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inspect178.devices.enums import OpState
from inspect178.devices.models import Device
from inspect178.extensions import db
from inspect178.kernel import clock
from tests.devices.conftest import count_ops, journal
from tests.devices.tablet import Tablet, at_once
from tests.factories.devices import make_step


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


def test_operations_get_gapless_positions_and_receipts_that_verify(tablet):
    ops = [tablet.write() for _ in range(5)]

    answers = tablet.answers(ops)

    assert [a["status"] for a in answers] == ["ok"] * 5
    assert [a["position"] for a in answers] == [1, 2, 3, 4, 5]
    assert all(tablet.receipt_is_right(op, a) for op, a in zip(ops, answers, strict=True))


def test_the_journal_keeps_the_very_bytes_and_their_signature(tablet):
    op = tablet.write(body={"text": "Nhà nghỉ  Hoa   Mai"})

    tablet.answers([op])

    [row] = journal()
    assert row.payload.decode() == op["p"]
    assert row.hash == hashlib.sha256(op["p"].encode()).hexdigest()


def test_the_same_again_gets_the_old_answer_and_no_second_row(tablet):
    op = tablet.write()
    first = tablet.answers([op])

    assert tablet.answers([op]) == first
    assert count_ops() == 1


def test_the_same_eight_times_at_once_is_eight_successes_and_one_row(tablet):
    op = tablet.write()

    answers = at_once(tablet.app, [lambda: tablet.answers([op])] * 8)

    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0]["status"] == "ok"
    assert count_ops() == 1


def test_many_tablets_at_once_leave_no_gap_in_the_positions(app):
    tablets = [Tablet.enrolled(app, name) for name in ("binh", "an", "nam", "binh")]
    written = [(t, [t.write() for _ in range(6)]) for t in tablets]

    answers = at_once(app, [partial(t.answers, ops) for t, ops in written])

    assert sorted(a["position"] for some in answers for a in some) == list(range(1, 25))


def test_another_content_under_one_id_is_a_conflict_and_both_are_kept(tablet):
    op_id = str(uuid.uuid4())
    first, second = tablet.write(id=op_id), tablet.write(body={"text": "khác"}, id=op_id)

    answers = tablet.answers([first, second])

    assert [a["status"] for a in answers] == ["ok", "conflict"]
    one, other = journal()
    assert (one.payload.decode(), other.payload.decode()) == (first["p"], second["p"])
    assert (one.state, other.state, other.copy_of) == (OpState.APPLIED, OpState.CONFLICT, 1)
    assert tablet.receipt_is_right(second, answers[1])


def test_another_content_under_one_id_sent_by_many_at_once_is_kept_once(app):
    op_id = str(uuid.uuid4())
    tablets = [Tablet.enrolled(app, name) for name in ("binh", "an", "nam")]
    written = [(t, t.write(id=op_id, body={"text": str(t.id)})) for t in tablets] * 3

    answers = at_once(app, [partial(t.answers, [op]) for t, op in written])

    assert sorted(a[0]["status"] for a in answers) == ["conflict"] * 6 + ["ok"] * 3
    assert count_ops() == 3


def test_a_conflict_uses_up_its_number_so_that_the_queue_goes_on(tablet):
    op_id = str(uuid.uuid4())
    ops = [tablet.write(id=op_id), tablet.write(id=op_id, clock=1)]
    ops.append(tablet.write(object=str(uuid.uuid4())))

    assert [a["status"] for a in tablet.answers(ops)] == [
        "ok",
        "conflict",
        "ok",
    ] or count_ops() == 3


def test_a_number_that_is_used_twice_is_a_conflict_that_uses_nothing_up(tablet):
    tablet.answers([tablet.write()])
    tablet.seq, before = 0, tablet.last_hash
    forked = tablet.write(body={"text": "từ bản sao lưu cũ"}, prev="")
    tablet.last_hash = before

    assert tablet.answers([forked])[0]["status"] == "conflict"
    assert tablet.answers([tablet.write(object=str(uuid.uuid4()))])[0]["status"] == "ok"


def test_a_gap_is_answered_with_the_number_that_is_wanted_and_nothing_is_kept(tablet):
    tablet.write()
    late = tablet.write()

    [answer] = tablet.answers([late])

    assert (answer["status"], answer["wanted"]) == ("gap", 1)
    assert count_ops() == 0


def test_what_does_not_follow_the_one_before_is_kept_for_a_person(tablet):
    tablet.answers([tablet.write()])
    broken = tablet.write(prev="0" * 64)

    [answer] = tablet.answers([broken])

    assert answer["status"] == "conflict"
    assert journal()[1].state == OpState.CONFLICT


def test_a_sealed_operation_is_opened_and_kept_as_it_was_signed(tablet):
    op = tablet.write()

    [answer] = tablet.answers([tablet.seal(op)])

    assert answer["status"] == "ok"
    assert journal()[0].payload.decode() == op["p"]


def test_an_operation_that_breaks_a_rule_is_kept_with_its_reason(tablet):
    [answer] = tablet.answers([tablet.write("test.refuse")])

    assert (answer["status"], bool(answer["reason"])) == ("refused", True)
    assert journal()[0].reason == answer["reason"]


def test_after_a_refused_step_the_later_steps_of_that_work_stand_beside_it(tablet):
    other = str(uuid.uuid4())
    ops = [tablet.write("test.refuse"), tablet.write(), tablet.write(object=other)]

    assert [a["status"] for a in tablet.answers(ops)] == ["refused", "conflict", "ok"]


def test_a_program_error_blocks_nobody_and_loses_nothing(tablet):
    ops = [tablet.write("test.crash"), tablet.write(object=str(uuid.uuid4()))]

    assert [a["status"] for a in tablet.answers(ops)] == ["refused", "ok"]
    assert journal()[0].state == OpState.QUARANTINED


def _changed(tablet: Tablet, **head: object) -> dict:
    return tablet.sign(tablet.text(**head))


DAMAGED = {
    "cut off": lambda t: t.sign(t.text()[:-9]),
    "no text": lambda t: {"p": 17, "s": "x"},
    "no operation": lambda t: ["p", "s"],
    "a list": lambda t: t.sign("[]"),
    "a number that is none": lambda t: t.sign(
        t.text().replace('"counter": 1000', '"counter": NaN')
    ),
    "a key twice": lambda t: t.sign(t.text()[:-1] + ', "seq": 2}'),
    "an id in capitals": lambda t: _changed(t, id=str(uuid.uuid4()).upper()),
    "an id in braces": lambda t: _changed(t, id="{" + str(uuid.uuid4()) + "}"),
    "a number below one": lambda t: _changed(t, seq=0),
    "a true number": lambda t: _changed(t, seq=True),
    "a previous hash that is none": lambda t: _changed(t, prev="xyz"),
    "a changed letter": lambda t: {**(op := t.sign(t.text())), "p": op["p"].replace("ghi", "chi")},
    "a signature of somebody else": lambda t: Tablet(t.app).sign(t.text()),
    "a signature cut off": lambda t: {**(op := t.sign(t.text())), "s": op["s"][:-4]},
    "a signature with padding": lambda t: {**(op := t.sign(t.text())), "s": op["s"] + "=="},
    "half a letter": lambda t: {"p": t.text()[:-1] + "\ud800}", "s": "x" * 86},
    "too large": lambda t: t.sign(t.text(body={"text": "x" * 245_760})),
    "endlessly deep": lambda t: t.sign("[" * 50_000),
    "an envelope that does not open": lambda t: {
        "x": {**t.seal(t.sign(t.text()))["x"], "n": "A" * 16}
    },
    "an envelope without a point": lambda t: {
        "x": {**t.seal(t.sign(t.text()))["x"], "k": "A" * 87}
    },
    "an empty envelope": lambda t: {"x": {}},
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_arrives_damaged_is_asked_for_again_and_uses_nothing_up(tablet, damage):
    body = json.dumps({"epoch": tablet.epoch, "ops": [damage(tablet)]})

    answer = tablet.ask("POST", "ops", data=body, content_type="application/json")

    assert answer.status_code == 200
    assert [a["status"] for a in answer.json["answers"]] == ["retry"]
    assert count_ops() == 0
    assert tablet.answers([tablet.write()])[0]["status"] == "ok"


NONSENSE = {
    "an unknown kind": {"kind": "visit.dance"},
    "a schema of the future": {"schema": 2},
    "no schema": {"schema": 0},
    "a body that is a list": {"body": []},
    "a zero byte": {"body": {"text": "a\0b"}},
    "half a letter": {"body": {"text": "\ud800"}},
    "a kind that is a number": {"kind": 7},
    "an object that is no id": {"object": "ở đây"},
    "a clock beyond all time": {"clock": 10**17},
    "a body that is too deep": {"body": {"a": json.loads("[" * 20 + "]" * 20)}},
}


@pytest.mark.parametrize("head", NONSENSE.values(), ids=NONSENSE)
def test_what_is_signed_but_makes_no_sense_is_refused_kept_and_does_not_block(tablet, head):
    text = json.dumps(json.loads(tablet.text(**{k: v for k, v in head.items() if k != "body"})))
    if "body" in head:
        text = json.dumps(json.loads(text) | {"body": head["body"]})
    tablet.seq, tablet.last_hash = 1, hashlib.sha256(text.encode()).hexdigest()

    answers = tablet.answers([tablet.sign(text), tablet.write(object=str(uuid.uuid4()))])

    assert [a["status"] for a in answers] == ["refused", "ok"]
    assert journal()[0].payload.decode() == text


def test_a_damaged_one_does_not_spoil_those_before_it(tablet):
    good, after = tablet.write(), tablet.write()

    answers = tablet.answers([good, {"p": "{", "s": ""}, after])

    assert [a["status"] for a in answers] == ["ok", "retry", "ok"]


BODIES = {
    "no JSON": (b"<html>Welcome to the hotel</html>", 400),
    "nothing": (b"", 400),
    "a list": (b"[]", 400),
    "no operations": (b'{"epoch": 1}', 400),
    "an epoch of words": (b'{"epoch": "one", "ops": []}', 400),
    "too many": (json.dumps({"epoch": 1, "ops": [{}] * 51}).encode(), 413),
    "too large": (b'{"epoch": 1, "ops": ["' + b"x" * 600_000 + b'"]}', 413),
    "larger than anything": (b"x" * 2_000_000, 413),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES)
def test_a_request_without_the_shape_is_refused_in_json(tablet, body, status):
    answer = tablet.ask("POST", "ops", data=body, content_type="application/json")

    assert answer.status_code == status
    assert answer.json["error"]
    assert answer.json["advice"]


def test_operations_of_another_tablet_are_taken_in_as_carried(app, tablet):
    other = Tablet.enrolled(app, "an")
    op = other.write()

    [answer] = tablet.answers([op])

    assert answer["status"] == "ok"
    assert other.receipt_is_right(op, answer)
    assert other.answers([op]) == [answer]
    assert journal()[0].flags == "carried"


def test_operations_of_a_tablet_that_nobody_knows_stay_where_they_are(app, tablet):
    stranger = Tablet(app)

    [answer] = tablet.answers([stranger.write()])

    assert answer["status"] == "retry"
    assert count_ops() == 0


@pytest.mark.parametrize("change", [
    "UPDATE device_op SET payload = '{}'",
    "UPDATE device_op SET position = 7",
    "UPDATE device_op SET receipt = ''",
    "UPDATE device_op SET status = 'refused'",
    "DELETE FROM device_op",
    "DELETE FROM device",
    "UPDATE device SET public_key = signature FROM device_op",
    "DELETE FROM server_epoch",
])  # fmt: skip
def test_the_database_refuses_to_change_what_a_tablet_sent(tablet, change):
    tablet.answers([tablet.write()])

    with pytest.raises(DBAPIError):
        db.session.execute(text(change))


def test_the_database_lets_the_state_of_an_operation_change(tablet):
    tablet.answers([tablet.write()])

    db.session.execute(text("UPDATE device_op SET state = 'waiting', reason = 'x'"))

    assert journal()[0].state == OpState.WAITING


def sent_before(tablet: Tablet, count: int, received_at: datetime) -> None:
    """Let the journal hold so many steps of the tablet, all received at one instant."""
    device = db.session.get_one(Device, tablet.id)
    for _ in range(count):
        last = make_step(device, state=OpState.APPLIED, received_at=received_at)
    tablet.seq, tablet.last_hash = last.seq, last.hash
    db.session.commit()


def test_more_than_a_hundred_steps_in_a_second_are_put_off_and_nothing_of_them_is_kept(tablet):
    sent_before(tablet, 100, clock.now() + timedelta(minutes=1))  # the second does not end

    put_off = tablet.push([tablet.write(), tablet.write()])

    assert (put_off.status_code, put_off.headers["Retry-After"]) == (429, "1")
    assert put_off.json["error"]
    assert count_ops() == 100


def test_copies_of_an_old_number_count_among_the_hundred(tablet):
    device = db.session.get_one(Device, tablet.id)
    first = make_step(device, state=OpState.APPLIED, received_at=clock.now() + timedelta(minutes=1))
    for _ in range(99):
        make_step(
            device, state=OpState.CONFLICT, copy_of=first.position, received_at=first.received_at
        )
    db.session.commit()

    assert tablet.push([tablet.write()]).status_code == 429


@pytest.mark.parametrize(("count", "seconds"), [(100, -1), (99, 60)])
def test_a_hundred_steps_a_second_are_not_too_many(tablet, count, seconds):
    sent_before(tablet, count, clock.now() + timedelta(seconds=seconds))

    assert tablet.answers([tablet.write()])[0]["status"] == "ok"
    assert count_ops() == count + 1
