"""Is what no view can use refused before any view reads it?"""

from __future__ import annotations

import pytest

from tests.factories.registry import make_establishment

LISTS = (
    "/establishments",
    "/inspections",
    "/inspections/agenda",
    "/plans",
    "/violations",
    "/commitments",
    "/commitments/missing",
    "/coverage",
    "/coverage/establishments",
)


@pytest.mark.parametrize(
    "asked",
    ["endpoint=x", "_scheme=javascript", "_external=1&_scheme=javascript", "_anchor=x",
     "_method=POST", "q=%00", "%00=1"],
)  # fmt: skip
def test_an_address_cannot_steer_the_links_of_a_list(as_, asked):
    make_establishment()
    hoa = as_("hoa")

    for address in LISTS:
        answer = hoa.get(f"{address}?{asked}")
        assert answer.status_code == 400, address
        assert "<h1" in answer.text
        assert "javascript:" not in answer.text


def test_other_names_do_no_harm(as_):
    for asked in ("self=1", "values=1", "_=1", "page=2&page=3", "sort=-name&sort=x"):
        for address in LISTS:
            assert as_("hoa").get(f"{address}?{asked}").status_code == 200, (address, asked)
