"""Which steps may this person take now? For buttons, and for whoever types an address."""

from __future__ import annotations

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.policies import may_here
from inspect178.kernel.errors import IllegalTransition, NotAllowed
from inspect178.violations.enums import Recording, ViolationState
from inspect178.violations.models import Violation
from inspect178.violations.operations import recording_of
from inspect178.violations.workflow import VIOLATION

S = ViolationState
STEPS = ("decide", "transfer", "execute", "remedy", "close", "number", "confirm", "drop")


def open_steps(actor: Actor, violation: Violation) -> list[str]:
    """List the steps that the state allows and that the actor may take."""
    return [s for s in STEPS if _is_possible(violation, s) and _may(actor, violation, s)]


def may_change(actor: Actor, violation: Violation) -> bool:
    """Say whether the actor may still correct the entry itself."""
    return _on_site(actor, violation) and violation.state == S.RECORDED


def require_change(actor: Actor, violation: Violation) -> None:
    """Refuse to correct an entry by others than the team, or once the record is signed."""
    if not _is_in_team(actor, violation):
        raise NotAllowed
    if not may_change(actor, violation):
        raise IllegalTransition


def require_step(actor: Actor, violation: Violation, step: str) -> None:
    """Refuse a step that the person may not take, or that is not possible any more."""
    if not _may(actor, violation, step):
        raise NotAllowed
    if not _is_possible(violation, step):
        raise IllegalTransition


def _is_possible(violation: Violation, step: str) -> bool:
    if step in VIOLATION.steps:
        return VIOLATION.can(violation.state, step)
    return {
        "remedy": violation.remedied_on is None and violation.state not in (S.DROPPED, S.CLOSED),
        "number": violation.state != S.DROPPED,
        "confirm": not violation.may_be_printed and violation.state != S.DROPPED,
    }[step]


def _may(actor: Actor, violation: Violation, step: str) -> bool:
    if may_here(actor, P.VIOLATION_FOLLOW, violation):
        return True
    if step in ("number", "confirm"):
        return _is_in_team(actor, violation)
    return step == "drop" and _on_site(actor, violation)


def _on_site(actor: Actor, violation: Violation) -> bool:
    open_ = recording_of(violation.inspection) == Recording.ON_SITE
    return open_ and _is_in_team(actor, violation)


def _is_in_team(actor: Actor, violation: Violation) -> bool:
    in_team = violation.inspection.team_id in actor.team_ids
    return in_team and may_here(actor, P.VIOLATION_RECORD, violation)
