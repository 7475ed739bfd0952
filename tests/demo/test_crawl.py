"""Does every page that somebody can reach by links open, in the right shape, for every role?"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from inspect178.demo.people import ACCOUNTS
from inspect178.demo.words import PASSWORD

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
# So many addresses of one kind (endpoint and names of its arguments) are enough.
OF_A_KIND = 2


def kind_of(app, address: str) -> str:
    """Name the kind of page: endpoint, parts of the address, names of arguments."""
    parts = urlsplit(address)
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, values = adapter.match(parts.path, "GET")
    except HTTPException:
        return f"nowhere: {parts.path}"
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return f"{endpoint}({','.join(sorted(values))})?{'&'.join(names)}"


def _crawl(app, browser) -> tuple[Counter[str], list[str]]:
    waiting, seen, kinds, wrong = ["/"], {"/"}, Counter(), []
    while waiting:
        address = waiting.pop(0)
        answer = browser.get(address, buffered=True)
        wrong += [f"{address}: {w}" for w in _faults(answer)]
        if not answer.mimetype.endswith("html"):
            continue
        for found in LINK.findall(answer.text):
            target = unescape(found)
            if not target.startswith("/") or target.startswith("/static/") or target in seen:
                continue
            seen.add(target)
            kinds[kind_of(app, target)] += 1
            if kinds[kind_of(app, target)] <= OF_A_KIND:
                waiting.append(target)
    return kinds, wrong


def _faults(answer) -> list[str]:
    if answer.status_code != 200:
        return [] if answer.status_code in (302, 303) else [f"status {answer.status_code}"]
    if not answer.mimetype.endswith("html"):
        return []
    faults = []
    heading = re.search(r"<h1\b[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
    if 'lang="vi"' not in answer.text[:200]:
        faults.append("no language")
    if heading is None or title is None:
        faults.append("no heading or title")
    if len(re.findall(r"<h1\b", answer.text)) > 1:
        faults.append("more than one first heading")
    return faults


@pytest.mark.parametrize("username", list(ACCOUNTS))
def test_every_link_that_a_role_sees_opens(demo, username):
    browser = demo.test_client()
    browser.post("/sign-in", data={"username": username, "password": PASSWORD})

    kinds, wrong = _crawl(demo, browser)

    assert wrong == []
    assert len(kinds) > 5
    assert [k for k in kinds if k.startswith("nowhere")] == []
