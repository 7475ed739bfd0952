"""Which rows does an actor see? The columns of place, and the one condition over them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, Integer, false, or_, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from inspect178.access.actor import Actor, Territory
from inspect178.access.permissions import Permission


class AreaScoped:
    """A row that lies somewhere: the province and commune in force, and the commune of before.

    `commune_id` is empty while a place is not yet placed in a commune; `old_commune_id` is empty
    where the commune until 30/06/2025 is not known.
    """

    @declared_attr
    @classmethod
    def province_id(cls) -> Mapped[int]:
        """Give the province of the tree in force."""
        return mapped_column(Integer, ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True)

    @declared_attr
    @classmethod
    def commune_id(cls) -> Mapped[int | None]:
        """Give the commune of the tree in force."""
        return mapped_column(Integer, ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True)

    @declared_attr
    @classmethod
    def old_commune_id(cls) -> Mapped[int | None]:
        """Give the commune of the tree until 30/06/2025."""
        return mapped_column(Integer, ForeignKey("admin_unit.id", ondelete="RESTRICT"), index=True)


def visible(model: type[AreaScoped], actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Give the condition for the rows over which the actor holds the permission."""
    return within(model, actor.territory(permission))


def within(model: type[AreaScoped], territory: Territory) -> ColumnElement[bool]:
    """Give the condition for the rows that lie in a territory."""
    if territory.whole_country:
        return true()
    parts: list[ColumnElement[bool]] = []
    if territory.province_ids:
        parts.append(model.province_id.in_(sorted(territory.province_ids)))
    if territory.commune_ids:
        parts.append(model.commune_id.in_(sorted(territory.commune_ids)))
    if territory.old_commune_ids:
        parts.append(model.old_commune_id.in_(sorted(territory.old_commune_ids)))
    return or_(*parts) if parts else false()
