"""Is what was acknowledged on the disk, once, whoever is killed in the middle of whatever?

A real server under the load of tablets; its workers, the whole server and the processes of the
database are killed at random points. `KILLS=1000 pytest -n 0 tests/devices/test_killed.py` is
`make soak`. The control answers before it commits, and must be caught losing.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from bench.serving import FieldServer
from bench.tablets import KIND, LoadTablet, enrolled
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from tests import people

KILLS = int(os.environ.get("KILLS", "20"))
TABLETS = 6
SEED = 178
LOST_ANSWERS = 0.05
PATIENCE = 60


@pytest.fixture
def server(app: Flask, engine: str) -> Iterator[FieldServer]:
    """The real server on the database of the application of the tests."""
    url = db.engine.url.render_as_string(hide_password=False)
    server = FieldServer(url, Path(app.config["INSTANCE"]))
    yield server
    server.stop()


def tablets() -> list[LoadTablet]:
    made = [enrolled(people.actor(name), 1) for name in ("binh", "an", "nam") * (TABLETS // 3)]
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # these connections are not to be hit
    return made


class Load:
    """Tablets that write and send, each in a thread of its own, until told to stop."""

    def __init__(self, port: int, patience: int) -> None:
        self.port, self.patience, self.tablets = port, patience, tablets()
        self.written: set[str] = set()
        self.going, self.deadline = True, float("inf")
        self.threads = [threading.Thread(target=self._work, args=(t,)) for t in self.tablets]
        for thread in self.threads:
            thread.start()

    def _work(self, tablet: LoadTablet) -> None:
        own = random.Random(str(tablet.id))
        while self.going:
            digest, request = tablet.write(KIND, {"text": "x" * 2000})
            self.written.add(digest)
            # Now and then the answer is lost on the way, and the tablet sends once more.
            for _ in range(1 if own.random() > LOST_ANSWERS else 2):
                tablet.send_until_acknowledged(self.port, digest, request, go_on=self._goes_on)

    def _goes_on(self) -> bool:
        return time.monotonic() < self.deadline

    def wait_for(self, more: int) -> None:
        """Wait until some more operations were acknowledged, so that every kill meets work."""
        wanted, until = self._count() + more, time.monotonic() + self.patience
        while self._count() < wanted and time.monotonic() < until:
            time.sleep(0.002)

    def _count(self) -> int:
        return sum(len(tablet.acknowledged) for tablet in self.tablets)

    def stop(self) -> None:
        """Write nothing more; what is written has some seconds to arrive."""
        self.going, self.deadline = False, time.monotonic() + self.patience
        for thread in self.threads:
            thread.join()
        for tablet in self.tablets:
            tablet.hang_up()


def under_load(
    server: FieldServer,
    kill: Callable[[random.Random], None],
    kills: int,
    *,
    patience: int = PATIENCE,
) -> tuple[list[LoadTablet], set[str]]:
    """Let tablets send while something is killed again and again; give them, and all hashes."""
    load, chance = Load(server.port, patience), random.Random(SEED)
    try:
        for _ in range(kills):
            load.wait_for(chance.randint(1, 25))
            time.sleep(chance.uniform(0, 0.02))
            kill(chance)
    finally:
        load.stop()
    return load.tablets, load.written


def kill_something(server: FieldServer, chance: random.Random) -> None:
    """Kill a worker, sometimes the whole server, and on PostgreSQL a process of the database."""
    victim = chance.choice(["worker", "worker", "database", "all"])
    if victim == "all":
        server.kill_all()
    elif victim == "database" and server.url.startswith("postgresql"):
        hit_the_database(server.url, chance)
    else:
        server.kill_worker(chance.randrange(100))


def hit_the_database(url: str, chance: random.Random) -> None:
    """End a process of the database in the middle of whatever it does.

    In a soak by -9, after which the whole cluster recovers; beside other tests, which share the
    cluster, by the database's own command.
    """
    plain = url.replace("postgresql+psycopg", "postgresql")
    wanted = "datname = current_database() AND pid <> pg_backend_pid()"
    with suppress(psycopg.Error), psycopg.connect(plain, autocommit=True) as link:
        rows = link.execute(f"SELECT pid FROM pg_stat_activity WHERE {wanted}").fetchall()
        if rows and "KILLS" in os.environ:
            os.kill(chance.choice(rows)[0], signal.SIGKILL)
        elif rows:
            link.execute("SELECT pg_terminate_backend(%s)", chance.choice(rows))


def kept() -> list[DeviceOp]:
    db.session.rollback()
    return list(db.session.scalars(select(DeviceOp).order_by(DeviceOp.position)))


def check(some: list[LoadTablet], written: set[str]) -> None:
    rows = kept()
    by_hash = {row.hash: row.position for row in rows}
    acknowledged = {h: p for t in some for h, p in t.acknowledged.items()}

    lost = {h for h, p in acknowledged.items() if by_hash.get(h) != p}
    doubled = len(rows) - len(by_hash)
    print(f"acknowledged {len(acknowledged)}, lost {len(lost)}, doubled {doubled}")  # noqa: T201 the figure of the soak
    assert (lost, doubled) == (set(), 0)
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    for tablet in some:
        seqs = [row.seq for row in rows if row.device_id == tablet.id]
        assert seqs == list(range(1, len(seqs) + 1))
    assert acknowledged.keys() == written, "everything arrives once the server is back"


@pytest.mark.real_time
def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(server):
    server.start()

    some, written = under_load(server, lambda chance: kill_something(server, chance), KILLS)

    check(some, written)


@pytest.mark.real_time
def test_a_server_that_answers_before_it_commits_is_caught(server):
    server.unsafe = True
    server.start()

    some, _ = under_load(server, lambda _chance: server.kill_all(), 2, patience=3)

    present = {row.hash for row in kept()}
    lost = [h for t in some for h in t.acknowledged if h not in present]
    assert lost, "the control must lose, or the harness sees nothing"
