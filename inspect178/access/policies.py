"""What depends on the object? Rules about the relation between a person and a thing."""

from __future__ import annotations

from typing import Protocol

from inspect178.access.actor import Actor
from inspect178.access.permissions import Permission
from inspect178.kernel.errors import NotAllowed, NotFound
from inspect178.kernel.text_marks import N_


class Placed(Protocol):
    """Whatever lies somewhere."""

    province_id: int
    commune_id: int | None
    old_commune_id: int | None


def require(actor: Actor, permission: Permission) -> None:
    """Refuse somebody who does not hold the permission anywhere."""
    if not actor.may(permission):
        raise NotAllowed


def require_here(actor: Actor, permission: Permission, thing: Placed) -> None:
    """Refuse somebody who does not hold the permission over this place; it looks absent."""
    require(actor, permission)
    ground = actor.territory(permission)
    if not ground.covers(thing.province_id, thing.commune_id, thing.old_commune_id):
        raise NotFound


def may_here(actor: Actor, permission: Permission, thing: Placed) -> bool:
    """Say whether somebody holds the permission over this place, as for showing a button."""
    ground = actor.territory(permission)
    return ground.covers(thing.province_id, thing.commune_id, thing.old_commune_id)


def require_other_person(actor: Actor, *author_ids: int | None) -> None:
    """Refuse somebody who decides on their own work."""
    if actor.user_id is not None and actor.user_id in author_ids:
        raise NotAllowed(N_("You made this yourself, so somebody else has to decide on it."))
