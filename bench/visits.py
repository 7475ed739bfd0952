"""How many whole visits of tablets are taken in a second, with everything done when answered?

    make bench-sync        prints them below the records; VISITS=120 for each number of clients

A visit is what the app sends of it: decision announced, 25 answers and the words of the record, a
photo of 60 kB, record signed by two; sealed, in one parcel, each step in a transaction of its own.
When it is answered the record is frozen, numbered and signed, the photo joined, the trail written.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

from PIL import Image

from bench.serving import FieldServer
from bench.sync import Measured, at_once
from bench.tablets import LoadTablet
from inspect178.devices import keys
from inspect178.devices.operations import enrolling
from inspect178.devices.requests import PARCEL
from inspect178.extensions import db
from inspect178.kernel import clock
from tests import people
from tests.devices.tablet import parcel, sealed, sealed_photo
from tests.fieldwork.field_day import FieldTablet, planned_visit, whole_record

VISITS = int(os.environ.get("VISITS", "120"))
NAMES = ("binh", "an")
CLIENTS = (1, 8)
Ready = tuple[LoadTablet, list[bytes]]


def jpeg() -> bytes:
    """Make a photo of about 60 kB that no other one equals."""
    out = BytesIO()
    Image.effect_noise((330, 330), 60).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def written(tablet: FieldTablet, seal_key: bytes) -> bytes:
    """Do a whole visit on a tablet without a network; give the request that sends it."""
    visit, photo = planned_visit(), jpeg()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    photo_id = tablet.photograph(visit, photo)
    named_by = json.loads(tablet.unsent[-1]["p"])["id"]
    tablet.conclude(visit)
    ops, tablet.unsent = tablet.unsent, []
    stream, about = sealed_photo(photo, seal_key)
    assert about["sealed"]["sha256"] == hashlib.sha256(photo).hexdigest()
    said = {
        "epoch": tablet.epoch, "ops": [sealed(op, seal_key) for op in ops],
        "photos": [about | {"id": str(photo_id), "op": named_by}],
    }  # fmt: skip
    return parcel(said, stream)


def ready_tablet(app: Any, name: str, count: int) -> Ready:
    """Enrol a tablet and do so many visits on it."""
    seal_key = keys.point_of(keys.server_keys(app.config["INSTANCE"]).seal[-1].public_key())
    tablet = FieldTablet(app)
    point = keys.point_of(tablet.key.public_key())
    _, tablet.token = enrolling.enrol(
        tablet.id, "Máy đo", point, app="bench", actor=people.actor(name), at=clock.now()
    )
    tablet.epoch = 1
    requests = [written(tablet, seal_key) for _ in range(count)]
    return LoadTablet(tablet.id, tablet.key, tablet.token, tablet.epoch), requests


def measure(app: Any, server: FieldServer, clients: int) -> Measured:
    """Let some tablets send their visits, all at once."""
    with app.app_context():
        each = max(1, VISITS // clients)
        ready = [ready_tablet(app, NAMES[n % len(NAMES)], each) for n in range(clients)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    times: list[float] = []
    failed: list[int] = []

    def work(given: Ready) -> None:
        tablet, requests = given
        for request in requests:
            start = time.perf_counter()
            if not tablet.send(server.port, "", request, **{"Content-Type": PARCEL}):
                failed.append(1)
            times.append(time.perf_counter() - start)

    before, began = server.cpu_seconds(), time.perf_counter()
    at_once([(work, given) for given in ready])
    seconds = time.perf_counter() - began
    cost = server.cpu_seconds() - before
    return Measured(times, len(failed), 1000 * cost / len(times), server.memory_mb(), seconds)


def one_database(app: Any, name: str, server: Callable[[], AbstractContextManager[Any]]) -> None:
    """Measure and print one database."""
    for clients in CLIENTS:
        with server() as running:
            found = measure(app, running, clients)
        sys.stdout.write(found.line(f"{name} visits", clients))
        sys.stdout.flush()
