"""Which visits of others does the demonstration know of? Made-up surveys and inspections, few.

The dice are their own, so that nothing else of the demonstration changes with them.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.demo.words import HOME, SEED, World
from inspect178.extensions import db
from inspect178.inspections.enums import NotedVisitKind as Kind
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.noted import NotedFacts, note_visit
from inspect178.registry.models import Establishment

# Kind, agency and paper of each; the plan of the home province counts surveys and supervision.
AT_HOME = (
    (Kind.SURVEY, "Tổ rà soát của Ủy ban nhân dân cấp xã", "Báo cáo rà soát"),
    (Kind.SUPERVISION, "Ban Văn hóa - Xã hội Hội đồng nhân dân tỉnh", "Thông báo kết quả giám sát"),
)
ELSEWHERE = (
    (Kind.OTHER_AGENCY, "Đoàn kiểm tra Sở Y tế", "Biên bản kiểm tra"),
    (Kind.OTHER_AGENCY, "Đoàn kiểm tra phòng cháy, chữa cháy Công an tỉnh", "Biên bản kiểm tra"),
)
MADE_AT_HOME, MADE_ELSEWHERE = 10, 3


def make_noted_visits(world: World) -> int:
    """Note some surveys and supervision at home and other agencies elsewhere; count them."""
    rng = random.Random(f"{SEED} noted")
    first, last = date(world.today.year, 1, 1), world.today - timedelta(days=1)
    if last < first:
        return 0
    made = 0
    for code in sorted(world.provinces):
        kinds, count = (AT_HOME, MADE_AT_HOME) if code == HOME else (ELSEWHERE, MADE_ELSEWHERE)
        free = _not_visited(world, code, since=first)
        for number, place in enumerate(rng.sample(free, min(count, len(free))), start=1):
            on = first + timedelta(days=rng.randint(0, (last - first).days))
            kind, agency, paper = rng.choice(kinds)
            document = f"{paper} số {number:02d} ngày {on:%d/%m/%Y} (dữ liệu mẫu)"
            facts = NotedFacts(kind, on, agency_name=f"{agency} (dữ liệu mẫu)", document=document)
            note_visit(place, facts, actor=SYSTEM, at=world.at)
            made += 1
    return made


def _not_visited(world: World, code: str, *, since: date) -> list[Establishment]:
    """List made-up establishments in scope all year that no team visits in it."""
    visited = select(Inspection.establishment_id).where(Inspection.planned_on >= since)
    found = db.session.scalars(
        select(Establishment)
        .where(
            Establishment.province_id == world.provinces[code].id,
            Establishment.is_demo,
            Establishment.in_scope_from <= since,
            Establishment.in_scope_to.is_(None),
            Establishment.id.not_in(visited),
        )
        .order_by(Establishment.sticker_code)
    )
    return list(found)
