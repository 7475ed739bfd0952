"""Does the whole work go from the empty register to the coverage rate, in a real browser?

One story: Hoa imports the list of her office and draws up the plan, Khanh approves it and signs
the decision, Bình makes the visit on a tablet with a violation and a commitment, Chi and Cường
accept the record, and the rate has risen. Every page on the way is looked at (`look`): nothing
wrong for anybody's eyes and hands, no sideways scroll, no script error, no request elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import TABLET, unfold
from tests.files.pictures import camera_jpeg
from tests.journeys import office_list, steps
from tests.journeys.office_list import KARAOKE
from tests.journeys.stage import (
    Office,
    Person,
    download,
    go,
    look,
    office,
    open_window,
    picture_for_the_readme,
    press,
    sign_in,
    told,
)

FINDINGS = "Cơ sở không xuất trình được giấy chứng nhận đủ điều kiện về an ninh, trật tự."
OPINION = "Cơ sở nhất trí với nội dung biên bản."
TO_MEND = "Hoàn thiện hồ sơ đề nghị cấp giấy chứng nhận."
OWNER = "Lê Văn Chủ"
PRESENT = ("Trần Thị Bình", "Nguyễn Văn An", "Mai Thị Mẫu")


def test_from_the_empty_register_to_the_coverage_rate(app, chromium: Browser, tmp_path: Path):
    with office(app, chromium) as doors:
        look(open_at_the_door(doors), "story-sign-in")
        hoa = sign_in(doors, "hoa")
        look(hoa, "story-home-empty")
        the_list_comes_in(hoa, tmp_path)
        khanh = sign_in(doors, "khanh")
        the_plan_is_approved(hoa, khanh)
        the_decision_is_signed(hoa, khanh)

        binh = sign_in(doors, "binh", TABLET)
        the_visit_begins(binh)
        the_checklist_is_answered(binh)
        the_violation_is_recorded(binh)
        the_commitment_is_signed(binh)
        the_record_is_signed_and_sent(binh)
        provisional_only(hoa)

        both_accept(doors)
        the_paper_says_what_was_found(hoa)
        the_rate_has_risen(hoa, tmp_path)


def open_at_the_door(doors: Office) -> Person:
    stranger = open_window(doors, "nobody")
    stranger.page.goto("/plans")
    return stranger


def the_list_comes_in(hoa: Person, folder: Path) -> None:
    steps.hand_in_the_list(hoa, office_list.write_list(folder))
    look(hoa, "story-import")
    press(hoa, "Read the list")
    look(hoa, "story-import-columns")
    press(hoa, "Try the import")
    look(hoa, "story-import-tried")
    for label, count in {
        "Rows read": len(office_list.ROWS),
        "New establishments": office_list.CREATED,
        "Suspected duplicates": office_list.SUSPECTED,
        "Rejected": office_list.REJECTED,
    }.items():
        assert steps.number(hoa, label) == str(count), label
    press(hoa, "Import now")
    look(hoa, "story-import-done")
    mended = steps.cells_of(download(hoa, "Download with reasons", folder))
    assert "Nhà hàng Bến Lạ" in mended

    go(hoa, "Establishments")
    look(hoa, "story-establishments")
    picture_for_the_readme(hoa, "establishments")
    expect(hoa.page.get_by_role("row")).to_have_count(office_list.CREATED + 1)
    hoa.page.get_by_role("link", name="Nhà nghỉ Bần").click()
    expect(hoa.page.get_by_text("Phường Mỹ Hào").first).to_be_visible()
    look(hoa, "story-establishment")


def the_plan_is_approved(hoa: Person, khanh: Person) -> None:
    steps.draw_up_a_plan(hoa)
    look(hoa, "story-plan-drawn-up")
    steps.add_the_target(hoa)
    steps.submit_the_plan(hoa)
    look(hoa, "story-plan-submitted")
    look(khanh, "story-home-of-who-signs")
    steps.approve_the_plan(khanh)
    look(khanh, "story-plan-approve")
    press(khanh, "Approve the plan")
    look(khanh, "story-plan-approved")


def the_decision_is_signed(hoa: Person, khanh: Person) -> None:
    steps.choose_establishments(hoa, KARAOKE, office_list.CAFE)
    look(hoa, "story-choose")
    press(hoa, "Plan the visits")
    look(hoa, "story-visits")
    steps.draft_the_decision(hoa, KARAOKE)
    look(hoa, "story-decision-draft")
    press(hoa, "Save the draft")
    look(hoa, "story-decision")
    steps.sign_the_decision(khanh)
    look(khanh, "story-decision-sign")
    press(khanh, "Sign the decision")
    look(khanh, "story-decision-signed")
    assert KARAOKE in steps.read_the_paper(khanh)


def the_visit_begins(binh: Person) -> None:
    look(binh, "story-home-tablet")
    go_to_todays_visits(binh)
    look(binh, "story-todays-visits")
    steps.begin_todays_visit(binh, KARAOKE)
    look(binh, "story-announce")
    steps.announce(binh, *PRESENT[:2])
    told(
        binh,
        "At least %(fewest)s members of the team must be present; %(present)s are ticked. "
        "Wait for the others, or put the visit off.",
        fewest=3,
        present=2,
    )
    look(binh, "story-announce-refused")
    steps.announce(binh, *PRESENT)
    look(binh, "story-visit")


def go_to_todays_visits(binh: Person) -> None:
    binh.page.goto("/visits")
    expect(binh.page.get_by_role("heading", name=KARAOKE)).to_be_visible()
    expect(binh.page.get_by_text(office_list.CAFE)).to_have_count(0)  # not in a signed decision


def the_checklist_is_answered(binh: Person) -> None:
    steps.answer_with_no(binh, "C3", "Không xuất trình được bản chính.", camera_jpeg())
    steps.wait_until_saved(binh)
    picture_for_the_readme(binh, "visit", "#answer-C2")
    binh.page.reload()
    expect(binh.page.locator('input[name="answer.C3"][value="no"]')).to_be_checked()
    unfold(binh.page, with_part="#findings")
    expect(binh.page.locator('[name="note.C3"]')).to_have_value("Không xuất trình được bản chính.")
    expect(binh.page.locator('img[src*="/photos/"]')).to_have_count(1)
    look(binh, "story-visit-reloaded")
    steps.count_workers(binh)
    steps.answer_the_rest_with_yes(binh)
    steps.count_the_rest(binh)
    steps.write_down(binh, FINDINGS, OPINION, TO_MEND)
    steps.wait_until_saved(binh)


def the_violation_is_recorded(binh: Person) -> None:
    visit = binh.page.url
    steps.record_the_violation(binh, "C3", "ANTT-4a")
    expect(binh.page.locator("#fine")).to_contain_text("đồng")
    look(binh, "story-violation-entry")
    steps.describe_the_violation(binh, FINDINGS)
    press(binh, "Record the violation")
    told(binh, "The violation is recorded.")
    look(binh, "story-violation")
    binh.page.goto(visit)


def the_commitment_is_signed(binh: Person) -> None:
    visit = binh.page.url
    steps.sign_the_commitment(binh, OWNER)
    look(binh, "story-commitment-sign")
    press(binh, "Sign the commitment")
    told(binh, "The commitment is signed.")
    look(binh, "story-commitment")
    assert "BẢN CAM KẾT" in steps.read_the_paper(binh)
    binh.page.locator('a[href^="/v/"]').click()
    told(binh, "This paper is genuine")
    look(binh, "story-commitment-genuine")
    binh.page.goto(visit)


def the_record_is_signed_and_sent(binh: Person) -> None:
    steps.go_on_to_sign(binh)
    look(binh, "story-sign")
    picture_for_the_readme(binh, "sign")
    steps.sign_together(binh)
    look(binh, "story-signed")
    steps.send_the_record(binh)
    look(binh, "story-sent")


def provisional_only(hoa: Person) -> None:
    steps.open_coverage(hoa)
    assert steps.number(hoa, "Inspected, official") == "0"
    assert steps.number(hoa, "Inspected, provisional") == "1"


def both_accept(doors: Office) -> None:
    for name in ("chi", "cuong"):
        reviewer = sign_in(doors, name)
        look(reviewer, f"story-home-{name}")
        go(reviewer, "Review")
        look(reviewer, f"story-queue-{name}")
        steps.open_from_the_queue(reviewer, KARAOKE)
        look(reviewer, f"story-review-{name}")
        steps.accept(reviewer)
        look(reviewer, f"story-reviewed-{name}")


def the_paper_says_what_was_found(hoa: Person) -> None:
    go(hoa, "Inspections")
    look(hoa, "story-inspections")
    hoa.page.get_by_role("link", name=KARAOKE).click()
    look(hoa, "story-inspection")
    paper = steps.read_the_paper(hoa)
    hoa.page.goto(hoa.page.url.replace("/inspections/", "/visits/") + "/record")
    look(hoa, "story-record")
    assert steps.read_the_paper(hoa) == paper
    hoa.page.goto("/")
    for words in (KARAOKE, office_list.ADDRESS, OWNER, FINDINGS, OPINION, TO_MEND, *PRESENT):
        assert words in paper, words
    assert "Không xuất trình được bản chính." in paper


def the_rate_has_risen(hoa: Person, folder: Path) -> None:
    steps.open_coverage(hoa)
    look(hoa, "story-coverage")
    picture_for_the_readme(hoa, "coverage")
    assert steps.number(hoa, "In scope") == str(office_list.CREATED)
    assert steps.number(hoa, "Inspected, official") == "1"
    assert steps.number(hoa, "Official rate") == "20,0 %"
    told(hoa, "Reached")

    cells = steps.cells_of(download(hoa, "Export to Excel", folder))
    assert {1, office_list.CREATED, 0.2, KARAOKE} <= cells

    steps.open_the_number(hoa, "Inspected, official")
    expect(hoa.page.get_by_role("row")).to_have_count(2)
    expect(hoa.page.get_by_role("link", name=KARAOKE)).to_be_visible()
    look(hoa, "story-behind-the-number")
    hoa.page.get_by_role("link", name=KARAOKE).click()
    look(hoa, "story-establishment-story")
    told(hoa, "Commitment signed")
