"""How quickly does the tablet's app start and answer, and does a day's work reach the office?

    make bench-field    the goals: start 3 s, answer 100 ms, both with CPU × 6; the day completes

Fills a throw-away database, sets up a tablet in a browser, starts it anew without a network, begins
a visit and answers every question, then sends a day over a bad mobile network (`bench/day.py`).
Chromium slows the page's main thread down, not its worker.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from bench.day import VISITS, office, planned, send_the_day, tablet_on_disk
from bench.sync import prepared
from tests.browser import start_chromium
from tests.field.tablet import MODULES, PASSPHRASE, Tablet
from tests.field.visiting import begin, unfold

SLOWER = 6
GOAL_MS, GOAL_START_MS = 100, 3000
STARTS = int(os.environ.get("STARTS", "5"))
# From the tap until the frame after the one in which the answer was drawn.
TAP = """input => new Promise(done => {
    const begun = performance.now();
    input.click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
# From the start of the navigation until the frame after the one with the input of the passphrase.
UNLOCK_SCREEN = """() => document.getElementById("secret") && new Promise(done => {
    requestAnimationFrame(() => setTimeout(() => done(performance.now())));
})"""
UNLOCK = """secret => new Promise(done => {
    const begun = performance.now();
    const look = () => {
        if (document.documentElement.dataset.screen === "today") {
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
        } else {
            requestAnimationFrame(look);
        }
    };
    document.getElementById("secret").value = secret;
    document.querySelector("#main form").requestSubmit();
    look();
})"""
ARGON2 = f"""secret => Promise.all([{MODULES}, import("/static/field/vault.js")])
    .then(async ([m, vault]) => {{
        const kept = await m.read("vault", "passphrase");
        const begun = performance.now();
        await vault.unwrapWithPassphrase(kept, secret);
        return performance.now() - begun;
    }})"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        app = prepared(url, Path(folder))
        with app.app_context(), start_chromium() as chromium, office(app, url) as network:
            visits = planned()
            with tablet_on_disk(chromium, app, network) as held:
                _measure(held, visits, network)


def _measure(held: Tablet, visits: list[Any], network: Any) -> None:
    _print_starts([_start(held) for _ in range(STARTS)])
    begin(held.page)
    unfold(held.page)
    _print_answers(_answers(held.page))
    begun = held.page.url.rsplit("/", 1)[-1]
    held.page.goto("/field/#/today")
    if VISITS:
        left = [visit for visit in visits if str(visit) != begun]
        print(f"\na day of {len(left)} visits over a bad network, CPU x {SLOWER}:", flush=True)
        send_the_day(held, network, left)


def _slowed(page: Page) -> CDPSession:
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return slow


def _start(held: Tablet) -> tuple[float, float, float]:
    """Start the browser anew without a network; give shell, unlocking and Argon2id in it."""
    held.kill()
    held.start(offline=True)
    _slowed(held.page)
    held.page.goto("/field/", wait_until="commit")
    shell = held.page.wait_for_function(UNLOCK_SCREEN, polling="raf").json_value()
    held.ready()
    unlocked = held.page.evaluate(UNLOCK, PASSPHRASE)
    return float(shell), float(unlocked), float(held.page.evaluate(ARGON2, PASSPHRASE))


def _print_starts(found: list[tuple[float, float, float]]) -> None:
    print(f"{len(found)} starts without a network, CPU x {SLOWER}, median (worst):")
    names = ("from opening to the screen that unlocks", "from the passphrase to the visits",
             "    of this Argon2id")  # fmt: skip
    for name, times in zip(names, zip(*found, strict=True), strict=True):
        print(f"    {name:<42} {statistics.median(times):6.0f} ms ({max(times):.0f})")
    print(f"    (the goal: {GOAL_START_MS} ms)", flush=True)


def _print_answers(times: list[float]) -> None:
    times.sort()
    print(f"\n{len(times)} answers, CPU x {SLOWER}, on this machine:")
    print(f"    median {statistics.median(times):6.1f} ms")
    print(f"    p95    {times[int(len(times) * 0.95)]:6.1f} ms   (the goal: {GOAL_MS} ms)")
    print(f"    worst  {times[-1]:6.1f} ms", flush=True)


def _answers(page: Page) -> list[float]:
    found: list[float] = []
    for value in ("yes", "no", "yes"):
        for button in page.locator(f".segment__input[value='{value}']").all():
            if button.is_visible():
                found.append(float(button.evaluate(TAP)))
    return found


if __name__ == "__main__":
    main()
