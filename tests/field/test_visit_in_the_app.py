"""Can a whole visit be made on the tablet without a network, and does exactly one record arrive?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord, Photo
from inspect178.kernel import clock
from tests import people
from tests.browser import (
    TABLET,
    Screen,
    Window,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    serve,
    window,
)
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.field.tablet import Tablet
from tests.files import pictures

ANSWER_TARGET = 56
FINDINGS = "Tại thời điểm kiểm tra, cơ sở đang hoạt động bình thường."


@contextmanager
def tablet(
    chromium: Browser, app: Flask, name: str = "binh", screen: Screen = TABLET
) -> Iterator[tuple[Tablet, Window]]:
    """Hold a tablet that somebody has set up and that has taken its work along."""
    cookie = people.client(app, name).get_cookie(app.config["SESSION_COOKIE_NAME"])
    db.session.remove()
    with serve(app) as address, window(chromium, address, screen=screen) as opened:
        held = Tablet(None, Path(), address, opened.page.context, opened.page)
        held.watch(opened.page)
        opened.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": address}]
        )
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
    page.evaluate("() => document.querySelectorAll('details.group').forEach(d => { d.open = true; })")


def answer_everything(page: Page) -> None:
    unfold(page)
    for yes in page.locator(".segment__input[value='yes']").all():
        if yes.is_visible():
            yes.check()
    for name in ("worker_total", "worker_contract", "worker_health_checked", "count.C12b", "total.C12b"):
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


def test_a_visit_without_a_network_from_the_door_to_the_signature_is_one_record(app, chromium):
    inspection = planned_today()
    with tablet(chromium, app) as (held, opened):
        page = held.page
        expect(page.get_by_role("heading", name="Nhà nghỉ Hoa Sữa")).to_be_visible()
        held.context.set_offline(True)
        screenshot(page, "field-today")
        assert axe_violations(page) == []

        begin(page)
        answer_everything(page)
        saved(page)
        assert min(heights(page.locator(".segment__label:visible"))) >= ANSWER_TARGET
        assert axe_violations(page) == []
        screenshot(page, "field-record")

        reload_and_unlock(held)
        expect(page.locator("[name='findings']")).to_have_value(FINDINGS)
        unfold(page)
        page.locator("#answer-C1 .segment").nth(1).click()
        page.locator("[name='note.C1']").fill("Địa chỉ trên giấy không đúng.")
        page.locator("#photos-C1").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg((640, 480))}
        )
        expect(page.locator("#answer-C1").locator("xpath=..").locator(".photo")).to_have_count(1)
        page.get_by_role("button", name="Lấy tọa độ").click()
        expect(page.get_by_text("± 12 m")).to_be_visible()
        saved(page)

        reload_and_unlock(held)
        page.get_by_role("button", name="Kiểm tra và ký").click()
        expect(page.get_by_text("Đã đủ nội dung")).to_be_visible()
        page.get_by_role("link", name="Chuyển sang ký").click()
        draw(page, "leader")
        expect(page.locator("#leader-box .signature__state")).to_have_text("Đã ký")
        reload_and_unlock(held)
        expect(page.locator("#leader-box .signature__state")).to_have_text("Đã ký")
        draw(page, "owner")
        assert axe_violations(page) == []
        screenshot(page, "field-sign")
        page.get_by_role("button", name="Ký và khóa biên bản").click()
        expect(page.get_by_role("heading", name="Biên bản kiểm tra", exact=True)).to_be_visible()
        expect(page.locator(".sync-badge").first).to_have_text("Mới có trên máy này")
        screenshot(page, "field-signed")
        page.get_by_role("button", name="Gửi biên bản").click()
        expect(page.get_by_text("ngay khi có mạng")).to_be_visible()

        held.context.set_offline(False)
        assert held.sync() == "idle"
        assert held.waiting() == 0
        page.goto("/field/#/items")
        expect(page.locator("[data-word='received']")).to_have_count(1)
        opened.assert_quiet()
        assert held.faults == []

    db.session.expire_all()
    found = db.session.get(Inspection, inspection.id)
    record = db.session.get(InspectionRecord, inspection.id)
    assert found.state == InspectionState.SUBMITTED
    assert record.findings == FINDINGS
    assert db.session.scalar(select(func.count()).select_from(InspectionRecord)) == 1
    assert db.session.scalars(select(Photo.item_code)).all() == ["C1"]
