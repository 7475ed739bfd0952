"""Do the app's way out and the office's answers fit each other? Tablets against the real server."""

from __future__ import annotations

from playwright.sync_api import Page, Response
from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.devices.models import Device, DeviceOp
from inspect178.devices.operations import enrolling, epochs
from inspect178.extensions import db
from inspect178.kernel import clock
from tests.factories.registry import make_establishment
from tests.field.visiting import planned_today, tablet

RECEIVED = "async m => (await m.read('vault', 'meter')).received"


def go(page: Page, hash_: str) -> None:
    page.evaluate("hash => { location.hash = hash; }", hash_)


def journal() -> list[tuple[int, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(DeviceOp).order_by(DeviceOp.position))
    found = [(op.seq, str(op.state)) for op in rows]
    db.session.rollback()  # a transaction left open would keep the server from writing
    return found


def test_unsent_work_of_a_broken_tablet_arrives_by_another_and_counts_once(app, chromium):
    object_ = str(planned_today().id)
    with tablet(chromium, app) as (broken, _), tablet(chromium, app) as (other, _window):
        broken.context.set_offline(True)
        broken.enqueue(
            {"kind": "closed", "reason": "Khóa cửa"}, kind="visit.attempt", object_=object_
        )
        go(broken.page, "#/rescue")
        with broken.page.expect_download() as saved:
            broken.page.get_by_role("button", name="Lưu thành tệp").click()
        go(other.page, "#/rescue")
        other.page.get_by_label("Tệp từ máy khác").set_input_files(saved.value.path())
        other.page.get_by_text("Đã tiếp nhận: 1 mục").wait_for()
        other.sync()
        assert other.waiting() == 0
        before = journal()

        broken.context.set_offline(False)
        broken.sync()
        assert broken.waiting() == 0
        assert broken.faults + other.faults == []
    assert journal() == before
    assert [seq for seq, _ in before] == [1]


def test_a_tablet_that_the_office_ends_hands_over_its_work_and_is_emptied_after_a_backup(
    app, chromium
):
    object_ = str(planned_today().id)
    with tablet(chromium, app) as (held, _):
        held.context.set_offline(True)
        held.enqueue(
            {"kind": "closed", "reason": "Khóa cửa"}, kind="visit.attempt", object_=object_
        )
        revoke()
        held.context.set_offline(False)
        held.page.evaluate("() => { import('/static/field/sync.js').then(m => m.syncNow()); }")
        held.page.get_by_text("Không còn đọc được nội dung nào trên máy này.").wait_for()
        held.page.locator("main").get_by_text("Đã gửi hết").wait_for()
        assert [state for _, state in journal()] == ["quarantined"]
        epochs.note_backup(1, actor=SYSTEM, at=clock.now())
        db.session.commit()
        held.page.evaluate("() => { import('/static/field/sync.js').then(m => m.syncNow()); }")
        held.page.get_by_text("Khóa và dữ liệu trên máy đã bị hủy.").wait_for()
        assert held.page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert [state for _, state in journal()] == ["quarantined"]


def revoke() -> None:
    (device,) = db.session.scalars(select(Device)).all()
    enrolling.revoke(device, reason="Mất máy", actor=SYSTEM, at=clock.now())
    db.session.commit()


def test_the_meter_counts_bytes_as_they_went_over_the_line(app, chromium):
    with tablet(chromium, app) as (held, _):
        held.sync()
        answers: list[Response] = []
        held.page.on("response", lambda a: answers.append(a) if "/field/api/" in a.url else None)
        before = held.do(RECEIVED)
        make_establishment()
        db.session.commit()
        held.sync()
        received = held.do(RECEIVED) - before

        assert any(a.header_value("content-encoding") == "gzip" for a in answers)
        assert received == sum(int(a.header_value("content-length") or 0) for a in answers) > 0
