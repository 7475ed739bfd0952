"""Which visits of an establishment use up its one inspection of the calendar year?

The answer rests on public facts alone: visits that took place, visits planned in the open, and
inspections by other agencies that the office noted and did not withdraw. A sealed surprise
neither counts nor shows, so that nothing can be learned from a refusal. It does not depend on who
asks either, because the right is shared by all agencies and levels (Resolution 198/2025/QH15
art. 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, or_, select

from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections.enums import InspectionState as S
from inspect178.inspections.enums import NotedVisitKind
from inspect178.inspections.models import Inspection, NotedVisit
from inspect178.inspections.queries.sight import in_the_open
from inspect178.kernel import periods

_UNDER_WAY = (S.IN_PROGRESS, S.SUSPENDED)
_EXPECTED = (S.DRAFT, S.APPROVED, *_UNDER_WAY)


@dataclass(frozen=True)
class YearlyVisit:
    """A visit that uses up the year: when, by whom, how far or shown by which paper."""

    establishment_id: UUID
    on: date
    who: str  # the team, or the other agency
    state: S | None = None  # None for an inspection by another agency
    document: str = ""  # of another agency's inspection


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


def noted_for_year(year: int) -> ColumnElement[bool]:
    """Give the condition for noted inspections of the year by other agencies."""
    days = periods.year(year)
    return and_(
        NotedVisit.kind == NotedVisitKind.OTHER_AGENCY,
        NotedVisit.held_on.between(days.start_on, days.end_on),
        NotedVisit.withdrawn_at.is_(None),
    )


def is_used_up(establishment_id: SQLColumnExpression[UUID], year: int) -> ColumnElement[bool]:
    """Give the condition for establishments whose inspection of the year is used up."""
    return or_(
        exists().where(Inspection.establishment_id == establishment_id, counts_for_year(year)),
        exists().where(NotedVisit.establishment_id == establishment_id, noted_for_year(year)),
    )


def visits_of_year(
    establishment_ids: Iterable[UUID], year: int, *, without: UUID | None = None
) -> dict[UUID, list[YearlyVisit]]:
    """List the visits that use up the year, done, noted or openly planned, by establishment."""
    ids = sorted(set(establishment_ids))
    left_out = () if without is None else (without,)
    return _together(_own(counts_for_year(year), ids, without=left_out), _of_others(year, ids))


def visits_of_year_on(
    ground: Select[UUID], year: int, *, without: Collection[UUID] = ()
) -> dict[UUID, list[YearlyVisit]]:
    """List the visits that use up the year on a whole ground, as a tablet takes them along."""
    return _together(_own(counts_for_year(year), ground, without=without), _of_others(year, ground))


def other_visits_in_year(inspection: Inspection, year: int | None = None) -> list[YearlyVisit]:
    """List the other visits that took place in the year of this one; asked at announcement.

    Plans that nobody has carried out yet do not stand against a team at the door.
    """
    year = year or inspection.planned_on.year
    ids = [inspection.establishment_id]
    own = _own(took_place_in(year), ids, without=(inspection.id,))
    return _together(own, _of_others(year, ids)).get(inspection.establishment_id, [])


def _together(*parts: list[YearlyVisit]) -> dict[UUID, list[YearlyVisit]]:
    found: dict[UUID, list[YearlyVisit]] = {}
    for visit in sorted((v for part in parts for v in part), key=lambda v: v.on):
        found.setdefault(visit.establishment_id, []).append(visit)
    return found


def _own(
    condition: ColumnElement[bool], ids: Sequence[UUID] | Select[UUID], *, without: Collection[UUID]
) -> list[YearlyVisit]:
    rows = db.session.execute(
        select(
            Inspection.id,
            Inspection.establishment_id,
            Inspection.planned_on,
            Inspection.completed_on,
            Team.name,
            Inspection.state,
        )
        .join(Team, Team.id == Inspection.team_id)
        .where(condition, Inspection.establishment_id.in_(ids))
        .order_by(Inspection.planned_on, Inspection.id)
    )
    return [
        YearlyVisit(establishment_id, completed_on or planned_on, team_name, state=state)
        for key, establishment_id, planned_on, completed_on, team_name, state in rows
        if key not in without
    ]


def _of_others(year: int, ids: Sequence[UUID] | Select[UUID]) -> list[YearlyVisit]:
    note = NotedVisit
    rows = db.session.execute(
        select(note.establishment_id, note.held_on, note.agency_name, note.document)
        .where(noted_for_year(year), note.establishment_id.in_(ids))
        .order_by(note.held_on, note.id)
    )
    return [YearlyVisit(key, on, agency, document=paper) for key, on, agency, paper in rows]
