"""How does a decision or an inspection move along its life? The only places that set a state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import Permission
from inspect178.audit import trail
from inspect178.audit.actions import ACTIONS
from inspect178.inspections.enums import ENDED_STATES
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.workflow import DECISION, INSPECTION


def advance(
    inspection: Inspection,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    permission: Permission | None = None,
    **details: Any,
) -> None:
    """Move an inspection one step along its life and record it.

    `permission` stands in for the table's where a process asks for its own, as review does for
    the police and for culture.
    """
    step = INSPECTION.take(inspection.state, name)
    policies.require_here(actor, permission or Permission(step.permission), inspection)
    before, inspection.state = inspection.state, step.target  # type: ignore[assignment]
    if inspection.state in ENDED_STATES:
        inspection.ended_at = at
    trail.record(
        ACTIONS[step.action], actor=actor, subject=inspection, at=at, before=before.value, **details
    )


def advance_decision(
    decision: InspectionDecision, name: str, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Move a decision one step along its life and record it."""
    step = DECISION.take(decision.state, name)
    policies.require_here(actor, Permission(step.permission), decision)
    before, decision.state = decision.state, step.target  # type: ignore[assignment]
    trail.record(
        ACTIONS[step.action], actor=actor, subject=decision, at=at, before=before.value, **details
    )
