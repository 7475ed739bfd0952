"""Which rate did a unit set itself for a year? A port, because plans lie above coverage.

`app.py` registers who answers (architecture.md 1.4); without an answerer there is no target.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from inspect178.coverage.enums import DenominatorBasis


@dataclass(frozen=True)
class PlannedTarget:
    """What the approved plan of a unit and year says about coverage."""

    plan_id: UUID
    ratio: float | None  # None where the plan sets no rate
    basis: DenominatorBasis
    tree_on: date
    counts_reviews: bool = False  # surveys and supervision count like inspections
    approved_at: datetime | None = None  # when its list was frozen


class Provider(Protocol):
    """Whoever knows the plans: the approved plan of each of some units in a year."""

    def __call__(self, unit_ids: Collection[int], year: int) -> Mapping[int, PlannedTarget]:
        """Give the plan of every unit that has one."""


_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make known who knows the plans; called once, when the application is put together."""
    _providers[:] = [provider]


def targets_of(unit_ids: Collection[int], year: int | None) -> dict[int, PlannedTarget]:
    """Give the targets of several units in a year; a unit without an approved plan is left out."""
    if year is None or not unit_ids or not _providers:
        return {}
    return dict(_providers[0](unit_ids, year))


def target_of(unit_id: int, year: int | None) -> PlannedTarget | None:
    """Give the target of one unit in a year, or None where no plan is approved."""
    return targets_of([unit_id], year).get(unit_id)
