"""What does the paper of a violation record say? The order of MBB01, ready for the pen.

It is signed by hand: the drawings under the inspection record were given for that record alone
and are not printed here. The fine is a range that the program computed, never a decision.
"""

from __future__ import annotations

from inspect178.documents import words
from inspect178.documents.builders.parts import (
    establishment_as_signed,
    establishment_on_paper,
    mark,
    team_issuer,
)
from inspect178.documents.facts import (
    ActOnPaper,
    ClauseConfirmation,
    EstablishmentOnPaper,
    ExplanationOnPaper,
    PersonOnPaper,
    SignatureOnPaper,
    ViolationRecordFacts,
    ViolatorOnPaper,
)
from inspect178.documents.queries import ViolationFile
from inspect178.documents.rules import any_may_explain, may_explain
from inspect178.inspections.enums import ATTESTING_ROLES
from inspect178.kernel import clock
from inspect178.registry.enums import LegalForm
from inspect178.territory import words as units
from inspect178.violations.models import Violation

COMPARED_WITH = "văn bản gốc"


def violation_facts(file: ViolationFile) -> ViolationRecordFacts:
    """Say what the paper of a violation record says."""
    violation, record, place = file.violation, file.record, file.place
    violator = ViolatorOnPaper(
        is_organisation=violation.legal_form == LegalForm.ORGANISATION,
        establishment=_establishment(file),
    )
    made_at = min(act.recorded_at for act in file.acts)
    return ViolationRecordFacts(
        issuer=team_issuer(
            file.inspection.team,
            file.team_place,
            clock.local_day(made_at),
            number=violation.record_number,
            symbol=words.VIOLATION_SYMBOL,
        ),
        field=f"Trong lĩnh vực {_fields(file)}",
        made_at=made_at,
        place=units.whole_address(record.place, place.commune, place.province),
        grounds=_grounds(file),
        makers=(_maker(file),),
        witnesses=_witnesses(file),
        violator=violator,
        acts=tuple(_act(act, file) for act in file.acts),
        violator_statement="\n".join(filter(None, (act.statement for act in file.acts))),
        explanation=ExplanationOnPaper(granted=_may_explain(file)),
        ended_at=None,
        signatures=_signatures(file, violator),
        mark=mark(is_demo=violation.is_demo or file.inspection.establishment.is_demo),
    )


def _establishment(file: ViolationFile) -> EstablishmentOnPaper:
    """Describe the establishment as the signed inspection record does, else as it is now."""
    if file.record.content is not None:
        return establishment_as_signed(file.record.content["establishment"], file.place)
    return establishment_on_paper(file.inspection.establishment, file.place, file.licences)


def _fields(file: ViolationFile) -> str:
    found = dict.fromkeys(words.LAW_FIELDS[act.clause.law_field] for act in file.acts)
    return "; ".join(found)


def _grounds(file: ViolationFile) -> tuple[str, ...]:
    """Name the papers on which the record rests, as far as they have numbers."""
    grounds = []
    decision, record = file.inspection.decision, file.record
    if decision is not None and decision.signed_on is not None:
        issuer = words.authority(decision.issuer_post, decision.issuer_body)
        day = words.long_day(decision.signed_on)
        grounds.append(f"Quyết định kiểm tra số {decision.number} {day} của {issuer}")
    if record.number:
        day = words.long_day(clock.local_day(record.started_at))
        grounds.append(f"Biên bản kiểm tra số {record.number} {day}")
    return tuple(grounds)


def _maker(file: ViolationFile) -> PersonOnPaper:
    violation, maker = file.violation, file.maker
    if maker is None:
        return PersonOnPaper(violation.maker_name, violation.maker_post)
    agency = units.agency_at(maker.agency_name, *file.team_place.all)
    return PersonOnPaper(maker.full_name, post=maker.post_title, agency=agency)


def _witnesses(file: ViolationFile) -> tuple[PersonOnPaper, ...]:
    signed = [
        PersonOnPaper(s.full_name, s.post_title, role=words.SIGNERS[s.role])
        for s in file.record.signatures
        if s.role in ATTESTING_ROLES
    ]
    return tuple(signed) or words.people_in_lines(file.record.others_present)


def _act(act: Violation, file: ViolationFile) -> ActOnPaper:
    clause, confirmed = act.clause, file.confirmations.get(act.id)
    return ActOnPaper(
        description=act.description or clause.label_vi,
        day=act.act_on,
        clause=words.first_capital(clause.clause),
        decree=clause.decree,
        workers=act.worker_count,
        fine_min=act.fine_min,
        fine_max=act.fine_max,
        clause_verified=clause.is_verified,
        confirmation=None
        if confirmed is None or clause.is_verified
        else ClauseConfirmation(
            PersonOnPaper(confirmed.name, confirmed.post), COMPARED_WITH, confirmed.confirmed_at
        ),
    )


def _may_explain(file: ViolationFile) -> bool | None:
    return any_may_explain(
        [
            may_explain(
                is_organisation=act.legal_form == LegalForm.ORGANISATION,
                highest_fine=act.fine_max,
                extra=act.clause.extra_vi,
            )
            for act in file.acts
        ]
    )


def _signatures(file: ViolationFile, violator: ViolatorOnPaper) -> tuple[SignatureOnPaper, ...]:
    """Leave the places for the pen: violator, maker, and those who attest."""
    chief = violator.establishment.representative
    role = "Đại diện tổ chức vi phạm" if violator.is_organisation else "Cá nhân vi phạm"
    attesting = [
        SignatureOnPaper(role_vi=who.role or "Người chứng kiến", name=who.name)
        for who in _witnesses(file)
    ]
    return (
        SignatureOnPaper(role_vi=role, name="" if chief is None else chief.name),
        SignatureOnPaper(role_vi="Người lập biên bản", name=_maker(file).name),
        *(attesting or [SignatureOnPaper(role_vi="Người chứng kiến")]),
        SignatureOnPaper(role_vi="Đại diện chính quyền"),
    )
