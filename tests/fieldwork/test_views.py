"""Do the pages of a visit show, save and refuse what they should, for whom they should?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.inspections.enums import Ground, InspectionMode, InspectionState, StopReason
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.inspections.operations import visits
from inspect178.inspections.queries.records import (
    entries_of,
    establishment_of,
    require_record,
)
from inspect178.inspections.record_content import canonical_content, content_hash
from inspect178.kernel import clock
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.files import pictures
from tests.inspections.visits import members
from tests.masks import masked

S = InspectionState
SURPRISE = InspectionMode.SURPRISE


@pytest.fixture
def binh(as_: Callable[[str], FlaskClient]) -> FlaskClient:
    return as_("binh")


def visit(state: str = "announced", **facts: object) -> Inspection:
    """Make a visit of today; before the announcement the decision is two days old."""
    place = facts.pop("place", None) or make_establishment(representative="Nguyễn Thị Mẫu")
    inspection = make_inspection(
        place, state=state, **{"planned_on": clock.today() - timedelta(days=1), **facts}
    )
    inspection.planned_on = facts.get("planned_on", clock.today())
    db.session.commit()
    return inspection


def at_page(inspection: Inspection, page: str = "") -> str:
    return f"/visits/{inspection.id}/{page}".rstrip("/")


def stored(inspection: Inspection) -> dict[str, str]:
    db.session.rollback()
    return entries_of(require_record(inspection))


def state_of(inspection: Inspection) -> InspectionState:
    db.session.rollback()
    return db.session.scalars(select(Inspection.state).where(Inspection.id == inspection.id)).one()


def page_version(client: FlaskClient, inspection: Inspection) -> str:
    page = client.get(at_page(inspection)).text
    return re.search(r'data-autosave-version="([^"]*)"', page)[1]


def landed(client: FlaskClient, path: str) -> str:
    """Follow redirects to where they end."""
    answer = client.get(path)
    return landed(client, answer.location) if answer.status_code == 303 else answer.request.path


def actions_recorded() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


# Today's visits -------------------------------------------------------------------------------


def test_a_team_sees_its_visits_by_what_they_ask_for(binh):
    for name, state, days in (
        ("Hôm nay", "approved", 0), ("Quá hạn", "approved", -3), ("Sắp tới", "approved", 5),
        ("Quá xa", "approved", 30), ("Đang làm", "announced", 0), ("Chưa gửi", "signed", -1),
        ("Đã xong", "accepted", -9), ("Chưa ký", "draft", 0),
    ):  # fmt: skip
        day = clock.today() + timedelta(days=days)
        visit(state, place=make_establishment(name=name), planned_on=day)

    page = binh.get("/visits").text

    order = ["Đang làm", "Hôm nay (", "Quá hạn", "Chưa gửi", "Sắp tới"]
    places = [page.index(f">{name}") for name in order if not name.endswith("(")]
    assert places == sorted(places)
    assert not any(f">{name}<" in page for name in ("Quá xa", "Đã xong", "Chưa ký"))


def test_nobody_sees_the_visits_of_another_team(as_):
    visit("approved", place=make_establishment(name="Của Bình", commune="12103"))

    assert "Của Bình" not in as_("nam").get("/visits").text
    assert "Của Bình" in as_("an").get("/visits").text


def test_no_visits_say_what_to_do(binh):
    assert "Hiện không có cuộc kiểm tra nào" in binh.get("/visits").text


@pytest.mark.parametrize(("minutes", "visible"), [(-1, True), (60, False)])
def test_a_sealed_target_is_on_the_list_from_its_opening_on(binh, minutes, visible):
    opens_at = clock.now() + timedelta(minutes=minutes)
    place = make_establishment(name="Karaoke Kín")
    visit("approved", place=place, mode=SURPRISE, opens_at=opens_at)

    assert ("Karaoke Kín" in binh.get("/visits").text) is visible
    assert ("inspection.sealed_read" in actions_recorded()) is visible


def test_the_list_takes_as_many_statements_for_ten_as_for_one(binh, statements):
    visit("approved")
    with statements() as few:
        binh.get("/visits")
    for _ in range(9):
        visit("approved")
    with statements() as many:
        binh.get("/visits")

    assert len(many) == len(few) <= 12


@pytest.mark.parametrize("name", ["chi", "hoa", "khanh", "minh", "dung"])
def test_who_makes_no_visits_has_no_such_page(as_, name):
    inspection = visit("approved")

    assert as_(name).get("/visits").status_code == 403
    assert as_(name).get(at_page(inspection, "announce")).status_code == 403


# The announcement -----------------------------------------------------------------------------


def announcing(inspection: Inspection, *names: str, **more: str) -> MultiDict[str, str]:
    sent = MultiDict({"started_at": f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}", **more})
    sent.setlist("members", [str(m) for m in members(inspection, *names)])
    db.session.rollback()
    return sent


def test_an_announcement_begins_the_visit(binh):
    inspection = visit("approved")
    assert inspection.decision.number in binh.get(at_page(inspection, "announce")).text

    answer = binh.post(at_page(inspection, "announce"), data=announcing(inspection))

    assert (answer.status_code, answer.location) == (303, at_page(inspection))
    assert state_of(inspection) == S.IN_PROGRESS
    assert binh.get(at_page(inspection)).status_code == 200


def test_an_announcement_without_quorum_says_why_and_keeps_what_was_typed(binh):
    inspection = visit("approved")
    sent = announcing(inspection, "Mẫu", others_present="Ông Chứng, tổ trưởng dân phố")

    answer = binh.post(at_page(inspection, "announce"), data=sent)

    assert answer.status_code == 422
    for sentence in ("ít nhất 3 thành viên", "lập biên bản vi phạm", "Đội trưởng hoặc đội phó"):
        assert sentence.lower() in answer.text.lower()
    assert "Ông Chứng, tổ trưởng dân phố" in answer.text
    assert re.search(r'name="members" value="\d+"\s+checked', answer.text)
    assert state_of(inspection) == S.APPROVED


@pytest.mark.parametrize("started_at", ["", "hôm nay", "2026-13-45T99:99", "2099-01-01T08:00"])
def test_a_time_that_cannot_be_is_refused_at_its_field(binh, started_at):
    inspection = visit("approved")
    sent = announcing(inspection) | {"started_at": started_at}

    answer = binh.post(at_page(inspection, "announce"), data=sent)

    assert answer.status_code == 422
    assert 'id="started_at-error"' in answer.text


@pytest.mark.parametrize("member", ["999999", "x", "-1"])
def test_somebody_unknown_cannot_be_present(binh, member):
    inspection = visit("approved")
    sent = announcing(inspection)
    sent.add("members", member)

    assert binh.post(at_page(inspection, "announce"), data=sent).status_code == 422


def test_a_second_visit_in_the_year_asks_for_its_ground_on_the_spot(binh):
    place = make_establishment()
    visit("accepted", place=place, planned_on=clock.today() - timedelta(days=1))
    inspection = visit("approved", place=place)
    page = binh.get(at_page(inspection, "announce")).text
    assert "Đã kiểm tra trong năm" in page

    refused = binh.post(at_page(inspection, "announce"), data=announcing(inspection))
    ground = {"second_ground": Ground.SIGNS.value, "second_reference": "Báo cáo 12"}
    answer = binh.post(at_page(inspection, "announce"), data=announcing(inspection, **ground))

    assert (refused.status_code, answer.status_code) == (422, 303)


def test_the_reading_of_a_sealed_target_is_recorded_before_it_is_shown(binh):
    inspection = visit("approved", mode=SURPRISE, opens_at=clock.now() - timedelta(hours=1))

    page = binh.get(at_page(inspection, "announce"))

    assert page.status_code == 200
    assert actions_recorded().count("inspection.sealed_read") == 1


@pytest.mark.parametrize("page", ["", "announce", "attempt", "record"])
def test_before_its_opening_a_sealed_target_does_not_exist(binh, page):
    inspection = visit("approved", mode=SURPRISE, opens_at=clock.now() + timedelta(hours=1))

    assert binh.get(at_page(inspection, page)).status_code == 404


def test_found_closed_is_recorded_as_an_attempt(binh):
    inspection = visit("approved")

    empty = binh.post(at_page(inspection, "attempt"), data={"kind": "closed", "reason": " "})
    answer = binh.post(
        at_page(inspection, "attempt"), data={"kind": "closed", "reason": "Cửa khóa"}
    )

    assert (empty.status_code, answer.status_code) == (422, 303)
    assert state_of(inspection) == S.ATTEMPTED
    assert binh.get(at_page(inspection)).location == "/visits"


# The record while it is written ---------------------------------------------------------------


def test_the_page_asks_the_questions_of_its_type_in_groups(binh):
    karaoke = visit(place=make_establishment(type_code="karaoke"))

    page = binh.get(at_page(karaoke)).text

    assert "0/11 đã trả lời" in page
    assert 'name="answer.KR1"' in page
    assert 'name="answer.LT1"' not in page
    assert 'data-shown-if="KR7=yes" hidden' in page
    assert "Nghị định 54/2019/NĐ-CP" in page


def test_without_scripts_one_button_saves_everything(binh):
    inspection = visit()
    sent = {
        "version": page_version(binh, inspection),
        "answer.C1": "no",
        "note.C1": "Sai địa chỉ",
        "worker_total": "12",
        "recommendation.1.text": "Niêm yết nội quy",
        "then": "stay",
    }

    answer = binh.post(at_page(inspection), data=sent)

    assert (answer.status_code, answer.location) == (303, at_page(inspection))
    found = stored(inspection)
    assert (found["answer.C1"], found["note.C1"]) == ("no", "Sai địa chỉ")
    assert found["recommendation.1.text"] == "Niêm yết nội quy"


def test_lines_of_recommendations_are_added_and_removed_without_scripts(binh):
    inspection = visit()
    sent = {"recommendation.1.text": "Một", "recommendation.2.text": "Hai", "then": "add_line"}
    added = binh.post(at_page(inspection), data=sent)
    page = binh.get(added.location).text
    assert 'name="recommendation.3.text"' in page

    version = page_version(binh, inspection)
    gone = {**sent, "version": version, "remove_line": "1", "then": ""}
    binh.post(at_page(inspection), data=gone)

    assert "recommendation.1.text" not in stored(inspection)
    assert stored(inspection)["recommendation.2.text"] == "Hai"


def test_a_wrong_number_is_shown_at_its_field_and_everything_typed_stays(binh):
    inspection = visit()
    sent = {"worker_total": "mười hai", "findings": "Đã viết dài", "note.C1": "a" * 6000}

    answer = binh.post(at_page(inspection), data=sent)

    assert answer.status_code == 422
    assert 'id="worker_total-error"' in answer.text
    assert 'href="#worker_total"' in answer.text
    assert "mười hai" in answer.text
    assert "Đã viết dài" in answer.text
    assert "findings" not in stored(inspection)


def test_without_scripts_too_nobody_overwrites_what_somebody_else_saved(as_):
    inspection = visit()
    binh, an = as_("binh"), as_("an")
    version = page_version(an, inspection)
    binh.post(at_page(inspection), data={"findings": "của Bình", "version": version})

    sent = {"findings": "của An", "conclusion": "kết luận", "version": version}
    refused = an.post(at_page(inspection), data=sent)
    assert refused.status_code == 409
    assert "của An" in refused.text
    again = re.search(r'data-autosave-version="([^"]*)"', refused.text)[1]
    an.post(at_page(inspection), data={**sent, "version": again})

    assert stored(inspection)["findings"] == "của An"


def test_fields_left_alone_on_an_old_page_do_not_undo_what_others_saved(as_):
    inspection = visit()
    binh, an = as_("binh"), as_("an")
    version = page_version(an, inspection)
    binh.post(at_page(inspection), data={"findings": "của Bình", "version": version})
    wrong = {"findings": "", "worker_total": "x", "version": version}
    page = an.post(at_page(inspection), data=wrong).text
    version = re.search(r'data-autosave-version="([^"]*)"', page)[1]
    shown = re.search(r'name="findings"[^>]*>\n([^<]*)<', page)[1]

    an.post(at_page(inspection), data={"findings": shown, "worker_total": "9", "version": version})

    assert stored(inspection)["findings"] == "của Bình"
    assert stored(inspection)["worker_total"] == "9"


# Autosave -------------------------------------------------------------------------------------


def autosave(client: FlaskClient, inspection: Inspection, version: str = "", **typed: str):
    names = {name.replace("__", "."): text for name, text in typed.items()}
    sent = MultiDict({**names, "version": version})
    sent.setlist("_changed", list(names))
    return client.post(
        at_page(inspection, "autosave"), data=sent, headers={"Accept": "application/json"}
    )


def test_autosave_answers_with_the_time_and_the_next_version(binh):
    inspection = visit()

    first = autosave(binh, inspection, findings="a", answer__C1="yes")
    second = autosave(binh, inspection, first.json["version"], findings="ab")

    assert (first.status_code, second.status_code) == (200, 200)
    assert re.fullmatch(r"\d\d:\d\d", first.json["saved_at"])
    assert stored(inspection)["findings"] == "ab"
    assert page_version(binh, inspection).count("~") == 4


def test_autosave_names_each_field_that_it_cannot_take(binh):
    inspection = visit()

    answer = autosave(binh, inspection, worker_total="x", answer__C1="maybe", findings="tốt")

    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"worker_total", "answer.C1"}
    assert "findings" not in stored(inspection)


def test_autosave_takes_only_what_it_is_told_has_changed(binh):
    inspection = visit()
    sent = {"_changed": "findings", "findings": "mới", "conclusion": "không đổi"}

    binh.post(at_page(inspection, "autosave"), data=sent)

    assert "conclusion" not in stored(inspection)


def test_autosave_tells_of_a_clash_by_the_label_of_the_field(as_):
    inspection = visit()
    autosave(as_("binh"), inspection, findings="của Bình")

    answer = autosave(as_("an"), inspection, findings="của An")

    assert answer.status_code == 409
    assert "Kết quả" in answer.json["error"] or "Nội dung" in answer.json["error"]


def test_autosave_after_the_session_has_ended_is_told_so(client):
    answer = autosave(client, visit(), findings="chưa mất")

    assert answer.status_code == 401
    assert "error" in answer.json


@pytest.mark.parametrize(
    ("state", "status"), [("signed", 409), ("suspended", 409), ("stopped", 409), ("approved", 404)]
)
def test_autosave_into_a_record_that_is_not_open_is_refused(binh, state, status):
    assert autosave(binh, visit(state), findings="x").status_code == status


def test_another_team_opens_nothing_of_this_visit(as_):
    nam = as_("nam")
    inspection = visit("answered", place=make_establishment(commune="12103"))
    nothing = uuid4()
    unknown = masked(nam.get(f"/visits/{nothing}").text, f"/visits/{nothing}")

    for page in (
        "",
        "announce",
        "attempt",
        "missing",
        "sign",
        "refuse",
        "suspend",
        "stop",
        "amend",
    ):
        answer = nam.get(at_page(inspection, page))
        assert answer.status_code == 404
        assert masked(answer.text, at_page(inspection, page)) == unknown
    assert autosave(nam, inspection, findings="x").status_code == 404
    assert nam.post(at_page(inspection, "sign")).status_code == 404
    assert nam.post(at_page(inspection, "resume")).status_code == 404
    assert nam.post(at_page(inspection, "submit")).status_code == 404
    assert nam.post(at_page(inspection, "photos")).status_code == 404


# Photos ---------------------------------------------------------------------------------------


def send_photo(client: FlaskClient, inspection: Inspection, content: bytes, item: str = "C1"):
    boundary, body = encode_multipart(
        {
            "photo": FileStorage(io.BytesIO(content), "x.jpg"),
            "taken_at": "2026-11-20T02:00:00.000Z",
        }
    )
    return client.post(
        at_page(inspection, "photos") + f"?item={item}",
        input_stream=io.BytesIO(body),
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": "application/json"},
    )


def test_a_photo_is_taken_shown_without_metadata_and_kept_as_it_came(binh):
    inspection, content = visit(), pictures.camera_jpeg()

    answer = send_photo(binh, inspection, content)

    assert answer.status_code == 201
    shown = binh.get(answer.json["src"])
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Secret Camera" not in shown.data
    original = binh.get(answer.json["src"] + "/original")
    assert original.data == content
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert actions_recorded()[-2:] == ["inspection.photo_added", "inspection.photo_original_read"]


def test_the_camera_is_believed_before_the_file(binh):
    inspection = visit()

    send_photo(binh, inspection, pictures.camera_jpeg())
    send_photo(binh, inspection, pictures.jpeg((20, 20)))
    db.session.rollback()

    taken = sorted(p.taken_at.day for p in require_record(inspection).record.photos)
    assert taken == [20, 23]


def test_the_same_photo_sent_twice_is_one(binh):
    inspection = visit()

    ids = {send_photo(binh, inspection, pictures.jpeg()).json["id"] for _ in range(2)}

    assert len(ids) == 1


@pytest.mark.parametrize("kind", pictures.HOSTILE)
def test_what_is_no_photo_is_answered_with_a_sentence(binh, kind):
    content, status = pictures.HOSTILE[kind]

    answer = send_photo(binh, visit(), content)

    assert answer.status_code == (413 if len(content) > 20_000_000 else status)
    assert len(answer.json["error"]) > 20


def test_fifty_megabytes_are_refused_before_they_are_read(binh):
    answer = binh.post(
        at_page(visit(), "photos"),
        input_stream=io.BytesIO(bytes(50 * 1024 * 1024)),
        content_type="multipart/form-data; boundary=x",
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 413
    assert "error" in answer.json


def test_no_file_and_an_unknown_question_are_refused(binh):
    inspection = visit()
    nothing = binh.post(at_page(inspection, "photos"), headers={"Accept": "application/json"})

    assert nothing.status_code == 415
    assert send_photo(binh, inspection, pictures.jpeg(), "ZZ").status_code == 422


def test_a_photo_of_one_visit_is_not_found_under_another(binh):
    one, other = visit(), visit()
    photo = send_photo(binh, one, pictures.jpeg()).json["id"]

    assert binh.get(at_page(one, f"photos/{photo}")).status_code == 200
    assert binh.get(at_page(other, f"photos/{photo}")).status_code == 404


def test_photos_are_for_those_who_may_read_the_inspection(as_, client):
    inspection = visit()
    source = send_photo(as_("binh"), inspection, pictures.jpeg()).json["src"]

    assert as_("chi").get(source).status_code == 200
    assert as_("giang").get(source).status_code == 404
    assert as_("minh").get(source).status_code == 403
    assert client.get(source).status_code == 302


def test_taking_a_photo_out_saves_what_was_typed_beside_it(binh):
    inspection = visit()
    answer = send_photo(binh, inspection, pictures.jpeg()).json

    removed = binh.post(answer["remove"], data={"findings": "đang viết"})

    assert removed.status_code == 303
    assert binh.get(answer["src"]).status_code == 404
    assert stored(inspection)["findings"] == "đang viết"
    assert binh.post(answer["remove"]).status_code == 303


def test_without_scripts_photos_come_with_the_form(binh):
    inspection = visit()
    sent = {
        "findings": "x",
        "photos.C2": [(io.BytesIO(pictures.jpeg()), "a.jpg"), (io.BytesIO(pictures.SVG), "b.svg")],
        "photos.record": (io.BytesIO(pictures.png()), "c.png"),
        "then": "stay",
    }

    answer = binh.post(at_page(inspection), data=sent, content_type="multipart/form-data")

    page = binh.get(answer.location).text
    assert "b.svg" in page
    db.session.rollback()
    codes = sorted(p.item_code for p in require_record(inspection).record.photos)
    assert codes == ["", "C2"]
    assert stored(inspection)["findings"] == "x"


# The end --------------------------------------------------------------------------------------


def test_what_is_missing_is_a_list_of_links(binh):
    inspection = visit()

    page = binh.get(at_page(inspection, "missing")).text

    assert f"{at_page(inspection)}#answer-C1" in page
    assert f"{at_page(inspection)}#worker_total" in page
    assert "Chuyển sang ký" not in page
    assert binh.get(at_page(inspection, "sign")).location == at_page(inspection, "missing")


SIGNED = {"leader_typed": "Trần Thị Bình", "owner_name": "Nguyễn Thị Mẫu",
          "owner_typed": "Nguyễn Thị Mẫu"}  # fmt: skip


def test_a_record_is_signed_read_and_sent(binh):
    inspection = visit("answered")
    assert "Nguyễn Thị Mẫu" in binh.get(at_page(inspection, "sign")).text

    answer = binh.post(at_page(inspection, "sign"), data={**SIGNED, "leader": pictures.signature()})

    assert (answer.status_code, answer.location) == (303, at_page(inspection, "record"))
    page = binh.get(answer.location).text
    assert "data:image/png;base64," in page
    assert f'data-autosave-clear="inspection-{inspection.id}"' in page
    assert binh.post(at_page(inspection, "submit")).status_code == 303
    assert state_of(inspection) == S.SUBMITTED


def test_a_second_click_on_sign_leads_to_the_signed_record(binh):
    inspection = visit("answered")

    answers = [binh.post(at_page(inspection, "sign"), data=SIGNED) for _ in range(2)]

    assert [a.status_code for a in answers] == [303, 303]
    db.session.rollback()
    assert len(require_record(inspection).record.signatures) == 2


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, "leader-error"),
        ({**SIGNED, "owner_typed": ""}, "owner-error"),
        ({**SIGNED, "leader": "data:image/png;base64,xxxx"}, "leader-error"),
        ({**SIGNED, "leader_typed": "x" * 121}, "leader-error"),
    ],
    ids=["nothing", "no owner", "broken drawing", "endless name"],
)
def test_a_missing_signature_is_shown_at_its_box_and_nothing_is_frozen(binh, sent, where):
    inspection = visit("answered")

    answer = binh.post(at_page(inspection, "sign"), data=sent)

    assert answer.status_code == 422
    assert f'id="{where}"' in answer.text
    assert state_of(inspection) == S.IN_PROGRESS
    db.session.rollback()
    assert db.session.get(InspectionRecord, inspection.id).frozen_at is None


def test_an_incomplete_record_sent_to_be_signed_names_what_is_missing(binh):
    inspection = visit("announced")

    answer = binh.post(at_page(inspection, "sign"), data=SIGNED)

    assert answer.status_code == 422
    assert "Câu C1" in answer.text or "C1" in answer.text
    assert state_of(inspection) == S.IN_PROGRESS


REFUSED = {
    "reason": "Đại diện cơ sở không đồng ý với nội dung biên bản.",
    "attesting_role": "commune",
    "attesting_name": "Lê Văn Phường",
    "attesting_post": "Phó Chủ tịch UBND phường",
    "attesting_typed": "Lê Văn Phường",
    "leader_typed": "Trần Thị Bình",
}


def test_a_refusal_is_attested_and_shown_with_its_reason(as_):
    binh = as_("binh")
    inspection = visit("answered")
    assert binh.get(at_page(inspection, "refuse")).status_code == 200

    answer = binh.post(at_page(inspection, "refuse"), data=REFUSED)

    assert answer.status_code == 303
    page = as_("chi").get(at_page(inspection, "record")).text
    assert "không đồng ý với nội dung" in page
    assert "Lê Văn Phường" in page
    assert state_of(inspection) == S.RECORD_REFUSED


@pytest.mark.parametrize(
    ("missing", "status"),
    [({"attesting_typed": ""}, 422), ({"reason": ""}, 422), ({"attesting_role": "owner"}, 422),
     ({"attesting_role": "xx"}, 422), ({"leader_typed": ""}, 422)],
)  # fmt: skip
def test_a_refusal_that_is_not_properly_attested_is_refused(binh, missing, status):
    inspection = visit("answered")

    answer = binh.post(at_page(inspection, "refuse"), data={**REFUSED, **missing})

    assert answer.status_code == status
    assert state_of(inspection) == S.IN_PROGRESS


def test_a_drawing_of_somebody_without_a_name_attests_nothing(binh):
    inspection = visit("answered")
    nameless = {"attesting": pictures.signature(), "attesting_typed": "", "attesting_name": ""}

    answer = binh.post(at_page(inspection, "refuse"), data={**REFUSED, **nameless})

    assert answer.status_code == 422
    assert 'id="attesting-error"' in answer.text


@pytest.mark.parametrize("page", ["", "announce", "attempt", "missing", "sign", "refuse", "stop"])
def test_the_pages_of_a_finished_visit_lead_to_its_record(binh, page):
    inspection = visit("signed")

    assert landed(binh, at_page(inspection, page)) == at_page(inspection, "record")


def test_a_visit_pauses_and_goes_on(binh):
    inspection = visit()

    assert binh.post(at_page(inspection, "suspend"), data={"reason": ""}).status_code == 422
    binh.post(at_page(inspection, "suspend"), data={"reason": "Mất điện"})
    page = binh.get(landed(binh, at_page(inspection))).text
    assert "Mất điện" in page
    binh.post(at_page(inspection, "resume"))

    assert state_of(inspection) == S.IN_PROGRESS


def test_a_visit_is_stopped_with_its_ground_on_the_record(binh):
    inspection = visit()

    assert binh.post(at_page(inspection, "stop"), data={}).status_code == 422
    ground = {"ground": StopReason.PROSECUTED.value, "reason": "Quyết định số 5"}
    binh.post(at_page(inspection, "stop"), data=ground)

    page = binh.get(at_page(inspection, "record")).text
    assert "Quyết định số 5" in page
    assert state_of(inspection) == S.STOPPED


def test_a_note_is_added_beside_what_was_signed(binh):
    inspection = visit("returned")
    page = binh.get(at_page(inspection, "amend") + "?field=answer:C3").text
    assert re.search(r'<option selected value="answer:C3"', page)

    empty = binh.post(at_page(inspection, "amend"), data={"field": "answer:C3", "text": ""})
    sent = {"field": "answer:C3", "text": "Giấy chứng nhận số 12\n<b>đã có</b>"}
    answer = binh.post(at_page(inspection, "amend"), data=sent)

    assert (empty.status_code, answer.status_code) == (422, 303)
    record = binh.get(answer.location).text
    assert "&lt;b&gt;đã có&lt;/b&gt;" in record
    assert "Trần Thị Bình" in record


def test_a_remark_on_one_line_opens_the_note_on_its_list(binh):
    page = binh.get(at_page(visit("returned"), "amend") + "?field=recommendation:2").text

    assert re.search(r'<option selected value="recommendations"', page)


def test_a_record_sent_twice_is_sent_once(binh):
    inspection = visit("signed")

    answers = [binh.post(at_page(inspection, "submit")).status_code for _ in range(2)]

    assert answers == [303, 409]


def test_a_record_whose_content_does_not_match_its_hash_says_so(binh):
    inspection = visit("answered")
    record = require_record(inspection).record
    content = canonical_content(require_record(inspection), establishment_of(inspection))
    record.content, record.sha256 = {**content, "findings": "khác"}, content_hash(content)
    record.frozen_at = clock.now()
    db.session.commit()

    assert "không còn khớp" in binh.get(at_page(inspection, "record")).text


def test_a_reader_elsewhere_finds_no_record(as_):
    inspection = visit("signed")

    assert as_("giang").get(at_page(inspection, "record")).status_code == 404
    assert as_("minh").get(at_page(inspection, "record")).status_code == 403
    reader = as_("chi").get(at_page(inspection, "record"))
    assert reader.status_code == 200
    assert "Gửi biên bản" not in reader.text


def test_every_act_of_a_visit_is_in_the_trail(binh):
    inspection = visit("approved")
    before = len(actions_recorded())
    binh.post(at_page(inspection, "announce"), data=announcing(inspection))
    autosave(binh, inspection, findings="x")
    binh.post(at_page(inspection, "suspend"), data={"reason": "Mất điện"})
    binh.post(at_page(inspection, "resume"))

    assert actions_recorded()[before:] == [
        "inspection.announced",
        "inspection.saved",
        "inspection.suspended",
        "inspection.resumed",
    ]
    assert visits.stopped_because(inspection) == (None, "")
