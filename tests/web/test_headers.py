"""Does every kind of answer carry exactly the headers that it should?"""

from __future__ import annotations

import pytest
from flask import Response

from inspect178.web.headers import HEADERS, POLICY
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "X-Frame-Options": "DENY",
}
JSON = {"Accept": "application/json"}
SIGN_IN = {"username": "hoa", "password": people.PASSWORD}


def said_of(answer: Response) -> dict[str, str | None]:
    """Give what an answer says under each of the expected names; all its values, if repeated."""
    return {name: ", ".join(answer.headers.getlist(name)) or None for name in EXPECTED}


def page(as_):
    return as_("hoa").get("/plans")


def page_for_everybody(as_):
    return as_("hoa").application.test_client().get("/sign-in")


def json(as_):
    return as_("hoa").get("/nowhere", headers=JSON)


def json_of_a_lost_session(as_):
    return as_("hoa").application.test_client().post("/plans/new", headers=JSON)


def file(as_):
    decision = make_inspection(make_establishment()).decision
    return as_("hoa").get(f"/documents/decision/{decision.id}.pdf")


def redirection(as_):
    return as_("hoa").application.test_client().get("/plans")


def redirection_after_a_form(as_):
    return as_("hoa").application.test_client().post("/sign-in", data=SIGN_IN)


def not_found(as_):
    return as_("hoa").get("/nowhere")


def wrong_method(as_):
    return as_("hoa").delete("/plans")


def refused_form(as_):
    return as_("hoa").post("/plans/new", data={"title": ""})


def not_allowed(as_):
    return as_("hoa").get("/accounts")


def too_large(as_):
    kind = "application/x-www-form-urlencoded"
    return as_("hoa").post("/plans/new", data=b"title=" + bytes(2 * 1024**2), content_type=kind)


def unknown_host(as_):
    return as_("hoa").get("/plans", headers={"Host": "elsewhere.example"})


KINDS = {
    page: (200, "text/html"),
    page_for_everybody: (200, "text/html"),
    json: (404, "application/json"),
    json_of_a_lost_session: (401, "application/json"),
    file: (200, "application/pdf"),
    redirection: (302, "text/html"),
    redirection_after_a_form: (303, "text/html"),
    not_found: (404, "text/html"),
    wrong_method: (405, "text/html"),
    refused_form: (422, "text/html"),
    not_allowed: (403, "text/html"),
    too_large: (413, "text/html"),
    unknown_host: (400, "text/plain"),
}


def test_the_policy_is_the_one_that_was_agreed():
    assert HEADERS == EXPECTED
    assert EXPECTED["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("ask", "expected"), KINDS.items(), ids=lambda k: getattr(k, "__name__", "")
)
def test_every_kind_of_answer_carries_the_headers(as_, ask, expected):
    answer = ask(as_)

    assert (answer.status_code, answer.mimetype) == expected
    assert said_of(answer) == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Strict-Transport-Security" not in answer.headers  # plain HTTP while testing


def test_an_unexpected_error_carries_the_headers_and_no_trace(app, as_, monkeypatch):
    def fail():
        raise RuntimeError("secret words of the inside")

    monkeypatch.setitem(app.view_functions, "planning.plans", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_UNEXPECTED", False)

    answer = as_("hoa").get("/plans")

    assert answer.status_code == 500
    assert said_of(answer) == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text


def test_files_of_the_interface_may_be_kept(client):
    with client.get("/static/css/tokens.css") as answer:
        assert said_of(answer) == EXPECTED
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers.getlist("Set-Cookie") == []


def test_the_papers_are_kept_by_nobody_on_the_way(as_):
    assert file(as_).headers["Cache-Control"] == "private, no-store"


def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(as_):
    cookies = redirection_after_a_form(as_).headers.getlist("Set-Cookie")

    assert sorted(c.partition("=")[0] for c in cookies) == ["inspect178", "known_browser"]
    for cookie in cookies:
        flags = {part.strip() for part in cookie.split(";")[1:]}
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)


def test_in_production_cookies_are_for_https_only(app, as_, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)

    answer = app.test_client().post("/sign-in", data=SIGN_IN, base_url="https://localhost")

    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in [part.strip() for part in c.split(";")] for c in cookies)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_signing_out_empties_the_device(as_):
    answer = as_("hoa").post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_of_the_pages_destroys_no_unsent_work_of_the_tablets_app(as_):
    client = as_("hoa")
    client.set_cookie("field_app", "1")

    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'
