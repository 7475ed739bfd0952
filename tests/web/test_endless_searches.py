"""Is every search answered, however much is typed, or if nothing is left of it to look for?"""

from __future__ import annotations

import pytest

SEARCHES = (
    ("dung", "/trail", "who"),
    ("minh", "/accounts", "q"),
    ("hoa", "/units", "q"),
    ("hoa", "/establishments", "q"),
    ("hoa", "/inspections", "q"),
    ("hoa", "/plans", "q"),
    ("hoa", "/violations", "q"),
    ("hoa", "/commitments", "q"),
    ("hoa", "/commitments/missing", "q"),
    ("chi", "/reviews", "q"),
)


@pytest.mark.parametrize(("name", "address", "field"), SEARCHES)
def test_a_search_is_answered(as_, name, address, field):
    browser = as_(name)

    for words in ("x" * 70_000, "x " * 30_000, "²", "%_\\", "'\"", "\u202e"):
        answer = browser.get(address, query_string={field: words})
        assert answer.status_code in (200, 422), (words[:10], answer.status_code)
