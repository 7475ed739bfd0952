"""How does an inspection end? Corrections are confirmed, the file is closed."""

from __future__ import annotations

from datetime import date, datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.inspections import rules
from inspect178.inspections.enums import COMPLETED_STATES
from inspect178.inspections.models import CorrectionConfirmation, Inspection, Recommendation
from inspect178.inspections.operations.life import advance
from inspect178.inspections.queries import unconfirmed
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from inspect178.kernel.text_marks import N_


class AlreadyConfirmed(Conflict):
    """A correction is confirmed once."""

    default_message = N_("This correction has been confirmed already.")


def confirm_correction(
    inspection: Inspection,
    recommendation: Recommendation,
    confirmed_on: date,
    *,
    evidence: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Say that a recommendation was carried out, and what shows it (NĐ 217/2025 art. 16)."""
    policies.require_here(actor, P.INSPECTION_CLOSE, inspection)
    if inspection.state not in COMPLETED_STATES or inspection.completed_on is None:
        raise IllegalTransition
    if recommendation.confirmation is not None:
        raise AlreadyConfirmed
    rules.check_confirmation_day(confirmed_on, inspection.completed_on, clock.local_day(at))
    if not evidence.strip():
        raise InvalidInput(N_("Enter what shows that it was put right."), field="evidence")
    if actor.user_id is None:
        raise NotAllowed
    recommendation.confirmation = CorrectionConfirmation(
        recommendation_id=recommendation.id,
        confirmed_on=confirmed_on,
        evidence=evidence.strip(),
        confirmed_by_id=actor.user_id,
        recorded_at=at,
    )
    trail.record(
        A.CORRECTION_CONFIRMED,
        actor=actor,
        subject=inspection,
        at=at,
        recommendation=recommendation.position,
    )


def close_inspection(
    inspection: Inspection, *, knowing_open: bool, actor: Actor, at: datetime
) -> None:
    """Close an accepted inspection; open corrections must be known to whoever closes it."""
    if unconfirmed(inspection) and not knowing_open:
        raise InvalidInput(
            N_("Some corrections are not confirmed. Tick that the file is closed nevertheless."),
            field="knowing_open",
        )
    advance(inspection, "close", actor=actor, at=at)
