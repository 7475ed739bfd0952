"""How quickly does the tablet show an answer of the checklist, with the CPU slowed down?

    make bench-field          the goal is 100 ms from the tap to the next frame, CPU × 6

Fills a throw-away database with one visit of today, sets up a tablet in a browser, begins the
visit and answers every question; the time runs from the tap to the frame that shows the answer.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Page

from inspect178 import create_app
from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.reference import load_reference
from tests import people
from tests.browser import start_chromium
from tests.field.visiting import begin, planned_today, tablet, unfold

SLOWER = 6
GOAL_MS = 100
PROVINCES = frozenset({"04", "33"})
# From the tap until the frame after the one in which the answer was drawn.
TAP = """input => new Promise(done => {
    const begun = performance.now();
    input.click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        app = _prepared(Path(folder))
        with app.app_context():
            planned_today()
            with start_chromium() as chromium, tablet(chromium, app) as (held, _):
                begin(held.page)
                unfold(held.page)
                times = _answers(held.page)
    times.sort()
    print(f"{len(times)} answers, CPU x {SLOWER}, on this machine:")
    print(f"    median {statistics.median(times):6.1f} ms")
    print(f"    p95    {times[int(len(times) * 0.95)]:6.1f} ms   (the goal: {GOAL_MS} ms)")
    print(f"    worst  {times[-1]:6.1f} ms")


def _answers(page: Page) -> list[float]:
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found: list[float] = []
    for value in ("yes", "no", "yes"):
        for button in page.locator(f".segment__input[value='{value}']").all():
            if button.is_visible():
                found.append(float(button.evaluate(TAP)))
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return found


def _prepared(folder: Path) -> Flask:
    settings: dict[str, Any] = {
        "MODE": "testing",
        "TESTING": True,
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'bench.db'}",
        "SECRET_KEY": "x" * 40,
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1"],
        "WTF_CSRF_ENABLED": False,
    }
    app = create_app(settings)
    with app.app_context():
        upgrade()
        load_reference(actor=SYSTEM, at=people.LOADED_AT, provinces=PROVINCES)
        people.make_cast()
        db.session.commit()
    return app


if __name__ == "__main__":
    main()
