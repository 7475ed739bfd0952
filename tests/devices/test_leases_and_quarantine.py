"""Who may visit without a signal, and who decides about what does not count by itself?"""

from __future__ import annotations

import threading
import uuid
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from inspect178.devices import applying
from inspect178.devices.applying import Outcome, Result
from inspect178.devices.enums import OpState
from inspect178.devices.journal import fresh_op
from inspect178.devices.models import Device, VisitLease
from inspect178.devices.operations import deciding, enrolling
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests import people
from tests.devices.conftest import journal
from tests.devices.tablet import Tablet, at_once
from tests.factories.registry import make_establishment


def lease(tablet: Tablet, *places: object) -> list[dict]:
    answer = tablet.ask("POST", "leases", json={"establishments": [str(p) for p in places]})
    assert answer.status_code == 200, answer.json
    return answer.json["leases"]


def test_a_lease_is_granted_to_one_tablet_at_a_time_and_says_who_holds_it(app):
    place = make_establishment().id
    first, second = Tablet.enrolled(app, "binh"), Tablet.enrolled(app, "an")

    assert lease(first, place)[0]["granted"] is True
    [other] = lease(second, place)
    assert (other["granted"], other["holder"]) == (False, "Trần Thị Bình")
    assert lease(first, place)[0]["granted"] is True, "one's own is prolonged"
    assert len(first.hello().json["leases"]) == 1


def test_a_lease_ends_by_itself_after_72_hours(app):
    place = make_establishment().id
    first, second = Tablet.enrolled(app, "binh"), Tablet.enrolled(app, "an")
    lease(first, place)
    db.session.get_one(VisitLease, place).until_at -= timedelta(hours=72)

    assert lease(second, place)[0]["granted"] is True
    assert first.hello().json["leases"] == []


def test_what_many_want_at_once_one_gets(app):
    place = make_establishment().id
    tablets = [Tablet.enrolled(app, name) for name in ("binh", "an", "binh", "an")]

    answers = at_once(app, [lambda t=t: lease(t, place) for t in tablets])

    assert sorted(a[0]["granted"] for a in answers) == [False, False, False, True]


def test_what_lies_elsewhere_looks_as_if_it_were_not_there(app):
    far, near = make_establishment(commune="01273").id, make_establishment(commune="12103").id
    tablet = Tablet.enrolled(app, "nam")

    assert [a["establishment"] for a in lease(tablet, far, near, uuid.uuid4())] == [str(near)]


def quarantined(app, count: int = 2) -> Tablet:
    """Give a tablet that was revoked before it had sent its last work."""
    tablet = Tablet.enrolled(app)
    ops = [tablet.write() for _ in range(count)]
    device = db.session.get_one(Device, tablet.id)
    enrolling.revoke(device, reason="mất máy", actor=people.actor("hoa"), at=clock.now())
    db.session.commit()
    tablet.answers(ops)
    return tablet


def agree(name: str, position: int = 1, reason: str = "đúng là việc của đội") -> bool:
    return deciding.agree_release(
        fresh_op(position), reason=reason, actor=people.actor(name), at=clock.now(), say=str
    )


def test_one_person_does_not_let_work_out_of_quarantine(app):
    quarantined(app)

    assert agree("hoa") is False
    with pytest.raises(Conflict):
        agree("hoa")
    assert {op.state for op in journal()} == {OpState.QUARANTINED}


def test_two_persons_let_all_of_a_piece_of_work_count_in_its_order(app):
    quarantined(app)

    assert (agree("hoa"), agree("khanh", position=2)) == (False, True)
    assert [op.state for op in journal()] == [OpState.APPLIED, OpState.APPLIED]


def test_what_arrived_after_the_first_word_needs_two_words_of_its_own(app):
    tablet = quarantined(app)
    agree("hoa")
    tablet.answers([tablet.write()])

    agree("khanh")

    assert [op.state for op in journal()] == [OpState.APPLIED] * 2 + [OpState.QUARANTINED]
    assert agree("hoa", position=3) is True


def test_what_is_let_out_may_still_be_refused_by_the_rules(app):
    tablet = Tablet.enrolled(app)
    op = tablet.write("test.refuse")
    device = db.session.get_one(Device, tablet.id)
    enrolling.revoke(device, reason="mất máy", actor=people.actor("hoa"), at=clock.now())
    db.session.commit()
    tablet.answers([op])

    agree("hoa")
    agree("khanh")

    assert journal()[0].state == OpState.REFUSED


@pytest.mark.parametrize(("name", "refusal"), [
    ("binh", NotAllowed), ("minh", NotAllowed), ("giang", NotFound), ("dung", NotAllowed),
])  # fmt: skip
def test_who_may_not_decide_does_not(app, name, refusal):
    quarantined(app)

    with pytest.raises(refusal):
        agree(name)


def test_a_decision_has_its_reason(app):
    quarantined(app)

    with pytest.raises(InvalidInput):
        agree("hoa", reason="  ")


def test_what_is_set_aside_is_kept_and_decided(app):
    quarantined(app, 1)
    actor = people.actor("hoa")

    deciding.set_aside(journal()[0], reason="làm thử", actor=actor, at=clock.now())
    db.session.commit()

    assert journal()[0].state == OpState.SET_ASIDE
    with pytest.raises(Conflict):
        deciding.set_aside(journal()[0], reason="lại", actor=actor, at=clock.now())


def test_a_conflict_that_is_settled_holds_nothing_back_any_more(app):
    tablet = Tablet.enrolled(app)
    tablet.answers([tablet.write("test.clash")])
    actor = people.actor("hoa")
    deciding.set_aside(journal()[0], reason="đã xem", actor=actor, at=clock.now())

    assert tablet.answers([tablet.write()])[0]["status"] == "ok"


def held_up(app, later: int = 2) -> Tablet:
    """Give a tablet whose first step met a state in which it was not possible."""
    tablet = Tablet.enrolled(app)
    tablet.answers([tablet.write("test.clash"), *(tablet.write() for _ in range(later))])
    assert {op.state for op in journal()} == {OpState.CONFLICT}
    return tablet


def make_possible() -> None:
    applying.register("test.clash", lambda taken, actor: Result(Outcome.APPLIED))


def test_two_persons_let_a_conflict_count_and_all_that_stood_aside_because_of_it(app):
    tablet = held_up(app)
    make_possible()

    assert agree("hoa") is False
    tablet.answers([tablet.write()])
    assert {op.state for op in journal()} == {OpState.CONFLICT}
    assert agree("khanh") is True

    assert [op.state for op in journal()] == [OpState.APPLIED] * 4


def test_a_conflict_that_is_still_one_goes_on_standing_and_may_be_tried_again(app):
    held_up(app)
    agree("hoa")
    agree("khanh")
    assert [op.state for op in journal()] == [OpState.CONFLICT] * 3

    make_possible()

    assert agree("hoa", position=2) is True
    assert [op.state for op in journal()] == [OpState.APPLIED] * 3


def test_what_two_try_again_at_once_is_done_once(app):
    held_up(app, later=0)
    agree("hoa")
    agree("khanh")
    db.session.commit()
    done, both = [], threading.Barrier(2)

    def act(taken, actor) -> Result:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        done.append(taken.id)
        return Result(Outcome.APPLIED)

    def try_again(name: str) -> bool:
        try:
            counts = agree(name)
        except Conflict:
            db.session.rollback()
            return False
        db.session.commit()
        return counts

    applying.register("test.clash", act)
    counted = at_once(app, [partial(try_again, "hoa"), partial(try_again, "khanh")])

    assert (sorted(counted), len(done)) == ([False, True], 1)


def test_what_a_conflict_left_standing_goes_on_once_the_conflict_was_settled_by_hand(app):
    held_up(app)
    deciding.set_aside(journal()[0], reason="đã nhập", actor=people.actor("hoa"), at=clock.now())

    agree("hoa", position=3)
    agree("khanh", position=2)

    assert [op.state for op in journal()] == [OpState.SET_ASIDE] + [OpState.APPLIED] * 2


def test_another_content_under_an_id_is_never_let_count(app):
    tablet, op_id = Tablet.enrolled(app), str(uuid.uuid4())
    tablet.answers([tablet.write(id=op_id)])
    tablet.answers([tablet.write(id=op_id, body={"text": "khác"})])

    for name in ("hoa", "khanh"):
        with pytest.raises(Conflict):
            agree(name, position=2)

    assert journal()[1].state == OpState.CONFLICT


def test_a_step_that_does_not_follow_its_chain_needs_two_words_of_its_own(app):
    tablet = held_up(app, later=1)
    make_possible()
    agree("hoa")
    tablet.last_hash = "0" * 64
    tablet.answers([tablet.write()])

    agree("khanh")

    assert [op.state for op in journal()] == [OpState.APPLIED] * 2 + [OpState.CONFLICT]
