"""What becomes of double clicks, stale forms, lost sessions, strange dates, ids and files?"""

from __future__ import annotations

import re
import uuid
from io import BytesIO

import pytest
from sqlalchemy import func, select

from inspect178.audit.models import AuditEntry
from inspect178.commitments.models import Commitment
from inspect178.extensions import db
from inspect178.inspections.models import Inspection, InspectionRecord, Signature
from inspect178.kernel import clock
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan
from inspect178.registry.models import Establishment
from inspect178.violations.models import Violation
from tests.days import on_the_day_of_the_cast
from tests.factories.commitments import make_commitment
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation
from tests.files.pictures import jpeg
from tests.journeys import papers

JSON = {"Accept": "application/json"}
MIB = 1024 * 1024
LIST = "Tên cơ sở,Loại hình,Xã/phường,Tỉnh/TP\nKaraoke Sao,Karaoke,Phường Mỹ Hào,Tỉnh Hưng Yên\n"


@pytest.fixture(autouse=True)
def in_the_afternoon():
    """Let it be an hour at which the visits of the day have begun."""
    with on_the_day_of_the_cast(15):
        yield


def events() -> int:
    """Count what the trail holds: one more for every act, and none for an act not done."""
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def a_visit(state="approved", **facts):
    return make_inspection(make_establishment(), state=state, planned_on=clock.today(), **facts)


def sentence(answer) -> str:
    """Give what the page says in its main part, without the marks."""
    main = re.search(r"<main\b.*?</main>", answer.text, re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])).strip()


# Double clicks --------------------------------------------------------------------------------


def twice(client, address, data, second=(303, 409, 422)):
    """Send the same form two times; the second changes nothing. Give the second answer."""
    first = client.post(address, data=data)
    assert first.status_code == 303, sentence(first)
    done = events()
    again = client.post(address, data=data)
    assert again.status_code in second
    assert events() == done
    return again


def test_a_plan_is_submitted_once(as_):
    plan = make_plan()

    assert twice(as_("hoa"), f"/plans/{plan.id}/submit", {}).status_code == 409


def test_a_plan_is_drawn_up_once(as_):
    twice(as_("hoa"), "/plans/new", papers.plan())

    assert db.session.scalar(select(func.count()).select_from(Plan)) == 1


def test_a_target_is_added_once(as_):
    plan = make_plan(targets=0)

    assert twice(as_("hoa"), f"/plans/{plan.id}/targets/new", papers.target()).status_code == 422


def test_a_plan_is_approved_once(as_):
    plan = make_plan(state=PlanState.SUBMITTED)

    again = twice(as_("khanh"), f"/plans/{plan.id}/approve", papers.approval())

    assert again.status_code == 409


def test_establishments_are_chosen_once(as_):
    plan, place = make_plan(state=PlanState.APPROVED, year=clock.today().year), make_establishment()

    twice(as_("hoa"), f"/plans/{plan.id}/choose", papers.choice(place.id))

    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1


def test_a_decision_is_drafted_once(as_):
    visit = a_visit("draft", decision_id=None, decision=None)
    address = f"/inspections/decisions/new?team={visit.team_id}"

    assert twice(as_("hoa"), address, papers.decision(visit)).status_code == 422


def test_a_decision_is_signed_once(as_):
    visit = a_visit("draft")

    address = f"/inspections/decisions/{visit.decision_id}/sign"

    assert twice(as_("khanh"), address, papers.signing()).status_code == 409


def test_a_visit_is_announced_once(as_):
    visit = a_visit()

    twice(as_("binh"), f"/visits/{visit.id}/announce", papers.announcement(visit))

    assert db.session.scalar(select(func.count()).select_from(InspectionRecord)) == 1


def test_a_record_is_signed_once(as_):
    visit = a_visit("answered")

    twice(as_("binh"), f"/visits/{visit.id}/sign", papers.signatures())

    signed = db.session.scalars(select(Signature.role)).all()
    assert len(signed) == len(set(signed)) > 0


def test_a_refusal_is_attested_once(as_):
    visit = a_visit("answered")

    twice(as_("binh"), f"/visits/{visit.id}/refuse", papers.refusal())

    attested = db.session.scalars(select(Signature.role)).all()
    assert len(attested) == len(set(attested)) > 0


def test_a_record_is_sent_once(as_):
    visit = a_visit("signed")

    assert twice(as_("binh"), f"/visits/{visit.id}/submit", {}).status_code == 409


def test_a_record_is_accepted_once(as_):
    visit = a_visit("submitted")

    again = twice(as_("chi"), f"/reviews/{visit.id}", papers.verdict(visit))

    assert again.status_code == 409


def test_a_violation_is_recorded_once(as_):
    visit = a_visit("answered")

    twice(as_("binh"), papers.violation_address(visit), papers.violation(visit))

    assert db.session.scalar(select(func.count()).select_from(Violation)) == 1


def test_an_establishment_is_entered_once(as_):
    again = twice(as_("hoa"), "/establishments/new", papers.establishment())

    assert again.status_code == 422  # perhaps it is in the register already
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == 1


def test_a_list_is_imported_once(as_):
    hoa = as_("hoa")
    data = {"file": (BytesIO(LIST.encode()), "danh-sach.csv"), "as_of": "2026-01-01"}
    where = hoa.post("/establishments/imports", data=data).headers["Location"]
    columns = {"column-0": "name", "column-1": "type", "column-2": "commune"}
    tried = {"source": "Danh sách", "as_of": "2026-01-01", **columns, "column-3": "province"}
    assert hoa.post(f"{where}/try", data=tried).status_code == 303

    assert twice(hoa, f"{where}/apply", {}).status_code == 409

    assert db.session.scalar(select(func.count()).select_from(Establishment)) == 1


def test_a_commitment_is_signed_once(as_):
    place = make_establishment()

    twice(as_("binh"), f"/commitments/sign/{place.id}", papers.commitment())

    assert db.session.scalar(select(func.count()).select_from(Commitment)) == 1


# Stale forms ----------------------------------------------------------------------------------


def conflict(answer):
    """Check that the page says that somebody else was first, and what to do."""
    assert answer.status_code == 409
    assert "<h1" in answer.text
    assert len(sentence(answer)) > 80


def test_who_saves_a_plan_later_is_told_and_loses_nothing_of_the_first(as_):
    plan = make_plan()
    stale = papers.change_of(plan, note="Của người sau")
    assert (
        as_("hoa")
        .post(f"/plans/{plan.id}/edit", data=papers.change_of(plan, note="Của người trước"))
        .status_code
        == 303
    )

    conflict(as_("hoa").post(f"/plans/{plan.id}/edit", data=stale))

    assert db.session.get_one(Plan, plan.id).note == "Của người trước"


def test_who_changes_a_decision_later_is_told(as_):
    visit = a_visit("draft")
    decision = visit.decision
    address = f"/inspections/decisions/{decision.id}/edit"
    stale = papers.decision(visit, version=decision.version, time_limit_days="5")
    first = {**stale, "time_limit_days": "6"}
    assert as_("hoa").post(address, data=first).status_code == 303

    conflict(as_("hoa").post(address, data=stale))

    db.session.refresh(decision)
    assert decision.time_limit_days == 6


def test_who_changes_a_violation_later_is_told(as_):
    violation = make_violation(a_visit("answered"))
    address = f"/violations/{violation.id}/change?clause=ANTT-4a"
    said = papers.violation(violation.inspection, version=violation.version)
    first = as_("binh").post(address, data={**said, "description": "Của người trước"})
    assert first.status_code == 303

    conflict(as_("binh").post(address, data={**said, "description": "Của người sau"}))

    db.session.refresh(violation)
    assert violation.description == "Của người trước"


def test_who_corrects_an_establishment_later_is_told(as_):
    place = make_establishment()
    address, said = f"/establishments/{place.id}/edit", {"version": place.version}
    first = papers.establishment(**said, note="Của người trước")
    assert as_("hoa").post(address, data=first).status_code == 303

    conflict(as_("hoa").post(address, data=papers.establishment(**said, note="Của người sau")))

    db.session.refresh(place)
    assert place.note == "Của người trước"


# Lost sessions and marks ----------------------------------------------------------------------

POSTS = ("/plans/new", "/inspections/decisions/new", "/visits/{id}/announce", "/reviews/{id}",
         "/violations/record", "/commitments/sign/{id}", "/accounts/new")  # fmt: skip


def test_a_form_of_a_lost_session_says_what_to_do(app, client):
    for address in POSTS:
        answer = client.post(address.format(id=uuid.uuid4()), data={"title": "x"})

        assert answer.status_code == 401
        assert "Đăng nhập" in sentence(answer)


def test_autosave_of_a_lost_session_is_answered_in_its_own_way(client):
    answer = client.post(f"/visits/{uuid.uuid4()}/autosave", data={}, headers=JSON)

    assert answer.status_code == 401
    assert answer.json["error"]


def test_a_page_of_a_lost_session_comes_back_after_signing_in(app, client):
    plan = make_plan()
    wanted = f"/plans/{plan.id}?page=2"

    answer = client.get(wanted)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200

    said = {"username": "hoa", "password": papers.people.PASSWORD, "next": wanted}
    signed_in = client.post("/sign-in", data=said)
    assert signed_in.headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


ELSEWHERE = ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example",
             "/plans\r\nSet-Cookie: a=b", "javascript:alert(1)")  # fmt: skip


def test_signing_in_leads_nowhere_else(client):
    for wanted in ELSEWHERE:
        said = {"username": "hoa", "password": papers.people.PASSWORD, "next": wanted}

        assert client.post("/sign-in", data=said).headers["Location"] == "/"


def test_a_session_that_was_ended_elsewhere_is_lost(as_):
    hoa = as_("hoa")
    assert hoa.get("/plans").status_code == 200
    hoa.post("/sign-out")

    assert hoa.get("/plans").status_code == 302
    assert hoa.post("/plans/new", data=papers.plan()).status_code == 401


def test_a_form_without_its_mark_is_refused_with_a_clear_page(app, as_, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answer = as_("hoa").post("/plans/new", data=papers.plan())

    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert "đăng nhập lại" in sentence(answer)
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 0


def test_a_script_without_its_mark_is_told_so(app, as_, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answer = as_("binh").post(f"/visits/{uuid.uuid4()}/autosave", data={}, headers=JSON)

    assert answer.status_code == 400
    assert answer.json["csrf"] is True


# Days -----------------------------------------------------------------------------------------

NO_DAYS = ("31/02/2026", "2026-02-31", "9999-12-31", "0001-01-01", "2026-13-01", "hôm nay", "-1",
           "99999999999")  # fmt: skip


def _refused(client, address, data):
    answer = client.post(address, data=data)
    assert answer.status_code == 422, (address, answer.status_code)
    assert "error-summary" in answer.text


def test_days_that_cannot_be_are_refused_beside_their_field(as_):
    draft, submitted = make_plan(), make_plan(state=PlanState.SUBMITTED)
    approved = make_plan(state=PlanState.APPROVED, year=clock.today().year)
    place, visit, unsigned = make_establishment(), a_visit("answered"), a_visit("draft")
    waiting = a_visit()
    at_the_door = papers.announcement(waiting)
    hoa, khanh, binh = as_("hoa"), as_("khanh"), as_("binh")
    sign = f"/inspections/decisions/{unsigned.decision_id}/sign"

    for day in NO_DAYS:
        _refused(hoa, "/plans/new", papers.plan(tree_on=day))
        _refused(hoa, f"/plans/{draft.id}/edit", papers.change_of(draft, tree_on=day))
        _refused(khanh, f"/plans/{submitted.id}/approve", papers.approval(signed_on=day))
        _refused(khanh, sign, papers.signing(signed_on=day))
        _refused(hoa, f"/plans/{approved.id}/choose", papers.choice(place.id, planned_on=day))
        _refused(binh, f"/visits/{waiting.id}/announce", {**at_the_door, "started_at": day})
        _refused(binh, f"/commitments/sign/{place.id}", papers.commitment(signed_on=day))
        wrong = papers.violation(visit, remedy_due_on=day)
        _refused(binh, papers.violation_address(visit), wrong)
        before = events()
        answer = binh.post(papers.violation_address(visit, day), data=papers.violation(visit))
        assert answer.status_code in (200, 422)  # another day or clause is asked for
        assert events() == before


def test_days_that_cannot_be_in_an_address_still_show_a_page(as_):
    plan, visit, hoa, binh = make_plan(), a_visit("answered"), as_("hoa"), as_("binh")
    names = ("from", "from_on", "to_on", "since", "until", "last_before", "in_scope_on")

    for day in NO_DAYS:
        asked = dict.fromkeys(names, day)

        for address in ("/inspections", "/inspections/agenda", "/violations", "/commitments",
                        f"/plans/{plan.id}/choose"):  # fmt: skip
            assert hoa.get(address, query_string=asked).status_code == 200, address
        asked = {"inspection": visit.id, "act_on": day, "clause": "ANTT-4a"}
        assert binh.get("/violations/record", query_string=asked).status_code == 200
        for address, name in (("/establishments", "in_scope_on"), ("/coverage", "from"),
                              ("/coverage", "tree"), ("/coverage/establishments", "to"),
                              ("/coverage/workbook", "tree")):  # fmt: skip
            answer = hoa.get(address, query_string={name: day})
            assert answer.status_code == 422, (address, day)
            assert "error-summary" in answer.text


# Units, ids and numbers that do not exist -----------------------------------------------------

HUGE = str(10**30)
NOT_THERE = str(uuid.UUID(int=178))


def test_an_unknown_unit_is_refused_or_left_out(as_):
    for unit in ["0", "999999", HUGE, "-1", "abc", "", "1 OR 1=1"]:
        hoa = as_("hoa")

        assert hoa.post("/plans/new", data=papers.plan(unit=unit)).status_code == 422
        for address in ("/inspections", "/violations", "/commitments", "/commitments/missing",
                        "/establishments"):  # fmt: skip
            assert hoa.get(address, query_string={"unit": unit}).status_code == 200, address
        assert (
            hoa.post("/establishments/new", data=papers.establishment(unit=unit)).status_code == 422
        )
        answer = hoa.get("/coverage", query_string={"unit": unit})
        assert answer.status_code in ((404, 422) if unit else (200,))
        assert hoa.get(f"/units/{unit or 'x'}").status_code == 404


def test_strange_numbers_of_pages_show_a_page(as_):
    plan = make_plan()
    lists = {
        "hoa": ("/plans", "/inspections", "/inspections/decisions", "/inspections/corrections",
                f"/plans/{plan.id}/choose", "/violations", "/commitments",
                "/commitments/missing", "/establishments"),
        "chi": ("/reviews",),
        "dung": ("/trail",),
        "minh": ("/accounts",),
    }  # fmt: skip
    for name, addresses in lists.items():
        client = as_(name)
        for address in addresses:
            for number in ("0", "-7", HUGE, "abc", "1e3"):
                asked = {"page": number, "sort": number}
                assert client.get(address, query_string=asked).status_code == 200, address


def _same_but_for_ids(text: str) -> str:
    plain = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text)
    return re.sub(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"', "MARK", plain)


def test_what_is_elsewhere_looks_like_what_is_not_there(as_):
    elsewhere = make_establishment(commune=None, province="04")
    visit = make_inspection(elsewhere, state="answered")
    plan = make_plan(unit="04")
    placed = make_establishment(commune="01273")
    commitment = make_commitment(placed)
    theirs = {
        "hoa": (f"/establishments/{placed.id}", f"/establishments/{placed.id}/edit",
                f"/plans/{plan.id}", f"/plans/{plan.id}/edit", f"/inspections/{visit.id}",
                f"/violations/{make_violation(visit).id}", f"/commitments/{commitment.id}",
                f"/inspections/{visit.id}/assign"),
        "binh": (f"/visits/{visit.id}", f"/visits/{visit.id}/record",
                 f"/commitments/sign/{placed.id}", f"/violations/record?inspection={visit.id}"),
        "khanh": (f"/plans/{plan.id}/approve",),
        "chi": (f"/reviews/{visit.id}",),
    }  # fmt: skip
    for name, addresses in theirs.items():
        client = as_(name)
        for address in addresses:
            absent = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", NOT_THERE, address)
            there, nowhere = client.get(address), client.get(absent)

            assert (there.status_code, nowhere.status_code) == (404, 404), address
            assert _same_but_for_ids(there.text) == _same_but_for_ids(nowhere.text), address


def test_numbers_that_nothing_has_are_not_found(as_):
    for number in ["0", HUGE, "99999999999"]:
        plan, visit = make_plan(), a_visit("signed")
        hoa, minh = as_("hoa"), as_("minh")

        assert hoa.get(f"/plans/{plan.id}/targets/{number}/edit").status_code == 404
        assert hoa.post(f"/plans/{plan.id}/targets/{number}/remove").status_code == 404
        mend = f"/inspections/{visit.id}/recommendations/{number}/confirm"
        assert hoa.get(mend).status_code == 404
        assert minh.get(f"/accounts/{number}").status_code == 404
        assert minh.get(f"/teams/{number}").status_code == 404
        assert hoa.post(f"/account/sessions/{number}/end").status_code in (303, 404)


def test_numbers_that_cannot_be_are_refused(as_):
    for value in ["0", "-1", HUGE, "abc", "", "1.5"]:
        visit, draft = a_visit("answered"), a_visit("draft")
        edit = f"/inspections/decisions/{draft.decision_id}/edit"
        said = papers.decision(draft, version=draft.decision.version)
        hoa, binh = as_("hoa"), as_("binh")

        assert hoa.post("/plans/new", data=papers.plan(year=value)).status_code == 422
        assert hoa.post(edit, data={**said, "time_limit_days": value}).status_code == 422
        assert hoa.post(edit, data={**said, "approver": value}).status_code == 422
        maker = papers.violation(visit, maker=value)
        assert binh.post(papers.violation_address(visit), data=maker).status_code == 422
        made_id = papers.violation(a_visit("answered"), made_id=value, version=value)
        assert binh.post(papers.violation_address(visit), data=made_id).status_code in (303, 422)
        waiting = papers.announcement(visit, members=value)
        assert binh.post(f"/visits/{a_visit().id}/announce", data=waiting).status_code == 422


def test_choices_that_are_not_offered_are_refused(as_):
    for value in ["", "nonsense", "OWNER", "leader"]:
        visit, hoa, binh = a_visit("answered"), as_("hoa"), as_("binh")

        assert hoa.post("/plans/new", data=papers.plan(basis=value)).status_code == 422
        reason = papers.commitment(reason=value)
        place = visit.establishment_id
        assert binh.post(f"/commitments/sign/{place}", data=reason).status_code == 422
        form = papers.violation(visit, legal_form=value)
        assert binh.post(papers.violation_address(visit), data=form).status_code in (303, 422)
        role = papers.refusal(attesting_role=value)
        answer = binh.post(f"/visits/{visit.id}/refuse", data=role)
        assert answer.status_code == 422 or value == ""


# Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"not a photo", b"%PDF-1.7", jpeg()[:200],
                                     b"<svg onload=alert(1)>"])  # fmt: skip
def test_a_photo_that_is_no_photo_is_refused_in_a_sentence(as_, content):
    visit = a_visit("answered")
    data = {"photo": (BytesIO(content), "photo.jpg")}

    answer = as_("binh").post(f"/visits/{visit.id}/photos?item=C3", data=data, headers=JSON)

    assert answer.status_code in (415, 422)
    assert answer.json["error"]


def test_a_photo_without_a_file_is_refused(as_):
    visit = a_visit("answered")

    assert as_("binh").post(f"/visits/{visit.id}/photos", data={}).status_code == 415


class Endless(BytesIO):
    """Fifty megabytes that take no memory before they are read."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 50 * MIB

    def read(self, size: int | None = -1) -> bytes:
        take = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= take
        return b"0" * take


@pytest.mark.parametrize("address", ["/plans/new", "/visits/{id}/photos", "/visits/{id}/sign",
                                     "/commitments/sign/{id}", "/sign-in",
                                     "/establishments/imports"])  # fmt: skip
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x",
                                  "application/x-www-form-urlencoded"])  # fmt: skip
def test_fifty_megabytes_are_refused_with_a_page(as_, address, kind):
    visit = a_visit("answered")
    sent = Endless()

    answer = as_("binh" if "{id}" in address else "hoa").post(
        address.format(id=visit.establishment_id if "commitments" in address else visit.id),
        input_stream=sent,
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": str(50 * MIB)},
    )

    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert sent.left == 50 * MIB  # nothing of it was read


def test_a_form_of_too_many_parts_is_refused_with_a_page(as_):
    data = {f"field{n}": "x" for n in range(2000)}

    answer = as_("hoa").post("/plans/new", data=data, content_type="multipart/form-data")

    assert answer.status_code == 413
    assert "<h1" in answer.text


LISTS = (b"", b"\x00\x01", b"%PDF-1.7", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + bytes(600),
         b"Ten\n", b"a;b\n1;2\n", "Tên cơ sở\n".encode(), b"<html>", bytes(9))  # fmt: skip


def test_a_file_that_is_no_list_is_refused_in_a_sentence_and_leaves_nothing(as_):
    hoa = as_("hoa")

    for content in LISTS:
        data = {"file": (BytesIO(content), "danh-sach.xlsx"), "as_of": "2026-01-01"}
        answer = hoa.post("/establishments/imports", data=data)
        assert answer.status_code in (303, 413, 415, 422), content
        if answer.status_code == 303:  # a table, of which a person may still say what it holds
            tried = {"source": "x", "as_of": "2026-01-01", "column-0": "note"}
            answer = hoa.post(f"{answer.headers['Location']}/try", data=tried)
            assert answer.status_code == 422, content
        assert "<h1" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == 0


def test_a_body_that_is_no_form_is_refused(as_):
    hoa = as_("hoa")

    for kind in ("application/json", "text/plain", "multipart/form-data", "nonsense"):
        answer = hoa.post("/plans/new", data=b"{\xff\xfe", content_type=kind)
        assert answer.status_code in (400, 415, 422), kind
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 0
