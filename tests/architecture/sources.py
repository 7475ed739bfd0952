"""Which files do the architecture tests read? The package, the templates, the syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "inspect178"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*names: str) -> list[Path]:
    """List the modules of the package; with names, only those called so or in such a package."""
    found = sorted(PACKAGE.rglob("*.py"))
    return [p for p in found if not names or p.stem in names or p.parent.name in names]


def features() -> list[str]:
    """List the packages that hold a feature: those with models, operations or views."""
    parts = ("models", "operations", "views", "queries", "rules")
    return sorted(
        p.name
        for p in PACKAGE.iterdir()
        if p.is_dir() and any((p / f"{part}.py").exists() for part in parts)
    )


def named(path: Path) -> str:
    """Give a path as people write it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def syntax(path: Path) -> ast.Module:
    """Give the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Give every function and method of a module, inner ones included."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, Function):
            yield node


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Give every call of a module with the dotted name that is called, aliases resolved."""
    names = _imported_names(path)
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Call):
            first, dot, rest = ast.unparse(node.func).partition(".")
            yield names.get(first, first) + dot + rest, node


def suite() -> list[Path]:
    """List the modules of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def calls_on_import(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Give those calls of a module that happen when it is read, not when a function is called."""
    later = {
        inner
        for node in ast.walk(syntax(path))
        if isinstance(node, Function | ast.Lambda)
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for inner in ast.walk(part)
    }
    yield from ((name, call) for name, call in calls(path) if call not in later)


def _imported_names(path: Path) -> dict[str, str]:
    names = {}
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            names |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names
