"""What life do a decision and an inspection have? Every change of state goes through here."""

from __future__ import annotations

from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.inspections.enums import DecisionState as D
from inspect178.inspections.enums import InspectionState as S
from inspect178.kernel.workflow import Step, Workflow

INSPECTION = Workflow(
    Step("approve", frozenset({S.DRAFT}), S.APPROVED, P.DECISION_SIGN, A.INSPECTION_APPROVED.name),
    Step(
        "announce",
        frozenset({S.APPROVED}),
        S.IN_PROGRESS,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_ANNOUNCED.name,
    ),
    Step(
        "attempt",
        frozenset({S.APPROVED}),
        S.ATTEMPTED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_ATTEMPTED.name,
    ),
    Step(
        "sign",
        frozenset({S.IN_PROGRESS}),
        S.RECORD_SIGNED,
        P.INSPECTION_CAPTURE,
        A.RECORD_SIGNED.name,
    ),
    Step(
        "refuse",
        frozenset({S.IN_PROGRESS}),
        S.RECORD_REFUSED,
        P.INSPECTION_CAPTURE,
        A.RECORD_REFUSED.name,
    ),
    Step(
        "submit",
        frozenset({S.RECORD_SIGNED, S.RECORD_REFUSED, S.RETURNED}),
        S.SUBMITTED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_SUBMITTED.name,
    ),
    Step(
        "return", frozenset({S.SUBMITTED}), S.RETURNED, P.REVIEW_POLICE, A.INSPECTION_RETURNED.name
    ),
    Step(
        "accept", frozenset({S.SUBMITTED}), S.ACCEPTED, P.REVIEW_POLICE, A.INSPECTION_ACCEPTED.name
    ),
    Step("close", frozenset({S.ACCEPTED}), S.CLOSED, P.INSPECTION_CLOSE, A.INSPECTION_CLOSED.name),
    Step(
        "suspend",
        frozenset({S.IN_PROGRESS}),
        S.SUSPENDED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_SUSPENDED.name,
    ),
    Step(
        "resume",
        frozenset({S.SUSPENDED}),
        S.IN_PROGRESS,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_RESUMED.name,
    ),
    Step(
        "stop",
        frozenset({S.IN_PROGRESS, S.SUSPENDED}),
        S.STOPPED,
        P.INSPECTION_CAPTURE,
        A.INSPECTION_STOPPED.name,
    ),
    Step(
        "cancel",
        frozenset({S.DRAFT, S.APPROVED}),
        S.CANCELLED,
        P.INSPECTION_PLAN,
        A.INSPECTION_CANCELLED.name,
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
