"""Does every module say which question it answers, and every public act what it does?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules, named, syntax

LONGEST_FIRST_LINE = 88
DOCUMENTED = ("rules", "workflow", "queries", "operations", "models", "enums")
EVERYWHERE = ("inspect178", "tests", "bench", "scripts", "migrations")


def first_lines(path: Path) -> list[tuple[str, str]]:
    """Give the public functions and classes of a module with what their docstrings begin with."""
    public = [
        node
        for node in syntax(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    return [
        (f"{named(path)}:{node.lineno} {node.name}", (ast.get_docstring(node) or "").split("\n")[0])
        for node in public
    ]


def test_every_module_says_which_question_it_answers():
    files = [path for folder in EVERYWHERE for path in sorted((ROOT / folder).rglob("*.py"))]

    silent = [named(path) for path in files if not ast.get_docstring(syntax(path))]

    assert silent == []


@pytest.mark.parametrize("part", DOCUMENTED)
def test_public_names_begin_with_one_plain_sentence(part):
    found = [
        f"{place}: {line!r}"
        for path in modules(part)
        for place, line in first_lines(path)
        if not line.endswith((".", "?")) or len(line) > LONGEST_FIRST_LINE
    ]

    assert found == []
