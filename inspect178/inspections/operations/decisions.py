"""What can be done with a decision? Draft, change, sign, withdraw (NĐ 217/2025 art. 6 and 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.audit.queries import doers
from inspect178.extensions import db
from inspect178.identity.models import Team
from inspect178.inspections import rules
from inspect178.inspections.enums import DecisionState, Ground, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.inspections.operations.choosing import require_reason
from inspect178.inspections.operations.life import advance, advance_decision
from inspect178.inspections.queries import can_approve, number_is_taken
from inspect178.kernel import clock
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    RuleBroken,
)
from inspect178.kernel.text_marks import N_

# Acts by which somebody writes a decision; whoever did one does not sign it.
WRITING = (A.DECISION_DRAFTED, A.DECISION_CHANGED)
_NOT_BEGUN = (InspectionState.DRAFT, InspectionState.APPROVED)


@dataclass(frozen=True)
class Terms:
    """What a decision says before it is signed (NĐ 217/2025 art. 11.3)."""

    ground: Ground
    approver_id: int
    ground_reference: str = ""
    ground_text: str = ""
    scope_text: str = ""
    time_limit_days: int = 7
    number: str = ""


@dataclass(frozen=True)
class Signing:
    """Number, day and post under which a decision is signed."""

    number: str
    signed_on: date
    issuer_post: str
    issuer_body: str


def draft_decision(
    team: Team, chosen: Sequence[Inspection], terms: Terms, *, actor: Actor, at: datetime
) -> InspectionDecision:
    """Draft the decision on some drafted visits of one team."""
    policies.require_here(actor, P.DECISION_DRAFT, team)
    decision = new_decision(team, InspectionMode.PERIODIC, terms, actor=actor, at=at)
    decision.inspections = []
    _name_visits(decision, chosen)
    trail.record(A.DECISION_DRAFTED, actor=actor, subject=decision, at=at)
    return decision


def change_decision(
    decision: InspectionDecision,
    chosen: Sequence[Inspection],
    terms: Terms,
    *,
    version: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Change a draft: its terms and, where it is no secret, the visits that it names."""
    policies.require_here(actor, P.DECISION_DRAFT, decision)
    if decision.state != DecisionState.DRAFT:
        raise IllegalTransition
    if decision.version != version:
        raise Conflict
    set_terms(decision, terms, actor=actor, at=at)
    if decision.mode == InspectionMode.PERIODIC:
        for left_out in set(decision.inspections) - set(chosen):
            left_out.decision_id = None
        _name_visits(decision, chosen)
    for inspection in decision.inspections:
        inspection.approver_id = decision.approver_id
    trail.record(A.DECISION_CHANGED, actor=actor, subject=decision, at=at)


def sign_decision(
    decision: InspectionDecision, signing: Signing, *, actor: Actor, at: datetime
) -> None:
    """Sign a decision written by others; its visits may be made from then on."""
    writers = doers(InspectionDecision.__tablename__, decision.id, WRITING)
    policies.require_other_person(actor, decision.planner_id, *writers)
    rules.check_signing_day(signing.signed_on, clock.local_day(at))
    _check_signing(signing)
    check_number(decision, signing.number, signing.signed_on.year, actor=actor, at=at)
    visits = [i for i in decision.inspections if i.state == InspectionState.DRAFT]
    if not visits:
        raise RuleBroken(N_("The decision names no visit any more. Withdraw it."))
    decision.number, decision.signed_on = signing.number, signing.signed_on
    decision.issuer_name = actor.name
    decision.issuer_post, decision.issuer_body = signing.issuer_post, signing.issuer_body
    decision.signed_by_id, decision.signed_at = actor.user_id, at
    advance_decision(
        decision,
        "sign",
        actor=actor,
        at=at,
        number=signing.number,
        signed_on=signing.signed_on,
    )
    for inspection in visits:
        advance(inspection, "approve", actor=actor, at=at)


def withdraw_decision(
    decision: InspectionDecision, reason: str, *, actor: Actor, at: datetime
) -> None:
    """Withdraw a decision; its visits are cancelled, or free again where it was a draft.

    A sealed order goes with its decision in every case: its secret must not outlive it.
    """
    reason = require_reason(reason)
    waiting = [i for i in decision.inspections if i.state != InspectionState.CANCELLED]
    if any(i.state not in _NOT_BEGUN for i in waiting):
        raise RuleBroken(
            N_("A visit under this decision has already begun, so it cannot be withdrawn.")
        )
    was_draft = decision.state == DecisionState.DRAFT
    advance_decision(decision, "withdraw", actor=actor, at=at, reason=reason)
    for inspection in waiting:
        if was_draft and decision.mode == InspectionMode.PERIODIC:
            inspection.decision_id = None
        else:
            inspection.end_reason = reason
            advance(
                inspection,
                "cancel",
                actor=actor,
                at=at,
                permission=P.DECISION_SIGN,
                reason=reason,
            )


def new_decision(
    team: Team, mode: InspectionMode, terms: Terms, *, actor: Actor, at: datetime
) -> InspectionDecision:
    """Make the draft of a decision for a team, filed where the team is."""
    if actor.user_id is None:
        raise NotAllowed
    decision = InspectionDecision(
        id=uuid4(),
        unit_id=team.unit_id,
        province_id=team.province_id,
        commune_id=team.commune_id,
        old_commune_id=team.old_commune_id,
        mode=mode,
        team_id=team.id,
        planner_id=actor.user_id,
        created_at=at,
    )
    set_terms(decision, terms, actor=actor, at=at)
    db.session.add(decision)
    return decision


def set_terms(decision: InspectionDecision, terms: Terms, *, actor: Actor, at: datetime) -> None:
    """Check what a decision is to say, and write it down."""
    rules.check_time_limit(terms.time_limit_days)
    if decision.mode == InspectionMode.SURPRISE:
        rules.check_surprise_ground(terms.ground, terms.ground_reference)
    else:
        rules.check_ground(terms.ground, terms.ground_reference)
    if not terms.scope_text.strip():
        raise InvalidInput(N_("Enter what is to be inspected."), field="scope_text")
    if terms.approver_id == decision.planner_id or not can_approve(
        terms.approver_id, decision, clock.local_day(at)
    ):
        raise InvalidInput(
            N_("Choose somebody who may sign decisions for this unit."), field="approver"
        )
    if terms.number:
        check_number(decision, terms.number, clock.local_day(at).year, actor=actor, at=at)
    decision.ground, decision.ground_text = terms.ground, terms.ground_text
    decision.ground_reference = terms.ground_reference
    decision.scope_text, decision.time_limit_days = terms.scope_text, terms.time_limit_days
    decision.number, decision.approver_id = terms.number, terms.approver_id


def check_number(
    decision: InspectionDecision, number: str, year: int, *, actor: Actor, at: datetime
) -> None:
    """Refuse a number that another decision of the unit and year bears, as far as is known."""
    if number_is_taken(actor, decision, number, year=year, at=at):
        raise InvalidInput(
            N_("Another decision of %(year)s bears the number %(number)s."),
            field="number",
            year=str(year),
            number=number,
        )


def _check_signing(signing: Signing) -> None:
    for value, field, sentence in (
        (signing.number, "number", N_("Enter the number of the decision.")),
        (signing.issuer_post, "issuer_post", N_("Enter the post of the person who signs.")),
        (signing.issuer_body, "issuer_body", N_("Enter the body that issues the decision.")),
    ):
        if not value.strip():
            raise InvalidInput(sentence, field=field)


def _name_visits(decision: InspectionDecision, chosen: Sequence[Inspection]) -> None:
    if not chosen:
        raise InvalidInput(N_("Choose at least one visit."), field="visits")
    for inspection in chosen:
        free = inspection.decision_id in (None, decision.id)
        same = inspection.team_id == decision.team_id
        if not (free and same and inspection.state == InspectionState.DRAFT):
            raise InvalidInput(
                N_("A chosen visit has changed in the meantime. Check the list."), field="visits"
            )
    plans = {inspection.plan_id for inspection in chosen}
    decision.plan_id = plans.pop() if len(plans) == 1 else None
    decision.inspections = list(chosen)
    for inspection in chosen:
        inspection.approver_id = decision.approver_id
