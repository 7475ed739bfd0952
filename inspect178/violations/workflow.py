"""What life does a violation have? Every change of its state goes through this table."""

from __future__ import annotations

from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.kernel.workflow import Step, Workflow
from inspect178.violations.enums import ViolationState as S

VIOLATION = Workflow(
    Step("drop", frozenset({S.RECORDED}), S.DROPPED, P.VIOLATION_FOLLOW, A.VIOLATION_DROPPED.name),
    Step(
        "transfer",
        frozenset({S.RECORDED}),
        S.TRANSFERRED,
        P.VIOLATION_FOLLOW,
        A.VIOLATION_TRANSFERRED.name,
    ),
    Step(
        "decide",
        frozenset({S.RECORDED, S.TRANSFERRED}),
        S.DECIDED,
        P.VIOLATION_FOLLOW,
        A.VIOLATION_DECIDED.name,
    ),
    Step(
        "execute", frozenset({S.DECIDED}), S.EXECUTED, P.VIOLATION_FOLLOW, A.VIOLATION_EXECUTED.name
    ),
    Step(
        "close",
        frozenset({S.EXECUTED, S.TRANSFERRED}),
        S.CLOSED,
        P.VIOLATION_FOLLOW,
        A.VIOLATION_CLOSED.name,
    ),
)
