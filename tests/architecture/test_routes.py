"""Is every address guarded, typed, written like the others, and reached from the menu?"""

from __future__ import annotations

import re

import pytest

from inspect178 import create_app
from inspect178.access.permissions import Permission
from inspect178.access.roles import ROLES, SEPARATED
from inspect178.navigation import SECTIONS, WITHOUT_SECTION

APP = create_app(
    {"MODE": "testing", "SECRET_KEY": "x" * 40, "SQLALCHEMY_DATABASE_URI": "sqlite://"}
)
RULES = sorted(APP.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint))
ENDPOINTS = sorted({r.endpoint for r in RULES})
SENT_IN_PIECES = {"field_api.declare_blob", "field_api.append_blob"}
SPEAK_TO_TABLETS = {"inspect178.devices.api", "inspect178.fieldwork.api"}
# Free words in an address, with the reason.
FREE_TEXT = {
    ("static", "filename"): "Flask's own files",
    ("registry.sticker", "code"): "a sticker's code in letters",
    ("commitments.check", "token"): "a signed token",
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_is_guarded_public_or_for_tablets_exactly_once(endpoint):
    view = APP.view_functions[endpoint]
    guarded, public = hasattr(view, "permissions"), getattr(view, "is_public", False)
    for_tablets = getattr(view, "is_for_tablets", False)

    assert [guarded, public, for_tablets].count(True) == 1
    assert for_tablets <= (view.__module__ in SPEAK_TO_TABLETS)
    if guarded:
        assert view.permissions <= set(Permission)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_addresses_are_kebab_case_and_typed(rule):
    fixed = re.sub(r"<[^>]+>", "", rule.rule)
    assert re.fullmatch(r"[a-z0-9/.\-]*", fixed), rule.rule

    for name, converter in rule._converters.items():
        if type(converter).__name__ in {"UnicodeConverter", "PathConverter"}:
            assert (rule.endpoint, name) in FREE_TEXT, f"{rule.rule}: {name} has no type"


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_what_changes_something_is_posted(rule):
    verbs = {"delete", "remove", "approve", "sign", "cancel", "close", "end", "return", "submit"}
    last = rule.rule.rstrip("/").rsplit("/", 1)[-1]

    if last in verbs:
        assert "POST" in rule.methods, rule.rule
    pieces = {"PUT", "PATCH"} if rule.endpoint in SENT_IN_PIECES else set()
    assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"} | pieces


def test_every_endpoint_belongs_to_a_section_or_says_why_not():
    sections = {section for section, _, _ in SECTIONS}
    lost = {e for e in ENDPOINTS if e.split(".")[0] not in sections and e not in WITHOUT_SECTION}

    assert lost == set()


def test_the_menu_leads_to_endpoints_that_exist():
    assert [e for _, _, e in SECTIONS if e not in APP.view_functions] == []


def test_every_permission_is_held_by_a_role_and_used_by_the_program():
    held = frozenset().union(*ROLES.values())

    assert set(Permission) - held == set()


def test_no_role_holds_both_sides_of_a_separated_duty():
    both = [
        (role, left, right)
        for role, permissions in ROLES.items()
        for left, right in SEPARATED
        if {left, right} <= permissions
    ]

    assert both == []
