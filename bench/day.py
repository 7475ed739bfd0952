"""Does a tablet's day reach the office over a bad mobile network, and how long does it take?

Part of `make bench-field`: VISITS=12 PHOTOS=36 RATE=64000 SEED=178. The visits are made by the
app's own functions without a network (`tests/field/day.py`), then sent through
`bench/slow_network.py` to a real server until everything has its receipt. The tablet locks itself
meanwhile, as one that lies in a bag does, and goes on sending.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from playwright.sync_api import Browser

from bench.serving import FieldServer
from bench.slow_network import Counted, Line, SlowNetwork, slow_network
from tests.field.day import arrived, make_visits, plan_day
from tests.field.tablet import Tablet
from tests.field.visiting import cookie_of

VISITS = int(os.environ.get("VISITS", "12"))
PHOTOS = int(os.environ.get("PHOTOS", "36"))
LINE = Line(int(os.environ.get("RATE", "64000")), seed=int(os.environ.get("SEED", "178")))
LOOK_EVERY, SAY_EVERY, LONGEST = 1.0, 60.0, 4 * 3600.0
STAND = """async m => ({
    ops: (await m.pending()).length, blobs: (await m.unsentBlobs()).length,
    word: m.status.word })"""
METER = "async m => (await m.read('vault', 'meter'))"
BLOBS = "async m => (await m.readAll('blobs')).map(b => [b.kind, b.sealed.size])"
OPS = "async m => (await m.known()).map(o => o.size)"


@contextmanager
def tablet_on_disk(chromium: Browser, app: Flask, network: SlowNetwork) -> Iterator[Tablet]:
    """Hold a tablet with a profile folder that has been set up over a good network."""
    cookie = cookie_of(app, "binh")
    maker = SimpleNamespace(chromium=chromium.browser_type)
    held = Tablet(maker, Path(app.config["INSTANCE"]) / "profile", network.address)  # type: ignore[arg-type]
    held.start()
    try:
        held.context.add_cookies([{**cookie, "url": network.address}])  # type: ignore[typeddict-item]
        held.enrol()
        assert held.sync() == "idle"
        yield held
    finally:
        held.kill()


@contextmanager
def office(app: Flask, url: str) -> Iterator[SlowNetwork]:
    """Run a real server behind the network, which is good until it gets a line."""
    server = FieldServer(url, Path(app.config["INSTANCE"]))
    server.start()
    server.warm_up()
    try:
        with slow_network(server.port) as network:
            yield network
    finally:
        server.stop()


def send_the_day(held: Tablet, network: SlowNetwork, visits: list[Any]) -> None:
    """Make the visits, send them, and print how it went."""
    held.context.set_offline(True)
    make_visits(held, visits, PHOTOS // len(visits))
    before = held.do(METER)
    network.line, network.counted = LINE, Counted()
    begun = time.monotonic()
    held.context.set_offline(False)
    done = _wait(held, begun)
    passed = time.monotonic() - begun
    _print_figures(held, network.counted, passed=passed, before=before)
    print(f"    {'everything received' if done else 'NOT everything received'}: {arrived(visits)}")


def _wait(held: Tablet, begun: float) -> bool:
    said = begun
    while (now := time.monotonic()) - begun < LONGEST:
        stand = held.do(STAND)
        if stand["ops"] + stand["blobs"] == 0:
            return True
        if now - said > SAY_EVERY:
            said = now
            print(f"        after {(now - begun) / 60:4.1f} min {stand}", flush=True)
        held.page.wait_for_timeout(1000 * LOOK_EVERY)
    return False


def _print_figures(held: Tablet, counted: Counted, *, passed: float, before: Any) -> None:
    held.page.wait_for_timeout(3000)  # the round ends, and the meter is written
    blobs, ops, meter = held.do(BLOBS), held.do(OPS), held.do(METER)
    sizes = {kind: [size for k, size in blobs if k == kind] for kind in ("photo", "thumbnail")}
    photos, small = sizes["photo"], sizes["thumbnail"]
    limit = max(counted.up, counted.down) * 8 / LINE.bits_per_second
    print(f"    {len(ops)} operations of {sum(ops) / 1000:.0f} kB, {len(photos)} photos of "
          f"{sum(photos) / 1000:.0f} kB, thumbnails of {sum(small) / 1000:.0f} kB")  # fmt: skip
    print(f"    {passed / 60:.1f} minutes; the bytes alone take {limit / 60:.1f} at "
          f"{LINE.bits_per_second / 1000:g} kbit/s")  # fmt: skip
    print(f"    sent {counted.up / 1000:.0f} kB, received {counted.down / 1000:.0f} kB, "
          f"lost and sent again {counted.resent / 1000:.0f} kB")  # fmt: skip
    print(f"    the tablet's own meter: sent {(meter['sent'] - before['sent']) / 1000:.0f} kB, "
          f"received {(meter['received'] - before['received']) / 1000:.0f} kB")  # fmt: skip
    print(f"    {counted.connections} connections, {counted.broken} broken in the middle "
          f"({counted.silenced} without a word)")  # fmt: skip


def planned() -> list[Any]:
    """Plan the day's visits, one to be begun by hand, among other places of the team's ground."""
    return plan_day(VISITS + 1, int(os.environ.get("PLACES", "300")))
