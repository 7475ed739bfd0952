"""How does a report become paper? Facts for PDF and Word, and sheets, made from its content.

A frozen report is made from its frozen bytes and nothing else, so it can be printed in a year as
it was signed off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from inspect178.coverage.enums import CoverageList, ExclusionReason, NotYetReason, SizeBand
from inspect178.coverage.rules import Figures, coverage_ratio, reached
from inspect178.documents import words
from inspect178.documents.facts import (
    AddendumOnPaper,
    BandOnPaper,
    FootnoteOnPaper,
    FreezingOnPaper,
    IndicatorOnPaper,
    Issuer,
    NarrativeOnPaper,
    PeriodicReportFacts,
    PersonOnPaper,
    ReasonOnPaper,
    SignatureOnPaper,
    UnitCoverageOnPaper,
    WideTableOnPaper,
)
from inspect178.documents.facts.periodic_report import ColumnOnPaper, WideRowOnPaper
from inspect178.documents.law import legal_bases
from inspect178.kernel import clock
from inspect178.kernel.periods import Period
from inspect178.kernel.spreadsheet import Cell, Column, Sheet
from inspect178.reports import rules
from inspect178.reports.content import LISTS, figures_in
from inspect178.reports.models import Report
from inspect178.territory import words as units
from inspect178.territory.enums import Remoteness
from inspect178.territory.models import AdminUnit
from inspect178.territory.remoteness import FOOTNOTE
from inspect178.violations.enums import LawField
from inspect178.web import filters

PARTS = ("situation", "results", "difficulties", "proposals")
Content = dict[str, Any]


def paper_facts(
    report: Report, unit: AdminUnit, content: Content, *, target: float | None, agency: str = ""
) -> PeriodicReportFacts:
    """Say what the paper of a report says; documents are always Vietnamese."""
    with force_locale("vi"):
        return _facts(report, unit, content, target=target, agency=agency)


def _facts(
    report: Report, unit: AdminUnit, content: Content, *, target: float | None, agency: str
) -> PeriodicReportFacts:
    period = Period(report.start_on, report.end_on)
    known = datetime.fromisoformat(content["question"]["known"])
    said = report.narrative
    notes = list(rules.DEFINITIONS)
    return PeriodicReportFacts(
        issuer=_issuer(report, unit, clock.local_day(known)),
        about=report.title,
        period=words.period_in_words(period),
        unit=units.in_sentence(unit),
        first_day=report.start_on,
        last_day=report.end_on,
        tree_on=report.tree_on,
        known_at=known,
        signature=SignatureOnPaper(said.get("signer_role", ""), said.get("signer_name", "")),
        addressees=_lines(said.get("addressees", "")),
        legal_bases=legal_bases("periodic_report", report.end_on),
        agency=agency,
        narrative=NarrativeOnPaper(*(_lines(said.get(part, "")) for part in PARTS)),
        indicators=tuple(_indicators(content, notes, target)),
        footnotes=tuple(
            FootnoteOnPaper(number, _(rules.DEFINITIONS[code]))
            for number, code in enumerate(notes, 1)
        ),
        coverage=tuple(_coverage(content, target)),
        wide=_wide(content),
        not_covered=tuple(_reasons(content)),
        by_remoteness=tuple(_remote(content)),
        by_size=tuple(_sizes(content)),
        frozen=_freezing(report),
        addenda=tuple(_addenda(report)),
        recipients=_lines(said.get("recipients", "")),
        draft=report.frozen_at is None,
    )


def _issuer(report: Report, unit: AdminUnit, day: date) -> Issuer:
    return Issuer(
        body=units.peoples_committee(unit),
        place=units.place_of_signing(unit),
        day=day,
        number=report.number,
        symbol="BC-UBND",
        undated=report.frozen_at is None,
    )


def report_sheets(report: Report, unit: AdminUnit, content: Content) -> Iterator[Sheet]:
    """Give the sheets of the workbook: figures first, then every list behind them."""
    title = f"{report.title} – {unit.name}"
    yield Sheet(
        name=_("Rates"), title=title, notes=_notes(report, content),
        columns=[Column(_("Unit"), 40), *(Column(h) for h in _coverage_headings())],
        rows=_coverage_rows(content),
    )  # fmt: skip
    yield Sheet(
        name=_("Indicators"), title=title,
        columns=[
            Column(_("Code")), Column(_("Indicator"), 44), Column(_("Numerator")),
            Column(_("Denominator")), Column(_("Value")), Column(_("Definition"), 90),
        ],
        rows=_indicator_rows(content),
    )  # fmt: skip
    yield _wide_sheet(content)
    yield _bands_sheet(content)
    for which in LISTS:
        yield _list_sheet(which, content)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _indicators(
    content: Content, notes: list[str], target: float | None
) -> Iterator[IndicatorOnPaper]:
    for number, code in enumerate(notes, 1):
        part, whole = content["figures"][f"indicator {code}"]
        ratio = rules.Share(part, whole).ratio
        own = target if code == "COV-Y" else None
        yield IndicatorOnPaper(
            code=code,
            name=_(rules.NAMES[code]),
            value=words.grouped(part) if whole is None else filters.percent(ratio),
            numerator=part,
            denominator=whole,
            target="" if own is None else f"≥ {filters.percent(own)}",
            reached=reached(ratio, own),
            note=number,
        )


def _coverage(content: Content, target: float | None) -> Iterator[UnitCoverageOnPaper]:
    for one in content["units"]:
        figures = figures_in(content, f"unit {one['key']}")
        yield UnitCoverageOnPaper(
            name=_name(one),
            in_scope=figures.in_scope,
            official=figures.official,
            provisional=figures.provisional,
            rate_official=filters.percent(figures.rate_official),
            rate_provisional=filters.percent(figures.rate_provisional),
            target="" if target is None else filters.percent(target),
            reached=reached(figures.rate_official, target),
            depth=one["depth"],
        )


def _name(one: dict[str, Any]) -> str:
    unplaced = one["key"].endswith("?")
    return one["name"] or (_("Still to be placed") if unplaced else _("Whole country"))


def wide_columns() -> list[tuple[str, str, str]]:
    """List the columns of the wide table: key among the figures, group, heading (domain.md 5.3)."""
    visits = _("Visits")
    return [
        *((f"type {kind}", _("Establishments by type"), label) for kind, label in _groups()),
        ("workers", _("Workers"), _("Total")),
        ("commitments", _("Commitments"), _("In force")),
        ("visits planned", visits, _("Planned")),
        ("visits surprise", visits, _("Surprise")),
        ("reinspection", visits, _("Re-inspections")),
        *((f"field {one.value}", _("Violations by field"), filters.label(one)) for one in LawField),
        ("fines", _("Sanction decisions"), _("Number")),
        ("fine amount", _("Sanction decisions"), _("Amount (đồng)")),
        ("to police", _("Transferred"), _("To the investigating agency")),
    ]


def _groups() -> list[tuple[str, str]]:
    return [
        ("lodging", _("Lodging")), ("karaoke", _("Karaoke")), ("dance_hall", _("Dance halls")),
        ("bar", _("Bars")), ("massage", _("Massage")), ("sauna", _("Sauna")),
        ("restaurant", _("Restaurants")), ("cafe", _("Cafés")), ("hair", _("Hairdressers")),
        ("other", _("Other")),
    ]  # fmt: skip


def _wide(content: Content) -> WideTableOnPaper:
    columns = wide_columns()
    return WideTableOnPaper(
        tuple(ColumnOnPaper(heading, group) for _key, group, heading in columns),
        tuple(
            WideRowOnPaper(name, tuple(content["figures"].get(f"wide {unit} {key}", 0)
                                       for key, _group, _heading in columns), depth)
            for unit, name, depth in _wide_lines(content)
        ),
    )  # fmt: skip


def _wide_lines(content: Content) -> Iterator[tuple[str, str, int]]:
    """Give code, name and depth of the total and of each unit right below."""
    yield "00 all", _name(content["units"][0]), 0
    for one in content["units"]:
        if one["depth"] == 1:
            key = "?" if one["key"].endswith("?") else one["key"]
            yield key, _name(one), 1


def _reasons(content: Content) -> Iterator[ReasonOnPaper]:
    for reason in NotYetReason:
        yield ReasonOnPaper(filters.label(reason), content["figures"][f"not_yet {reason.value}"])


def _sizes(content: Content) -> Iterator[BandOnPaper]:
    for band in SizeBand:
        yield _band(filters.label(band), figures_in(content, f"size {band.value}"))


def _remote(content: Content) -> Iterator[BandOnPaper]:
    """Give the bands of remoteness; none for a content that was frozen before they were kept."""
    for band in Remoteness:
        if f"remote {band.value}" in content["figures"]:
            yield _band(filters.label(band), figures_in(content, f"remote {band.value}"))


def _band(name: str, figures: Figures) -> BandOnPaper:
    rate = filters.percent(coverage_ratio(figures.official, figures.in_scope))
    return BandOnPaper(name, figures.in_scope, figures.official, rate)


def _freezing(report: Report) -> FreezingOnPaper | None:
    if report.frozen_at is None or report.sha256 is None:
        return None
    return FreezingOnPaper(PersonOnPaper(report.signed_off_by), report.frozen_at, report.sha256)


def _addenda(report: Report) -> Iterator[AddendumOnPaper]:
    for one in report.addenda:
        said = json.loads(one.content)
        lines = tuple(
            f"{(after or before)['name']}: {_on_list(before)} → {_on_list(after)}"
            for before, after in said["establishments"].values()
        )
        yield AddendumOnPaper(one.number, clock.local_day(one.known_at), len(lines), lines)


def _on_list(entry: dict[str, Any] | None) -> str:
    return _("on no list") if entry is None else filters.label(CoverageList(entry["list"]))


def _notes(report: Report, content: Content) -> list[str]:
    known = datetime.fromisoformat(content["question"]["known"])
    notes = [
        _(
            "From %(first)s to %(last)s, by the administrative units of %(tree)s.",
            first=filters.day(report.start_on),
            last=filters.day(report.end_on),
            tree=filters.day(report.tree_on),
        ),
        _("As known on %(moment)s.", moment=filters.moment(known)),
    ]
    if report.sha256:
        notes.append(f"SHA-256: {report.sha256}")
    return notes


def _coverage_headings() -> list[str]:
    return [
        _("In scope"), _("Official"), _("Provisional"), _("Official rate"), _("Provisional rate"),
    ]  # fmt: skip


def _coverage_rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    for one in content["units"]:
        f = figures_in(content, f"unit {one['key']}")
        yield (
            "  " * one["depth"] + _name(one), f.in_scope, f.official, f.provisional,
            f.rate_official, f.rate_provisional,
        )  # fmt: skip


def _indicator_rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    for code, name in rules.NAMES.items():
        part, whole = content["figures"][f"indicator {code}"]
        ratio = rules.Share(part, whole).ratio
        yield code, _(name), part, whole, ratio, _(rules.DEFINITIONS[code])


def _wide_sheet(content: Content) -> Sheet:
    columns = wide_columns()
    return Sheet(
        name=_("All that was counted"),
        columns=[Column(_("Unit"), 40), *(Column(h, 14, g) for _k, g, h in columns)],
        rows=[
            (name, *(content["figures"].get(f"wide {unit} {key}", 0) for key, _g, _h in columns))
            for unit, name, _depth in _wide_lines(content)
        ],
    )


def _bands_sheet(content: Content) -> Sheet:
    groups = (
        (_("Remoteness"), _remote(content)),
        (_("Size of the establishment"), _sizes(content)),
    )
    return Sheet(
        name=_("By remoteness and size"),
        notes=[_(FOOTNOTE)],
        columns=[
            Column(_("By what"), 20), Column(_("Band"), 44), Column(_("In scope")),
            Column(_("Official")), Column(_("Official rate")),
        ],
        rows=[
            (by, one.band, one.in_scope, one.inspected,
             coverage_ratio(one.inspected, one.in_scope))
            for by, bands in groups
            for one in bands
        ],
    )  # fmt: skip


def _list_sheet(which: CoverageList, content: Content) -> Sheet:
    kind = ExclusionReason if which == CoverageList.EXCLUDED else NotYetReason
    rows = (one for one in content["establishments"].values() if one["list"] == which.value)
    return Sheet(
        name=filters.label(which),
        columns=[
            Column(_("Establishment"), 46), Column(_("Type"), 24), Column(_("Address"), 56),
            Column(_("Inspected on"), 16), Column(_("Reason"), 34),
        ],
        rows=[
            (
                one["name"], one["type"], one["address"],
                date.fromisoformat(one["visit_on"]) if one["visit_on"] else None,
                filters.label(kind(one["reason"])) if one["reason"] else None,
            )
            for one in sorted(rows, key=lambda one: one["name"])
        ],
    )  # fmt: skip
