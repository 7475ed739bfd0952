"""What is the protocol in small? Tablets, a wire that loses and mixes up, and a server of dicts.

The server here decides by the very rules of `devices/protocol.py`; the tablets are the reference
of what a tablet does. A bug can be planted by its name, to see that the machine finds it.
"""

from __future__ import annotations

import copy
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from inspect178.devices import protocol
from inspect178.devices.enums import OpState
from inspect178.devices.payloads import hash_of, read_payload
from inspect178.devices.protocol import Decision, Ledger, Place

BUGS = (
    "no_hash_check",
    "no_order",
    "purge_at_acknowledgement",
    "no_epoch",
    "refusal_that_blocks",
    "applied_again",
    "revocation_forgotten",
    "wiped_before_durable",
)
NOTE, REFUSED = "test.note", "test.refuse"


@dataclass(frozen=True)
class Row:
    """A row of the journal, as far as the invariants ask for it."""

    position: int
    id: str
    device: str
    seq: int
    hash: str
    state: OpState
    uses_seq: bool = True
    copy_of: int | None = None


class Server(Protocol):
    """What the machine does with a server, the small one or the real one."""

    bug: str

    def hello(self, device: str, last: int, *, ended: bool) -> dict[str, Any] | None:
        """Answer a hello; None to a tablet that is to wipe itself."""

    def push(self, device: str, epoch: int, ops: list[str]) -> dict[str, Any]:
        """Take in operations; where the epoch is another one, say only which."""

    def revoke(self, device: str) -> None:
        """Revoke a tablet."""

    def release(self) -> None:
        """Let two persons release what is in quarantine."""

    def back_up(self) -> None:
        """Make a backup and verify it."""

    def restore(self) -> None:
        """Put the newest verified backup in the place of the database."""

    def restart(self) -> None:
        """Stop the server and start it again."""

    def journal(self) -> list[Row]:
        """Give the journal."""

    def effects(self) -> dict[str, int]:
        """Count how often each operation was done."""


@dataclass
class _State:
    rows: list[Row] = field(default_factory=list)
    effects: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    epoch: int = 1
    durable: int = 0


class SmallServer:
    """A server whose database is a list, with the rules of the real one."""

    def __init__(self, devices: list[str], bug: str = "") -> None:
        self.bug = bug
        self.state, self.backup = _State(), _State()
        self.revoked: set[str] = set()  # outside of the database

    def hello(self, device: str, last: int, *, ended: bool) -> dict[str, Any] | None:
        """Answer a hello."""
        held = self._last(device)
        early = self.bug == "wiped_before_durable"
        if device in self.revoked and ended and last <= held.seq and (early or self._safe(device)):
            return None
        durable = [r.seq for r in self._of(device) if r.position <= self.state.durable]
        return {
            "epoch": self.state.epoch,
            "last": held.seq,
            "durable": max(durable, default=0),
            "state": "revoked" if device in self.revoked else "active",
        }

    def push(self, device: str, epoch: int, ops: list[str]) -> dict[str, Any]:
        """Take in operations one after the other."""
        if epoch != self.state.epoch:
            return {"epoch": self.state.epoch, "answers": []}
        return {"epoch": self.state.epoch, "answers": [self._take(text) for text in ops]}

    def _safe(self, device: str) -> bool:
        return all(r.position <= self.state.durable for r in self.state.rows if r.device == device)

    def _of(self, device: str) -> list[Row]:
        return [r for r in self.state.rows if r.device == device and r.uses_seq]

    def _last(self, device: str) -> Row:
        found = self._of(device)
        return (
            max(found, key=lambda r: r.seq) if found else Row(0, "", device, 0, "", OpState.APPLIED)
        )

    def _take(self, text: str) -> dict[str, Any]:
        op = read_payload(text)
        decision = self._decide(op)
        if decision.place == Place.GAP:
            return {"seq": op.seq, "status": "gap", "wanted": decision.wanted}
        if decision.place == Place.REPEAT:
            row = self.state.rows[(decision.position or 0) - 1]
            if self.bug == "applied_again":
                self.state.effects[row.id] = self.state.effects.get(row.id, 0) + 1
            return self._answer(row)
        state = self._state_of(op, decision)
        if state == OpState.REFUSED and self.bug == "refusal_that_blocks":
            return {"seq": op.seq, "status": "gap", "wanted": op.seq}
        row = Row(
            len(self.state.rows) + 1, str(op.id), str(op.device_id), op.seq, op.hash, state,
            decision.uses_seq, decision.position,
        )  # fmt: skip
        self.state.rows.append(row)
        self.state.texts[row.position] = text
        if state == OpState.APPLIED:
            self.state.effects[row.id] = self.state.effects.get(row.id, 0) + 1
        return self._answer(row)

    def _decide(self, op: Any) -> Decision:
        rows, last = self.state.rows, self._last(str(op.device_id))
        same_id = next((r.position for r in rows if r.id == str(op.id)), None)
        ledger = Ledger(
            same_hash=next((r.position for r in rows if r.hash == op.hash), None),
            same_id=same_id,
            same_seq=next(
                (r.position for r in self._of(str(op.device_id)) if r.seq == op.seq), None
            ),
            last_seq=last.seq,
            last_hash=last.hash,
        )
        if self.bug == "no_hash_check" and same_id is not None:
            return Decision(Place.REPEAT, same_id)
        decision = protocol.decide(op, ledger)
        if self.bug == "no_order" and decision.place == Place.GAP:
            return Decision(Place.NEXT)
        return decision

    def _state_of(self, op: Any, decision: Decision) -> OpState:
        if decision.place in (Place.COPY, Place.BROKEN):
            return OpState.CONFLICT
        if str(op.device_id) in self.revoked:
            return OpState.QUARANTINED
        return OpState.REFUSED if op.kind == REFUSED else OpState.APPLIED

    def _answer(self, row: Row) -> dict[str, Any]:
        status = protocol.status_of(row.state).value
        return {
            "seq": row.seq, "status": status, "position": row.position, "hash": row.hash,
            "id": row.id,
        }  # fmt: skip

    def revoke(self, device: str) -> None:
        """Revoke a tablet."""
        self.revoked.add(device)

    def release(self) -> None:
        """Let what is in quarantine count."""
        for at, row in enumerate(self.state.rows):
            if row.state == OpState.QUARANTINED:
                kind = read_payload(self.state.texts[row.position]).kind
                done = OpState.REFUSED if kind == REFUSED else OpState.APPLIED
                self.state.rows[at] = Row(**{**vars(row), "state": done})
                if done == OpState.APPLIED:
                    self.state.effects[row.id] = self.state.effects.get(row.id, 0) + 1

    def back_up(self) -> None:
        """Keep a copy and say up to where it goes."""
        self.backup = copy.deepcopy(self.state)
        self.state.durable = len(self.state.rows)

    def restore(self) -> None:
        """Go back to the copy, in a new epoch."""
        before = self.state.epoch
        self.state = copy.deepcopy(self.backup)
        self.state.durable = len(self.state.rows)
        self.state.epoch = before if self.bug == "no_epoch" else before + 1
        if self.bug == "revocation_forgotten":
            self.revoked = set()

    def restart(self) -> None:
        """Nothing is in memory that would be lost."""

    def journal(self) -> list[Row]:
        """Give the journal."""
        return list(self.state.rows)

    def effects(self) -> dict[str, int]:
        """Count how often each operation was done."""
        return dict(self.state.effects)


@dataclass
class Written:
    """An operation as its tablet remembers it; without text once its body is deleted."""

    seq: int
    id: str
    hash: str
    text: str | None
    receipt: tuple[int, int] | None = None  # epoch and position


@dataclass
class SmallTablet:
    """The reference of a tablet: what it keeps, when it sends again, when it may forget."""

    id: str
    bug: str = ""
    skew_ms: int = 0
    epoch: int = 0
    hello_number: int = 0
    ended: bool = False  # its key is destroyed: it can make nothing more, only send
    wiped: bool = False
    ops: list[Written] = field(default_factory=list)

    def write(self, kind: str, op_id: str = "", object_id: str = "") -> Written:
        """Write an operation; with an id that is taken it will be a conflict."""
        previous = self.ops[-1].hash if self.ops else ""
        seq = len(self.ops) + 1
        text = json.dumps({
            "id": op_id or str(uuid.uuid4()), "device": self.id, "seq": seq,
            "object": object_id or str(uuid.uuid4()), "base": None, "kind": kind, "schema": 1,
            "body": {"n": seq}, "prev": previous, "clock": 1_795_000_000_000 + self.skew_ms,
            "counter": seq, "app": "test",
        })  # fmt: skip
        written = Written(seq, json.loads(text)["id"], hash_of(text), text)
        self.ops.append(written)
        return written

    def to_send(self, most: int) -> list[Written]:
        """Give the next operations without a receipt, in order."""
        return [op for op in self.ops if op.receipt is None and op.text is not None][:most]

    def hear_hello(self, number: int, answer: dict[str, Any] | None) -> None:
        """Take the answer of the newest hello; only here the epoch changes."""
        if number != self.hello_number:
            return
        if answer is None:
            self.wiped = True
            for op in self.ops:
                op.text = None
            return
        self.ended = self.ended or answer["state"] == "revoked"
        if answer["epoch"] < self.epoch:
            return
        if answer["epoch"] != self.epoch:
            self._send_again_above(answer["last"])
        self.epoch = answer["epoch"]
        for op in self.ops:
            if op.receipt is not None and op.seq <= answer["durable"]:
                op.text = None

    def _send_again_above(self, last: int) -> None:
        for op in self.ops:
            if op.seq > last:
                op.receipt = None

    def hear_answers(self, answer: dict[str, Any]) -> None:
        """Take over answers of the epoch that is believed in; any other is ignored."""
        if answer["epoch"] != self.epoch:
            return
        for one in answer["answers"]:
            if one["status"] == "gap":
                self._send_again_above(one["wanted"] - 1)
            elif one["status"] in ("ok", "conflict", "refused"):
                self._keep_receipt(one, answer["epoch"])

    def _keep_receipt(self, one: dict[str, Any], epoch: int) -> None:
        op = self.ops[one["seq"] - 1]
        if one.get("id", op.id) != op.id:
            return
        op.receipt = (epoch, one["position"])
        if self.bug == "purge_at_acknowledgement":
            op.text = None
