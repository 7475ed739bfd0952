"""In which band of a map does a rate stand? Five steps up to the target, and two ends.

With a target the steps are fifths of the target and whoever reached it has a band of its own;
without one they are fifths of 0 to 100 % and nobody "reached" anything. Where there is no rate
(nothing in scope), that is a band of its own too, because it is not 0 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """The end of the class and of the pattern that a shape is drawn with."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"
    FIFTH = "5"
    REACHED = "reached"
    NONE = "none"


STEPS = (Band.FIRST, Band.SECOND, Band.THIRD, Band.FOURTH, Band.FIFTH)


@dataclass(frozen=True, slots=True)
class Step:
    """A band with the rates that it holds: from `low` to below `high`; None where it has no end."""

    band: Band
    low: float | None = None
    high: float | None = None


def band_of(rate: float | None, target: float | None = None) -> Band:
    """Give the band of a rate from 0 to 1."""
    if rate is None:
        return Band.NONE
    if target is not None and rate >= target:
        return Band.REACHED
    return next((step.band for step in _steps(target) if rate < (step.high or 0)), Band.FIFTH)


def legend_of(target: float | None = None) -> Sequence[Step]:
    """List the bands for the legend, from the lowest to the highest, "no rate" last."""
    ends = [Step(Band.NONE)] if target is None else [Step(Band.REACHED, target), Step(Band.NONE)]
    return [*_steps(target), *ends]


def _steps(target: float | None) -> list[Step]:
    """Give the five steps; none where the target is 0, which everybody has reached."""
    whole = 1.0 if target is None else target
    if whole <= 0:
        return []
    limits = [round(whole * i / 5, 9) for i in range(6)]  # 0.2 * 3 / 5 is not quite 0.12
    return [Step(band, limits[i], limits[i + 1]) for i, band in enumerate(STEPS)]
