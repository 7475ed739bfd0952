"""How does somebody of the cast look at a page? In a window in which they are signed in.

with seen_by("hoa", chromium, app, TABLET) as opened:
    opened.page.goto("/coverage")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser

from inspect178.extensions import db
from tests import people
from tests.browser import DESKTOP, Screen, Window, serve, window


@contextmanager
def seen_by(
    name: str, chromium: Browser, app: Flask, screen: Screen = DESKTOP, **more: object
) -> Iterator[Window]:
    """Open a window for somebody who is signed in; what the test has made so far is committed."""
    db.session.commit()
    cookie = people.client(app, name).get_cookie(app.config["SESSION_COOKIE_NAME"])
    db.session.remove()
    with serve(app) as address, window(chromium, address, screen=screen, **more) as opened:
        opened.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": address}]
        )
        yield opened
