"""How do tests hold a tablet? A Chromium with a profile folder that outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import FLAGS, TABLET, find_chromium

PASSPHRASE = "bốn từ không ai biết"
PIN = "402716"

OBJECT = "3f2c1d9a-0000-4000-8000-000000000001"
MODULES = (
    "Promise.all(['store', 'queue', 'sync', 'blobs', 'rescuing', 'pack', 'database', 'keys']"
    ".map(name => import(`/static/field/${name}.js`))).then(all => Object.assign({}, ...all))"
)


@dataclass
class Tablet:
    """One tablet: its profile folder, its browser while it runs, its page."""

    playwright: Playwright
    profile: Path
    address: str
    context: BrowserContext = None  # type: ignore[assignment]
    page: Page = None  # type: ignore[assignment]
    faults: list[str] = field(default_factory=list)

    def start(self, *, offline: bool = False, **more: Any) -> Page:
        for left in self.profile.glob("Singleton*"):
            left.unlink()
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=find_chromium(), headless=True, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", offline=offline, has_touch=True, args=FLAGS,
            base_url=self.address, viewport={"width": TABLET.width, "height": TABLET.height},
            **more,
        )  # fmt: skip
        self.context.set_default_timeout(20_000)
        self.page = self.context.pages[0]
        self.watch(self.page)
        return self.page

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda m: self._note(m.text) if m.type == "error" else None)

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "Trusted" in text:
            self.faults.append(text)

    def open(self, hash_: str = "") -> Page:
        self.page.goto(f"/field/{hash_}")
        self.ready()
        return self.page

    def ready(self) -> None:
        self.page.wait_for_function("() => document.documentElement.dataset.ready === 'true'")

    def enrol(self) -> None:
        """Set the tablet up and wait until the worker keeps the shell."""
        page = self.open()
        page.get_by_label("Cụm mật khẩu", exact=True).fill(PASSPHRASE)
        page.get_by_label("Nhập lại cụm mật khẩu").fill(PASSPHRASE)
        page.get_by_label("Mã PIN").fill(PIN)
        page.get_by_role("button", name="Thiết lập máy này").click()
        page.wait_for_function(
            "() => document.documentElement.dataset.screen in {today: 1, lost: 1}"
        )
        page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    def unlock(self, **secret: str) -> None:
        given = secret or {"passphrase": PASSPHRASE}
        self.page.evaluate(f"given => {MODULES}.then(m => m.store.unlock(given))", given)

    def do(self, script: str, given: Any = None) -> Any:
        """Run a function of the app's modules `m` and what was given."""
        return self.page.evaluate(f"given => {MODULES}.then(m => ({script})(m, given))", given)

    def enqueue(
        self, *bodies: dict[str, Any], kind: str = "visit.entries", object_: str = OBJECT
    ) -> list[str]:
        return self.do(
            "async (m, g) => { const ids = [];"
            " for (const body of g.bodies)"
            "  ids.push(await m.enqueue({object: g.object, kind: g.kind, body}));"
            " return ids; }",
            {"bodies": list(bodies), "kind": kind, "object": object_},
        )

    def sync(self) -> str:
        return self.do("async m => { await m.syncNow(); return m.status.word; }")

    def waiting(self) -> int:
        return self.do("async m => (await m.pending()).length")

    def kill(self) -> None:
        """End every process of the browser at once, as a flat battery does."""
        found = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={self.profile}"],
            capture_output=True,
            text=True,
            check=False,
        )
        for pid in found.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        with suppress(Exception):  # whatever Playwright says of a dead browser
            self.context.close()

    def stop(self) -> None:
        self.context.close()


@contextmanager
def holding(playwright: Playwright, profile: Path, address: str, **more: Any) -> Iterator[Tablet]:
    """Start a tablet and end it."""
    tablet = Tablet(playwright, profile, address)
    tablet.start(**more)
    try:
        yield tablet
    finally:
        tablet.kill()
