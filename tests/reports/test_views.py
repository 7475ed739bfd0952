"""Can a report be drawn up, signed off, completed and taken out in the browser?"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import docx
import openpyxl
import pypdf
import pytest

from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.periods import year
from inspect178.reports.models import Report
from inspect178.reports.queries import reports as queries
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment
from tests.factories.reports import make_report


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def filled(app):
    seen = make_establishment(name="Khách sạn Ánh Dương")
    make_inspection(seen, state="accepted", planned_on=clock.today().replace(month=1, day=5))
    make_establishment(name="=Nhà nghỉ Gió")
    db.session.commit()
    return seen


def frozen(app) -> Report:
    report = make_report(
        period=year(clock.today().year), frozen_at=clock.now() - timedelta(seconds=5)
    )
    db.session.commit()
    return report


def test_from_the_draft_to_the_addendum(filled, as_):
    hoa, khanh = as_("hoa"), as_("khanh")
    new = hoa.post(
        "/reports/new",
        data={"unit": "33", "kind": "year", "year": str(clock.today().year), "part": "0"},
    )
    address = new.location
    version = re.search(r'name="version"[^>]*value="(\d+)"', hoa.get(f"{address}/edit").text)
    written = hoa.post(
        f"{address}/edit",
        data={"version": version[1], "title": "Kết quả công tác năm", "situation": "Ổn định"},
    )
    asked = khanh.get(f"{address}/freeze").text
    seen = re.search(r'name="version"[^>]*value="(\d+)"', asked)
    done = khanh.post(
        f"{address}/freeze", data={"version": seen[1], "signed_off_by": "Đỗ Văn Khánh, PCT"}
    )
    make_establishment(name="Cơ sở ghi nhận muộn")
    db.session.commit()
    late = words(khanh.get(address).text)
    added = khanh.post(f"{address}/addenda/new", data={"signed_off_by": "Đỗ Văn Khánh"})

    assert (new.status_code, written.status_code) == (303, 303)
    assert (done.status_code, added.status_code) == (303, 303)
    assert "Cơ sở ghi nhận muộn" in late
    page = words(khanh.get(address).text)
    assert "khớp với kết quả tính lại hiện nay" in page
    assert "Phụ lục số 1" in page
    again = khanh.post(f"{address}/addenda/new", data={"signed_off_by": "Đỗ Văn Khánh"})
    assert again.status_code == 422
    assert "không có thông tin mới" in words(again.text)


def test_a_draft_is_dropped_after_asking_and_a_frozen_report_is_not(filled, app, as_):
    draft, hoa = make_report(unit="12127"), as_("hoa")
    kept = f"/reports/{frozen(app).id}"
    address = f"/reports/{draft.id}"

    asked = hoa.get(f"{address}/drop").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', asked)
    done = hoa.post(f"{address}/drop", data={"version": version[1]})
    told = hoa.get(done.location).text
    refused = hoa.get(f"{kept}/drop")

    assert "Bỏ dự thảo này?" in words(asked)
    assert "Đã bỏ dự thảo." in words(told)
    assert hoa.get(address).status_code == 404
    assert refused.status_code == 422
    assert "Chỉ bỏ được dự thảo" in words(refused.text)
    assert f"{kept}/drop" not in hoa.get(kept).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "year", "year": "x"}, "Hãy nhập năm"),
        ({"kind": "quarter", "year": "2026", "part": "0"}, "thứ tự kỳ 6 tháng hoặc quý"),
        ({"kind": "year", "year": "2099"}, "chưa bắt đầu"),
        ({"kind": "on_demand"}, "ngày đầu và ngày cuối"),
        ({"kind": "year", "year": "2024", "unit": "99999"}, "99999"),
    ],
)
def test_what_cannot_be_drawn_up_is_answered_with_a_sentence(app, as_, said, sentence):
    answer = as_("hoa").post("/reports/new", data={"unit": "33", **said})

    assert answer.status_code == 422
    assert sentence in words(answer.text)


def test_a_frozen_report_leaves_as_pdf_word_and_excel_with_its_hash(filled, app, as_):
    report, hoa = frozen(app), as_("hoa")
    address = f"/reports/{report.id}"

    paper = pypdf.PdfReader(BytesIO(hoa.get(f"{address}.pdf").data))
    text = " ".join(page.extract_text() for page in paper.pages)
    word = docx.Document(BytesIO(hoa.get(f"{address}.docx").data))
    book = openpyxl.load_workbook(BytesIO(hoa.get(f"{address}.xlsx").data))

    assert "BÁO CÁO" in text
    assert report.sha256 in text.replace("\n", "").replace(" ", "")
    assert any("BÁO CÁO" in p.text.upper() for p in word.paragraphs)
    lists = [[row[0] for row in s.iter_rows(2, values_only=True)] for s in book.worksheets[4:]]
    assert lists == [["Khách sạn Ánh Dương"], [], ["=Nhà nghỉ Gió"], []]
    assert "mức độ xa trung tâm" in text
    bands = [row for row in book.worksheets[3].iter_rows(values_only=True) if row[2] == 2]
    assert [row[3] for row in bands] == [1, 1]  # one band of remoteness and one of size
    assert report.sha256 in str([c.value for c in book.worksheets[0]["A"]])


def test_the_same_frozen_report_gives_the_same_pdf_after_everything_changed(filled, app, as_):
    report, hoa = frozen(app), as_("hoa")
    before = hoa.get(f"/reports/{report.id}.pdf").data
    make_establishment()
    db.session.commit()

    assert hoa.get(f"/reports/{report.id}.pdf").data == before


def test_reports_of_other_areas_look_absent(app, as_):
    report = make_report()
    db.session.commit()

    assert as_("giang").get(f"/reports/{report.id}").status_code == 404
    assert "Kết quả công tác thử" not in as_("giang").get("/reports").text
    assert "Kết quả công tác thử" in as_("dung").get("/reports").text


def test_the_list_takes_as_many_statements_for_many_as_for_few(app, as_, statements):
    client = as_("hoa")
    make_report()
    db.session.commit()
    with statements() as few:
        client.get("/reports")
    for _ in range(8):
        make_report()
    db.session.commit()
    with statements() as many:
        client.get("/reports")

    assert len(many) == len(few)


def test_a_report_takes_as_many_statements_for_many_units_as_for_few(filled, as_, statements):
    make_plan()
    report = make_report()
    small = make_report(unit="12127")
    db.session.commit()
    client = as_("hoa")
    with statements() as few:
        client.get(f"/reports/{small.id}")
    with statements() as many:
        client.get(f"/reports/{report.id}")

    assert len(many) <= len(few) + 2


def test_an_offices_template_is_used_for_its_word_files(filled, app, as_):
    from inspect178.documents.word import DEFAULT_TEMPLATE

    made = docx.Document(DEFAULT_TEMPLATE)
    made.add_paragraph("MẪU RIÊNG CỦA TỈNH")
    file = BytesIO()
    made.save(file)
    hoa, report = as_("hoa"), frozen(app)
    file.seek(0)

    sent = hoa.post("/reports/templates", data={"unit": "33", "file": (file, "mau.docx")})
    bad = hoa.post("/reports/templates", data={"unit": "33", "file": (BytesIO(b"x"), "x.docx")})

    assert (sent.status_code, bad.status_code) == (303, 422)
    assert queries.template_of(db.session.get_one(Report, report.id) and people_unit()) is not None
    word = docx.Document(BytesIO(hoa.get(f"/reports/{report.id}.docx").data))
    assert any("MẪU RIÊNG CỦA TỈNH" in p.text for p in word.paragraphs)


def people_unit():
    from inspect178.territory.queries import require_unit_by_code

    return require_unit_by_code("33", people.TODAY)


@pytest.mark.parametrize("is_frozen", [False, True])
def test_every_number_of_a_unit_opens_a_list_of_that_length(app, filled, as_, is_frozen):
    seen_late = make_establishment(name="Chưa rõ xã", commune=None, province="33")
    db.session.commit()
    report = frozen(app) if is_frozen else make_report(period=year(clock.today().year))
    late = make_inspection(
        seen_late, state="accepted", planned_on=clock.today().replace(month=1, day=6)
    )
    late.recorded_at = late.accepted_at = clock.now()  # a draft counts it, a frozen report not
    db.session.commit()
    hoa = as_("hoa")

    page = hoa.get(f"/reports/{report.id}").text

    units = re.search(r'<section[^>]*id="units".*?</section>', page, re.DOTALL)[0]
    numbers = re.findall(r'<a href="([^"]*/establishments[^"]*)">(\d+)</a>', units)
    assert len(numbers) >= 6
    for address, number in numbers:
        listed = re.search(r'role="status">(\d+) cơ sở', hoa.get(html.unescape(address)).text)
        assert listed is not None, address
        assert listed[1] == number, address
