"""Do sessions begin, end and stay dead as they must? (security.md 2.2)"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.identity.models import SignInAttempt, UserSession
from inspect178.kernel import clock
from tests import people
from tests.masks import masked


def _sign_in(browser, name="hoa", password=people.PASSWORD, **extra):
    return browser.post("/sign-in", data={"username": name, "password": password, **extra})


def test_a_right_password_opens_a_session_and_a_wrong_one_is_counted(client):
    refused = _sign_in(client, password="nhầm rồi nhưng mà dài")
    assert refused.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 2

    assert _sign_in(client).status_code == 303
    assert client.get("/account").status_code == 200


def test_unknown_names_and_wrong_passwords_get_the_same_answer(client):
    wrong = _sign_in(client, password="nhầm rồi nhưng mà dài").text
    unknown = _sign_in(client, name="khong.co", password="nhầm rồi nhưng mà dài").text

    assert masked(wrong, "hoa") == masked(unknown, "khong.co")


def test_guessing_is_slowed_down_but_a_known_browser_gets_in(app):
    known, stranger = app.test_client(), app.test_client()
    assert _sign_in(known).status_code == 303
    known.post("/sign-out")
    for _ in range(5):
        _sign_in(stranger, password="đoán mò một câu dài")

    assert _sign_in(stranger).status_code == 429
    assert _sign_in(known).status_code == 303


def test_a_copied_cookie_is_worth_nothing_after_sign_out(app, client):
    _sign_in(client)
    cookie = client.get_cookie("inspect178").value
    client.post("/sign-out")

    thief = app.test_client()
    thief.set_cookie("inspect178", cookie)
    assert thief.get("/account").status_code == 302


def test_the_token_changes_at_every_sign_in_and_only_its_hash_is_stored(client):
    _sign_in(client)
    with client.session_transaction() as session:
        first = session["sid"]
    _sign_in(client)
    with client.session_transaction() as session:
        second = session["sid"]

    assert first != second
    stored = db.session.scalars(select(UserSession.token_hash)).all()
    assert first not in stored
    assert second not in stored


@pytest.mark.parametrize(
    ("column", "ago"), [("last_seen_at", 31), ("expires_at", 1)], ids=["idle", "past its end"]
)
def test_sessions_end_by_themselves(as_, column, ago):
    hoa = as_("hoa")
    row = db.session.scalars(select(UserSession)).one()
    setattr(row, column, row.created_at - timedelta(minutes=ago))
    db.session.commit()

    assert hoa.get("/account").status_code == 302


def test_one_ends_an_own_session_but_not_another_persons(as_):
    hoa, chi = as_("hoa"), as_("chi")
    rows = {r.user_id: r for r in db.session.scalars(select(UserSession))}
    other = rows[people.user_id("chi")]

    assert hoa.post(f"/account/sessions/{other.id}/end").status_code == 404
    assert chi.get("/account").status_code == 200
    own = rows[people.user_id("hoa")]
    assert hoa.post(f"/account/sessions/{own.id}/end").status_code == 303
    assert hoa.get("/account").status_code == 302


def test_a_new_password_ends_all_other_sessions(as_):
    here, there = as_("hoa"), as_("hoa")
    answer = here.post(
        "/account", data={"old": people.PASSWORD, "password": "một câu khác cũng đủ dài"}
    )

    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_an_open_session_does_not_give_the_password_away(as_):
    hoa, new = as_("hoa"), "một câu khác cũng đủ dài"
    for _ in range(5):
        answer = hoa.post("/account", data={"old": "sai mật khẩu rồi", "password": new})
        assert answer.status_code == 422

    right = {"old": people.PASSWORD, "password": new}
    assert hoa.post("/account", data=right).status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert as_("hoa").post("/account", data=right).status_code == 303


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1", ""]
)
def test_sign_in_never_leads_to_another_host(client, wanted):
    assert _sign_in(client, next=wanted).headers["Location"] == "/"


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client):
    assert _sign_in(client, next="/teams").headers["Location"] == "/teams"


def test_signing_in_and_out_is_recorded(client):
    _sign_in(client)
    client.post("/sign-out")

    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject_type == "user_account")
    ).all()
    assert {"account.signed_in", "account.signed_out"} <= set(actions)


def test_a_post_without_session_keeps_what_was_typed_by_answering_in_words(client):
    answer = client.post("/teams/new", data={"name": "Đội"}, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.is_json
