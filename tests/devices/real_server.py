"""How does the machine talk to the real server, on either database?"""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.devices import journal, keys, outside
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.devices.models import Device, DeviceOp
from inspect178.devices.operations import enrolling, epochs
from inspect178.extensions import db
from inspect178.identity.models import SignInAttempt
from inspect178.kernel import clock
from tests import people, postgres
from tests.devices.model import Row
from tests.devices.tablet import Tablet

CARRIERS = ("binh", "an", "nam")


def leave_a_mark(taken: Taken, actor: Actor) -> Result:
    """Do something that can be counted: a row for each time that an operation is done."""
    db.session.add(SignInAttempt(key=str(taken.id), at=taken.received_at))
    return Result(Outcome.APPLIED)


class RealServer:
    """The application of the tests with its database, in the shape of the small server."""

    bug = ""

    def __init__(self, app: Flask, ids: list[str]) -> None:
        self.app = app
        self.tablets = {i: Tablet(app, id=uuid.UUID(i)) for i in ids}
        for number, tablet in enumerate(self.tablets.values()):
            assert tablet.enrol(CARRIERS[number % len(CARRIERS)]).status_code == 200
        self.back_up()

    def hello(
        self, device: str, last: int, skew_ms: int = 0, *, ended: bool
    ) -> dict[str, Any] | None:
        """Say hello; None to a tablet that is to wipe itself."""
        now = round(clock.now().timestamp() * 1000)
        answer = self.tablets[device].hello(last=last, clock=now + skew_ms, ended=ended)
        if answer.status_code == 401:
            assert (answer.json["revoked"], answer.json["wipe"]) == (True, True)
            return None
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def push(self, device: str, epoch: int, ops: list[str]) -> dict[str, Any]:
        """Sign and send operations."""
        tablet = self.tablets[device]
        answer = tablet.push([tablet.sign(text) for text in ops], epoch=epoch)
        if answer.status_code in (409, 429):
            return {"epoch": answer.json.get("epoch", epoch), "answers": []}
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def revoke(self, device: str) -> None:
        """Revoke a tablet as the page does."""
        row = db.session.get_one(Device, uuid.UUID(device))
        if row.revoked_at is None:
            actor, at = people.actor("minh"), clock.now()
            enrolling.revoke(row, reason="mất máy", actor=actor, at=at)
        outside.note_revoked(self.app.config["INSTANCE"], row.id)
        db.session.commit()

    def release(self) -> None:
        """Quarantine is left to tests of its own."""

    def back_up(self) -> None:
        """Copy the database and say that the copy was verified."""
        position = journal.last_position()
        self._let_go()
        if db.engine.dialect.name == "sqlite":
            path = str(db.engine.url.database)
            copy = path + ".backup"
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        else:
            postgres.create_database(self._backup_name(), template=self._name())
        db.session.remove()
        if position:
            epoch = journal.present_epoch()
            if position > epoch.durable_position:
                epochs.note_backup(position, actor=people.actor("minh"), at=clock.now())
        db.session.commit()

    def restore(self) -> None:
        """Put the copy in the place of the database and begin a new epoch."""
        self._let_go()
        if db.engine.dialect.name == "sqlite":
            path = str(db.engine.url.database)
            for suffix in ("-wal", "-shm"):
                Path(path + suffix).unlink(missing_ok=True)
            shutil.copy(path + ".backup", path + ".fresh")
            Path(path + ".fresh").replace(path)
        else:
            postgres.create_database(self._name(), template=self._backup_name())
        instance = self.app.config["INSTANCE"]
        actor, at = people.actor("minh"), clock.now()
        epoch = epochs.begin_epoch("restored", instance=instance, actor=actor, at=at)
        position = journal.last_position()
        if position > epoch.durable_position:
            epochs.note_backup(position, actor=actor, at=at)
        db.session.commit()
        outside.note_seen(instance, outside.Seen(epoch.number, epoch.first_position))

    def restart(self) -> None:
        """Forget everything that is only in memory."""
        self._let_go()
        keys._read.cache_clear()
        keys._public.cache_clear()

    def _let_go(self) -> None:
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

    def _name(self) -> str:
        return str(db.engine.url.database).split("_", 2)[2]

    def _backup_name(self) -> str:
        return f"backup_{self._name()}"

    def journal(self) -> list[Row]:
        """Read the journal."""
        db.session.rollback()
        return [
            Row(op.position, str(op.id), str(op.device_id), op.seq, op.hash, op.state,
                op.uses_seq, op.copy_of)
            for op in db.session.scalars(select(DeviceOp).order_by(DeviceOp.position))
        ]  # fmt: skip

    def effects(self) -> dict[str, int]:
        """Count the marks that operations left."""
        known = {row.id for row in self.journal()}
        return {k: n for k, n in Counter(db.session.scalars(select(SignInAttempt.key))).items()
                if k in known}  # fmt: skip
