"""What does the paper of an inspection record say? What was signed, and nothing that came later.

Everything is read from the record's canonical content: once signed from the stored one, before
that from one made of the live rows. Only the head, the pictures of the signatures (found by their
hashes) and the notes added afterwards come from other rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from inspect178.documents import words
from inspect178.documents.builders.parts import day_in, establishment_as_signed, mark, team_issuer
from inspect178.documents.facts import (
    AmendmentOnPaper,
    AnswerOnPaper,
    EstablishmentOnPaper,
    InspectionRecordFacts,
    Issuer,
    ItemOnPaper,
    PersonOnPaper,
    RecommendationOnPaper,
    RefusalOnPaper,
    SectionOnPaper,
    SignatureOnPaper,
    VerificationOnPaper,
    ViolationOnPaper,
    WorkersOnPaper,
)
from inspect178.documents.queries import RecordFile
from inspect178.identity.enums import TeamPost
from inspect178.inspections.enums import (
    ATTESTING_ROLES,
    AnswerValue,
    Ground,
    InspectionMode,
    SignatureRole,
    SigningOutcome,
)
from inspect178.inspections.models import Amendment
from inspect178.kernel import clock
from inspect178.territory import words as units

Said = Mapping[str, Any]
_COUNT = "count"
_ANSWERS = {
    None: AnswerOnPaper.UNANSWERED,
    AnswerValue.YES.value: AnswerOnPaper.YES,
    AnswerValue.NO.value: AnswerOnPaper.NO,
    AnswerValue.NOT_APPLICABLE.value: AnswerOnPaper.NOT_APPLICABLE,
}


def record_facts(
    file: RecordFile, verification: VerificationOnPaper | None = None
) -> InspectionRecordFacts:
    """Say what the paper of a record says."""
    said, place = file.content, file.place
    started_at = datetime.fromisoformat(said["started_at"])
    establishment = establishment_as_signed(said["establishment"], place)
    return InspectionRecordFacts(
        issuer=_issuer(file, started_at),
        team_name=said["team"]["name"],
        **_decision(said),
        second_ground=_ground(said["second_visit"]),
        caught_ground=_ground(said.get("unplanned")),
        started_at=started_at,
        announced_at=started_at,
        ended_at=_instant(said["ended_at"]),
        place=units.whole_address(said["place"], place.commune, place.province),
        establishment=establishment,
        team=_team(file),
        establishment_people=_owners(said, establishment),
        others=words.people_in_lines(said["others_present"]),
        sections=_sections(said["answers"]),
        workers=tuple(
            WorkersOnPaper(label, said["workers"].get(name))
            for name, label in words.WORKERS.items()
        ),
        findings=said["findings"],
        conclusion=said["conclusion"],
        photo_count=len(said["photos"]),
        violations=tuple(_faults(said["answers"])),
        owner_opinion=said["owner_opinion"],
        recommendations=_recommendations(said["recommendations"]),
        copies=said["copies"],
        signatures=_signatures(file),
        refusal=_refusal(said, establishment),
        amendments=tuple(_amendment(note) for note in file.amendments),
        verification=verification,
        draft=not file.is_signed,
        mark=mark(is_demo=file.is_demo),
    )


def _issuer(file: RecordFile, started_at: datetime) -> Issuer:
    return team_issuer(
        file.inspection.team,
        file.team_place,
        clock.local_day(started_at),
        number=file.content["number"],
        symbol=words.RECORD_SYMBOL,
    )


def _decision(said: Said) -> dict[str, Any]:
    decision = said["decision"]
    if decision is None:
        return {
            "decision_number": "",
            "decision_on": None,
            "decision_issuer": "",
            "decision_about": "",
        }
    surprise = "đột xuất " if said["mode"] == InspectionMode.SURPRISE else ""
    return {
        "decision_number": decision["number"],
        "decision_on": day_in(decision["signed_on"]),
        "decision_issuer": words.authority(decision["issuer_post"], decision["issuer_body"]),
        "decision_about": f"kiểm tra {surprise}{words.MATTER}",
    }


def _ground(named: Said | None) -> str:
    if named is None:
        return ""
    return words.ground_outside_plan(Ground(named["ground"]), named["reference"])


def _team(file: RecordFile) -> tuple[PersonOnPaper, ...]:
    head = words.TEAM_POSTS[file.head_post]
    present = sorted(file.content["team"]["present"], key=lambda who: not who["is_leader"])
    return tuple(
        PersonOnPaper(
            who["name"],
            post=who["post"],
            agency=units.agency_at(who["agency"], *file.team_place.all),
            role=head if who["is_leader"] else words.TEAM_POSTS[TeamPost.MEMBER],
        )
        for who in present
    )


def _owners(said: Said, establishment: EstablishmentOnPaper) -> tuple[PersonOnPaper, ...]:
    signed = [
        PersonOnPaper(s["name"], s["post"])
        for s in said["signatures"]
        if s["role"] == SignatureRole.OWNER
    ]
    if signed or establishment.representative is None:
        return tuple(signed)
    return (establishment.representative,)


def _sections(answers: Iterable[Said]) -> tuple[SectionOnPaper, ...]:
    found: dict[str, list[ItemOnPaper]] = {}
    for answer in answers:
        found.setdefault(answer["section"], []).append(_item(answer))
    return tuple(SectionOnPaper(title, tuple(items)) for title, items in found.items())


def _item(answer: Said) -> ItemOnPaper:
    counted = answer["kind"] == _COUNT and answer["count"] is not None
    return ItemOnPaper(
        number=answer["code"],
        question=answer["question"],
        answer=AnswerOnPaper.COUNT if counted else _ANSWERS[answer["value"]],
        count=_counted(answer),
        note=answer["note"],
        legal_basis=answer["legal_basis"],
    )


def _counted(answer: Said) -> str:
    if answer["count"] is None:
        return ""
    return str(answer["count"]) + ("" if answer["total"] is None else f"/{answer['total']}")


def _workers(said: Said) -> tuple[WorkersOnPaper, ...]:
    return tuple(WorkersOnPaper(label, said.get(name)) for name, label in words.WORKERS.items())


def _recommendations(lines: Iterable[Said]) -> tuple[RecommendationOnPaper, ...]:
    return tuple(RecommendationOnPaper(line["text"], day_in(line["due_on"])) for line in lines)


def _faults(answers: Iterable[Said]) -> Iterable[ViolationOnPaper]:
    """List what did not comply, as it was signed; violations have a record of their own."""
    for answer in answers:
        if answer["value"] != AnswerValue.NO.value:
            continue
        counted = _counted(answer)
        result = f"không ({counted})" if counted else "không"
        if answer["kind"] == _COUNT:
            result = counted
        yield ViolationOnPaper(
            f"Mục {answer['code']}: {answer['question']} Kết quả: {result}", answer["legal_basis"]
        )


def _signatures(file: RecordFile) -> tuple[SignatureOnPaper, ...]:
    order = list(words.SIGNERS)
    signed = [
        SignatureOnPaper(
            role_vi=_role(SignatureRole(said["role"]), file.head_post),
            name=said["name"],
            post=said["post"],
            image=file.image_of(said["image_sha256"]),
            signed_at=_instant(said["signed_at"]),
            typed=said["typed"],
        )
        for said in sorted(file.content["signatures"], key=lambda s: order.index(s["role"]))
    ]
    return tuple(signed) if file.is_signed else _places_to_sign(file)


def _places_to_sign(file: RecordFile) -> tuple[SignatureOnPaper, ...]:
    said = file.content
    leaders = [who["name"] for who in said["team"]["present"] if who["is_leader"]]
    names = {
        SignatureRole.OWNER: said["establishment"]["representative"],
        SignatureRole.LEADER: leaders[0] if leaders else "",
    }
    return tuple(
        SignatureOnPaper(_role(role, file.head_post), name) for role, name in names.items()
    )


def _role(role: SignatureRole, head_post: TeamPost) -> str:
    if role != SignatureRole.LEADER:
        return words.SIGNERS[role]
    leader = words.TEAM_POSTS[TeamPost.LEADER]
    if head_post == TeamPost.DEPUTY:
        return f"KT. {leader}\n{words.TEAM_POSTS[TeamPost.DEPUTY]}"
    return leader


def _refusal(said: Said, establishment: EstablishmentOnPaper) -> RefusalOnPaper | None:
    if said["outcome"] != SigningOutcome.REFUSED:
        return None
    attesting = [s for s in said["signatures"] if s["role"] in ATTESTING_ROLES]
    first = attesting[0] if attesting else None
    refused_by = establishment.representative or PersonOnPaper(f"Đại diện của {establishment.name}")
    return RefusalOnPaper(
        refused_by=refused_by,
        reason=said["refusal_reason"].rstrip("."),
        attested_by=None if first is None else PersonOnPaper(first["name"], first["post"]),
        by_commune_authority=first is not None and first["role"] == SignatureRole.COMMUNE,
        reason_not_attested="không có người chứng kiến" if first is None else "",
    )


def _amendment(note: Amendment) -> AmendmentOnPaper:
    part = words.part_of_record(note.field)
    return AmendmentOnPaper(
        text=f"Về {part}: {note.text}" if part else note.text,
        author=PersonOnPaper(note.added_by_name),
        added_at=note.added_at,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
