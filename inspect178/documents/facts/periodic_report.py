"""What does a report of a period say? Words, figures and tables of a half-year, year or quarter.

Counts are whole numbers; rates, targets and the values of indicators come in their final wording
("82,4 %", "≥ 20 %", "—"). Rows carry a `depth`: 0 for the unit that reports or a total, printed
bold, deeper ones are moved in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inspect178.documents.facts.parts import Issuer, PersonOnPaper, SignatureOnPaper


class FigureSource(StrEnum):
    """How the figure for a target is known, in the words that are printed."""

    COMPUTED = "Tính từ dữ liệu hệ thống"
    ENTERED = "Đơn vị nhập"  # with a document as evidence
    FORECAST = "Ước thực hiện"
    MISSING = "Chưa có số liệu"


@dataclass(frozen=True)
class NarrativeOnPaper:
    """What people write in a report, each part a list of paragraphs."""

    situation: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorOnPaper:
    """One indicator: what is counted in what, its value, its target; `note` is a footnote."""

    code: str
    name: str
    value: str
    numerator: int | None = None
    denominator: int | None = None
    target: str = ""
    reached: bool | None = None
    note: int | None = None


@dataclass(frozen=True)
class FootnoteOnPaper:
    """The definition of an indicator, printed under the table with its number."""

    number: int
    text: str


@dataclass(frozen=True)
class UnitCoverageOnPaper:
    """One line of the coverage table: a unit, its counts and its two rates."""

    name: str
    in_scope: int
    official: int
    provisional: int
    rate_official: str
    rate_provisional: str
    target: str = ""
    reached: bool | None = None
    depth: int = 0


@dataclass(frozen=True)
class ColumnOnPaper:
    """One column of the wide table; neighbours with the same `group` share a heading above."""

    heading: str
    group: str = ""


@dataclass(frozen=True)
class WideRowOnPaper:
    """One unit in the wide table; a figure that is not known is None."""

    name: str
    figures: tuple[int | None, ...]
    depth: int = 0


@dataclass(frozen=True)
class WideTableOnPaper:
    """The table with everything that was counted, a line a unit."""

    columns: tuple[ColumnOnPaper, ...] = ()
    rows: tuple[WideRowOnPaper, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a row whose figures would stand under the wrong headings."""
        wrong = [row.name for row in self.rows if len(row.figures) != len(self.columns)]
        if wrong:
            raise ValueError(f"rows with more or fewer figures than columns: {wrong}")


@dataclass(frozen=True)
class TargetOnPaper:
    """One target of the plan, the figure against it, and how that figure is known."""

    label: str
    target: str
    figure: str
    source: FigureSource
    document: str = ""
    document_on: date | None = None
    reached: bool | None = None


@dataclass(frozen=True)
class ReasonOnPaper:
    """Why establishments were not inspected, and how many for this reason."""

    reason: str
    count: int


@dataclass(frozen=True)
class BandOnPaper:
    """A group of communes by remoteness, or of establishments by size."""

    band: str
    in_scope: int
    inspected: int
    rate: str


@dataclass(frozen=True)
class FreezingOnPaper:
    """Who signed the figures off, when, and the fingerprint of what was frozen."""

    by: PersonOnPaper
    at: datetime
    sha256: str


@dataclass(frozen=True)
class AddendumOnPaper:
    """What became known after the figures were frozen."""

    number: int
    day: date
    late_facts: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeriodicReportFacts:
    """What a report of a period (báo cáo quý, 6 tháng, năm, theo yêu cầu) says.

    `about` is the subject line ("Kết quả công tác … 6 tháng đầu năm 2026"); `period` the period
    in words; `unit` the unit that is reported on; `tree_on` the day whose units are meant;
    `known_at` the instant up to which facts counted. With `agency` only the establishments that
    it manages are counted. Without `frozen` the figures may still change, and the paper says so.
    `legal_bases` are printed with "Căn cứ" in front and must not repeat it; `plan` ends "Thực
    hiện …". Empty tables and lists are left out.
    """

    issuer: Issuer
    about: str
    period: str
    unit: str
    first_day: date
    last_day: date
    tree_on: date
    known_at: datetime
    signature: SignatureOnPaper
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    plan: str = ""
    agency: str = ""
    narrative: NarrativeOnPaper = NarrativeOnPaper()
    indicators: tuple[IndicatorOnPaper, ...] = ()
    footnotes: tuple[FootnoteOnPaper, ...] = ()
    targets: tuple[TargetOnPaper, ...] = ()
    coverage: tuple[UnitCoverageOnPaper, ...] = ()
    wide: WideTableOnPaper = WideTableOnPaper()
    not_covered: tuple[ReasonOnPaper, ...] = ()
    by_remoteness: tuple[BandOnPaper, ...] = ()
    by_size: tuple[BandOnPaper, ...] = ()
    frozen: FreezingOnPaper | None = None
    addenda: tuple[AddendumOnPaper, ...] = ()
    recipients: tuple[str, ...] = ()
    title: str = "Báo cáo"
    draft: bool = False
    mark: str = ""
