"""Does every operation of a tablet do what the pages do, at whatever time and in whatever order?"""

from __future__ import annotations

import copy
import io
import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from inspect178.commitments.models import Commitment
from inspect178.commitments.texts import text_on
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.applying import KINDS
from inspect178.fieldwork.models import NamedPhoto, RegisterProposal
from inspect178.identity.models import TeamMember
from inspect178.identity.queries import team_members
from inspect178.inspections.enums import Ground, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord, Photo
from inspect178.inspections.queries.records import entries_of, require_record
from inspect178.kernel import clock
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.fieldwork.field_day import (
    TYPED_SIGNATURES,
    FieldTablet,
    commune_team_visit,
    planned_visit,
    whole_record,
)
from tests.files import pictures
from tests.inspections.visits import members

S = InspectionState
REFUSAL = {
    "reason": "Đại diện cơ sở không đồng ý với nội dung biên bản.",
    "signatures": [
        {"role": "leader", "typed": "Trần Thị Bình"},
        {
            "role": "commune", "full_name": "Lê Văn Phường",
            "post_title": "Phó Chủ tịch UBND phường", "typed": "Lê Văn Phường",
        },
    ],
}  # fmt: skip


@pytest.fixture
def tablet(app: Any) -> FieldTablet:
    return FieldTablet.of(app)


def fresh(visit: Inspection) -> Inspection:
    """Read a visit anew."""
    db.session.rollback()
    return db.session.get_one(Inspection, visit.id, populate_existing=True)


def record_of(visit: Inspection) -> InspectionRecord:
    db.session.rollback()
    return require_record(fresh(visit)).record


def ops() -> list[DeviceOp]:
    db.session.rollback()
    return list(db.session.scalars(select(DeviceOp).order_by(DeviceOp.position)))


def last_op() -> DeviceOp:
    return ops()[-1]


def test_every_kind_of_the_contract_is_known():
    assert set(KINDS) == {
        "visit.announce", "visit.unplanned", "visit.entries", "visit.photo",
        "visit.photo_removed", "visit.attempt", "visit.suspend", "visit.resume", "visit.stop",
        "visit.sign", "visit.refuse", "visit.submit", "visit.amend", "violation.add",
        "violation.drop", "commitment.sign", "register.propose",
    }  # fmt: skip


def test_a_whole_visit_of_a_tablet_is_stored_as_the_pages_would_have_stored_it(tablet, as_):
    offline, online = planned_visit(), planned_visit(place=_twin())
    photo = pictures.jpeg()
    tablet.announce(offline, others_present="Công an phường")
    entries = whole_record(offline)
    tablet.enter(offline, entries)
    photo_id = tablet.photograph(offline, photo, "C2")
    signatures = copy.deepcopy(TYPED_SIGNATURES)
    signatures[0] |= {"image": pictures.signature(), "typed": ""}
    tablet.conclude(offline, signatures=signatures)
    tablet.do("visit.submit", offline.id, {})
    assert tablet.send() == ["ok"] * 5
    tablet.upload(photo, photo_id)

    _on_the_pages(as_("binh"), online, entries, photo)

    first, second = record_of(offline), record_of(online)
    assert fresh(offline).state == fresh(online).state == S.SUBMITTED
    assert _comparable(first.content) == _comparable(second.content)
    assert first.content["photos"] != []


def _twin() -> Any:
    """Make a place that differs from the other in nothing that a record says."""
    first = db.session.scalars(select(Inspection)).one().establishment
    return make_establishment(
        name=first.name, address=first.address, representative=first.representative
    )


def _on_the_pages(client: Any, visit: Inspection, entries: dict[str, str], photo: bytes) -> None:
    page = f"/visits/{visit.id}"
    started = clock.local(clock.now() - timedelta(minutes=30))
    said = {
        "started_at": started.strftime("%Y-%m-%dT%H:%M"),
        "members": [str(m) for m in sorted(members(visit))],
        "others_present": "Công an phường",
    }
    assert client.post(f"{page}/announce", data=said).status_code == 303
    assert client.post(page, data=entries | {"version": ""}).status_code == 303
    sent = {"photo": (io.BytesIO(photo), "a.jpg")}
    added = client.post(f"{page}/photos?item=C2", data=sent, headers={"Accept": "application/json"})
    assert added.status_code == 201
    seen = {added.json["caption_name"]: "Quầy lễ tân", "_changed": [added.json["caption_name"]]}
    assert client.post(f"{page}/autosave", data=seen).status_code == 200
    signed = {
        "leader": pictures.signature(), "owner_name": "Nguyễn Thị Mẫu",
        "owner_typed": "Nguyễn Thị Mẫu",
    }  # fmt: skip
    assert client.post(f"{page}/sign", data=signed).status_code == 303
    assert client.post(f"{page}/submit").status_code == 303


_DIFFERENT = {
    "inspection_id", "number", "started_at", "ended_at", "signed_at", "taken_at", "id",
    "decision", "latitude_of_photo",
}  # fmt: skip


def _comparable(content: Any) -> Any:
    """Take away what two visits may differ in: their own ids, numbers, times and places."""
    if isinstance(content, dict):
        kept = {k: _comparable(v) for k, v in content.items() if k not in _DIFFERENT}
        if "original_sha256" in kept:  # the page takes a photo's position from its metadata only
            kept.pop("latitude"), kept.pop("longitude")
        return kept
    return [_comparable(v) for v in content] if isinstance(content, list) else content


def test_times_of_the_tablet_are_claims_beside_the_time_of_receipt(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    tablet.conclude(visit)
    before = clock.now()

    tablet.send()

    record, inspection = record_of(visit), fresh(visit)
    assert record.ended_at < before <= inspection.recorded_at
    assert record.signatures[0].signed_at == record.ended_at
    assert record.frozen_at == inspection.recorded_at
    assert inspection.completed_on == clock.today()


def test_signing_waits_for_all_photos_and_freezes_everything_at_once(tablet):
    visit = planned_visit()
    first, second = pictures.jpeg(), pictures.png()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    ids = [tablet.photograph(visit, first, "C1"), tablet.photograph(visit, second)]
    tablet.conclude(visit)
    tablet.do("visit.submit", visit.id, {})

    assert tablet.send() == ["ok"] * 6
    states = [(fresh(visit).state, _photos(visit))]
    tablet.upload(second, ids[1])
    states.append((fresh(visit).state, _photos(visit)))
    tablet.upload(first, ids[0])

    assert [state for state, _ in states] == [S.IN_PROGRESS, S.IN_PROGRESS]
    assert fresh(visit).state == S.SUBMITTED
    record = record_of(visit)
    assert {str(p.id) for p in record.photos} == {str(i) for i in ids}
    assert len(record.content["photos"]) == 2


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_sending_steps_and_photos_makes_the_same_record(tablet, seed):
    dice = random.Random(seed)
    visit = planned_visit()
    photos = [pictures.jpeg((200 + n, 100)) for n in range(3)]
    tablet.announce(visit)
    entries = list(whole_record(visit).items())
    ids = []
    for number, photo in enumerate(photos):
        tablet.enter(visit, dict(entries[number * 8 : number * 8 + 8]))
        ids.append(tablet.photograph(visit, photo, f"C{number + 1}"))
    tablet.enter(visit, dict(entries[24:]))
    tablet.conclude(visit)
    steps = [("send", n) for n in _split(len(tablet.unsent), dice)] + [
        ("upload", n) for n in (0, 1, 2)
    ]
    order = _shuffled_apart(steps, dice)

    for what, number in order:
        if what == "send":
            assert set(tablet.send(number)) == {"ok"}
        else:
            tablet.upload(photos[number], ids[number])

    assert fresh(visit).state == S.RECORD_SIGNED
    content = record_of(visit).content
    assert [p["item"] for p in content["photos"]] == ["C1", "C2", "C3"]
    assert entries_of(require_record(fresh(visit))).items() >= dict(entries).items()


def _split(total: int, dice: random.Random) -> list[int]:
    parts = []
    while total:
        parts.append(dice.randint(1, total))
        total -= parts[-1]
    return parts


def _shuffled_apart(steps: list[Any], dice: random.Random) -> list[Any]:
    """Shuffle uploads between the sendings, which stay in their order."""
    sends = [s for s in steps if s[0] == "send"]
    for upload in (s for s in steps if s[0] == "upload"):
        sends.insert(dice.randint(0, len(sends)), upload)
    return sends


def test_a_photo_taken_out_before_it_arrived_never_joins(tablet):
    visit = planned_visit()
    photo = pictures.jpeg()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    photo_id = tablet.photograph(visit, photo)
    tablet.do("visit.photo_removed", visit.id, {"photo": str(photo_id)})
    tablet.conclude(visit)

    assert set(tablet.send()) == {"ok"}
    tablet.upload(photo, photo_id)

    assert fresh(visit).state == S.RECORD_SIGNED
    assert record_of(visit).content["photos"] == []


def test_a_photo_under_the_id_of_a_foreign_one_is_a_case_and_holds_up_no_contact(tablet):
    visit, other = planned_visit(), planned_visit()
    theirs = pictures.jpeg()
    tablet.announce(other)
    theirs_id = tablet.photograph(other, theirs)
    tablet.upload(theirs, theirs_id)
    assert set(tablet.send()) == {"ok"}
    db.session.execute(delete(NamedPhoto))  # as if it had been added in the office
    db.session.commit()
    tablet.announce(visit)
    tablet.photograph(visit, pictures.jpeg(), photo_id=theirs_id)

    assert tablet.send() == ["ok", "conflict"]
    assert tablet.pull()["tables"]


def test_a_caption_typed_before_the_photo_arrived_is_kept(tablet):
    visit = planned_visit()
    photo = pictures.jpeg()
    tablet.announce(visit)
    photo_id = tablet.photograph(visit, photo)
    tablet.enter(visit, {f"caption.{photo_id}": "Sổ lưu trú"})
    tablet.send()
    tablet.upload(photo, photo_id)

    tablet.pull()

    assert [p.caption for p in record_of(visit).photos] == ["Sổ lưu trú"]


def test_the_page_for_signing_tells_of_photos_that_are_still_on_their_way(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    tablet.photograph(visit, pictures.jpeg())
    tablet.send()

    assert "Ảnh từ máy tính bảng chưa đến: 1" in as_("binh").get(f"/visits/{visit.id}/sign").text


def test_two_beginnings_of_one_visit_are_joined_and_their_differences_listed(app):
    visit = planned_visit()
    binh, an = FieldTablet.of(app, "binh"), FieldTablet.of(app, "an")
    binh.announce(visit, "Bình", "An", "Mẫu")
    an.announce(visit, "Bình", "An", "Thử")
    an.enter(visit, {"findings": "của An"})

    assert binh.send() == ["ok"]
    assert an.send() == ["ok", "ok"]

    record = record_of(visit)
    assert {p.full_name.split()[-1] for p in record.presences} == {"Bình", "An", "Mẫu", "Thử"}
    assert record.findings == "của An"
    assert [f[0] for op in ops() if op.detail for f in op.detail["fields"]] == ["presence"]


def test_what_others_wrote_stays_with_those_who_may_read_the_visit(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    as_("an").post(f"/visits/{visit.id}", data={"findings": "của An", "version": ""})
    tablet.enter(visit, {"findings": "của Bình"})
    tablet.send()
    assert "của An" in str(tablet.pull())
    for member in db.session.scalars(select(TeamMember).where(TeamMember.full_name.like("%Bình"))):
        member.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()

    assert "của An" not in str(tablet.pull())


def test_what_the_office_decided_on_a_proposal_comes_back_to_the_tablet(tablet, as_):
    place = make_establishment()
    db.session.commit()
    made = uuid.uuid4()
    tablet.do("register.propose", made, {"establishment": str(place.id), "what": "closed"})
    tablet.send()
    said = {"decision": "decline", "note": "Chỉ nghỉ Tết"}
    as_("hoa").post(f"/visits/proposals/{made}", data=said)

    row = _rows(tablet.pull(), "work")[str(made)]

    assert row["inspection_state"] == "declined"
    assert row["remarks"] == [["", "office", "Chỉ nghỉ Tết", 0]]


def test_a_photo_that_is_none_stops_nothing_and_is_told(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    broken = pictures.jpeg()[:-2000] if len(pictures.jpeg()) > 4000 else pictures.jpeg()[:300]
    photo_id = tablet.photograph(visit, broken)
    tablet.conclude(visit)
    tablet.send()

    tablet.upload(broken, photo_id)

    assert fresh(visit).state == S.RECORD_SIGNED
    named = db.session.get_one(NamedPhoto, photo_id)
    assert named.problem
    assert last_op().detail == {"photos": [[str(photo_id), named.problem]]}


def test_fields_of_others_stay_and_both_versions_go_to_a_person(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    as_("an").post(
        f"/visits/{visit.id}", data={"findings": "của An", "version": "", "then": "stay"}
    )
    tablet.enter(visit, {"findings": "của Bình", "conclusion": "chung"})

    assert tablet.send() == ["ok"]

    stored = entries_of(require_record(fresh(visit)))
    assert (stored["findings"], stored["conclusion"]) == ("của An", "chung")
    assert last_op().detail == {"fields": [["findings", "của Bình", "của An", ""]]}
    row = _rows(tablet.pull(), "work")[str(visit.id)]
    assert row["conflicts"] == [["findings", "của Bình", "của An"]]


def test_one_field_that_cannot_be_used_holds_nothing_else_up(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, {"worker_total": "mười", "findings": "tốt"})

    assert tablet.send() == ["ok", "ok"]

    assert entries_of(require_record(fresh(visit)))["findings"] == "tốt"
    [[name, typed, standing, why]] = last_op().detail["fields"]
    assert (name, typed, standing) == ("worker_total", "mười", "")
    assert why


def test_what_was_typed_twice_over_a_clash_clashes_again_and_loses_nothing(tablet, as_):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.send()
    as_("an").post(
        f"/visits/{visit.id}", data={"findings": "của An", "version": "", "then": "stay"}
    )
    tablet.enter(visit, {"findings": "một"})
    tablet.enter(visit, {"findings": "một hai"})
    tablet.send()

    assert entries_of(require_record(fresh(visit)))["findings"] == "của An"
    assert [op.detail["fields"][0][1] for op in ops() if op.detail] == ["một", "một hai"]


def test_an_incomplete_record_is_not_signed_and_the_reason_is_said(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.conclude(visit)

    assert tablet.send() == ["ok", "refused"]

    assert fresh(visit).state == S.IN_PROGRESS
    assert last_op().reason


def test_a_refusal_to_sign_is_attested(tablet):
    visit = planned_visit()
    tablet.announce(visit)
    tablet.enter(visit, whole_record(visit))
    signed_at = clock.now().isoformat()
    tablet.do("visit.refuse", visit.id, REFUSAL | {"signed_at": signed_at, "shown": ""})

    assert tablet.send() == ["ok"] * 3

    record = record_of(visit)
    assert fresh(visit).state == S.RECORD_REFUSED
    assert record.refusal_reason == REFUSAL["reason"]
    assert {s.role.value for s in record.signatures} == {"leader", "commune"}


def test_an_attempt_a_pause_and_a_stop_are_kept_with_their_reasons(tablet):
    closed, stopped = planned_visit(), planned_visit()
    tablet.do("visit.attempt", closed.id, {"kind": "closed", "reason": "Cửa khóa"})
    tablet.announce(stopped)
    tablet.do("visit.suspend", stopped.id, {"reason": "Mất điện"})
    tablet.do("visit.suspend", stopped.id, {"reason": "Mất điện"})
    tablet.do("visit.resume", stopped.id, {})
    tablet.do("visit.stop", stopped.id, {"ground": "ordered", "reason": "Lệnh của Chủ tịch"})

    assert tablet.send() == ["ok"] * 6

    assert (fresh(closed).state, fresh(closed).attempt_reason) == (S.ATTEMPTED, "Cửa khóa")
    assert fresh(stopped).state == S.STOPPED
    assert fresh(stopped).end_reason == "ordered: Lệnh của Chủ tịch"


def test_a_note_answers_a_record_that_was_sent_back(tablet):
    visit = make_inspection(make_establishment(), state="returned", planned_on=clock.today())
    db.session.commit()
    tablet.do("visit.amend", visit.id, {"field": "answer:C3", "text": "Giấy số 12"})
    tablet.do("visit.submit", visit.id, {})

    assert tablet.send() == ["ok", "ok"]

    record = record_of(visit)
    assert [(n.field, n.text) for n in record.amendments] == [("answer:C3", "Giấy số 12")]
    assert fresh(visit).state == S.SUBMITTED


def test_a_violation_is_recorded_and_taken_back(tablet):
    visit = planned_visit(place=make_establishment(legal_form="household"))
    tablet.announce(visit)
    maker = next(iter(members(visit, "An")))
    made = [str(uuid.uuid4()), str(uuid.uuid4())]
    for violation in made:
        body = {
            "violation": violation, "behaviour": "ANTT-4a", "act_on": clock.today().isoformat(),
            "description": "Không có giấy chứng nhận", "maker": maker, "item": "C3",
        }  # fmt: skip
        tablet.do("violation.add", visit.id, body)
    tablet.do("violation.drop", visit.id, {"violation": made[1], "reason": "Ghi nhầm"})

    assert tablet.send() == ["ok"] * 4

    db.session.rollback()
    found = {str(v.id): v for v in db.session.scalars(select(Violation))}
    assert {key: v.state for key, v in found.items()} == {
        made[0]: ViolationState.RECORDED,
        made[1]: ViolationState.DROPPED,
    }
    assert found[made[0]].maker_name == "Nguyễn Văn An"
    assert found[made[0]].fine_min is not None


def test_a_commitment_is_signed_on_the_spot_under_the_id_of_the_tablet(tablet):
    place = make_establishment()
    db.session.commit()
    made, text = uuid.uuid4(), text_on(clock.today())
    body = {
        "establishment": str(place.id), "inspection": None, "reason": "first",
        "signed_on": clock.today().isoformat(), "last_day": None, "version": text.version,
        "signer": {"name": "Nguyễn Thị Mẫu", "post": "Chủ cơ sở", "typed": "Nguyễn Thị Mẫu"},
        "officer": {"name": "Lê Văn Phường", "post": "Chủ tịch", "image": pictures.signature()},
    }  # fmt: skip
    tablet.do("commitment.sign", made, body)

    assert tablet.send() == ["ok"]

    db.session.rollback()
    commitment = db.session.get_one(Commitment, made)
    assert commitment.establishment_id == place.id
    assert commitment.officer_image is not None
    assert commitment.signer_name == "Nguyễn Thị Mẫu"


def test_an_unplanned_visit_begins_without_a_decision_and_is_carried_to_its_end(tablet):
    place = make_establishment()
    db.session.commit()
    made = uuid.uuid4()
    team = people.team()
    body = {
        "establishment": str(place.id), "team": str(team.id), "ground": "signs",
        "reference": "Báo cáo nhanh của tổ tuần tra lúc 21 giờ",
        "started_at": (clock.now() - timedelta(minutes=20)).isoformat(),
        "members": sorted(m.id for m in _members(team)),
    }  # fmt: skip
    tablet.do("visit.unplanned", made, body)
    assert tablet.send() == ["ok"]
    visit = db.session.get_one(Inspection, made)
    assert (visit.mode, visit.state) == (InspectionMode.FLAGRANTE, S.IN_PROGRESS)
    tablet.enter(visit, whole_record(visit))
    tablet.conclude(visit)

    assert tablet.send() == ["ok", "ok"]

    content = record_of(visit).content
    assert content["decision"] is None
    assert content["unplanned"] == {"ground": "signs", "reference": body["reference"]}
    assert str(made) in _rows(tablet.pull(), "visit")


@pytest.mark.parametrize(
    "wrong", [{"ground": "plan"}, {"reference": " "}, {"members": []}, {"ground": "reinspection"}]
)
def test_an_unplanned_visit_needs_a_ground_its_report_and_the_quorum(tablet, wrong):
    place = make_establishment()
    db.session.commit()
    team = people.team()
    body = {
        "establishment": str(place.id), "team": str(team.id), "ground": "signs",
        "reference": "Báo cáo", "started_at": clock.now().isoformat(),
        "members": sorted(m.id for m in _members(team)),
    }  # fmt: skip
    tablet.do("visit.unplanned", uuid.uuid4(), body | wrong)

    assert tablet.send() == ["refused"]
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 0


def test_an_unplanned_visit_is_itself_the_ground_for_a_second_one_in_the_year(tablet):
    place = make_establishment()
    make_inspection(place, state="accepted", planned_on=clock.today().replace(month=1, day=1))
    db.session.commit()
    made, team = uuid.uuid4(), people.team()
    body = {
        "establishment": str(place.id), "team": str(team.id), "ground": "tip",
        "reference": "Tin báo số 5", "started_at": clock.now().isoformat(),
        "members": sorted(m.id for m in _members(team)),
    }  # fmt: skip
    tablet.do("visit.unplanned", made, body)

    assert tablet.send() == ["ok"]
    visit = db.session.get_one(Inspection, made)
    assert (visit.second_ground, visit.second_reference) == (Ground.TIP, "Tin báo số 5")
    assert last_op().detail is None


def test_what_was_found_on_the_ground_goes_to_the_office_as_a_proposal(tablet):
    place = make_establishment(name="KS Bình Minh")
    db.session.commit()
    closed, new = uuid.uuid4(), uuid.uuid4()
    tablet.do(
        "register.propose", closed,
        {"establishment": str(place.id), "what": "closed", "from_on": clock.today().isoformat(),
         "reason": "Đã trả mặt bằng"},
    )  # fmt: skip
    tablet.do(
        "register.propose", new,
        {"establishment": None, "what": "new", "name": "Nhà nghỉ Mới", "type": "nha_nghi",
         "address": "3 đường Mới", "latitude": 20.9, "longitude": 106.1},
    )  # fmt: skip

    assert tablet.send() == ["ok", "ok"]

    db.session.rollback()
    assert db.session.get_one(RegisterProposal, closed).establishment_id == place.id
    assert db.session.get_one(RegisterProposal, new).name == "Nhà nghỉ Mới"
    assert place.status.value == "active"


def test_two_teams_that_did_not_know_of_each_other_are_both_kept_and_listed(app):
    place = make_establishment(commune="12103")
    ours, theirs = planned_visit(place=place), commune_team_visit(place)
    binh, nam = FieldTablet.of(app, "binh"), FieldTablet.of(app, "nam")
    for tablet, visit in ((binh, ours), (nam, theirs)):
        tablet.announce(visit)
        tablet.enter(visit, whole_record(visit))
        tablet.conclude(visit, signatures=_signatures(visit))

    assert binh.send() == ["ok"] * 3
    assert nam.send() == ["ok"] * 3

    assert fresh(ours).state == fresh(theirs).state == S.RECORD_SIGNED
    told = [op.detail for op in ops() if op.detail]
    assert told == [
        {"second_visit": [[clock.today().isoformat(), people.PROVINCE_TEAM, "record_signed"]]}
    ]


def test_somebody_of_another_team_is_refused_and_learns_nothing(app):
    visit = planned_visit()
    nam = FieldTablet.of(app, "nam")
    nam.announce(visit)

    assert nam.send() == ["refused"]
    assert fresh(visit).state == S.APPROVED


@pytest.mark.parametrize(
    "body",
    [
        {}, {"started_at": "gestern"}, {"started_at": 5}, {"started_at": "2026-11-28T09:00:00"},
        {"started_at": "now", "members": "1,2"},
        {"started_at": "now", "members": [{"id": 1}]},
        {"started_at": "now", "members": [2**70]},
        {"started_at": "now", "members": [], "second_ground": "hunger"},
        {"started_at": "0001-01-01T00:00:00+14:00", "members": []},
    ],
    ids=range(9),
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused_and_kept(tablet, body):
    visit = planned_visit()
    if body.get("started_at") == "now":
        body = {**body, "started_at": clock.now().isoformat()}
    tablet.do("visit.announce", visit.id, body)

    assert tablet.send() == ["refused"]
    assert last_op().reason
    assert fresh(visit).state == S.APPROVED


def _photos(visit: Inspection) -> int:
    return db.session.scalar(
        select(func.count()).select_from(Photo).where(Photo.inspection_id == visit.id)
    )


def _members(team: Any) -> list[Any]:
    return list(team_members(team.id, clock.today()))


def _signatures(visit: Inspection) -> list[dict[str, str]]:
    return TYPED_SIGNATURES


def _rows(answer: dict[str, Any], table: str) -> dict[str, dict[str, Any]]:
    part = answer["tables"].get(table, {"columns": [], "values": []})
    rows = zip(*part["values"], strict=True)
    return {row[0]: dict(zip(part["columns"], row, strict=True)) for row in rows}
