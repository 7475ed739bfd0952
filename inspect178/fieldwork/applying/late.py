"""What becomes of a photo that arrives after the record was signed elsewhere? It stands beside it.

Nothing of the frozen record changes (security.md 5.10): the photo is kept, shown beside the record,
listed for a person, and where the record takes notes its author's note says that it came later.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.devices.blobs import blob_content
from inspect178.devices.operations.performing import list_for_decision
from inspect178.extensions import db
from inspect178.fieldwork.applying.saying import said
from inspect178.fieldwork.models import NamedPhoto
from inspect178.files.photos import check_photo
from inspect178.inspections.models import Inspection, Photo
from inspect178.inspections.operations import records
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_

CAME_LATER = N_("The record was signed before this photo came. It is shown beside the record.")
# What the note on the record says; a document, so always in Vietnamese.
NOTE = N_("Photo that came after signing (taken %(taken)s). %(caption)s SHA-256: %(sha256)s")


def is_frozen(visit: Inspection) -> bool:
    """Say whether what was recorded on the visit is signed."""
    return visit.record is not None and visit.record.frozen_at is not None


def settle_late(visit: Inspection, *, actor: Actor, at: datetime) -> None:
    """Put the actor's photos that have arrived meanwhile beside the frozen record."""
    arriving = db.session.scalars(
        select(NamedPhoto).where(
            NamedPhoto.inspection_id == visit.id,
            NamedPhoto.named_by_id == actor.user_id,
            NamedPhoto.settled_at.is_(None),
        )
    ).all()
    for named in arriving:
        content = blob_content(named.sha256, named.named_by_id)
        if content is not None:
            _settle(visit, named, content, actor=actor, at=at)
    db.session.flush()


def _settle(
    visit: Inspection, named: NamedPhoto, content: bytes, *, actor: Actor, at: datetime
) -> None:
    named.settled_at = at
    if _is_in_record(named):
        return
    try:
        check_photo(content)
    except DomainError as error:
        named.problem = said(error, actor)[:300]
        told = {"photos": [[str(named.id), named.problem]]}
    else:
        told = {"late_photos": [[str(named.id)]]}
        _note(visit, named, actor=actor, at=at)
    list_for_decision(
        visit.id, "visit.photo", {"photo": str(named.id)}, reason=said(CAME_LATER, actor),
        detail=told, at=at,
    )  # fmt: skip


def _is_in_record(named: NamedPhoto) -> bool:
    """Say whether the very picture was signed, because it came in another way too."""
    return db.session.scalar(
        select(Photo.id)
        .where(
            Photo.inspection_id == named.inspection_id, Photo.original_sha256 == named.sha256
        )
        .limit(1)
    ) is not None  # fmt: skip


def _note(visit: Inspection, named: NamedPhoto, *, actor: Actor, at: datetime) -> None:
    """Add the author's note, where the record takes notes now."""
    taken = "—" if named.taken_at is None else clock.local(named.taken_at)
    with force_locale("vi"):
        words = gettext(
            NOTE,
            taken=taken if isinstance(taken, str) else taken.strftime("%H:%M %d/%m/%Y"),
            caption=f"{named.caption.rstrip('.')}." if named.caption else "",
            sha256=named.sha256,
        )
    with suppress(DomainError), db.session.begin_nested():
        records.amend(visit, "photos", words.replace("  ", " "), actor=actor, at=at)
