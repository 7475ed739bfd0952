"""What becomes of a tablet's photo that arrives after the record was signed online?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.queries import require_visit
from inspect178.files.drawings import read_drawing
from inspect178.inspections.enums import InspectionState, SignatureRole
from inspect178.inspections.models import Amendment, Inspection, InspectionRecord, Photo
from inspect178.inspections.operations import records, signing
from inspect178.inspections.operations.signing import GivenSignature
from inspect178.kernel import clock
from tests import people
from tests.fieldwork.field_day import FieldTablet, planned_visit, whole_record
from tests.files import pictures


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def sign_online(visit: Inspection, *, submit: bool = False) -> str:
    """Sign as a colleague does on the page; give the hash of what was frozen."""
    db.session.rollback()
    actor, at = people.actor("an"), clock.now()
    found = require_visit(actor, visit.id, at)
    given = [_typed(SignatureRole.LEADER, "Trần Thị Bình"), _typed(SignatureRole.OWNER, "Mẫu")]
    signing.sign_record(found, given, actor=actor, at=at)
    if submit:
        records.submit_record(found, actor=actor, at=at)
    db.session.commit()
    return record_of(visit).sha256


def _typed(role: SignatureRole, name: str) -> GivenSignature:
    return GivenSignature(role, name, read_drawing("", "[]", name, field=role.value), "")


def record_of(visit: Inspection) -> InspectionRecord:
    db.session.rollback()
    return db.session.scalars(
        select(InspectionRecord).where(InspectionRecord.inspection_id == visit.id)
    ).one()


def begun(tablet: FieldTablet) -> Inspection:
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    tablet.send()
    return visit


def notes(visit: Inspection) -> list[Amendment]:
    return list(db.session.scalars(select(Amendment).where(Amendment.inspection_id == visit.id)))


def step_of(kind: str) -> DeviceOp:
    return db.session.scalars(select(DeviceOp).where(DeviceOp.kind == kind)).one()


def late_address(visit: Inspection, photo: uuid.UUID) -> str:
    return f"/visits/{visit.id}/late-photos/{photo}"


def test_a_photo_named_before_and_received_after_the_signature_stands_beside_the_record(
    tablet, as_
):
    visit, content = begun(tablet), pictures.jpeg()
    photo = tablet.photograph(visit, content, "C1")
    tablet.send()
    signed = sign_online(visit)

    tablet.upload(content, photo)
    tablet.pull()

    assert record_of(visit).sha256 == signed
    assert db.session.scalars(select(Photo)).all() == []
    page = as_("hoa").get(f"/visits/{visit.id}/record").text
    assert late_address(visit, photo) in page
    assert "Quầy lễ tân" in page
    assert as_("hoa").get(late_address(visit, photo)).mimetype == "image/jpeg"
    [note] = notes(visit)
    assert (note.field, note.added_by_name) == ("photos", "Trần Thị Bình")
    assert "Ảnh gửi đến sau khi biên bản đã được ký" in note.text
    assert step_of("visit.photo").detail == {"late_photos": [[str(photo)]]}
    assert "/devices/work/3" in as_("hoa").get("/devices/work?tab=conflicts").text


def test_a_photo_named_after_the_signature_holds_up_nothing_that_follows_it(tablet, as_):
    visit, content = begun(tablet), pictures.jpeg()
    signed = sign_online(visit)
    photo = tablet.photograph(visit, content, "C1")
    tablet.do("visit.amend", visit.id, {"field": "findings", "text": "Xem thêm ảnh"})
    tablet.do("visit.submit", visit.id, {})

    assert tablet.send() == ["ok"] * 3
    assert late_address(visit, photo) not in as_("hoa").get(f"/visits/{visit.id}/record").text
    tablet.upload(content, photo)
    tablet.pull()

    assert record_of(visit).sha256 == signed
    assert late_address(visit, photo) in as_("hoa").get(f"/visits/{visit.id}/record").text
    assert step_of("visit.photo").detail == {"late_photos": [[str(photo)]]}


def test_a_reviewer_sees_a_photo_that_came_while_the_record_takes_no_notes(tablet, as_):
    visit, content = begun(tablet), pictures.jpeg()
    photo = tablet.photograph(visit, content)
    tablet.send()
    sign_online(visit, submit=True)

    tablet.upload(content, photo)
    tablet.pull()

    assert notes(visit) == []
    assert db.session.get_one(Inspection, visit.id).state == InspectionState.SUBMITTED
    assert late_address(visit, photo) in as_("chi").get(f"/reviews/{visit.id}").text


def test_the_same_picture_that_was_signed_already_is_not_listed_a_second_time(tablet, as_):
    visit, content = begun(tablet), pictures.jpeg()
    tablet.upload(content, tablet.photograph(visit, content))
    tablet.send()
    sign_online(visit)
    again = tablet.photograph(visit, content)
    tablet.send()
    tablet.pull()

    assert late_address(visit, again) not in as_("hoa").get(f"/visits/{visit.id}/record").text
    assert notes(visit) == []


def test_a_late_photo_is_absent_for_whoever_may_not_see_the_visit(tablet, as_):
    visit, content = begun(tablet), pictures.jpeg()
    photo = tablet.photograph(visit, content)
    tablet.send()
    sign_online(visit)
    tablet.upload(content, photo)

    assert as_("hoa").get(late_address(visit, photo)).status_code == 200
    assert as_("giang").get(late_address(visit, photo)).status_code == 404
    assert as_("hoa").get(late_address(planned_visit(), photo)).status_code == 404


def test_a_photo_of_an_open_or_signed_record_is_no_late_photo(tablet, as_):
    visit, content = begun(tablet), pictures.jpeg()
    photo = tablet.photograph(visit, content)
    tablet.send()
    tablet.upload(content, photo)
    assert as_("hoa").get(late_address(visit, photo)).status_code == 404
    tablet.pull()
    sign_online(visit)

    assert as_("hoa").get(late_address(visit, photo)).status_code == 404
