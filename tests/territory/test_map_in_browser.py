"""Can the maps be read and walked by everybody: narrow screens, keyboards, screen readers, paper?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.territory import operations, queries
from tests import people
from tests.browser import (
    DESKTOP,
    NARROW,
    TABLET,
    Screen,
    Window,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    serve,
    window,
)

# Which database stands behind a page changes nothing of its layout.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
COUNTRY_OLD = "/units?day=2025-06-30"


@pytest.fixture
def country(app: Flask) -> dict[str, str]:
    """Load the whole country and give the addresses of the pages that have a map."""
    operations.load_units(actor=SYSTEM, at=clock.now())
    pages = {"country": "/units", "country-before": COUNTRY_OLD}
    for name, code, day in (
        ("da-nang", "48", NEW),
        ("khanh-hoa", "56", NEW),
        ("ho-chi-minh", "79", NEW),
        ("hung-yen-before", "33", OLD),
        ("khanh-hoa-before", "56", OLD),
    ):
        pages[name] = f"/units/{queries.require_unit_by_code(code, day).id}"
    return pages


@contextmanager
def seen_by(
    name: str, chromium: Browser, app: Flask, screen: Screen = DESKTOP, **more: object
) -> Iterator[Window]:
    db.session.commit()
    cookie = people.client(app, name).get_cookie(app.config["SESSION_COOKIE_NAME"])
    db.session.remove()
    with serve(app) as address, window(chromium, address, screen=screen, **more) as opened:
        opened.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": address}]
        )
        yield opened


def test_the_pages_with_maps_have_no_fault_for_anybody(app, chromium, country):
    wrong: dict[str, list[str]] = {}
    for screen in (DESKTOP, TABLET, NARROW):
        with seen_by("hoa", chromium, app, screen) as opened:
            for name, address in country.items():
                opened.page.goto(address)
                expect(opened.page.locator(".map__picture")).to_be_visible()
                screenshot(opened.page, f"map-{name}")
                found = axe_violations(opened.page)
                if has_sideways_scroll(opened.page):
                    found.append("sideways scroll")
                if found:
                    wrong[f"{name} at {screen.width}"] = found
            opened.assert_quiet()

    assert wrong == {}
