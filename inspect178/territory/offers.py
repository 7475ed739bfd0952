"""Which units can somebody choose from? Those of the day on their own ground."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import Permission
from inspect178.extensions import db
from inspect178.territory.enums import Level
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import valid_on


def units_on_offer(actor: Actor, permission: Permission, day: date) -> Sequence[AdminUnit]:
    """List the units over which the actor holds the permission: provinces, then communes.

    For somebody who answers for the whole country these are the provinces alone.
    """
    ground = actor.territory(permission)
    chosen = select(AdminUnit).where(valid_on(day))
    if ground.whole_country:
        chosen = chosen.where(AdminUnit.level == Level.PROVINCE)
    else:
        own = sorted(ground.province_ids | ground.commune_ids)
        below = and_(
            AdminUnit.level == Level.COMMUNE,
            AdminUnit.province_id.in_(sorted(ground.province_ids)),
        )
        chosen = chosen.where(or_(AdminUnit.id.in_(own), below))
    return db.session.scalars(
        chosen.order_by(AdminUnit.parent_id.is_not(None), AdminUnit.sort_key, AdminUnit.id)
    ).all()
