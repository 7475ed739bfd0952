"""Does the page of a step say what it is about, in words of people, to whoever may see it?"""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import pytest

from inspect178.devices.enums import OpState
from inspect178.extensions import db
from inspect178.fieldwork.telling.bodies import BODIES
from inspect178.identity.queries import team_members
from inspect178.kernel import clock
from tests import people
from tests.factories.devices import make_step, make_tablet
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.fieldwork.field_day import (
    TYPED_SIGNATURES,
    FieldTablet,
    commune_team_visit,
    planned_visit,
    whole_record,
)
from tests.files import pictures

TAGS, IDS = re.compile(r"<[^>]+>"), re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def words_of(answer: Any) -> str:
    """Give the words between the tags of the part of the page that is its own."""
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(TAGS.sub(" ", main)).split())


def step_page(as_: Any, position: int, name: str = "hoa") -> str:
    return words_of(as_(name).get(f"/devices/work/{position}"))


def test_entries_are_told_by_the_questions_and_labels_of_the_form(app, as_):
    visit = make_inspection(make_establishment(name="Nhà nghỉ Hoa Sữa"), state="answered")
    entries = {
        "answer.C3": "no", "note.C3": "Hết hạn", "findings": "Phòng sạch", "worker_total": "12",
        "recommendation.1.due_on": "2027-01-31", "latitude": "20.9",
    }  # fmt: skip
    make_step(make_tablet(), body={"set": entries, "seen": entries}, object_id=visit.id)
    db.session.commit()

    page = step_page(as_, 1)

    assert "C3. " in page
    assert "Không" in page
    assert "Kiến nghị 1: Thời hạn 31/01/2027" in page
    assert "Nhà nghỉ Hoa Sữa" in page
    for technical in ("answer.", "findings", "worker_total", "recommendation", "latitude", "seen"):
        assert technical not in page
    assert not IDS.search(page)


def test_a_clash_shows_both_values_side_by_side_and_what_to_do(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    tablet.enter(visit, {"answer.C3": "no", "worker_total": "mười"})
    as_("an").post(f"/visits/{visit.id}", data={"answer.C3": "yes", "version": ""})
    tablet.send()

    page = step_page(as_, 2)

    assert re.search(r"C3\. [^?]*\? Không Có Trong thời gian đó người khác đã sửa", page)
    assert "Tổng số lao động mười — Nhập số nguyên" in page
    assert "Việc cần làm tiếp theo" in page
    assert "Bản tại cơ quan được ghi nhận" in page


def test_a_second_visit_of_the_year_is_named_with_day_and_team(app, as_):
    place = make_establishment(commune="12103", representative="Nguyễn Thị Mẫu")
    for name, visit in (("binh", planned_visit(place=place)), ("nam", commune_team_visit(place))):
        tablet = FieldTablet.of(app, name)
        tablet.announce(visit)
        tablet.send()

    page = step_page(as_, 2)

    assert "Cuộc kiểm tra khác trong năm" in page
    assert "in_progress" not in page
    assert "Đội kiểm tra liên ngành 178 tỉnh Hưng Yên (Đang kiểm tra)" in page


def test_a_photo_that_cannot_be_used_is_named_by_its_caption_and_shown_never(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    photo = tablet.photograph(visit, b"\xff\xd8 no picture", "C1")
    tablet.enter(visit, whole_record(visit))
    tablet.upload(b"\xff\xd8 no picture", photo)
    tablet.conclude(visit)
    tablet.send()

    page = step_page(as_, 2)

    assert "Quầy lễ tân. C1. " in page
    assert not IDS.search(page)
    assert as_("hoa").get("/devices/work/2/photo").status_code == 415


def test_a_photo_that_is_a_case_is_shown_on_its_page_to_who_decides_there(tablet, as_):
    visit = make_inspection(make_establishment(), state="stopped", planned_on=clock.today())
    db.session.commit()
    content = pictures.jpeg()
    tablet.upload(content, tablet.photograph(visit, content, "C1"))
    assert "Ảnh chưa được gửi đến" not in as_("hoa").get("/devices/work").text
    tablet.send()

    assert "/devices/work/1/photo" in as_("hoa").get("/devices/work/1").text
    assert as_("hoa").get("/devices/work/1/photo").mimetype == "image/jpeg"
    for name in ("giang", "minh", "binh"):
        assert as_(name).get("/devices/work/1/photo").status_code in (403, 404)


def test_a_photo_of_a_visit_out_of_sight_is_not_shown(tablet, as_):
    visit = make_inspection(
        make_establishment(commune="01273"), state="stopped", planned_on=clock.today()
    )
    db.session.commit()
    content = pictures.jpeg()
    tablet.upload(content, tablet.photograph(visit, content, "C1"))
    tablet.send()

    assert "không có quyền xem" in as_("hoa").get("/devices/work/1").text
    assert "/devices/work/1/photo" not in as_("hoa").get("/devices/work/1").text
    assert as_("hoa").get("/devices/work/1/photo").status_code == 404


def test_signatures_and_members_are_told_by_their_names(app, as_):
    visit = make_inspection(make_establishment(), state="answered", planned_on=clock.today())
    tablet, people_there = make_tablet(), team_members(people.team().id, clock.today())
    members = {"members": [m.id for m in people_there], "second_ground": "signs"}
    make_step(tablet, kind="visit.announce", body=members, object_id=visit.id)
    signed = {"signatures": TYPED_SIGNATURES, "signed_at": "2026-11-28T14:05:00+07:00"}
    make_step(tablet, kind="visit.sign", body=signed, object_id=visit.id)
    db.session.commit()

    assert people_there[0].full_name in step_page(as_, 1)
    assert "Có dấu hiệu vi phạm" in step_page(as_, 1)
    assert "Nguyễn Thị Mẫu (ghi tên)" in step_page(as_, 2) or "Nguyễn Thị Mẫu (" in step_page(
        as_, 2
    )
    assert "14:05 28/11/2026" in step_page(as_, 2)


def test_who_may_have_given_a_tip_is_not_shown(app, as_):
    body = {"ground": "tip", "reference": "ông Ba hàng xóm", "team": people.team().id}
    make_step(make_tablet(), kind="visit.unplanned", body=body)
    db.session.commit()

    page = step_page(as_, 1)

    assert "ông Ba" not in page
    assert "người báo tin" in page


def test_another_step_under_a_number_shows_nothing_of_a_secret_first_one(app, as_):
    place = make_establishment(name="Karaoke Hoàng Gia")
    visit = make_inspection(place, state="approved", mode="surprise", planned_on=clock.today())
    tablet = make_tablet()
    first = make_step(
        tablet, body={"set": {"findings": "Bí mật"}}, object_id=visit.id, state=OpState.APPLIED
    )
    make_step(
        tablet, body={"set": {"findings": "Khác"}}, state=OpState.CONFLICT, copy_of=first.position
    )
    db.session.commit()

    page = step_page(as_, 2)

    assert "Khác" in page
    assert "Bí mật" not in page


def test_of_a_target_that_is_still_secret_nothing_is_said(app, as_):
    place = make_establishment(name="Nhà nghỉ Bí Mật")
    visit = make_inspection(place, state="approved", mode="surprise", planned_on=clock.today())
    body = {"set": {"findings": "Tại Nhà nghỉ Bí Mật"}, "seen": {}}
    make_step(make_tablet(), body=body, object_id=visit.id)
    db.session.commit()

    page = step_page(as_, 1)

    assert "Bí Mật" not in page
    assert "giữ bí mật" in page


def test_an_establishment_out_of_sight_is_not_named(app, as_):
    far = make_establishment(name="Nhà nghỉ Ở Xa", commune="01273")
    visit = make_inspection(far, state="answered")
    body = {"establishment": str(far.id), "reason": "first"}
    tablet = make_tablet()
    make_step(tablet, object_id=visit.id, body={"set": {}, "seen": {}})
    make_step(tablet, kind="commitment.sign", body=body, state=OpState.REFUSED)
    db.session.commit()

    for position in (1, 2):
        page = step_page(as_, position)
        assert "Ở Xa" not in page
        assert "không có quyền xem" in page


@pytest.mark.parametrize(
    "kind", ["visit.stop", "violation.add", "register.propose", "test.odd", ""]
)
def test_a_step_whose_body_makes_no_sense_is_still_a_page(app, as_, kind):
    odd = {
        "ground": 3, "reason": ["x"], "act_on": {}, "behaviour": None, "what": "x", "unit": "x",
        "signatures": [1, {"role": 2}], str(uuid.uuid4()): {"a": [1]},
    }  # fmt: skip
    make_step(make_tablet(), kind=kind, body=odd)
    db.session.commit()

    assert not IDS.search(step_page(as_, 1))


ODD = {
    "list": [],
    "list of lists": [[1], {"a": []}],
    "object": {"a": [1]},
    "number beyond every column": 10**30,
    "number beyond the index": 2**40,
    "number beyond every float": float("inf"),
    "negative": -1,
    "truth": True,
    "digit that is no number": "²",
    "long digits": "9" * 40,
    "too many digits": "9" * 5000,
    "first year": "0001-01-01T00:00:00+00:00",
    "last day": "9999-12-31T23:59:59-12:00",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_steps_of_odd_values_can_be_looked_at_and_decided(app, as_, value):
    entries = dict.fromkeys(("presence", "started_at", "answer.C3", "caption.x", "a.due_on"), value)
    signature = dict.fromkeys(("role", "member", "name", "post", "typed"), value)
    parts = {"signatures": [signature], "signer": signature, "set": entries}
    tablet = make_tablet()
    for kind in (*BODIES, "visit.entries"):
        named = [name for name, _label, _read in BODIES.get(kind, ())]
        body = dict.fromkeys([*named, "signatures", "signer", "field", "set"], value)
        for each in (body, body | parts):
            make_step(tablet, kind=kind, body=each, state=OpState.REFUSED)
    db.session.commit()
    reader = as_("hoa")

    pages = [reader.get(f"/devices/work/{at}") for at in range(1, 2 * len(BODIES) + 3)]

    assert {page.status_code for page in pages} == {200}
    assert not any("<script>alert" in page.text for page in pages)
