"""What do reviewers and teams see, and what becomes of what they send?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.extensions import db
from inspect178.files.models import StoredFile
from inspect178.inspections.enums import InspectionState, SignatureRole
from inspect178.inspections.models import Inspection, Photo, Signature
from inspect178.kernel import clock
from inspect178.review import queries
from inspect178.review.enums import ReviewDecision, ReviewField
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.review import add_note, make_review
from tests.factories.violations import make_violation

POLICE, CULTURE = ReviewField.POLICE, ReviewField.CULTURE


@pytest.fixture
def inspection(app):
    made = make_inspection(
        make_establishment(name="Karaoke Sao Mai", type_code="karaoke"),
        state="submitted",
        planned_on=date(2026, 11, 2),
    )
    db.session.commit()
    return made


def address(inspection):
    return f"/reviews/{inspection.id}"


def verdict(inspection, decision="accepted", **fields):
    seen = queries.sheet_of(inspection, POLICE).seen
    db.session.commit()
    return {"decision": decision, "seen": seen, **fields}


def state_of(inspection):
    key = inspection.id
    db.session.expire_all()
    return db.session.get_one(Inspection, key).state


def test_the_queue_shows_what_waits(inspection, as_):
    page = as_("chi").get("/reviews").text

    assert "Karaoke Sao Mai" in page
    assert address(inspection) in page


def test_an_empty_queue_says_so(app, as_):
    assert 'class="empty"' in as_("cuong").get("/reviews").text


@pytest.mark.parametrize(
    "query", ["show=nonsense", "team=x", "team=99999999999", "violations=?", "page=-3", "field=z"]
)
def test_a_strange_address_shows_the_queue(inspection, as_, query):
    assert as_("chi").get(f"/reviews?{query}").status_code == 200


def test_the_queue_takes_a_constant_number_of_statements(inspection, as_, statements):
    client = as_("chi")
    client.get("/reviews")
    with statements() as few:
        client.get("/reviews")
    for _ in range(5):
        make_violation(make_inspection(make_establishment(), state="submitted"))
    db.session.commit()

    with statements() as many:
        client.get("/reviews")

    assert len(many) == len(few) <= 14


def test_the_record_takes_a_constant_number_of_statements(inspection, as_, statements):
    full = make_inspection(make_establishment(type_code="karaoke"), state="submitted")
    for key in ("ANTT-4a", "VH-6", "VH-2"):
        make_violation(full, key=key)
    make_review(full, CULTURE, ReviewDecision.RETURNED, remarks={"findings": "Ghi rõ"})
    for part in ("findings", "conclusion"):
        add_note(full, part)
    full.review_round = 2
    db.session.commit()
    client, plain, rich = as_("chi"), address(inspection), address(full)
    client.get(plain)

    with statements() as few:
        client.get(plain)
    with statements() as many:
        client.get(rich)

    assert len(few) <= len(many) <= len(few) + 1  # the remarks, where anything was said
    assert len(many) <= 26


def test_a_reviewer_accepts(inspection, as_):
    answer = as_("chi").post(address(inspection), data=verdict(inspection))

    assert answer.status_code == 303
    assert state_of(inspection) == InspectionState.SUBMITTED
    assert as_("cuong").post(address(inspection), data=verdict(inspection)).status_code == 303
    assert state_of(inspection) == InspectionState.ACCEPTED


def test_a_reviewer_sends_back_with_remarks_on_parts(inspection, as_):
    data = verdict(
        inspection,
        "returned",
        **{"remark-findings": "Ghi rõ số phòng.", "remark-answer:KR1": "Ghi số giấy phép."},
    )

    assert as_("cuong").post(address(inspection), data=data).status_code == 303

    assert state_of(inspection) == InspectionState.RETURNED
    remarks = as_("binh").get(f"{address(inspection)}/remarks").text
    assert "Ghi rõ số phòng." in remarks
    assert "Ghi số giấy phép." in remarks


def test_sending_back_without_remarks_is_explained_and_keeps_what_was_typed(inspection, as_):
    data = verdict(inspection, "returned", summary="Đã trao đổi với đội")

    answer = as_("chi").post(address(inspection), data=data)

    assert answer.status_code == 422
    assert "Đã trao đổi với đội" in answer.text
    assert 'href="#decision-0"' in answer.text
    assert state_of(inspection) == InspectionState.SUBMITTED


def test_a_remark_that_is_too_long_is_marked_at_its_part(inspection, as_):
    data = verdict(inspection, "returned", **{"remark-findings": "x" * 2001})

    answer = as_("chi").post(address(inspection), data=data)

    assert answer.status_code == 422
    assert 'href="#remark-findings"' in answer.text


def test_no_choice_is_asked_for(inspection, as_):
    answer = as_("chi").post(address(inspection), data={"seen": "1-0"})

    assert answer.status_code == 422
    assert 'href="#decision-0"' in answer.text


def test_a_stale_page_keeps_the_remarks_and_shows_what_is_new(inspection, as_):
    data = verdict(inspection, "returned", **{"remark-findings": "Ghi rõ số phòng."})
    add_note(inspection)
    db.session.commit()

    answer = as_("chi").post(address(inspection), data=data)

    assert answer.status_code == 409
    assert "Ghi rõ số phòng." in answer.text
    assert 'value="1-1"' in answer.text


def test_a_second_click_says_that_it_was_decided(inspection, as_):
    client, data = as_("chi"), verdict(inspection)
    client.post(address(inspection), data=data)

    answer = client.post(address(inspection), data=data)

    assert answer.status_code == 409
    assert 'name="decision"' not in answer.text


@pytest.mark.parametrize("name", ["dung", "hoa", "binh", "minh", "lan"])
def test_who_does_not_review_reads_no_queue_and_decides_nothing(inspection, as_, name):
    client = as_(name)

    assert client.get("/reviews").status_code == 403
    assert client.post(address(inspection), data=verdict(inspection)).status_code == 403
    assert state_of(inspection) == InspectionState.SUBMITTED


def test_the_police_cannot_decide_for_culture(inspection, as_):
    answer = as_("chi").post(address(inspection) + "?field=culture", data=verdict(inspection))

    assert answer.status_code == 403
    assert state_of(inspection) == InspectionState.SUBMITTED


def test_an_author_reads_but_is_offered_no_decision(inspection, as_):
    inspection.announced_by_id = people.user_id("chi")
    db.session.commit()

    page = as_("chi").get(address(inspection))

    assert page.status_code == 200
    assert 'name="decision"' not in page.text
    assert as_("chi").post(address(inspection), data=verdict(inspection)).status_code == 403


def test_another_province_finds_nothing(app, as_):
    elsewhere = make_inspection(make_establishment(commune=None, province="04"), state="submitted")
    db.session.commit()

    assert as_("chi").get(address(elsewhere)).status_code == 404
    assert as_("chi").post(address(elsewhere), data={"decision": "accepted"}).status_code == 404
    assert as_("binh").get(f"{address(elsewhere)}/remarks").status_code == 404


def test_remarks_are_for_the_own_team(inspection, as_):
    make_review(inspection, POLICE, ReviewDecision.RETURNED, remarks={"conclusion": "Chưa rõ"})
    inspection.state = InspectionState.RETURNED
    db.session.commit()

    assert "Chưa rõ" in as_("an").get(f"{address(inspection)}/remarks").text
    assert as_("nam").get(f"{address(inspection)}/remarks").status_code == 404
    assert as_("chi").get(f"{address(inspection)}/remarks").status_code == 403


def test_photos_and_drawn_signatures_are_shown(app, as_):
    inspection = make_inspection(make_establishment(), state="answered")
    record = inspection.record
    assert record is not None
    db.session.add(
        StoredFile(sha256="a" * 64, media_type="image/jpeg", size_bytes=3, created_at=clock.now())
    )
    db.session.flush()
    photo = Photo(
        inspection_id=inspection.id,
        original_sha256="a" * 64,
        shown_sha256="a" * 64,
        caption="Cửa phòng số 3",
        added_at=clock.now(),
        added_by_id=people.user_id("binh"),
    )
    drawing = Signature(
        inspection_id=inspection.id,
        role=SignatureRole.OWNER,
        full_name="Nguyễn Thị Mẫu",
        image=b"PNG",
        signed_at=clock.now(),
    )
    db.session.add_all([photo, drawing])
    inspection.state, inspection.review_round = InspectionState.SUBMITTED, 1
    inspection.completed_on = inspection.planned_on
    db.session.commit()

    page = as_("chi").get(address(inspection)).text

    assert f"{inspection.id}/photos/{photo.id}" in page
    assert "Cửa phòng số 3" in page
    assert "data:image/png;base64,UE5H" in page


def test_only_a_record_that_is_not_as_signed_is_pointed_out(inspection, as_):
    forged = make_inspection(make_establishment(), state="answered")
    forged.state, forged.review_round = InspectionState.SUBMITTED, 1
    forged.completed_on = forged.planned_on
    db.session.commit()
    client = as_("chi")

    assert "notice--error" not in client.get(address(inspection)).text
    assert "notice--error" in client.get(address(forged)).text
