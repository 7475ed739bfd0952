"""Do inspections and decisions move only along their lines?"""

from __future__ import annotations

import pytest

from inspect178.inspections.enums import DecisionState, InspectionState
from inspect178.inspections.workflow import DECISION, INSPECTION
from inspect178.kernel.errors import IllegalTransition

LEGAL = {
    ("approve", "draft"): "approved",
    ("announce", "approved"): "in_progress",
    ("attempt", "approved"): "attempted",
    ("sign", "in_progress"): "record_signed",
    ("refuse", "in_progress"): "record_refused",
    ("submit", "record_signed"): "submitted",
    ("submit", "record_refused"): "submitted",
    ("submit", "returned"): "submitted",
    ("return", "submitted"): "returned",
    ("accept", "submitted"): "accepted",
    ("close", "accepted"): "closed",
    ("suspend", "in_progress"): "suspended",
    ("resume", "suspended"): "in_progress",
    ("stop", "in_progress"): "stopped",
    ("stop", "suspended"): "stopped",
    ("cancel", "draft"): "cancelled",
    ("cancel", "approved"): "cancelled",
}
LEGAL_FOR_DECISIONS = {
    ("sign", "draft"): "signed",
    ("withdraw", "draft"): "withdrawn",
    ("withdraw", "signed"): "withdrawn",
}
FINAL = {"closed", "attempted", "stopped", "cancelled"}


@pytest.mark.parametrize("step", list(INSPECTION.steps))
@pytest.mark.parametrize("state", list(InspectionState))
def test_an_inspection_moves_only_along_these_lines(step, state):
    if (step, state.value) in LEGAL:
        assert INSPECTION.take(state, step).target == LEGAL[step, state.value]
    else:
        with pytest.raises(IllegalTransition):
            INSPECTION.take(state, step)


@pytest.mark.parametrize("step", list(DECISION.steps))
@pytest.mark.parametrize("state", list(DecisionState))
def test_a_decision_moves_only_along_these_lines(step, state):
    if (step, state.value) in LEGAL_FOR_DECISIONS:
        assert DECISION.take(state, step).target == LEGAL_FOR_DECISIONS[step, state.value]
    else:
        with pytest.raises(IllegalTransition):
            DECISION.take(state, step)


def test_every_state_but_the_final_ones_can_be_left():
    left = {state for _, state in LEGAL}

    assert {s.value for s in InspectionState} - left == FINAL


def test_a_signed_record_never_becomes_a_cancelled_or_stopped_visit():
    signed = {"record_signed", "record_refused", "submitted", "returned", "accepted", "closed"}

    away = {target for (_, state), target in LEGAL.items() if state in signed}

    assert away <= signed
