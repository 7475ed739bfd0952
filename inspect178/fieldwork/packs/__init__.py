"""What does a tablet take along? Tables of rows, made for one person at one instant.

Only rows of the person's ground at that instant are in it, and a sealed target not before its
opening; whoever hands a pack out records the reading of sealed ones (`pulling.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.fieldwork import queries
from inspect178.fieldwork.packs import law, places, visits
from inspect178.fieldwork.packs.ground import ground_of
from inspect178.fieldwork.packs.meta import meta_table
from inspect178.fieldwork.packs.table import Table
from inspect178.fieldwork.packs.work import work_table
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import is_sealed
from inspect178.kernel import clock

__all__ = ["Pack", "Table", "pack_of"]


@dataclass(frozen=True)
class Pack:
    """The tables by their names, and which visits among them are still a secret."""

    tables: dict[str, Table]
    sealed: Collection[Inspection]


def pack_of(actor: Actor, device_id: UUID, at: datetime) -> Pack:
    """Make the pack of a person's tablet as it should be at this instant."""
    day = clock.local_day(at)
    taken = queries.visits_taken_along(actor, at, day)
    ground = ground_of(actor, at, day)
    ground = replace(ground, visited=tuple(sorted({v.establishment_id for v in taken})))
    around = places.around(ground)
    units = places.units_table(around)
    return Pack(
        {
            "visit": visits.visits_table(ground, taken),
            "establishment": places.establishments_of(ground, around, {v.id for v in taken}),
            "unit": units,
            "establishment_type": places.types_of(),
            "team": visits.teams_table(ground),
            "team_member": visits.members_table(ground),
            "checklist_item": law.checklist_table(day),
            "phrase": law.phrases_table(),
            "violation_behaviour": law.behaviours_table(day),
            "commitment_clause": law.commitment_table(day),
            "work": work_table(device_id, taken, actor=actor, at=at),
            "meta": meta_table(ground, units.rows),
        },
        [visit for visit in taken if is_sealed(visit)],
    )
