"""What is needed to print a violation record? Its acts, who was there, who confirmed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.documents.queries.places import Place, place_of, units_of
from inspect178.inspections import queries as inspections
from inspect178.inspections.models import Inspection, InspectionRecord, Presence
from inspect178.inspections.queries.records import establishment_of
from inspect178.inspections.queries.visits import find_full_record
from inspect178.kernel.errors import NotFound, RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import LegalForm
from inspect178.registry.models import Licence
from inspect178.violations import queries as violations
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation
from inspect178.violations.queries import Confirmation


@dataclass(frozen=True)
class ViolationFile:
    """A violation record: its acts, the first one for all that they share, and who was there."""

    violation: Violation
    acts: Sequence[Violation]
    confirmations: Mapping[UUID, Confirmation]
    inspection: Inspection
    record: InspectionRecord
    licences: Sequence[Licence]
    maker: Presence | None
    place: Place
    team_place: Place


def violation_file(actor: Actor, violation_id: UUID, at: datetime) -> ViolationFile:
    """Load a violation with the others of its record, if the actor may print it."""
    violation = violations.require_violation(actor, violation_id, P.DOCUMENT_PRINT)
    inspection = inspections.require_inspection(
        actor, violation.inspection_id, at, permission=P.DOCUMENT_PRINT
    )
    acts = _acts_of(violation)
    _require_printable(acts)
    record = find_full_record(inspection)
    if record is None:
        raise NotFound
    establishment = establishment_of(inspection)
    units = units_of([inspection, inspection.team], inspection.team.unit_id)
    confirmed = ((act.id, violations.clause_confirmation(act)) for act in acts)
    return ViolationFile(
        violation=violation,
        acts=acts,
        confirmations={key: found for key, found in confirmed if found is not None},
        inspection=inspection,
        record=record,
        licences=establishment.licences,
        maker=next((p for p in record.presences if p.full_name == violation.maker_name), None),
        place=place_of(inspection, units),
        team_place=place_of(inspection.team, units, inspection.team.unit_id),
    )


def _acts_of(violation: Violation) -> Sequence[Violation]:
    """List the acts of one record: of the same visit, number and maker."""
    if violation.state == ViolationState.DROPPED:
        raise RuleBroken(N_("This violation was dropped, so no record of it is printed."))
    if not violation.record_number:
        return [violation]
    found = violations.violations_of_inspection(violation.inspection_id)
    return [
        other
        for other in found
        if (other.record_number, other.maker_name)
        == (violation.record_number, violation.maker_name)
    ]


def _require_printable(acts: Sequence[Violation]) -> None:
    for act in acts:
        if not act.may_be_printed:
            raise RuleBroken(
                N_(
                    "The clause %(clause)s is not verified in the catalogue. Compare it with the "
                    "law and confirm it at the violation; then its record can be printed."
                ),
                clause=f"{act.clause.clause} {act.clause.decree}",
            )
        if act.legal_form == LegalForm.UNKNOWN:
            raise RuleBroken(
                N_(
                    "Whether an organisation or a person violated is not known. Enter the legal "
                    "form of the establishment; then the record can be printed."
                )
            )
