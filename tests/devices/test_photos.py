"""Does a photo arrive whole, over any number of connections, and only as what it is?"""

from __future__ import annotations

import hashlib
import os
import secrets
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event

from inspect178.devices import keys, protocol
from inspect178.devices.blobs import blob_content
from inspect178.devices.enums import OpState
from inspect178.devices.models import DeviceBlob
from inspect178.extensions import db
from tests import people
from tests.devices.conftest import journal
from tests.devices.tablet import Tablet, at_once

PHOTO = secrets.token_bytes(300_000)
PIECE = 131_072


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


def send(tablet: Tablet, photo_id: uuid.UUID, content: bytes, piece: int = PIECE) -> dict:
    for offset in range(0, len(content), piece):
        answer = tablet.send_piece(photo_id, content[offset : offset + piece], offset)
        assert answer.status_code == 200, answer.json
    return answer.json


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def receipt_text(tablet: Tablet, photo_id: uuid.UUID, content: bytes) -> bytes:
    lines = ("inspect178 photo receipt 1", tablet.id, photo_id, digest(content), len(content))
    return "\n".join(str(line) for line in lines).encode()


def test_a_photo_is_kept_when_its_last_piece_is_there(tablet):
    photo_id = uuid.uuid4()

    assert tablet.put_photo(PHOTO, photo_id).json == {"offset": 0, "done": False}
    answer = send(tablet, photo_id, PHOTO)

    assert answer["done"] is True
    assert blob_content(digest(PHOTO), people.user_id("binh")) == PHOTO
    point = keys.point_of_jwk(tablet.server["keys"]["receipt"])
    signature = keys.from_base64url(answer["receipt"])
    assert keys.is_signed(point, signature, receipt_text(tablet, photo_id, PHOTO))


def test_nothing_of_a_photo_counts_before_it_is_whole(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    tablet.send_piece(photo_id, PHOTO[:PIECE], 0)

    assert blob_content(digest(PHOTO), people.user_id("binh")) is None
    assert tablet.ask("GET", f"blobs/{photo_id}").json == {"offset": PIECE, "done": False}
    assert tablet.put_photo(PHOTO, photo_id).json == {"offset": PIECE, "done": False}


@pytest.mark.parametrize("offset", [0, 1, PIECE - 1, PIECE + 1, 299_999])
def test_a_piece_at_the_wrong_place_is_told_the_right_one(tablet, offset):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    tablet.send_piece(photo_id, PHOTO[:PIECE], 0)

    answer = tablet.send_piece(photo_id, PHOTO[offset : offset + 9], offset)

    assert (answer.status_code, answer.json["offset"]) == (409, PIECE)


def test_the_same_piece_eight_times_at_once_is_added_once(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)

    answers = at_once(tablet.app, [lambda: tablet.send_piece(photo_id, PHOTO[:PIECE], 0)] * 8)

    assert sorted(a.status_code for a in answers) == [200] + [409] * 7
    assert {a.json["offset"] for a in answers} == {PIECE}


def test_a_photo_that_is_not_what_was_declared_begins_anew(tablet):
    photo_id, wrong = uuid.uuid4(), PHOTO[:-1] + b"x"
    tablet.put_photo(PHOTO, photo_id)
    tablet.send_piece(photo_id, wrong[:PIECE], 0)
    tablet.send_piece(photo_id, wrong[PIECE : 2 * PIECE], PIECE)

    answer = tablet.send_piece(photo_id, wrong[2 * PIECE :], 2 * PIECE)

    assert (answer.status_code, answer.json["offset"]) == (409, 0)
    assert blob_content(digest(PHOTO), people.user_id("binh")) is None
    assert send(tablet, photo_id, PHOTO)["done"] is True


def test_the_same_photo_again_is_there_already(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    first = send(tablet, photo_id, PHOTO)

    assert tablet.put_photo(PHOTO, photo_id).json == first
    assert tablet.send_piece(photo_id, PHOTO[:9], 0).json == first


def test_a_photo_that_the_server_holds_must_still_be_sent_by_another_tablet(app, tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    send(tablet, photo_id, PHOTO)

    answer = Tablet.enrolled(app, "an").put_photo(PHOTO, uuid.uuid4())

    assert answer.json == {"offset": 0, "done": False}, "a hash is no proof of holding the bytes"


def test_another_photo_under_one_id_is_refused(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)

    assert tablet.put_photo(PHOTO[1:], photo_id).status_code == 409


@pytest.mark.parametrize("said", [
    {"media_type": "image/svg+xml"}, {"media_type": "text/html"}, {"media_type": 7},
    {"sha256": "x"}, {"sha256": None}, {"size": 0}, {"size": -1}, {"size": "large"},
    {"size": 30_000_000}, {"sealed": {}}, {"sealed": "yes"}, {"op": "none"}, {"device": "?"},
    {"device": str(uuid.UUID(int=5))},
])  # fmt: skip
def test_a_declaration_without_its_shape_is_refused(tablet, said):
    assert tablet.put_photo(PHOTO, **said).status_code in (400, 404, 413, 415)


def test_a_piece_that_is_too_large_or_too_long_is_refused(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)

    assert tablet.send_piece(photo_id, b"x" * 262_145, 0).status_code == 413
    tablet.send_piece(photo_id, PHOTO[:200_000], 0)
    assert tablet.send_piece(photo_id, b"x" * 100_001, 200_000).status_code == 422
    assert tablet.send_piece(photo_id, b"", 200_000).status_code == 422
    assert tablet.send_piece(uuid.uuid4(), b"x", 0).status_code == 404


@pytest.mark.parametrize("offset", ["", "-1", "1.0", "zero", "９", "99999999999"])
def test_an_offset_that_is_no_number_is_refused(tablet, offset):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    headers = {"Upload-Offset": offset.encode().decode("latin-1")}

    answer = tablet.ask("PATCH", f"blobs/{photo_id}", data=b"x", headers=headers)

    assert answer.status_code == 400


def test_more_than_its_share_of_a_day_is_put_off(tablet, monkeypatch):
    from inspect178.devices import protocol

    monkeypatch.setattr(protocol, "PHOTO_BYTES_A_DAY", 500_000)

    first, second = uuid.uuid4(), uuid.uuid4()
    assert tablet.put_photo(PHOTO, first).status_code == 200
    put_off = tablet.put_photo(PHOTO, second)

    assert (put_off.status_code, put_off.headers["Retry-After"]) == (429, "3600")
    assert put_off.json["error"]
    assert db.session.get(DeviceBlob, second) is None
    assert tablet.send_piece(second, PHOTO[:PIECE], 0).status_code == 404
    assert send(tablet, first, PHOTO)["done"] is True, "what was begun is finished"


def test_the_share_of_a_day_is_two_gigabytes_and_comes_back_after_a_day(tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    sent = db.session.get_one(DeviceBlob, photo_id)
    sent.stream_bytes = 2 * 1024**3 - 1
    db.session.commit()
    assert tablet.put_photo(PHOTO).status_code == 429

    sent.declared_at -= timedelta(days=1, seconds=1)
    db.session.commit()

    assert tablet.put_photo(PHOTO).status_code == 200


def test_a_sealed_photo_is_opened_and_kept_as_it_was(tablet):
    point, cipher = tablet.seal_key(b"inspect178 photo 1")
    nonce = secrets.token_bytes(8)
    pieces = [PHOTO[at : at + PIECE] for at in range(0, len(PHOTO), PIECE)]
    stream = b"".join(
        cipher.encrypt(nonce + n.to_bytes(4, "big"), piece, b"inspect178 photo 1")
        for n, piece in enumerate(pieces)
    )
    sealed = {
        "k": keys.to_base64url(point), "n": keys.to_base64url(nonce), "piece": PIECE,
        "sha256": digest(PHOTO), "size": len(PHOTO),
    }  # fmt: skip
    photo_id = uuid.uuid4()

    assert tablet.put_photo(stream, photo_id, sealed=sealed).status_code == 200
    assert send(tablet, photo_id, stream)["done"] is True
    assert blob_content(digest(PHOTO), people.user_id("binh")) == PHOTO


def test_a_step_waits_for_its_photo_and_is_done_when_that_is_whole(tablet):
    waits = tablet.write("test.photo", {"sha256": digest(PHOTO)})
    after = tablet.write()

    answers = tablet.answers([waits, after])
    states = [op.state for op in journal()]
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    send(tablet, photo_id, PHOTO)

    assert [a["status"] for a in answers] == ["ok", "ok"]
    assert states == [OpState.WAITING, OpState.WAITING]
    assert [op.state for op in journal()] == [OpState.APPLIED, OpState.APPLIED]


def test_a_full_disk_is_said_and_the_photo_goes_on_when_there_is_room(app, tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    folder = app.config["INSTANCE"] / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / str(photo_id)).symlink_to("/dev/full")

    full = tablet.send_piece(photo_id, PHOTO[:PIECE], 0)
    os.unlink(folder / str(photo_id))

    assert (full.status_code, "Retry-After" in full.headers) == (507, True)
    assert send(tablet, photo_id, PHOTO)["done"] is True


def test_a_photo_whose_pieces_are_all_there_but_not_its_row_is_kept_with_the_next_word(app, tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    folder = app.config["INSTANCE"] / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / str(photo_id)).write_bytes(PHOTO)  # as a full disk or a kill before the commit leaves

    offset = tablet.put_photo(PHOTO, photo_id).json["offset"]
    last = tablet.send_piece(photo_id, PHOTO[offset:], offset)

    assert offset == len(PHOTO)
    assert (last.status_code, last.json["done"]) == (200, True)
    assert blob_content(digest(PHOTO), people.user_id("binh")) == PHOTO
    assert not (folder / str(photo_id)).exists()


def test_what_waits_of_several_tablets_locks_them_in_one_order_before_it_is_done(app):
    tablets = sorted([Tablet.enrolled(app), Tablet.enrolled(app)], key=lambda t: t.id)
    for tablet in reversed(tablets):
        tablet.answers([tablet.write("test.photo", {"sha256": digest(PHOTO)})])
    photo_id, said = uuid.uuid4(), []
    ids = {form: number for number, t in enumerate(tablets) for form in (str(t.id), t.id.hex)}
    tablets[0].put_photo(PHOTO, photo_id)

    def listen(_connection, _cursor, statement, parameters, _context, _many):
        if "FROM device \n" in statement or statement.startswith(("UPDATE device_op", "SAVEPOINT")):
            said.append(statement.split()[0])
            given = parameters.values() if isinstance(parameters, dict) else parameters
            said.extend(ids[str(value)] for value in given if str(value) in ids)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        send(tablets[0], photo_id, PHOTO)
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)

    locked = [word for word in said[: said.index("SAVEPOINT")] if word != "SELECT"]
    assert locked[-2:] == [0, 1]
    assert [op.state for op in journal()] == [OpState.APPLIED] * 2


def test_who_only_knows_the_hash_of_a_photo_has_it_not(app, tablet):
    photo_id = uuid.uuid4()
    tablet.put_photo(PHOTO, photo_id)
    send(tablet, photo_id, PHOTO)
    other = Tablet.enrolled(app, "an")

    other.answers([other.write("test.photo", {"sha256": digest(PHOTO)})])

    assert [op.state.value for op in journal()] == ["waiting"]


def test_what_is_announced_for_another_tablet_takes_nothing_of_its_share(app, tablet, monkeypatch):
    monkeypatch.setattr(protocol, "PHOTO_BYTES_A_DAY", len(PHOTO) + 1)
    stranger = Tablet.enrolled(app, "an")
    assert stranger.put_photo(PHOTO, device=str(tablet.id)).status_code == 200

    assert tablet.put_photo(PHOTO).status_code == 200
    assert stranger.put_photo(PHOTO, device=str(tablet.id)).status_code == 429
