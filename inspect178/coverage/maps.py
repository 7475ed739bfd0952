"""Which map shows the units below a place, and in which band does each of them stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspect178.coverage.queries.asking import CoverageTable
from inspect178.coverage.queries.places import COUNTRY
from inspect178.territory.bands import Band, Step, band_of, legend_of
from inspect178.territory.boundaries import MapOutline, outline_of


@dataclass(frozen=True)
class CoverageMap:
    """The outline, the band of each unit by its code, and what the bands mean."""

    outline: MapOutline
    bands: Mapping[str, Band]
    legend: Sequence[Step]


def map_of(table: CoverageTable) -> CoverageMap | None:
    """Give the map of the units below by official rate; None where there is no outline.

    All stand in the bands of one target, that of the place above, so that the legend is true.
    """
    line, target = table.line, table.asked.target
    code = None if line.code == COUNTRY else line.code
    outline = outline_of(code, table.asked.question.tree_on)
    if outline is None:
        return None
    bands = {
        child.code: band_of(child.figures.rate_official, target)
        for child in line.children
        if child.code is not None
    }
    return CoverageMap(outline, bands, legend_of(target))
