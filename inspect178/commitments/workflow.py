"""What life does a commitment have? Every change of its state goes through this table."""

from __future__ import annotations

from inspect178.access.permissions import P
from inspect178.audit.actions import A
from inspect178.commitments.enums import CommitmentState as S
from inspect178.kernel.workflow import Step, Workflow

COMMITMENT = Workflow(
    Step(
        "supersede",
        frozenset({S.ACTIVE}),
        S.SUPERSEDED,
        P.COMMITMENT_SIGN,
        A.COMMITMENT_SUPERSEDED.name,
    ),
    Step(
        "withdraw",
        frozenset({S.ACTIVE}),
        S.WITHDRAWN,
        P.COMMITMENT_WITHDRAW,
        A.COMMITMENT_WITHDRAWN.name,
    ),
)
