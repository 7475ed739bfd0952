"""Is the reading of a sealed target recorded also where the form around it is refused?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import first_broken_entry
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel import clock
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.journeys import papers

TARGET = "Nhà nghỉ Brindlewock"


def an_opened_visit():
    visit = make_inspection(
        make_establishment(name=TARGET),
        mode=InspectionMode.SURPRISE,
        planned_on=clock.today(),
        opens_at=clock.now() - timedelta(hours=1),
    )
    db.session.commit()
    return visit


def readings() -> list[tuple[int | None, str, str | None]]:
    entry = AuditEntry
    found = select(entry.actor_id, entry.subject_id, entry.about_id).where(
        entry.action == "inspection.sealed_read"
    )
    return [tuple(row) for row in db.session.execute(found.order_by(entry.seq))]


@pytest.mark.parametrize("step", ["announce", "attempt"])
def test_who_reads_the_target_on_a_refused_form_is_recorded(as_, step):
    visit = an_opened_visit()
    read = (people.user_id("binh"), str(visit.id), str(visit.establishment_id))

    answer = as_("binh").post(f"/visits/{visit.id}/{step}", data={})

    assert answer.status_code == 422
    assert TARGET in answer.text
    assert readings() == [read]
    assert first_broken_entry() is None


def test_a_form_that_is_accepted_records_its_reading_once(as_):
    visit = an_opened_visit()

    said = papers.announcement(visit)
    assert as_("binh").post(f"/visits/{visit.id}/announce", data=said).status_code == 303

    assert len(readings()) == 1
