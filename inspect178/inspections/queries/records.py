"""What stands in a record? The record with everything under it, its checklist, its entries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from inspect178.extensions import db
from inspect178.inspections import checklist, entries
from inspect178.inspections.checklist import FROM_WORKERS, NOTHING, Given
from inspect178.inspections.models import (
    Answer,
    ChecklistItem,
    Inspection,
    InspectionRecord,
    Photo,
)
from inspect178.inspections.queries.checklist import checklist_for
from inspect178.kernel import clock
from inspect178.kernel.errors import NotFound
from inspect178.registry.models import Establishment, EstablishmentType


@dataclass
class OpenRecord:
    """A record with its checklist, as it is worked on."""

    inspection: Inspection
    record: InspectionRecord
    items: list[ChecklistItem]
    given: dict[str, Given] = field(init=False)

    def __post_init__(self) -> None:
        """Work out what was answered so far."""
        self.refresh()

    def refresh(self) -> None:
        """Work out anew what was answered, after a change."""
        stored = {a.item.code: _given(a) for a in self.record.answers}
        self.given = {i.code: self._answer_to(i, stored) for i in self.items}

    def _answer_to(self, item: ChecklistItem, stored: dict[str, Given]) -> Given:
        given = stored.get(item.code, NOTHING)
        if item.code in FROM_WORKERS:
            count, total = (
                getattr(self.record, name) if name else None for name in FROM_WORKERS[item.code]
            )
            given = Given(None, count, total, given.note)
        return checklist.judged(item, given)

    @property
    def shown(self) -> list[ChecklistItem]:
        """List the questions that are asked, given the answers so far."""
        return checklist.shown(self.items, self.given)

    @property
    def day(self) -> date:
        """Give the day of the visit."""
        return clock.local_day(self.record.started_at)

    @property
    def known(self) -> entries.Known:
        """Say which entries the record has."""
        return entries.Known(
            answers={i.code: i.answer for i in self.items},
            photo_ids=frozenset(str(p.id) for p in self.record.photos),
            day=self.day,
        )

    def photos_of(self, item_code: str) -> list[Photo]:
        """List the photos of one question; of none with the empty code."""
        return [p for p in self.record.photos if p.item_code == item_code]


def require_record(inspection: Inspection, *, lock: bool = False) -> OpenRecord:
    """Give the record of an inspection with all below it, or raise NotFound before it began.

    With `lock` the row is read anew and held until the transaction ends, so that two tablets
    that save at once come one after the other; without signatures and notes, which a record that
    is still written has not.
    """
    chosen = _everything_of(inspection)
    if lock:
        chosen = chosen.with_for_update(of=InspectionRecord)
    else:
        chosen = chosen.options(
            selectinload(InspectionRecord.signatures), selectinload(InspectionRecord.amendments)
        )
    record: InspectionRecord | None = db.session.scalar(chosen)
    if record is None:
        raise NotFound
    day = clock.local_day(record.started_at)
    return OpenRecord(inspection, record, checklist_for(_group_of(inspection), day))


def reread(opened: OpenRecord) -> OpenRecord:
    """Give a record as it now is in the database, signatures too, with the same checklist."""
    chosen = _everything_of(opened.inspection).options(selectinload(InspectionRecord.signatures))
    return OpenRecord(opened.inspection, db.session.scalars(chosen).one(), opened.items)


def _everything_of(inspection: Inspection) -> Select[InspectionRecord]:
    return (
        select(InspectionRecord)
        .where(InspectionRecord.inspection_id == inspection.id)
        .options(
            selectinload(InspectionRecord.answers).joinedload(Answer.item),
            selectinload(InspectionRecord.presences),
            selectinload(InspectionRecord.photos),
            selectinload(InspectionRecord.recommendations),
        )
        .execution_options(populate_existing=True)
    )


def records_of(inspection_ids: Collection[UUID]) -> dict[UUID, InspectionRecord]:
    """Give the records of several inspections at once, with all that was entered so far."""
    found = db.session.scalars(
        select(InspectionRecord)
        .where(InspectionRecord.inspection_id.in_(sorted(inspection_ids)))
        .options(
            selectinload(InspectionRecord.answers).joinedload(Answer.item),
            selectinload(InspectionRecord.presences),
            selectinload(InspectionRecord.photos),
            selectinload(InspectionRecord.recommendations),
        )
    )
    return {record.inspection_id: record for record in found}


def entries_of(opened: OpenRecord) -> dict[str, str]:
    """Give every field of a record that is not empty, in its normal form."""
    return entries_in(opened.record)


def entries_in(record: InspectionRecord) -> dict[str, str]:
    """Give every field that is not empty of a record with everything under it."""
    found: dict[str, object] = {
        name: getattr(record, name)
        for name in (*entries.WORKERS, *entries.TEXTS, *entries.POSITION, "copies")
    }
    for answer in record.answers:
        found.update(_entries_of_answer(answer))
    for line in record.recommendations:
        found[f"recommendation.{line.position}.text"] = line.text
        found[f"recommendation.{line.position}.due_on"] = line.due_on
    for photo in record.photos:
        found[f"caption.{photo.id}"] = photo.caption
    return {name: text for name, value in found.items() if (text := _text(value))}


def require_photo(inspection: Inspection, photo_id: UUID) -> Photo:
    """Give a photo of this inspection, or raise NotFound."""
    photo: Photo | None = db.session.scalar(
        select(Photo).where(Photo.id == photo_id, Photo.inspection_id == inspection.id)
    )
    if photo is None:
        raise NotFound
    return photo


def establishment_of(inspection: Inspection) -> Establishment:
    """Give the establishment with its type and licences, as it is now."""
    return db.session.scalars(
        select(Establishment)
        .where(Establishment.id == inspection.establishment_id)
        .options(joinedload(Establishment.type), selectinload(Establishment.licences))
    ).one()


def record_numbers(team_id: int, year: int) -> list[str]:
    """List the numbers that a team has given to its records of a year."""
    start, end = clock.at_local(date(year, 1, 1)), clock.at_local(date(year + 1, 1, 1))
    return list(
        db.session.scalars(
            select(InspectionRecord.number)
            .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
            .where(
                Inspection.team_id == team_id,
                InspectionRecord.number != "",
                InspectionRecord.frozen_at >= start,
                InspectionRecord.frozen_at < end,
            )
        )
    )


def _group_of(inspection: Inspection) -> str:
    return db.session.scalars(
        select(EstablishmentType.group)
        .join(Establishment, Establishment.type_code == EstablishmentType.code)
        .where(Establishment.id == inspection.establishment_id)
    ).one()


def _given(answer: Answer) -> Given:
    return Given(answer.value, answer.count, answer.total, answer.note)


def _entries_of_answer(answer: Answer) -> dict[str, object]:
    code = answer.item.code
    found: dict[str, object] = {f"note.{code}": answer.note}
    if answer.item.answer == checklist.YES_NO_NA:
        found[f"answer.{code}"] = answer.value
    elif code not in FROM_WORKERS:
        found[f"count.{code}"], found[f"total.{code}"] = answer.count, answer.total
    return found


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return "" if value is None else str(value)
