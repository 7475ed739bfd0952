"""How is a visit made on the tablet in tests? A window of the browser, and the steps in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from tests import people
from tests.browser import TABLET, Screen, Window, serve, window
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.field.tablet import Tablet

FINDINGS = "Tại thời điểm kiểm tra, cơ sở đang hoạt động bình thường."


def cookie_of(app: Flask, name: str) -> dict[str, str]:
    """Sign somebody in and give the cookie that says so."""
    cookie = people.client(app, name).get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    db.session.remove()
    return {"name": cookie.key, "value": cookie.value}


@contextmanager
def tablet(
    chromium: Browser, app: Flask, name: str = "binh", screen: Screen = TABLET
) -> Iterator[tuple[Tablet, Window]]:
    """Hold a tablet that somebody has set up and that has taken its work along."""
    cookie = cookie_of(app, name)
    with serve(app) as address, window(chromium, address, screen=screen) as opened:
        held = Tablet(None, Path(), address, opened.page.context, opened.page)
        held.watch(opened.page)
        opened.page.context.add_cookies([{**cookie, "url": address}])
        opened.page.context.grant_permissions(["geolocation"])
        opened.page.context.set_geolocation(
            {"latitude": 21.0285, "longitude": 105.8542, "accuracy": 12}
        )
        held.enrol()
        assert held.sync() == "idle"
        yield held, opened


def planned_today(**facts: object) -> Inspection:
    inspection = make_inspection(
        make_establishment(name="Nhà nghỉ Hoa Sữa", representative="Nguyễn Thị Mẫu"),
        planned_on=clock.today() - timedelta(days=1),
        **facts,
    )
    inspection.planned_on = clock.today()
    db.session.commit()
    return inspection


def begin(page: Page) -> None:
    page.get_by_role("link", name="Bắt đầu").first.click()
    for name in ("Trần Thị Bình", "Nguyễn Văn An", "Tạ Văn Thử"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Công bố và bắt đầu").click()
    expect(page.get_by_role("heading", name="Biên bản cuộc kiểm tra")).to_be_visible()


def unfold(page: Page) -> None:
    page.evaluate(
        "() => document.querySelectorAll('details.group').forEach(d => { d.open = true; })"
    )


def answer_everything(page: Page) -> None:
    unfold(page)
    for yes in page.locator(".segment__input[value='yes']").all():
        if yes.is_visible():
            yes.check()
    for name in (
        "worker_total",
        "worker_contract",
        "worker_health_checked",
        "count.C12b",
        "total.C12b",
    ):
        page.locator(f"[name='{name}']").fill("10")
    page.locator("[name='findings']").fill(FINDINGS)


def draw(page: Page, box: str) -> None:
    canvas = page.locator(f"#{box}-box canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    x, y = place["x"] + 60, place["y"] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(x + step * 20, y + (step % 3) * 25)
    page.mouse.up()


def heights(found: Locator) -> list[float]:
    return [box["height"] for item in found.all() if (box := item.bounding_box())]


def reload_and_unlock(held: Tablet) -> None:
    held.page.reload()
    held.ready()
    held.unlock()


def saved(page: Page) -> None:
    expect(page.locator(".save-state")).to_contain_text("Đã lưu")


def type_signature(page: Page, box: str, name: str) -> None:
    page.locator(f"#{box}").fill(name)


def go(page: Page, hash_: str) -> None:
    """Go to a screen and wait until it is there: the old one may have fields of the same names."""
    page.evaluate("hash => { window.location.hash = hash; }", hash_)
    arrived(page, hash_)


def arrived(page: Page, hash_: str) -> None:
    page.wait_for_function("hash => document.documentElement.dataset.at === hash", arg=hash_)
