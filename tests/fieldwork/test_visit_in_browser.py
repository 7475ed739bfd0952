"""Can a visit be made on a tablet, from the door to the signature, without losing a word?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from inspect178.extensions import db
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.kernel import clock
from tests.browser import (
    NARROW,
    TABLET,
    Screen,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    unfold,
)
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.files import pictures
from tests.windows import seen_by

SAVED = "Đã lưu"
SMALLEST_TARGET, ANSWER_TARGET = 44, 56


def planned_today(**facts: object) -> Inspection:
    yesterday = clock.today() - timedelta(days=1)
    inspection = make_inspection(
        make_establishment(name="Nhà nghỉ Hoa Sữa", representative="Nguyễn Thị Mẫu"),
        planned_on=yesterday,
        **facts,
    )
    inspection.planned_on = clock.today()
    db.session.commit()
    return inspection


def heights(found: Locator) -> list[float]:
    return [box["height"] for item in found.all() if (box := item.bounding_box())]


def answer_everything(page: Page) -> None:
    unfold(page, with_part="#findings")
    for yes in page.locator(".segment__input[value='yes']").all():
        if yes.locator("xpath=ancestor::*[@hidden]").count() == 0:
            yes.check()
    for name in ("worker_total", "worker_contract", "worker_health_checked", "count.C12b"):
        page.locator(f"[name='{name}']").fill("10")
    page.locator("[name='total.C12b']").fill("10")


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


def test_a_visit_from_the_door_to_the_signature(app, chromium):
    inspection = planned_today()
    with seen_by("binh", chromium, app, TABLET) as opened:
        page = opened.page
        page.goto("/visits")
        screenshot(page, "fieldwork-today")
        page.get_by_role("link", name="Bắt đầu").click()

        for name in ("Trần Thị Bình", "Nguyễn Văn An"):
            page.get_by_label(name).check()
        page.get_by_role("button", name="Công bố và bắt đầu").click()
        expect(page.locator(".error-summary")).to_contain_text("ít nhất 3 thành viên")
        page.get_by_label("Tạ Văn Thử").check()
        screenshot(page, "fieldwork-announce")
        page.get_by_role("button", name="Công bố và bắt đầu").click()

        answer_everything(page)
        expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
        page.locator("#findings").fill("Cơ sở đang hoạt động bình thường.")
        page.reload()  # at once, before the pause of autosave has passed
        expect(page.locator("#findings")).to_have_value("Cơ sở đang hoạt động bình thường.")
        expect(page.locator("[name='answer.C1'][value='yes']")).to_be_checked()
        expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
        screenshot(page, "fieldwork-visit")

        page.get_by_role("button", name="Kiểm tra và ký").click()
        expect(page.locator(".missing__none")).to_be_visible()
        page.get_by_role("link", name="Chuyển sang ký").click()
        draw(page, "leader")
        draw(page, "owner")
        expect(page.locator("#owner-name")).to_have_value("Nguyễn Thị Mẫu")
        screenshot(page, "fieldwork-sign")
        page.get_by_role("button", name="Ký và khóa biên bản").click()

        expect(page.locator(".badge").first).to_have_text("Đã ký biên bản")
        expect(page.locator("#signatures img")).to_have_count(2)
        screenshot(page, "fieldwork-record")
        page.get_by_role("button", name="Gửi biên bản").click()
        expect(page.locator(".badge").first).to_have_text("Đã gửi xem xét")
        opened.assert_quiet()

    record = db.session.get(InspectionRecord, inspection.id)
    assert record.frozen_at is not None
    assert record.content["findings"] == "Cơ sở đang hoạt động bình thường."
    assert db.session.get(Inspection, inspection.id).state == InspectionState.SUBMITTED


def test_a_no_opens_note_photo_and_the_question_behind_it(app, chromium):
    inspection = planned_today(state="announced")
    with seen_by("binh", chromium, app, TABLET) as opened:
        page = opened.page
        page.goto(f"/visits/{inspection.id}#answer-C8")
        expect(page.locator("#group-lao_dong")).to_have_attribute("open", "")
        expect(page.locator("[data-shown-if='C8=no']")).to_be_hidden()

        page.locator("[name='answer.C8'][value='no']").check()

        expect(page.locator("#note-C8")).to_be_visible()
        expect(page.locator("[data-shown-if='C8=no']")).to_be_visible()
        expect(page.locator("#group-lao_dong .group__count")).to_contain_text("1/6")
        photo = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": pictures.camera_jpeg()}
        page.locator("#photos-C8").set_input_files(photo)
        expect(page.locator("#answer-C8 ~ details .photo__state")).to_have_text("Đã gửi")
        page.locator("#note-C8").fill("02 người chưa đủ 18 tuổi")
        expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
        page.reload()
        expect(page.locator("#note-C8")).to_have_value("02 người chưa đủ 18 tuổi")
        expect(page.locator(".photo img")).to_have_count(1)
        screenshot(page, "fieldwork-no")
        opened.assert_quiet()


def test_a_sentence_from_the_list_is_added_to_what_was_typed(app, chromium):
    inspection = planned_today(state="announced")
    with seen_by("binh", chromium, app, TABLET) as opened:
        page = opened.page
        page.goto(f"/visits/{inspection.id}")
        page.locator("#findings").fill("Đã kiểm tra.")
        page.locator("#stock-findings").select_option(index=2)

        expect(page.locator("#findings")).to_have_value(
            "Đã kiểm tra.\nTại thời điểm kiểm tra, cơ sở không có khách."
        )
        expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)


def test_two_tablets_write_one_record_without_losing_a_word(app, chromium):
    inspection = planned_today(state="announced")
    address = f"/visits/{inspection.id}"
    with (
        seen_by("binh", chromium, app, TABLET) as first,
        seen_by("an", chromium, app, TABLET) as second,
    ):
        first.page.goto(address)
        second.page.goto(address)
        first.page.locator("#findings").fill("của Bình")
        second.page.locator("#conclusion").fill("của An")
        for page in (first.page, second.page):
            expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)

        second.page.locator("#findings").fill("của An")
        expect(second.page.locator("[data-autosave-status]")).to_contain_text("người khác đã lưu")

        first.page.reload()
        expect(first.page.locator("#findings")).to_have_value("của Bình")
        expect(first.page.locator("#conclusion")).to_have_value("của An")


def test_the_bar_leads_to_what_is_still_open(app, chromium):
    inspection = planned_today(state="announced")
    with seen_by("binh", chromium, app, TABLET) as opened:
        page = opened.page
        page.goto(f"/visits/{inspection.id}")
        onward = page.get_by_role("link", name="Câu chưa trả lời tiếp theo")
        onward.click()
        expect(page.locator("#worker_total")).to_be_in_viewport()
        for name in ("worker_total", "worker_contract", "worker_health_checked"):
            page.locator(f"[name='{name}']").fill("10")
        page.locator("[name='answer.C1'][value='yes']").check()
        onward.click()
        expect(page.locator("#answer-C2")).to_be_in_viewport()

        for code in ("C2", "C3"):
            page.locator(f"[name='answer.{code}'][value='yes']").check()
        onward.click()

        expect(page.locator("#group-an_ninh")).to_have_attribute("open", "")
        expect(page.locator("#answer-C4")).to_be_in_viewport()
        opened.assert_quiet()


def test_the_position_is_taken_only_on_request(app, chromium):
    inspection = planned_today(state="announced")
    with seen_by("binh", chromium, app, TABLET) as opened:
        page = opened.page
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation({"latitude": 20.94, "longitude": 106.06, "accuracy": 12})
        page.goto(f"/visits/{inspection.id}")
        expect(page.locator("[data-position-state]")).to_have_text("Chưa lấy")

        page.get_by_role("button", name="Lấy tọa độ").click()

        expect(page.locator("[data-position-state]")).to_contain_text("20.94000, 106.06000")
        expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED)
        opened.assert_quiet()
    assert db.session.get(InspectionRecord, inspection.id).latitude == pytest.approx(20.94)


PAGES = {
    "approved": ("announce", "attempt"),
    "announced": ("", "missing", "suspend", "stop"),
    "answered": ("missing", "sign", "refuse"),
    "signed": ("record", "amend"),
}


@pytest.mark.parametrize("screen", [TABLET, NARROW], ids=["tablet", "narrow"])
def test_every_page_can_be_used_by_everybody(app, chromium, screen):
    addresses = [
        f"/visits/{inspection.id}/{page}".rstrip("/")
        for state, pages in PAGES.items()
        for inspection in [planned_today(state=state)]
        for page in pages
    ]
    with seen_by("binh", chromium, app, screen) as opened:
        for address in ["/visits", *addresses]:
            opened.page.set_viewport_size({"width": screen.width, "height": screen.height})
            opened.page.goto(address)
            unfold(opened.page)
            assert faults_of(opened.page, screen) == []
        opened.assert_quiet()


def faults_of(page: Page, screen: Screen) -> list[str]:
    """List what would trouble somebody on this page: width, small targets, WCAG."""
    faults = ["sideways"] if has_sideways_scroll(page) else []
    touched = page.locator(
        "main a:not(.photo__picture):not(li a):visible, main button:visible, "
        "main select:visible, main input.input:visible, .field-bar .button:visible"
    )
    if min(heights(touched), default=SMALLEST_TARGET) < SMALLEST_TARGET:
        faults.append("a target is too small")
    answers = heights(page.locator(".segment__label:visible"))
    if min(answers, default=ANSWER_TARGET) < ANSWER_TARGET:
        faults.append("an answer is too small")
    # In one tall window, so that nothing lies half under the bar at the bottom.
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": screen.width, "height": height})
    return [f"{page.url}: {fault}" for fault in [*faults, *axe_violations(page)]]
