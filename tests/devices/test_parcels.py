"""Does a photo that comes whole beside its step count exactly like one that comes in pieces?"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from inspect178.devices import keys, protocol
from inspect178.devices.blobs import blob_content
from inspect178.devices.models import DeviceBlob
from inspect178.devices.requests import PARCEL
from inspect178.extensions import db
from inspect178.files import store
from tests import people
from tests.devices.conftest import count_ops, journal
from tests.devices.tablet import Tablet, at_once, parcel, sealed_photo

PHOTO = secrets.token_bytes(60_000)


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def declared(tablet: Tablet, op: dict[str, Any], content: bytes = PHOTO) -> tuple[bytes, dict]:
    stream, said = sealed_photo(content, keys.point_of_jwk(tablet.server["keys"]["seal"]))
    op_id = json.loads(op["p"])["id"]
    return stream, said | {"id": str(uuid.uuid4()), "op": op_id, "device": str(tablet.id)}


def send(tablet: Tablet, ops: list[Any], photos: list[Any], streams: bytes) -> Any:
    said = {"epoch": tablet.epoch, "ops": ops, "photos": photos}
    return tablet.ask("POST", "ops", data=parcel(said, streams), headers={"Content-Type": PARCEL})


def count_photos() -> int:
    return db.session.scalar(select(func.count()).select_from(DeviceBlob)) or 0


def test_photo_and_step_are_kept_together(tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    stream, about = declared(tablet, op)

    [answer] = send(tablet, [tablet.seal(op)], [about], stream).json["answers"]

    assert answer["status"] == "ok"
    [photo] = answer["photos"]
    assert (photo["id"], photo["done"], photo["offset"]) == (about["id"], True, len(stream))
    assert blob_content(digest(PHOTO), people.user_id("binh")) == PHOTO
    lines = ("inspect178 photo receipt 1", tablet.id, about["id"], digest(PHOTO), len(PHOTO))
    text = "\n".join(str(line) for line in lines).encode()
    point = keys.point_of_jwk(tablet.server["keys"]["receipt"])
    assert keys.is_signed(point, keys.from_base64url(photo["receipt"]), text)
    assert [op.state.value for op in journal()] == ["applied"]


def test_the_same_parcel_eight_times_at_once_is_one_step_and_one_photo(app, tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    stream, about = declared(tablet, op)
    sealed = tablet.seal(op)

    answers = at_once(app, [lambda: send(tablet, [sealed], [about], stream)] * 8)

    assert [a.json["answers"][0]["status"] for a in answers] == ["ok"] * 8
    assert all(a.json["answers"][0]["photos"][0]["done"] for a in answers)
    assert (count_ops(), count_photos()) == (1, 1)


def test_a_photo_that_was_begun_in_pieces_is_completed_by_a_parcel(tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    stream, about = declared(tablet, op)
    first = {name: about[name] for name in ("sha256", "size", "media_type", "sealed", "op")}
    tablet.ask("PUT", f"blobs/{about['id']}", json=first)
    tablet.send_piece(uuid.UUID(about["id"]), stream[:1000], 0)

    [answer] = send(tablet, [tablet.seal(op)], [about], stream).json["answers"]

    assert answer["photos"][0]["done"] is True
    assert tablet.ask("GET", f"blobs/{about['id']}").json["done"] is True
    assert count_photos() == 1


def test_a_step_that_waited_for_its_photo_goes_on_when_a_parcel_brings_it(tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    tablet.answers([op])
    assert [op.state.value for op in journal()] == ["waiting"]
    stream, about = declared(tablet, op)

    send(tablet, [op], [about], stream)

    assert [op.state.value for op in journal()] == ["applied"]


def test_a_step_that_waited_goes_on_when_another_tablet_brings_its_photo(app, tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    tablet.answers([op])
    stream, about = declared(tablet, op)

    [answer] = send(Tablet.enrolled(app, "an"), [op], [about], stream).json["answers"]

    assert answer["photos"][0]["done"] is True
    assert [op.state.value for op in journal()] == ["applied"]


def test_pieces_of_a_photo_that_a_parcel_completes_are_removed(app, tablet):
    op = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    stream, about = declared(tablet, op)
    first = {name: about[name] for name in ("sha256", "size", "media_type", "sealed", "op")}
    tablet.ask("PUT", f"blobs/{about['id']}", json=first)
    tablet.send_piece(uuid.UUID(about["id"]), stream[:1000], 0)

    send(tablet, [op], [about], stream)

    assert list((app.config["INSTANCE"] / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda about: about | {"sha256": digest(b"another")}, id="another hash"),
        pytest.param(lambda about: about | {"media_type": "text/html"}, id="no picture"),
        pytest.param(lambda about: about | {"op": str(uuid.uuid4())}, id="another step"),
        pytest.param(lambda about: {k: v for k, v in about.items() if k != "op"}, id="no step"),
        pytest.param(lambda about: about | {"device": str(uuid.uuid4())}, id="another tablet"),
    ],
)
def test_a_photo_that_is_not_what_was_said_is_not_answered_and_the_step_is_kept(tablet, spoil):
    op = tablet.write()
    stream, about = declared(tablet, op)

    [answer] = send(tablet, [op], [spoil(about)], stream).json["answers"]

    assert answer["status"] == "ok"
    assert "photos" not in answer
    assert count_photos() == 0


def test_the_photo_of_somebody_else_under_the_same_id_stays_as_it_is(app, tablet):
    theirs = Tablet.enrolled(app, "an")
    op = theirs.write()
    stream, about = declared(theirs, op)
    send(theirs, [op], [about], stream)
    mine = tablet.write()
    other = secrets.token_bytes(5_000)
    my_stream, my_about = declared(tablet, mine, other)

    [answer] = send(tablet, [mine], [my_about | {"id": about["id"]}], my_stream).json["answers"]

    assert "photos" not in answer
    row = db.session.scalars(select(DeviceBlob)).one()
    assert (row.device_id, row.sha256) == (theirs.id, digest(PHOTO))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\x00", id="cut length"),
        pytest.param(b"\xff\xff\xff\xff{}", id="length beyond the end"),
        pytest.param(parcel({"epoch": 1, "ops": [], "photos": {}}, b""), id="no list"),
        pytest.param(parcel({"epoch": 1, "ops": [], "photos": [7]}, b""), id="no photo"),
        pytest.param(parcel({"epoch": 1, "ops": []}, b"more"), id="bytes of nothing"),
        pytest.param(parcel([], b""), id="no object"),
    ],
)
def test_what_is_no_parcel_is_refused_in_a_sentence(tablet, content):
    answer = tablet.ask("POST", "ops", data=content, headers={"Content-Type": PARCEL})

    assert answer.status_code == 400
    assert answer.json["error"]


def test_a_cut_photo_refuses_the_whole_parcel_so_that_it_is_sent_again(tablet):
    op = tablet.write()
    stream, about = declared(tablet, op)

    assert send(tablet, [op], [about], stream[:-1]).status_code == 400
    assert (count_ops(), count_photos()) == (0, 0)


@pytest.mark.parametrize("spoil", ["no step", "another's signature", "another's photo"])
def test_a_photo_whose_step_nobody_signed_takes_no_room(app, tablet, spoil):
    op, stranger, content = tablet.write(), Tablet.enrolled(app, "an"), secrets.token_bytes(1_000)
    stream, about = declared(tablet, op, content)
    if spoil == "another's photo":
        about |= {"device": str(stranger.id)}
    sent = {"no step": {}, "another's signature": stranger.sign(op["p"])}.get(spoil, op)

    answer = send(stranger, [sent], [about], stream)

    assert answer.status_code == 200
    assert not store.path_of(digest(content)).exists()


def test_photos_of_another_tablet_count_for_its_share_of_the_day(app, tablet, monkeypatch):
    monkeypatch.setattr(protocol, "PHOTO_BYTES_A_DAY", 2 * len(PHOTO))
    carrier, op = Tablet.enrolled(app, "an"), tablet.write()

    for content in (PHOTO, PHOTO[::-1]):
        stream, about = declared(tablet, op, content)
        send(carrier, [op], [about], stream)

    assert count_photos() == 1


def test_photos_beyond_the_share_of_a_day_are_left_to_be_sent_later(tablet, monkeypatch):
    monkeypatch.setattr(protocol, "PHOTO_BYTES_A_DAY", len(PHOTO))
    op = tablet.write()
    stream, about = declared(tablet, op)

    [answer] = send(tablet, [op], [about], stream).json["answers"]

    assert answer["status"] == "ok"
    assert count_photos() == 0
