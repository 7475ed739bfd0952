"""Does a plan move only along its lines?"""

from __future__ import annotations

import pytest

from inspect178.kernel.errors import IllegalTransition
from inspect178.planning.enums import PlanState
from inspect178.planning.workflow import PLAN

LEGAL = {
    ("submit", "draft"): "submitted",
    ("return", "submitted"): "draft",
    ("approve", "submitted"): "approved",
}


@pytest.mark.parametrize("step", list(PLAN.steps))
@pytest.mark.parametrize("state", list(PlanState))
def test_a_plan_moves_only_along_these_lines(step, state):
    if (step, state.value) in LEGAL:
        assert PLAN.take(state, step).target == LEGAL[step, state.value]
    else:
        with pytest.raises(IllegalTransition):
            PLAN.take(state, step)


def test_nobody_leaves_an_approved_plan():
    assert [s for s in PLAN.steps.values() if PlanState.APPROVED in s.sources] == []
