"""Which bugs of other field tools, of what a browser keeps, must we not have? One test each.

The others stand in tests/fieldwork/test_bugs_of_peers.py, which also counts these.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import TABLET
from tests.field.office import Office
from tests.field.stage import set_up, set_up_on_disk, until
from tests.field.tablet import OBJECT
from tests.field.visiting import (
    answer_everything,
    begin,
    draw,
    planned_today,
    reload_and_unlock,
    saved,
    tablet,
)

# Thread under https://github.com/ → the test that answers it.
TOLD = {
    "enketo/enketo/issues/1127": "test_after_signing_out_the_next_person_is_asked_who_they_are",
    "enketo/enketo/issues/1226": "test_a_step_that_the_office_cannot_take_goes_by_itself_alone",
    "enketo/enketo/issues/1072": "test_what_was_sent_is_not_offered_as_unsaved_after_a_reload",
    "google/leveldb/issues/1287": "test_a_write_that_a_flat_battery_cut_off_costs_nothing_else",
}


@pytest.fixture
def office() -> Office:
    return Office()


def test_every_thread_has_its_test():
    assert set(TOLD.values()) <= set(globals())


def test_after_signing_out_the_next_person_is_asked_who_they_are(office, chromium):
    with set_up(chromium, office, screen=TABLET) as held:
        held.enqueue({"set": {"findings": "của người trước"}})
        assert held.sync() == "idle"
        page = held.page
        page.evaluate("() => { location.hash = '#/sign-out'; }")
        page.get_by_role("button", name="Xóa trắng máy này").click()
        page.get_by_role("heading", name="Thiết lập máy này").wait_for()
        office.signed_in = False

        for hash_ in ("#/today", f"#/visit/{OBJECT}", "#/items", "#/rescue"):
            page.goto(f"/field/{hash_}")
            page.reload()
            expect(page.get_by_text("của người trước")).to_have_count(0)
            assert page.get_by_text("Chưa gửi: 1").count() == 0
        page.goto("/field/#/today")
        page.get_by_text("Đăng nhập trước").first.wait_for()


def test_a_step_that_the_office_cannot_take_goes_by_itself_alone(office, chromium):
    bodies = "async m => (await m.readAll('sealed')).length"
    office.decide = lambda op: ("refused", "?") if op["kind"] == "visit.odd" else ("ok", "")
    with set_up(chromium, office) as held:
        held.enqueue({"n": 1}, kind="visit.odd")
        held.enqueue({"set": {"findings": "1"}}, object_=OBJECT.replace("0001", "0002", 1))
        assert held.sync() == "idle"
        assert (held.waiting(), held.do(bodies)) == (0, 2)
        held.enqueue({"set": {"findings": "2"}})
        office.durable = 2

        assert held.sync() == "idle"

        assert (held.waiting(), held.do(bodies)) == (0, 1)
    assert len(office.journal) == 3


def test_what_was_sent_is_not_offered_as_unsaved_after_a_reload(app, chromium):
    visit = planned_today()
    with tablet(chromium, app) as (held, _):
        page = held.page
        held.context.set_offline(True)
        begin(page)
        answer_everything(page)
        saved(page)
        page.get_by_role("button", name="Kiểm tra và ký").click()
        page.get_by_role("link", name="Chuyển sang ký").click()
        draw(page, "leader")
        draw(page, "owner")
        page.get_by_role("button", name="Ký và khóa biên bản").click()
        page.get_by_role("button", name="Gửi biên bản").click()
        expect(page.get_by_text("ngay khi có mạng")).to_be_visible()

        reload_and_unlock(held)

        drafts = (
            "async m => [(await m.store.all('draft')).size, (await m.store.all('signing')).size]"
        )
        assert held.do(drafts) == [0, 0]
        page.goto(f"/field/#/visit/{visit.id}")
        expect(page.locator("[name='findings']")).to_have_count(0)
        assert held.faults == []


def cut_off_last_write(profile: Path) -> Path:
    """Leave of the browser's last write what a flat battery might; give the file it is in."""
    log = max(profile.glob("Default/IndexedDB/*.leveldb/*.log"))
    os.truncate(log, log.stat().st_size - 40)
    return log


def test_a_write_that_a_flat_battery_cut_off_costs_nothing_else(office, chromium, tmp_path):
    with set_up_on_disk(chromium, office, tmp_path) as held:
        held.context.set_offline(True)
        before = held.enqueue({"set": {"findings": "trước"}})
        held.do("(m, g) => m.store.write([['draft', g.object, g.draft]])", {
            "object": OBJECT, "draft": {"findings": "đang ghi thì hết pin"},
        })  # fmt: skip
        held.kill()
        log = cut_off_last_write(tmp_path)

        held.start(offline=True)
        held.open()
        until(held, lambda: not log.exists())
        held.unlock()
        after = held.enqueue({"set": {"findings": "sau"}})
        held.kill()
        held.start(offline=True)
        held.open()
        held.unlock()  # Chromium used to have thrown everything away by now

        assert held.do("async m => (await m.known()).map(one => one.id)") == before + after
        assert held.do("async m => (await m.readAll('pieces')).length") == 0
