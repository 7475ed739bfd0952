"""Do documents say what their facts say, on paper that can be copied, kept and read aloud?"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject

from inspect178.documents.catalogue import KINDS
from inspect178.documents.facts import ExplanationOnPaper, RefusalOnPaper, SectionOnPaper
from inspect178.documents.glyphs import FONTS
from inspect178.documents.rendering import TEMPLATES, RenderingFailed, render, render_pages
from tests.cameras import codes_in
from tests.documents import papers
from tests.documents.papers import PAPERS
from tests.documents.pdf import reader, text_of

HOSTILE = (
    '#panic("x") $x^2$ @ref *b* _i_ \\ // /* <script> [a](b) {{ x }} 1. = h\n- l\n+ l\r\n/ t: u '
    "\u202etrái\u202c 👨‍👩‍👧 中文 \x00\x07\ud800\ufeff e\u0301 " + "W" * 300
)
NOT_BINDING = r"[\s\u200b]+"


def texts_in(value: Any) -> Iterator[str]:
    """Give every text in the facts, without the ones that are drawn and not written."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in {"url", "symbol", "role_vi", "authority", "superior_body", "body"}:
                yield from texts_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value


def hostile(value: Any) -> Any:
    """Put the hostile text in the place of every text of the facts."""
    if is_dataclass(value):
        return replace(value, **{f.name: hostile(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(hostile(item) for item in value)
    if isinstance(value, str) and not isinstance(value, Enum) and not value.startswith("http"):
        return HOSTILE
    return value


def emptied(value: Any) -> Any:
    """Leave out every text and every list of the facts."""
    if is_dataclass(value):
        return replace(value, **{f.name: emptied(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, tuple):
        return ()
    keep = isinstance(value, Enum) or str(value).startswith("http")
    return "" if isinstance(value, str) and not keep else value


@pytest.mark.parametrize("kind", PAPERS)
def test_every_vietnamese_text_comes_back_when_copied(kind):
    copied = text_of(render(kind, PAPERS[kind]))

    missing = [
        line
        for text in texts_in(PAPERS[kind])
        for line in text.split("\n")
        if line.strip(".") not in copied
    ]

    assert missing == []
    assert unicodedata.is_normalized("NFC", copied)


@pytest.mark.parametrize("kind", PAPERS)
def test_the_same_facts_give_the_same_bytes(kind):
    first = render(kind, PAPERS[kind])
    render("commitment", papers.COMMITMENT)

    assert render(kind, PAPERS[kind]) == first


def test_another_process_gives_the_same_bytes():
    script = (
        "import hashlib; from tests.documents import papers;"
        "from inspect178.documents.rendering import render;"
        "print(hashlib.sha256(render('decision', papers.DECISION)).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=TEMPLATES.parents[1],
    )

    here = hashlib.sha256(render("decision", papers.DECISION)).hexdigest()

    assert other.stdout.strip() == here


def test_threads_do_not_mix_up_their_documents():
    alone = {kind: render(kind, facts) for kind, facts in PAPERS.items()}
    order = list(PAPERS) * 4

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda kind: render(kind, PAPERS[kind]), order))

    assert together == [alone[kind] for kind in order]


@pytest.mark.parametrize("kind", PAPERS)
def test_every_document_is_fit_for_the_archive_and_for_a_screen_reader(kind):
    pdf = reader(render(kind, PAPERS[kind]))
    catalogue = pdf.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert catalogue["/Lang"] == "vi-VN"
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert pdf.metadata is not None
    assert pdf.metadata.title


def figures(node: Any) -> Iterator[DictionaryObject]:
    """Give every figure in the tree of tags."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for kid in node:
            yield from figures(kid)
    elif isinstance(node, DictionaryObject):
        if node.get("/S") == "/Figure":
            yield node
        if "/K" in node:
            yield from figures(node["/K"])


def test_pictures_are_described_in_words():
    tags = reader(render("inspection_record", papers.RECORD)).trailer["/Root"]["/StructTreeRoot"]

    described = {figure["/Alt"] for figure in figures(tags)}

    assert described == {
        "Chữ ký của Hoàng Văn Thắng",
        "Mã QR dẫn tới trang xác thực, mã K7MP-Q4RT-XA",
    }


@pytest.mark.parametrize("kind", ["inspection_record", "decision", "violation_record"])
def test_the_head_is_that_of_the_decree(kind):
    copied = text_of(render(kind, PAPERS[kind]))

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in copied
    assert PAPERS[kind].issuer.body.upper() in copied


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "Cao Bằng, ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "Cao Bằng, ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "Cao Bằng, ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 10), "Cao Bằng, ngày 10 tháng 12 năm 2026"),
    ],
)
def test_days_and_months_lead_with_a_zero_where_the_decree_asks_for_it(day, written):
    dated = replace(papers.RECORD, issuer=replace(papers.RECORD.issuer, day=day))

    assert written in text_of(render("inspection_record", dated))


def test_paper_and_margins_are_those_of_the_decree():
    page = reader(render("decision", papers.DECISION)).pages[0]
    places: list[float] = []

    def note_place(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            places.append(cm[0] * tm[4] + cm[2] * tm[5] + cm[4])

    page.extract_text(visitor_text=note_place)
    in_mm = 25.4 / 72

    assert [round(float(side) * in_mm) for side in page.mediabox[2:]] == [210, 297]
    assert 29.9 <= min(places) * in_mm <= 35


def test_a_day_of_the_page_is_the_day_in_vietnam():
    late = datetime.fromisoformat("2026-01-05T18:30:00+00:00")
    facts = replace(papers.RECORD, started_at=late, ended_at=late)

    assert "hồi 01 giờ 30 phút, ngày 06 tháng 01 năm 2026" in text_of(
        render("inspection_record", facts)
    )


def test_a_long_record_numbers_its_pages_from_the_second_on_and_repeats_the_table_head():
    long = replace(papers.RECORD, sections=(SectionOnPaper("Điều kiện", papers.items(60)),))

    pages = [page.extract_text() for page in reader(render("inspection_record", long)).pages]

    first_lines = [text.split("\n")[0].strip() for text in pages]
    assert len(pages) > 3
    assert first_lines[1:] == [str(number) for number in range(2, len(pages) + 1)]
    assert first_lines[0] != "1"
    assert sum("Nội dung kiểm tra Kết quả Ghi chú" in " ".join(t.split()) for t in pages) > 3
    assert "C60" in "".join(pages)


@pytest.mark.parametrize("kind", PAPERS)
def test_whatever_people_type_stays_text(kind):
    copied = re.sub(NOT_BINDING, "", text_of(render(kind, hostile(PAPERS[kind]))))

    assert '#panic("x")' in copied
    if kind != "sticker_sheet":  # stickers cut what is too long
        assert '#panic("x")$x^2$@ref*b*_i_\\///*<script>[a](b){{x}}1.=h-l+l/t:u' in copied
        assert "trái□□□□□□é" in copied
        assert "W" * 300 in copied


@pytest.mark.parametrize("kind", PAPERS)
def test_missing_texts_and_empty_lists_still_make_a_document(kind):
    facts = emptied(PAPERS[kind])

    assert reader(render(kind, facts)).pages


def test_a_table_row_longer_than_a_page_loses_nothing():
    words = " ".join(f"chữ{i}" for i in range(1500))
    item = replace(papers.items(1)[0], note=words)
    facts = replace(papers.RECORD, sections=(SectionOnPaper("Điều kiện", (item,)),))

    copied = text_of(render("inspection_record", facts))

    assert [i for i in range(1500) if f"chữ{i} " not in copied + " "] == []


def test_a_refusal_names_who_refused_why_and_who_attests_it():
    copied = text_of(render("inspection_record", papers.REFUSED))

    assert (
        "Ông (bà) Nguyễn Thị Hường, Chủ hộ kinh doanh từ chối ký biên bản, "
        "lý do: không đồng ý với số lao động." in copied
    )
    assert (
        "có sự chứng kiến và được xác nhận bằng chữ ký của Ông (bà) Bế Văn Đàn, Công chức, "
        "UBND phường Thục Phán, là đại diện chính quyền cấp xã." in copied
    )
    assert "công nhận là đúng và cùng ký tên" not in copied


def test_a_witness_may_attest_a_refused_violation_record():
    refusal = RefusalOnPaper(papers.OWNER, "", attested_by=papers.WITNESS)

    copied = text_of(render("violation_record", replace(papers.VIOLATION, refusal=refusal)))

    assert "từ chối ký biên bản vi phạm hành chính, lý do: không nêu lý do." in copied
    assert "là người chứng kiến." in copied


def test_a_refusal_needs_a_witness_or_the_reason_why_there_is_none():
    with pytest.raises(ValueError, match="attests"):
        RefusalOnPaper(papers.OWNER, "bận", attested_by=None)


def test_a_note_added_after_signing_stands_apart_from_the_record():
    copied = text_of(render("inspection_record", papers.AMENDED))

    before, after = copied.split("GHI CHÚ BỔ SUNG SAU KHI KÝ")
    assert "Đính chính: cơ sở có 18 phòng." in after
    assert "Đính chính" not in before
    assert "GHI CHÚ BỔ SUNG" not in text_of(render("inspection_record", papers.RECORD))


def test_a_draft_says_so_on_every_page():
    draft = replace(papers.RECORD, draft=True)

    marked = ["BẢN DỰ THẢO" in page.extract_text() for page in pages_of(draft)]

    assert all(marked)
    assert not any("BẢN DỰ THẢO" in page.extract_text() for page in pages_of(papers.RECORD))


def pages_of(record: Any) -> list[Any]:
    return list(reader(render("inspection_record", record)).pages)


def test_the_tax_code_is_printed_as_masked_as_it_was_given():
    copied = text_of(render("inspection_record", papers.RECORD))

    assert "Mã số thuế/mã số hộ kinh doanh: 80*****123" in copied


def test_signatures_say_how_and_when_they_were_given():
    copied = text_of(render("inspection_record", papers.RECORD))

    assert "(ký bằng cách nhập họ tên)" in copied
    assert "Ký trên thiết bị lúc 11:30 ngày 05/01/2026" in copied
    assert "THÀNH VIÊN (Ký, ghi rõ họ tên)" in copied


def test_a_broken_picture_of_a_signature_is_not_passed_over():
    broken = replace(papers.SIGNED, image=b"\x89PNG\r\n\x1a\nnot a picture")

    with pytest.raises(RenderingFailed):
        render("inspection_record", replace(papers.RECORD, signatures=(broken,)))


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{}</svg>'


def test_a_signature_may_be_a_drawing_of_lines():
    drawing = DRAWING.format('<path d="M1 1L80 30" stroke="navy"/>').encode()
    signed = replace(papers.SIGNED, image=drawing)

    pdf = render("inspection_record", replace(papers.RECORD, signatures=(signed,)))

    assert "Chữ ký của Hoàng Văn Thắng" in {
        figure["/Alt"] for figure in figures(reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    }


@pytest.mark.parametrize(
    "inside",
    ['<image href="a.typ" width="9"/>', '<use xlink:HREF="/etc/hosts#a"/>', "<!ENTITY a 'b'>"],
    ids=["a file", "another drawing", "an entity"],
)
def test_a_drawing_that_points_outside_itself_is_refused(inside):
    signed = replace(papers.SIGNED, image=DRAWING.format(inside).encode())

    with pytest.raises(RenderingFailed, match="outside"):
        render("inspection_record", replace(papers.RECORD, signatures=(signed,)))


def test_a_violation_record_says_that_a_person_decides_the_fine():
    copied = text_of(render("violation_record", papers.VIOLATION))

    assert "Khung tiền phạt đối với cá nhân: từ 2.000.000 đồng đến 5.000.000 đồng" in copied
    assert "mức phạt do người có thẩm quyền xử phạt quyết định" in copied
    assert "Số người lao động liên quan: 03 người." in copied


def test_a_clause_not_yet_verified_is_printed_only_with_who_confirmed_it():
    copied = text_of(render("violation_record", papers.VIOLATION))

    assert "đã đối chiếu với Công báo số 123 và xác nhận hồi 11 giờ 30 phút" in copied
    with pytest.raises(ValueError, match="confirmation"):
        replace(papers.ACT, clause_verified=False)


@pytest.mark.parametrize("granted", [True, False], ids=["granted", "not granted"])
def test_the_right_to_explain_is_said_with_its_time_limits(granted):
    explanation = ExplanationOnPaper(granted, addressee="Trưởng Công an phường")

    copied = text_of(render("violation_record", replace(papers.VIOLATION, explanation=explanation)))

    assert ("Trong thời hạn 05 ngày làm việc" in copied) is granted
    assert ("Được quyền giải trình" in copied) is True


def test_an_organisation_is_named_as_one():
    violator = replace(papers.VIOLATION.violator, is_organisation=True)

    copied = text_of(render("violation_record", replace(papers.VIOLATION, violator=violator)))

    assert "Tên của tổ chức: Khách sạn Hoa Ban Trắng (minh họa)" in copied
    assert "Khung tiền phạt đối với tổ chức" in copied
    assert "Số định danh cá nhân" not in copied


def test_a_decision_on_many_places_lists_them_on_a_sheet_of_their_own():
    subjects = tuple(replace(papers.DECISION.subjects[0], name=f"Cơ sở {i}") for i in range(1, 41))

    copied = text_of(render("decision", replace(papers.DECISION, subjects=subjects)))

    assert "40 cơ sở kinh doanh dịch vụ (có danh sách kèm theo)" in copied
    assert "PHỤ LỤC DANH SÁCH CƠ SỞ ĐƯỢC KIỂM TRA" in copied
    assert all(f"Cơ sở {i} " in copied for i in range(1, 41))


def test_the_sheets_of_stickers_hold_24_codes_that_a_camera_reads():
    sheets = [Image.open(BytesIO(p)) for p in render_pages("sticker_sheet", papers.stickers(26))]

    read = [{code.text for code in codes_in(sheet)} for sheet in sheets]

    assert [len(codes) for codes in read] == [24, 2]
    assert set.union(*read) == {label.url for label in papers.stickers(26).labels}


def test_places_of_a_used_sheet_stay_empty():
    sheets = render_pages("sticker_sheet", papers.stickers(24, skip=3))

    assert len(sheets) == 2


@pytest.mark.parametrize("kind", ["inspection_record", "decision", "commitment"])
def test_the_code_on_a_document_leads_to_its_page(kind):
    last = render_pages(kind, PAPERS[kind])[-1]

    codes = [code.text for code in codes_in(Image.open(BytesIO(last)))]

    assert codes == [papers.VERIFICATION.url]


@pytest.mark.parametrize("undertakings", range(2, 16))
def test_signatures_and_code_never_stand_alone_on_a_page(undertakings):
    facts = replace(papers.COMMITMENT, undertakings=("Chấp hành pháp luật.",) * undertakings)

    last = reader(render("commitment", facts)).pages[-1].extract_text()

    assert "Mã xác thực" in last
    assert "ĐẠI DIỆN CƠ SỞ" in last
    assert "Bản cam kết có hiệu lực" in last


def test_the_address_printed_is_a_link_without_hidden_characters():
    pages = reader(render("commitment", papers.COMMITMENT)).pages

    links = {
        note.get_object()["/A"]["/URI"]
        for page in pages
        for note in page.get("/Annots", ArrayObject())
    }

    assert links == {papers.VERIFICATION.url}


def test_every_kind_has_its_template_and_every_template_its_kind():
    files = {path.name for path in TEMPLATES.glob("*.typ")}

    assert files == {kind.template for kind in KINDS.values()} | {"layout.typ"}


def test_facts_of_another_kind_are_refused():
    with pytest.raises(TypeError, match="DecisionFacts"):
        render("decision", papers.RECORD)


def test_the_fonts_are_the_ones_that_were_taken():
    named = re.findall(
        r"(\S+\.ttf) \| ([0-9a-f]{64})", (FONTS / "README.md").read_text(encoding="utf-8")
    )

    found = [
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(FONTS.glob("*.ttf"))
    ]

    assert found == named
    assert len(found) == 4
