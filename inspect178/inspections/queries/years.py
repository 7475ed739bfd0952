"""Which visits of an establishment use up its one inspection of the calendar year?

The answer rests on public facts alone: visits that took place and visits planned in the open. A
sealed surprise neither counts nor shows, so that nothing can be learned from a refusal. It does
not depend on who asks either, because the right is shared by all agencies and levels
(Resolution 198/2025/QH15 art. 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections.enums import InspectionState as S
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries.sight import in_the_open
from inspect178.kernel import periods

_UNDER_WAY = (S.IN_PROGRESS, S.SUSPENDED)
_EXPECTED = (S.DRAFT, S.APPROVED, *_UNDER_WAY)


@dataclass(frozen=True)
class YearlyVisit:
    """A visit that counts for the year: when, by whom, how far."""

    inspection_id: UUID
    establishment_id: UUID
    on: date
    team_name: str
    state: S


def took_place_in(year: int) -> ColumnElement[bool]:
    """Give the condition for visits of the year that were announced or completed."""
    days = periods.year(year)
    return or_(
        Inspection.completed_on.between(days.start_on, days.end_on),
        and_(
            Inspection.completed_on.is_(None),
            Inspection.state.in_(_UNDER_WAY),
            Inspection.planned_on.between(days.start_on, days.end_on),
        ),
    )


def counts_for_year(year: int) -> ColumnElement[bool]:
    """Give the condition for visits that took place in the year or are openly planned for it."""
    days = periods.year(year)
    return or_(
        took_place_in(year),
        and_(
            Inspection.completed_on.is_(None),
            Inspection.state.in_(_EXPECTED),
            Inspection.planned_on.between(days.start_on, days.end_on),
            in_the_open(Inspection),
        ),
    )


def visits_of_year(
    establishment_ids: Iterable[UUID], year: int, *, without: UUID | None = None
) -> dict[UUID, list[YearlyVisit]]:
    """List the visits that count for the year, done or openly planned, by establishment."""
    return _by_establishment(counts_for_year(year), establishment_ids, without=without)


def other_visits_in_year(inspection: Inspection, year: int | None = None) -> list[YearlyVisit]:
    """List the other visits that took place in the year of this one; asked at announcement.

    Plans that nobody has carried out yet do not stand against a team at the door.
    """
    year = year or inspection.planned_on.year
    ids = [inspection.establishment_id]
    found = _by_establishment(took_place_in(year), ids, without=inspection.id)
    return found.get(inspection.establishment_id, [])


def _by_establishment(
    condition: ColumnElement[bool], establishment_ids: Iterable[UUID], *, without: UUID | None
) -> dict[UUID, list[YearlyVisit]]:
    day = Inspection.completed_on
    rows = db.session.execute(
        select(
            Inspection.id,
            Inspection.establishment_id,
            Inspection.planned_on,
            day,
            Team.name,
            Inspection.state,
        )
        .join(Team, Team.id == Inspection.team_id)
        .where(condition, Inspection.establishment_id.in_(sorted(set(establishment_ids))))
        .order_by(Inspection.planned_on, Inspection.id)
    )
    found: dict[UUID, list[YearlyVisit]] = {}
    for key, establishment_id, planned_on, completed_on, team_name, state in rows:
        if key != without:
            visit = YearlyVisit(key, establishment_id, completed_on or planned_on, team_name, state)
            found.setdefault(establishment_id, []).append(visit)
    return found
