"""Does the protocol hold in small, and is each planted bug found?

`PROGRAMS=20000 pytest tests/devices/test_model.py` tries more (`make soak`).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.devices.machine import Machine
from tests.devices.model import BUGS

PROGRAMS = int(os.environ.get("PROGRAMS", "250"))
QUIET = {
    "deadline": None,
    "derandomize": "PROGRAMS" not in os.environ,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def test_the_protocol_holds_whatever_happens_on_the_way():
    written: list[int] = []

    class Watched(Machine):
        def teardown(self) -> None:
            super().teardown()
            written.append(sum(len(tablet.ops) for tablet in getattr(self, "tablets", [])))

    run_state_machine_as_test(
        Watched, settings=settings(max_examples=PROGRAMS, stateful_step_count=50, **QUIET)
    )

    assert len(written) >= PROGRAMS
    assert max(written) > 10, "programs that write nothing prove nothing"


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug):
    planted = type(f"With_{bug}", (Machine,), {"bug": bug})
    looking = settings(
        max_examples=12_000, stateful_step_count=50, phases=[Phase.generate],
        report_multiple_bugs=False, **QUIET,
    )  # fmt: skip

    with pytest.raises(AssertionError):
        run_state_machine_as_test(planted, settings=looking)
