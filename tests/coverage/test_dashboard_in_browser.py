"""Can the pages with charts and maps be read by everybody: narrow, by keyboard, on paper?"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from inspect178.planning.enums import PlanState
from tests.browser import (
    DESKTOP,
    NARROW,
    TABLET,
    axe_violations,
    has_sideways_scroll,
    screenshot,
)
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment
from tests.territory.test_map_in_browser import seen_by

# Which database stands behind a page changes nothing of its layout.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")

PAGES = {
    "home": "/home",
    "coverage": "/coverage",
    "coverage-districts": "/coverage?unit=33&tree=2025-06-30",
    "coverage-years": "/coverage/years",
    "coverage-remoteness": "/coverage/remoteness",
}


@pytest.fixture
def filled(app):
    make_plan(state=PlanState.APPROVED)
    for day in (date(2025, 5, 6), date(2026, 1, 12), date(2026, 3, 2)):
        make_inspection(make_establishment(old_commune="12103"), state="accepted", planned_on=day)
    make_establishment(commune="12103")


def all_is_drawn(page: Page) -> None:
    for canvas in page.locator("canvas").all():
        expect(canvas).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, TABLET, NARROW], ids=["desktop", "tablet", "narrow"])
def test_the_pages_with_charts_have_no_fault_for_anybody(app, chromium, filled, screen):
    wrong: dict[str, list[str]] = {}
    with seen_by("hoa", chromium, app, screen) as opened:
        for name, address in PAGES.items():
            opened.page.goto(address)
            if screen != NARROW:
                all_is_drawn(opened.page)
            screenshot(opened.page, f"dashboard-{name}")
            wrong[name] = axe_violations(opened.page)
            if has_sideways_scroll(opened.page):
                wrong[name].append("sideways scroll")
        opened.assert_quiet()

    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_chart_has_its_table_and_each_its_own(app, chromium, filled):
    with seen_by("hoa", chromium, app) as opened:
        for address in PAGES.values():
            opened.page.goto(address)
            tables = opened.page.locator("[data-chart]").evaluate_all(
                "frames => frames.map(f => f.dataset.chart)"
            )
            assert tables, address
            assert len(set(tables)) == len(tables)
            for table in tables:
                assert opened.page.locator(f"table#{table}").count() == 1


def test_on_paper_there_is_no_way_to_go_and_no_chart_is_cut(app, chromium, filled):
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto("/coverage")
        all_is_drawn(page)
        page.emulate_media(media="print")

        for way in (".menu", ".breadcrumbs", ".filters", ".tabs", ".demo-banner"):
            for part in page.locator(way).all():
                expect(part).to_be_hidden()
        frames = page.locator(".bars__chart").evaluate_all(
            """frames => frames.filter(f => !f.hidden)
                 .map(f => [f.clientHeight, f.querySelector("canvas").clientHeight])"""
        )
        assert frames
        assert all(inner <= outer for outer, inner in frames)


def test_on_paper_a_table_that_its_picture_closed_is_printed(app, chromium, filled):
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto("/home")
        months = page.get_by_role("row", name="Tháng 3", include_hidden=True)
        expect(page.locator("#months-lines")).to_be_hidden()

        page.emulate_media(media="print")

        expect(page.locator("#months-lines")).to_be_visible()
        assert months.count() == 1


def test_pictures_are_drawn_anew_for_the_width_of_paper_and_again_for_the_screen(
    app, chromium, filled
):
    widths = "() => [...document.querySelectorAll('canvas')].map((c) => parseFloat(c.style.width))"
    with seen_by("hoa", chromium, app) as opened:
        page = opened.page
        page.goto("/home")
        all_is_drawn(page)
        before = page.evaluate(widths)

        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        on_paper = page.evaluate(widths)
        page.evaluate("dispatchEvent(new Event('afterprint'))")

        assert set(on_paper) == {660}
        assert page.evaluate(widths) == before
        opened.assert_quiet()
