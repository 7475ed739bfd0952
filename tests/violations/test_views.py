"""What do the pages of violations show, to whom, and what do they answer to wrong input?"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.registry.enums import LegalForm
from inspect178.violations import queries
from inspect178.violations.enums import ViolationState as S
from inspect178.violations.models import Violation
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation


@pytest.fixture
def visit(app):
    """A visit of today in progress at a household business."""
    place = make_establishment(name="Nhà nghỉ Hương Lan", legal_form=LegalForm.HOUSEHOLD)
    made = make_inspection(place, state="announced", planned_on=clock.today())
    db.session.commit()
    return made


@pytest.fixture
def found(app):
    """A violation on a signed record: no certificate, household, 10 to 20 million."""
    place = make_establishment(name="Khách sạn Bình Minh", legal_form=LegalForm.HOUSEHOLD)
    day = clock.today() - timedelta(days=3)
    made = make_violation(make_inspection(place, state="signed", planned_on=day))
    db.session.commit()
    return made


def record_url(visit, **more) -> str:
    asked = {"inspection": visit.id, "item": "C3", "clause": "ANTT-4a", **more}
    return "/violations/record?" + "&".join(f"{k}={v}" for k, v in asked.items())


def typed(visit, **changes) -> dict:
    maker = queries.makers(visit.id)[0].id
    facts = {"description": "Không xuất trình được.", "maker": maker, "made_id": str(uuid4())}
    return {**facts, **changes}


def words(answer) -> str:
    """Give the text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def stored() -> list[Violation]:
    db.session.expire_all()
    return list(db.session.scalars(select(Violation).order_by(Violation.recorded_at)))


# --- reading


def test_the_list_shows_place_clause_range_and_what_is_late(app, as_):
    day = clock.today() - timedelta(days=30)
    place = make_establishment(name="Karaoke Hoàng Gia", legal_form=LegalForm.ORGANISATION)
    make_violation(make_inspection(place, state="signed", planned_on=day))
    db.session.commit()

    page = words(as_("hoa").get("/violations"))

    assert "Karaoke Hoàng Gia" in page
    assert "điểm a khoản 4 Điều 15" in page
    assert "20.000.000 đến 40.000.000 đồng" in page
    assert "Quá hạn ra quyết định xử phạt" in page


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("lan", 200), ("dung", 200), ("giang", 404), ("minh", 403)]
)
def test_who_may_read_a_violation(found, as_, name, status):
    assert as_(name).get(f"/violations/{found.id}").status_code == status


def test_nobody_signs_in_first(found, client):
    assert client.get(f"/violations/{found.id}").status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "state=no-such&field=x&unit=999999999999999999999",
        "since=2026-13-99&until=yesterday",
        "page=-5",
        "page=99999999999",
        "q=%27%22%3E%3Cscript%3E",
        "inspection=nonsense&establishment=%01",
    ],
)
def test_a_filter_that_makes_no_sense_is_no_error(found, as_, query):
    answer = as_("hoa").get(f"/violations?{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_list_can_be_narrowed_to_one_visit(found, visit, as_):
    make_violation(visit, key="LD-5")
    db.session.commit()

    page = words(as_("hoa").get(f"/violations?inspection={visit.id}"))

    assert "Nhà nghỉ Hương Lan" in page
    assert "Khách sạn Bình Minh" not in page


def test_a_page_tells_ceilings_deadlines_and_the_steps_that_are_open(found, as_):
    page = words(as_("hoa").get(f"/violations/{found.id}"))

    assert "10.000.000 đến 20.000.000 đồng" in page
    assert "Trưởng Công an cấp xã" in page
    assert "Vượt mức phạt tối đa theo thẩm quyền" in page
    assert "Hết thời hiệu xử phạt" in page
    assert "Nhập quyết định xử phạt" in page
    assert "Bỏ ghi nhận vi phạm" in page


def test_a_reader_is_offered_no_steps(found, as_):
    page = words(as_("lan").get(f"/violations/{found.id}"))

    assert "Nhập quyết định xử phạt" not in page
    assert "Bỏ ghi nhận vi phạm" not in page


def test_an_unverified_clause_and_unknown_competence_are_said(app, as_):
    place = make_establishment(type_code="karaoke")
    violation = make_violation(make_inspection(place, state="signed"), key="VH-5")
    db.session.commit()

    page = words(as_("hoa").get(f"/violations/{violation.id}"))

    assert "Điều khoản chỉ lấy từ nguồn thứ cấp" in page
    assert "Danh mục chưa kiểm chứng thẩm quyền" in page
    assert "Thời hiệu của điều khoản này chưa được kiểm chứng" in page


def test_both_ranges_are_shown_while_the_legal_form_is_unknown(app, as_):
    place = make_establishment(legal_form=LegalForm.UNKNOWN)
    violation = make_violation(make_inspection(place, state="signed"))
    db.session.commit()

    page = words(as_("hoa").get(f"/violations/{violation.id}"))

    assert "10.000.000 đến 20.000.000 đồng" in page
    assert "20.000.000 đến 40.000.000 đồng" in page


def test_a_page_costs_a_constant_number_of_statements(found, as_, statements):
    hoa = as_("hoa")
    hoa.get(f"/violations/{found.id}")

    with statements() as ran:
        hoa.get(f"/violations/{found.id}")

    assert len(ran) <= 14


# --- recording


def test_the_clauses_of_the_question_come_first(visit, as_):
    page = words(as_("an").get(record_url(visit, item="C7", clause="")))

    first, rest = page.split("Các điều khoản có hiệu lực")
    assert "Không giao kết hợp đồng lao động bằng văn bản" in first
    assert "An ninh, trật tự" in rest


def test_clauses_can_be_searched_without_diacritics(visit, as_):
    page = words(as_("an").get(record_url(visit, item="", clause="", q="kham suc khoe")))

    assert "khám sức khỏe định kỳ" in page
    assert "giao kết hợp đồng" not in page


def test_a_day_without_a_verified_clause_says_so_and_offers_no_form(visit, as_):
    page = as_("an").get(record_url(visit, item="C7", clause="LD-1", act_on="2026-09-09"))

    assert "Chưa có mức phạt được kiểm chứng cho ngày 09/09/2026" in words(page)
    assert 'name="description"' not in page.text


@pytest.mark.parametrize("day", ["2999-01-01", "not-a-day", "2026-02-30"])
def test_an_impossible_day_is_named_and_nothing_is_saved(visit, as_, day):
    an, url = as_("an"), record_url(visit, act_on=day)

    assert "Ngày vi phạm" in words(an.get(url))
    assert an.post(url, data=typed(visit)).status_code == 422
    assert stored() == []


def test_recording_leads_back_and_shows_the_violation(visit, as_):
    an = as_("an")

    answer = an.post(record_url(visit), data=typed(visit))

    assert answer.status_code == 303
    (made,) = stored()
    assert (made.item_code, made.fine_min, made.fine_max) == ("C3", 10_000_000, 20_000_000)
    story = words(an.get(f"/violations/{made.id}"))
    assert "Không xuất trình được." in story
    assert "Nguyễn Văn An" in story


def test_the_same_form_sent_twice_records_once(visit, as_):
    an, form = as_("an"), typed(visit)

    first, again = (an.post(record_url(visit), data=form) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert len(stored()) == 1


def test_the_preview_computes_and_saves_nothing(visit, as_):
    form = typed(visit, worker_count="30", act="preview")

    page = as_("an").post(record_url(visit, item="C9", clause="LD-8"), data=form)

    assert page.status_code == 200
    assert "30.000.000 đến 75.000.000 đồng" in words(page)
    assert stored() == []


def test_the_preview_of_an_act_in_brackets_names_the_clause(visit, as_):
    form = typed(visit, worker_count="60", act="preview")

    page = words(as_("an").post(record_url(visit, item="C7", clause="LD-1"), data=form))

    assert "10.000.000 đến 15.000.000 đồng" in page
    assert "điểm c khoản 1 Điều 15" in page


def test_the_legal_form_is_asked_where_the_register_does_not_know_it(app, as_):
    place = make_establishment(legal_form=LegalForm.UNKNOWN)
    visit = make_inspection(place, state="announced", planned_on=clock.today())
    db.session.commit()
    an = as_("an")

    assert 'name="legal_form"' in an.get(record_url(visit)).text
    an.post(record_url(visit), data=typed(visit, legal_form="organisation"))

    assert stored()[0].fine_max == 40_000_000


def test_a_known_legal_form_and_an_uncounted_clause_are_not_asked_for(visit, as_):
    page = as_("an").get(record_url(visit)).text

    assert 'name="legal_form"' not in page
    assert 'name="worker_count"' not in page


@pytest.mark.parametrize(
    ("changes", "more", "sentence"),
    [
        ({"description": ""}, {}, "Nội dung vi phạm"),
        ({"maker": "999999"}, {}, "Người lập biên bản"),
        ({"maker": "x"}, {}, "Người lập biên bản"),
        ({"remedy_due_on": "31/31/2026"}, {}, "Thời hạn khắc phục"),
        ({"worker_count": ""}, {"clause": "LD-8"}, "Nhập số người lao động liên quan"),
        ({"worker_count": "many"}, {"clause": "LD-8"}, "Nhập một số nguyên"),
        ({"worker_count": "0"}, {"clause": "LD-8"}, "Nhập một số nguyên từ 1"),
        ({"worker_count": "9" * 30}, {"clause": "LD-8"}, "Nhập một số nguyên từ 1"),
        ({"description": "x" * 2001}, {}, "2.000 ký tự"),
    ],
)
def test_wrong_input_is_named_and_what_was_typed_stays(visit, as_, changes, more, sentence):
    answer = as_("an").post(record_url(visit, **more), data=typed(visit, **changes))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert stored() == []
    if "description" not in changes:
        assert "Không xuất trình được." in answer.text


@pytest.mark.parametrize(
    "more",
    [
        {"item": "%01", "clause": "%01"},
        {"item": "x" * 500, "clause": "y" * 500},
        {"item": "C99", "clause": "NO-SUCH"},
        {"clause": "", "q": "%01%27%25_"},
        {"act_on": "0001-01-01"},
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(visit, as_, more):
    assert as_("an").get(record_url(visit, **more)).status_code == 200


@pytest.mark.parametrize("name", ["lan", "khanh", "dung", "minh"])
def test_who_may_not_record_gets_no_page(visit, as_, name):
    assert as_(name).get(record_url(visit)).status_code == 403


def test_the_team_of_another_place_finds_no_such_visit(visit, as_):
    assert as_("nam").get(record_url(visit)).status_code == 404
    assert as_("nam").post(record_url(visit), data=typed(visit)).status_code == 404


@pytest.mark.parametrize("inspection", ["", "x", str(uuid4())], ids=["none", "no id", "unknown"])
def test_without_a_visit_there_is_no_page(app, as_, inspection):
    assert as_("an").get(f"/violations/record?inspection={inspection}").status_code == 404


def test_before_the_announcement_the_page_says_why_not(app, as_):
    visit = make_inspection(make_establishment(), planned_on=clock.today())
    db.session.commit()

    answer = as_("an").get(record_url(visit))

    assert answer.status_code == 422
    assert "sau khi công bố quyết định" in words(answer)


def test_after_the_visit_who_follows_violations_adds_one_with_a_reason(found, as_):
    hoa, visit = as_("hoa"), found.inspection
    url = record_url(visit, clause="ANTT-1h")

    refused = hoa.post(url, data=typed(visit))
    added = hoa.post(url, data=typed(visit, late_reason="Bỏ sót"))

    assert refused.status_code == 422
    assert "Biên bản đã khóa" in words(refused)
    assert added.status_code == 303
    assert len(stored()) == 2
    assert as_("an").post(url, data=typed(visit, late_reason="x")).status_code == 403


# --- correcting


def test_the_team_corrects_its_entry_while_the_record_is_open(visit, as_):
    violation = make_violation(visit)
    db.session.commit()
    an, url = as_("an"), f"/violations/{violation.id}/change"

    page = an.get(url)
    form = typed(visit, description="Đã sửa.", version=violation.version)
    answer = an.post(f"{url}?clause=ANTT-1h&act_on={violation.act_on}", data=form)

    assert "Hành vi được phát hiện khi kiểm tra." in page.text
    assert answer.status_code == 303
    (changed,) = stored()
    assert (changed.description, changed.fine_max) == ("Đã sửa.", 3_000_000)


def test_a_stale_correction_is_a_conflict(visit, as_):
    violation = make_violation(visit)
    db.session.commit()
    form = typed(visit, version="0")

    assert as_("an").post(f"/violations/{violation.id}/change", data=form).status_code == 409


def test_once_signed_the_entry_is_not_corrected(found, as_):
    assert as_("an").get(f"/violations/{found.id}/change").status_code == 409
    assert as_("hoa").get(f"/violations/{found.id}/change").status_code == 403


# --- following


def sanction(found, **changes) -> dict:
    chairman = next(
        f.post.id for f in queries.post_fits(found) if f.post.post_code == "commune_chairman"
    )
    facts = {
        "number": "15/QĐ-XPHC",
        "decided_on": clock.today().isoformat(),
        "amount": "15.000.000 đồng",
        "post": str(chairman),
    }
    return {**facts, **changes}


def test_a_sanction_is_entered(found, as_):
    answer = as_("hoa").post(f"/violations/{found.id}/decide", data=sanction(found))

    assert answer.status_code == 303
    (decided,) = stored()
    assert (decided.state, decided.sanction_amount) == (S.DECIDED, 15_000_000)


def test_a_sanction_against_a_warning_is_asked_about_once(found, as_):
    form = sanction(found, amount="25000000")
    hoa, url = as_("hoa"), f"/violations/{found.id}/decide"

    asked = hoa.post(url, data=form)
    kept = hoa.post(url, data={**form, "confirmed": "y"})

    assert asked.status_code == 422
    assert "nằm ngoài khung tiền phạt" in words(asked)
    assert 'name="confirmed"' in asked.text
    assert kept.status_code == 303
    assert stored()[0].sanction_amount == 25_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"decided_on": ""},
        {"decided_on": "2020-01-01"},
        {"decided_on": "2999-01-01"},
        {"amount": ""},
        {"amount": "-5"},
        {"amount": "một triệu"},
        {"amount": "9" * 25},
        {"post": "999999"},
    ],
)
def test_a_wrong_sanction_is_refused(found, as_, changes):
    answer = as_("hoa").post(f"/violations/{found.id}/decide", data=sanction(found, **changes))

    assert answer.status_code == 422
    assert stored()[0].state == S.RECORDED


def test_a_warning_is_offered_only_where_the_clause_knows_one(found, as_):
    sale = make_violation(found.inspection, key="TT-1")
    db.session.commit()
    given = sanction(sale, is_warning="y", amount="")
    hoa = as_("hoa")

    assert 'name="is_warning"' not in hoa.get(f"/violations/{found.id}/decide").text
    assert 'name="is_warning"' in hoa.get(f"/violations/{sale.id}/decide").text
    assert hoa.post(f"/violations/{sale.id}/decide", data=given).status_code == 303
    assert db.session.get(Violation, sale.id).sanction_amount == 0


STEPS = {
    "transfer": ({"to": "agency", "note": "CV 12"}, S.TRANSFERRED),
    "drop": ({"reason": "Ghi nhầm"}, S.DROPPED),
    "number": ({"number": "07/BB-VPHC"}, S.RECORDED),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_a_page_and_takes_effect(found, as_, step):
    hoa, (form, state) = as_("hoa"), STEPS[step]

    assert hoa.get(f"/violations/{found.id}/{step}").status_code == 200
    assert hoa.post(f"/violations/{found.id}/{step}", data={}).status_code == 422
    assert hoa.post(f"/violations/{found.id}/{step}", data=form).status_code == 303
    assert stored()[0].state == state


def test_a_violation_is_followed_to_its_end(found, as_):
    hoa, today = as_("hoa"), clock.today().isoformat()
    steps = [
        ("decide", sanction(found, remedy_due_on=today)),
        ("execute", {"on": today}),
        ("remedy", {"on": today}),
        ("close", {}),
    ]

    answers = [hoa.post(f"/violations/{found.id}/{s}", data=f).status_code for s, f in steps]

    assert answers == [303] * 4
    assert stored()[0].state == S.CLOSED


def test_closing_before_the_matter_is_mended_says_what_is_missing(app, as_):
    visit = make_inspection(make_establishment(), state="signed")
    violation = make_violation(visit, state=S.EXECUTED, remedy_due_on=clock.today())
    db.session.commit()

    answer = as_("hoa").post(f"/violations/{violation.id}/close")

    assert answer.status_code == 422
    assert "nhập ngày đã khắc phục" in words(answer)


def test_an_unverified_clause_is_confirmed_by_name(app, as_):
    visit = make_inspection(make_establishment(type_code="karaoke"), state="signed")
    violation = make_violation(visit, key="VH-5")
    db.session.commit()
    hoa = as_("hoa")

    assert hoa.post(f"/violations/{violation.id}/confirm").status_code == 303

    page = words(hoa.get(f"/violations/{violation.id}"))
    assert "Vũ Thị Hoa đã xác nhận để in" in page
    assert hoa.get(f"/violations/{violation.id}/confirm").status_code == 409


@pytest.mark.parametrize("step", ["execute", "close", "confirm"])
def test_a_step_that_is_not_possible_is_a_conflict(found, as_, step):
    assert as_("hoa").get(f"/violations/{found.id}/{step}").status_code == 409
    assert as_("hoa").post(f"/violations/{found.id}/{step}").status_code == 409


@pytest.mark.parametrize(
    ("name", "step", "status"),
    [
        ("chi", "decide", 200),
        ("cuong", "transfer", 200),
        ("an", "number", 200),
        ("an", "decide", 403),
        ("an", "drop", 403),  # the record is signed
        ("lan", "number", 403),
        ("nam", "decide", 404),
        ("giang", "decide", 404),
    ],
)
def test_who_may_take_a_step(found, as_, name, step, status):
    assert as_(name).get(f"/violations/{found.id}/{step}").status_code == status


def test_the_team_drops_its_own_entry_during_the_visit(visit, as_):
    violation = make_violation(visit)
    db.session.commit()

    answer = as_("an").post(f"/violations/{violation.id}/drop", data={"reason": "Nhầm"})

    assert answer.status_code == 303
    assert stored()[0].state == S.DROPPED


def test_the_summary_of_errors_says_each_once_and_whole(visit, as_):
    page = as_("an").post(record_url(visit), data=typed(visit, description="")).text

    (summary,) = re.findall(r'<ul class="error-summary__list">(.*?)</ul>', page, re.DOTALL)
    assert len(re.findall("<li>", summary)) == 1
    assert "Nội dung vi phạm: Hãy điền vào ô này." in summary


def test_an_unknown_step_has_no_address(found, as_):
    assert as_("hoa").get(f"/violations/{found.id}/forgive").status_code == 404


@pytest.mark.parametrize("address", ["", "/record", "/{id}", "/{id}/decide", "/{id}/drop"])
def test_the_pages_speak_english_as_well(found, visit, as_, address):
    hoa = as_("hoa")
    with hoa.session_transaction() as session:
        session["locale"] = "en"
    url = "/violations" + address.format(id=found.id)
    if address == "/record":
        url = record_url(found.inspection)

    page = words(hoa.get(url))

    assert "Range of the fine" in page or "Violation" in page
    assert "Khung tiền phạt" not in page
