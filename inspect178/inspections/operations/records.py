"""How is a record written while the visit lasts, and mended by notes afterwards?

While the visit is in progress entries are saved piece by piece; once the record is signed nothing
of it changes any more, and only notes are added (NĐ 217/2025 art. 5.1đ).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.files.photos import CheckedPhoto
from inspect178.files.store import store
from inspect178.inspections import entries, merging
from inspect178.inspections.checklist import FROM_WORKERS
from inspect178.inspections.enums import COMPLETED_STATES, AnswerValue, InspectionState
from inspect178.inspections.faults import raise_if_any
from inspect178.inspections.models import (
    Amendment,
    Answer,
    Inspection,
    InspectionRecord,
    Photo,
    Recommendation,
)
from inspect178.inspections.operations.life import advance
from inspect178.inspections.operations.visits import require_team
from inspect178.inspections.queries.records import OpenRecord, entries_of, require_record
from inspect178.kernel.errors import Conflict, InvalidInput, NotFound, RuleBroken
from inspect178.kernel.text_marks import N_

MOST_PHOTOS = 100
LONGEST_AMENDMENT = 5_000
# Parts of a record that a note may refer to, beside answer:<code of the item>.
AMENDABLE = (
    "place",
    "presence",
    "others_present",
    "workers",
    "findings",
    "owner_opinion",
    "conclusion",
    "recommendations",
    "violations",
    "photos",
    "signatures",
    "other",
)


class SameFieldChanged(Conflict):
    """Two people changed the same fields; `names` says which."""

    default_message = N_(
        "Somebody else changed the same field in the meantime. Reload the page to see both."
    )

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = tuple(names)


@dataclass(frozen=True)
class Saved:
    """What a page learns after saving: the fingerprints of what it shows, and what changed."""

    seen: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """What is said of a photo beside it; a tablet names it by an id before the office has it."""

    id: UUID | None = None
    taken_at: datetime | None = None
    caption: str = ""


NO_CLAIM = Claim()


@dataclass(frozen=True)
class Clash:
    """A field that could not be taken over from a tablet: what it says, and what stands there."""

    name: str
    typed: str
    standing: str
    fault: InvalidInput | None = None  # empty where somebody else has changed the field


def require_open(inspection: Inspection, *, actor: Actor) -> OpenRecord:
    """Hold the record for writing, or say why nothing can be written into it any more."""
    require_team(actor, inspection)
    opened = require_record(inspection, lock=True)
    _refuse_closed(inspection, opened.record.frozen_at)
    return opened


def hold_open(inspection: Inspection, *, actor: Actor) -> None:
    """Hold the record for writing as `require_open` does, without reading what stands in it."""
    require_team(actor, inspection)
    held = select(InspectionRecord.frozen_at).where(InspectionRecord.inspection_id == inspection.id)
    row = db.session.execute(held.with_for_update()).first()
    if row is None:
        raise NotFound
    _refuse_closed(inspection, row.frozen_at)


def _refuse_closed(inspection: Inspection, frozen_at: datetime | None) -> None:
    if frozen_at is not None:
        raise Conflict(N_("The record is signed and can no longer be changed. Add a note instead."))
    if inspection.state == InspectionState.SUSPENDED:
        raise Conflict(N_("The visit is suspended. Resume it before you enter anything."))
    if inspection.state != InspectionState.IN_PROGRESS:
        raise Conflict(N_("The visit is over, so nothing can be entered any more."))


def save_entries(
    inspection: Inspection, typed: Mapping[str, str], seen: str, *, actor: Actor, at: datetime
) -> Saved:
    """Save fields of the record that were typed over what the page had shown.

    `seen` is what `merging.seen_of` gave to the page. Fields that others have changed meanwhile
    stay as they are; where the same field was changed, nothing is saved and Conflict names it.
    """
    opened = require_open(inspection, actor=actor)
    normal, faults = _normal(opened, typed)
    raise_if_any(faults)
    wanted = merging.typed_here(seen, normal)
    current = entries_of(opened)
    clashing = merging.conflicts(seen, wanted, current)
    if clashing:
        raise SameFieldChanged(clashing)
    changed = _save(opened, wanted, current, actor=actor, at=at)
    return Saved(merging.advanced(seen, wanted), changed)


def merge_entries(
    inspection: Inspection, typed: Mapping[str, str], seen: str, *, actor: Actor, at: datetime
) -> list[Clash]:
    """Save what a tablet has typed without a network, field by field; give what clashes.

    As `save_entries`, but a field that somebody else has changed stays as it is, as does one whose
    text cannot be used; both versions go to a person, and all other fields are saved.
    """
    opened = require_open(inspection, actor=actor)
    normal, faults = _normal(opened, typed)
    wanted = merging.typed_here(seen, normal)
    current = entries_of(opened)
    taken = set(merging.conflicts(seen, wanted, current))
    free = {name: text for name, text in wanted.items() if name not in taken}
    _save(opened, free, current, actor=actor, at=at)
    clashes = [Clash(n, wanted[n], current.get(n, "")) for n in sorted(taken)]
    names = [str(fault.field) for fault in faults]
    return clashes + [
        Clash(name, typed[name], current.get(name, ""), fault)
        for name, fault in zip(names, faults, strict=True)
    ]


def _save(
    opened: OpenRecord,
    wanted: Mapping[str, str],
    current: Mapping[str, str],
    *,
    actor: Actor,
    at: datetime,
) -> tuple[str, ...]:
    changed = {name: text for name, text in wanted.items() if text != current.get(name, "")}
    for name, text in changed.items():
        _put(opened, name, text, at=at)
    if changed:
        settle_answers(opened, at=at)
        db.session.flush()
        names = sorted(changed)
        trail.record(
            A.INSPECTION_SAVED, actor=actor, subject=opened.inspection, at=at, fields=names
        )
    return tuple(changed)


def settle_answers(opened: OpenRecord, *, at: datetime) -> None:
    """Bring the stored answers into line: numbers of workers, verdicts, empty rows."""
    opened.refresh()
    asked = {item.code for item in opened.shown}
    for item in opened.items:
        given = opened.given[item.code]
        row = next((a for a in opened.record.answers if a.item_id == item.id), None)
        if row is None and given and item.code in asked.intersection(FROM_WORKERS):
            row = _new_answer(opened, item.code, at)
        if row is not None and given:
            row.value, row.count, row.total = given.value, given.count, given.total
        elif row is not None:
            _drop(opened.record.answers, row)


def add_photo(
    inspection: Inspection,
    photo: CheckedPhoto,
    item_code: str,
    *,
    claim: Claim = NO_CLAIM,
    actor: Actor,
    at: datetime,
) -> Photo:
    """Keep a photo with a question or with the record; the same one again is the same."""
    opened = require_open(inspection, actor=actor)
    if item_code and item_code not in opened.known.answers:
        raise InvalidInput(
            N_("This question is no longer part of the checklist. Reload the page."), field="item"
        )
    original = store(photo.original, photo.original_type, at=at)
    for there in opened.photos_of(item_code):
        if there.original_sha256 == original:
            return there
    if len(opened.record.photos) >= MOST_PHOTOS:
        raise RuleBroken(N_("A record holds at most %(most)s photos."), most=MOST_PHOTOS)
    row = Photo(
        id=claim.id or uuid4(),
        caption=claim.caption,
        inspection_id=inspection.id,
        item_code=item_code,
        original_sha256=original,
        shown_sha256=store(photo.shown, "image/jpeg", at=at),
        taken_at=photo.taken_at or claim.taken_at,
        latitude=photo.latitude,
        longitude=photo.longitude,
        added_at=at,
        added_by_id=actor.user_id,
    )
    opened.record.photos.append(row)
    db.session.flush()
    trail.record(A.PHOTO_ADDED, actor=actor, subject=inspection, at=at, sha256=original)
    return row


def remove_photo(inspection: Inspection, photo_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Take a photo out of the record; one that is gone already is no error."""
    opened = require_open(inspection, actor=actor)
    row = next((p for p in opened.record.photos if p.id == photo_id), None)
    if row is None:
        return
    _drop(opened.record.photos, row)
    sha256 = row.original_sha256
    trail.record(A.PHOTO_REMOVED, actor=actor, subject=inspection, at=at, sha256=sha256)


def amend(
    inspection: Inspection, field: str, words: str, *, actor: Actor, at: datetime
) -> Amendment:
    """Add a note to a signed record; what was signed stays as it was."""
    require_team(actor, inspection)
    if inspection.state not in COMPLETED_STATES:
        raise Conflict(N_("The record is not signed yet, so it can still be corrected itself."))
    if inspection.state == InspectionState.SUBMITTED:
        raise Conflict(
            N_("The record is being reviewed. Notes can be added once it is decided on.")
        )
    text = entries.tidy(words)
    _check_amendment(inspection, field, text)
    note = Amendment(
        inspection_id=inspection.id,
        field=field,
        text=text,
        added_at=at,
        added_by_id=actor.user_id,
        added_by_name=actor.name,
    )
    db.session.add(note)
    trail.record(A.INSPECTION_AMENDED, actor=actor, subject=inspection, at=at, field=field)
    return note


def submit_record(inspection: Inspection, *, actor: Actor, at: datetime) -> None:
    """Send the signed record for review; each sending opens a new round."""
    require_team(actor, inspection)
    advance(inspection, "submit", actor=actor, at=at)
    inspection.review_round += 1


def _normal(
    opened: OpenRecord, typed: Mapping[str, str]
) -> tuple[dict[str, str], list[InvalidInput]]:
    known, normal, faults = opened.known, {}, []
    for name in filter(entries.is_entry, typed):
        try:
            normal[name] = entries.read_entry(name, typed[name], known)
        except InvalidInput as fault:
            faults.append(fault)
    return normal, faults


def _put(opened: OpenRecord, name: str, text: str, *, at: datetime) -> None:
    head, _, rest = name.partition(".")
    if not rest:
        _put_into_record(opened, name, text)
    elif head == "recommendation":
        _put_line(opened, rest, text)
    elif head == "caption":
        next(p for p in opened.record.photos if str(p.id) == rest).caption = text
    else:
        _put_answer(opened, head, rest, text=text, at=at)


def _put_into_record(opened: OpenRecord, name: str, text: str) -> None:
    value: object = text
    if name in entries.WORKERS:
        value = int(text) if text else None
    elif name in entries.POSITION:
        value = float(text) if text else None
    elif name == "copies":
        value = int(text or 2)
    setattr(opened.record, name, value)


def _put_answer(opened: OpenRecord, head: str, code: str, *, text: str, at: datetime) -> None:
    row = next((a for a in opened.record.answers if a.item.code == code), None)
    row = row or _new_answer(opened, code, at)
    if head == "note":
        row.note = text
    elif head == "answer":
        row.value = AnswerValue(text) if text else None
    else:
        setattr(row, head, int(text) if text else None)
    row.updated_at = at


def _new_answer(opened: OpenRecord, code: str, at: datetime) -> Answer:
    item = next(i for i in opened.items if i.code == code)
    row = Answer(
        inspection_id=opened.inspection.id, item_id=item.id, item=item, note="", updated_at=at
    )
    opened.record.answers.append(row)
    return row


def _put_line(opened: OpenRecord, rest: str, text: str) -> None:
    number, _, part = rest.partition(".")
    lines = opened.record.recommendations
    row = next((r for r in lines if r.position == int(number)), None)
    if row is None:
        row = Recommendation(inspection_id=opened.inspection.id, position=int(number), text="")
        lines.append(row)
    if part == "text":
        row.text = text
    else:
        row.due_on = date.fromisoformat(text) if text else None
    if not row.text and row.due_on is None:
        _drop(lines, row)


def _drop(rows: list[Any], row: Any) -> None:
    """Take a row away, whether or not the database has it already."""
    db.session.flush()
    rows.remove(row)
    db.session.delete(row)


def _check_amendment(inspection: Inspection, field: str, text: str) -> None:
    opened = require_record(inspection)
    answers = {f"answer:{item.code}" for item in opened.items}
    if field not in answers.union(AMENDABLE):
        raise InvalidInput(N_("Choose the part of the record."), field="field")
    if not text:
        raise InvalidInput(N_("Enter the note."), field="text")
    if len(text) > LONGEST_AMENDMENT:
        raise InvalidInput(
            N_("This text is too long: at most %(most)s characters."),
            field="text",
            most=LONGEST_AMENDMENT,
        )
