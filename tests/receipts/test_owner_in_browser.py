"""Can an owner scan what the tablet shows, and is it believed, before and after it was sent?"""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser import (
    DESKTOP,
    SCREENSHOTS,
    TABLET,
    Screen,
    axe_violations,
    has_sideways_scroll,
    screenshot,
    window,
)
from tests.field.visiting import (
    answer_everything,
    begin,
    go,
    planned_today,
    saved,
    tablet,
    type_signature,
)
from tests.receipts.test_views import SCRIPT

PHONE = Screen(360, 740, touch=True)


def scanned(page: Page, scanner: Page) -> str:
    """Photograph the window as it is and read the code in the picture."""
    picture = page.screenshot(animations="disabled")
    found = scanner.evaluate(
        """async bytes => {
            const { codesIn } = await import('/static/field/reader.js');
            return codesIn(new Blob([Uint8Array.from(bytes)], {type: 'image/png'}));
        }""",
        list(picture),
    )
    assert len(found) == 1
    return str(found[0])


def sign_record(page: Page, visit: str) -> None:
    answer_everything(page)
    saved(page)
    go(page, f"#/visit/{visit}/sign")
    type_signature(page, "leader", "Trần Thị Bình")
    type_signature(page, "owner", "Nguyễn Thị Mẫu")
    page.get_by_role("button", name="Ký và khóa biên bản").click()


def sign_commitment(page: Page) -> None:
    page.get_by_role("link", name="Ký bản cam kết").click()
    page.get_by_label("Ký lần đầu").check()
    page.get_by_label("Người ký của Ủy ban nhân dân cấp xã").fill("Phạm Văn Xã")
    type_signature(page, "signer", "Nguyễn Thị Mẫu")
    type_signature(page, "officer", "Phạm Văn Xã")
    page.get_by_role("button", name="Ký bản cam kết").click()
    expect(page.locator(".sheet__title")).to_have_text(["BIÊN BẢN KIỂM TRA", "BẢN CAM KẾT"])


def print_copy(page: Page) -> None:
    expect(page.locator(".sheet__receipt canvas").first).to_be_visible()
    page.pdf(path=SCREENSHOTS / "receipt-copy.pdf", prefer_css_page_size=True)


def look(page: Page, name: str) -> None:
    """Keep pictures of a page in every size, and find nothing wrong with it in any."""
    for size in (TABLET, DESKTOP, PHONE):
        page.set_viewport_size({"width": size.width, "height": size.height})
        screenshot(page, name)
        assert axe_violations(page) == []
        assert not has_sideways_scroll(page)


def test_both_papers_are_handed_over_offline_scanned_and_believed(app, chromium, tmp_path):
    visit = str(planned_today().id)
    warning = "Bản giao cho cơ sở chưa được in"
    with (
        tablet(chromium, app) as (held, opened),
        window(chromium, opened.address, screen=PHONE) as owner,
        window(chromium, opened.address) as camera,
    ):
        camera.page.goto("/field/")  # whose policy lets the reader of codes run
        page = held.page
        held.context.set_offline(True)
        begin(page)
        sign_record(page, visit)
        expect(page.get_by_text(warning)).to_be_visible()
        screenshot(page, "receipt-warning")
        page.locator(".notice").get_by_role("link", name="Bản giao cho cơ sở").click()
        print_copy(page)
        go(page, f"#/visit/{visit}/record")
        expect(page.get_by_role("button", name="Gửi biên bản")).to_be_visible()
        expect(page.get_by_text(warning)).to_have_count(0)
        sign_commitment(page)
        expect(page.locator(".sheet__receipt canvas")).to_have_count(2)
        screenshot(page, "receipt-copy")

        owner.page.goto("/receipts/check")
        look(owner.page, "receipt-empty")
        owner.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
        go(page, f"#/visit/{visit}/record")
        expect(page.get_by_text(warning)).to_be_visible()
        codes = {}
        for paper in ("Biên bản kiểm tra", "Bản cam kết"):
            go(page, f"#/visit/{visit}/copy")
            page.get_by_role("link", name=f"Hiện mã: {paper}").click()
            expect(page.locator(".code-screen__title")).to_have_text(paper)
            codes[paper] = scanned(page, camera.page)
            screenshot(page, f"receipt-code-{len(codes)}")
            assert axe_violations(page) == []
        go(page, f"#/visit/{visit}/copy")
        print_copy(page)
        go(page, f"#/visit/{visit}/record")
        expect(page.get_by_role("button", name="Gửi biên bản")).to_be_visible()
        expect(page.get_by_text(warning)).to_have_count(0)

        for paper, code in codes.items():
            assert code.startswith(f"{opened.address}/receipts/check#inspect178:copy:1:")
            owner.page.goto(code)
            expect(owner.page.get_by_role("heading", name="Mã này là thật")).to_be_visible()
            expect(owner.page.locator(".summary").first).to_contain_text(paper)
            expect(owner.page.get_by_text("Chưa nhận được", exact=True)).to_be_visible()
            assert "inspect178" not in owner.page.url
            owner.page.goto("about:blank")
        assert codes["Biên bản kiểm tra"] != codes["Bản cam kết"]

        page.get_by_role("button", name="Gửi biên bản").click()
        held.context.set_offline(False)
        assert held.sync() == "idle"
        for number, code in enumerate(codes.values()):
            owner.page.goto("about:blank")
            owner.page.goto(code)
            expect(owner.page.get_by_text("Đã nhận và lưu giữ")).to_be_visible()
            expect(owner.page.get_by_text("giống với bản giao cho bạn")).to_be_visible()
            expect(owner.page.locator(".summary").last).to_contain_text("Nhà nghỉ Hoa Sữa")
            look(owner.page, f"receipt-good-{number}")
        owner.page.get_by_role("button", name="English").click()
        expect(owner.page.get_by_role("heading", name="This code is genuine")).to_be_visible()
        owner.page.get_by_label("Text of the code").fill(
            codes["Bản cam kết"][:-12] + "AAAAAAAAAAAA"
        )
        owner.page.get_by_role("button", name="Check the code").click()
        expect(owner.page.get_by_role("alert")).to_be_visible()
        look(owner.page, "receipt-bad")
        owner.page.get_by_role("link", name="Key of the office").click()
        look(owner.page, "receipt-key")
        keys = owner.page.evaluate("async () => (await fetch('/receipts/keys.json')).text()")
        opened.assert_quiet()
        owner.assert_quiet()

    (tmp_path / "keys.json").write_text(keys)
    for code in codes.values():
        (tmp_path / "receipt.txt").write_text(code)
        subprocess.run(
            [sys.executable, SCRIPT, tmp_path / "keys.json", tmp_path / "receipt.txt"], check=True
        )
