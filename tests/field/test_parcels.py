"""On a quick line a photo travels with the step that names it: once, whole, and only there."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from flask import Response, request

from tests.field.office import PARCEL, Office
from tests.field.stage import jpeg, set_up
from tests.field.tablet import OBJECT, Tablet
from tests.field.test_sent_to_the_office import cut

QUICK, SLOW = 500, 8  # bytes a millisecond
STEP_WITH_PHOTO = """async (m, g) => {
    const pace = (await import('/static/field/pace.js')).pace;
    pace.speed = g.speed;
    const op = crypto.randomUUID();
    const bytes = Uint8Array.from(atob(g.photo), c => c.charCodeAt(0));
    const photo = await m.keepPhoto(new Blob([bytes]), {object: g.object, op});
    await m.enqueue({id: op, object: g.object, kind: 'visit.photo', body: photo});
    return photo;
}"""


@pytest.fixture
def office() -> Office:
    return Office()


def step_with_photo(tablet: Tablet, speed: int) -> dict[str, Any]:
    """Do it without a network, so that nothing is sent before both are there."""
    given = {"photo": base64.b64encode(jpeg()).decode(), "object": OBJECT, "speed": speed}
    tablet.context.set_offline(True)
    photo: dict[str, Any] = tablet.do(STEP_WITH_PHOTO, given)
    tablet.context.set_offline(False)
    return photo


def kept(office: Office) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for content in office.photos() if content]


def test_a_photo_comes_in_one_request_with_its_step(office, chromium):
    with set_up(chromium, office) as tablet:
        office.asked.clear()
        photo = step_with_photo(tablet, QUICK)
        assert tablet.sync() == "idle"

        assert tablet.do("async m => (await m.unsentBlobs()).length") == 0
    assert [asked for asked in office.asked if "blobs" in asked] == []
    assert kept(office) == [photo["sha256"]]
    assert [op["kind"] for op in office.journal] == ["visit.photo"]


def test_on_a_slow_line_it_comes_in_pieces_after_its_thumbnail(office, chromium):
    with set_up(chromium, office) as tablet:
        office.asked.clear()
        photo = step_with_photo(tablet, SLOW)
        assert tablet.sync() == "idle"

    assert office.asked.count("PUT blobs") == 2
    assert kept(office) == [photo["sha256"]]


def test_an_office_that_knows_no_parcels_gets_the_step_alone_and_then_the_photo(office, chromium):
    office.knows_parcels = False
    with set_up(chromium, office) as tablet:
        photo = step_with_photo(tablet, QUICK)
        assert tablet.sync() == "idle"

        assert tablet.waiting() == 0
        assert tablet.do("async m => (await m.unsentBlobs()).length") == 0
    assert kept(office) == [photo["sha256"]]
    assert len(office.journal) == 1


def test_a_parcel_whose_answer_was_lost_counts_once(office, chromium):
    lost: list[str] = []

    def lose_the_first(path: str, answer: Response) -> Response:
        if path == "ops" and request.mimetype == PARCEL and not lost:
            lost.append(path)
            return cut(answer)
        return answer

    with set_up(chromium, office) as tablet:
        office.spoil = lose_the_first
        photo = step_with_photo(tablet, QUICK)
        for _ in range(3):
            tablet.sync()

        assert tablet.waiting() == 0
        assert tablet.do("async m => (await m.unsentBlobs()).length") == 0
    assert lost == ["ops"]
    assert kept(office) == [photo["sha256"]]
    assert len(office.journal) == 1
