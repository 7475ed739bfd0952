"""How quickly does the program answer at national size? Medians, beside the raw SQL's time.

    make bench                                 both databases
    .venv/bin/python -m bench.national --sqlite

Nothing is written but the generated country, which is kept for the next time (bench/databases.py).
The raw SQL counts the same numbers in the same run, and the numbers are compared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from inspect import unwrap
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import func, select, text

from bench import databases
from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import CoverageList, DenominatorBasis, ExclusionReason, NotYetReason
from inspect178.coverage.queries.asking import Asked, coverage_table, understand
from inspect178.coverage.queries.lists import Wanted, page_of_list
from inspect178.coverage.queries.reasons import exclusion_counts, not_yet_counts
from inspect178.coverage.queries.trend import yearly_figures
from inspect178.coverage.workbook import make_workbook
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.periods import year
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter, establishment_page
from inspect178.territory.models import AdminUnit

RUNS = 9
KNOWN_AT = datetime(2026, 9, 1, 17, tzinfo=UTC)
PERIOD, TREE, FORMER = year(2026), date(2026, 11, 23), date(2025, 6, 30)
REASONS = (
    NotYetReason.PLANNED, NotYetReason.CLOSED, NotYetReason.NOT_PLANNED,
    ExclusionReason.LEFT_BEFORE,
)  # fmt: skip
BASES: dict[str, dict[str, Any]] = {
    "": {},
    " as known on 01/09": {"known_at": KNOWN_AT},
    " at any time": {"basis": DenominatorBasis.ANY_TIME},
    " frozen": {"basis": DenominatorBasis.FROZEN},
}
# From one found to half of the register; rare ones and common ones cost in different places.
SEARCHES = ("KS Hoàng Mai", "nha nghi bien xanh", "57", "karaoke", "hoa", "nha")
RAW = """
SELECT count(*), count(i.accepted), sum(i.accepted) FROM establishment e {unit} LEFT JOIN (
  SELECT establishment_id, max(CASE WHEN accepted_at IS NULL THEN 0 ELSE 1 END) AS accepted
  FROM inspection WHERE completed_on BETWEEN :start AND :end GROUP BY establishment_id
) i ON i.establishment_id = e.id
WHERE e.in_scope_from <= :end AND (e.in_scope_to IS NULL OR e.in_scope_to > :end) {where}
GROUP BY {group}
"""


@dataclass(frozen=True)
class Case:
    """Something to measure: the program's way, raw SQL for the same, and what is aimed at."""

    name: str
    program: Callable[[], Any]
    raw: Callable[[], Any] | None = None
    goal: str = ""
    runs: int = RUNS


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.national")
    parser.add_argument("--sqlite", action="store_true", help="only SQLite")
    parser.add_argument("--postgres", action="store_true", help="only PostgreSQL")
    asked = parser.parse_args()
    both = asked.sqlite == asked.postgres
    if asked.sqlite or both:
        measure("SQLite", databases.sqlite)
    if asked.postgres or both:
        measure("PostgreSQL", databases.postgresql)


def measure(name: str, start: Callable[[], AbstractContextManager[str]]) -> None:
    """Fill one database where it is empty, measure every case and print a line for each."""
    with start() as url:
        app = databases.application(url)
        began = time.perf_counter()
        with app.app_context():
            if databases.fill():
                print(f"{name}: country made in {time.perf_counter() - began:.0f} s")
        with app.test_request_context("/"):
            print(f"{name}: {_size()}, medians of {RUNS} runs in ms, load {_load()}")
            print(f"  {'':62}{'program':>9}{'of CPU':>9}{'raw SQL':>9}{'times':>7}  goal")
            for case in _cases(app):
                _print(case)
            print(f"{name}: load at the end {_load()}")
            db.session.remove()
            db.engine.dispose()


def _print(case: Case) -> None:
    program, processor, raw = [], [], []
    for _ in range(case.runs):  # by turns, so that whatever else the machine does hits both
        before = _processor()
        program.append(_milliseconds(case.program))
        processor.append(_processor() - before)
        if case.raw:
            raw.append(_milliseconds(case.raw))
    took, busy = statistics.median(program), statistics.median(processor)
    usual = statistics.median(raw) if raw else None
    beside = f"{usual:9.1f}{took / usual:7.1f}" if usual else " " * 16
    print(f"  {case.name:62}{took:9.1f}{busy:9.1f}{beside}  {case.goal}", flush=True)


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    took = (time.perf_counter() - began) * 1000
    db.session.rollback()
    db.session.expunge_all()
    return took


def _processor() -> float:
    """Give the processor time so far of the program and its server, without parallel workers."""
    own = time.process_time() * 1000
    if db.engine.dialect.name != "postgresql":
        return own
    server = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    db.session.rollback()
    ran = Path(f"/proc/{server}/schedstat")  # the server of a bench stands on the same machine
    return own + int(ran.read_text().split()[0]) / 1e6 if ran.exists() else own


def _load() -> str:
    return ", ".join(f"{load:.1f}" for load in os.getloadavg())


def _size() -> str:
    counts = db.session.execute(
        text("SELECT (SELECT count(*) FROM establishment), (SELECT count(*) FROM inspection)")
    ).one()
    db.session.rollback()
    return f"{counts[0]:,} establishments, {counts[1]:,} inspections"


def _cases(app: Flask) -> Iterator[Case]:
    middle, largest = _provinces()
    country, former = Asked(PERIOD, TREE, "00"), Asked(PERIOD, FORMER, "00")
    then = Asked(PERIOD, TREE, "00", known_at=KNOWN_AT)
    _compare(country)
    yield Case("coverage: country by province", lambda: coverage_table(SYSTEM, country, deep=False),
               _raw("e.province_id"), "3 × raw")  # fmt: skip
    yield Case("the same, as known on 01/09/2026", lambda: coverage_table(SYSTEM, then, deep=False),
               goal="2 × as known now")  # fmt: skip
    yield Case("ten years' trend of the country", _trend(country), goal="1 s")
    yield Case("coverage: country down to 3,321 communes", lambda: coverage_table(SYSTEM, country),
               _raw("e.province_id, e.commune_id"))  # fmt: skip
    yield Case("coverage: country by former province",
               lambda: coverage_table(SYSTEM, former, deep=False),
               _raw("u.province_id", unit="LEFT JOIN admin_unit u ON u.id = e.old_commune_id"),
               )  # fmt: skip
    yield Case("the country by province, over a summary table", _summary(country), goal="issue: 15")
    yield from _page_cases("country", country, goal="500 ms")
    for label, (unit_id, code) in (("a middle", middle), ("the largest", largest)):
        yield from _province_cases(label, unit_id, code)
    yield from _list_cases("country", country, goal="")
    for words in SEARCHES:
        yield Case(f"register search: {words!r}, {_found(words)} found", _search(words),
                   goal="50 ms")  # fmt: skip
    yield Case("register search: 'hoa', by status", _search("hoa", order="status"), goal="50 ms")
    at = clock.now()
    yield Case("workbook: country with 76,037 on its lists",
               lambda: make_workbook(SYSTEM, country, at=at), runs=1)  # fmt: skip


def _province_cases(label: str, unit_id: int, code: str) -> Iterator[Case]:
    asked, at = Asked(PERIOD, TREE, code), clock.now()
    table = coverage_table(SYSTEM, asked)
    size = f"{table.line.figures.in_scope:,} in scope, {len(table.line.children)} communes"
    yield Case(f"coverage: {label} province, {size}", lambda: coverage_table(SYSTEM, asked),
               _raw("e.commune_id", where=f"AND e.province_id = {unit_id}"), "30 ms")  # fmt: skip
    yield from _page_cases(f"{label} province", asked, goal="200 ms")
    for name, more in BASES.items():
        one = replace(asked, **more)
        yield from _list_cases(f"{label} province{name}", one, goal="100 ms")
    then = replace(asked, known_at=KNOWN_AT)
    yield Case("the same province, as known on 01/09/2026", lambda: coverage_table(SYSTEM, then),
               goal="2 × as known now")  # fmt: skip
    yield Case(f"register search: 'hoa' in {label} province",
               lambda: _search("hoa", unit=db.session.get(AdminUnit, unit_id))(),
               goal="50 ms")  # fmt: skip
    yield Case(f"workbook: {label} province with its lists",
               lambda: make_workbook(SYSTEM, asked, at=at))  # fmt: skip


def _page_cases(label: str, asked: Asked, *, goal: str) -> Iterator[Case]:
    """Measure the page of coverage, and apart what its counts of reasons take."""
    yield Case(f"why not yet: {label}", _counts(asked, not_yet_counts))
    yield Case(f"why not counted: {label}", _counts(asked, exclusion_counts))
    yield Case(f"whole page of coverage: {label}", _page(asked), goal=goal)


def _counts(asked: Asked, count: Callable[..., Any]) -> Callable[[], Any]:
    def counts() -> Any:
        place = understand(SYSTEM, asked)
        return count(SYSTEM, place.area, place.question)

    return counts


def _page(asked: Asked) -> Callable[[], Any]:
    """Give the page as the view makes it, without signing in."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    days = {"from": PERIOD.start_on.isoformat(), "to": PERIOD.end_on.isoformat()}

    def page() -> Any:
        with app.test_request_context("/coverage", query_string={"unit": asked.code, **days}):
            g.actor = SYSTEM
            made = unwrap(app.view_functions["coverage.rates"])()
            if not isinstance(made, str):
                raise SystemExit(f"Instead of the page of coverage came {made}.")
            return made

    return page


def _list_cases(label: str, asked: Asked, *, goal: str) -> Iterator[Case]:
    for which in CoverageList:
        yield Case(f"list: {label}, {which.value}", _list(asked, Wanted(which)), goal=goal)
    for reason in REASONS:
        excluding = isinstance(reason, ExclusionReason)
        wanted = Wanted(CoverageList.EXCLUDED if excluding else CoverageList.NOT_YET, reason)
        name = f"list: {label}, {wanted.which.value} because {reason.value}"
        yield Case(name, _list(asked, wanted, number=1), goal=goal)


def _summary(country: Asked) -> Callable[[], Any]:
    """Give the country's numbers from a table of sums by commune, as one could keep it."""
    sums = RAW.format(group="e.province_id, e.commune_id", where="", unit="").replace(
        "SELECT count(*), count(i.accepted), sum(i.accepted)",
        "SELECT e.province_id, e.commune_id, count(*) AS in_scope,"
        " count(i.accepted) AS provisional, sum(i.accepted) AS official",
    )
    for name, day in (("start", PERIOD.start_on), ("end", PERIOD.end_on)):
        sums = sums.replace(f":{name}", f"'{day.isoformat()}'")
    db.session.execute(text(f"CREATE TEMPORARY TABLE summary AS {sums}"))
    db.session.commit()
    asked = text(
        "SELECT province_id, sum(in_scope), sum(provisional), sum(official) FROM summary"
        " GROUP BY province_id"
    )
    found = db.session.execute(asked).all()
    figures = coverage_table(SYSTEM, country).line.figures
    if sum(row[1] for row in found) != figures.in_scope:
        raise SystemExit("The summary table does not count what the program counts.")
    return lambda: db.session.execute(asked).all()


def _raw(group: str, *, where: str = "", unit: str = "") -> Callable[[], Any]:
    statement = text(RAW.format(group=group, where=where, unit=unit))
    days = {"start": PERIOD.start_on.isoformat(), "end": PERIOD.end_on.isoformat()}
    return lambda: db.session.execute(statement, days).all()


def _compare(country: Asked) -> None:
    """Stop where the program and the raw SQL do not count the same."""
    figures = coverage_table(SYSTEM, country).line.figures
    rows = _raw("e.province_id")()
    raw = tuple(sum(row[place] for row in rows) for place in range(3))
    if raw != (figures.in_scope, figures.provisional, figures.official):
        raise SystemExit(f"The program counts {figures}, the raw SQL {raw}.")


def _list(asked: Asked, wanted: Wanted, *, number: int = 2) -> Callable[[], Any]:
    def page() -> Any:
        understood = understand(SYSTEM, asked)
        return page_of_list(
            SYSTEM, understood.area, understood.question, wanted=wanted, number=number
        )

    return page


def _trend(asked: Asked) -> Callable[[], Any]:
    def years() -> Any:
        understood = understand(SYSTEM, asked)
        return list(yearly_figures(SYSTEM, understood.area, understood.question, years=10))

    return years


def _search(words: str, **wanted: Any) -> Callable[[], Any]:
    asked = EstablishmentFilter(words=words, **wanted)
    return lambda: establishment_page(SYSTEM, asked, number=1)


def _found(words: str) -> int:
    return int(_search(words)().total)


def _provinces() -> tuple[tuple[int, str], tuple[int, str]]:
    """Give id and code of the province of middle size and of the largest one."""
    sizes = db.session.execute(
        select(AdminUnit.id, AdminUnit.code)
        .join(Establishment, Establishment.province_id == AdminUnit.id)
        .group_by(AdminUnit.id, AdminUnit.code)
        .order_by(func.count(), AdminUnit.id)
    ).all()
    middle, largest = sizes[len(sizes) // 2], sizes[-1]
    return (middle.id, middle.code), (largest.id, largest.code)


if __name__ == "__main__":
    main()
