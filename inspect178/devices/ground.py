"""Which establishments may a person lease? A port, because the register lies above the tablets.

`app.py` registers who answers; without an answerer nothing is granted.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from inspect178.access.actor import Actor


class Provider(Protocol):
    """Whoever knows the register: which of some establishments an actor may visit."""

    def __call__(self, actor: Actor, establishment_ids: Collection[UUID]) -> Collection[UUID]:
        """Give those that the actor may visit; the others look as if they were not there."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who knows the register; called when the application is put together."""
    _providers[:] = [provider]


def may_be_leased(actor: Actor, establishment_ids: Collection[UUID]) -> frozenset[UUID]:
    """Give the establishments that the actor may lease."""
    return frozenset(_providers[0](actor, establishment_ids)) if _providers else frozenset()
