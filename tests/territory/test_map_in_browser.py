"""Can the maps be read and walked by everybody, on narrow screens, by keyboard?"""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from inspect178.access.actor import SYSTEM
from inspect178.kernel import clock
from inspect178.territory import operations, queries
from tests.browser import (
    DESKTOP,
    NARROW,
    SCREENSHOTS,
    TABLET,
    faults_on_pages,
    serve,
    window,
)
from tests.interface.stage import stage
from tests.windows import seen_by

# Which database stands behind a page changes nothing of its layout.
ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
FILL = "path => getComputedStyle(path).fill"
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


@ONE_ENGINE
@pytest.mark.parametrize("screen", [DESKTOP, TABLET, NARROW], ids=["desktop", "tablet", "narrow"])
def test_the_pages_with_maps_have_no_fault_for_anybody(app, chromium, country, screen):
    def ready(page: Page) -> None:
        expect(page.locator(".map__picture")).to_be_visible()

    with seen_by("hoa", chromium, app, screen) as opened:
        assert faults_on_pages(opened, country, pictures="map", ready=ready) == {}


@ONE_ENGINE
def test_a_keyboard_reaches_a_unit_on_the_map_and_sees_where_it_is(app, chromium):
    address = f"/units/{queries.require_unit_by_code('33', OLD).id}"
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto(address)
        page.locator(".map__skip").focus()
        expect(page.locator(".map__skip")).to_be_in_viewport()
        page.keyboard.press("Tab")
        first = page.locator("a.map__unit").first
        expect(first).to_be_focused()
        expect(first).to_have_css("outline-style", "solid")
        assert first.locator("path").evaluate(FILL) != page.locator("a.map__unit path").nth(
            1
        ).evaluate(FILL)
        name = first.get_attribute("aria-label")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(str(name))


@ONE_ENGINE
def test_a_keyboard_can_pass_over_the_map(app, chromium):
    address = f"/units/{queries.require_unit_by_code('33', OLD).id}"
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto(address)
        page.locator(".map__skip").press("Enter")
        page.keyboard.press("Tab")

        expect(page.locator("#children-table a").first).to_be_focused()


@ONE_ENGINE
def test_a_click_on_a_shape_opens_its_unit(app, chromium):
    address = f"/units/{queries.require_unit_by_code('33', NEW).id}"
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto(address)
        page.get_by_role("link", name="Xã Lương Bằng").first.click()

        expect(page.locator("h1")).to_have_text("Xã Lương Bằng")


def test_on_paper_the_bands_differ_without_any_colour(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address) as opened:
        page = opened.page
        page.goto("/styleguide")
        page.emulate_media(media="print")
        page.locator(".map").scroll_into_view_if_needed()
        legend = page.locator(".map-legend__swatch")
        pictures = [
            Image.open(io.BytesIO(legend.nth(i).screenshot())).convert("RGB") for i in range(7)
        ]
        page.screenshot(path=SCREENSHOTS / "map-on-paper.png")

    assert all(r == g == b for picture in pictures for r, g, b in picture.get_flattened_data())
    shares = [ink(picture) for picture in pictures[:5]]
    assert shares == sorted(shares)
    assert all(more - less > 0.04 for less, more in zip(shares, shares[1:], strict=False))
    grounds = [picture.getpixel((picture.width // 2, picture.height // 2)) for picture in pictures]
    assert grounds[5] not in ((0, 0, 0), (255, 255, 255))  # reached: the only grey surface


def ink(picture: Image.Image) -> float:
    """Give the share of a picture that is not white."""
    grey = picture.convert("L")
    return 1 - sum(grey.histogram()[128:]) / (grey.width * grey.height)
