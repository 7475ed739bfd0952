"""Which steps does the life of a commitment allow, over all states?"""

from __future__ import annotations

import pytest

from inspect178.commitments.enums import CommitmentState
from inspect178.commitments.workflow import COMMITMENT
from inspect178.kernel.errors import IllegalTransition

LEGAL = {("supersede", "active", "superseded"), ("withdraw", "active", "withdrawn")}
PRODUCT = [(name, state) for name in COMMITMENT.steps for state in CommitmentState]


@pytest.mark.parametrize(("name", "state"), PRODUCT)
def test_a_step_is_legal_exactly_where_the_table_says_so(name, state):
    targets = {target for step, source, target in LEGAL if (step, source) == (name, state.value)}

    if targets:
        assert {COMMITMENT.take(state, name).target.value} == targets
    else:
        with pytest.raises(IllegalTransition):
            COMMITMENT.take(state, name)
