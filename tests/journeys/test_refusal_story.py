"""What if the owner refuses to sign, and the police send the record back?

The same story once more, shorter: the visit begins where a decision is signed. A witness attests
the refusal; Chi sends the record back with remarks on two parts; Bình answers each by a note and
sends it again; both accept, and the visit counts.
"""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from inspect178.kernel import clock
from tests.browser import TABLET, unfold
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.journeys import steps
from tests.journeys.stage import (
    Office,
    Person,
    fill,
    follow,
    go,
    look,
    office,
    press,
    say,
    sign_in,
    told,
)

PLACE = "Cà phê Phố Nối"
WITNESS = "Nguyễn Thị Chứng"
REASON = "Chủ cơ sở không đồng ý với kết quả kiểm tra."
REMARKS = {
    "findings": "Đề nghị ghi rõ số lao động không có hợp đồng.",
    "answer:C1": "Đề nghị ghi số giấy chứng nhận đăng ký.",
}
NOTES = ("Có 03 lao động không có hợp đồng bằng văn bản.", "Giấy chứng nhận số 05A8001234.")


def test_a_refusal_and_a_record_that_comes_back(app, chromium: Browser):
    place = make_establishment(name=PLACE, type_code="ca_phe", representative="Đỗ Thị Phê")
    make_inspection(place, planned_on=clock.today())
    with office(app, chromium) as doors:
        binh = sign_in(doors, "binh", TABLET)
        the_visit_is_made(binh)
        the_owner_refuses(binh)
        chi = sign_in(doors, "chi")
        the_police_send_it_back(chi)
        the_leader_answers(binh)
        the_record_is_accepted(doors, chi)
        paper = the_visit_counts(doors)

    for words in (PLACE, REASON, WITNESS, "Có lao động không có hợp đồng bằng văn bản."):
        assert words in paper, words


def the_visit_is_made(binh: Person) -> None:
    steps.begin_todays_visit(binh, PLACE)
    steps.announce(binh, "Trần Thị Bình", "Tạ Văn Thử", "Mai Thị Mẫu")
    press(binh, "Check and sign")
    look(binh, "refusal-missing")
    expect(binh.page.locator(".missing__list li")).not_to_have_count(0)
    follow(binh, "Back to the record")
    unfold(binh.page, with_part="#findings")
    steps.count_workers(binh, total=12, with_contract=9)
    steps.answer_the_rest_with_yes(binh)
    steps.count_the_rest(binh)
    findings = "Có lao động không có hợp đồng bằng văn bản."
    steps.write_down(binh, findings, "Không có ý kiến.", "Giao kết hợp đồng lao động.")
    steps.wait_until_saved(binh)


def the_owner_refuses(binh: Person) -> None:
    press(binh, "Check and sign")
    follow(binh, "The establishment refuses to sign")
    look(binh, "refusal-attest")
    press(binh, "Attest and freeze")
    look(binh, "refusal-attest-refused")
    expect(binh.page.locator(".error-summary")).to_be_visible()
    steps.attest_the_refusal(binh, REASON, WITNESS)
    look(binh, "refusal-attest-filled")
    press(binh, "Attest and freeze")
    told(binh, "The record is signed and frozen. Send it for review now.")
    look(binh, "refusal-signed")
    steps.send_the_record(binh)


def the_police_send_it_back(chi: Person) -> None:
    steps.open_from_the_queue(chi, PLACE)
    expect(chi.page.get_by_text(REASON).first).to_be_visible()
    steps.send_back(chi, REMARKS)
    look(chi, "refusal-review-remarks")
    press(chi, "Send the decision")
    told(chi, "The record has been sent back to the team with your remarks.")


def the_leader_answers(binh: Person) -> None:
    binh.page.goto("/visits")
    look(binh, "refusal-visits-returned")
    follow(binh, "Read the remarks")
    for remark in REMARKS.values():
        expect(binh.page.get_by_text(remark)).to_be_visible()
    look(binh, "refusal-remarks")
    for part, note in zip(REMARKS, NOTES, strict=True):
        article = binh.page.locator(f'[id="{part.replace(":", "-")}"]')
        article.get_by_role("link", name=say("Add a note on this part")).click()
        fill(binh, "Note", note)
        look(binh, "refusal-note")
        press(binh, "Add the note")
        told(binh, "The note has been added to the record.")
        follow(binh, "Read the remarks")
        expect(binh.page.get_by_text(note).first).to_be_visible()
    press(binh, "Send the record again")
    told(binh, "The record has been sent for review.")


def the_record_is_accepted(doors: Office, chi: Person) -> None:
    steps.open_from_the_queue(chi, PLACE)
    for note in NOTES:
        expect(chi.page.get_by_text(note).first).to_be_visible()
    look(chi, "refusal-review-again")
    steps.accept(chi)
    cuong = sign_in(doors, "cuong")
    steps.open_from_the_queue(cuong, PLACE)
    steps.accept(cuong)
    told(cuong, "All agencies have accepted the record. The visit now counts officially.")


def the_visit_counts(doors: Office) -> str:
    lan = sign_in(doors, "lan")  # of the ward in which the place lies
    go(lan, "Coverage")
    expect(lan.page.get_by_role("heading", level=1)).to_contain_text("Phường Thượng Hồng")
    assert steps.number(lan, "Inspected, official") == "1"
    look(lan, "refusal-coverage")
    steps.open_the_number(lan, "Inspected, official")
    expect(lan.page.get_by_role("link", name=PLACE)).to_be_visible()

    lan.page.get_by_role("row", name=PLACE).get_by_role("link").last.click()
    return steps.read_the_paper(lan)
