"""On which ground does a tablet work? That of its person's teams, as far as the person may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from inspect178.access.actor import Actor, united
from inspect178.access.permissions import P
from inspect178.access.scopes import visible, within
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.identity.queries import in_force
from inspect178.registry.models import Establishment
from inspect178.registry.queries import in_scope_on
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import territory_of


@dataclass(frozen=True)
class Ground:
    """For whom, when and where a pack is made."""

    actor: Actor
    at: datetime
    day: date
    teams: Sequence[Team]
    here: ColumnElement[bool]  # over establishments, those out of scope included
    visited: tuple[UUID, ...] = ()  # places of the visits, wherever they stand in the register

    @property
    def establishments(self) -> ColumnElement[bool]:
        """Give the condition for the establishments that are taken along."""
        wanted = in_scope_on(self.day)
        if self.visited:
            wanted = or_(wanted, Establishment.id.in_(self.visited))
        return and_(self.here, wanted)

    @property
    def ids(self) -> Select[UUID]:
        """Select the ids of the establishments that are taken along."""
        return select(Establishment.id).where(self.establishments)


def ground_of(actor: Actor, at: datetime, day: date) -> Ground:
    """Work out the ground of somebody's teams at this instant; without a team it is empty."""
    rows = db.session.execute(
        select(Team, AdminUnit)
        .join(AdminUnit, AdminUnit.id == Team.unit_id)
        .where(
            Team.id.in_(sorted(actor.team_ids)),
            in_force(Team, day),
            visible(Team, actor, P.INSPECTION_CAPTURE),
        )
        .order_by(Team.id)
    ).all()
    territory = united(territory_of(unit) for _, unit in rows)
    here = and_(
        within(Establishment, territory),
        visible(Establishment, actor, P.INSPECTION_CAPTURE),
        visible(Establishment, actor, P.ESTABLISHMENT_READ),
    )
    return Ground(actor, at, day, [team for team, _ in rows], here)
