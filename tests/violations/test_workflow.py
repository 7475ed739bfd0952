"""Which steps does the life of a violation allow, over all states?"""

from __future__ import annotations

import pytest

from inspect178.kernel.errors import IllegalTransition
from inspect178.violations.enums import ViolationState
from inspect178.violations.workflow import VIOLATION

LEGAL = {
    ("drop", "recorded", "dropped"),
    ("transfer", "recorded", "transferred"),
    ("decide", "recorded", "decided"),
    ("decide", "transferred", "decided"),
    ("execute", "decided", "executed"),
    ("close", "executed", "closed"),
    ("close", "transferred", "closed"),
}
PRODUCT = [(name, state) for name in VIOLATION.steps for state in ViolationState]


@pytest.mark.parametrize(("name", "state"), PRODUCT)
def test_a_step_is_legal_exactly_where_the_table_says_so(name, state):
    targets = {target for step, source, target in LEGAL if (step, source) == (name, state.value)}

    if targets:
        assert {VIOLATION.take(state, name).target.value} == targets
    else:
        with pytest.raises(IllegalTransition):
            VIOLATION.take(state, name)


def test_every_step_follows_violations_and_has_an_event_of_its_own():
    steps = VIOLATION.steps.values()

    assert {step.permission for step in steps} == {"violation:follow"}
    assert len({step.action for step in steps}) == len(steps)
