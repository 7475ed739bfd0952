"""What do people do in the journeys? Small steps in the words of those who take them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from inspect178.kernel import clock
from tests import people
from tests.browser import unfold
from tests.documents.pdf import text_of
from tests.journeys.stage import Person, choose, fill, follow, go, press, say, told

TITLE = "Kế hoạch kiểm tra liên ngành phòng, chống mại dâm tỉnh Hưng Yên"
PROVINCE = "Tỉnh Hưng Yên"


def today() -> str:
    return clock.today().isoformat()


# Register -------------------------------------------------------------------------------------


def hand_in_the_list(hoa: Person, path: Path) -> None:
    """Hoa gives the list of her office to the empty register."""
    go(hoa, "Establishments")
    told(hoa, "The register is empty")
    follow(hoa, "Import a list")
    hoa.page.locator('input[type="file"]').set_input_files(path)
    fill(hoa, "Day of the list", f"{clock.today().year}-01-01")


def number(person: Person, label: str) -> str:
    """Read the number of a figure card."""
    card = person.page.locator(".figure").filter(
        has=person.page.locator(".figure__label", has_text=re.compile(f"^{re.escape(say(label))}$"))
    )
    return card.locator(".figure__value").inner_text().split("\n")[0].split(" – ")[0].strip()


def open_the_number(person: Person, label: str) -> None:
    """Follow a number to the list behind it."""
    words = re.compile(re.escape(say(label)) + "$")
    person.page.locator(".figure__value").get_by_role("link", name=words).first.click()


# Plan -----------------------------------------------------------------------------------------


def draw_up_a_plan(hoa: Person) -> None:
    """Hoa draws up the province's plan of this year."""
    go(hoa, "Plans")
    follow(hoa, "Draw up a plan")
    choose(hoa, "Unit", PROVINCE)
    fill(hoa, "Year", str(clock.today().year))
    fill(hoa, "Title of the plan", TITLE)
    fill(hoa, "Units as of", f"{clock.today().year}-12-31")
    press(hoa, "Save the draft")
    told(hoa, "The plan has been drawn up. Add its targets.")


def add_the_target(hoa: Person, percent: str = "20") -> None:
    """Hoa asks for one in five establishments a year."""
    follow(hoa, "Add a target")
    fill(hoa, "Code", "COV")
    fill(hoa, "Target in Vietnamese", "Tỷ lệ cơ sở được kiểm tra")
    fill(hoa, "Value", percent)
    press(hoa, "Add the target")
    told(hoa, "The target has been added.")


def submit_the_plan(hoa: Person) -> None:
    press(hoa, "Submit for approval")
    told(hoa, "The plan has been submitted. Somebody else has to approve it.")


def approve_the_plan(khanh: Person) -> None:
    """Khanh finds the plan under the list of plans and approves it under its number."""
    go(khanh, "Plans")
    khanh.page.get_by_role("link", name=TITLE).click()
    follow(khanh, "Approve")
    fill(khanh, "Number of the plan", "12/KH-UBND")
    fill(khanh, "Signed on", today())


# Choice and decision --------------------------------------------------------------------------


def choose_establishments(hoa: Person, *names: str) -> None:
    """Hoa ticks establishments on the page of the plan and gives them to the team for today."""
    go(hoa, "Plans")
    hoa.page.get_by_role("link", name=TITLE).click()
    follow(hoa, "Choose establishments")
    for name in names:
        hoa.page.get_by_role("checkbox", name=name, exact=True).check()
    choose(hoa, "Team", people.PROVINCE_TEAM)
    fill(hoa, "Day of the visit", today())


def draft_the_decision(hoa: Person, *names: str) -> None:
    """Hoa drafts the decision on the chosen visits, Khanh is asked to sign."""
    hoa.page.goto("/inspections/decisions")
    follow(hoa, "Draft a decision")
    hoa.page.get_by_role("link", name=people.PROVINCE_TEAM).click()
    for box in hoa.page.locator('[name="visits"]').all():
        box.uncheck()
    for name in names:
        hoa.page.get_by_role("checkbox", name=name, exact=True).check()


def sign_the_decision(khanh: Person, number: str = "45/QĐ-UBND") -> None:
    khanh.page.goto("/inspections/decisions")
    khanh.page.get_by_role("link", name=say("without a number")).first.click()
    follow(khanh, "Sign")
    fill(khanh, "Number of the decision", number)
    fill(khanh, "Post of the person who signs", "Phó Chủ tịch Ủy ban nhân dân tỉnh")


# On site --------------------------------------------------------------------------------------


def begin_todays_visit(binh: Person, place: str) -> None:
    """Binh finds the visit on the first page and begins."""
    binh.page.goto("/")
    expect(binh.page.get_by_role("heading", name=place)).to_be_visible()
    follow(binh, "Begin")


def announce(binh: Person, *present: str) -> None:
    """Binh ticks exactly those who are there and announces the decision."""
    for box in binh.page.get_by_role("checkbox").all():
        box.uncheck()
    for name in present:
        binh.page.get_by_role("checkbox", name=name).check()
    press(binh, "Announce and begin")


def unanswered(person: Person) -> list[str]:
    """Give the codes of the questions on the page that ask for yes or no and have neither."""
    asked = person.page.locator('[data-question]:not(:has(input:checked)) input[value="yes"]')
    names = asked.evaluate_all("(boxes) => boxes.filter(b => b.offsetParent).map(b => b.name)")
    return [name.removeprefix("answer.") for name in names]


def answer_the_rest_with_yes(binh: Person) -> None:
    """Answer what is open with yes, also the questions that appear on the way."""
    while codes := unanswered(binh):
        for code in codes:
            answer(binh, code)


def answer(binh: Person, code: str, value: str = "yes") -> None:
    """Tap one of the three large buttons of a question."""
    box = f'input[name="answer.{code}"][value="{value}"]'
    binh.page.locator(f"label.segment:has({box})").tap()


def answer_with_no(binh: Person, code: str, note: str, photo: bytes) -> None:
    """Answer a question with no, with a note and a photo of what was found."""
    answer(binh, code, "no")
    binh.page.locator(f'[name="note.{code}"]').fill(note)
    picture = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo}
    with binh.page.expect_response("**/photos?item=*") as sent:
        binh.page.locator(f'[name="photos.{code}"]').set_input_files([picture])
    assert sent.value.status == 201


def count_workers(binh: Person, total: int = 12, with_contract: int = 12) -> None:
    fill(binh, "Workers in all", str(total))
    fill(binh, "With a written labour contract", str(with_contract))
    fill(binh, "With a health check in the period", str(total))
    fill(binh, "Under 18 years", "0")
    fill(binh, "Registered for temporary residence", str(total))


def count_the_rest(binh: Person, number: int = 12) -> None:
    """Fill in the numbers that questions ask for."""
    for box in binh.page.locator('[name^="count."]:visible, [name^="total."]:visible').all():
        box.fill(str(number))


def write_down(binh: Person, findings: str, opinion: str, to_mend: str) -> None:
    """Findings, the owner's opinion, and what is to be put right until when."""
    fill(binh, "Findings", findings)
    fill(binh, "Opinion of the establishment", opinion)
    fill(binh, "What is to be put right", to_mend)
    deadline = clock.today() + timedelta(days=10)
    fill(binh, "Deadline", deadline.isoformat())


def wait_until_saved(person: Person) -> None:
    status = person.page.locator("[data-autosave-status]").first
    expect(status).to_have_attribute("data-state", "saved")


def draw_signature(person: Person, name: str) -> None:
    """Draw a signature on the screen, in two strokes."""
    canvas = person.page.locator(f"#{name}-box canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    assert place is not None
    left, middle = place["x"] + 30, place["y"] + place["height"] / 2
    for row in (-20, 15):
        person.page.mouse.move(left, middle + row)
        person.page.mouse.down()
        for step in range(1, 7):
            person.page.mouse.move(left + step * 25, middle + row + (12 if step % 2 else -12))
        person.page.mouse.up()
    expect(person.page.locator(f'[name="{name}"]')).to_have_value(re.compile("^data:image/png"))


# Violation and commitment ---------------------------------------------------------------------


def record_the_violation(person: Person, code: str, clause: str) -> None:
    """From the "no" of a question to its clause; the range of the fine is shown."""
    question = person.page.locator(f'[data-question]:has(input[name="answer.{code}"])')
    question.get_by_role("link", name=say("Record a violation")).click()
    person.page.locator(f'#candidates a[href$="clause={clause}"]').click()


def describe_the_violation(person: Person, what: str) -> None:
    fill(person, "What was found", what)
    fill(person, "Number of the violation record", "01/BB-VPHC")


def sign_the_commitment(binh: Person, owner: str) -> None:
    """Owner and commune sign what is read out to them."""
    follow(binh, "Sign the commitment")
    fill(binh, "Who signs for the establishment", owner)
    fill(binh, "Who signs for the commune", "Phạm Thị Xã")
    draw_signature(binh, "signer")
    draw_signature(binh, "officer")


# End of the visit -----------------------------------------------------------------------------


def go_on_to_sign(binh: Person) -> None:
    press(binh, "Check and sign")
    told(binh, "Nothing is missing. The record can be signed.")
    follow(binh, "Go on to sign")


def sign_together(binh: Person) -> None:
    """Binh and the owner sign on the screen."""
    draw_signature(binh, "leader")
    draw_signature(binh, "owner")
    press(binh, "Sign and freeze")
    told(binh, "The record is signed and frozen. Send it for review now.")


def attest_the_refusal(binh: Person, reason: str, witness: str) -> None:
    """A witness signs that the owner refused, and Binh with them."""
    fill(binh, "Reason for the refusal", reason)
    binh.page.locator("label.segment", has_text=say("Witness")).tap()
    fill(binh, "Full name of whoever attests", witness)
    draw_signature(binh, "attesting")
    draw_signature(binh, "leader")


def send_the_record(binh: Person) -> None:
    press(binh, "Send the record")
    told(binh, "The record has been sent for review.")


def read_the_paper(person: Person) -> str:
    """Open what "print" leads to and give the text of the PDF."""
    link = person.page.locator('main a[href^="/documents/"]').first
    answer = person.page.request.get(str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    return text_of(answer.body())


# Review ---------------------------------------------------------------------------------------


def open_from_the_queue(reviewer: Person, place: str) -> None:
    go(reviewer, "Review")
    reviewer.page.get_by_role("link", name=place, exact=True).click()


def accept(reviewer: Person) -> None:
    reviewer.page.get_by_role("radio", name=say("I accept the record")).check()
    press(reviewer, "Send the decision")


def send_back(reviewer: Person, remarks: dict[str, str]) -> None:
    """Write remarks beside parts of the record and send it back."""
    unfold(reviewer.page, with_part='[name^="remark-"]')
    for part, text in remarks.items():
        reviewer.page.locator(f'[name="remark-{part}"]').fill(text)
    reviewer.page.get_by_role(
        "radio", name=say("I send it back with the remarks written above")
    ).check()


# Coverage -------------------------------------------------------------------------------------


def open_coverage(person: Person) -> None:
    go(person, "Coverage")
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Tỉnh Hưng Yên")


def cells_of(path: Path) -> set[object]:
    """Give everything that stands in a workbook, and find no formula in it."""
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    return {cell.value for cell in cells}
