"""What life do a decision and an inspection have? Every change of state goes through here."""

from __future__ import annotations

from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.inspections.enums import DecisionState as D
from inspect178.inspections.enums import InspectionState as S
from inspect178.kernel.workflow import Step, Workflow


def _step(name: str, sources: set[S], target: S, permission: P, action: str) -> Step:
    return Step(name, frozenset(sources), target, permission, action)


INSPECTION = Workflow(
    _step("approve", {S.DRAFT}, S.APPROVED, P.DECISION_SIGN, A.INSPECTION_APPROVED.name),
    _step(
        "announce", {S.APPROVED}, S.IN_PROGRESS, P.INSPECTION_CAPTURE, A.INSPECTION_ANNOUNCED.name
    ),
    _step("attempt", {S.APPROVED}, S.ATTEMPTED, P.INSPECTION_CAPTURE, A.INSPECTION_ATTEMPTED.name),
    _step("sign", {S.IN_PROGRESS}, S.RECORD_SIGNED, P.INSPECTION_CAPTURE, A.RECORD_SIGNED.name),
    _step("refuse", {S.IN_PROGRESS}, S.RECORD_REFUSED, P.INSPECTION_CAPTURE, A.RECORD_REFUSED.name),
    _step(
        "submit",
        {S.RECORD_SIGNED, S.RECORD_REFUSED, S.RETURNED},
        S.SUBMITTED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_SUBMITTED.name,
    ),
    _step("return", {S.SUBMITTED}, S.RETURNED, P.REVIEW_POLICE, A.INSPECTION_RETURNED.name),
    _step("accept", {S.SUBMITTED}, S.ACCEPTED, P.REVIEW_POLICE, A.INSPECTION_ACCEPTED.name),
    _step("close", {S.ACCEPTED}, S.CLOSED, P.INSPECTION_CLOSE, A.INSPECTION_CLOSED.name),
    _step(
        "suspend", {S.IN_PROGRESS}, S.SUSPENDED, P.INSPECTION_CAPTURE, A.INSPECTION_SUSPENDED.name
    ),
    _step("resume", {S.SUSPENDED}, S.IN_PROGRESS, P.INSPECTION_CAPTURE, A.INSPECTION_RESUMED.name),
    _step(
        "stop",
        {S.IN_PROGRESS, S.SUSPENDED},
        S.STOPPED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_STOPPED.name,
    ),
    _step(
        "cancel", {S.DRAFT, S.APPROVED}, S.CANCELLED, P.INSPECTION_PLAN, A.INSPECTION_CANCELLED.name
    ),
)

DECISION = Workflow(
    Step("sign", frozenset({D.DRAFT}), D.SIGNED, P.DECISION_SIGN, A.DECISION_SIGNED.name),
    Step(
        "withdraw",
        frozenset({D.DRAFT, D.SIGNED}),
        D.WITHDRAWN,
        P.DECISION_SIGN,
        A.DECISION_WITHDRAWN.name,
    ),
)
