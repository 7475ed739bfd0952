"""How does a violation move along its life? The only place that sets its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import Permission
from inspect178.audit import trail
from inspect178.audit.actions import ACTIONS
from inspect178.violations.models import Violation
from inspect178.violations.workflow import VIOLATION


def advance_violation(
    violation: Violation,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    permission: Permission | None = None,
    **details: Any,
) -> None:
    """Move a violation one step along its life and record it.

    `permission` stands in for the table's where the team drops its own entry during the visit.
    """
    step = VIOLATION.take(violation.state, name)
    policies.require_here(actor, permission or Permission(step.permission), violation)
    before, violation.state = violation.state, step.target  # type: ignore[assignment]
    trail.record(
        ACTIONS[step.action], actor=actor, subject=violation, at=at, before=before.value, **details
    )
