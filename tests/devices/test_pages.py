"""Do the pages show tablets and what waits for a decision, to the right people, and do as told?"""

from __future__ import annotations

import uuid

import pytest

from inspect178.audit.models import AuditEntry
from inspect178.devices import outside
from inspect178.devices.enums import OpState
from inspect178.devices.models import Device
from inspect178.extensions import db
from tests.devices.conftest import journal
from tests.devices.tablet import Tablet


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.text


def test_the_list_says_who_holds_a_tablet_and_what_is_still_on_it(as_, tablet):
    tablet.answers([tablet.write()])
    tablet.hello(last=4, photos=2)

    page = text_of(as_("minh").get("/devices"))

    assert "Trần Thị Bình" in page
    assert "3 bước, 2 ảnh" in page


def test_tablets_of_another_province_are_not_there(as_, tablet):
    assert "Trần Thị Bình" not in text_of(as_("giang").get("/devices"))
    assert as_("giang").get(f"/devices/{tablet.id}").status_code == 404
    assert as_("giang").post(f"/devices/{tablet.id}/revoke", data={}).status_code == 404


def test_revoking_on_the_page_holds_at_the_next_contact_and_after_a_restore(app, as_, tablet):
    answer = as_("minh").post(f"/devices/{tablet.id}/revoke", data={"reason": "mất máy"})

    assert answer.status_code == 303
    assert tablet.hello().json["state"] == "revoked"
    assert tablet.id in outside.read_revoked(app.config["INSTANCE"])
    assert db.session.get_one(Device, tablet.id).revocation_reason == "mất máy"
    actions = [e.action for e in db.session.query(AuditEntry).order_by(AuditEntry.seq)]
    assert actions[-1] == "device.revoked"


def test_revoking_asks_for_the_reason(as_, tablet):
    answer = as_("hoa").post(f"/devices/{tablet.id}/revoke", data={"reason": " "})

    assert answer.status_code == 422
    assert tablet.hello().status_code == 200


def test_quarantined_work_counts_after_two_persons_have_agreed_on_the_page(as_, tablet):
    ops = [tablet.write(body={"findings": "Đủ giấy tờ"}), tablet.write()]
    as_("hoa").post(f"/devices/{tablet.id}/revoke", data={"reason": "mất máy"})
    tablet.answers(ops)

    assert "(1)" in text_of(as_("hoa").get("/devices/work"))
    assert "Đủ giấy tờ" in text_of(as_("hoa").get("/devices/work/1"))
    as_("hoa").post("/devices/work/1/release", data={"reason": "đúng"})
    assert journal()[0].state == OpState.QUARANTINED
    as_("khanh").post("/devices/work/1/release", data={"reason": "đúng"})

    assert [op.state for op in journal()] == [OpState.APPLIED, OpState.APPLIED]


def test_a_conflict_shows_both_versions_side_by_side_and_is_settled(as_, tablet):
    op_id = str(uuid.uuid4())
    tablet.answers([tablet.write(id=op_id, body={"findings": "Phòng sạch"})])
    tablet.answers([tablet.write(id=op_id, body={"findings": "Phòng bẩn"})])

    page = text_of(as_("hoa").get("/devices/work/2"))
    as_("hoa").post("/devices/work/2/set-aside?tab=conflicts", data={"reason": "bản đầu đúng"})

    assert "Phòng sạch" in page
    assert "<strong>Phòng bẩn</strong>" in page
    assert "(2)" not in text_of(as_("hoa").get("/devices/work?tab=conflicts"))
    assert "bản đầu đúng" in text_of(as_("hoa").get("/devices/work/2"))


def test_hostile_words_of_a_tablet_stay_words(as_, tablet):
    words = "<script>alert(1)</script>"
    tablet.answers([tablet.write("test.refuse", {"findings": words, words: ["x"]}, base=words)])

    page = text_of(as_("hoa").get("/devices/work/1"))

    assert words not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("name", ["giang", "minh", "binh"])
def test_a_step_is_shown_only_to_who_decides_in_its_area(as_, tablet, name):
    tablet.answers([tablet.write("test.refuse")])

    assert as_(name).get("/devices/work/1").status_code in (403, 404)
