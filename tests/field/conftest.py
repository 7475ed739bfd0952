"""On which page do the tablet's modules run when they are asked alone?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.architecture.sources import STATIC
from tests.browser import serve, window

EMPTY = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>modules</title></html>'


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Iterator[Page]:
    """Give an empty page from which the modules of static/field can be imported."""
    app = Flask("modules", static_folder=str(STATIC))
    app.add_url_rule("/", "empty", lambda: EMPTY)
    with serve(app) as address, window(chromium, address) as opened:
        opened.page.goto("/")
        yield opened.page


def ask(page: Page, module: str, expression: str, cases: list[Any]) -> list[Any]:
    """Give what an expression over `m` (the module) and `c` (a case) says of each case."""
    script = (
        f"async (cases) => {{ const m = await import('/static/field/{module}.js');"
        f" const found = []; for (const c of cases) found.push(await ({expression}));"
        " return found; }"
    )
    found: list[Any] = page.evaluate(script, cases)
    return found
