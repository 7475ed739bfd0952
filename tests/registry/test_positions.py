"""Which typed positions can be meant?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspect178.kernel.errors import InvalidInput
from inspect178.registry.rules import checked_position


def test_a_position_is_two_numbers_or_none():
    assert checked_position(None, None) == (None, None)
    assert checked_position(Decimal("20.93"), Decimal("106.05")) == (20.93, 106.05)


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "-sNaN", "Infinity", "1e999999", "0"])
def test_what_is_no_place_in_the_country_is_refused(typed):
    for pair in ((Decimal(typed), Decimal("106.05")), (Decimal("20.93"), Decimal(typed))):
        with pytest.raises(InvalidInput):
            checked_position(*pair)


@pytest.mark.parametrize(
    "pair",
    [(Decimal("20.93"), None), (None, Decimal("106.05")), (Decimal("106.05"), Decimal("20.93"))],
    ids=["no longitude", "no latitude", "wrong way round"],
)
def test_half_a_position_or_one_the_wrong_way_round_is_refused(pair):
    with pytest.raises(InvalidInput):
        checked_position(*pair)
