"""Can everything else of a visit be done on the tablet, and does the office have it afterwards?"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Page, expect
from sqlalchemy import select

from inspect178.commitments.models import Commitment
from inspect178.devices.certificates import PREFIX, read_receipt
from inspect178.devices.keys import from_base64url, server_keys, to_base64url
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.models import RegisterProposal
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Amendment, Inspection, InspectionRecord
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.violations.models import Violation
from tests.browser import (
    DESKTOP,
    NARROW,
    SCREENSHOTS,
    axe_violations,
    has_sideways_scroll,
    screenshot,
)
from tests.cameras import codes_in
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.review import make_review
from tests.field.visiting import (
    answer_everything,
    arrived,
    begin,
    go,
    planned_today,
    reload_and_unlock,
    saved,
    tablet,
    type_signature,
    unfold,
)

RECEIPT = "async facts => (await import('/static/field/receipt.js')).receiptOf(facts)"


def test_a_refused_record_with_violation_commitment_and_correction(app, chromium):
    inspection = planned_today()
    with tablet(chromium, app) as (held, opened):
        page = held.page
        held.context.set_offline(True)
        begin(page)
        answer_everything(page)
        page.locator("#answer-C1 .segment").nth(1).click()
        page.locator("[name='note.C1']").fill("Chưa có giấy chứng nhận.")
        saved(page)

        go(page, f"#/visit/{inspection.id}/violation")
        page.get_by_label("Từ trong điều khoản").fill("hop dong")
        page.locator(".tasks__item button", has_text="hợp đồng lao động").first.click()
        page.get_by_label("Số người lao động liên quan").fill("3")
        page.get_by_label("Nội dung vi phạm").fill("3 người chưa có hợp đồng lao động.")
        page.get_by_label("Người lập biên bản").select_option(label="Tạ Văn Thử, Cán bộ")
        screenshot(page, "field-violation")
        page.get_by_role("button", name="Ghi nhận vi phạm").click()
        expect(page.get_by_text("3 người chưa có hợp đồng lao động.")).to_be_visible()

        go(page, f"#/visit/{inspection.id}/suspend")
        page.get_by_label("Lý do").fill("Mất điện.")
        page.get_by_role("button", name="Tạm dừng").click()
        page.get_by_role("button", name="Tiếp tục kiểm tra").click()
        expect(page.get_by_role("heading", name="Biên bản cuộc kiểm tra")).to_be_visible()

        go(page, f"#/visit/{inspection.id}/refuse")
        page.get_by_label("Lý do từ chối ký").fill("Không đồng ý.")
        page.get_by_label("Người chứng kiến", exact=True).check()
        page.get_by_label("Họ tên người xác nhận").fill("Lê Văn Chứng")
        type_signature(page, "attesting", "Lê Văn Chứng")
        type_signature(page, "leader", "Trần Thị Bình")
        page.get_by_role("button", name="Xác nhận và khóa biên bản").click()

        page.get_by_role("link", name="Ký bản cam kết").click()
        page.get_by_label("Ký lần đầu").check()
        page.get_by_label("Người ký của Ủy ban nhân dân cấp xã").fill("Phạm Văn Xã")
        type_signature(page, "signer", "Nguyễn Thị Mẫu")
        type_signature(page, "officer", "Phạm Văn Xã")
        assert axe_violations(page) == []
        page.get_by_role("button", name="Ký bản cam kết").click()
        expect(page.locator(".sheet__title")).to_have_text(["BIÊN BẢN KIỂM TRA", "BẢN CAM KẾT"])
        expect(page.get_by_text("từ chối ký biên bản, lý do: Không đồng ý.")).to_be_visible()
        assert axe_violations(page) == []
        screenshot(page, "field-copy")
        code = read_code(page)
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="In biên bản").is_visible()
        page.pdf(path=SCREENSHOTS / "field-copy.pdf", prefer_css_page_size=True)
        page.emulate_media(media="screen")

        go(page, f"#/place/{inspection.establishment_id}/register")
        page.get_by_label("Nội dung thay đổi").select_option("closed")
        page.get_by_label("Sự việc phát hiện").fill("Đã tháo biển hiệu.")
        page.get_by_role("button", name="Gửi đề xuất").click()
        expect(page.get_by_text("được gửi về cơ quan để quyết định")).to_be_visible()
        expect(page.locator("#proposals")).to_contain_text("Cơ sở đã ngừng hoạt động")

        go(page, f"#/visit/{inspection.id}/record")
        page.get_by_role("button", name="Gửi biên bản").click()
        expect(page.get_by_text("ngay khi có mạng")).to_be_visible()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        assert held.do("async m => (await m.known()).filter(o => o.status !== 'ok')") == []
        opened.assert_quiet()

    db.session.expire_all()
    assert db.session.get(Inspection, inspection.id).state == InspectionState.SUBMITTED
    assert read_receipt(code, server_keys(app.config["INSTANCE"])).sha256 == hash_signed_under()
    record = db.session.get(InspectionRecord, inspection.id)
    assert record.refusal_reason == "Không đồng ý."
    assert db.session.scalars(select(Violation.worker_count)).all() == [3]
    assert db.session.scalars(select(Commitment.inspection_id)).all() == [inspection.id]
    assert db.session.scalars(select(RegisterProposal.reason)).all() == ["Đã tháo biển hiệu."]


def test_a_commitment_signed_outside_a_visit_is_handed_over_until_the_tablet_is_locked(
    app, chromium
):
    place = planned_today().establishment_id
    with tablet(chromium, app) as (held, opened):
        page = held.page
        held.context.set_offline(True)
        go(page, f"#/commitment/{place}")
        page.get_by_label("Ký lần đầu").check()
        page.get_by_label("Người ký của Ủy ban nhân dân cấp xã").fill("Phạm Văn Xã")
        type_signature(page, "signer", "Nguyễn Thị Mẫu")
        type_signature(page, "officer", "Phạm Văn Xã")
        page.get_by_role("button", name="Ký bản cam kết").click()
        expect(page.locator(".sheet__title")).to_have_text(["BẢN CAM KẾT"])
        expect(page.locator(".sheet__receipt canvas")).to_have_count(1)
        page.get_by_role("link", name="Hiện mã: Bản cam kết").click()
        expect(page.locator(".code-screen canvas")).to_be_visible()

        page.locator("[data-part='lock']").click()
        held.unlock()
        expect(page.get_by_text("Cơ quan in các bản")).to_be_visible()
        assert "Phạm Văn Xã" not in page.content()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        opened.assert_quiet()

    db.session.expire_all()
    assert db.session.scalars(select(Commitment.establishment_id)).all() == [place]


def read_code(page: Page) -> str:
    """Read the code of the copy, as the owner's telephone does."""
    drawn = page.locator(".sheet__receipt canvas").first.evaluate(
        "canvas => canvas.toDataURL('image/png')"
    )
    code = Image.open(BytesIO(base64.b64decode(drawn.partition(",")[2]))).convert("RGBA")
    picture = Image.new("RGBA", code.size, "white")
    picture.alpha_composite(code)
    picture = picture.convert("L")
    larger = ImageOps.expand(picture.resize((picture.width * 4, picture.height * 4), 0), 40, 255)
    (found,) = codes_in(larger)
    return str(found.text).partition("#")[2]


def hash_signed_under() -> str:
    """Give the hash of what was shown, out of the signed bytes that the journal keeps."""
    step = db.session.scalars(select(DeviceOp).where(DeviceOp.kind == "visit.refuse")).one()
    return str(json.loads(step.payload)["body"]["shown"])


def test_the_receipt_of_a_copy_can_be_verified_with_the_offices_key(app, chromium):
    what = str(uuid4())
    facts = {"object": what, "kind": "record", "hash": "ab" * 32, "signedAt": "2026-11-28T14:05Z"}
    with tablet(chromium, app) as (held, _):
        receipt = held.page.evaluate(RECEIPT, facts)

    keys = server_keys(app.config["INSTANCE"])
    said = read_receipt(receipt, keys)
    assert (str(said.object_id), said.kind, said.sha256) == (what, "record", "ab" * 32)
    packed = json.loads(from_base64url(receipt.removeprefix(PREFIX)))
    for name, value in (("h", "cd" * 32), ("u", "2099-01-01"), ("o", str(uuid4())), ("t", "x")):
        changed = json.dumps({**packed, name: value}).encode()
        with pytest.raises(InvalidInput):
            read_receipt(PREFIX + to_base64url(changed), keys)
    for broken in ("", PREFIX, PREFIX + "e30", receipt[:-9], "x" * 9_000):
        with pytest.raises(InvalidInput):
            read_receipt(broken, keys)


def test_remarks_stand_beside_the_field_and_are_answered_by_a_note(app, chromium):
    inspection = make_inspection(
        make_establishment(name="Nhà nghỉ Hoa Sữa"), state="returned", planned_on=clock.today()
    )
    make_review(
        inspection,
        ReviewField.POLICE,
        ReviewDecision.RETURNED,
        decided_at=clock.now(),
        remarks={"answer:C1": "Ghi rõ số giấy chứng nhận."},
    )
    db.session.commit()
    with tablet(chromium, app) as (held, opened):
        page = held.page
        held.context.set_offline(True)
        page.get_by_role("link", name="Xem ý kiến").click()
        beside = page.locator(".paper-answer", has_text="C1.").first
        expect(beside).to_contain_text("Ghi rõ số giấy chứng nhận.")
        assert axe_violations(page) == []
        screenshot(page, "field-returned")
        page.get_by_role("link", name="Trả lời bằng ghi chú bổ sung").click()
        page.get_by_label("Ghi chú", exact=True).fill("Số 01/2024, cấp ngày 05/01/2024.")
        page.get_by_role("button", name="Thêm ghi chú bổ sung").click()
        expect(page.get_by_text("Đã thêm ghi chú bổ sung")).to_be_visible()
        page.get_by_role("button", name="Gửi biên bản").click()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        opened.assert_quiet()

    db.session.expire_all()
    assert db.session.scalars(select(Amendment.field)).all() == ["answer:C1"]
    assert db.session.get(Inspection, inspection.id).state == InspectionState.SUBMITTED


def test_a_place_is_found_and_a_visit_begins_on_signs_of_a_violation(app, chromium):
    place = make_establishment(
        name="Karaoke Đêm Trắng", latitude=21.0290, longitude=105.8550, type_code="karaoke"
    )
    make_inspection(place, state="accepted", planned_on=clock.today() - timedelta(days=3))
    make_establishment(name="Nhà nghỉ Xa", latitude=21.2, longitude=105.9)
    db.session.commit()
    with tablet(chromium, app) as (held, opened):
        page = held.page
        held.context.set_offline(True)
        go(page, "#/find")
        page.get_by_label("Tên hoặc địa chỉ").fill("dem trang")
        expect(page.locator("#found .tasks__link")).to_have_text(["Karaoke Đêm Trắng"])
        page.get_by_label("Tên hoặc địa chỉ").fill("")
        page.get_by_role("button", name="Gần nhất trước").click()
        expect(page.locator("#found .tasks__meta").first).to_contain_text("m")
        expect(page.locator("#found .tasks__link").first).to_have_text("Karaoke Đêm Trắng")
        page.get_by_text("Bản đồ", exact=True).click()
        expect(page.locator(".places-map__point")).to_have_count(2)
        assert axe_violations(page) == []
        screenshot(page, "field-find")
        page.get_by_role("textbox", name="Mã trên tem").fill(place.sticker_code)
        page.get_by_role("button", name="Mở", exact=True).click()
        expect(page.get_by_role("heading", name="Karaoke Đêm Trắng")).to_be_visible()
        assert axe_violations(page) == []
        screenshot(page, "field-place")
        page.get_by_role("link", name="Có dấu hiệu vi phạm").click()
        expect(page.get_by_text("Đã kiểm tra trong năm")).to_be_visible()
        page.get_by_label("Sự việc phát hiện hoặc văn bản").fill("Thấy qua cửa kính.")
        for name in ("Trần Thị Bình", "Nguyễn Văn An", "Tạ Văn Thử"):
            page.get_by_label(name).check()
        page.get_by_role("button", name="Bắt đầu kiểm tra").click()
        unfold(page)
        page.locator("#answer-C1 .segment").first.click()
        saved(page)
        reload_and_unlock(held)
        expect(page.locator("#answer-C1 input").first).to_be_checked()
        go(page, "#/today")
        expect(page.get_by_role("heading", name="Karaoke Đêm Trắng")).to_be_visible()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        assert held.do("async m => (await m.known()).filter(o => o.status !== 'ok')") == []
        opened.assert_quiet()

    db.session.expire_all()
    unplanned = select(Inspection).where(Inspection.mode == InspectionMode.FLAGRANTE)
    assert db.session.scalars(unplanned).one().state == InspectionState.IN_PROGRESS


def test_the_reader_of_codes_works_without_a_network_once_it_was_fetched(app, chromium):
    address = "https://example.invalid/s/A1B2C3D4"
    with tablet(chromium, app) as (held, opened):
        held.page.evaluate("async () => (await import('/static/field/reader.js')).prefetchReader()")
        held.context.set_offline(True)
        held.page.reload()
        held.ready()
        found = held.page.evaluate(
            """async (address) => {
                const { generate } = await import('/static/vendor/lean-qr/lean-qr.js');
                const { codesIn } = await import('/static/field/reader.js');
                const small = document.createElement('canvas');
                generate(address).toCanvas(small);
                const large = document.createElement('canvas');
                large.width = large.height = small.width * 6;
                const context = large.getContext('2d');
                context.fillStyle = '#fff';
                context.fillRect(0, 0, large.width, large.height);
                context.imageSmoothingEnabled = false;
                context.drawImage(small, 0, 0, large.width, large.height);
                return codesIn(context.getImageData(0, 0, large.width, large.height));
            }""",
            address,
        )
        assert found == [address]
        opened.assert_quiet()


def test_the_screens_fit_wide_and_narrow_windows_in_both_languages_and_themes(app, chromium):
    inspection = planned_today()
    before = ("today", "find", f"visit/{inspection.id}/announce", "new-place")
    during = ("", "/missing", "/violation", "/commitment", "/suspend", "/stop")
    for screen, language in ((DESKTOP, "vi"), (NARROW, "en")):
        with tablet(chromium, app, screen=screen) as (held, opened):
            page = held.page
            if language == "en":
                page.get_by_role("button", name="English").click()
                expect(page.get_by_role("button", name="Tiếng Việt")).to_be_visible()
                page.locator("[data-part='theme']").click()
            for name in before:
                look_at(page, name, f"field-{name.split('/')[-1]}-{language}")
            if language == "en":
                go(page, f"#/visit/{inspection.id}/announce")
                for member in ("Trần Thị Bình", "Nguyễn Văn An", "Tạ Văn Thử"):
                    page.get_by_label(member).check()
                page.get_by_role("button", name="Announce and begin").click()
                page.get_by_role("heading", name="Record of the visit").wait_for()
                unfold(page)
                for part in during:
                    look_at(page, f"visit/{inspection.id}{part}", f"field{part or '/record'}-dark")
            opened.assert_quiet()


def test_news_do_not_take_a_button_from_under_the_finger(app, chromium):
    visit = planned_today()
    with tablet(chromium, app) as (held, opened):
        page, news = held.page, "m => { m.store.dispatchEvent(new Event('pack')); }"
        place = page.get_by_role("link", name="Bắt đầu").bounding_box()
        page.mouse.move(place["x"] + 10, place["y"] + 10)
        page.mouse.down()
        for _ in range(2):
            held.do(news)
            page.wait_for_timeout(100)
        page.mouse.up()

        arrived(page, f"#/visit/{visit.id}/announce")
        opened.assert_quiet()


def look_at(page: Page, name: str, picture: str) -> None:
    """Go to a screen and see that it fits, that axe has nothing to say, and keep its picture."""
    go(page, f"#/{name}")
    assert not has_sideways_scroll(page), name
    assert axe_violations(page) == [], name
    screenshot(page, picture.replace("/", "-"))


def test_a_second_visit_in_the_year_needs_its_ground_and_a_closed_place_is_an_attempt(
    app, chromium
):
    first, second = planned_today(), planned_today()
    make_inspection(
        first.establishment, state="accepted", planned_on=clock.today() - timedelta(days=9)
    )
    db.session.commit()
    with tablet(chromium, app) as (held, opened):
        page = held.page
        held.context.set_offline(True)
        go(page, f"#/visit/{first.id}/announce")
        expect(page.get_by_text("Đã kiểm tra trong năm")).to_be_visible()
        for name in ("Trần Thị Bình", "Nguyễn Văn An"):
            page.get_by_label(name).check()
        page.get_by_role("button", name="Công bố và bắt đầu").click()
        summary = page.locator(".error-summary")
        expect(summary).to_contain_text("ít nhất 3 thành viên")
        expect(summary).to_contain_text("đã được kiểm tra trong năm")
        assert axe_violations(page) == []
        page.get_by_label("Tạ Văn Thử").check()
        page.get_by_label("Căn cứ kiểm tra lần thứ hai").select_option("signs")
        page.get_by_label("Văn bản thể hiện căn cứ").fill("Báo cáo số 12")
        screenshot(page, "field-announce")
        page.get_by_role("button", name="Công bố và bắt đầu").click()
        expect(page.get_by_role("heading", name="Biên bản cuộc kiểm tra")).to_be_visible()

        go(page, f"#/visit/{second.id}/attempt")
        page.get_by_label("Cơ sở đóng cửa").check()
        page.get_by_label("Lý do", exact=True).fill("Cửa khóa.")
        page.get_by_role("button", name="Ghi nhận không kiểm tra được").click()
        expect(page.get_by_text("không tính là một cuộc kiểm tra")).to_be_visible()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        assert held.do("async m => (await m.known()).filter(o => o.status !== 'ok')") == []
        opened.assert_quiet()

    db.session.expire_all()
    assert db.session.get(Inspection, first.id).second_reference == "Báo cáo số 12"
    assert db.session.get(Inspection, second.id).state == InspectionState.ATTEMPTED
