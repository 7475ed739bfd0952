"""Which visits of others were noted of an establishment, and which note may be withdrawn?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.inspections.models import NotedVisit
from inspect178.kernel.errors import NotFound
from inspect178.registry.models import Establishment


def noted_visits_of(actor: Actor, establishment: Establishment) -> Sequence[NotedVisit]:
    """List what was noted of an establishment, the latest first, withdrawn notes included.

    Whoever may read visits where it lies now reads all of it: it counts wherever it was noted.
    """
    return db.session.scalars(
        select(NotedVisit)
        .join(Establishment, Establishment.id == NotedVisit.establishment_id)
        .where(
            NotedVisit.establishment_id == establishment.id,
            visible(Establishment, actor, P.INSPECTION_READ),
        )
        .order_by(NotedVisit.held_on.desc(), NotedVisit.recorded_at.desc(), NotedVisit.id)
    ).all()


def require_noted(actor: Actor, note_id: UUID) -> tuple[NotedVisit, Establishment]:
    """Give a note that the actor may withdraw, with its establishment, or raise NotFound."""
    found = db.session.execute(
        select(NotedVisit, Establishment)
        .join(Establishment, Establishment.id == NotedVisit.establishment_id)
        .where(NotedVisit.id == note_id, visible(Establishment, actor, P.INSPECTION_PLAN))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]
