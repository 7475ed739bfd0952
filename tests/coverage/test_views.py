"""Do the pages show what was asked for, link to what they count, and say what is wrong?"""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.coverage.operations import freeze_scope
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.planning.enums import PlanState
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment


@pytest.fixture
def filled(app):
    """Five places in two wards: two accepted, one that waits, one found closed, one untouched."""
    plan = make_plan(state=PlanState.APPROVED)
    places = [make_establishment(name=f"Khách sạn {n}", old_commune="12103") for n in "ABC"]
    places += [make_establishment(name=f"Nhà nghỉ {n}", commune="12103") for n in "DE"]
    for place, state in zip(
        places, ("accepted", "accepted", "submitted", "attempted"), strict=False
    ):
        make_inspection(place, state=state, planned_on=date(2026, 3, 2))
    freeze_scope(plan.id, require_unit_by_code("33", people.TODAY), date(2026, 1, 5),
                 actor=people.actor("khanh"), at=people.LOADED_AT)  # fmt: skip
    db.session.commit()
    return places


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def test_the_page_says_the_rate_its_target_and_the_tree(filled, as_):
    page = text_of(read(as_("hoa"), "/coverage?tree=2026-11-23"))

    assert "Tỷ lệ kiểm tra: Tỉnh Hưng Yên" in page
    assert "theo cây đơn vị hành chính ngày 23/11/2026" in page
    assert "40,0 %" in page
    assert "60,0 %" in page
    assert "Chỉ tiêu 20,0 %" in page
    assert "Đạt" in page


@pytest.mark.parametrize("basis", list(DenominatorBasis))
def test_every_number_leads_to_a_list_of_that_length(filled, as_, basis):
    client = as_("hoa")
    page = read(client, f"/coverage?unit=33&basis={basis.value}")

    linked = re.findall(r'<a href="(/coverage/establishments\?[^"]*)">([\d.]+)<', page)
    some = [(address, number) for address, number in linked if number != "0"]
    none = [(address, number) for address, number in linked if number == "0"]
    assert len(linked) == len(set(CoverageList) - {CoverageList.EXCLUDED}) + 4 * 104 + 2
    assert [number for _, number in some] == [
        "5", "2", "3", "1", "2", "2", "3", "2", "3", "1", "1", "1",
    ]  # fmt: skip
    for address, number in some:
        assert f" {number} cơ sở " in text_of(read(client, unescape(address)))
    for address, _ in none[:2]:
        shown = text_of(read(client, unescape(address)))
        assert "Con số là 0 nên danh sách này trống." in shown


def test_the_list_links_to_the_establishment_and_to_the_visit_that_counts(filled, as_):
    page = read(as_("hoa"), "/coverage/establishments?unit=12127&list=official")

    assert f"/establishments/{filled[0].id}" in page
    assert "02/03/2026" in page
    assert "Khách sạn C" not in page


def test_a_former_tree_can_be_asked_for(filled, as_):
    page = text_of(read(as_("hoa"), "/coverage?unit=12103&tree=30/06/2025"))

    assert "theo cây đơn vị hành chính ngày 30/06/2025" in page
    assert "66,7 %" in page


def test_an_empty_unit_has_no_rate_and_says_so(filled, as_):
    page = text_of(read(as_("hoa"), "/coverage?unit=12142"))

    assert "không có tỷ lệ" in page
    assert "Tỷ lệ chính thức —" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("from=2026-06-01&to=2026-05-31", "Kỳ báo cáo kết thúc trước khi bắt đầu"),
        ("from=31/02/2026", "nhập ngày theo dạng"),
        ("tree=hom-qua", "nhập ngày theo dạng"),
        ("from=2010-01-01&to=2026-01-01", "dài hơn 10 năm"),
        ("basis=whatever", "Hãy chọn một trong các giá trị có sẵn"),
        ("plan=whatever", "Hãy chọn một trong các giá trị có sẵn"),
        ("unit=325&tree=2026-11-23", "Huyện Văn Lâm không tồn tại vào ngày 23/11/2026"),
        ("from=2025-06-01&to=2026-05-31&basis=frozen", "không có danh sách đã chốt"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_a_sentence(app, as_, asked, sentence):
    shown = text_of(read(as_("hoa"), f"/coverage?{asked}", 422))

    assert sentence in shown


def test_the_other_pages_ask_in_the_same_way(app, as_):
    client = as_("hoa")

    for page in ("establishments", "workbook"):
        shown = text_of(read(client, f"/coverage/{page}?from=31/02/2026", 422))
        assert "nhập ngày theo dạng" in shown


def test_an_unknown_list_is_refused(app, as_):
    shown = text_of(read(as_("hoa"), "/coverage/establishments?list=everybody", 422))

    assert "Hãy chọn một trong các giá trị có sẵn" in shown


def test_a_unit_that_did_not_exist_leads_to_those_that_did(app, as_):
    page = read(as_("hoa"), "/coverage?unit=325&tree=2026-11-23", 422)

    assert "Tỉnh Hưng Yên" in text_of(page)
    assert "unit=33" in page


@pytest.mark.parametrize(
    ("who", "unit"),
    [("lan", "33"), ("lan", "12103"), ("giang", "33"), ("hoa", "00"), ("hoa", "99")],
)
def test_what_is_out_of_scope_looks_absent(app, as_, who, unit):
    client = as_(who)

    for address in ("/coverage", "/coverage/establishments", "/coverage/workbook"):
        page = text_of(read(client, f"{address}?unit={unit}", 404))
        assert f"Không có đơn vị mang mã {unit}" in page


def test_whoever_may_not_read_coverage_is_refused(app, as_, client):
    assert as_("minh").get("/coverage").status_code == 403
    assert client.get("/coverage").status_code == 302


def test_a_sealed_target_leaves_no_trace(filled, as_):
    secret = make_establishment(name="Karaoke Bí Mật", in_scope_from=date(2026, 1, 1))
    make_inspection(secret, mode=InspectionMode.SURPRISE, planned_on=people.TODAY)
    db.session.commit()

    page = text_of(read(as_("dung"), "/coverage/establishments?list=not_yet&unit=12127"))

    assert "Karaoke Bí Mật" in page
    assert "23/11/2026 Đã" not in page
    assert "Karaoke Bí Mật" not in text_of(
        read(as_("dung"), "/coverage/establishments?list=provisional")
    )


def workbook(client: FlaskClient, address: str = "/coverage/workbook") -> openpyxl.Workbook:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment; filename=ty-le-kiem-tra-33-" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(BytesIO(answer.data))


def test_the_workbook_holds_the_table_and_every_establishment_once(filled, as_):
    book = workbook(as_("hoa"))

    table = {row[0]: row[3:8] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert table["33"] == (5, 2, 3, 1, 2)
    assert table["12127"] == (3, 2, 3, 1, 0)
    lists = [
        [row[0] for row in sheet.iter_rows(2, values_only=True)] for sheet in book.worksheets[1:]
    ]
    assert lists == [
        ["Khách sạn A", "Khách sạn B"], ["Khách sạn C"], ["Nhà nghỉ D", "Nhà nghỉ E"], [],
    ]  # fmt: skip
    assert {row[6] for row in book.worksheets[3].iter_rows(2, values_only=True)} == {
        "Chưa có kế hoạch", "Cơ sở đóng cửa, chưa kiểm tra được",
    }  # fmt: skip


def test_what_was_typed_never_becomes_a_formula(filled, as_):
    filled[4].name = '=HYPERLINK("http://example.org","x")'
    db.session.commit()

    book = workbook(as_("hoa"))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert filled[4].name in {cell.value for cell in cells}


def test_without_the_right_to_export_establishments_there_are_no_lists(filled, as_):
    book = workbook(as_("khanh"))

    assert len(book.worksheets) == 1
    assert any(
        "không có quyền xuất danh sách cơ sở" in str(row[0])
        for row in book.worksheets[0].iter_rows(values_only=True)
    )


def test_whoever_takes_the_workbook_is_recorded(filled, as_):
    workbook(as_("hoa"))

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (entry.action, entry.actor_id) == ("coverage.exported", people.user_id("hoa"))


def test_a_page_takes_as_many_statements_for_many_units_as_for_few(filled, as_, statements):
    client = as_("hoa")
    client.get("/coverage?unit=12127")
    with statements() as ward:
        client.get("/coverage?unit=12127")

    with statements() as province:
        client.get("/coverage?unit=33")

    assert abs(len(province) - len(ward)) <= 2
    assert len(province) <= 20


def test_the_map_has_a_link_for_every_unit_of_the_table_and_its_rate(filled, as_):
    page = read(as_("hoa"), "/coverage?unit=33")

    linked = re.findall(
        r'<a class="map__unit map__unit--(\w+)" href="([^"]*)" aria-label="([^"]*)"', page
    )
    assert len(linked) == 104
    said = {name: (band, unescape(address)) for band, address, name in linked}
    band, address = said["Phường Thượng Hồng: 66,7 %"]
    assert band == "reached"
    assert "unit=12127" in address
    assert said["Phường Mỹ Hào: 0,0 %"][0] == "1"
    assert said["Phường Sơn Nam: —"][0] == "none"
    assert 'href="#bars"' in page
    assert 'id="bars"' in page


def test_former_districts_are_drawn_and_communes_are_not(filled, as_):
    assert "map__picture" in read(as_("hoa"), "/coverage?unit=33&tree=30/06/2025")
    assert "map__picture" not in read(as_("hoa"), "/coverage?unit=12103")


def test_the_far_stand_in_bands_of_their_own(filled, as_):
    page = text_of(read(as_("hoa"), "/coverage/remoteness"))

    assert "Tỷ lệ kiểm tra theo mức độ xa trung tâm: Tỉnh Hưng Yên" in page
    assert "Phường 5 2 3 40,0 % 60,0 % Đạt" in page


def test_the_years_stand_below_each_other_and_lead_to_their_rates(filled, as_):
    page = read(as_("hoa"), "/coverage/years")

    assert "Năm 2026 5 2 3 40,0 % 60,0 %" in text_of(page)
    assert page.count('<th scope="row"') == 10
    (address,) = re.findall(r'href="([^"]*)">Năm 2025<', page)
    assert "0,0 %" in text_of(read(as_("hoa"), unescape(address)))


def test_months_to_come_stay_empty(filled, as_):
    page = text_of(read(as_("hoa"), "/coverage?unit=33"))

    begun = people.TODAY.month
    assert f"Tháng {begun} 60,0 % 0,0 %" in page
    assert begun == 12 or f"Tháng {begun + 1} — 0,0 %" in page
    assert "Tháng 2 0,0 % 0,0 %" in page


@pytest.mark.parametrize("page", ["years", "remoteness"])
def test_the_new_pages_refuse_what_cannot_be_asked(app, as_, page):
    assert "nhập ngày theo dạng" in text_of(read(as_("hoa"), f"/coverage/{page}?tree=x", 422))
    assert "Không có đơn vị" in text_of(read(as_("lan"), f"/coverage/{page}?unit=33", 404))


def test_the_page_speaks_english_too(filled, as_):
    client = as_("hoa")
    with client.session_transaction() as session:
        session["locale"] = "en"

    page = text_of(read(client, "/coverage"))

    assert "by the administrative units of" in page
