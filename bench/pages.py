"""How quickly does every page of the demo answer on SQLite? p95 of each page, the slowest first.

    make bench-pages          the goal is 200 ms at the 95th percentile

Fills a throw-away database with the demo, follows the links of each role as a person would, then
asks for every kind of page `ROUNDS` times through the application (no network, no browser). Files
(spreadsheets, PDFs, pictures) are named apart: how long they take depends on how much is in them.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from inspect178 import create_app
from inspect178.demo import load_demo
from inspect178.demo.people import ACCOUNTS
from inspect178.demo.words import PASSWORD
from inspect178.extensions import db
from inspect178.kernel import clock
from tests.demo.test_crawl import LINK, kind_of

ROUNDS = 20
GOAL_MS = 200


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        app = _demo(Path(folder))
        times: dict[str, list[float]] = {}
        files: dict[str, int] = {}
        for username in ACCOUNTS:
            browser = app.test_client()
            browser.post("/sign-in", data={"username": username, "password": PASSWORD})
            for kind, address in _addresses(app, browser).items():
                answer = browser.get(address)
                if not answer.mimetype.endswith("html"):
                    files[kind] = max(files.get(kind, 0), len(answer.data))
                times.setdefault(kind, []).extend(_measured(browser, address))
    rows = sorted(
        ((_p95(t), statistics.median(t), kind) for kind, t in times.items()), reverse=True
    )
    print(f"{'p95 ms':>8} {'median':>8}  page")
    for p95, median, kind in rows:
        size = f"  (file of up to {files[kind] // 1024} KiB)" if kind in files else ""
        print(f"{p95:8.1f} {median:8.1f}  {kind}{size}")
    for name, kinds in (("pages", times.keys() - files.keys()), ("files", files.keys())):
        over = [kind for p95, _, kind in rows if kind in kinds and p95 > GOAL_MS]
        print(f"{len(kinds)} kinds of {name}, {len(over)} over {GOAL_MS} ms at p95")


def _demo(folder: Path) -> Flask:
    app = create_app(
        {
            "MODE": "demo",
            "INSTANCE": folder,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'demo.db'}",
            "SECRET_KEY": "bench" * 10,
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade()
        load_demo(at=clock.now())
        db.session.commit()
    return app


def _addresses(app: Flask, browser: Any) -> dict[str, str]:
    """Follow links from the first page; one address of each kind of page."""
    waiting, found = ["/"], {"home()": "/"}
    while waiting:
        answer = browser.get(waiting.pop(0))
        if not answer.mimetype.endswith("html"):
            continue
        for target in LINK.findall(answer.text):
            target = target.replace("&amp;", "&")
            kind = kind_of(app, target)
            if target.startswith("/") and "static" not in kind and kind not in found:
                found[kind] = target
                waiting.append(target)
    return found


def _measured(browser: Any, address: str) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        browser.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


if __name__ == "__main__":
    main()
