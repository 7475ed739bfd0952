"""Who must be there and who must sign, by the rules alone?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from inspect178.inspections.enums import SignatureRole as R
from inspect178.inspections.quorum import (
    earliest_start,
    head_of,
    quorum_faults,
    signature_faults,
    start_faults,
)

DAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 0:00 of DAY in Việt Nam
HALF_PAST_NINE = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@dataclass(frozen=True)
class M:
    team_post: str = "member"
    may_record: bool = False


LEADER, DEPUTY, RECORDER, OTHER = M("leader"), M("deputy"), M(may_record=True), M()


@pytest.mark.parametrize(
    ("present", "faults"),
    [
        ([], 3),
        ([LEADER], 2),
        ([LEADER, RECORDER], 1),
        ([LEADER, RECORDER, OTHER], 0),
        ([DEPUTY, RECORDER, OTHER], 0),
        ([RECORDER, RECORDER, OTHER], 1),
        ([LEADER, OTHER, OTHER], 1),
        ([M("leader", may_record=True), OTHER, OTHER], 0),
        ([OTHER] * 9, 2),
    ],
)
def test_three_with_a_head_and_a_recorder(present, faults):
    assert len(quorum_faults(present)) == faults


@pytest.mark.parametrize(
    ("present", "head"),
    [([OTHER, DEPUTY, LEADER], LEADER), ([OTHER, DEPUTY], DEPUTY), ([OTHER], None), ([], None)],
)
def test_the_leader_leads_else_a_deputy(present, head):
    assert head_of(present) == head


@pytest.mark.parametrize(
    ("signed_on", "signed_at", "earliest"),
    [
        (None, None, None),
        (DAY, None, MIDNIGHT),
        (DAY, HALF_PAST_NINE.replace(second=59), HALF_PAST_NINE),
        (DAY, HALF_PAST_NINE.replace(day=24), MIDNIGHT),
    ],
    ids=["unsigned", "on paper", "signed here that day", "entered a day later"],
)  # fmt: skip
def test_a_decision_may_be_announced_from_its_signature_on(signed_on, signed_at, earliest):
    assert earliest_start(signed_on, signed_at) == earliest


@pytest.mark.parametrize(
    ("started_at", "faults"),
    [
        (datetime(2026, 11, 23, 1, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 2, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 2, 1, tzinfo=UTC), 1),
        (MIDNIGHT, 1),
        (datetime(2026, 11, 22, 16, 59, tzinfo=UTC), 2),
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 0, 59, tzinfo=UTC), 1),
    ],
    ids=["just now", "this instant", "to come", "before opening", "before both",
         "in the minute of opening", "a minute before opening"],
)  # fmt: skip
def test_a_visit_begins_after_decision_and_opening_and_not_in_the_future(started_at, faults):
    found = start_faults(
        started_at,
        signed_on=DAY,
        signed_at=None,
        opens_at=datetime(2026, 11, 23, 1, 0, 30, tzinfo=UTC),
        at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    )

    assert [f.field for f in found] == ["started_at"] * faults


@pytest.mark.parametrize(
    ("roles", "refused", "missing"),
    [
        ([R.LEADER, R.OWNER], False, []),
        ([R.LEADER, R.OWNER, R.MEMBER, R.WITNESS], False, []),
        ([R.MEMBER, R.OWNER], False, ["leader"]),
        ([R.LEADER, R.WITNESS], False, ["owner"]),
        ([], False, ["leader", "owner"]),
        ([R.LEADER, R.WITNESS], True, []),
        ([R.LEADER, R.COMMUNE], True, []),
        ([R.LEADER, R.MEMBER], True, ["attesting"]),
        ([R.COMMUNE], True, ["leader"]),
    ],
)
def test_who_signs_a_record_and_who_a_refusal(roles, refused, missing):
    assert [f.field for f in signature_faults(roles, refused=refused)] == missing
