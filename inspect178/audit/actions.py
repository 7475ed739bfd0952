"""Which events are recorded, each with exactly which details? The list only grows."""

from __future__ import annotations

from dataclasses import dataclass

from inspect178.kernel.text_marks import N_


@dataclass(frozen=True)
class Action:
    """A kind of event: its stable name, its sentence for people, and its details."""

    name: str
    label: str
    fields: frozenset[str] = frozenset()
    reads: bool = False


ACTIONS: dict[str, Action] = {}


def _action(name: str, label: str, *fields: str, reads: bool = False) -> Action:
    action = Action(name, label, frozenset(fields), reads)
    ACTIONS[name] = action
    return action


class A:
    """All actions by their constant."""

    SIGNED_IN = _action("account.signed_in", N_("Signed in"))
    SIGNED_OUT = _action("account.signed_out", N_("Signed out"))
    SIGN_IN_REFUSED = _action("account.sign_in_refused", N_("Sign-in refused"), "why")
    SESSION_ENDED = _action("account.session_ended", N_("Session ended"), "session")
    PASSWORD_CHANGED = _action("account.password_changed", N_("Password changed"))
    ACCOUNT_CREATED = _action("account.created", N_("Account created"), "username")
    ACCOUNT_CHANGED = _action("account.changed", N_("Account changed"), "before", "after")
    ROLE_GRANTED = _action("account.role_granted", N_("Role granted"), "role", "unit", "from", "to")
    ROLE_ENDED = _action("account.role_ended", N_("Role ended"), "role", "unit", "to")
    TEAM_CREATED = _action("team.created", N_("Team set up"), "name")
    TEAM_MEMBER_ADDED = _action("team.member_added", N_("Team member added"), "name", "may_record")
    TEAM_MEMBER_ENDED = _action("team.member_ended", N_("Team member left"), "name", "to")
    UNITS_LOADED = _action("unit.loaded", N_("Administrative units loaded"), "added", "changed")
    ESTABLISHMENT_CREATED = _action("establishment.created", N_("Establishment entered"), "name")
    ESTABLISHMENT_CHANGED = _action(
        "establishment.changed", N_("Establishment corrected"), "before", "after"
    )
    ESTABLISHMENT_STATUS = _action(
        "establishment.status_changed",
        N_("Status of establishment changed"),
        "before",
        "after",
        "from",
        "reason",
    )
    ESTABLISHMENT_SCOPE = _action(
        "establishment.scope_changed",
        N_("Scope of establishment changed"),
        "before",
        "after",
        "reason",
    )
    ESTABLISHMENT_PLACED = _action(
        "establishment.placed", N_("Establishment placed in a unit"), "before", "after"
    )
    LICENCE_ADDED = _action("licence.added", N_("Licence entered"), "kind", "number")
    LICENCE_CHANGED = _action("licence.changed", N_("Licence changed"), "before", "after")
    LIST_IMPORTED = _action(
        "establishment.imported",
        N_("List of establishments imported"),
        "file",
        "read",
        "created",
        "updated",
        "unchanged",
        "suspected",
        "rejected",
    )
    LIST_EXPORTED = _action(
        "establishment.exported",
        N_("List of establishments exported"),
        "rows",
        "filters",
        reads=True,
    )
    STICKERS_PRINTED = _action("establishment.stickers_printed", N_("Stickers printed"), "count")
    PLAN_CREATED = _action("plan.created", N_("Plan drawn up"), "year", "title")
    PLAN_CHANGED = _action("plan.changed", N_("Plan changed"), "before", "after")
    PLAN_SUBMITTED = _action("plan.submitted", N_("Plan submitted for approval"), "before")
    PLAN_RETURNED = _action("plan.returned", N_("Plan sent back"), "before", "reason")
    PLAN_APPROVED = _action(
        "plan.approved", N_("Plan approved"), "before", "number", "signed_on", "in_scope"
    )
    PLAN_TARGET_SET = _action("plan.target_set", N_("Target set"), "code", "value")
    PLAN_TARGET_REMOVED = _action("plan.target_removed", N_("Target removed"), "code")
    PLAN_FIGURE_ENTERED = _action(
        "plan.figure_entered",
        N_("Figure of a target entered"),
        "code",
        "unit",
        "to",
        "done",
        "total",
    )
    PLAN_QUOTAS_GIVEN = _action("plan.quotas_given", N_("Quotas given"), "before", "after")
    PLAN_CONTINUED = _action("plan.continued", N_("Made from the plan of another year"), "source")
    DECISION_DRAFTED = _action("decision.drafted", N_("Inspection decision drafted"))
    DECISION_CHANGED = _action("decision.changed", N_("Inspection decision changed"))
    DECISION_SIGNED = _action(
        "decision.signed", N_("Inspection decision signed"), "before", "number", "signed_on"
    )
    DECISION_WITHDRAWN = _action(
        "decision.withdrawn", N_("Inspection decision withdrawn"), "before", "reason"
    )
    INSPECTION_PLANNED = _action("inspection.planned", N_("Inspection planned"), "planned_on")
    INSPECTION_APPROVED = _action("inspection.approved", N_("Inspection approved"), "before")
    INSPECTION_ASSIGNED = _action("inspection.assigned", N_("Inspection assigned"), "team", "on")
    INSPECTION_ANNOUNCED = _action(
        "inspection.announced", N_("Decision announced, inspection begun"), "before", "present"
    )
    INSPECTION_ATTEMPTED = _action(
        "inspection.attempted", N_("Attempted, found closed"), "before", "reason"
    )
    INSPECTION_SAVED = _action("inspection.saved", N_("Entries of the record saved"), "fields")
    PHOTO_ADDED = _action("inspection.photo_added", N_("Photo added"), "sha256")
    PHOTO_REMOVED = _action("inspection.photo_removed", N_("Photo removed"), "sha256")
    RECORD_SIGNED = _action("inspection.record_signed", N_("Record signed"), "before", "sha256")
    RECORD_REFUSED = _action(
        "inspection.record_refused", N_("Refusal to sign attested"), "before", "sha256", "attested"
    )
    INSPECTION_SUBMITTED = _action("inspection.submitted", N_("Record sent for review"), "before")
    INSPECTION_RETURNED = _action("inspection.returned", N_("Record sent back"), "before", "by")
    INSPECTION_REVIEWED = _action("inspection.reviewed", N_("Record reviewed"), "field", "decision")
    INSPECTION_ACCEPTED = _action("inspection.accepted", N_("Record accepted"), "before")
    INSPECTION_CLOSED = _action("inspection.closed", N_("Inspection closed"), "before")
    INSPECTION_CANCELLED = _action(
        "inspection.cancelled", N_("Inspection cancelled"), "before", "reason"
    )
    INSPECTION_SUSPENDED = _action(
        "inspection.suspended", N_("Inspection suspended"), "before", "reason"
    )
    INSPECTION_RESUMED = _action("inspection.resumed", N_("Inspection resumed"), "before")
    INSPECTION_STOPPED = _action("inspection.stopped", N_("Inspection stopped"), "before", "reason")
    INSPECTION_AMENDED = _action(
        "inspection.amended", N_("Note added to the signed record"), "field"
    )
    CORRECTION_CONFIRMED = _action(
        "inspection.correction_confirmed", N_("Correction confirmed"), "recommendation"
    )
    SEALED_READ = _action("inspection.sealed_read", N_("Sealed target read"), "page", reads=True)
    VIOLATION_RECORDED = _action("violation.recorded", N_("Violation recorded"), "clause")
    VIOLATION_CHANGED = _action("violation.changed", N_("Violation changed"), "before", "after")
    VIOLATION_DROPPED = _action("violation.dropped", N_("Violation dropped"), "before", "reason")
    VIOLATION_TRANSFERRED = _action(
        "violation.transferred", N_("Violation transferred"), "before", "to"
    )
    VIOLATION_DECIDED = _action(
        "violation.decided", N_("Sanction decided"), "before", "number", "amount"
    )
    VIOLATION_EXECUTED = _action("violation.executed", N_("Sanction executed"), "before", "on")
    VIOLATION_REMEDIED = _action("violation.remedied", N_("Violation mended"), "on")
    VIOLATION_CLOSED = _action("violation.closed", N_("Violation closed"), "before")
    CLAUSE_CONFIRMED = _action(
        "violation.clause_confirmed", N_("Unverified clause confirmed for printing"), "clause"
    )
    COMMITMENT_SIGNED = _action("commitment.signed", N_("Commitment signed"), "sha256", "version")
    COMMITMENT_SUPERSEDED = _action(
        "commitment.superseded", N_("Commitment replaced by a new one"), "before", "by"
    )
    COMMITMENT_WITHDRAWN = _action(
        "commitment.withdrawn", N_("Commitment ended"), "before", "reason"
    )
    DOCUMENT_PRINTED = _action(
        "document.printed", N_("Document printed"), "kind", "sha256", reads=True
    )
    COVERAGE_EXPORTED = _action(
        "coverage.exported",
        N_("Coverage table exported"),
        "unit",
        "from",
        "to",
        "tree",
        reads=True,
    )
    REPORT_DRAWN_UP = _action("report.drawn_up", N_("Report drawn up"), "kind", "from", "to")
    REPORT_CHANGED = _action("report.changed", N_("Report changed"))
    REPORT_DROPPED = _action(
        "report.dropped", N_("Draft of a report dropped"), "unit", "kind", "from", "to"
    )
    REPORT_FROZEN = _action(
        "report.frozen", N_("Report signed off and frozen"), "sha256", "known_at", "signed_off_by"
    )
    REPORT_ADDED_TO = _action(
        "report.addendum_made", N_("Addendum to a report made"), "number", "sha256", "late"
    )
    REPORT_PRINTED = _action("report.printed", N_("Report taken out"), "form", "sha256", reads=True)
    REPORT_TEMPLATE_SET = _action(
        "report.template_set", N_("Template of reports replaced"), "file", "sha256"
    )
    SCOPE_FROZEN = _action("coverage.scope_frozen", N_("List in scope frozen"), "count")
    DEMO_LOADED = _action("demo.loaded", N_("Demo data loaded"), "establishments", "inspections")
    VIOLATION_RECORDED_LATER = _action(
        "violation.recorded_later",
        N_("Violation recorded after the record was signed"),
        "clause",
        "reason",
    )
    SANCTION_WARNINGS = _action(
        "violation.sanction_warnings", N_("Sanction decided against warnings"), "warnings"
    )
    PHOTO_ORIGINAL_READ = _action(
        "inspection.photo_original_read", N_("Original of a photo downloaded"), "sha256", reads=True
    )
    VISIT_NOTED = _action(
        "noted_visit.recorded", N_("Other visit noted"), "kind", "on", "agency", "document"
    )
    INSPECTION_UNPLANNED = _action(
        "inspection.begun_unplanned",
        N_("Inspection begun without a decision (flagrante delicto)"),
        "ground",
        "reference",
        "present",
    )
    PROPOSAL_MADE = _action(
        "register_proposal.made", N_("Change of the register proposed by a team"), "kind", "name"
    )
    PROPOSAL_ACCEPTED = _action(
        "register_proposal.accepted", N_("Proposal taken over into the register"), "kind", "note"
    )
    PROPOSAL_DECLINED = _action(
        "register_proposal.declined", N_("Proposal declined"), "kind", "note"
    )
    NOTE_WITHDRAWN = _action(
        "noted_visit.withdrawn",
        N_("Note of another visit withdrawn"),
        "kind",
        "on",
        "agency",
        "reason",
    )
    DEVICE_ENROLLED = _action("device.enrolled", N_("Tablet enrolled"), "name")
    DEVICE_REVOKED = _action("device.revoked", N_("Tablet revoked"), "name", "reason")
    DEVICE_OP_QUARANTINED = _action(
        "device.op_quarantined", N_("Work of a tablet put into quarantine"), "position", "reason"
    )
    DEVICE_COPY_KEPT = _action(
        "device.copy_kept", N_("Second version from a tablet kept beside the first"), "position"
    )
    DEVICE_RELEASE_AGREED = _action(
        "device.release_agreed", N_("Release from quarantine agreed"), "position", "reason"
    )
    DEVICE_RELEASED = _action("device.released", N_("Released from quarantine"), "position")
    DEVICE_OP_SET_ASIDE = _action(
        "device.op_set_aside", N_("Work of a tablet set aside"), "position", "reason"
    )
    EPOCH_BEGUN = _action(
        "server.epoch_begun", N_("Database restored, new epoch begun"), "number", "reason"
    )
    BACKUP_VERIFIED = _action("server.backup_verified", N_("Backup verified"), "position")
