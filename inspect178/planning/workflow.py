"""What life does a plan have? Every change of its state goes through this table."""

from __future__ import annotations

from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.kernel.workflow import Step, Workflow
from inspect178.planning.enums import PlanState as S

PLAN = Workflow(
    Step("submit", frozenset({S.DRAFT}), S.SUBMITTED, P.PLAN_EDIT, A.PLAN_SUBMITTED.name),
    Step("return", frozenset({S.SUBMITTED}), S.DRAFT, P.PLAN_APPROVE, A.PLAN_RETURNED.name),
    Step("approve", frozenset({S.SUBMITTED}), S.APPROVED, P.PLAN_APPROVE, A.PLAN_APPROVED.name),
)
