"""What happens to a violation after the visit? Transfer, sanction, mending, the end.

The program warns where a sanction does not fit the clause or the post; a person decides, and the
warnings that stood against it are kept in the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.kernel.clock import local_day
from inspect178.kernel.errors import Conflict, InvalidInput, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.violations import queries, rules
from inspect178.violations.enums import SanctionWarning, TransferTarget, ViolationState
from inspect178.violations.models import Violation
from inspect178.violations.operations.life import advance_violation

# No fine for individuals is above 75 million; this is a slip of the finger.
MOST_AMOUNT = 100_000_000_000


@dataclass(frozen=True)
class SanctionEntry:
    """What is typed of a decision; an amount of 0 is a warning (cảnh cáo)."""

    number: str
    decided_on: date
    amount: int
    post_id: int | None = None
    remedy_due_on: date | None = None
    warnings_confirmed: bool = False


def warnings_about(violation: Violation, entry: SanctionEntry) -> tuple[SanctionWarning, ...]:
    """List what speaks against a sanction before it is decided."""
    clause = violation.clause
    lapses = rules.limitation_ends(violation.act_on, clause.limitation_months)
    return rules.sanction_warnings(
        entry.amount,
        fine=violation.fine,
        fit=queries.fit_of_post(violation, entry.post_id),
        limitation_over=lapses is not None and entry.decided_on > lapses,
    )


def decide_sanction(
    violation: Violation, entry: SanctionEntry, *, actor: Actor, at: datetime
) -> None:
    """Enter the sanction that was decided: number, day, amount, and who signed it."""
    policies.require_here(actor, P.VIOLATION_FOLLOW, violation)
    _check_sanction(violation, entry, local_day(at))
    warnings = warnings_about(violation, entry)
    if warnings and not entry.warnings_confirmed:
        raise InvalidInput(
            N_("Read the warnings and confirm that the decision stands."), field="confirmed"
        )
    advance_violation(
        violation, "decide", actor=actor, at=at, number=entry.number, amount=entry.amount
    )
    violation.sanction_number = entry.number
    violation.sanction_on = entry.decided_on
    violation.sanction_amount = entry.amount
    violation.signer_post_id = entry.post_id
    violation.remedy_due_on = entry.remedy_due_on or violation.remedy_due_on
    if warnings:
        trail.record(
            A.SANCTION_WARNINGS,
            actor=actor,
            subject=violation,
            at=at,
            warnings=[warning.value for warning in warnings],
        )


def _check_sanction(violation: Violation, entry: SanctionEntry, today: date) -> None:
    if not entry.number.strip():
        raise InvalidInput(N_("Enter the number of the decision."), field="number")
    _check_between(entry.decided_on, violation.recorded_on, today=today, field="decided_on")
    if not 0 <= entry.amount <= MOST_AMOUNT:
        raise InvalidInput(N_("Enter the amount in whole đồng."), field="amount")
    if entry.amount == 0 and not violation.clause.warning_possible:
        raise InvalidInput(
            N_("The clause knows no warning; enter the amount of the fine."), field="amount"
        )
    if entry.remedy_due_on is not None and entry.remedy_due_on < entry.decided_on:
        raise InvalidInput(
            N_("The day to mend it by cannot be before the decision."), field="remedy_due_on"
        )
    if entry.post_id is not None and queries.fit_of_post(violation, entry.post_id) is None:
        raise InvalidInput(N_("Choose a post of the list."), field="post")


def transfer_violation(
    violation: Violation, to: TransferTarget, note: str, *, actor: Actor, at: datetime
) -> None:
    """Hand a violation over to whoever is competent (NĐ 217/2025 art. 15.3)."""
    if not note.strip():
        raise InvalidInput(N_("Name the agency and the paper of the transfer."), field="note")
    advance_violation(violation, "transfer", actor=actor, at=at, to=to.value)
    violation.transferred_to, violation.transfer_note = to, note


def execute_sanction(violation: Violation, on: date, *, actor: Actor, at: datetime) -> None:
    """Enter the day on which the sanction was carried out."""
    if violation.sanction_on is not None:
        _check_between(on, violation.sanction_on, today=local_day(at), field="on")
    advance_violation(violation, "execute", actor=actor, at=at, on=on)
    violation.executed_on = on


def remedy_violation(violation: Violation, on: date, *, actor: Actor, at: datetime) -> None:
    """Enter the day on which the establishment had mended the matter."""
    policies.require_here(actor, P.VIOLATION_FOLLOW, violation)
    if violation.state in (ViolationState.DROPPED, ViolationState.CLOSED):
        raise Conflict(N_("This violation is ended; nothing more is entered."))
    _check_between(on, violation.act_on, today=local_day(at), field="on")
    violation.remedied_on = on
    trail.record(A.VIOLATION_REMEDIED, actor=actor, subject=violation, at=at, on=on)


def close_violation(violation: Violation, *, actor: Actor, at: datetime) -> None:
    """Close a violation when everything about it is done."""
    if violation.remedy_due_on is not None and violation.remedied_on is None:
        raise RuleBroken(
            N_("The matter was to be mended; enter the day on which it was before closing.")
        )
    advance_violation(violation, "close", actor=actor, at=at)


def number_record(violation: Violation, number: str, *, actor: Actor, at: datetime) -> None:
    """Enter the number of the violation record that was made on paper."""
    _require_either(violation, actor)
    if violation.state == ViolationState.DROPPED:
        raise Conflict(N_("This violation is ended; nothing more is entered."))
    if not number.strip():
        raise InvalidInput(N_("Enter the number of the violation record."), field="number")
    before, violation.record_number = violation.record_number, number
    trail.record(
        A.VIOLATION_CHANGED,
        actor=actor,
        subject=violation,
        at=at,
        before={"record_number": before},
        after={"record_number": number},
    )


def confirm_clause(violation: Violation, *, actor: Actor, at: datetime) -> None:
    """Answer for a clause that the catalogue has not verified, so that it may be printed."""
    _require_either(violation, actor)
    if violation.clause.is_verified or violation.clause_confirmed_by_id is not None:
        raise Conflict(N_("The clause needs no confirmation any more."))
    violation.clause_confirmed_by_id = actor.user_id
    trail.record(
        A.CLAUSE_CONFIRMED, actor=actor, subject=violation, at=at, clause=violation.clause.key
    )


def _require_either(violation: Violation, actor: Actor) -> None:
    """Let pass whoever follows violations, and the team that found this one."""
    in_team = violation.inspection.team_id in actor.team_ids
    permission = P.VIOLATION_FOLLOW
    if in_team and not actor.may(permission):
        permission = P.VIOLATION_RECORD
    policies.require_here(actor, permission, violation)


def _check_between(day: date, first: date, *, today: date, field: str) -> None:
    if not first <= day <= today:
        raise InvalidInput(
            N_("Enter a day from %(first)s to today."),
            field=field,
            first=first.strftime("%d/%m/%Y"),
        )
