"""Who is let in by a tablet's token, how does it grow old, what is left to a revoked one?"""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from inspect178.devices import outside
from inspect178.devices.enums import OpState
from inspect178.devices.models import Device, DeviceBlob
from inspect178.devices.operations import enrolling, epochs
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, UserAccount
from inspect178.kernel import clock
from tests import people
from tests.devices.conftest import journal
from tests.devices.tablet import Tablet


def row(tablet: Tablet) -> Device:
    return db.session.get_one(Device, tablet.id, populate_existing=True)


def revoke(tablet: Tablet) -> None:
    device, at = row(tablet), clock.now()
    outside.note_revoked(tablet.app.config["INSTANCE"], device.id)
    enrolling.revoke(device, reason="mất máy", actor=people.actor("minh"), at=at)
    db.session.commit()


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


@pytest.mark.parametrize("name", ["hoa", "khanh", "chi", "dung", "minh"])
def test_only_who_carries_out_inspections_enrols_a_tablet(app, name):
    assert Tablet(app).enrol(name).status_code == 403


def test_nobody_enrols_without_signing_in(app, client):
    assert client.post("/field/api/enrol", json={}).status_code == 401


def test_enrolling_asks_for_the_form_mark_and_the_other_doors_for_none(app, tablet):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        refused, hello = Tablet(app).enrol("binh"), tablet.hello()
        browser = people.client(app, "binh")
        mark = browser.get("/field/api/enrol").json["csrf"]
        with_mark = browser.post("/field/api/enrol", json={}, headers={"X-CSRFToken": mark})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (refused.status_code, refused.json["csrf"]) == (400, True)
    assert hello.status_code == 200
    assert "csrf" not in with_mark.json


def test_before_enrolling_a_stranger_is_told_where_to_sign_in(client):
    answer = client.get("/field/api/enrol")

    assert (answer.status_code, answer.json["sign_in"]) == (401, "/sign-in?next=/field/")


def test_of_a_token_only_its_hash_is_kept(tablet):
    assert tablet.token not in repr(vars(row(tablet)))


def test_the_same_tablet_of_the_same_person_gets_a_new_token_and_goes_on(tablet):
    tablet.answers([tablet.write()])
    old = tablet.token

    assert tablet.enrol("binh").status_code == 200
    assert tablet.hello().json["last"] == 1
    tablet.token = old
    assert tablet.hello().json["expired"] is True


def test_a_tablet_of_somebody_else_or_of_another_key_is_not_taken_over(app, tablet):
    thief = Tablet(app, id=tablet.id)

    assert tablet.enrol("an").status_code == 409
    assert thief.enrol("binh").status_code == 409
    assert tablet.hello().status_code == 200


@pytest.mark.parametrize("key", [
    None, {}, {"kty": "RSA"}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    {"kty": "EC", "crv": "P-384", "x": "A" * 43, "y": "A" * 43},
    {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43},
])  # fmt: skip
def test_a_key_that_is_none_is_refused(app, key):
    assert Tablet(app).enrol("binh", key=key).status_code in (400, 422)


def test_a_private_key_is_never_accepted(app):
    tablet = Tablet(app)
    from inspect178.devices import keys

    jwk = keys.jwk_of(keys.point_of(tablet.key.public_key()))

    assert tablet.enrol("binh", key=jwk | {"d": "A" * 43}).status_code == 422


@pytest.mark.parametrize("header", [
    None, "", "Device", "Device ", "Device x", "Bearer {}", "device {}", "Device {}x",
    "Device \xe9",
])  # fmt: skip
def test_without_the_exact_token_nothing_opens(app, tablet, header):
    headers = {} if header is None else {"Authorization": header.format(tablet.token)}

    answer = app.test_client().post("/field/api/hello", json={}, headers=headers)

    assert (answer.status_code, answer.json["expired"]) == (401, True)


def test_the_token_of_a_tablet_opens_no_page(app, tablet):
    browser = app.test_client()

    answer = browser.get("/", headers={"Authorization": f"Device {tablet.token}"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_json_is_taken_by_the_tablets_doors_only(as_):
    assert as_("hoa").post("/plans/new", json={"title": {}}).status_code == 415


def test_two_weeks_without_contact_end_the_token_and_lose_nothing(tablet):
    tablet.answers([tablet.write()])
    row(tablet).contact_at -= timedelta(days=14)

    assert tablet.hello().json["expired"] is True
    assert tablet.enrol("binh").status_code == 200
    assert tablet.hello().json["last"] == 1


def test_an_old_token_is_replaced_and_stays_good_until_the_new_one_is_used(tablet):
    old = tablet.token
    row(tablet).token_made_at -= timedelta(days=1)

    tablet.hello()
    new, tablet.token = tablet.token, old
    again = tablet.hello()
    newest = tablet.token

    assert len({old, new, newest}) == 3
    assert again.status_code == 200
    assert tablet.hello().status_code == 200
    tablet.token = old
    assert tablet.hello().status_code == 401


def test_hello_says_what_is_held_and_what_lies_in_a_verified_backup(app, tablet):
    ops = [tablet.write() for _ in range(3)]
    tablet.answers(ops)
    result = app.test_cli_runner().invoke(args=["devices", "backup-verified", "2"])
    assert result.exit_code == 0, result.output

    said = tablet.hello().json

    assert (said["last"], said["durable"], said["state"]) == (3, 2, "active")


def test_rights_are_worked_out_anew_at_each_request(tablet):
    tablet.answers([tablet.write()])
    person = people.user_id("binh")
    for role in db.session.query(RoleAssignment).filter_by(user_id=person):
        role.valid_to = clock.today()

    [answer] = tablet.answers([tablet.write()])

    assert answer["status"] == "refused"
    assert journal()[1].state == OpState.QUARANTINED


def test_nobody_dates_himself_back_into_his_old_rights(tablet):
    tablet.hello()
    person = people.user_id("binh")
    for role in db.session.query(RoleAssignment).filter_by(user_id=person):
        role.valid_to = clock.today()
    yesterday = round((clock.now() - timedelta(days=1)).timestamp() * 1000)

    [answer] = tablet.answers([tablet.write(clock=yesterday)])

    assert answer["status"] == "refused"
    assert "clamped" in journal()[0].flags


def test_what_was_done_offline_while_the_right_lasted_counts(tablet):
    row(tablet).nothing_unsent_at -= timedelta(days=2)
    person = people.user_id("binh")
    for role in db.session.query(RoleAssignment).filter_by(user_id=person):
        role.valid_to = clock.today()
    yesterday = round((clock.now() - timedelta(days=1)).timestamp() * 1000)

    [answer] = tablet.answers([tablet.write(clock=yesterday)])

    assert answer["status"] == "ok"


def back_up() -> None:
    epochs.note_backup(len(journal()), actor=people.actor("minh"), at=clock.now())
    db.session.commit()


def test_a_revoked_tablet_hands_in_what_it_holds_and_is_wiped_once_a_backup_holds_it(tablet):
    op = tablet.write()
    revoke(tablet)

    first = tablet.hello()
    [answer] = tablet.answers([op])
    received = tablet.hello(ended=True)
    back_up()
    not_ended = tablet.hello()
    last = tablet.hello(ended=True)

    assert (first.status_code, first.json["state"], first.json["leases"]) == (200, "revoked", [])
    assert answer["status"] == "refused"
    assert tablet.receipt_is_right(op, answer)
    assert journal()[0].state == OpState.QUARANTINED
    for kept in (received, not_ended):
        assert (kept.status_code, kept.json["state"]) == (200, "revoked")
        assert "Clear-Site-Data" not in kept.headers
    assert (received.json["durable"], not_ended.json["durable"]) == (0, 1)
    assert (last.status_code, last.json["revoked"], last.json["wipe"]) == (401, True, True)
    assert last.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.parametrize("door", ["leases", "pull"])
def test_a_revoked_tablet_gets_nothing_more(tablet, door):
    tablet.write()
    revoke(tablet)

    answer = tablet.ask("POST", door, json={"establishments": [], "cursor": None})

    assert (answer.status_code, answer.json["revoked"]) == (401, True)
    assert "wipe" not in answer.json
    assert "Clear-Site-Data" not in answer.headers, "its sealed work would be gone"


def test_a_revoked_tablet_that_has_made_nothing_is_wiped_at_once(tablet):
    revoke(tablet)

    assert tablet.hello().json["state"] == "revoked"
    assert tablet.hello(ended=True).json["wipe"] is True


def test_a_tablet_that_has_ended_goes_on_to_its_end_when_the_account_is_active_again(tablet):
    account = db.session.get_one(UserAccount, people.user_id("binh"))
    op = tablet.write()
    account.is_active = False
    db.session.commit()
    assert tablet.hello().json["state"] == "revoked"  # then it destroys its key
    account.is_active = True
    db.session.commit()

    assert tablet.hello(ended=True).json["state"] == "revoked"
    assert tablet.answers([op])[0]["status"] == "ok"
    back_up()
    assert tablet.hello(ended=True).json["wipe"] is True
    assert tablet.enrol("binh").json["token"]


def some_time_passes() -> None:
    """Let the photos have come some minutes ago: what comes next comes well after them."""
    earlier = clock.now() - timedelta(minutes=5)
    db.session.execute(update(DeviceBlob).values(completed_at=earlier))
    db.session.commit()


def test_a_photo_that_came_after_the_backup_is_waited_for(tablet):
    op, photo_id = tablet.write(), uuid.uuid4()
    tablet.answers([op])
    tablet.put_photo(b"x" * 10, photo_id)
    tablet.send_piece(photo_id, b"x" * 10, 0)
    revoke(tablet)
    back_up()
    assert tablet.hello(ended=True).json["state"] == "revoked"

    some_time_passes()
    other = Tablet.enrolled(tablet.app, "an")
    other.answers([other.write()])
    back_up()

    assert tablet.hello(ended=True).json["wipe"] is True


def test_work_that_it_carried_for_another_is_waited_for(tablet):
    broken = Tablet.enrolled(tablet.app, "an")
    tablet.answers([broken.write()])
    revoke(tablet)
    assert tablet.hello(ended=True).json["state"] == "revoked"

    back_up()

    assert tablet.hello(ended=True).json["wipe"] is True


@pytest.mark.parametrize("by_itself", [True, False], ids=["announced by itself", "by the broken"])
def test_a_photo_of_what_it_carried_for_another_is_waited_for(tablet, by_itself):
    broken, photo_id = Tablet.enrolled(tablet.app, "an"), uuid.uuid4()
    op = broken.write()
    tablet.answers([op])
    back_up()
    first = tablet if by_itself else broken
    first.put_photo(b"x" * 10, photo_id, device=str(broken.id), op=json.loads(op["p"])["id"])
    tablet.send_piece(photo_id, b"x" * 10, 0)
    revoke(tablet)
    assert tablet.hello(ended=True).json["state"] == "revoked"

    some_time_passes()
    broken.answers([broken.write()])
    back_up()

    assert tablet.hello(ended=True).json["wipe"] is True


def test_a_revoked_tablet_cannot_enrol_again(tablet):
    revoke(tablet)

    answer = tablet.enrol("binh")

    assert (answer.status_code, answer.json["revoked"]) == (401, True)


def test_who_is_no_longer_active_can_only_hand_in(tablet):
    op = tablet.write()
    db.session.get_one(UserAccount, people.user_id("binh")).is_active = False

    assert tablet.hello().json["state"] == "revoked"
    assert tablet.answers([op])[0]["status"] == "refused"
    assert tablet.ask("POST", "leases", json={"establishments": []}).status_code == 401


def test_carried_work_of_a_revoked_tablet_goes_to_quarantine_too(app, tablet):
    carrier, op = Tablet.enrolled(app, "an"), tablet.write()
    revoke(tablet)

    assert carrier.answers([op])[0]["status"] == "refused"
    assert journal()[0].state == OpState.QUARANTINED


@pytest.mark.parametrize("said", [
    {"clock": "now"}, {"clock": -1}, {"last": None}, {"last": -1}, {"app": 7}, {"schema": []},
    {"photos": "some"}, {"clock": 1.5},
])  # fmt: skip
def test_a_hello_without_its_shape_is_refused(tablet, said):
    assert tablet.hello(**said).status_code == 400


@pytest.mark.parametrize("path", ["hello", "nowhere", "blobs/7", f"blobs/{uuid.UUID(int=1)}"])
def test_errors_are_json_whatever_is_accepted(tablet, path):
    answer = tablet.ask("DELETE", path, headers={"Accept": "text/html"})

    assert answer.status_code in (404, 405)
    assert answer.json["error"]
    assert answer.headers["Cache-Control"] == "no-store"
