"""How do tests drive a real browser? Chromium of the machine through Playwright, never a download.

Use (the fixtures are registered by `pytest_plugins = ["tests.browser"]` in the root conftest.py;
a test that asks for one of them is marked `browser` by itself):

    def test_a_visit_starts(chromium, app):
        with serve(app) as address, window(chromium, address, screen=TABLET) as tablet:
            tablet.page.goto("/visits")            # relative to the served address
            tablet.page.get_by_role("button", name="Bắt đầu").click()
            screenshot(tablet.page, "visit-started")

            assert axe_violations(tablet.page) == []
            assert not has_sideways_scroll(tablet.page)
            tablet.assert_quiet()       # no other host asked, no script error, no CSP refusal

Two windows are two people: each has its own cookies. Playwright waits for what a locator names,
so never `time.sleep`, which also stops its events. A strict CSP refuses
`add_script_tag` and `wait_for_function("expression")`, while `"() => expression"` works.
`CHROMIUM` names another executable.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root, which builds often are
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SCREENSHOTS = Path(__file__).parent.parent / "test-artifacts" / "screenshots"


@dataclass(frozen=True)
class Screen:
    """A size of screen that people have, and whether they touch it."""

    width: int
    height: int
    touch: bool = False


TABLET = Screen(768, 1024, touch=True)
DESKTOP = Screen(1280, 800)
NARROW = Screen(320, 640, touch=True)  # what WCAG 1.4.10 asks a page to fit


class BrowserMissing(RuntimeError):
    """The browser tests cannot be run; the message says what to install."""


@dataclass
class Window:
    """One person's browser window, and what went wrong in it."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)  # requests to any other host
    faults: list[str] = field(default_factory=list)  # script errors and what the CSP refused

    def assert_no_foreign_requests(self) -> None:
        """Fail when a page asked any host but the served one."""
        assert self.foreign == []

    def assert_quiet(self) -> None:
        """Fail when a page asked another host, threw an error or broke the CSP."""
        assert self.foreign == []
        assert self.faults == []

    def watch(self, page: Page) -> None:
        """Note the faults of a page that this window has opened."""
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._read_console)

    def _read_console(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _read_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._host:
            self.foreign.append(request.url)

    @property
    def _host(self) -> str:
        return urlsplit(self.address).netloc


# How quick a page is is measured elsewhere; a busy machine must not make a test fail.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give one Chromium to all tests of a worker."""
    with start_chromium() as browser:
        yield browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def find_chromium() -> str:
    """Find the machine's Chromium or Chrome."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else EXECUTABLES:
        found = shutil.which(name)
        if found:
            return found
    raise BrowserMissing(
        f"No Chromium was found ({named or ', '.join(EXECUTABLES)}). "
        "Install the package chromium or set CHROMIUM to an executable."
    )


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """Run a headless Chromium until the block ends."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser, address: str, *, screen: Screen = DESKTOP, **more: Any
) -> Iterator[Window]:
    """Open a fresh window without cookies; `more` goes to Playwright's `new_context`."""
    settings: dict[str, Any] = {
        "base_url": address,
        "viewport": {"width": screen.width, "height": screen.height},
        "has_touch": screen.touch,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }
    context = browser.new_context(**{**settings, **more})
    context.set_default_timeout(30_000)
    opened = Window(page=None, address=address)  # type: ignore[arg-type]
    context.on("page", opened.watch)
    context.on("request", opened._read_request)
    opened.page = context.new_page()
    try:
        yield opened
    finally:
        context.close()


class _Silent(WSGIRequestHandler):
    timeout = 5  # seconds; a browser opens connections that it may never use

    def log(self, *_: Any, **__: Any) -> None:
        """Say nothing: the output belongs to pytest."""


def _closes_its_answers(app: Any) -> Any:
    """Close answers whose reader went away too: Werkzeug's server leaves their files open."""

    def served(environ: Any, start_response: Any) -> Iterator[bytes]:
        answer = app(environ, start_response)
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return served


@contextmanager
def serve(app: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port of this machine, in threads; give its address.

    At the end no request is left running: one that outlives its test would meet the next test's
    database.
    """
    app = _closes_its_answers(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    server.daemon_threads = False  # so that closing waits for requests still being answered
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


def axe_violations(page: Page) -> list[str]:
    """List what axe-core finds against WCAG 2.2 A and AA: rule, explanation, place."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
    return [
        f"{violation['id']}: {violation['help']} at {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def unfold(page: Page, *, with_part: str = "body") -> None:
    """Open every part of the page that can be folded, once the page with a part has arrived.

    A click that leads to another page may return before that page is there or while it is still
    being read; what is not yet there cannot be opened.
    """
    page.locator(with_part).first.wait_for(state="attached")
    page.wait_for_load_state("load")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")


def has_sideways_scroll(page: Page) -> bool:
    """Say whether the page is wider than the window."""
    root = page.locator("html")  # waits where a page is just arriving
    return bool(root.evaluate("root => root.scrollWidth > root.clientWidth"))


def faults_of(page: Page) -> list[str]:
    """List what would trouble anybody on a page: axe's findings, and a page that is too wide."""
    return axe_violations(page) + (["sideways scroll"] if has_sideways_scroll(page) else [])


def faults_on_pages(
    opened: Window, pages: Mapping[str, str], *, pictures: str, ready: Callable[[Page], None]
) -> dict[str, list[str]]:
    """Visit pages (name → address), keep a picture of each, and give those that have faults."""
    found = {}
    for name, address in pages.items():
        opened.page.goto(address)
        ready(opened.page)
        screenshot(opened.page, f"{pictures}-{name}")
        found[name] = faults_of(opened.page)
    opened.assert_quiet()
    return {name: faults for name, faults in found.items() if faults}


def screenshot(page: Page, name: str, *, size: Any = None) -> Path:
    """Keep a picture of the whole page among the artefacts; `size` only names another screen."""
    size = size or page.viewport_size
    assert size is not None
    path = SCREENSHOTS / f"{name}-{size['width']}x{size['height']}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path
