"""How many records of tablets are taken in a second, how long does each take, and why?

    make bench-sync            SQLite and PostgreSQL, 1, 8 and 32 clients; SECONDS=10 each

A record is what one visit sends of its own: an operation of 25 answers with a signature (20 kB) and
a photo of 60 kB, declared and sent, each committed when it is answered. What the appliers of a
visit do with it is not in it (`journal and photo`): those figures are of the intake itself.
"""

from __future__ import annotations

import cProfile
import hashlib
import io
import json
import os
import pstats
import secrets
import statistics
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from bench.serving import FieldServer
from bench.tablets import KIND, LoadTablet, enrolled
from inspect178 import create_app
from inspect178.access.actor import SYSTEM
from inspect178.devices import applying
from inspect178.devices.applying import Outcome, Result
from inspect178.extensions import db
from inspect178.reference import load_reference
from tests import people, postgres
from tests.conftest import PROVINCES

CLIENTS = (1, 8, 32)
SECONDS = float(os.environ.get("SECONDS", "10"))
WARM = 1.0
PHOTO_BYTES, SIGNATURE_BYTES = 60_000, 9_000
PROFILED = 60


@dataclass
class Record:
    """The requests of one record, written beforehand so that the clients cost little."""

    digest: str
    operation: bytes
    photo_id: uuid.UUID
    declaration: bytes
    photo: bytes


def record(tablet: LoadTablet) -> Record:
    """Write a record: 25 answers, a signature, a photo."""
    answers = {f"answer:C{n}": "yes" for n in range(25)} | {"findings": "Cơ sở chấp hành. " * 20}
    signature = "data:image/png;base64," + secrets.token_hex(SIGNATURE_BYTES)
    photo = secrets.token_bytes(PHOTO_BYTES)
    digest, operation = tablet.write(KIND, {"set": answers, "signature": signature})
    said = {
        "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo),
        "media_type": "image/jpeg",
    }  # fmt: skip
    return Record(digest, operation, uuid.uuid4(), json.dumps(said).encode(), photo)


def send(tablet: LoadTablet, one: Record, port: int) -> bool:
    """Send a record; say whether all of it was acknowledged."""
    path = f"/field/api/blobs/{one.photo_id}"
    while not tablet.send(port, one.digest, one.operation):
        time.sleep(0.01)
    declared, _ = tablet.request(port, one.declaration, method="PUT", path=path)
    kind = {"Upload-Offset": "0", "Content-Type": "application/octet-stream"}
    sent, content = tablet.request(port, one.photo, method="PATCH", path=path, **kind)
    return (declared, sent) == (200, 200) and json.loads(content)["done"] is True


def measure(server: FieldServer, tablets: list[LoadTablet]) -> tuple[float, list[float], int]:
    """Give records a second, the time of each, and how many were not acknowledged."""
    times: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()

    def work(tablet: LoadTablet) -> None:
        while (now := time.perf_counter()) - began < SECONDS + WARM:
            one = record(tablet)
            start = time.perf_counter()
            if not send(tablet, one, server.port):
                failed.append(1)
            elif now - began > WARM:
                times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=work, args=(t,)) for t in tablets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tablet in tablets:
        tablet.hang_up()
    return len(times) / SECONDS, times, len(failed)


def percentiles(times: list[float]) -> str:
    """Write the 50th, 95th and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return " / ".join(f"{1000 * cuts[n - 1]:.0f}" for n in (50, 95, 99))


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


def profile(app: Any) -> str:
    """Say in which functions the time of taking in an operation goes, without a network."""
    applying.register(KIND, lambda _taken, _actor: Result(Outcome.APPLIED))
    [tablet] = make_tablets(app, 1)
    client = app.test_client(use_cookies=False)
    requests = [record(tablet).operation for _ in range(PROFILED)]
    headers = {"Authorization": f"Device {tablet.token}", "Content-Type": "application/json"}
    profiler = cProfile.Profile()
    profiler.enable()
    for request in requests:
        client.post("/field/api/ops", data=request, headers=headers)
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(14)
    lines = [line for line in text.getvalue().splitlines() if line.strip()]
    return "\n".join(line[:110] for line in lines[-15:])


def one_database(name: str, url: str, folder: Path) -> None:
    """Measure and print one database."""
    app = prepared(url, folder)
    for clients in CLIENTS:
        server = FieldServer(url, folder)
        server.start()
        server.warm_up()
        try:
            rate, times, failed = measure(server, make_tablets(app, clients))
            memory = server.memory_mb()
        finally:
            server.stop()
        said = f"{name:<11} {clients:>3} clients  {rate:6.1f} records/s  p50/p95/p99 "
        sys.stdout.write(f"{said}{percentiles(times)} ms  failed {failed}  {memory} MB\n")
    sys.stdout.write(f"\nwhere the time of an operation goes on {name}:\n{profile(app)}\n\n")


def main() -> None:
    """Measure both databases."""
    postgres.SETTINGS = postgres.SETTINGS.replace("-c fsync=off", "-c fsync=on")
    postgres.prepare(type("Config", (), {})())
    sys.stdout.write("journal and photo, each committed and forced to the disk when answered\n")
    try:
        with tempfile.TemporaryDirectory() as folder:
            one_database("SQLite", f"sqlite:///{folder}/bench.db", Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            one_database("PostgreSQL", postgres.create_database("bench"), Path(folder))
    finally:
        postgres.finish(type("Config", (), {})())


if __name__ == "__main__":
    main()
