"""Does anything vanish, double or change its order, whatever happens between tablets and server?

A machine of hypothesis: two to five tablets write and send; messages are lost, doubled, delivered
late and in any order; backups are restored, tablets revoked, the server restarted. The invariants
are those of security.md 5, as far as they are the core's.
"""

from __future__ import annotations

import uuid
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from inspect178.devices.enums import OpState
from tests.devices.model import NOTE, REFUSED, Row, Server, SmallServer, SmallTablet

DAY_MS = 86_400_000
ROUNDS_TO_HEAL = 60
pick = st.integers(0, 10_000)


class Machine(RuleBasedStateMachine):
    """Tablets, a wire and a server."""

    bug = ""

    def make_server(self, devices: list[str]) -> Server:
        """Make the server; the real one is made by another machine."""
        return SmallServer(devices, self.bug)

    @initialize(count=st.integers(2, 5), skews=st.lists(st.integers(-DAY_MS, DAY_MS), min_size=5))
    def begin(self, count: int, skews: list[int]) -> None:
        ids = [str(uuid.uuid4()) for _ in range(count)]
        self.server = self.make_server(ids)
        self.tablets = [
            SmallTablet(i, self.bug, s) for i, s in zip(ids, skews[:count], strict=True)
        ]
        self.wire: list[tuple[str, SmallTablet, Any]] = []
        self.revoked_at: dict[str, int] = {}  # how many it had written
        self.was_released = False

    def any_tablet(self, n: int) -> SmallTablet:
        return self.tablets[n % len(self.tablets)]

    @rule(n=pick, refused=st.booleans())
    def write(self, n: int, refused: bool) -> None:
        if not self.any_tablet(n).ended:
            self.any_tablet(n).write(REFUSED if refused else NOTE)

    @rule(n=pick, m=pick)
    def write_under_an_id_that_is_taken(self, n: int, m: int) -> None:
        other = self.any_tablet(m)
        if other.ops and not self.any_tablet(n).ended:
            self.any_tablet(n).write(NOTE, op_id=other.ops[m % len(other.ops)].id)

    @rule(n=pick)
    def say_hello(self, n: int) -> None:
        tablet = self.any_tablet(n)
        tablet.hello_number += 1
        said = (tablet.hello_number, len(tablet.ops), tablet.ended)
        self.wire.append(("hello", tablet, said))

    @rule(n=pick, most=st.integers(1, 4))
    def send(self, n: int, most: int) -> None:
        tablet = self.any_tablet(n)
        texts = [op.text for op in tablet.to_send(most)]
        if texts:
            self.wire.append(("push", tablet, (tablet.epoch, texts)))

    @rule(n=pick)
    def send_from_the_middle(self, n: int) -> None:
        """Send in two packets, of which the first is slower: what follows arrives before it."""
        tablet = self.any_tablet(n)
        tablet.hello_number += 1
        tablet.hear_hello(tablet.hello_number, self.ask(tablet))
        texts = [op.text for op in tablet.to_send(4)]
        if len(texts) > 1 and not tablet.wiped:
            self.wire.append(("push", tablet, (tablet.epoch, texts[:1])))
            self.handle("push", tablet, (tablet.epoch, texts[1:]))

    @rule(n=pick)
    def talk(self, n: int) -> None:
        """Say hello and send, without trouble: so that programs come far."""
        self.connect(self.any_tablet(n))

    @rule(n=pick)
    def talk_and_hear_the_answer_late(self, n: int) -> None:
        """Say hello and send; the answer is still on its way, or lost."""
        tablet = self.any_tablet(n)
        tablet.hello_number += 1
        tablet.hear_hello(tablet.hello_number, self.ask(tablet))
        texts = [op.text for op in tablet.to_send(4)]
        if texts and not tablet.wiped:
            self.handle("push", tablet, (tablet.epoch, texts))

    @precondition(lambda self: self.wire)
    @rule(n=pick, keep=st.booleans())
    def deliver(self, n: int, keep: bool) -> None:
        at = n % len(self.wire)
        message = self.wire[at] if keep else self.wire.pop(at)
        self.handle(*message)

    @precondition(lambda self: self.wire)
    @rule(n=pick)
    def lose(self, n: int) -> None:
        self.wire.pop(n % len(self.wire))

    @rule()
    def back_up(self) -> None:
        self.server.back_up()

    @rule()
    def restore(self) -> None:
        self.server.restore()

    @rule()
    def restart(self) -> None:
        self.server.restart()

    @rule(n=pick)
    def revoke(self, n: int) -> None:
        tablet = self.any_tablet(n)
        if tablet.id not in self.revoked_at and len(self.revoked_at) < len(self.tablets) - 1:
            self.server.revoke(tablet.id)
            held = [r.seq for r in self.server.journal() if r.device == tablet.id and r.uses_seq]
            self.revoked_at[tablet.id] = max(held, default=0)

    def handle(self, kind: str, tablet: SmallTablet, content: Any) -> None:
        """Deliver a message; its answer goes on the wire."""
        if kind == "hello":
            number, last, ended = content
            answer = self.server.hello(tablet.id, last, ended=ended)
            self.wire.append(("welcome", tablet, (number, answer)))
        elif kind == "push":
            epoch, texts = content
            self.wire.append(("answers", tablet, self.server.push(tablet.id, epoch, texts)))
        elif kind == "welcome":
            tablet.hear_hello(*content)
        else:
            tablet.hear_answers(content)

    def ask(self, tablet: SmallTablet) -> dict[str, Any] | None:
        return self.server.hello(tablet.id, len(tablet.ops), ended=tablet.ended)

    def connect(self, tablet: SmallTablet) -> None:
        tablet.hello_number += 1
        answer = self.ask(tablet)
        tablet.hear_hello(tablet.hello_number, answer)
        texts = [op.text for op in tablet.to_send(50) if op.text is not None]
        if texts and answer is not None:
            tablet.hear_answers(self.server.push(tablet.id, tablet.epoch, texts))

    @invariant()
    def nothing_vanishes(self) -> None:  # I1, through a restore of the newest verified backup too
        held = {row.hash for row in self.journal()}
        lost = [o for t in self.tablets for o in t.ops if o.text is None and o.hash not in held]
        assert lost == [], "deleted on the tablet and not on the server"

    @invariant()
    def one_effect_an_id_and_the_first_content_counts(self) -> None:  # I2, I3
        rows = self.journal()
        assert all(count == 1 for count in self.server_effects().values())
        first = [row for row in rows if row.copy_of is None]
        assert len({row.id for row in first}) == len(first)
        written = {op.hash: op.id for t in self.tablets for op in t.ops}
        assert all(written[row.hash] == row.id for row in rows)

    @invariant()
    def numbers_and_positions_have_no_gaps(self) -> None:  # I4
        rows = self.journal()
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))
        for tablet in getattr(self, "tablets", []):
            used = sorted(row.seq for row in rows if row.device == tablet.id and row.uses_seq)
            assert used == list(range(1, len(used) + 1))

    @invariant()
    def nothing_of_a_revoked_tablet_counts(self) -> None:  # I7
        for row in self.journal():
            if row.seq > self.revoked_at.get(row.device, row.seq):
                assert row.state not in (OpState.APPLIED, OpState.WAITING)

    @invariant()
    def a_receipt_says_what_is_there(self) -> None:  # I9
        rows = self.journal()
        for tablet in getattr(self, "tablets", []):
            for op in tablet.ops:
                if op.receipt is not None and op.receipt[0] == self.epoch():
                    assert rows[op.receipt[1] - 1].hash == op.hash

    def epoch(self) -> int:
        """Give the epoch of the server."""
        return int(self.server.state.epoch)  # type: ignore[attr-defined]

    def journal(self) -> list[Row]:
        return self.server.journal() if hasattr(self, "server") else []

    def server_effects(self) -> dict[str, int]:
        return self.server.effects() if hasattr(self, "server") else {}

    def teardown(self) -> None:  # I6: once the network heals, everything arrives
        if not hasattr(self, "server"):
            return
        for _ in range(ROUNDS_TO_HEAL):
            for tablet in self.tablets:
                self.connect(tablet)
        held = {row.hash for row in self.journal()}
        missing = [o.seq for t in self.tablets for o in t.ops if o.hash not in held]
        queued = [o.seq for t in self.tablets for o in t.to_send(1)]
        assert (missing, queued) == ([], []), "not everything arrived"
        self.server.back_up()
        for tablet in self.tablets * 2:
            self.connect(tablet)
        wiped = {t.id for t in self.tablets if t.wiped}
        assert wiped == set(self.revoked_at), "who is revoked is emptied, and nobody else"
        self.server.restore()
        for check in (self.nothing_vanishes, self.one_effect_an_id_and_the_first_content_counts,
                      self.numbers_and_positions_have_no_gaps, self.a_receipt_says_what_is_there,
                      self.nothing_of_a_revoked_tablet_counts):  # fmt: skip
            check()
