"""How do establishments come into a plan's year? Chosen, given to a team and a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.choosing import (
    Refusal,
    VisitOrder,
    Wanted,
    plan_inspections,
    refusals,
)
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.planning import rules
from inspect178.planning.models import Plan


@dataclass(frozen=True)
class Choice:
    """What became of a choice: the visits that were planned, and whom a rule protects."""

    planned: Sequence[Inspection]
    refused: Sequence[Refusal]


def choose_establishments(
    plan: Plan,
    wanted: Sequence[Wanted],
    order: VisitOrder,
    *,
    without_refused: bool,
    actor: Actor,
    at: datetime,
) -> Choice:
    """Plan a visit of each establishment, or say whose inspection of the year is used up.

    Where some are refused nothing is planned, unless the person has seen them and asked for
    the others alone.
    """
    policies.require_here(actor, P.INSPECTION_PLAN, plan)
    if not wanted:
        raise InvalidInput(N_("Tick at least one establishment."), field="chosen")
    rules.check_visit_day(order.planned_on, plan.year)
    refused = refusals(wanted, order.planned_on.year)
    if refused and not without_refused:
        return Choice((), refused)
    left_out = {r.wanted.establishment.id for r in refused}
    kept = [w for w in wanted if w.establishment.id not in left_out]
    planned = plan_inspections(kept, order, actor=actor, at=at) if kept else ()
    return Choice(planned, refused)
