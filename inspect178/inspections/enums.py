"""Which words do inspections use?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class InspectionMode(LabelledEnum):
    """How the inspection came about (TT 05/2006 art. 2.4; NĐ 217/2025 art. 11)."""

    PERIODIC = "periodic", N_("Planned")
    SURPRISE = "surprise", N_("Surprise")
    FLAGRANTE = "flagrante", N_("Flagrante delicto")


class DecisionState(LabelledEnum):
    """The life of an inspection decision."""

    DRAFT = "draft", N_("Draft")
    SIGNED = "signed", N_("Signed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Ground(LabelledEnum):
    """Why an inspection is ordered; surprise ones only on the last three."""

    PLAN = "plan", N_("By the approved plan")
    TIP = "tip", N_("Complaint, denunciation or tip")
    ORDER = "order", N_("Order or request of a competent head")
    SIGNS = "signs", N_("Signs of violation")
    REINSPECTION = "reinspection", N_("Re-inspection of an open violation")


SURPRISE_GROUNDS = (Ground.TIP, Ground.ORDER, Ground.SIGNS)
# A second inspection in the calendar year needs one of these (Resolution 198/2025/QH15 art. 4).
SECOND_VISIT_GROUNDS = (Ground.SIGNS, Ground.TIP, Ground.ORDER, Ground.REINSPECTION)


class InspectionState(LabelledEnum):
    """The life of an inspection (domain.md 8.2, read with architecture.md 1.8)."""

    DRAFT = "draft", N_("Drafted")  # chosen and assigned, no signed decision yet
    APPROVED = "approved", N_("Decision signed")
    IN_PROGRESS = "in_progress", N_("In progress")  # announced on site
    RECORD_SIGNED = "record_signed", N_("Record signed")
    RECORD_REFUSED = "record_refused", N_("Refusal to sign attested")
    SUBMITTED = "submitted", N_("Sent for review")
    RETURNED = "returned", N_("Sent back")
    ACCEPTED = "accepted", N_("Accepted")
    CLOSED = "closed", N_("Closed")
    ATTEMPTED = "attempted", N_("Attempted, found closed")
    SUSPENDED = "suspended", N_("Inspection suspended")
    STOPPED = "stopped", N_("Stopped")
    CANCELLED = "cancelled", N_("Cancelled")


# The record is signed or its refusal attested: the visit counts, at least provisionally.
COMPLETED_STATES = (
    InspectionState.RECORD_SIGNED,
    InspectionState.RECORD_REFUSED,
    InspectionState.SUBMITTED,
    InspectionState.RETURNED,
    InspectionState.ACCEPTED,
    InspectionState.CLOSED,
)
# It ended and was not completed: it counts nowhere, but is a reason why nothing was inspected.
ENDED_STATES = (InspectionState.ATTEMPTED, InspectionState.STOPPED, InspectionState.CANCELLED)
OFFICIAL_STATES = (InspectionState.ACCEPTED, InspectionState.CLOSED)


class AnswerValue(LabelledEnum):
    """The answer to an item of the checklist."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")
    NOT_APPLICABLE = "na", N_("Not applicable")


class SigningOutcome(LabelledEnum):
    """How the record was concluded (NĐ 217/2025 art. 15.3a)."""

    SIGNED = "signed", N_("Signed")
    REFUSED = "refused", N_("Refused to sign")


class SignatureRole(LabelledEnum):
    """In which capacity somebody signs."""

    LEADER = "leader", N_("Team leader")
    MEMBER = "member", N_("Team member")
    OWNER = "owner", N_("Representative of the establishment")
    WITNESS = "witness", N_("Witness")
    COMMUNE = "commune", N_("Representative of the commune authority")


ATTESTING_ROLES = (SignatureRole.WITNESS, SignatureRole.COMMUNE)


class StopReason(LabelledEnum):
    """The four grounds to stop an inspection for good (NĐ 217/2025 art. 7.2đ)."""

    SUBJECT_GONE = "subject_gone", N_("The subject no longer exists")
    ALREADY_INSPECTED = "already_inspected", N_("Already inspected by the inspectorate")
    PROSECUTED = "prosecuted", N_("A prosecution was opened")
    ORDERED = "ordered", N_("Ordered by a competent head")


class AttemptKind(LabelledEnum):
    """Why a team that came, or set out, could not inspect; an attempt is not an inspection."""

    CLOSED = "closed", N_("Found closed, nobody there")
    REFUSED_ENTRY = "refused_entry", N_("Entry refused")
    ROAD_CUT = "road_cut", N_("Road cut, could not be reached")


class NotedVisitKind(LabelledEnum):
    """What was noted of a visit that was no inspection of the teams 178."""

    SURVEY = "survey", N_("Survey")
    SUPERVISION = "supervision", N_("Supervision")
    OTHER_AGENCY = "other_agency", N_("Inspection by another agency")


# What counts for coverage where a plan counts reviews and supervision too.
REVIEWING_KINDS = (NotedVisitKind.SURVEY, NotedVisitKind.SUPERVISION)
