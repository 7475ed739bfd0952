"""Can the pages of steps and of late photos be read by everybody, on every screen?"""

from __future__ import annotations

import pytest

from inspect178.devices.enums import OpState
from inspect178.extensions import db
from tests.browser import DESKTOP, NARROW, TABLET, Screen, faults_of, screenshot
from tests.factories.devices import make_step, make_tablet
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.fieldwork.field_day import FieldTablet
from tests.files import pictures
from tests.windows import seen_by


def steps() -> list[int]:
    """Put steps into the journal of which people are told something; give their positions."""
    visit = make_inspection(make_establishment(name="Nhà nghỉ Hoa Sữa"), state="answered")
    device, there = make_tablet(), {"object_id": visit.id}
    clashing = make_step(device, body={"set": {"findings": "Phòng sạch"}}, **there)
    clashing.state = OpState.APPLIED
    clashing.detail = {
        "fields": [["findings", "Phòng sạch", "Phòng bẩn", ""], ["answer.C3", "no", "yes", ""]],
        "second_visit": [["2026-03-05", "Đội kiểm tra liên ngành 178 phường Mỹ Hào", "closed"]],
    }
    held = make_step(
        device, kind="visit.attempt", body={"kind": "closed", "reason": "Khóa cửa"},
        state=OpState.CONFLICT, reason="Cuộc kiểm tra đã kết thúc.", **there,
    )  # fmt: skip
    copied = make_step(
        device, body={"set": {"findings": "Khác"}}, state=OpState.CONFLICT,
        copy_of=clashing.position, **there,
    )  # fmt: skip
    db.session.commit()
    return [clashing.position, held.position, copied.position]


def late_photo(app) -> tuple[str, str]:
    """Let a photo come after the record was signed; give the pages that show it."""
    visit, content = make_inspection(make_establishment(), state="signed"), pictures.jpeg()
    db.session.commit()
    tablet = FieldTablet.of(app)
    photo = tablet.photograph(visit, content, "C1")
    tablet.upload(content, photo)
    tablet.send()
    tablet.pull()
    return f"/visits/{visit.id}/record", "/devices/work/4"


@pytest.mark.parametrize("screen", [TABLET, DESKTOP, NARROW], ids=["tablet", "desktop", "narrow"])
def test_steps_and_late_photos_can_be_read_on_every_screen(app, chromium, screen: Screen):
    pages = [f"/devices/work/{position}" for position in steps()]
    pages += late_photo(app)
    with seen_by("hoa", chromium, app, screen) as opened:
        for number, address in enumerate(pages):
            opened.page.goto(address)
            assert opened.page.locator("main").count() == 1
            screenshot(opened.page, f"step-{number}")
            assert faults_of(opened.page) == [], address
        opened.assert_quiet()
