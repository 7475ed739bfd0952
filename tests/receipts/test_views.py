"""What does an owner read about a receipt, and what does nobody learn from the page?"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest

from inspect178.devices import outside
from inspect178.devices.certificates import LONGEST
from inspect178.devices.enums import OpState
from inspect178.devices.models import Device
from inspect178.devices.operations import enrolling
from inspect178.extensions import db
from inspect178.inspections.models import InspectionRecord
from inspect178.kernel import clock
from inspect178.web.pace import Pace
from tests import people
from tests.architecture.sources import STATIC
from tests.devices.tablet import Tablet
from tests.factories.commitments import make_commitment
from tests.factories.devices import make_step
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.receipts.owner import SHA256, ask, made, text_of

SCRIPT = STATIC / "receipts" / "check_receipt.py"


@pytest.fixture(autouse=True)
def _a_new_minute(app):
    app.extensions["inspect178.pace"] = Pace()


@pytest.fixture
def tablet(app):
    return Tablet.enrolled(app)


def signed_visit():
    return make_inspection(
        make_establishment(name="Nhà nghỉ Hoa Sữa"),
        state="signed",
        planned_on=clock.today() - timedelta(days=1),
    )


def number_of(visit):
    record = db.session.get(InspectionRecord, visit.id)
    assert record.number
    return record.number


def step_of(tablet, visit_id, kind="visit.sign", **facts):
    device = db.session.get(Device, tablet.id)
    facts.setdefault("state", OpState.APPLIED)
    step = make_step(device, kind=kind, object_id=visit_id, **facts)
    db.session.commit()
    return step


def test_a_good_receipt_that_has_not_arrived_says_so_in_both_languages(client, tablet):
    text = text_of(made(tablet))
    vietnamese, english = ask(client, text), ask(client, text, language="en")

    assert vietnamese.status_code == english.status_code == 200
    assert "Mã này là thật" in vietnamese.text
    assert "Chưa nhận được" in vietnamese.text
    assert "This code is genuine" in english.text
    assert "Not yet received" in english.text
    assert f"số {str(tablet.id)[:8]}, tỉnh Hưng Yên" in vietnamese.text


def test_the_page_names_no_person_and_no_tablet_by_its_name(client, tablet):
    page = ask(client, text_of(made(tablet))).text

    assert "Trần Thị Bình" not in page
    assert "Máy 1" not in page


def test_a_record_that_arrived_with_the_same_content_is_shown_with_number_and_day(client, tablet):
    visit = signed_visit()
    step_of(tablet, visit.id, body={"shown": SHA256})
    page = ask(client, text_of(made(tablet, object_id=visit.id))).text

    assert "Đã nhận và lưu giữ" in page
    assert "giống với bản giao cho bạn" in page
    assert number_of(visit) in page
    assert visit.completed_on.strftime("%d/%m/%Y") in page
    assert "Nhà nghỉ Hoa Sữa" in page


def test_another_content_than_the_copy_is_said_plainly(client, tablet):
    visit = signed_visit()
    step_of(tablet, visit.id, body={"shown": "cd" * 32})

    page = ask(client, text_of(made(tablet, object_id=visit.id))).text
    assert "khác với bản giao cho bạn" in page


def test_parts_that_two_people_wrote_are_told(client, tablet):
    visit = signed_visit()
    clash = step_of(tablet, visit.id, kind="visit.entries")
    clash.detail = {"fields": [["findings", "a", "b", "An"]]}
    step_of(tablet, visit.id, body={"shown": SHA256})

    page = ask(client, text_of(made(tablet, object_id=visit.id))).text
    assert "do hai người cùng ghi" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OpState.WAITING, "ảnh còn đang gửi"),
        (OpState.QUARANTINED, "đang chờ cán bộ của cơ quan quyết định"),
        (OpState.CONFLICT, "đang chờ cán bộ của cơ quan quyết định"),
        (OpState.REFUSED, "đang chờ cán bộ của cơ quan quyết định"),
        (OpState.SET_ASIDE, "cơ quan quyết định không ghi nhận"),
    ],
)
def test_what_does_not_count_yet_shows_no_record(client, tablet, state, words):
    visit = signed_visit()
    step_of(tablet, visit.id, body={"shown": SHA256}, state=state)
    page = ask(client, text_of(made(tablet, object_id=visit.id))).text

    assert words in page
    assert "Nhà nghỉ Hoa Sữa" not in page
    assert number_of(visit) not in page


def test_a_commitment_is_found_by_its_own_receipt(client, tablet):
    commitment = make_commitment(make_establishment(name="Karaoke Sao"))
    step_of(tablet, commitment.id, kind="commitment.sign", body={"shown": SHA256})
    page = ask(client, text_of(made(tablet, "commitment", object_id=commitment.id))).text

    assert "Bản cam kết" in page
    assert "Karaoke Sao" in page
    assert "giống với bản giao cho bạn" in page


def test_a_tablet_learns_nothing_of_what_another_one_sent(app, client, tablet):
    visit = signed_visit()
    step_of(Tablet.enrolled(app), visit.id, body={"shown": SHA256})

    page = ask(client, text_of(made(tablet, object_id=visit.id))).text
    assert "Chưa nhận được" in page
    assert number_of(visit) not in page


def test_a_tablet_that_was_withdrawn_is_told(app, client, tablet):
    receipt = text_of(made(tablet, signed_at=clock.now() - timedelta(days=1)))
    device, hoa = db.session.get(Device, tablet.id), people.actor("hoa")
    enrolling.revoke(device, reason="Mất máy", actor=hoa, at=clock.now())
    db.session.commit()

    assert "Sau đó cơ quan đã thu hồi" in ask(client, receipt).text
    assert "Vào thời điểm đó cơ quan đã thu hồi" in ask(client, text_of(made(tablet))).text


def test_a_tablet_in_use_gets_a_new_certificate_with_its_daily_token(client, tablet):
    first = tablet.server.pop("certificate")
    db.session.get(Device, tablet.id).token_made_at -= timedelta(days=1)
    db.session.commit()
    tablet.server |= tablet.hello().json

    assert tablet.server["certificate"] != first
    assert ask(client, text_of(made(tablet))).status_code == 200


def test_a_time_in_the_future_is_told(client, tablet):
    receipt = text_of(made(tablet, signed_at=clock.now() + timedelta(days=2)))

    assert "Thời điểm ký ở tương lai" in ask(client, receipt).text


@pytest.mark.parametrize(
    ("text", "said", "advice"),
    [
        ("", "Hãy dán nội dung của mã", "máy ảnh của điện thoại"),
        ("x" * (LONGEST + 1), "dài hơn mọi mã biên nhận", "Chỉ dán nội dung của một mã"),
        ("7Q2M-09FJ", "không phải là mã biên nhận", "bắt đầu bằng inspect178:copy:1:"),
        ("inspect178:copy:1:e30", "không khớp với chữ ký", "không có giá trị chứng minh"),
        ("inspect178:copy:1:abc", "không đầy đủ", "quét lại mã"),
        ("<script>alert(1)</script>", "không phải là mã biên nhận", "bắt đầu bằng"),
    ],
)
def test_a_bad_text_is_answered_by_what_is_wrong_and_what_to_do(client, text, said, advice):
    answer = ask(client, text)

    assert answer.status_code == 422
    assert said in answer.text
    assert advice in answer.text
    assert "<script>alert" not in answer.text


def test_the_database_is_asked_nothing_before_both_signatures_are_good(client, tablet, statements):
    said = made(tablet)
    elsewhere = text_of({**said, "c": said["s"]})
    for text in ("", "x" * 9_000, text_of({**said, "h": "cd" * 32}), elsewhere):
        with statements() as ran:
            assert ask(client, text).status_code == 422
        assert ran.texts == []
    with statements() as ran:
        ask(client, text_of(said))
    assert 0 < len(ran) <= 5


def test_the_page_starts_no_session_and_keeps_nothing(client, tablet):
    for answer in (client.get("/receipts/check"), ask(client, text_of(made(tablet)))):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "csrf" not in answer.text


def test_the_text_is_read_from_a_form_only_so_that_it_stands_in_no_log(client, tablet):
    page = client.get("/receipts/check", query_string={"receipt": text_of(made(tablet))}).text

    assert "Mã này là thật" not in page


def test_changing_the_language_before_anything_was_pasted_is_no_mistake(client):
    answer = ask(client, "", language="en")

    assert answer.status_code == 200
    assert "Is the copy genuine?" in answer.text


def test_who_asks_too_often_waits_a_minute_and_nobody_else_does(app, client, tablet):
    app.extensions["inspect178.pace"] = Pace(most=2)
    receipt = text_of(made(tablet))
    answers = [ask(client, receipt) for _ in range(3)]
    other = client.post(
        "/receipts/check", data={"receipt": receipt}, environ_base={"REMOTE_ADDR": "10.9.9.9"}
    )

    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"
    assert receipt in answers[2].text
    assert other.status_code == 200


def test_the_keys_are_published_with_their_fingerprint_and_no_private_half(client, tablet):
    answer = client.get("/receipts/keys.json")
    published = json.loads(answer.data)["keys"]
    page = client.get("/receipts/key?language=en").text

    assert answer.mimetype == "application/jwk-set+json"
    assert [set(key) for key in published] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]
    assert published[0]["x"] == tablet.server["keys"]["receipt"]["x"]
    assert published[0]["kid"][:8] in page
    assert "Key in use" in page


@pytest.fixture
def offline(client, tmp_path):
    """Check a receipt by the recipe of the docs: the published keys, a file, the small program."""
    keys, file = tmp_path / "keys.json", tmp_path / "receipt.txt"
    keys.write_bytes(client.get("/receipts/keys.json").data)

    def check(text):
        file.write_text(text)
        return subprocess.run(
            [sys.executable, SCRIPT, keys, file], capture_output=True, text=True, check=False
        )

    return check


def test_the_recipe_for_checking_without_the_office_agrees_with_it(client, tablet, offline):
    said = made(tablet)
    own = json.loads(client.get("/receipts/keys.json").data)["keys"][0]["kid"]
    good = offline(f"http://localhost/receipts/check#{text_of(said)}\n")

    assert (good.returncode, good.stderr) == (0, "")
    assert f"mark of the content: {SHA256[:32]}" in good.stdout
    assert f"key of the office: {own}" in good.stdout

    for changed in (
        text_of({**said, "h": "cd" * 32}),
        text_of({**said, "c": said["s"]}),
        text_of({**said, "u": "2099-01-01"}),
        text_of(made(tablet, "record\x1b[2J")),  # which the page refuses as well
        text_of(made(tablet, signed_at=clock.now() + timedelta(days=500))),
        text_of(said)[:-9],
        text_of({}),
        text_of([1]),
        "",
        str(uuid4()),
    ):
        bad = offline(changed)
        assert bad.returncode != 0
        assert bad.stderr.startswith("NOT GENUINE"), bad.stderr
        assert "Traceback" not in bad.stderr
        assert "GENUINE" not in bad.stdout


def test_revoked_tablets_outside_of_the_database_count_too(app, client, tablet):
    outside.note_revoked(app.config["INSTANCE"], tablet.id)

    assert "đã thu hồi máy tính bảng này" in ask(client, text_of(made(tablet))).text
