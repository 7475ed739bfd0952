"""Does the real server hold what the small one holds, on both databases?

`REAL_PROGRAMS=300 pytest tests/devices/test_real_protocol.py` tries more (`make soak`).
"""

from __future__ import annotations

import json
import os
import uuid

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from inspect178.devices import applying
from inspect178.devices.models import ServerEpoch
from inspect178.extensions import db
from tests.devices.conftest import journal
from tests.devices.machine import DAY_MS, Machine
from tests.devices.model import Server
from tests.devices.real_server import RealServer, leave_a_mark
from tests.devices.tablet import Tablet

PROGRAMS = int(os.environ.get("REAL_PROGRAMS", "6"))


@pytest.fixture
def real(app, template) -> type[Machine]:
    """The machine with the real server behind its wire."""
    applying.register("test.note", leave_a_mark)

    class Real(Machine):
        def make_server(self, devices: list[str]) -> Server:
            db.session.remove()
            template.restore()
            (app.config["INSTANCE"] / "devices" / "epoch.json").unlink(missing_ok=True)
            return RealServer(app, devices)

        def epoch(self) -> int:
            return max(e.number for e in db.session.query(ServerEpoch))

    return Real


def test_the_real_server_holds_whatever_happens_on_the_way(real):
    run_state_machine_as_test(
        real,
        settings=settings(
            max_examples=PROGRAMS, stateful_step_count=30, deadline=None, database=None,
            derandomize="REAL_PROGRAMS" not in os.environ, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_what_a_restore_lost_comes_again_and_what_a_revoked_tablet_did_does_not_count(real):
    machine = real()
    machine.begin(count=3, skews=[0, DAY_MS, -DAY_MS])
    for n in (0, 1, 2, 0):
        machine.write(n=n, refused=False)
        machine.talk(n=n)
    machine.back_up()
    for n in (0, 1, 2):
        machine.write(n=n, refused=n == 1)
        machine.write_under_an_id_that_is_taken(n=n, m=n + 1)
        machine.talk_and_hear_the_answer_late(n=n)
    machine.revoke(n=2)
    machine.write(n=2, refused=False)
    for step in (machine.restart, machine.restore):
        step()
        while machine.wire:
            machine.deliver(n=0, keep=False)

    assert machine.epoch() == 2
    machine.teardown()

    assert len(machine.journal()) >= 10
    assert machine.tablets[2].wiped


@pytest.mark.parametrize("skew", [-DAY_MS, DAY_MS])
def test_clocks_change_no_position_no_state_and_no_winner(app, skew):  # I10
    right, wrong = Tablet.enrolled(app, "binh"), Tablet.enrolled(app, "an")
    op_id = str(uuid.uuid4())
    for tablet, ms in ((right, 0), (wrong, skew)):
        own = json.loads(tablet.text())["clock"] + ms
        tablet.hello(clock=own)
        tablet.answers([
            tablet.write(id=op_id, clock=own), tablet.write("test.refuse", clock=own),
            tablet.write(clock=own, object=str(uuid.uuid4())),
        ])  # fmt: skip

    seen = [(op.position, op.state.value, op.copy_of) for op in journal()]

    assert seen == [
        (1, "applied", None), (2, "refused", None), (3, "applied", None),
        (4, "conflict", 1), (5, "conflict", None), (6, "applied", None),
    ]  # fmt: skip
    assert all(abs((op.done_at - op.received_at).total_seconds()) < 60 for op in journal())
    assert {op.flags for op in journal()[3:]} == {"clock_off"}
