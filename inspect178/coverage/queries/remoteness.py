"""Does an average hide the far? The figures of a place by how far its communes lie from a ward."""

from __future__ import annotations

from collections.abc import Iterator

from inspect178.coverage.queries.counting import UnitCoverage
from inspect178.coverage.rules import Figures, Question
from inspect178.territory.enums import Level, Remoteness
from inspect178.territory.models import AdminUnit
from inspect178.territory.remoteness import bands_of


def figures_by_remoteness(
    unit: AdminUnit | None, line: UnitCoverage, question: Question
) -> dict[Remoteness, Figures]:
    """Add up a deep line by band; what is still to be placed has no known distance.

    The bands together are the figures of the line; without a unit it is the country's.
    """
    provinces = None if unit is None else {unit.province_id or unit.id}
    bands = bands_of(provinces, question.tree_on)
    found = {band: Figures() for band in Remoteness}
    for one in _smallest(line):
        band = bands.get(one.unit_id or 0, Remoteness.UNKNOWN)
        found[Remoteness.UNKNOWN if one.is_unplaced else band] += one.figures
    return found


def _smallest(line: UnitCoverage) -> Iterator[UnitCoverage]:
    """Give the communes below a line, and what is to be placed; the line itself if it is one."""
    if line.level == Level.COMMUNE or not line.children:
        yield line
        return
    for child in line.children:
        yield from _smallest(child)
