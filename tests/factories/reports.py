"""Which reports do tests start from? A draft on a year, or one that was signed off.

make_report()                         the province's report on 2026, drawn up by its office
make_report(frozen_at=…)              signed off at the instant, with what was known then
"""

from __future__ import annotations

from datetime import datetime

from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.periods import Period, year
from inspect178.reports import operations
from inspect178.reports.enums import ReportKind
from inspect178.reports.models import Report
from inspect178.reports.operations import ReportFacts
from inspect178.territory.queries import require_unit_by_code
from tests import people


def make_report(
    *,
    unit: str = "33",
    period: Period | None = None,
    kind: ReportKind = ReportKind.YEAR,
    frozen_at: datetime | None = None,
) -> Report:
    """Make a report through the operations; flushed, not committed."""
    found = require_unit_by_code(unit, people.TODAY)
    facts = ReportFacts(kind, period or year(2026), "Kết quả công tác thử")
    report = operations.draw_up_report(
        found, facts, actor=people.actor("hoa"), at=frozen_at or clock.now()
    )
    db.session.flush()
    if frozen_at is not None:
        operations.freeze_report(
            report, "Đỗ Văn Khánh, Phó Chủ tịch", version=report.version,
            actor=people.actor("khanh"), at=frozen_at,
        )  # fmt: skip
        db.session.flush()
    return report
