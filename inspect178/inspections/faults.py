"""What if several things stand against an act? All of them are said at once, each at its place."""

from __future__ import annotations

from collections.abc import Sequence

from inspect178.kernel.errors import InvalidInput, RuleBroken


class Faults(RuleBroken):
    """Several reasons why something cannot be done, so that nobody mends them one by one."""

    def __init__(self, faults: Sequence[InvalidInput]) -> None:
        super().__init__(faults[0].message, **faults[0].params)
        self.faults = tuple(faults)


def raise_if_any(faults: Sequence[InvalidInput]) -> None:
    """Refuse with all faults, or pass where there are none."""
    if faults:
        raise Faults(faults)
