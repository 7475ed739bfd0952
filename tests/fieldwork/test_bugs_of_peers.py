"""Which bugs of other field tools must we not have? One test each, with the thread that tells it.

Those of what a browser keeps are tested in tests/field/test_bugs_of_peers_in_the_browser.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from inspect178.access.actor import SYSTEM
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Question
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, TeamMember
from inspect178.identity.queries import team_members
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.inspections.queries.records import entries_of, require_record
from inspect178.kernel import clock
from inspect178.kernel.periods import year
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.registry import make_establishment
from tests.field.test_bugs_of_peers_in_the_browser import TOLD as IN_THE_BROWSER
from tests.fieldwork.field_day import (
    FieldTablet,
    commune_team_visit,
    planned_visit,
    whole_record,
)
from tests.files import pictures

# Thread under https://github.com/ → what went wrong there.
BUGS = {
    "getodk/central-backend/issues/299": "two identical photos in one submission were refused",
    "getodk/central/issues/669": "updates made offline were applied over newer ones",
    "getodk/central/issues/705": "updates that arrived out of order went wrong",
    "getodk/central/issues/805": "a later update overtook an earlier one",
    "getodk/central/issues/808": "an update before its creation was lost",
    "getodk/central/issues/832": "the order of offline updates was not kept",
    "kobotoolbox/kpi/pull/5047": "a retry on a bad network made a duplicate",
    "SEL-Columbia/formhub/issues/678": "a retry was answered with an error",
    "SEL-Columbia/formhub/issues/767": "a retry was never acknowledged and sent for ever",
    "Tangerine-Community/Tangerine/issues/2722": "a record was lost and no conflict was shown",
    "SORMAS-Foundation/SORMAS-Project/issues/139": "a new case was lost after it was saved",
    "SORMAS-Foundation/SORMAS-Project/issues/300": "two users on one case lost data",
    "SORMAS-Foundation/SORMAS-Project/issues/403": "unsent data was dropped with the access",
    "avniproject/avni-server/issues/902": "two workers offline made duplicates",
    "medic/cht-core/issues/6246": "many first synchronisations blocked everybody",
    "medic/cht-core/issues/10256": "what was received was not readable until indexed",
    "MTES-MCT/monitorfish/issues/2575": "edited in two programs, one version vanished",
    "enketo/enketo/issues/1072": "what was saved was offered as unsaved after a reload",
    "enketo/enketo/issues/1127": "the next person got the form of whoever had signed out",
    "enketo/enketo/issues/1226": "one record that could not be sent went only with all the others",
    "google/leveldb/issues/1287": "the browser threw its database away after a flat battery",
}
_told: dict[str, str] = {}
Test = TypeVar("Test", bound=Callable[..., Any])


def bug(*threads: str) -> Callable[[Test], Test]:
    """Say which threads a test answers."""

    def mark(test: Test) -> Test:
        _told.update(dict.fromkeys(threads, test.__name__))
        return test

    return mark


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def stored(visit: Inspection) -> dict[str, str]:
    db.session.rollback()
    return entries_of(require_record(db.session.get_one(Inspection, visit.id)))


def states(visit: Inspection) -> InspectionState:
    db.session.rollback()
    return db.session.scalars(select(Inspection.state).where(Inspection.id == visit.id)).one()


def test_every_bug_of_the_list_has_its_test():
    assert set(_told) | set(IN_THE_BROWSER) == set(BUGS)
    assert set(_told) & set(IN_THE_BROWSER) == set()


@bug("getodk/central-backend/issues/299")
def test_two_identical_photos_in_one_record_are_no_error(tablet):
    visit, photo = planned_visit(), pictures.jpeg()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    ids = [tablet.photograph(visit, photo, item) for item in ("C1", "C2", "C2")]
    tablet.conclude(visit)

    assert set(tablet.send()) == {"ok"}
    for photo_id in ids:
        tablet.upload(photo, photo_id)

    assert states(visit) == InspectionState.RECORD_SIGNED
    record = require_record(db.session.get_one(Inspection, visit.id)).record
    assert [p["item"] for p in record.content["photos"]] == ["C1", "C2"]


@bug(
    "getodk/central/issues/705",
    "getodk/central/issues/805",
    "getodk/central/issues/808",
    "getodk/central/issues/832",
)
def test_steps_that_arrive_in_the_wrong_order_are_applied_in_the_right_one(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, {"findings": "một"})
    tablet.enter(visit, {"findings": "hai"})
    ops = tablet.unsent

    early = [answer["status"] for answer in tablet.answers([ops[2], ops[1]])]
    tablet.answers([ops[0], ops[2]])
    late = [answer["status"] for answer in tablet.answers(ops)]

    assert early == ["gap", "gap"]
    assert late == ["ok", "ok", "ok"]
    assert stored(visit)["findings"] == "hai"


@bug("getodk/central/issues/669", "Tangerine-Community/Tangerine/issues/2722")
def test_what_was_typed_over_an_old_version_replaces_nothing_and_is_shown(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    tablet.enter(visit, {"findings": "trên máy, làm trước"})
    as_("an").post(f"/visits/{visit.id}", data={"findings": "ở cơ quan", "version": ""})

    tablet.send()

    assert stored(visit)["findings"] == "ở cơ quan"
    work = tablet.pull()["tables"]["work"]
    conflicts = work["values"][work["columns"].index("conflicts")]
    assert conflicts == [[["findings", "trên máy, làm trước", "ở cơ quan"]]]


@bug(
    "kobotoolbox/kpi/pull/5047",
    "SEL-Columbia/formhub/issues/678",
    "SEL-Columbia/formhub/issues/767",
)
def test_a_whole_visit_sent_again_and_again_is_one_record_and_the_same_answers(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    tablet.conclude(visit)
    ops = list(tablet.unsent)

    given = [tablet.answers(ops) for _ in range(8)]

    assert all(answers == given[0] for answers in given)
    assert [a["status"] for a in given[0]] == ["ok"] * 3
    assert db.session.scalar(select(func.count()).select_from(InspectionRecord)) == 1
    assert db.session.scalar(select(func.count()).select_from(DeviceOp)) == 3


@bug("SORMAS-Foundation/SORMAS-Project/issues/139")
def test_a_visit_that_begins_on_the_tablet_arrives_with_all_that_was_entered(tablet):
    place = make_establishment()
    db.session.commit()
    team, made = people.team(), uuid.uuid4()
    begun = {
        "establishment": str(place.id), "team": str(team.id), "ground": "signs",
        "reference": "Báo cáo nhanh", "started_at": clock.now().isoformat(),
        "members": [m.id for m in team_members(team.id, clock.today())],
    }  # fmt: skip
    tablet.do("visit.unplanned", made, begun)
    said = {"set": {"findings": "Bắt quả tang"}, "seen": {}}
    tablet.do("visit.entries", made, said)

    assert tablet.send() == ["ok", "ok"]
    assert stored(db.session.get_one(Inspection, made))["findings"] == "Bắt quả tang"


@bug("SORMAS-Foundation/SORMAS-Project/issues/300", "MTES-MCT/monitorfish/issues/2575")
def test_two_persons_on_one_record_lose_nothing(app, as_):
    visit = planned_visit()
    binh, an = FieldTablet.of(app, "binh"), FieldTablet.of(app, "an")
    binh.announce(visit)
    binh.send()
    binh.enter(visit, {"findings": "của Bình"})
    an.enter(visit, {"owner_opinion": "của An"})
    page = {"conclusion": "ở cơ quan", "version": ""}

    an.send()
    as_("binh").post(f"/visits/{visit.id}", data=page)
    binh.send()

    found = stored(visit)
    assert [found[n] for n in ("findings", "owner_opinion", "conclusion")] == [
        "của Bình", "của An", "ở cơ quan",
    ]  # fmt: skip


@bug("SORMAS-Foundation/SORMAS-Project/issues/403")
def test_work_of_somebody_whose_access_was_withdrawn_is_kept_word_for_word(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, {"findings": "chưa gửi"})
    yesterday = clock.today() - timedelta(days=1)
    for row in (
        *db.session.scalars(select(TeamMember).where(TeamMember.user_id == people.user_id("binh"))),
        *db.session.scalars(
            select(RoleAssignment).where(RoleAssignment.user_id == people.user_id("binh"))
        ),
    ):
        row.valid_to = yesterday
    db.session.commit()
    sent = [op["p"] for op in tablet.unsent]

    tablet.send()

    db.session.rollback()
    kept = db.session.scalars(select(DeviceOp.payload).order_by(DeviceOp.position)).all()
    assert [payload.decode() for payload in kept] == sent


@bug("avniproject/avni-server/issues/902")
def test_two_teams_that_visited_one_place_offline_count_it_once(app):
    place = make_establishment(commune="12103", representative="Nguyễn Thị Mẫu")
    for name, visit in (("binh", planned_visit(place=place)), ("nam", commune_team_visit(place))):
        tablet = FieldTablet.of(app, name)
        tablet.announce(visit)
        tablet.enter(visit, whole_record(visit))
        tablet.conclude(visit)
        assert tablet.send() == ["ok"] * 3

    ward = Area(require_unit_by_code("12103", clock.today()))
    counted = figures_of(SYSTEM, ward, Question(year(clock.today().year), clock.today()))
    assert (counted.in_scope, counted.provisional) == (1, 1)


@bug("medic/cht-core/issues/6246")
def test_a_first_download_asks_the_database_little_however_large_the_ground(tablet, statements):
    with statements() as few:
        tablet.pull()
    for _ in range(30):
        make_establishment()
    db.session.commit()
    with statements() as many:
        tablet.pull()

    assert len(many) <= len(few) + 1 <= 50


@bug("medic/cht-core/issues/10256")
def test_what_was_acknowledged_is_readable_at_once_for_everybody(tablet, as_, app):
    visit = planned_visit()
    colleague = FieldTablet.of(app, "an")
    tablet.announce(visit)
    tablet.enter(visit, {"findings": "đã nhận"})

    assert tablet.send() == ["ok", "ok"]

    assert "đã nhận" in as_("an").get(f"/visits/{visit.id}").text
    visits = colleague.pull()["tables"]["visit"]
    entries = visits["values"][visits["columns"].index("entries")]
    assert entries[0]["findings"] == "đã nhận"
