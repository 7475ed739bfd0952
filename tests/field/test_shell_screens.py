"""Can everybody use the screens around a visit? Set-up, lock, settings, items, rescue, exit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import (
    DESKTOP,
    NARROW,
    TABLET,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    serve,
    window,
)
from tests.field.office import Office, make_app
from tests.field.stage import jpeg, set_up
from tests.field.tablet import OBJECT
from tests.field.test_sent_to_the_office import keep_photo

SMALLEST_TARGET = 48  # CSS pixels, as fingers at night need them
TARGETS = f"""() => [...document.querySelectorAll('a, button, input, summary, select, textarea')]
  .filter(e => e.offsetParent !== null && e.type !== 'hidden')
  .map(e => [e.textContent.trim() || e.id || e.name, e.getBoundingClientRect()])
  .filter(([, box]) => box.height < {SMALLEST_TARGET} - 0.5 || box.width < {SMALLEST_TARGET} - 0.5)
  .map(([words, box]) => `${{words}}: ${{Math.round(box.width)}} x ${{Math.round(box.height)}}`)"""
OTHER = OBJECT.replace("0001", "0002", 1)
NAMES = {
    "visit": {"columns": ["id", "establishment"], "values": [[OBJECT], ["e1"]]},
    "establishment": {"columns": ["id", "name"], "values": [["e1"], ["Nhà nghỉ Hoa Sữa"]]},
}


def check(page: Page, name: str) -> None:
    """Look at a screen in three sizes: nothing sticks out, nothing is too small, axe is content."""
    for size in (TABLET, DESKTOP, NARROW):
        page.set_viewport_size({"width": size.width, "height": size.height})
        screenshot(page, f"field-{name}")
        assert not has_sideways_scroll(page), f"{name} at {size.width}"
        assert page.evaluate(TARGETS) == [], f"{name} at {size.width}"
    assert axe_violations(page) == [], name
    heading = page.locator("h1").inner_text()
    assert page.title() == f"{heading} – inspect178"


def at(page: Page, hash_: str, heading: str) -> None:
    page.evaluate("hash => { location.hash = hash; }", hash_)
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_screen_is_for_everybody(chromium, language, theme):
    office = Office()
    with (
        serve(make_app(office)) as address,
        window(chromium, address, color_scheme=theme) as opened,
    ):
        opened.page.add_init_script(f"localStorage.setItem('inspect178.language', '{language}')")
        opened.page.goto("/field/")
        opened.page.locator("form").wait_for()
        check(opened.page, f"enrol-{language}-{theme}")

        opened.page.locator("form button[type=submit]").click()
        opened.page.locator(".field__error").first.wait_for()
        assert opened.page.locator(".field__error").count() == 2
        check(opened.page, f"enrol-faults-{language}-{theme}")

        office.signed_in = False
        opened.page.reload()
        opened.page.locator("a[href='/sign-in?next=/field/']").wait_for()
        check(opened.page, f"enrol-signed-out-{language}-{theme}")
        opened.assert_quiet()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_screens_of_sending_and_safety_are_for_everybody(chromium, theme):
    office = Office(tables=NAMES)
    office.decide = lambda op: (
        ("refused", "Quyết định đã bị hủy.") if op["object"] == OTHER else ("ok", "")
    )
    with set_up(chromium, office, color_scheme=theme) as tablet:
        page = tablet.page
        at(page, "#/items", "Từng mục")
        check(page, f"items-empty-{theme}")
        tablet.enqueue({"n": 1}, object_=OTHER, kind="commitment.sign")
        tablet.sync()
        tablet.context.set_offline(True)
        tablet.enqueue({"n": 1}, {"n": 2}, kind="visit.submit")
        keep_photo(tablet, jpeg())
        for hash_, heading, name in (
            ("#/settings", "Gửi dữ liệu và cài đặt", "settings"),
            ("#/items", "Từng mục", "items"),
            ("#/rescue", "Lưu phần chưa gửi", "rescue"),
            ("#/sign-out", "Đăng xuất và xóa trắng máy", "sign-out"),
        ):
            at(page, hash_, heading)
            check(page, f"{name}-{theme}")
        at(page, "#/rescue", "Lưu phần chưa gửi")
        page.get_by_role("button", name="Hiện thành mã QR").click()
        page.locator(".field-qr").wait_for()
        check(page, f"rescue-codes-{theme}")
        page.get_by_role("button", name="Khóa màn hình").click()
        at(page, "#/today", "Đã khóa")
        check(page, f"locked-{theme}")
        page.get_by_role("button", name="Dùng cụm mật khẩu").click()
        page.get_by_label("Cụm mật khẩu").fill("sai")
        page.get_by_role("button", name="Mở khóa", exact=True).click()
        page.locator(".field__error").wait_for()
        check(page, f"locked-passphrase-{theme}")
        tablet.unlock()
        tablet.do("async m => m.store.keepContact({leaseUntil: Date.now() - 1000})")
        page.get_by_role("heading", name="Quá lâu không liên lạc", level=1).wait_for()
        check(page, f"lease-ended-{theme}")


def test_the_screens_change_their_language_in_place(chromium):
    with set_up(chromium, Office()) as tablet:
        at(tablet.page, "#/settings", "Gửi dữ liệu và cài đặt")
        tablet.page.get_by_role("button", name="English").click()
        tablet.page.get_by_role("heading", name="Sending and settings", level=1).wait_for()

        assert tablet.page.locator("html").get_attribute("lang") == "en"
        assert tablet.page.get_by_role("button", name="Dark screen").is_visible()
        check(tablet.page, "settings-en")


def test_everything_can_be_reached_and_seen_by_keyboard(chromium):
    with set_up(chromium, Office()) as tablet:
        at(tablet.page, "#/settings", "Gửi dữ liệu và cài đặt")
        seen = []
        while "English" not in seen:  # the last one
            tablet.page.keyboard.press("Tab")
            words, outline = tablet.page.evaluate(
                "() => { const e = document.activeElement;"
                " return [e.textContent.trim(), getComputedStyle(e).outlineStyle]; }"
            )
            assert outline == "solid", words
            seen.append(words)
        assert {"Gửi và nhận ngay", "Đang gửi…"} & set(seen)  # a round may be under way
        assert "Xem từng mục" in seen
