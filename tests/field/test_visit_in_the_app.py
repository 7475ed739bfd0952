"""Can a whole visit be made on the tablet without a network, and does exactly one record arrive?"""

from __future__ import annotations

import json
from types import SimpleNamespace

from playwright.sync_api import expect
from sqlalchemy import func, select

from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.applying.shown import words_hash
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord, Photo
from tests.browser import axe_violations, screenshot, serve
from tests.field.tablet import Tablet
from tests.field.visiting import (
    FINDINGS,
    answer_everything,
    begin,
    cookie_of,
    draw,
    go,
    heights,
    planned_today,
    reload_and_unlock,
    saved,
    tablet,
    unfold,
)
from tests.files import pictures

ANSWER_TARGET = 56


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
        page.locator("#photos-record").set_input_files(
            {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": pictures.camera_jpeg()}
        )
        expect(page.locator("#photos .photo")).to_have_count(1)
        page.locator("#photos").get_by_role("button", name="Bỏ ảnh").click()
        expect(page.locator("#photos .photo")).to_have_count(0)
        page.locator("#photos-record").set_input_files(
            {"name": "c.jpg", "mimeType": "image/jpeg", "buffer": b"no photo at all"}
        )
        expect(page.get_by_text("không phải ảnh mà máy đọc được")).to_be_visible()
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
    assert what_was_shown() == words_hash(record.content), "the signers saw what was frozen"


def what_was_shown() -> str:
    step = db.session.scalars(select(DeviceOp).where(DeviceOp.kind == "visit.sign")).one()
    assert step.detail is None
    return str(json.loads(step.payload)["body"]["words"])


def test_a_tablet_that_dies_in_the_middle_has_what_was_entered(app, chromium, tmp_path):
    inspection = planned_today()
    cookie = cookie_of(app, "binh")
    with serve(app) as address:
        held = Tablet(SimpleNamespace(chromium=chromium.browser_type), tmp_path, address)
        try:
            held.start()
            held.context.add_cookies([{**cookie, "url": address}])
            held.enrol()
            assert held.sync() == "idle"
            held.context.set_offline(True)
            begin(held.page)
            answer_everything(held.page)
            saved(held.page)
            held.kill()

            held.start(offline=True)
            held.open()
            held.unlock()
            held.page.get_by_role("link", name="Tiếp tục").click()
            expect(held.page.locator("[name='findings']")).to_have_value(FINDINGS)
            unfold(held.page)
            expect(held.page.locator("#answer-C1 input").first).to_be_checked()
            held.context.set_offline(False)
            go(held.page, "#/today")
            expect(held.page.get_by_role("heading", name="Lịch kiểm tra hôm nay")).to_be_visible()
            assert held.sync() == "idle"
            assert held.waiting() == 0
            assert held.faults == []
        finally:
            held.kill()

    db.session.expire_all()
    assert db.session.get(InspectionRecord, inspection.id).findings == FINDINGS
