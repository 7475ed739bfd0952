"""What do a tablet's steps of a visit do? They go through the operations that pages use too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.fieldwork.applying.bodies import Body, body_of
from inspect178.fieldwork.applying.photos import (
    join_arrived,
    missing_photos,
    without_captions_of_missing,
)
from inspect178.fieldwork.applying.saying import said
from inspect178.fieldwork.queries import require_visit
from inspect178.identity.queries import require_team
from inspect178.inspections import merging
from inspect178.inspections.enums import AttemptKind, Ground, InspectionState, StopReason
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations import records, visits
from inspect178.inspections.operations.unplanned import Unplanned, begin_unplanned
from inspect178.inspections.operations.visits import Announcement
from inspect178.inspections.queries.records import OpenRecord, require_record
from inspect178.inspections.queries.years import YearlyVisit
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry.queries import require_establishment

DONE = Result(Outcome.APPLIED)
CLASHED = N_("Somebody else wrote into the same fields. Both versions are kept; a person decides.")
TWICE = N_("Another visit of this establishment in the year became known. A person decides.")
BEGUN_TWICE = N_("The visit was begun on another tablet too. What was said first counts.")
_UNDER_WAY = (InspectionState.IN_PROGRESS, InspectionState.SUSPENDED)


def visit_of(taken: Taken, actor: Actor) -> Inspection:
    """Give the visit of an operation, with the photos joined that have arrived meanwhile."""
    visit = require_visit(actor, taken.object_id, taken.received_at)
    join_arrived(visit, actor=actor, at=taken.received_at)
    return visit


def announce(taken: Taken, actor: Actor) -> Result:
    """Begin the visit; where another tablet has begun it already, compare what was said."""
    visit = require_visit(actor, taken.object_id, taken.received_at)
    words = _announcement(body_of(taken))
    if visit.state in _UNDER_WAY:
        return _begun_already(visit, words, actor=actor, at=taken.received_at)
    against = visits.announce(visit, words, actor=actor, at=taken.received_at, has_happened=True)
    return _begun(against, actor)


def begin_on_the_spot(taken: Taken, actor: Actor) -> Result:
    """Begin an unplanned visit where an act was met in progress."""
    body, at = body_of(taken), taken.received_at
    place = require_establishment(actor, body.id("establishment"), P.INSPECTION_CAPTURE)
    team = require_team(actor, body.whole("team") or 0, P.INSPECTION_CAPTURE)
    unplanned = Unplanned(
        team, body.word("ground", Ground), body.text("reference"), _announcement(body)
    )
    begin_unplanned(place, unplanned, inspection_id=taken.object_id, actor=actor, at=at)
    return DONE


def take_entries(taken: Taken, actor: Actor) -> Result:
    """Save what was typed, field by field; what clashes stays as it is and goes to a person."""
    visit, body = visit_of(taken, actor), body_of(taken)
    typed = without_captions_of_missing(visit.id, body.texts("set"))
    seen = merging.seen_in(body.texts("seen"))
    clashes = records.merge_entries(visit, typed, seen, actor=actor, at=taken.received_at)
    if not clashes:
        return DONE
    fields = [[c.name, c.typed, c.standing, _why(c.fault, actor)] for c in clashes]
    return Result(Outcome.APPLIED, said(CLASHED, actor), {"fields": fields})


def attempt(taken: Taken, actor: Actor) -> Result:
    """Record why nothing could be inspected."""
    visit, body = visit_of(taken, actor), body_of(taken)
    kind = body.word("kind", AttemptKind)
    visits.record_attempt(visit, kind, body.text("reason"), actor=actor, at=taken.received_at)
    return DONE


def suspend(taken: Taken, actor: Actor) -> Result:
    """Interrupt the visit; one that another tablet has interrupted is interrupted."""
    visit = visit_of(taken, actor)
    if visit.state != InspectionState.SUSPENDED:
        reason = body_of(taken).text("reason")
        visits.suspend(visit, reason, actor=actor, at=taken.received_at)
    return DONE


def resume(taken: Taken, actor: Actor) -> Result:
    """Go on with the visit; one that goes on already does."""
    visit = visit_of(taken, actor)
    if visit.state != InspectionState.IN_PROGRESS:
        visits.resume(visit, actor=actor, at=taken.received_at)
    return DONE


def stop(taken: Taken, actor: Actor) -> Result:
    """End the visit for good once its photos are there: nothing joins it afterwards."""
    visit, body = visit_of(taken, actor), body_of(taken)
    if visit.state == InspectionState.IN_PROGRESS and missing_photos(visit.id):
        return Result(Outcome.WAITING)
    ground = body.word("ground", StopReason)
    visits.stop(visit, ground, body.text("reason"), actor=actor, at=taken.received_at)
    return DONE


def submit(taken: Taken, actor: Actor) -> Result:
    """Send the record to the reviewers."""
    records.submit_record(visit_of(taken, actor), actor=actor, at=taken.received_at)
    return DONE


def amend(taken: Taken, actor: Actor) -> Result:
    """Add a note to the signed record."""
    visit, body = visit_of(taken, actor), body_of(taken)
    at = taken.received_at
    records.amend(visit, body.text("field"), body.text("text"), actor=actor, at=at)
    return DONE


def _announcement(body: Body) -> Announcement:
    started_at = body.instant("started_at")
    if started_at is None:
        raise InvalidInput(N_("Enter day and time of the announcement."), field="started_at")
    return Announcement(
        started_at=started_at.replace(second=0, microsecond=0),
        member_ids=frozenset(body.wholes("members")),
        others_present=body.text("others_present"),
        second_ground=body.word_or_none("second_ground", Ground),
        second_reference=body.text("second_reference"),
    )


def _begun(against: Sequence[YearlyVisit], actor: Actor) -> Result:
    if not against:
        return DONE
    others = [[v.on.isoformat(), v.who, "" if v.state is None else v.state.value] for v in against]
    return Result(Outcome.APPLIED, said(TWICE, actor), {"second_visit": others})


def _begun_already(visit: Inspection, words: Announcement, *, actor: Actor, at: datetime) -> Result:
    differing = [
        [name, mine, theirs]
        for name, mine, theirs in _compared(require_record(visit), words)
        if mine != theirs
    ]
    visits.join_present(visit, words, actor=actor, at=at)
    if not differing:
        return DONE
    fields = [[*pair, ""] for pair in differing]
    return Result(Outcome.APPLIED, said(BEGUN_TWICE, actor), {"fields": fields})


def _compared(opened: OpenRecord, words: Announcement) -> list[tuple[str, str, str]]:
    record = opened.record
    there = {person.team_member_id for person in record.presences}
    return [
        ("started_at", words.started_at.isoformat(), record.started_at.isoformat()),
        ("presence", _ids(words.member_ids), _ids(there)),
    ]


def _ids(members: Any) -> str:
    return ", ".join(str(one) for one in sorted(members))


def _why(fault: InvalidInput | None, actor: Actor) -> str:
    return "" if fault is None else said(fault, actor)


STEPS: dict[str, Callable[[Taken, Actor], Result]] = {
    "visit.announce": announce,
    "visit.unplanned": begin_on_the_spot,
    "visit.entries": take_entries,
    "visit.attempt": attempt,
    "visit.suspend": suspend,
    "visit.resume": resume,
    "visit.stop": stop,
    "visit.submit": submit,
    "visit.amend": amend,
}
