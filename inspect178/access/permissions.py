"""Which permissions are there? Every one with the sentence that administrators read."""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Permission(LabelledEnum):
    """A right to do one kind of thing, `noun:verb`."""

    HOME_SEE = "home:see", N_("See the home page with one's own work.")
    UNIT_READ = "unit:read", N_("Look up administrative units of today and before.")
    ESTABLISHMENT_READ = "establishment:read", N_("Read establishments of one's area.")
    ESTABLISHMENT_EDIT = "establishment:edit", N_("Enter and correct establishments.")
    ESTABLISHMENT_IMPORT = "establishment:import", N_("Import lists of establishments.")
    ESTABLISHMENT_EXPORT = "establishment:export", N_("Export lists of establishments.")
    PLAN_READ = "plan:read", N_("Read plans of one's area.")
    PLAN_EDIT = "plan:edit", N_("Draw up yearly plans and choose establishments.")
    PLAN_APPROVE = "plan:approve", N_("Approve yearly plans.")
    DECISION_DRAFT = "decision:draft", N_("Draft inspection decisions.")
    DECISION_SIGN = "decision:sign", N_("Sign inspection decisions.")
    INSPECTION_READ = "inspection:read", N_("Read inspections of one's area.")
    INSPECTION_PLAN = "inspection:plan", N_("Plan and cancel inspections.")
    INSPECTION_CAPTURE = "inspection:capture", N_("Carry out the inspections of one's team.")
    INSPECTION_CLOSE = "inspection:close", N_("Close inspections and confirm corrections.")
    VIOLATION_READ = "violation:read", N_("Read violations of one's area.")
    VIOLATION_RECORD = "violation:record", N_("Record violations found on a visit.")
    VIOLATION_FOLLOW = "violation:follow", N_("Follow violations until they are closed.")
    COMMITMENT_READ = "commitment:read", N_("Read commitments of one's area.")
    COMMITMENT_SIGN = "commitment:sign", N_("Take the signature under a commitment.")
    COMMITMENT_WITHDRAW = "commitment:withdraw", N_("End a commitment.")
    REVIEW_POLICE = "review:police", N_("Review records for the police.")
    REVIEW_CULTURE = "review:culture", N_("Review records for the culture department.")
    COVERAGE_READ = "coverage:read", N_("Read coverage rates of one's area.")
    REPORT_READ = "report:read", N_("Read reports of one's area.")
    REPORT_WRITE = "report:write", N_("Draw up reports and their addenda, and set templates.")
    REPORT_FREEZE = "report:freeze", N_("Sign off reports, which freezes them.")
    DOCUMENT_PRINT = "document:print", N_("Print records, decisions and commitments.")
    AUDIT_READ = "audit:read", N_("Read who did and who read what.")
    ACCOUNT_OWN = "account:own", N_("Change one's own password and end one's own sessions.")
    ACCOUNT_ADMINISTER = "account:administer", N_("Administer people and their roles.")
    TEAM_ADMINISTER = "team:administer", N_("Administer teams and their members.")
    DEVICE_ADMINISTER = "device:administer", N_("See the tablets of one's area and revoke them.")
    DEVICE_DECIDE = (
        "device:decide",
        N_("Decide on what tablets sent that does not count by itself."),
    )


P = Permission
