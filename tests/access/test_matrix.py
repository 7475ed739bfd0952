"""Does every endpoint let in exactly whom the table says, signed in, signed out, out of scope?"""

from __future__ import annotations

import uuid
from urllib.parse import quote

import pytest

from inspect178.access.roles import ROLES as PERMISSIONS
from tests.access.matrix import PERSONS, PUBLIC, ROLES, TABLE, TABLETS
from tests.architecture.test_routes import APP

ENDPOINTS = sorted(APP.view_functions)
GUARDED = sorted(e for e, who in TABLE.items() if who not in (PUBLIC, TABLETS))
FOR_TABLETS = sorted(e for e, who in TABLE.items() if who == TABLETS)
# Values for the parts of an address: nothing has these.
NOTHING = {
    "IntegerConverter": "987654321",
    "UUIDConverter": str(uuid.UUID(int=178)),
    "DayConverter": "2026-01-02",
    "UnicodeConverter": "NOTHING",
}


def _addresses(endpoint: str) -> list[tuple[str, str]]:
    """List method and address of every rule of an endpoint, with parts that nothing has."""
    found = []
    for rule in APP.url_map.iter_rules(endpoint):
        values = {}
        for name, converter in rule._converters.items():
            kind = type(converter).__name__
            values[name] = converter.items.copy().pop() if kind == "AnyConverter" else NOTHING[kind]
        address = rule.rule
        for name, value in values.items():
            start = address.index("<")
            address = address[:start] + quote(str(value)) + address[address.index(">") + 1 :]
            assert name
        found += [(m, address) for m in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH"})]
    return found


def test_the_table_knows_every_endpoint_and_no_other():
    assert sorted(TABLE) == ENDPOINTS


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_decorators_and_roles_say_what_the_table_says(endpoint):
    view = APP.view_functions[endpoint]
    if TABLE[endpoint] == PUBLIC:
        assert view.is_public
        return
    if TABLE[endpoint] == TABLETS:
        assert view.is_for_tablets
        return

    allowed = {letter for letter, role in ROLES.items() if PERMISSIONS[role] & view.permissions}
    assert "".join(sorted(allowed)) == "".join(sorted(TABLE[endpoint]))


@pytest.mark.parametrize("letter", list(PERSONS))
def test_each_role_gets_in_where_the_table_says_and_nowhere_else(as_, letter):
    # Signing out and ending sessions would end the walk; they are walked by other tests.
    wrong = []
    browser = as_(PERSONS[letter])
    for endpoint in GUARDED:
        if endpoint in {"identity.sign_out", "identity.end_session"}:
            continue
        for method, address in _addresses(endpoint):
            with browser.open(address, method=method) as answer:
                status = answer.status_code
            allowed = letter in TABLE[endpoint]
            fits = status not in (401, 403, 500) if allowed else status == 403
            if not fits:
                wrong.append(f"{method} {address}: {status}")

    assert wrong == []


def test_strangers_are_sent_to_sign_in_and_lose_nothing(client):
    wrong = []
    for endpoint in GUARDED:
        for method, address in _addresses(endpoint):
            answer = client.open(address, method=method, buffered=True)
            leads = answer.headers.get("Location", "").startswith("/sign-in")
            if not (leads if method == "GET" else answer.status_code == 401):
                wrong.append(f"{method} {address}: {answer.status_code}")

    assert wrong == []


@pytest.mark.parametrize("letter", list(PERSONS))
def test_no_cookie_opens_what_is_for_tablets(as_, letter):
    browser = as_(PERSONS[letter])
    for endpoint in FOR_TABLETS:
        for method, address in _addresses(endpoint):
            answer = browser.open(address, method=method)

            assert answer.status_code == 401, f"{method} {address}"
            assert answer.json["expired"] is True
