"""Do the office's pages show tablets, revoke them, and let people decide about their work?"""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect178.devices import outside, queries
from inspect178.devices.enums import OpState
from inspect178.devices.models import Device
from inspect178.extensions import db
from tests.factories.devices import make_case, make_tablet


def test_the_list_names_person_contact_and_what_is_unsent(as_):
    make_tablet(claimed_seq=7, claimed_photos=2)
    db.session.commit()

    page = as_("hoa").get("/devices").text

    assert "Máy của đội" in page
    assert "Trần Thị Bình" in page
    assert "7 bước, 2 ảnh" in page


def test_a_revoked_tablet_stays_out_of_a_restored_backup(app, as_):
    tablet = make_tablet()
    db.session.commit()

    answer = as_("hoa").post(f"/devices/{tablet.id}/revoke", data={"reason": "Mất trên đường"})

    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get(Device, tablet.id).revocation_reason == "Mất trên đường"
    assert tablet.id in outside.read_revoked(Path(app.config["INSTANCE"]))
    assert "Mất trên đường" in as_("hoa").get("/devices").text


def test_revoking_asks_for_the_reason(as_):
    tablet = make_tablet()
    db.session.commit()

    answer = as_("hoa").post(f"/devices/{tablet.id}/revoke", data={"reason": " "})

    assert answer.status_code == 422
    assert "Hãy nhập lý do" in answer.text
    db.session.expire_all()
    assert db.session.get(Device, tablet.id).revoked_at is None


def test_a_conflict_shows_both_values_and_is_settled_once(as_):
    op = make_case(make_tablet())
    db.session.commit()
    hoa, address = as_("hoa"), f"/devices/cases/{op.position}"

    page = hoa.get(address).text
    assert "Cũ" in page
    assert "Mới" in page
    assert hoa.post(address, data={"decision": "aside", "reason": "Đã xem"}).status_code == 303

    db.session.expire_all()
    assert queries.op_at(op.position).state == OpState.SET_ASIDE
    assert hoa.post(address, data={"decision": "aside", "reason": "Lại"}).status_code == 422
    assert "Không có gì chờ quyết định" in hoa.get("/devices/cases").text


def test_what_was_done_beside_something_else_stays_done_when_it_is_settled(as_):
    op = make_case(make_tablet(), OpState.APPLIED)
    db.session.commit()
    hoa = as_("hoa")
    assert f"/devices/cases/{op.position}" in hoa.get("/devices/cases").text

    hoa.post(f"/devices/cases/{op.position}", data={"decision": "aside", "reason": "Đã xem"})

    db.session.expire_all()
    assert queries.op_at(op.position).state == OpState.APPLIED
    assert f"/devices/cases/{op.position}" not in hoa.get("/devices/cases").text


def test_quarantine_takes_two_persons(as_):
    op = make_case(make_tablet(), OpState.QUARANTINED, detail=None)
    db.session.commit()
    address, words = f"/devices/cases/{op.position}", {"decision": "release", "reason": "Đúng"}

    assert as_("hoa").post(address, data=words).status_code == 303
    db.session.expire_all()
    assert queries.op_at(op.position).state == OpState.QUARANTINED
    assert as_("hoa").post(address, data=words).status_code == 422  # not twice by one person
    assert as_("khanh").post(address, data=words).status_code == 303

    db.session.expire_all()
    assert queries.op_at(op.position).state != OpState.QUARANTINED


@pytest.mark.parametrize("address", ["/devices", "/devices/cases"])
def test_lists_take_as_many_statements_for_many_as_for_one(as_, statements, address):
    hoa = as_("hoa")
    make_case(make_tablet())
    db.session.commit()
    with statements() as one:
        assert hoa.get(address).status_code == 200
    for _ in range(9):
        make_case(make_tablet())
    db.session.commit()
    with statements() as many:
        assert hoa.get(address).status_code == 200

    assert len(many) == len(one)
