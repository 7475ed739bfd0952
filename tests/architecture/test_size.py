"""Does everything fit on a screen? Functions of 40 lines, views of 30, modules of 400."""

from __future__ import annotations

from tests.architecture.sources import STATIC, functions, modules, named

LINES_OF_A_FUNCTION = 40
LINES_OF_A_VIEW = 30
LINES_OF_A_MODULE = 400


def test_functions_are_short():
    found = [
        f"{named(path)}:{function.lineno} {function.name} has {length} lines"
        for path in modules()
        for function in functions(path)
        for length in [(function.end_lineno or 0) - function.lineno + 1]
        if length > (LINES_OF_A_VIEW if path.stem in ("views", "api") else LINES_OF_A_FUNCTION)
    ]

    assert found == []


def test_modules_are_short():
    scripts = [path for folder in ("field", "js") for path in (STATIC / folder).rglob("*.js")]
    sizes = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*modules(), *scripts]
    }

    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_MODULE} == {}
