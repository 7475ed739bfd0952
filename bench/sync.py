"""How many records of tablets are taken in a second, how long does each take, and why?

    make bench-sync            SQLite and PostgreSQL, 1, 8 and 32 clients; SECONDS=10 each

A record is what one visit sends: an operation of 25 answers with a signature (20 kB) and a photo of
60 kB, sealed as tablets do, in one parcel, committed once and forced to the disk when it is
answered. What the appliers of a visit do with it is not in it (`journal and photo`); whole visits
are measured beside (`bench/visits.py`). The raw limit is the same bytes in two plain rows.
"""

from __future__ import annotations

import os
import secrets
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from bench.serving import FieldServer
from bench.tablets import KIND, LoadTablet, enrolled
from inspect178 import create_app
from inspect178.access.actor import SYSTEM
from inspect178.devices import keys
from inspect178.devices.requests import PARCEL
from inspect178.extensions import db
from inspect178.reference import load_reference
from tests import people, postgres
from tests.conftest import PROVINCES
from tests.devices.tablet import parcel, sealed, sealed_photo

CLIENTS = (1, 8, 32)
TABLETS_EACH = 2  # one alone may send 100 steps a second, and a client is quicker
SECONDS = float(os.environ.get("SECONDS", "10"))
WARM = 2.0
PHOTO_BYTES, SIGNATURE_BYTES = 60_000, 9_000
AHEAD = 300  # records a second that are written before the clock starts


@dataclass(frozen=True)
class Record:
    """The request of one record, written beforehand so that the clients cost little."""

    digest: str
    request: bytes


@dataclass(frozen=True)
class Measured:
    """What came out: seconds of each record, and what it cost server and database together."""

    times: list[float]
    failed: int
    cpu_ms: float
    memory_mb: int
    seconds: float = SECONDS

    def line(self, name: str, clients: int) -> str:
        """Write it in one line."""
        return (
            f"{name:<18} {clients:>3} clients  {len(self.times) / self.seconds:6.1f} a second"
            f"  p50/p95/p99 {percentiles(self.times)} ms  CPU {self.cpu_ms:4.1f} ms each"
            f"  failed {self.failed}  {self.memory_mb} MB\n"
        )


def record(tablet: LoadTablet, seal_key: bytes) -> Record:
    """Write a record: 25 answers, a signature, a photo."""
    answers = {f"answer:C{n}": "yes" for n in range(25)} | {"findings": "Cơ sở chấp hành. " * 20}
    signature = "data:image/png;base64," + secrets.token_hex(SIGNATURE_BYTES)
    op_id = str(uuid.uuid4())
    body = {"set": answers, "signature": signature}
    digest, op = tablet.sign(KIND, body, id=op_id, object=str(uuid.uuid4()))
    stream, declared = sealed_photo(secrets.token_bytes(PHOTO_BYTES), seal_key)
    said = {
        "epoch": tablet.epoch, "ops": [sealed(op, seal_key)],
        "photos": [declared | {"id": str(uuid.uuid4()), "op": op_id}],
    }  # fmt: skip
    return Record(digest, parcel(said, stream))


def send(tablet: LoadTablet, one: Record, port: int) -> bool:
    """Send a record; say whether all of it was acknowledged."""
    return tablet.send(port, one.digest, one.request, **{"Content-Type": PARCEL})


def measure(
    server: FieldServer, tablets: list[LoadTablet], write: Callable[[LoadTablet], Record]
) -> Measured:
    """Send for some seconds, each client from its tablets by turns (`TABLETS_EACH`)."""
    clients = [tablets[n : n + TABLETS_EACH] for n in range(0, len(tablets), TABLETS_EACH)]
    each = round(AHEAD * (SECONDS + WARM) / len(tablets))
    ready = {tablet.id: [write(tablet) for _ in range(each)] for tablet in tablets}
    times: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()

    def work(client: list[LoadTablet]) -> None:
        records = {tablet.id: iter(ready[tablet.id]) for tablet in client}
        for tablet in cycle(client):
            if (now := time.perf_counter()) - began >= SECONDS + WARM:
                return
            one = next(records[tablet.id], None) or write(tablet)
            start = time.perf_counter()
            if not send(tablet, one, server.port):
                failed.append(1)
            elif now - began > WARM:
                times.append(time.perf_counter() - start)

    before = server.cpu_seconds()
    at_once([(work, client) for client in clients])
    cost = server.cpu_seconds() - before
    for tablet in tablets:
        tablet.hang_up()
    share = SECONDS / (SECONDS + WARM)
    return Measured(
        times, len(failed), 1000 * cost * share / max(1, len(times)), server.memory_mb()
    )


def at_once(calls: list[tuple[Callable[[Any], None], Any]]) -> None:
    """Run some calls in threads of their own and wait for all."""
    threads = [threading.Thread(target=call, args=(given,)) for call, given in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentiles(times: list[float]) -> str:
    """Write the 50th, 95th and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return " / ".join(f"{1000 * cuts[n - 1]:.0f}" for n in (50, 95, 99))


def raw_limit(url: str, clients: int) -> Measured:
    """Store the same bytes in two plain rows of PostgreSQL, one commit a record, nothing else."""
    given = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS raw_op (id uuid PRIMARY KEY, body bytea)")
        connection.execute("CREATE TABLE IF NOT EXISTS raw_photo (id uuid PRIMARY KEY, body bytea)")
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    def work(_number: int) -> None:
        op, photo = secrets.token_bytes(20_000), secrets.token_bytes(PHOTO_BYTES)
        with psycopg.connect(given) as connection:
            while (start := time.perf_counter()) < until:
                connection.execute("INSERT INTO raw_op VALUES (%s, %s)", (uuid.uuid4(), op))
                connection.execute("INSERT INTO raw_photo VALUES (%s, %s)", (uuid.uuid4(), photo))
                connection.commit()
                times.append(time.perf_counter() - start)

    at_once([(work, number) for number in range(clients)])
    return Measured(times, 0, 0.0, 0)


def prepared(url: str, folder: Path) -> Any:
    """Make a database with the law, the units of two provinces and the cast of the tests."""
    app = create_app({
        "MODE": "development", "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url,
    })  # fmt: skip
    with app.app_context():
        upgrade()
        load_reference(actor=SYSTEM, at=people.LOADED_AT, provinces=PROVINCES)
        people.make_cast()
        db.session.commit()
    return app


def make_tablets(app: Any, count: int) -> list[LoadTablet]:
    """Enrol some tablets."""
    with app.app_context():
        made = [enrolled(people.actor(("binh", "an", "nam")[n % 3]), 1) for n in range(count)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return made


@contextmanager
def serving(url: str, folder: Path, backends: str = "") -> Iterator[FieldServer]:
    """Run the server for a while."""
    server = FieldServer(url, folder, backends=backends)
    server.start()
    server.warm_up()
    try:
        yield server
    finally:
        server.stop()


def one_database(name: str, url: str, folder: Path) -> Any:
    """Measure and print one database; give its application."""
    app = prepared(url, folder)
    seal_key = keys.point_of(keys.server_keys(folder).seal[-1].public_key())
    for clients in CLIENTS:
        with serving(url, folder, "postgres" if name == "PostgreSQL" else "") as server:
            found = measure(
                server, make_tablets(app, clients * TABLETS_EACH), lambda t: record(t, seal_key)
            )
        sys.stdout.write(found.line(name, clients))
        sys.stdout.flush()
    return app


def main() -> None:
    """Measure both databases, records and whole visits."""
    from bench import visits  # which measures as this module does

    postgres.SETTINGS = postgres.SETTINGS.replace("-c fsync=off", "-c fsync=on")
    postgres.prepare(type("Config", (), {})())
    sys.stdout.write("journal and photo, committed once and forced to the disk when answered\n")
    try:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.db"
            app = one_database("SQLite", url, Path(folder))
            visits.one_database(app, "SQLite", partial(serving, url, Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            url = postgres.create_database("bench")
            app = one_database("PostgreSQL", url, Path(folder))
            server = partial(serving, url, Path(folder), backends="postgres")
            visits.one_database(app, "PostgreSQL", server)
            for clients in CLIENTS[:2]:
                sys.stdout.write(raw_limit(url, clients).line("raw rows", clients))
    finally:
        postgres.finish(type("Config", (), {})())


if __name__ == "__main__":
    main()
