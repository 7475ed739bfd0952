"""Who answers the questions of the trail's pages? The features above it, put together here.

app.py hands `SURROUNDINGS` to the trail, which lies below everything that it tells of.
"""

from __future__ import annotations

from flask import current_app, url_for

from inspect178.access.decorators import current_actor
from inspect178.access.roles import Role
from inspect178.audit.surroundings import Surroundings, Thing
from inspect178.commitments.enums import CommitmentState
from inspect178.coverage.enums import DenominatorBasis
from inspect178.fieldwork.enums import ProposalKind
from inspect178.inspections.enums import (
    DecisionState,
    Ground,
    InspectionState,
    NotedVisitKind,
    SignatureRole,
    StopReason,
)
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import PlanState
from inspect178.registry.enums import EstablishmentStatus, LegalForm, LicenceKind
from inspect178.reports.enums import ReportKind
from inspect178.reports.queries import trail
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.review.rules import PARTS
from inspect178.violations.enums import SanctionWarning, TransferTarget, ViolationState

# Table → endpoint of its own page and the name of its id there.
PAGES: dict[str, tuple[str, str]] = {
    "establishment": ("registry.establishment", "establishment_id"),
    "inspection": ("inspections.inspection", "inspection_id"),
    "inspection_decision": ("inspections.decision", "decision_id"),
    "plan": ("planning.plan", "plan_id"),
    "violation": ("violations.violation", "violation_id"),
    "commitment": ("commitments.commitment", "commitment_id"),
    "user_account": ("identity.person", "user_id"),
    "team": ("identity.team", "team_id"),
    "report": ("reports.report", "report_id"),
}
# The lives of things: what stands in their `before` and `after`.
STATES: dict[str, type[LabelledEnum]] = {
    "commitment": CommitmentState,
    "establishment": EstablishmentStatus,
    "inspection": InspectionState,
    "inspection_decision": DecisionState,
    "plan": PlanState,
    "violation": ViolationState,
}
CLOSED_LISTS: dict[str, tuple[type[LabelledEnum], ...]] = {
    "attested": (SignatureRole,),
    "basis": (DenominatorBasis,),
    "by": (ReviewField,),
    "decision": (ReviewDecision,),
    "field": (ReviewField,),
    "ground": (Ground,),
    "kind": (LicenceKind, NotedVisitKind, ProposalKind, ReportKind),
    "legal_form": (LegalForm,),
    "reason": (StopReason,),
    "role": (Role,),
    "status": (EstablishmentStatus,),
    "to": (TransferTarget,),
    "warnings": (SanctionWarning,),
}
OTHER_WORDS: dict[str, dict[str, str]] = {
    "field": PARTS,
    "kind": {
        "inspection_record": N_("Inspection record"),
        "decision": N_("Inspection decision"),
        "commitment": N_("Commitment"),
        "violation_record": N_("Violation record"),
    },
    "page": {
        "inspection": N_("Page of the inspection"),
        "decision": N_("Page of the decision"),
        "fieldwork.pull": N_("Taken along on a tablet"),
    },
    "why": {
        "password": N_("wrong password"),
        "account": N_("no open account of this name"),
    },
}


def page_of(thing: Thing) -> str | None:
    """Give the address of a thing's own page, where it has one that the reader may open."""
    kind, key = thing
    endpoint, name = PAGES.get(kind, ("", ""))
    view = current_app.view_functions.get(endpoint)
    if view is None or not current_actor().permissions & getattr(view, "permissions", frozenset()):
        return None
    return url_for(endpoint, **{name: key})


def word_for(kind: str, field: str, value: str) -> str | None:
    """Give the words for a stored value of a closed list, as a message id."""
    lists = CLOSED_LISTS.get(field, ())
    if field in ("before", "after", "state") and kind in STATES:
        lists = (STATES[kind],)
    words = {member.value: member.label for closed in lists for member in closed}
    return words.get(value) or OTHER_WORDS.get(field, {}).get(value)


SURROUNDINGS = Surroundings(
    in_area=trail.in_area,
    people_called=trail.people_called,
    names_of=trail.names_of,
    require_person=trail.require_person,
    things_called=trail.things_called,
    page_of=page_of,
    word_for=word_for,
)
