"""What do signatures and papers of a tablet do? Records, violations, commitments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import SigningReason
from inspect178.commitments.operations import SigningEntry, sign_commitment
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.extensions import db
from inspect178.fieldwork.applying.bodies import Body, body_of
from inspect178.fieldwork.applying.photos import UNUSABLE, attach_arrived, missing_photos, told
from inspect178.fieldwork.applying.saying import said
from inspect178.fieldwork.applying.shown import words_hash
from inspect178.fieldwork.applying.visits import DONE, visit_of
from inspect178.fieldwork.models import NamedPhoto
from inspect178.fieldwork.queries import require_visit
from inspect178.inspections.enums import InspectionState, SignatureRole
from inspect178.inspections.models import Inspection, Presence
from inspect178.inspections.operations import signing
from inspect178.inspections.operations.signing import GivenSignature
from inspect178.inspections.queries import require_inspection
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import LegalForm
from inspect178.registry.queries import require_establishment
from inspect178.violations.operations import drop_violation, record_violation
from inspect178.violations.operations.recording import ViolationEntry
from inspect178.violations.queries import require_violation

OTHER_WORDS = N_(
    "The signers were shown other words than the office froze. A person compares them."
)
_OF_TEAM = (SignatureRole.LEADER, SignatureRole.MEMBER)
_LONGEST_NAME, _LONGEST_POST = 120, 160


def sign(taken: Taken, actor: Actor) -> Result:
    """Sign the record once all its photos are there; all is frozen in one transaction."""
    visit, waits = _visit_to_sign(taken, actor)
    if waits:
        return Result(Outcome.WAITING)
    body = body_of(taken)
    signing.sign_record(
        visit,
        _signatures(body, _present(visit)),
        actor=actor,
        at=taken.received_at,
        signed_at=body.instant("signed_at"),
    )
    return _signed(visit, body, actor)


def refuse(taken: Taken, actor: Actor) -> Result:
    """Conclude a record whose signing was refused, once all its photos are there."""
    visit, waits = _visit_to_sign(taken, actor)
    if waits:
        return Result(Outcome.WAITING)
    body = body_of(taken)
    signing.attest_refusal(
        visit,
        body.text("reason"),
        _signatures(body, _present(visit)),
        actor=actor,
        at=taken.received_at,
        signed_at=body.instant("signed_at"),
    )
    return _signed(visit, body, actor)


def add_violation(taken: Taken, actor: Actor) -> Result:
    """Record an act that was found."""
    visit, body = visit_of(taken, actor), body_of(taken)
    act_on = body.day("act_on")
    if act_on is None:
        raise InvalidInput(N_("Enter the day of the act as dd/mm/yyyy."), field="act_on")
    entry = ViolationEntry(
        key=body.text("behaviour"),
        act_on=act_on,
        description=body.text("description"),
        maker_id=_maker(visit, body.whole("maker")),
        worker_count=body.whole("worker_count"),
        legal_form=body.word_or_none("legal_form", LegalForm),
        item_code=body.text("item")[:20],
        statement=body.text("statement"),
        record_number=body.text("record_number")[:60],
        remedy_due_on=body.day("remedy_due_on"),
    )
    made = body.id("violation")
    record_violation(visit, entry, actor=actor, at=taken.received_at, violation_id=made)
    return DONE


def remove_violation(taken: Taken, actor: Actor) -> Result:
    """Take an act back that was recorded by mistake."""
    visit, body = visit_of(taken, actor), body_of(taken)
    violation = require_violation(actor, body.id("violation"))
    if violation.inspection_id != visit.id:
        raise NotFound
    drop_violation(violation, body.text("reason"), actor=actor, at=taken.received_at)
    return DONE


def sign_undertaking(taken: Taken, actor: Actor) -> Result:
    """Keep a commitment that was signed on the spot."""
    body, at = body_of(taken), taken.received_at
    place = require_establishment(actor, body.id("establishment"), P.COMMITMENT_SIGN)
    visit_id = body.id_or_none("inspection")
    visit = None if visit_id is None else require_inspection(actor, visit_id, at)
    signed_on = body.day("signed_on")
    if signed_on is None:
        raise InvalidInput(N_("Enter a day as dd/mm/yyyy."), field="signed_on")
    signer, officer = body.part("signer"), body.part("officer")
    drawn = {"signer": signer.drawing("signer"), "officer": officer.drawing("officer")}
    entry = SigningEntry(
        reason=body.word("reason", SigningReason),
        signed_on=signed_on,
        signer=_signatory(signer, drawn["signer"].image),
        officer=_signatory(officer, drawn["officer"].image),
        version=body.text("version"),
        last_day=body.day("last_day"),
        signer_signed=bool(drawn["signer"]),
        officer_signed=bool(drawn["officer"]),
    )
    sign_commitment(
        place, entry, actor=actor, at=at, inspection=visit, commitment_id=taken.object_id
    )
    return DONE


def _visit_to_sign(taken: Taken, actor: Actor) -> tuple[Inspection, bool]:
    """Give the visit, and whether photos that it names are still on their way."""
    visit = require_visit(actor, taken.object_id, taken.received_at)
    if visit.state == InspectionState.IN_PROGRESS:
        attach_arrived(visit, actor=actor, at=taken.received_at)
        return visit, bool(missing_photos(visit.id))
    return visit, False


def _signed(visit: Inspection, body: Body, actor: Actor) -> Result:
    """List for a person what could not be used, and words that differ from what was shown."""
    unusable = db.session.scalars(
        select(NamedPhoto).where(NamedPhoto.inspection_id == visit.id, NamedPhoto.problem != "")
    ).all()
    cases: dict[str, Any] = told(unusable) if unusable else {}
    reasons = [said(UNUSABLE, actor)] if unusable else []
    shown, record = body.text("words"), visit.record
    if shown and record and record.content and words_hash(record.content) != shown:
        cases["shown_differs"] = True
        reasons.append(said(OTHER_WORDS, actor))
    return Result(Outcome.APPLIED, " ".join(reasons), cases) if cases else DONE


def _present(visit: Inspection) -> dict[int, Presence]:
    rows = db.session.scalars(
        select(Presence).where(Presence.inspection_id == visit.id).order_by(Presence.id)
    )
    return {person.team_member_id: person for person in rows}


def _signatures(body: Body, present: dict[int, Presence]) -> list[GivenSignature]:
    given = [_signature(part, present) for part in body.parts("signatures")]
    return [one for one in given if one.drawing]


def _signature(part: Body, present: dict[int, Presence]) -> GivenSignature:
    role = part.word("role", SignatureRole)
    drawing = part.drawing(role.value)
    if role not in _OF_TEAM:
        name, post = part.text("full_name"), part.text("post_title")
        return GivenSignature(role, name[:_LONGEST_NAME], drawing, post[:_LONGEST_POST])
    person = present.get(part.whole("member") or 0)
    if person is None and role == SignatureRole.LEADER:
        person = next((p for p in present.values() if p.is_leader), None)
    if person is None:
        raise InvalidInput(
            N_("Somebody signed as a member of the team who was not present."), field=role.value
        )
    return GivenSignature(role, person.full_name, drawing, person.post_title)


def _maker(visit: Inspection, member_id: int | None) -> int | None:
    person = _present(visit).get(member_id or 0)
    return None if person is None else person.id


def _signatory(part: Body, image: bytes | None) -> Signatory:
    return Signatory(part.text("name")[:_LONGEST_NAME], part.text("post")[:_LONGEST_POST], image)
