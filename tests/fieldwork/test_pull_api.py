"""Does the address for pulling let in tablets only, and answer small and plainly?"""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from inspect178.devices.models import Device
from inspect178.extensions import db
from inspect178.kernel import clock
from tests import people
from tests.factories.registry import make_establishment
from tests.fieldwork.field_day import FieldTablet, planned_visit


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def test_a_tablet_pulls_and_then_has_everything(tablet):
    visit = planned_visit()

    first = tablet.pull()
    second = tablet.pull(first["cursor"])

    assert first["whole"]
    assert first["tables"]["visit"]["values"][0] == [str(visit.id)]
    assert second == {"cursor": first["cursor"], "whole": False, "tables": {}}


def test_the_answer_is_packed_where_the_tablet_can_read_it(tablet):
    planned_visit()

    answer = tablet.ask("POST", "pull", json={}, headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(gzip.decompress(answer.data))["whole"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"cursor": 5}', b'{"cursor": "nobody knows"}'])
def test_without_a_cursor_that_is_known_everything_comes(tablet, body):
    answer = tablet.ask("POST", "pull", data=body, content_type="application/json")

    assert answer.status_code == 200
    assert answer.json["whole"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"<html>"])
def test_a_body_that_is_no_json_object_is_refused_as_json(tablet, body):
    answer = tablet.ask("POST", "pull", data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.is_json


def test_without_a_token_nothing_is_handed_out(app, client):
    make_establishment(name="KS Bình Minh")
    db.session.commit()

    answer = client.post("/field/api/pull", json={})

    assert answer.status_code == 401
    assert "Bình Minh" not in answer.text


def test_a_revoked_tablet_gets_nothing_more_and_keeps_what_is_sealed(tablet):
    planned_visit()
    device = db.session.get_one(Device, tablet.id)
    device.revoked_at, device.revoked_by_id = clock.now(), people.user_id("minh")
    db.session.commit()

    answer = tablet.ask("POST", "pull", json={})

    assert (answer.status_code, answer.json["revoked"]) == (401, True)
    assert "Clear-Site-Data" not in answer.headers
    assert "tables" not in answer.json


def test_a_cookie_opens_nothing_here(as_):
    assert as_("binh").post("/field/api/pull", json={}).status_code == 401
