"""Is what no view can use refused before any view reads it?"""

from __future__ import annotations

import pytest

from tests.factories.registry import make_establishment

LISTS = (
    "/establishments",
    "/inspections",
    "/inspections/agenda",
    "/plans",
    "/violations",
    "/commitments",
    "/commitments/missing",
    "/coverage",
    "/coverage/establishments",
    "/coverage/years",
    "/coverage/remoteness",
)


@pytest.mark.parametrize(
    "asked",
    ["endpoint=x", "_scheme=javascript", "_external=1&_scheme=javascript", "_anchor=x",
     "_method=POST", "q=%00", "%00=1"],
)  # fmt: skip
def test_an_address_cannot_steer_the_links_of_a_list(as_, asked):
    make_establishment()
    hoa = as_("hoa")

    for address in LISTS:
        answer = hoa.get(f"{address}?{asked}")
        assert answer.status_code == 400, address
        assert "<h1" in answer.text
        assert "javascript:" not in answer.text


def test_other_names_do_no_harm(as_):
    for asked in ("self=1", "values=1", "_=1", "page=2&page=3", "sort=-name&sort=x"):
        for address in LISTS:
            assert as_("hoa").get(f"{address}?{asked}").status_code == 200, (address, asked)


@pytest.mark.parametrize("value", [5, None, True, {"a": 1}, ["x"], "a\u0000b", "\ud800"])
def test_forms_are_not_sent_as_json(as_, client, value):
    for address in ("/plans/new", "/establishments/new", "/accounts/new"):
        assert as_("hoa").post(address, json={"title": value}).status_code == 415

    answer = client.post("/sign-in", json={"username": value, "password": value})
    assert answer.status_code == 415
    assert answer.json["error"]


BODIES = {
    "no JSON": ("application/json", b"{"),
    "a list": ("application/json", b"[1,2]"),
    "XML": ("application/xml", b"<a/>"),
    "text": ("text/plain", b"a=b"),
    "no boundary": ("multipart/form-data", b"x"),
    "cut off": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="title"\r\n\r\nx',
    ),
    "no letters": ("application/x-www-form-urlencoded", b"title=%ff%fe&%c3%28=%f0%28%8c%28"),
    "only separators": ("application/x-www-form-urlencoded", b"&" * 200_000),
    "2,000 parts": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n' * 2_000 + b"--a--",
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_damaged_body_is_answered(as_, client, kind):
    content_type, body = BODIES[kind]

    for browser, address in ((as_("hoa"), "/plans/new"), (client, "/sign-in")):
        answer = browser.post(address, data=body, content_type=content_type)
        assert answer.status_code in (400, 413, 415, 422)
