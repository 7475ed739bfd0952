"""Is every act in the trail? Each action is used, each operation records, no name is given up."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from inspect178.audit.actions import ACTIONS, A
from tests.architecture.sources import calls, modules, named, syntax

ACTION_FILE = "inspect178/audit/actions.py"
KNOWN = Path(__file__).with_name("known_actions.txt")
CONSTANTS = sorted(name for name in vars(A) if name.isupper())
# Acts that leave no event, with the reason.
RECORDS_NOTHING: dict[str, str] = {
    "inspect178/inspections/operations/decisions.py:check_number": "only refuses",
    "inspect178/inspections/operations/decisions.py:new_decision": "the drafting is recorded",
    "inspect178/inspections/operations/decisions.py:set_terms": "the drafting is recorded",
    "inspect178/registry/operations/entries.py:first_status": "the entering is recorded",
}


@cache
def used_constants() -> frozenset[str]:
    """Give the constants of `A` that some other module names."""
    return frozenset(
        node.attr
        for path in modules()
        if named(path) != ACTION_FILE
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "A"
    )


@pytest.mark.parametrize("constant", CONSTANTS)
def test_every_action_is_recorded_somewhere(constant):
    assert constant in used_constants()


def test_every_action_that_is_named_exists():
    assert used_constants() - set(CONSTANTS) == set()


def test_the_list_of_actions_only_grows():
    known = set(KNOWN.read_text(encoding="utf-8").split())

    assert known - ACTIONS.keys() == set(), "the trail still holds events of these names"
    assert ACTIONS.keys() - known == set(), f"add these to {KNOWN.name}"


def operations() -> dict[str, ast.FunctionDef]:
    """Give the acts: public functions of operations that are told who acts and when."""
    return {
        f"{named(path)}:{node.name}": node
        for path in modules("operations")
        for node in syntax(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and {"actor", "at"} <= {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    }


@cache
def recording() -> frozenset[str]:
    """Give the names of all functions that record, by themselves or by what they call."""
    called: dict[str, set[str]] = {}
    for path in modules():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef):
                called.setdefault(node.name, set()).update(_called_in(node))
    found = {"record", "record_reading"}
    while True:
        more = {name for name, callees in called.items() if callees & found} | found
        if more == found:
            return frozenset(found)
        found = more


def _called_in(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else None
            names.add(last or getattr(node.func, "id", ""))
    return names


@pytest.mark.parametrize("operation", sorted(operations()))
def test_every_operation_records(operation):
    recorded = operations()[operation].name in recording()

    assert recorded != (operation in RECORDS_NOTHING)


def test_what_records_nothing_still_exists():
    assert set(RECORDS_NOTHING) - operations().keys() == set()


def test_only_the_trail_writes_its_tables():
    tables = {"AuditEntry", "AuditDetail", "AuditOpening"}
    writes = [
        f"{named(path)}:{call.lineno}"
        for path in modules()
        if named(path) != "inspect178/audit/trail.py"
        for name, call in calls(path)
        if name.rpartition(".")[2] in {"insert", "update", "delete", *tables}
        and tables & {n.id for n in ast.walk(call) if isinstance(n, ast.Name)}
    ]

    assert writes == []
