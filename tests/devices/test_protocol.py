"""Do the pure rules of the protocol say what security.md 5 says?"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.devices import keys, payloads, protocol
from inspect178.devices.enums import Flag, OpState, Status
from inspect178.devices.payloads import Payload, Unreadable
from inspect178.devices.protocol import Ledger, Place

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
NOW = round(AT.timestamp() * 1000)
DAY = 86_400_000


def op(seq: int = 3, previous: str = "b") -> Payload:
    return Payload(uuid.uuid4(), uuid.uuid4(), seq, previous, "c")


LEDGER = Ledger(last_seq=2, last_hash="b")


@pytest.mark.parametrize(("arriving", "ledger", "place"), [
    (op(), LEDGER, Place.NEXT),
    (op(1, ""), Ledger(), Place.NEXT),
    (op(4), LEDGER, Place.GAP),
    (op(3, "x"), LEDGER, Place.BROKEN),
    (op(2), Ledger(same_seq=9, last_seq=2, last_hash="b"), Place.COPY),
    (op(3), Ledger(same_id=9, last_seq=2, last_hash="b"), Place.COPY),
    (op(7), Ledger(same_id=9, last_seq=2, last_hash="b"), Place.GAP),
    (op(1), Ledger(same_hash=9, same_id=9, same_seq=9, last_seq=2, last_hash="b"), Place.REPEAT),
])  # fmt: skip
def test_an_operation_finds_its_place(arriving, ledger, place):
    assert protocol.decide(arriving, ledger).place == place


@given(clock=st.integers(0, payloads.LARGEST_CLOCK), offset=st.integers(-(10**12), 10**12))
def test_no_clock_moves_an_act_out_of_what_is_possible(clock, offset):
    floor = AT - timedelta(days=3)

    times = protocol.times_of(clock, offset_ms=offset, not_before=floor, received_at=AT)

    assert floor <= times.done_at <= AT


@given(skew=st.integers(-DAY, DAY), ago=st.integers(0, 2 * DAY))
def test_a_clock_that_is_wrong_by_any_amount_changes_only_flags(skew, ago):
    floor = AT - timedelta(days=3)
    right = protocol.times_of(NOW - ago, offset_ms=0, not_before=floor, received_at=AT)

    wrong = protocol.times_of(NOW - ago + skew, offset_ms=-skew, not_before=floor, received_at=AT)

    assert wrong.done_at == right.done_at
    assert (Flag.CLOCK_OFF in wrong.flags) == (abs(skew) > 120_000)


def test_odd_times_are_flagged():
    def flags(clock: int) -> frozenset[Flag]:
        floor = AT - timedelta(days=1)
        return protocol.times_of(clock, offset_ms=0, not_before=floor, received_at=AT).flags

    assert flags(NOW - 1000) == frozenset()
    assert flags(NOW + DAY) == {Flag.AFTER_RECEIPT, Flag.CLAMPED}
    assert flags(NOW - 2 * DAY) == {Flag.CLAMPED}


@pytest.mark.parametrize(("before", "after", "jumped"), [
    ((0, 0), (10_000, 10_000), False),
    ((0, 0), (DAY, 10_000), True),
    ((DAY, 0), (0, 10_000), True),
    ((0, 50_000), (DAY, 10), False),
])  # fmt: skip
def test_a_clock_that_runs_against_the_counter_is_seen(before, after, jumped):
    assert protocol.clock_jumped(before, after) is jumped


@pytest.mark.parametrize(("earlier", "becomes"), [
    ([], None),
    ([OpState.WAITING], OpState.WAITING),
    ([OpState.CONFLICT, OpState.WAITING], OpState.CONFLICT),
    ([OpState.REFUSED], OpState.CONFLICT),
    ([OpState.QUARANTINED, OpState.REFUSED], OpState.QUARANTINED),
])  # fmt: skip
def test_earlier_steps_hold_later_ones_back(earlier, becomes):
    assert protocol.held_back(earlier) == becomes


def test_only_what_is_taken_over_is_answered_with_ok():
    assert {s: protocol.status_of(s) for s in OpState} == {
        OpState.APPLIED: Status.OK, OpState.WAITING: Status.OK,
        OpState.CONFLICT: Status.CONFLICT, OpState.REFUSED: Status.REFUSED,
        OpState.QUARANTINED: Status.REFUSED, OpState.SET_ASIDE: Status.REFUSED,
    }  # fmt: skip


def test_the_text_of_a_receipt_is_exactly_this():
    device, op_id = uuid.UUID(int=1), uuid.UUID(int=2)

    text = protocol.receipt_text(device, 3, op_id, digest="ab", position=4, epoch=5, status="ok")

    assert text == f"inspect178 receipt 1\n{device}\n3\n{op_id}\nab\n4\n5\nok".encode()


@given(st.binary(max_size=80))
def test_base64url_has_one_spelling(content):
    text = keys.to_base64url(content)

    assert keys.from_base64url(text) == content
    for changed in (text + "=", text + "\n", text.replace("_", "/") + "/"):
        with pytest.raises(Unreadable):
            keys.from_base64url(changed)


@given(st.text(max_size=300))
def test_no_text_that_was_not_written_as_a_step_is_read_as_one(text):
    with pytest.raises(Unreadable):  # and never with another error
        payloads.read_payload(text)


def test_the_server_signs_and_verifies_and_a_new_key_leaves_old_receipts_good(tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec

    from inspect178.files.keyfiles import keep_key

    first = keys.server_keys(tmp_path)
    signature = first.sign(b"receipt")
    keep_key(ec.generate_private_key(ec.SECP256R1()), tmp_path / "device-keys/receipt-002.pem")
    second = keys.server_keys(tmp_path)

    assert second.verifies(b"receipt", signature)
    assert not second.verifies(b"another", signature)
    assert first.as_jwks()["receipt"] != second.as_jwks()["receipt"]
    assert first.as_jwks()["seal"] == second.as_jwks()["seal"]


@pytest.mark.parametrize(("present", "seen", "older"), [
    ((1, 5), (1, 5), False), ((1, 6), (1, 5), False), ((2, 1), (1, 5), False),
    ((1, 4), (1, 5), True), ((1, 9), (2, 1), True),
])  # fmt: skip
def test_an_older_database_is_told_by_epoch_and_position(present, seen, older):
    assert protocol.is_older(present, seen) is older
