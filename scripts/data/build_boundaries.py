"""Which outlines does the package ship for maps, and from which boundaries are they made?

Makes `inspect178/territory/data/boundaries/` from the folder `boundaries` of the source data: the
units directly below the country and below each province, in both trees, as SVG paths of whole
numbers, drawn equirectangular with degrees of longitude narrowed to the middle of the frame.

An island that would more than double the frame of its province stands in an inset beside it; on the
map of the country all islands stand where they lie. A ring too small to be seen is left out beside
a larger one of its unit and drawn as a small diamond elsewhere, so that no unit and no archipelago
vanishes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scripts.data.outlines import (
    Box,
    Point,
    Shape,
    Topology,
    area,
    area_of_box,
    diamond,
    distance,
    joined,
    label_point,
    path_of,
    projection,
    read_topology,
    rounded,
    thinned,
)
from scripts.data.tables import PACKAGE, Row, write_rows

TARGET = PACKAGE / "territory" / "data" / "boundaries"
SHAPE_COLUMNS = ("parent_code", "code", "x", "y", "d")
FRAME_COLUMNS = ("layer", "parent_code", "kind", "x", "y", "width", "height", "text")

COUNTRY = ""
SIZE = 1000  # the longer side of a frame
RIM = 6
INSET = 240
GAP = 20
LINE = 46  # room for the name of an inset
FINEST = 2.0  # triangles smaller than this are left out
SMALLEST = 12.0  # rings smaller than this are left out or drawn as diamonds
DIAMOND = 4.0
NEAR = 10.0
ISLANDS = ("Đặc khu ", "Huyện ")  # kinds that may stand in an inset
GROWTH = 2
# Provinces whose boundaries the source has in finer detail.
FINE = ("04", "11", "12", "31", "33")
ARCHIPELAGOS = (("Quần đảo Hoàng Sa", 112.0, 17.5), ("Quần đảo Trường Sa", 113.6, 12.1))


def build(source: Path) -> dict[str, int]:
    """Write the outlines of both trees and their frames, and tell how many rows each has."""
    folder = source / "boundaries"
    frames: list[Row] = []
    counts = {}
    for layer, shapes in (("from", _from(folder, frames)), ("before", _before(folder, frames))):
        name = f"shapes_{layer}_2025-07-01.csv.gz"
        counts[name] = write_rows(TARGET / name, SHAPE_COLUMNS, shapes)
    counts["frames.csv"] = write_rows(TARGET / "frames.csv", FRAME_COLUMNS, frames)
    return counts


def _from(folder: Path, frames: list[Row]) -> Iterator[Row]:
    provinces = read_topology(folder / "vn_provinces_34.topojson")
    yield from _Map(("from", COUNTRY), provinces, frames).rows()
    communes = read_topology(folder / "vn_communes_simplified.topojson.gz")
    for province, coarse in _by(communes, "province").items():
        fine = folder / f"communes_{province}.topojson"
        topology = read_topology(fine) if province in FINE else coarse
        yield from _Map(("from", province), topology, frames).rows()


def _before(folder: Path, frames: list[Row]) -> Iterator[Row]:
    provinces = read_topology(folder / "vn_provinces_63.topojson")
    yield from _Map(("before", COUNTRY), provinces, frames).rows()
    districts = read_topology(folder / "vn_districts_old_approx.topojson")
    for province, topology in _by(districts, "old_province").items():
        yield from _Map(("before", province), topology, frames).rows()


def _by(topology: Topology, name: str) -> dict[str, Topology]:
    found: defaultdict[str, list[Shape]] = defaultdict(list)
    for shape in topology.shapes:
        found[shape.properties[name]].append(shape)
    return {value: Topology(shapes, topology.arcs) for value, shapes in sorted(found.items())}


class _Map:
    """One map: the units below a province or the country, drawn in a frame with its insets."""

    def __init__(self, place: tuple[str, str], topology: Topology, frames: list[Row]) -> None:
        self.layer, self.parent = place
        self.topology, self.frames = topology, frames
        self.boxes = {shape.code: topology.box(shape) for shape in topology.shapes}
        is_country = self.parent == COUNTRY
        self.far = [] if is_country else _far_islands(topology.shapes, self.boxes)
        self.near = [shape for shape in topology.shapes if shape not in self.far]
        self.box = joined([self.boxes[shape.code] for shape in self.near])

    def rows(self) -> Iterator[Row]:
        """Draw every unit and note the frame, the insets and the names on the map."""
        inner = SIZE - 2 * RIM
        on_paper = projection(self.box, inner, inner)
        width, height = on_paper((self.box[2], self.box[1]))
        yield from self._drawn(self.near, on_paper, (RIM, RIM))
        width, height = round(width + 2 * RIM), round(height + 2 * RIM)
        beside = height >= width
        for number, shape in enumerate(self.far):
            step = number * (INSET + GAP)
            at = (width + GAP, step) if beside else (step, height + GAP)
            yield from self._inset(shape, at)
        if self.far and beside:
            width += GAP + INSET + 2
        elif self.far:
            height += GAP + INSET + 2
        self._note("view", (0, 0, width, height), "")
        if self.parent == COUNTRY:
            for text, longitude, latitude in ARCHIPELAGOS:
                x, y = on_paper((longitude, latitude))
                self._note("name", (round(x) + RIM, round(y) + RIM, 0, 0), text)

    def _inset(self, shape: Shape, at: tuple[int, int]) -> Iterator[Row]:
        room = INSET - 4 * RIM
        on_paper = projection(self.boxes[shape.code], room, room - LINE)
        width, height = on_paper((self.boxes[shape.code][2], self.boxes[shape.code][1]))
        shift = (at[0] + (INSET - width) / 2, at[1] + LINE + (INSET - LINE - height) / 2)
        self._note("inset", (*at, INSET, INSET), _bare(shape))
        yield from self._drawn([shape], on_paper, shift)

    def _note(self, kind: str, box: tuple[int, int, int, int], text: str) -> None:
        x, y, width, height = (str(n) for n in box)
        self.frames.append(
            {"layer": self.layer, "parent_code": self.parent, "kind": kind, "text": text,
             "x": x, "y": y, "width": width, "height": height}
        )  # fmt: skip

    def _drawn(
        self, shapes: Sequence[Shape], on_paper: Callable[[Point], Point], shift: Point
    ) -> Iterator[Row]:
        arcs = {}
        for shape in shapes:
            for number in (n if n >= 0 else ~n for ring in shape.rings for n in ring):
                arcs.setdefault(number, [on_paper(p) for p in self.topology.arcs[number]])
        coarse = {number: thinned(arc, FINEST) for number, arc in arcs.items()}
        for shape in sorted(shapes, key=lambda s: s.code):
            whole = [self.topology.ring(ring, arcs) for ring in shape.rings]
            thin = [self.topology.ring(ring, coarse) for ring in shape.rings]
            rings = [_moved(ring, shift) for ring in visible_rings(whole, thin)]
            largest = max(rings, key=area)
            x, y = label_point(largest, rings)
            yield {"parent_code": self.parent, "code": shape.code, "x": str(x), "y": str(y),
                   "d": path_of([rounded(ring) for ring in rings])}  # fmt: skip


def _bare(shape: Shape) -> str:
    """The name of an island without its kind."""
    name = shape.properties["name"]
    return next(name.removeprefix(kind) for kind in ISLANDS if name.startswith(kind))


def visible_rings(whole: Sequence[list[Point]], thin: Sequence[list[Point]]) -> list[list[Point]]:
    """Choose what is drawn of a unit: large rings, and small ones that stand alone as diamonds."""
    kept: list[list[Point]] = []
    for ring, coarse in sorted(zip(whole, thin, strict=True), key=lambda pair: -area(pair[0])):
        drawn = coarse if len(rounded(coarse)) > 2 else ring
        if area(ring) < SMALLEST or len(rounded(drawn)) < 3:
            drawn = diamond(ring, DIAMOND)
            if kept and distance(drawn[0], kept) < NEAR:
                continue
        kept.append(drawn)
    return kept


def _moved(ring: Sequence[Point], shift: Point) -> list[Point]:
    return [(x + shift[0], y + shift[1]) for x, y in ring]


def _far_islands(shapes: Sequence[Shape], boxes: dict[str, Box]) -> list[Shape]:
    """The islands without which the frame would be less than half as large."""
    near, far = list(shapes), []
    while len(near) > 1:
        whole = area_of_box(joined([boxes[s.code] for s in near]))
        rest = {
            s.code: area_of_box(joined([boxes[t.code] for t in near if t is not s]))
            for s in near
            if s.properties["name"].startswith(ISLANDS)
        }
        least = min(rest, key=lambda code: rest[code], default=None)
        if least is None or rest[least] * GROWTH > whole:
            break
        far += [s for s in near if s.code == least]
        near = [s for s in near if s.code != least]
    return far
