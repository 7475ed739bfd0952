"""How does a boundary become a short path? TopoJSON read, thinned out and written as SVG.

Pure geometry of the build: neighbours share arcs, and each arc is thinned out once, so that no gap
opens between two units. Coordinates are whole numbers and written relative to the point before.
"""

import gzip
import heapq
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path

Point = tuple[float, float]
Box = tuple[
    float, float, float, float
]  # west, south, east, north; on paper left, top, right, bottom


@dataclass(frozen=True)
class Shape:
    """One unit of a TopoJSON file: its properties and its rings, as numbers of arcs."""

    code: str
    properties: dict[str, str]
    rings: list[list[int]]


@dataclass(frozen=True)
class Topology:
    """The units of a file and the arcs that they share, in degrees."""

    shapes: list[Shape]
    arcs: list[list[Point]]

    def ring(self, numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
        """Join arcs, these or thinned-out ones, to a ring without its last point."""
        points: list[Point] = []
        for number in numbers:
            arc = list(arcs[number]) if number >= 0 else list(reversed(arcs[~number]))
            points += arc[1:] if points else arc
        return points[:-1]

    def box(self, shape: Shape) -> Box:
        """The box of a unit in degrees."""
        return box_of([p for ring in shape.rings for p in self.ring(ring, self.arcs)])


def read_topology(path: Path) -> Topology:
    """Read a quantised TopoJSON file with one layer, packed or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    data = json.loads(raw)
    (scale_x, scale_y), (x0, y0) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + x0, y * scale_y + y0))
        arcs.append(points)
    (layer,) = data["objects"].values()
    shapes = [
        Shape(
            geometry["properties"]["code"],
            geometry["properties"],
            [ring for polygon in _polygons(geometry) for ring in polygon],
        )
        for geometry in layer["geometries"]
    ]
    return Topology(shapes, arcs)


def _polygons(geometry: dict) -> list[list[list[int]]]:
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def box_of(points: Sequence[Point]) -> Box:
    """The smallest box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def joined(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes."""
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def area_of_box(box: Box) -> float:
    """The area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def projection(box: Box, width: float, height: float) -> Callable[[Point], Point]:
    """Map degrees into a frame of at most this size, north up."""
    west, south, east, north = box
    narrow = cos(radians((south + north) / 2))
    scale = min(width / ((east - west) * narrow), height / (north - south))

    def on_paper(point: Point) -> Point:
        return (point[0] - west) * narrow * scale, (north - point[1]) * scale

    return on_paper


def thinned(points: Sequence[Point], smallest: float) -> list[Point]:
    """Leave out the points that matter least (Visvalingam): triangles smaller than `smallest`."""
    if len(points) < 3:
        return list(points)
    before = {i: i - 1 for i in range(len(points))}
    after = {i: i + 1 for i in range(len(points))}
    sizes = {i: _triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)}
    queue = [(size, i) for i, size in sizes.items()]
    heapq.heapify(queue)
    while queue:
        size, i = heapq.heappop(queue)
        if sizes.get(i) != size:
            continue
        if size >= smallest:
            break
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        del sizes[i]
        for j in (left, right):
            if j in sizes:
                sizes[j] = max(size, _triangle(points[before[j]], points[j], points[after[j]]))
                heapq.heappush(queue, (sizes[j], j))
    return [points[i] for i in (0, *sorted(sizes), len(points) - 1)]


def _triangle(a: Point, b: Point, c: Point) -> float:
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def area(ring: Sequence[Point]) -> float:
    """The area of a ring."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def rounded(ring: Sequence[Point]) -> list[tuple[int, int]]:
    """The ring in whole numbers, without points that fall together or lie on a straight line."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        here = (round(x), round(y))
        if not points or points[-1] != here:
            points.append(here)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return [
        here
        for i, here in enumerate(points)
        if not _is_between(points[i - 1], here, points[(i + 1) % len(points)])
    ]


def _is_between(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (c[0] - b[0]) * (b[1] - a[1]) and (
        (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) >= 0
    )


def diamond(ring: Sequence[Point], half: float) -> list[Point]:
    """A small island, drawn larger than it is so that it can be seen."""
    left, top, right, bottom = box_of(ring)
    x, y = (left + right) / 2, (top + bottom) / 2
    return [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]


def label_point(ring: Sequence[Point], boundary: Sequence[Sequence[Point]]) -> tuple[int, int]:
    """A point well inside the largest ring: the best of a grid, then of a finer one around it."""
    left, top, right, bottom = box_of(ring)
    best = ((left + right) / 2, (top + bottom) / 2)
    width, height = right - left, bottom - top
    room = -1.0
    for _ in range(3):
        cx, cy = best
        for i in range(-3, 4):
            for j in range(-3, 4):
                point = (cx + width * i / 6, cy + height * j / 6)
                if inside(point, boundary) and (found := distance(point, boundary)) > room:
                    best, room = point, found
        width, height = width / 4, height / 4
    return round(best[0]), round(best[1])


def inside(point: Point, rings: Sequence[Sequence[Point]]) -> bool:
    """Whether a point lies inside rings; a ring within a ring is a hole."""
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in _edges(rings):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def distance(point: Point, rings: Sequence[Sequence[Point]]) -> float:
    """How far a point lies from the nearest edge of rings."""
    return min(_to_edge(point, a, b) for a, b in _edges(rings))


def _to_edge(point: Point, a: Point, b: Point) -> float:
    (x, y), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))


def _edges(rings: Sequence[Sequence[Point]]) -> Iterator[tuple[Point, Point]]:
    for ring in rings:
        yield from zip(ring, [*ring[1:], ring[0]], strict=True)


def path_of(rings: Sequence[Sequence[tuple[int, int]]]) -> str:
    """Write rings as SVG path data: the first point of each whole, the others relative."""
    said = []
    for ring in rings:
        x, y = ring[0]
        said.append(f"M{x} {y}l")
        steps = []
        for nx, ny in ring[1:]:
            steps += [nx - x, ny - y]
            x, y = nx, ny
        said.append(_numbers(steps) + "z")
    return "".join(said)


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers with a blank only where a minus does not part them already."""
    return "".join(str(n) if i == 0 or n < 0 else f" {n}" for i, n in enumerate(numbers))
