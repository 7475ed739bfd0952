"""Do the scripts keep what is typed, drawn and photographed, in a real browser?"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

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
from tests.interface.stage import Server, stage

VISIT = """{% extends "_layout/field.html" %}
{% from "_macros/field.html" import field_bar, checklist_group, question %}
{% from "_macros/field.html" import signature_box, photo_strip %}
{% from "_macros/forms.html" import form_start, form_end, textarea %}
{% block title %}Visit{% endblock %}
{% block content %}<h1>Visit</h1>
{{ form_start("/submit", id="visit", autosave="/autosave", key="visit-1",
              version=request.args.get("version", "1")) }}
{% call checklist_group("Licences", 0, 1, id="licences", open=true) %}
{% call question("answers.1", "Licence valid?") %}{{ textarea("note", "note", "Note") }}
{{ photo_strip([], name="photos", upload="/photos") }}{% endcall %}
{% endcall %}
{% call checklist_group("Security", 0, 1, id="security") %}
{{ question("answers.2", "No inside latch?") }}{% endcall %}
{{ textarea("opinion", "opinion", "Opinion") }}
{{ signature_box("owner", "Signature") }}
<a href="#answers-2">Question 2</a>
<button class="button button--primary">Send</button>
{{ form_end() }}{% endblock %}
{% block bar %}{{ field_bar() }}{% endblock %}"""
DONE = """{% extends "_layout/field.html" %}{% block title %}Done{% endblock %}
{% block content %}<h1>Done</h1><div data-autosave-clear="visit-1" hidden></div>{% endblock %}"""
STATUS = "[data-autosave-status]"
DRAFTS = "() => Object.keys(localStorage).filter((name) => name.includes('draft')).length"


@contextmanager
def visit(chromium: Browser, screen: Screen = TABLET) -> Iterator[tuple[Window, Server]]:
    app, server = stage({"visit": VISIT, "done": DONE})
    with serve(app) as address, window(chromium, address, screen=screen) as opened:
        opened.page.goto("/visit")
        yield opened, server


def write(page: Page, text: str) -> None:
    page.get_by_label("Opinion").fill(text)


def wait_for_state(page: Page, state: str) -> None:
    expect(page.locator(STATUS)).to_have_attribute("data-state", state)


def test_what_is_typed_is_saved_and_leaves_the_device(chromium):
    with visit(chromium) as (tablet, server):
        write(tablet.page, "No objection")
        wait_for_state(tablet.page, "saved")

        assert server.received[-1] == {
            "_changed": ["opinion"],
            "opinion": ["No objection"],
            "version": ["1"],
        }
        expect(tablet.page.locator(STATUS)).to_have_text("Saved at 14:05")
        assert tablet.page.evaluate(DRAFTS) == 0
        tablet.assert_quiet()


def test_the_version_that_the_server_gives_goes_with_the_form(chromium):
    with visit(chromium) as (tablet, server):
        server.body = {"version": 2}
        write(tablet.page, "x")
        wait_for_state(tablet.page, "saved")
        tablet.page.get_by_role("button", name="Send").click()
        tablet.page.wait_for_url("**/submit")

        assert server.submitted[0]["version"] == "2"
        assert server.submitted[0]["opinion"] == "x"


def test_what_the_server_did_not_take_survives_a_reload(chromium):
    with visit(chromium) as (tablet, server):
        server.status = 503
        write(tablet.page, "Typed at night")
        wait_for_state(tablet.page, "unsaved")
        server.status = 200
        tablet.page.reload()

        expect(tablet.page.get_by_label("Opinion")).to_have_value("Typed at night")
        wait_for_state(tablet.page, "saved")
        assert server.received[-1]["opinion"] == ["Typed at night"]


def test_without_a_network_the_device_keeps_it(chromium):
    with visit(chromium) as (tablet, server):
        tablet.page.context.set_offline(True)
        write(tablet.page, "In the cellar")
        wait_for_state(tablet.page, "unsaved")

        assert tablet.page.evaluate(DRAFTS) == 1
        tablet.page.context.set_offline(False)
        wait_for_state(tablet.page, "saved")
        assert server.received[-1]["opinion"] == ["In the cellar"]


def test_text_for_a_record_that_has_moved_on_is_offered_not_forced(chromium):
    with visit(chromium) as (tablet, server):
        server.status = 503
        write(tablet.page, "Mine")
        wait_for_state(tablet.page, "unsaved")
        server.status = 200
        tablet.page.goto("/visit?version=7")

        expect(tablet.page.get_by_label("Opinion")).to_have_value("")
        expect(tablet.page.get_by_role("alert")).to_contain_text("Opinion: Mine")
        tablet.page.get_by_role("button", name="Put it back").click()
        expect(tablet.page.get_by_label("Opinion")).to_have_value("Mine")
        wait_for_state(tablet.page, "saved")


def test_text_that_is_offered_survives_typing_on(chromium):
    with visit(chromium) as (tablet, server):
        server.status = 503
        write(tablet.page, "Mine")
        wait_for_state(tablet.page, "unsaved")
        server.status = 200
        tablet.page.goto("/visit?version=7")
        expect(tablet.page.get_by_role("alert")).to_be_visible()
        write(tablet.page, "Newer")
        wait_for_state(tablet.page, "saved")
        tablet.page.goto("/visit?version=8")

        expect(tablet.page.get_by_role("alert")).to_contain_text("Opinion: Mine")


def test_a_lost_session_is_said_and_nothing_is_lost(chromium):
    with visit(chromium) as (tablet, server):
        server.signed_in = False
        write(tablet.page, "Still here")
        wait_for_state(tablet.page, "stopped")

        expect(tablet.page.locator(STATUS)).to_contain_text("Sign in again in another tab")
        assert tablet.page.evaluate(DRAFTS) == 1
        server.signed_in = True
        tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
        wait_for_state(tablet.page, "saved")


def test_a_conflict_is_said_and_nothing_more_is_sent(chromium):
    with visit(chromium) as (tablet, server):
        server.status, server.body = 409, {"error": "conflict"}
        write(tablet.page, "Mine")
        wait_for_state(tablet.page, "stopped")

        expect(tablet.page.locator(STATUS)).to_contain_text("Somebody else saved")
        assert tablet.page.evaluate(DRAFTS) == 1


def test_a_field_that_is_refused_says_why_and_goes_through_once_mended(chromium):
    with visit(chromium) as (tablet, server):
        server.status, server.body = 422, {"errors": {"opinion": "Too long."}}
        write(tablet.page, "x")
        expect(tablet.page.locator("#opinion-saving-error")).to_have_text("Too long.")
        server.status, server.body = 200, {"saved_at": "14:06"}
        write(tablet.page, "y")
        wait_for_state(tablet.page, "saved")

        expect(tablet.page.locator("#opinion-saving-error")).to_have_count(0)


def test_the_draft_of_a_finished_record_is_dropped(chromium):
    with visit(chromium) as (tablet, server):
        server.status = 503
        write(tablet.page, "x")
        wait_for_state(tablet.page, "unsaved")
        tablet.page.goto("/done")

        tablet.page.wait_for_function(f"() => ({DRAFTS})() === 0")
        assert tablet.page.evaluate(DRAFTS) == 0


def test_leaving_the_page_sends_what_is_waiting(chromium):
    with visit(chromium) as (tablet, server):
        write(tablet.page, "On my way")
        tablet.page.goto("/done")

        assert server.came.wait(timeout=10)
        assert server.received[-1]["opinion"] == ["On my way"]


def test_a_form_is_sent_once_however_often_the_button_is_pressed(chromium):
    with visit(chromium) as (tablet, server):
        tablet.page.evaluate(
            "() => { const form = document.getElementById('visit');"
            " form.requestSubmit(); form.requestSubmit(); }"
        )
        tablet.page.wait_for_url("**/submit")

        assert len(server.submitted) == 1


def test_a_no_opens_note_and_photo_and_counts_as_answered(chromium):
    with visit(chromium) as (tablet, _):
        expect(tablet.page.get_by_label("Note")).to_be_hidden()
        tablet.page.get_by_label("No", exact=True).first.check()

        expect(tablet.page.get_by_label("Note")).to_be_visible()
        expect(tablet.page.locator("#licences [data-checklist-count]")).to_have_text("1/1 answered")


def test_a_link_to_a_question_opens_its_group(chromium):
    with visit(chromium) as (tablet, _):
        tablet.page.get_by_role("link", name="Question 2").click()

        expect(tablet.page.get_by_text("No inside latch?")).to_be_in_viewport()


def test_a_signature_is_kept_as_picture_and_as_strokes(chromium):
    with visit(chromium, DESKTOP) as (tablet, server):
        draw(tablet.page)
        wait_for_state(tablet.page, "saved")

        assert set(server.received[-1]["_changed"]) == {"owner", "owner_strokes"}
        assert server.received[-1]["owner"][0].startswith("data:image/png;base64,")
        assert json.loads(server.received[-1]["owner_strokes"][0])["strokes"]
        expect(tablet.page.locator("[data-signature-state]")).to_have_text("Signature drawn")


def test_a_signature_can_be_cleared(chromium):
    with visit(chromium, DESKTOP) as (tablet, _):
        draw(tablet.page)
        tablet.page.get_by_role("button", name="Clear and sign again").click()

        expect(tablet.page.locator("[data-signature-image]")).to_have_value("")
        expect(tablet.page.locator("[data-signature-state]")).to_have_text("No signature yet")


def draw(page: Page) -> None:
    canvas = page.locator("[data-signature-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 15, box["y"] + 40 + (step % 4) * 15)
    page.mouse.up()


def test_a_photo_is_made_smaller_and_keeps_place_and_time(chromium, tmp_path):
    with visit(chromium) as (tablet, server):
        tablet.page.get_by_label("No", exact=True).first.check()
        tablet.page.get_by_label("Add photos").set_input_files(photo(tmp_path))
        expect(tablet.page.locator(".photo__state")).to_have_text("Sent")
        sent = Image.open(io.BytesIO(server.photos[0]))

        assert sent.size == (1200, 1600)  # upright: the camera had lain on its side
        assert sent.getexif()[0x0112] == 1
        assert sent.getexif()[0x0132] == "2026:11:23 20:01:02"
        assert sent.getexif().get_ifd(0x8825)[1] == "N"
        tablet.assert_quiet()


def photo(folder: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x0132] = "2026:11:23 20:01:02"
    exif.get_ifd(0x8825)[1] = "N"
    path = folder / "photo.jpg"
    Image.new("RGB", (3200, 2400), (120, 30, 60)).save(path, exif=exif)
    return path


def test_the_dark_screen_is_remembered(chromium):
    with visit(chromium) as (tablet, _):
        tablet.page.get_by_role("button", name="Dark screen").click()
        tablet.page.reload()

        expect(tablet.page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tablet_page_has_nothing_that_keeps_people_out(chromium, scheme):
    app, _ = stage({"visit": VISIT})
    with (
        serve(app) as address,
        window(chromium, address, screen=TABLET, color_scheme=scheme) as tablet,
    ):
        tablet.page.goto("/visit")

        assert axe_violations(tablet.page) == []
        assert not has_sideways_scroll(tablet.page)


@pytest.mark.parametrize("screen", [DESKTOP, TABLET, NARROW], ids=["desktop", "tablet", "narrow"])
def test_the_page_of_all_parts_has_nothing_that_keeps_people_out(chromium, screen):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=screen) as opened:
        answer = opened.page.goto("/styleguide")
        opened.page.wait_for_load_state("networkidle")
        screenshot(opened.page, "styleguide")

        assert answer.ok
        assert axe_violations(opened.page) == []
        assert not has_sideways_scroll(opened.page)
        opened.assert_quiet()


def test_text_at_twice_the_size_still_fits(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=DESKTOP) as opened:
        opened.page.goto("/styleguide")
        opened.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")

        assert not has_sideways_scroll(opened.page)


def test_the_chart_is_drawn_from_the_table(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=DESKTOP) as opened:
        opened.page.goto("/styleguide")

        expect(opened.page.locator('[data-chart="bars"]')).to_be_visible()
        assert opened.page.locator('[data-chart="bars"] canvas').evaluate("(c) => c.width > 300")


def test_lines_are_drawn_from_their_table_which_folds_away_and_stays_reachable(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=DESKTOP) as opened:
        page = opened.page
        page.goto("/styleguide")

        expect(page.locator('[data-chart="line-table"]')).to_be_visible()
        expect(page.locator("#line-table")).to_be_hidden()
        page.get_by_text("The same figures as a table").press("Enter")
        expect(page.locator("#line-table")).to_be_visible()


def test_on_a_narrow_screen_the_table_of_the_lines_stands_open(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=NARROW) as opened:
        opened.page.goto("/styleguide")

        expect(opened.page.locator("#line-table")).to_be_visible()


def test_a_phone_opens_the_menu_in_one_tap(chromium):
    app, _ = stage()
    with serve(app) as address, window(chromium, address, screen=NARROW) as opened:
        opened.page.goto("/styleguide")
        expect(opened.page.get_by_role("navigation", name="Main menu")).to_be_hidden()
        opened.page.get_by_text("Menu", exact=True).click()

        expect(opened.page.get_by_role("navigation", name="Main menu")).to_be_visible()
