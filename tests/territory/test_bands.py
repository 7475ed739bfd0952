"""Is a rate drawn in the band that the legend names?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect178.territory.bands import Band, band_of, legend_of

RATES = st.floats(0, 1)
TARGETS = st.none() | st.floats(0.01, 1)


@pytest.mark.parametrize(
    ("rate", "target", "band"),
    [
        (None, 0.2, Band.NONE),
        (None, None, Band.NONE),
        (0.0, 0.2, Band.FIRST),
        (0.0399, 0.2, Band.FIRST),
        (0.04, 0.2, Band.SECOND),
        (0.12, 0.2, Band.FOURTH),  # where 0.2 * 3 / 5 is a little more than 0.12
        (0.1999, 0.2, Band.FIFTH),
        (0.2, 0.2, Band.REACHED),
        (1.0, 0.9, Band.REACHED),
        (1.0, None, Band.FIFTH),
        (0.6, None, Band.FOURTH),
        (0.0, 0.0, Band.REACHED),
    ],
)
def test_bands_are_fifths_of_the_target_and_its_reaching(rate, target, band):
    assert band_of(rate, target) == band


@given(RATES, TARGETS)
def test_the_legend_says_of_every_rate_in_which_band_it_is(rate, target):
    (step,) = [step for step in legend_of(target) if step.band == band_of(rate, target)]

    assert step.low <= rate + 1e-9
    assert step.high is None or rate < step.high + 1e-9 or rate == 1


@given(RATES, RATES, TARGETS)
def test_a_higher_rate_is_never_drawn_in_a_lower_band(one, other, target):
    order = [step.band for step in legend_of(target)]
    low, high = sorted((one, other))

    assert order.index(band_of(low, target)) <= order.index(band_of(high, target))


def test_only_a_target_can_be_reached():
    assert Band.REACHED not in [step.band for step in legend_of()]
    assert [step.band for step in legend_of(0.2)][-2:] == [Band.REACHED, Band.NONE]
