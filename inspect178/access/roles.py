"""Which role holds which permissions? The whole table, and which duties must stay apart."""

from __future__ import annotations

from inspect178.access.permissions import P, Permission
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Role(LabelledEnum):
    """What a person is in a unit, for some agency, between two dates (product.md, The people)."""

    TEAM_LEADER = "team_leader", N_("Team leader")
    TEAM_MEMBER = "team_member", N_("Team member")
    STANDING_AGENCY = "standing_agency", N_("Standing agency officer")
    DECISION_ISSUER = "decision_issuer", N_("Issuer of decisions")
    POLICE_REVIEWER = "police_reviewer", N_("Police reviewer")
    CULTURE_REVIEWER = "culture_reviewer", N_("Culture reviewer")
    REPORT_WRITER = "report_writer", N_("Report writer")
    AUDITOR = "auditor", N_("Auditor")
    ADMINISTRATOR = "administrator", N_("Administrator")


_EVERYBODY = frozenset({P.HOME_SEE, P.UNIT_READ, P.ACCOUNT_OWN})
_READING = _EVERYBODY | {
    P.ESTABLISHMENT_READ,
    P.PLAN_READ,
    P.INSPECTION_READ,
    P.VIOLATION_READ,
    P.COMMITMENT_READ,
    P.COVERAGE_READ,
    P.REPORT_READ,
    P.DOCUMENT_PRINT,
}
_FIELD = _READING | {P.INSPECTION_CAPTURE, P.VIOLATION_RECORD, P.COMMITMENT_SIGN}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.TEAM_LEADER: _FIELD,
    Role.TEAM_MEMBER: _FIELD,
    Role.STANDING_AGENCY: _READING
    | {
        P.ESTABLISHMENT_EDIT,
        P.ESTABLISHMENT_IMPORT,
        P.ESTABLISHMENT_EXPORT,
        P.PLAN_EDIT,
        P.DECISION_DRAFT,
        P.INSPECTION_PLAN,
        P.INSPECTION_CLOSE,
        P.VIOLATION_FOLLOW,
        P.COMMITMENT_WITHDRAW,
        P.TEAM_ADMINISTER,
        P.REPORT_WRITE,
        P.DEVICE_ADMINISTER,
        P.DEVICE_DECIDE,
    },
    Role.DECISION_ISSUER: _READING
    | {P.PLAN_APPROVE, P.DECISION_SIGN, P.REPORT_FREEZE, P.DEVICE_DECIDE},
    Role.POLICE_REVIEWER: _READING | {P.REVIEW_POLICE, P.VIOLATION_FOLLOW},
    Role.CULTURE_REVIEWER: _READING | {P.REVIEW_CULTURE, P.VIOLATION_FOLLOW},
    Role.REPORT_WRITER: _READING | {P.ESTABLISHMENT_EXPORT, P.REPORT_WRITE},
    Role.AUDITOR: _READING | {P.AUDIT_READ},
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        P.ACCOUNT_ADMINISTER,
        P.TEAM_ADMINISTER,
        P.DEVICE_ADMINISTER,
        P.ESTABLISHMENT_READ,
        P.PLAN_READ,
    },
}

# Nobody's single role may hold both of a pair, so that two people see every such act.
SEPARATED: tuple[tuple[Permission, Permission], ...] = (
    (P.PLAN_EDIT, P.PLAN_APPROVE),
    (P.DECISION_DRAFT, P.DECISION_SIGN),
    (P.INSPECTION_CAPTURE, P.REVIEW_POLICE),
    (P.INSPECTION_CAPTURE, P.REVIEW_CULTURE),
    (P.REVIEW_POLICE, P.REVIEW_CULTURE),
    (P.REPORT_WRITE, P.REPORT_FREEZE),
    (P.ACCOUNT_ADMINISTER, P.INSPECTION_PLAN),
    (P.ACCOUNT_ADMINISTER, P.AUDIT_READ),
    (P.INSPECTION_CAPTURE, P.DEVICE_DECIDE),
)
