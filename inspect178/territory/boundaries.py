"""What do the units below a province or the country look like on a map? Read from shipped files.

The files (territory/data/boundaries/NOTICE) hold finished SVG paths, so that nothing is computed
here. Former districts are approximate: whoever shows them says so (`MapOutline.is_approximate`).
Small islands are drawn larger than they are; far ones stand in insets with a scale of their own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from inspect178.kernel.shipped import shipped_rows
from inspect178.territory.rules import is_before_reform

DATA = Path(__file__).parent / "data" / "boundaries"
COUNTRY = ""
_LAYERS = {True: "before", False: "from"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of one unit, and a point well inside its largest part."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Inset:
    """A box that holds a far island, and the island's name."""

    x: int
    y: int
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is written on the map, centred on a point."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class MapOutline:
    """A map in units of its own: the shapes of the units directly below, by code."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    insets: tuple[Inset, ...] = ()
    names: tuple[Name, ...] = ()
    is_approximate: bool = False

    @property
    def view_box(self) -> str:
        """Give the value of the SVG attribute."""
        return f"0 0 {self.width} {self.height}"


def outline_of(code: str | None, tree_on: date) -> MapOutline | None:
    """Give the map of a province, or of the country for None, in the tree of a day.

    A province in force is divided into its communes, a former one into its districts,
    approximately. None where there is no outline: for communes, for former districts, for a code
    that is no province of that tree.
    """
    return _layer(_LAYERS[is_before_reform(tree_on)]).get(code or COUNTRY)


@dataclass
class _Parts:
    shapes: list[Shape] = field(default_factory=list)
    insets: list[Inset] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)


@cache
def _layer(layer: str) -> dict[str, MapOutline]:
    """Read all maps of a tree once."""
    found: dict[str, _Parts] = defaultdict(_Parts)
    for row in shipped_rows(DATA / f"shapes_{layer}_2025-07-01.csv.gz"):
        shape = Shape(row["code"], row["d"], int(row["x"]), int(row["y"]))
        found[row["parent_code"]].shapes.append(shape)
    for row in shipped_rows(DATA / "frames.csv"):
        if row["layer"] == layer:
            _add_frame(found[row["parent_code"]], row)
    return {
        parent: MapOutline(
            *parts.size,
            shapes=tuple(sorted(parts.shapes, key=lambda shape: shape.code)),
            insets=tuple(parts.insets),
            names=tuple(parts.names),
            is_approximate=layer == "before" and parent != COUNTRY,
        )
        for parent, parts in found.items()
    }


def _add_frame(parts: _Parts, row: dict[str, str]) -> None:
    x, y, width, height = (int(row[name]) for name in ("x", "y", "width", "height"))
    if row["kind"] == "view":
        parts.size = (width, height)
    elif row["kind"] == "inset":
        parts.insets.append(Inset(x, y, width, height, row["text"]))
    else:
        parts.names.append(Name(x, y, row["text"]))
