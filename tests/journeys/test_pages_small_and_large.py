"""Do all pages fit a narrow screen and large text, can they be walked by Tab, hit by a finger?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, NARROW, TABLET, has_sideways_scroll, unfold
from tests.journeys import world
from tests.journeys.stage import Person, office, open_window, sign_in

# Which database stands behind a page changes nothing of its layout.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")

LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"
ENOUGH = 44  # pixels of a target for a finger
FIELD_PAGES = ("fieldwork.", "review.remarks", "violations.record", "commitments.sign")

# What has the focus, whether one sees it, and whether something lies over it.
FOCUSED = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const shown = [el, ...(el.labels ?? []), el.nextElementSibling, el.closest("label")];
  const ring = (part, pseudo) => {
    const style = getComputedStyle(part, pseudo);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  };
  const box = el.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1);
  const y = box.y + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(x, y);
  const near = shown.filter(Boolean);
  // The calendar button inside a day field is the browser's own and has its own ring.
  const calendar = el.type?.startsWith("date") && !el.matches(":focus-visible");
  const bars = ".field-bar, .field-header";
  const meets = (part) => part.contains(top) || top?.contains(part);
  return {
    what: `${el.tagName} ${el.id || el.name || el.textContent.trim().slice(0, 40)}`,
    ringed: calendar || near.some((part) => ring(part) || ring(part, "::before")),
    inSight: y >= 0 && y <= innerHeight && near.some(meets),
    covered: Boolean(top?.closest(bars)) && !el.closest(bars),
  };
}"""
# Links, buttons and fields that a finger may miss; links inside a sentence are let off.
TOO_SMALL = """(enough) => {
  const found = [];
  const union = (boxes) => ({
    width: Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left)),
    height: Math.max(...boxes.map((b) => b.bottom)) - Math.min(...boxes.map((b) => b.top)),
  });
  for (const el of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (el.type === "hidden" || !el.checkVisibility({visibilityProperty: true})) continue;
    const parts = [el];
    if (["radio", "checkbox"].includes(el.type)) parts.push(...el.labels);
    const boxes = parts.map((part) => part.getBoundingClientRect()).filter((b) => b.width);
    if (!boxes.length || boxes.every((b) => b.right <= 0 || b.bottom <= 0)) continue;
    const inText = el.tagName === "A" && getComputedStyle(el).display === "inline" &&
      el.parentElement.textContent.trim() !== el.textContent.trim();
    const { width, height } = union(boxes);
    if (!inText && (width < enough - 0.5 || height < enough - 0.5)) {
      found.push(`${el.tagName} ${el.id || el.name || el.textContent.trim().slice(0, 40)}: ` +
        `${Math.round(width)} x ${Math.round(height)}`);
    }
  }
  return found;
}"""


@pytest.fixture
def pages(app, as_):
    return world.pages(app, as_)


def opened(person: Person, address: str) -> Page:
    """Open a page that has to be there, with everything on it that can be folded."""
    answer = person.page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    unfold(person.page)
    return person.page


def test_every_page_is_in_this_world(app, pages):
    known = {endpoint for asked in pages.values() for endpoint, _ in asked} | world.NO_PAGES
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert shown - known == set()
    assert known - shown == set()


def test_every_page_fits_a_narrow_screen_and_large_text(app, chromium: Browser, pages):
    wrong: list[str] = []
    with office(app, chromium) as doors:
        for name, asked in pages.items():
            opens = sign_in if name else open_window
            person = opens(doors, name, NARROW)
            for _, address in asked:
                page = opened(person, address)
                if has_sideways_scroll(page):
                    wrong.append(f"{address} at {NARROW.width} px")
                page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
                page.evaluate(LARGE)
                if has_sideways_scroll(page):
                    wrong.append(f"{address} with text at 200 %")
                page.set_viewport_size({"width": NARROW.width, "height": NARROW.height})
            person.window.assert_quiet()

    assert wrong == []


def walk(page: Page, *, most: int = 400) -> list[dict[str, object]]:
    """Press Tab from the top of the page to its end; give every stop."""
    stops: list[dict[str, object]] = []
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    return stops


def test_the_focus_is_seen_at_every_stop_of_a_walk_by_tab(app, chromium: Browser, pages):
    wrong: list[str] = []
    addresses = {endpoint: address for asked in pages.values() for endpoint, address in asked}
    with office(app, chromium) as doors:
        walks = [
            (open_window(doors, ""), "identity.sign_in", 3),
            (sign_in(doors, "hoa"), "registry.new_establishment", 20),
            (sign_in(doors, "binh", TABLET), "fieldwork.visit", 60),
        ]
        for person, endpoint, fewest in walks:
            page = opened(person, addresses[endpoint])
            expect(page.locator("h1")).to_be_visible()
            stops = walk(page)
            assert len(stops) >= fewest, endpoint
            wrong += [
                f"{endpoint} {stop['what']}: {fault}"
                for stop in stops
                for fault, found in (
                    ("no ring", not stop["ringed"]),
                    ("covered", stop["covered"]),
                    ("out of sight", not stop["inSight"]),
                )
                if found
            ]

    assert wrong == []


def test_a_finger_hits_everything_on_the_pages_of_the_tablet(app, chromium: Browser, pages):
    wrong: list[str] = []
    with office(app, chromium) as doors:
        binh = sign_in(doors, "binh", TABLET)
        for endpoint, address in pages["binh"]:
            if endpoint.startswith(FIELD_PAGES):
                page = opened(binh, address)
                assert page.evaluate(TOO_SMALL, DESKTOP.width)  # it does measure something
                wrong += [f"{endpoint} {small}" for small in page.evaluate(TOO_SMALL, ENOUGH)]

    assert sorted(set(wrong)) == []
