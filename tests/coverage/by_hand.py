"""What is coverage when it is computed in the plainest way? Loops over plain data, no database.

Nothing here is taken from the program: whoever doubts a figure can read this instead. A place is
written as a path of unit ids from the country `()` downwards; `"?"` ends the path of what is still
to be placed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from tests.coverage.worlds import REFORM, Note, Stretch, Unit, Visit, World

Path = tuple[int | str, ...]
LISTS = ("in_scope", "official", "provisional", "awaiting", "not_yet", "excluded")


class Where(NamedTuple):
    """A place on a frozen list."""

    province: int
    commune: int | None
    old_commune: int | None


@dataclass(frozen=True)
class Asked:
    """A question in plain words."""

    first: date
    last: date
    tree: date
    basis: str
    known: datetime | None = None
    reviews: bool = False


def lists_by_place(world: World, asked: Asked) -> dict[Path, dict[str, set[UUID]]]:
    """Give for every place that has any establishment the lists, those of reasons among them."""
    inspected, accepted = _visited(world, asked)
    found: dict[Path, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))

    def add(where: Any, who: UUID, names: list[str]) -> None:
        path = _path(world, asked.tree, where.province, where.commune, where.old_commune)
        for length in range(len(path) + 1):
            for name in names:
                found[path[:length]][name].add(who)

    below = _below_the_line(world, asked)
    for who, where, workers in below:
        names = _names(who in inspected, who in accepted)
        if "not_yet" in names:
            names.append(_reason(world, who, asked))
        size = _size(workers)
        names += [f"{size} in_scope"]
        names += [f"{size} {name}" for name in ("official", "provisional") if name in names]
        add(where, who, names)
    inside = {who for who, _, _ in below}
    for who, line in _known_lines(world, asked):
        if who not in inside:
            where = _on(line, asked.last)
            add(where, who, ["excluded", _why_excluded(line, where, asked)])
    return {path: dict(lists) for path, lists in found.items()}


def rates_by_month(world: World, asked: Asked, path: Path) -> list[float | None]:
    """Give the share of those below the line in a place with a visit by the end of each month."""
    below = lists_by_place(world, asked).get(path, {}).get("in_scope", set())
    rates: list[float | None] = []
    for month in range(1, 13):
        there = set()
        for visit in world.visits:
            day = visit.completed
            if day and _was(visit.recorded, asked) and _by(day, month, asked):
                there.add(visit.place)
        for note in world.notes:
            counts = asked.reviews and note.kind.value in ("survey", "supervision")
            if counts and _noted(note, asked) and _by(note.held, month, asked):
                there.add(note.place)
        rates.append(len(below & there) / len(below) if below else None)
    return rates


def _by(day: date, month: int, asked: Asked) -> bool:
    return asked.first <= day <= asked.last and day.month <= month


def main_reason(lists: dict[str, set[UUID]]) -> tuple[str, int] | None:
    """Give the reason that most have, of two the one that stands first in the list of reasons."""
    order = (
        "planned", "closed", "refused_entry", "road_cut", "right_used", "new", "not_planned",
    )  # fmt: skip
    best = None
    for reason in order:
        count = len(lists.get(reason, ()))
        if count and (best is None or count > best[1]):
            best = (reason, count)
    return best


def _known_lines(world: World, asked: Asked) -> list[tuple[UUID, tuple[Stretch, ...]]]:
    """Give the line of every place as it was known, without places not known then."""
    lines = []
    for place in world.places:
        then = [v for v in place.versions if asked.known is None or v.known <= asked.known]
        if then:
            lines.append((place.id, then[-1].stretches))
    return lines


def _on(line: tuple[Stretch, ...], day: date) -> Stretch:
    (there,) = [
        s for s in line if (s.start is None or s.start <= day) and (s.end is None or day < s.end)
    ]
    return there


def _shares_a_day(stretch: Stretch, first: date, last: date) -> bool:
    """Look at one day after another."""
    day = first
    while day <= last:
        if (stretch.start is None or stretch.start <= day) and (
            stretch.end is None or day < stretch.end
        ):
            return True
        day = date.fromordinal(day.toordinal() + 1)
    return False


def _visited(world: World, asked: Asked) -> tuple[set[UUID], set[UUID]]:
    inspected, accepted = set(), set()
    for visit in world.visits:
        if visit.completed is None or not asked.first <= visit.completed <= asked.last:
            continue
        if _was(visit.recorded, asked):
            inspected.add(visit.place)
            if _was(visit.accepted, asked):
                accepted.add(visit.place)
    for note in world.notes:
        if asked.reviews and note.kind.value in ("survey", "supervision") and _noted(note, asked):
            inspected.add(note.place)
            accepted.add(note.place)
    return inspected, accepted


def _was(instant: datetime | None, asked: Asked) -> bool:
    """Say whether something had happened by the instant as of which is asked."""
    return instant is not None and (asked.known is None or instant <= asked.known)


def _noted(note: Note, asked: Asked) -> bool:
    in_period = asked.first <= note.held <= asked.last
    return in_period and _was(note.recorded, asked) and not _was(note.withdrawn, asked)


def _names(was_inspected: bool, was_accepted: bool) -> list[str]:
    if was_accepted:
        return ["in_scope", "official", "provisional"]
    if was_inspected:
        return ["in_scope", "provisional", "awaiting"]
    return ["in_scope", "not_yet"]


def _size(workers: int | None) -> str:
    if workers is None:
        return "unknown"
    return "small" if workers < 5 else "middle" if workers < 10 else "large"


def _below_the_line(world: World, asked: Asked) -> list[tuple[UUID, Any, int | None]]:
    lines = dict(_known_lines(world, asked))
    rows: list[tuple[UUID, Any, int | None]] = []
    if asked.basis == "frozen":
        for who, province, commune, old in world.frozen:
            line = lines.get(who)
            workers = _on(line, asked.last).workers if line else None
            rows.append((who, Where(province, commune, old), workers))
        return rows
    for who, line in lines.items():
        if asked.basis == "end_of_period":
            there = [s for s in [_on(line, asked.last)] if s.in_scope]
        else:
            there = [s for s in line if s.in_scope and _shares_a_day(s, asked.first, asked.last)]
        if there:
            rows.append((who, there[-1], there[-1].workers))
    return rows


def _reason(world: World, who: UUID, asked: Asked) -> str:
    """Say why nobody was there: the first of the list that fits."""
    mine = [v for v in world.visits if v.place == who]
    in_period = [v for v in mine if asked.first <= v.planned <= asked.last]
    for visit in in_period:
        still = not _was(visit.recorded, asked) and not _was(visit.ended, asked)
        if visit.mode.value == "periodic" and _was(visit.made, asked) and still:
            return "planned"
    tried = [
        v for v in in_period if v.attempt and v.mode.value == "periodic" and _was(v.ended, asked)
    ]
    if tried:
        latest = max(v.ended for v in tried if v.ended)
        return str(min((v for v in tried if v.ended == latest), key=_key).attempt.value)
    if any(n.place == who and n.kind.value == "other_agency" and _noted(n, asked)
           for n in world.notes):  # fmt: skip
        return "right_used"
    line = dict(_known_lines(world, asked)).get(who)
    before = _on(line, date.fromordinal(asked.first.toordinal() - 1)) if line else None
    return "not_planned" if before is not None and before.in_scope else "new"


def _key(visit: Visit) -> UUID:
    return visit.id


def _why_excluded(line: tuple[Stretch, ...], where: Stretch, asked: Asked) -> str:
    if where.in_scope:
        return "not_on_list"
    in_scope = [s for s in line if s.in_scope]
    if any(_shares_a_day(s, asked.first, asked.last) for s in in_scope):
        return "left_during"
    if any(s.end is not None and s.end <= asked.first for s in in_scope):
        return "left_before"
    return "entered_later"


def _path(world: World, tree: date, province: int, commune: int | None, old: int | None) -> Path:
    units = {u.id: u for u in world.units}

    def there(unit_id: int | None) -> bool:
        unit = units.get(unit_id) if unit_id is not None else None
        return unit is not None and unit.start <= tree and (unit.end is None or tree < unit.end)

    if tree < REFORM:
        if there(old):
            return _down_to(units, old)
        formers = units[province].origins
        if len(formers) == 1 and there(formers[0]):
            return (formers[0], "?")
        return ("?",)
    if not there(province):
        return ("?",)
    if there(commune) and units[commune].parent == province:
        return _down_to(units, commune)
    return (province, "?")


def _down_to(units: dict[int, Unit], unit_id: int | None) -> Path:
    path: list[int | str] = []
    while unit_id is not None:
        path.insert(0, unit_id)
        unit_id = units[unit_id].parent
    return tuple(path)
