"""On which stage do the journeys play? The whole program, served, with people at their windows.

    with office(app, chromium) as doors:
        hoa = sign_in(doors, "hoa")
        binh = sign_in(doors, "binh", TABLET)

Pages are Vietnamese, as in real life; steps name what is on them by the message id, which `say`
translates. The form mark (CSRF) is asked for, unlike in other tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale, gettext
from playwright.sync_api import Browser, Locator, Page, expect

from inspect178.extensions import db
from tests import people
from tests.browser import (
    DESKTOP,
    SCREENSHOTS,
    Screen,
    Window,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    serve,
    window,
)


@dataclass
class Office:
    """The served program and the browser in which people open windows."""

    app: Flask
    browser: Browser
    address: str
    windows: ExitStack


@dataclass
class Person:
    """Somebody of the cast at an open window."""

    name: str
    window: Window

    @property
    def page(self) -> Page:
        """Give the page that the person looks at."""
        return self.window.page


@contextmanager
def office(app: Flask, browser: Browser) -> Iterator[Office]:
    """Serve the program with its form mark switched on; windows are closed at the end."""
    db.session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        with serve(app) as address, ExitStack() as windows:
            yield Office(app, browser, address, windows)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def open_window(at: Office, name: str, screen: Screen = DESKTOP, **more: Any) -> Person:
    """Open a window for somebody who has not signed in."""
    opened = window(at.browser, at.address, screen=screen, **more)
    return Person(name, at.windows.enter_context(opened))


def sign_in(at: Office, name: str, screen: Screen = DESKTOP, **more: Any) -> Person:
    """Open a window and sign in on the page."""
    person = open_window(at, name, screen, **more)
    person.page.goto("/sign-in")
    fill(person, "User name", name)
    fill(person, "Password", people.PASSWORD)
    press(person, "Sign in")
    expect(person.page).not_to_have_url(re.compile("/sign-in"))
    return person


def say(message: str, **values: object) -> str:
    """Give the Vietnamese words of a message."""
    with force_locale("vi"):
        return str(gettext(message, **values))


def field(person: Person, label: str, **values: object) -> Locator:
    """Find a field by the beginning of its label."""
    labelled = person.page.get_by_label(re.compile("^" + re.escape(say(label, **values))))
    return person.page.locator("input, select, textarea").and_(labelled).first


def fill(person: Person, label: str, text: str) -> None:
    field(person, label).fill(text)


def choose(person: Person, label: str, option: str) -> None:
    field(person, label).select_option(label=option)


def press(person: Person, label: str) -> None:
    """Press the button of the page's main part and wait for the next page."""
    main = person.page.locator("main, .field-bar")
    main.get_by_role("button", name=say(label), exact=True).first.click()
    person.page.wait_for_load_state()


def follow(person: Person, label: str) -> None:
    """Follow a link of the page's main part."""
    main = person.page.locator("main, .field-bar")
    main.get_by_role("link", name=say(label), exact=True).first.click()
    person.page.wait_for_load_state()


def go(person: Person, section: str) -> None:
    """Open a section of the main menu."""
    person.page.get_by_role("navigation", name=say("Main menu")).get_by_role(
        "link", name=say(section), exact=True
    ).click()


def told(person: Person, message: str, **values: object) -> None:
    """Expect a sentence on the page."""
    expect(person.page.get_by_text(say(message, **values)).first).to_be_visible()


def look(person: Person, name: str) -> None:
    """Keep a picture of the page, and find nothing wrong with it for anybody.

    The pages of both databases are the same, so pictures and axe are left to one of them.
    """
    page, size = person.page, person.page.viewport_size
    if db.engine.dialect.name == "sqlite":
        page.evaluate("() => window.scrollTo(0, 0)")
        with _all_in_sight(page):
            screenshot(page, name, size=size)
            wrong = axe_violations(page)
        assert wrong == [], f"{name} {page.url}: {wrong}"
    assert not has_sideways_scroll(page), f"{name} {page.url}"
    heading = page.locator("h1").inner_text().split("\n")[0].strip()
    assert page.title().startswith(heading[:20]), f"{name}: {page.title()!r} / {heading!r}"
    person.window.assert_quiet()


def picture_for_the_readme(person: Person, name: str, top: str = "body") -> None:
    """Keep what the window shows for the README; `make screenshots` takes it over."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    person.page.locator(top).evaluate("(part) => part.scrollIntoView()")
    person.page.screenshot(path=SCREENSHOTS / f"readme-{name}.png", animations="disabled")


@contextmanager
def _all_in_sight(page: Page) -> Iterator[None]:
    """Make the window as high as the page, so that the bar at the bottom covers nothing."""
    size = page.viewport_size
    assert size is not None
    if not page.locator(".field-bar").count():
        yield
        return
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height})
    yield
    page.set_viewport_size(size)


def download(person: Person, label: str, folder: Path) -> Path:
    """Press a button or link that answers with a file; give the file."""
    words = say(label)
    thing = person.page.get_by_role("link", name=words).or_(
        person.page.get_by_role("button", name=words)
    )
    with person.page.expect_download() as arriving:
        thing.first.click()
    path = folder / arriving.value.suggested_filename
    arriving.value.save_as(path)
    return path
