"""What does a report hold? Question, definitions, units, figures and lists, as plain data.

The content is made anew while the report is a draft; frozen, it is kept as it is, and everything
that is shown or printed of the report is made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from inspect178.access.actor import Actor
from inspect178.coverage import rules as coverage
from inspect178.coverage.enums import CoverageList
from inspect178.coverage.queries.asking import Asked, CoverageTable, coverage_table
from inspect178.coverage.queries.counting import UnitCoverage, figures_of
from inspect178.coverage.queries.lists import ListedEstablishment, Wanted, all_of_list
from inspect178.coverage.queries.reasons import exclusion_counts, not_yet_counts
from inspect178.coverage.queries.remoteness import figures_by_remoteness
from inspect178.coverage.queries.sizes import figures_by_size
from inspect178.coverage.rules import Figures, Question
from inspect178.kernel.periods import Period
from inspect178.reports import rules
from inspect178.reports.models import Report
from inspect178.reports.queries import counting
from inspect178.reports.queries.counting import Counted
from inspect178.reports.queries.units import rolled_up
from inspect178.reports.rules import Share

LISTS = (
    CoverageList.OFFICIAL,
    CoverageList.AWAITING,
    CoverageList.NOT_YET,
    CoverageList.EXCLUDED,
)
FORM = 2  # of the content; a later form gets another number, and old ones stay readable


def content_of(actor: Actor, report: Report, code: str, *, known_at: datetime) -> dict[str, Any]:
    """Compute what a report says of its unit and period, as known at an instant."""
    table = coverage_table(actor, asked_of(report, code, known_at))
    area, question = table.asked.area, table.asked.question
    places = counting.counted_by_place(actor, area, question)
    total = counting.total_of(places)
    figures: dict[str, Any] = {}
    figures |= _indicators(actor, table, total)
    figures |= _unit_figures(table)
    figures |= _reasons(actor, table)
    figures |= _remote(table)
    figures |= dict(_wide(total, "00 all"))
    for unit, counted in rolled_up(table.line, places, question).items():
        figures |= dict(_wide(counted, unit))
    return {
        "form": FORM,
        "question": _question(report, code, known_at),
        "definitions": _definitions(question),
        "units": [_unit(line, depth) for line, depth in lines_of(table.line)],
        "figures": figures,
        "establishments": dict(_establishments(actor, table)),
    }


def asked_of(report: Report, code: str, known_at: datetime) -> Asked:
    """Give the question that a report asks of coverage."""
    return Asked(
        period=Period(report.start_on, report.end_on),
        tree_on=report.tree_on,
        code=code,
        basis=report.basis,
        plan_id=report.plan_id,
        known_at=known_at,
        counts_reviews=report.counts_reviews,
        agency_id=report.agency_id,
    )


def lines_of(line: UnitCoverage, depth: int = 0) -> Iterator[tuple[UnitCoverage, int]]:
    """Give a line and all below it, each with its depth."""
    yield line, depth
    for child in line.children:
        yield from lines_of(child, depth + 1)


def key_of(line: UnitCoverage) -> str:
    """Name a line among the figures: its code, or its parent's with "?" for what is unplaced."""
    return line.code or f"{line.unit_id or '00'}?"


def _question(report: Report, code: str, known_at: datetime) -> dict[str, Any]:
    return {
        "unit": code,
        "from": report.start_on.isoformat(),
        "to": report.end_on.isoformat(),
        "tree": report.tree_on.isoformat(),
        "basis": report.basis.value,
        "plan": str(report.plan_id) if report.plan_id else None,
        "reviews": report.counts_reviews,
        "agency": report.agency_id,
        "known": known_at.isoformat(),
    }


def _definitions(question: Question) -> dict[str, str]:
    """Give the sentences in the source language; they are translated where they are shown."""
    return {**coverage.definitions(question.basis), **rules.DEFINITIONS}


def _unit(line: UnitCoverage, depth: int) -> dict[str, Any]:
    level = line.level.value if line.level else None
    return {"key": key_of(line), "name": line.name, "level": level, "depth": depth}


def _unit_figures(table: CoverageTable) -> dict[str, Any]:
    return {
        f"unit {key_of(line)}": [f.in_scope, f.official, f.provisional]
        for line, _ in lines_of(table.line)
        for f in [line.figures]
    }


def _indicators(actor: Actor, table: CoverageTable, total: Counted) -> dict[str, Any]:
    figures, area, question = table.line.figures, table.asked.area, table.asked.question
    since = replace(question, period=rules.programme_of(question.period))
    visits = counting.visits_of(total)
    shares: dict[str, Share] = {
        "COV-Y": rules.cov_y(figures),
        "COV-Y*": rules.cov_y_provisional(figures),
        "COV-CUM": rules.cov_cum(figures_of(actor, area, since)),
        "VIS": rules.vis(visits),
        "VIO-V": rules.vio_v(visits),
        "VIO-E": rules.vio_e(total.of("violating"), figures),
        "CAM": rules.cam(total.of("commitments"), figures),
        "FINE": rules.fine(counting.fines_of(total)),
        "FIX": rules.fix(counting.corrections_of(total)),
        "TIP": rules.tip(visits),
    }
    return {f"indicator {code}": [one.part, one.whole] for code, one in shares.items()}


def _reasons(actor: Actor, table: CoverageTable) -> dict[str, Any]:
    area, question = table.asked.area, table.asked.question
    found: dict[str, Any] = {}
    for reason, count in not_yet_counts(actor, area, question).items():
        found[f"not_yet {reason.value}"] = count
    for other, count in exclusion_counts(actor, area, question).items():
        found[f"excluded {other.value}"] = count
    for band, f in figures_by_size(actor, area, question).items():
        found[f"size {band.value}"] = [f.in_scope, f.official, f.provisional]
    return found


def _remote(table: CoverageTable) -> dict[str, Any]:
    unit = table.asked.area.unit
    bands = figures_by_remoteness(unit, table.line, table.asked.question) if unit else {}
    return {
        f"remote {band.value}": [f.in_scope, f.official, f.provisional] for band, f in bands.items()
    }


def _wide(counted: Counted, unit: str) -> Iterator[tuple[str, int]]:
    for name, number in sorted(counted.numbers.items()):
        yield f"wide {unit} {name}", number


def _establishments(actor: Actor, table: CoverageTable) -> Iterator[tuple[str, dict[str, Any]]]:
    area, question = table.asked.area, table.asked.question
    for which in LISTS:
        for one in all_of_list(actor, area, question, wanted=Wanted(which)):
            yield str(one.id), _entry(which, one)


def _entry(which: CoverageList, one: ListedEstablishment) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": one.type_vi,
        "address": one.address,
        "list": which.value,
        "reason": one.reason.value if one.reason else None,
        "unit": one.place_id,
        "visit_on": one.visit.completed_on.isoformat() if one.visit else None,
        "visit_id": str(one.visit.inspection_id) if one.visit and one.visit.inspection_id else None,
    }


def figures_in(content: dict[str, Any], name: str) -> Figures:
    """Give the figures of a unit or a band out of a content; nothing there is nothing counted."""
    return Figures(*content["figures"].get(name, (0, 0, 0)))
