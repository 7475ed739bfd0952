"""Who is acting? A frozen picture of a person's rights, detached from the session.

Rights belong to a grant: a role in one unit for some dates. A person with two roles in two units
holds each role's permissions only over that role's area.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from inspect178.access.permissions import Permission


@dataclass(frozen=True)
class Territory:
    """Which ground: the whole country, whole provinces, or communes of either tree.

    `province_ids` and `commune_ids` are units of the tree in force; `old_commune_ids` are units
    of the tree until 30/06/2025, for whoever answers for a former district or commune.
    """

    whole_country: bool = False
    province_ids: frozenset[int] = frozenset()
    commune_ids: frozenset[int] = frozenset()
    old_commune_ids: frozenset[int] = frozenset()

    def covers(
        self, province_id: int | None, commune_id: int | None, old_commune_id: int | None
    ) -> bool:
        """Say whether a row at this place lies in the territory."""
        return (
            self.whole_country
            or province_id in self.province_ids
            or (commune_id is not None and commune_id in self.commune_ids)
            or (old_commune_id is not None and old_commune_id in self.old_commune_ids)
        )


def united(territories: Iterable[Territory]) -> Territory:
    """Join several territories into one."""
    parts = list(territories)
    return Territory(
        whole_country=any(t.whole_country for t in parts),
        province_ids=frozenset().union(*(t.province_ids for t in parts)),
        commune_ids=frozenset().union(*(t.commune_ids for t in parts)),
        old_commune_ids=frozenset().union(*(t.old_commune_ids for t in parts)),
    )


@dataclass(frozen=True)
class Grant:
    """One role in one unit: what it permits, where, and for which agency."""

    role: str
    unit_id: int
    permissions: frozenset[Permission]
    territory: Territory
    agency_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """A person with the rights of this moment; the rights are worked out at every request."""

    user_id: int | None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    team_ids: frozenset[int] = frozenset()
    session_id: int | None = None
    locale: str = "vi"
    device_id: str | None = None  # the tablet through which the person acts
    permissions: frozenset[Permission] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        """Collect what any grant permits, for menus and guards."""
        held = frozenset().union(*(g.permissions for g in self.grants))
        object.__setattr__(self, "permissions", held)

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody is signed in."""
        return self.user_id is None

    @property
    def role_names(self) -> str:
        """Name the roles for the trail."""
        return ",".join(sorted({g.role for g in self.grants})) or "nobody"

    def may(self, permission: Permission) -> bool:
        """Say whether any grant holds the permission."""
        return permission in self.permissions

    def territory(self, permission: Permission) -> Territory:
        """Give the ground over which the person holds the permission."""
        return united(g.territory for g in self.grants if permission in g.permissions)

    def home_unit_id(self, permission: Permission) -> int | None:
        """Give the unit of the first grant that holds the permission."""
        return next((g.unit_id for g in self.grants if permission in g.permissions), None)


NOBODY = Actor(user_id=None)
SYSTEM = Actor(
    user_id=None,
    name="system",
    grants=(Grant("system", 0, frozenset(Permission), Territory(whole_country=True)),),
)
