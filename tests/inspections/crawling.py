"""What does a person find who follows every link? A walk through all pages that can be reached."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient

from inspect178.extensions import db

LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
# No pages of people's work: parts of the interface, units, and the page that counts events.
# Files are fetched by a test of their own, because whoever fetches one is told of in the trail.
LEFT_OUT = re.compile(
    r"^/(static/|styleguide|units/|trail/integrity|coverage/workbook)|\.(pdf|png|svg|xlsx|csv)$"
)
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=[/=])\d+")
MOST_OF_A_SHAPE = 4


@dataclass(frozen=True)
class Answer:
    """What one address answered, and with how many statements."""

    status: int
    text: str
    statements: int


def starts(app: Flask) -> list[str]:
    """List the addresses without parts to fill in; every page of the program begins at one."""
    rules = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    return sorted(r for r in rules if not LEFT_OUT.search(r))


def crawl(
    browser: FlaskClient, first: list[str], statements: Callable[[], Any]
) -> Iterator[tuple[str, Answer]]:
    """Fetch the addresses and whatever they lead to, each once."""
    waiting, known, shapes = list(first), set(first), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        answer = fetch(browser, address, statements)
        yield address, answer
        for link in _links(answer.text):
            shape = KEY.sub("*", link.partition("?")[0])
            if link not in known and shapes[shape] < MOST_OF_A_SHAPE:
                shapes[shape] += 1
                known.add(link)
                waiting.append(link)


def fetch(browser: FlaskClient, address: str, statements: Callable[[], Any]) -> Answer:
    """Fetch one address."""
    db.session.rollback()
    with statements() as ran:
        answer = browser.get(address, buffered=True)
    data, sheets = answer.get_data(), answer.mimetype.endswith("sheet")
    text = cells(data) if sheets else data.decode() if answer.mimetype[:5] == "text/" else ""
    return Answer(answer.status_code, text, len(ran))


def cells(workbook: bytes) -> str:
    """Give everything that a workbook says, without the time at which it was made."""
    with ZipFile(BytesIO(workbook)) as parts:
        names = sorted(n for n in parts.namelist() if not n.startswith("docProps/"))
        return "\n".join(parts.read(n).decode() for n in names)


def _links(text: str) -> list[str]:
    """List the addresses to which a page leads, without the order of lists and the way back."""
    found = []
    for link in LINK.findall(text):
        parts = urlsplit(link.replace("&amp;", "&"))
        asked = [p for p in parts.query.split("&") if p and not p.startswith(("sort=", "next="))]
        if not LEFT_OUT.search(parts.path):
            found.append(parts.path + ("?" + "&".join(asked) if asked else ""))
    return found
