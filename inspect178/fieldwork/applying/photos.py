"""How does a photo of a tablet join its record? Named first, attached when it has arrived whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.devices.blobs import blob_content
from inspect178.extensions import db
from inspect178.fieldwork.applying.bodies import Body, body_of
from inspect178.fieldwork.applying.late import CAME_LATER, is_frozen, settle_late
from inspect178.fieldwork.applying.saying import said
from inspect178.fieldwork.models import NamedPhoto
from inspect178.fieldwork.queries import require_visit
from inspect178.files.photos import check_photo
from inspect178.inspections.entries import LONGEST_CAPTION, POSITION, tidy
from inspect178.inspections.enums import COMPLETED_STATES, InspectionState
from inspect178.inspections.models import Inspection, Photo
from inspect178.inspections.operations import records
from inspect178.inspections.queries import readable
from inspect178.kernel.errors import Conflict, DomainError
from inspect178.kernel.text_marks import N_

SAME_ID = N_("Another photo has this id already.")
UNUSABLE = N_("A photo could not be used; the office has kept what arrived.")


def name_photo(taken: Taken, actor: Actor) -> Result:
    """Take note of a photo and attach it if it is there already."""
    visit, at = require_visit(actor, taken.object_id, taken.received_at), taken.received_at
    frozen = is_frozen(visit)
    if not frozen:
        records.hold_open(visit, actor=actor)
    _remember(visit, body_of(taken), actor=actor, at=at)
    if frozen:  # nothing of it changes: the photo stands beside it
        settle_late(visit, actor=actor, at=at)
        told = {"late_photos": [[str(body_of(taken).id("photo"))]]}
        return Result(Outcome.APPLIED, said(CAME_LATER, actor), told)
    return _result(attach_arrived(visit, actor=actor, at=at), actor)


def _remember(visit: Inspection, body: Body, *, actor: Actor, at: datetime) -> None:
    photo_id = body.id("photo")
    there = db.session.get(NamedPhoto, photo_id)
    if there is None and db.session.get(Photo, photo_id) is not None:
        raise Conflict(SAME_ID)  # of a photo that came in another way
    if there is None:
        db.session.add(_named(photo_id, visit, body, actor=actor, at=at))
        db.session.flush()
    elif (there.inspection_id, there.sha256) != (visit.id, body.text("sha256")):
        raise Conflict(SAME_ID)


def remove_photo(taken: Taken, actor: Actor) -> Result:
    """Take a photo out of the record, whether or not it has arrived."""
    visit = require_visit(actor, taken.object_id, taken.received_at)
    photo_id = body_of(taken).id("photo")
    records.remove_photo(visit, photo_id, actor=actor, at=taken.received_at)
    named = db.session.get(NamedPhoto, photo_id)
    if named is not None and named.inspection_id == visit.id:
        named.settled_at = named.settled_at or taken.received_at
    return Result(Outcome.APPLIED)


def settle_photos(actor: Actor, at: datetime) -> None:
    """Attach what has arrived meanwhile to the actor's visits, or put it beside a signed record.

    Called at each contact, so that colleagues see a photo although no further step follows it.
    """
    visits = db.session.scalars(
        select(Inspection).where(
            readable(actor, at, P.INSPECTION_CAPTURE),
            Inspection.team_id.in_(sorted(actor.team_ids)),
            Inspection.state.in_((InspectionState.IN_PROGRESS, *COMPLETED_STATES)),
            exists().where(
                NamedPhoto.inspection_id == Inspection.id,
                NamedPhoto.named_by_id == actor.user_id,
                NamedPhoto.settled_at.is_(None),
            ),
        )
    ).all()
    for visit in visits:
        join_arrived(visit, actor=actor, at=at)


def join_arrived(visit: Inspection, *, actor: Actor, at: datetime) -> None:
    """Take the photos that have arrived into the record, or beside it once it is signed."""
    if visit.state == InspectionState.IN_PROGRESS:
        attach_arrived(visit, actor=actor, at=at)
    elif visit.state in COMPLETED_STATES:
        settle_late(visit, actor=actor, at=at)


def attach_arrived(visit: Inspection, *, actor: Actor, at: datetime) -> list[NamedPhoto]:
    """Attach the photos of a visit that are there; give those that could not be used."""
    unusable = []
    for named in missing_photos(visit.id):
        content = blob_content(named.sha256, named.named_by_id)
        if content is None:
            continue
        try:
            with db.session.begin_nested():
                _attach(visit, named, content, actor=actor, at=at)
        except DomainError as error:
            named.problem = said(error, actor)[:300]
            unusable.append(named)
        named.settled_at = at
    db.session.flush()
    return unusable


def missing_photos(inspection_id: UUID) -> Sequence[NamedPhoto]:
    """List the photos that a tablet has named and that are not in the record yet."""
    return db.session.scalars(
        select(NamedPhoto)
        .where(NamedPhoto.inspection_id == inspection_id, NamedPhoto.settled_at.is_(None))
        .order_by(NamedPhoto.named_at, NamedPhoto.id)
    ).all()


def without_captions_of_missing(inspection_id: UUID, typed: Mapping[str, str]) -> dict[str, str]:
    """Keep the captions of photos that are still on their way; give the other fields."""
    rest = dict(typed)
    if any(name.startswith("caption.") for name in typed):
        for named in missing_photos(inspection_id):
            text = rest.pop(f"caption.{named.id}", None)
            if text is not None:
                named.caption = tidy(text.replace("\n", " "))[:LONGEST_CAPTION]
    return rest


def _named(
    photo_id: UUID, visit: Inspection, body: Body, *, actor: Actor, at: datetime
) -> NamedPhoto:
    return NamedPhoto(
        id=photo_id,
        inspection_id=visit.id,
        item_code=body.text("item")[:20],
        sha256=body.text("sha256")[:64],
        caption=tidy(body.text("caption").replace("\n", " "))[:LONGEST_CAPTION],
        taken_at=body.instant("taken_at"),
        latitude=body.decimal("latitude", POSITION["latitude"]),
        longitude=body.decimal("longitude", POSITION["longitude"]),
        named_at=at,
        named_by_id=actor.user_id,
    )


def _attach(
    visit: Inspection, named: NamedPhoto, content: bytes, *, actor: Actor, at: datetime
) -> None:
    checked = check_photo(content)
    if checked.latitude is None or checked.longitude is None:
        checked = replace(checked, latitude=named.latitude, longitude=named.longitude)
    records.add_photo(
        visit,
        checked,
        named.item_code,
        claim=records.Claim(named.id, named.taken_at, named.caption),
        actor=actor,
        at=at,
    )


def _result(unusable: Sequence[NamedPhoto], actor: Actor) -> Result:
    if not unusable:
        return Result(Outcome.APPLIED)
    return Result(Outcome.APPLIED, said(UNUSABLE, actor), told(unusable))


def told(unusable: Sequence[NamedPhoto]) -> dict[str, list[list[str]]]:
    """Give photos that could not be used as a case for a person."""
    return {"photos": [[str(named.id), named.problem] for named in unusable]}
