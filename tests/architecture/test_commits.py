"""Where does a transaction end? Only at the rim: never in a feature."""

from __future__ import annotations

import ast

from tests.architecture.sources import PACKAGE, calls, modules, named

ENDS_TRANSACTIONS = {
    "inspect178/web/": "one transaction a request",
    "inspect178/cli.py": "one transaction a command",
    "inspect178/cli/": "one transaction a command",
    "inspect178/jobs/": "one transaction a job",
    "inspect178/demo/": "fills an empty database piece by piece",
    "inspect178/demo.py": "fills an empty database piece by piece",
    "inspect178/audit/trail.py": "the record of a reading stays even if the page then fails",
}


def test_only_the_rim_commits_or_rolls_back():
    found = [
        f"{named(path)}:{call.lineno}"
        for path in modules()
        if not named(path).startswith(tuple(ENDS_TRANSACTIONS))
        for _, call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("commit", "rollback")
    ]

    assert found == []


def test_the_trail_commits_readings_only():
    trail = PACKAGE / "audit" / "trail.py"

    ending = [
        function.name
        for function in ast.walk(ast.parse(trail.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in ("commit", "rollback")
    ]

    assert all("reading" in name for name in ending)
