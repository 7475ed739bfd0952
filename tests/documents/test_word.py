"""Does the Word report say what the facts say, whole, safely, and open in Word?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from inspect178.documents.facts import WideTableOnPaper
from inspect178.documents.word import DEFAULT_TEMPLATE, check_template, render_word
from inspect178.documents.word.context import context_of
from inspect178.documents.word.fields import FIELDS, Field
from scripts.build_report_template import build
from tests.architecture.sources import ROOT
from tests.documents.reports import REPORT, WARDS, large
from tests.documents.templates import (
    part_of,
    table_texts,
    template,
    texts_of,
    with_footnote,
    with_reference,
)
from tests.documents.test_rendering import emptied, hostile

BARE = replace(
    REPORT, indicators=(), footnotes=(), targets=(), coverage=(), wide=WideTableOnPaper(),
    not_covered=(), by_remoteness=(), by_size=(), addenda=(), frozen=None,
)  # fmt: skip
CODE = "=1+1 <w:p/> ]]> & {{ nguoi_ky }} {% for x in can_cu %} {_{ x }_} \"' {#"


def written(**changes: Any) -> str:
    return "\n".join(texts_of(render_word(replace(REPORT, **changes))))


def test_the_template_of_the_house_is_what_its_script_makes():
    assert DEFAULT_TEMPLATE.read_bytes() == build()


def test_the_template_of_the_house_is_one_that_is_accepted():
    check_template(DEFAULT_TEMPLATE.read_bytes())


def test_the_report_says_in_word_what_it_says_on_paper():
    text = written()

    assert "ỦY BAN NHÂN DÂN\nTỈNH CAO BẰNG\nĐỘI KIỂM TRA LIÊN NGÀNH 178" in text
    assert "Số: 09/BC-ĐKTLN178" in text
    assert "Cao Bằng, ngày 21 tháng 12 năm 2026" in text
    assert "Kính gửi: Ủy ban nhân dân tỉnh Cao Bằng; Sở Y tế tỉnh Cao Bằng" in text
    assert (
        "tính từ ngày 01 tháng 01 năm 2026 đến hết ngày 15 tháng 12 năm 2026 trên địa bàn tỉnh "
        "Cao Bằng, theo đơn vị hành chính tại ngày 15 tháng 12 năm 2026, là số liệu hệ thống ghi "
        "nhận đến 08 giờ 30 phút, ngày 20 tháng 12 năm 2026. Báo cáo chỉ tính các cơ sở thuộc thẩm "
        "quyền quản lý của Sở Văn hóa, Thể thao và Du lịch. Số liệu đã được Hoàng Văn Thắng" in text
    )
    assert "II. KẾT QUẢ THỰC HIỆN\nĐội đã kiểm tra 412 lượt cơ sở." in text
    assert "- Như trên;\n- Lưu: VT, YT." in text
    assert "KT. ĐỘI TRƯỞNG\nĐỘI PHÓ\n" in text
    assert "Phụ lục IV\nNỘI DUNG BỔ SUNG SAU KHI CHỐT SỐ LIỆU" in text
    assert "{" not in text


def test_tables_hold_a_line_for_each_row():
    _, indicators, targets, _, coverage, *_ = table_texts(render_word(REPORT))

    assert [row[0] for row in indicators] == ["Mã", "COV-Y", "VIS", "CAM"]
    assert indicators[1] == [
        "COV-Y", "Tỷ lệ cơ sở được kiểm tra trong kỳ (1)", "412", "1.204", "34,2 %", "≥ 20 %", "Đạt"
    ]  # fmt: skip
    assert targets[2][3:] == ["64 %", "Đơn vị nhập: Báo cáo 44/BC-SNV ngày 01/12/2026", "Chưa đạt"]
    assert [row[0].strip() for row in coverage[2:]] == ["Tỉnh Cao Bằng", *WARDS]


def test_the_columns_of_the_wide_table_come_from_the_facts():
    wide = [t for t in table_texts(render_word(REPORT)) if "Cơ sở theo loại hình" in t[0]][0]

    assert wide[0][1:6] == ["Cơ sở theo loại hình"] * 5
    assert wide[1][1:4] == ["Lưu trú", "Karaoke", "Vũ trường, bar"]
    assert [row[0].strip() for row in wide[2:]] == ["Tỉnh Cao Bằng", *WARDS]
    assert wide[3][1:4] == ["3", "4", "5"]


def test_totals_are_bold_and_their_parts_are_not():
    table = Document(BytesIO(render_word(REPORT))).tables[4]

    bold = [
        {run.bold for run in row.cells[1].paragraphs[0].runs if run.text} for row in table.rows[2:]
    ]

    assert bold[0] == {True}
    assert all(looks == {None} for looks in bold[1:])


def test_heads_of_tables_are_repeated_and_rows_stay_whole():
    document = Document(BytesIO(render_word(large(170))))

    framed = [t for t in document.tables if t.style.name == "Table Grid"]

    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in framed)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for t in framed for row in t.rows)
    assert sum("Xã số 170" in t.rows[-1].cells[0].text for t in framed) == 3


def test_wide_tables_lie_on_their_side_between_upright_pages():
    sections = Document(BytesIO(render_word(REPORT))).sections

    assert [s.orientation == WD_ORIENT.LANDSCAPE for s in sections] == [False, True, False]
    assert {round(s.left_margin.mm) for s in sections} == {30}


def test_pages_are_numbered_in_the_head_but_not_the_first():
    section = Document(BytesIO(render_word(REPORT))).sections[0]

    assert section.different_first_page_header_footer
    assert "PAGE" in etree.tostring(section.header._element).decode()
    assert "PAGE" not in etree.tostring(section.first_page_header._element).decode()
    assert "BẢN DỰ THẢO" in section.first_page_header.paragraphs[0].text
    assert "DỮ LIỆU MẪU" in section.header.paragraphs[0].text


def test_without_tables_there_are_no_empty_pages_and_no_empty_tables():
    docx = render_word(BARE)

    document = Document(BytesIO(docx))
    assert len(document.sections) == 1
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT
    assert len(document.tables) == 2  # head and signature
    assert "Phụ lục" not in "\n".join(texts_of(docx))
    assert "Số liệu chưa chốt và còn có thể thay đổi." in "\n".join(texts_of(docx))


@pytest.mark.parametrize("missing", ["coverage", "not_covered", "addenda"])
def test_what_is_missing_leaves_no_page_behind(missing):
    docx = render_word(replace(BARE, **{f: getattr(REPORT, f) for f in ANNEXES if f != missing}))

    sections = sections_of(Document(BytesIO(docx)))

    assert all(any(text.strip() for text in section) for section in sections)


ANNEXES = ("coverage", "wide", "not_covered", "addenda")


def sections_of(document: Any) -> list[list[str]]:
    """Give the texts of each section."""
    sections: list[list[str]] = [[]]
    for block in document.element.body:
        sections[-1].append("".join(node.text or "" for node in block.iter(qn("w:t"))))
        if block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            sections.append([])
    return sections


def test_every_cell_ends_with_a_paragraph_and_every_table_fits_its_grid():
    for facts in (REPORT, BARE, emptied(REPORT), large(30)):
        body = Document(BytesIO(render_word(facts))).element.body
        assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
        for table in body.iter(qn("w:tbl")):
            columns = len(table.find(qn("w:tblGrid")))
            assert {cells_of(row) for row in table.findall(qn("w:tr"))} == {columns}


@pytest.mark.parametrize("columns", [1, 3, 9])
def test_widths_come_first_in_the_properties_of_cells_as_word_wants_it(columns):
    few = WideTableOnPaper(
        REPORT.wide.columns[:columns],
        tuple(replace(row, figures=row.figures[:columns]) for row in REPORT.wide.rows),
    )

    body = Document(BytesIO(render_word(replace(REPORT, wide=few)))).element.body

    assert {cell.tcPr[0].tag for cell in body.iter(qn("w:tc"))} == {qn("w:tcW")}


def cells_of(row: Any) -> int:
    """Count the columns of a row, spans included."""
    spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
    return sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans)


def test_the_wide_table_keeps_the_width_of_the_page():
    body = Document(BytesIO(render_word(REPORT))).element.body

    widths = [
        sum(int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid")))
        for table in body.iter(qn("w:tbl"))
    ]

    assert all(width * 25.4 / 1440 <= 251 for width in widths)


def test_the_same_facts_give_the_same_bytes():
    assert render_word(REPORT) == render_word(REPORT)


def test_whatever_people_type_stays_text():
    facts = replace(
        REPORT,
        about=CODE,
        narrative=replace(REPORT.narrative, situation=(CODE,)),
        recipients=(CODE,),
        mark=CODE,
        coverage=(replace(REPORT.coverage[0], name=CODE),),
    )

    docx = render_word(facts)

    texts = texts_of(docx)
    assert texts.count(CODE) >= 3  # subject line, situation, unit
    assert f"- {CODE}." in texts
    head = Document(BytesIO(docx)).sections[0].header.paragraphs[0].text
    assert head.startswith(CODE)


def test_words_that_xml_cannot_hold_are_left_out():
    text = written(unit="Cao\x00 \x07Bằng\ud800 \u202etrái\u202c\x0c x\ufffe")

    assert "trên địa bàn Cao Bằng trái\n x, theo" in text


def test_hostile_words_everywhere_still_make_a_document():
    docx = render_word(hostile(REPORT))

    for name in ("word/document.xml", "docProps/core.xml"):
        etree.fromstring(part_of(docx, name).encode())
    assert '#panic("x") $x^2$ @ref *b*' in "\n".join(texts_of(docx))


def test_missing_texts_and_empty_lists_still_make_a_document():
    assert "Không có nội dung báo cáo." in "\n".join(texts_of(render_word(emptied(REPORT))))


def test_lines_that_were_typed_become_paragraphs():
    narrative = replace(REPORT.narrative, results=("Dòng một\nDòng hai\r\n\n",))

    assert "\nDòng một\nDòng hai\nBảng 1." in written(narrative=narrative)


def test_very_long_names_lose_nothing():
    name = "Phường " + " ".join(f"dài{i}" for i in range(400))

    assert name in written(coverage=(replace(REPORT.coverage[0], name=name),))


def test_the_template_of_an_office_is_filled_in_its_own_words():
    own = template(
        "Phòng Y tế {{ don_vi|upper }}, {{ ky_bao_cao }}",
        "{%p for doan in ket_qua %}", "Kết quả {{ loop.index }}: {{ doan }}", "{%p endfor %}",
        rows=(("{%tr for d in ty_le %}", ""), ("{{ d.don_vi }}", "{{ d.ty_le_chinh_thuc }}"),
              ("{%tr endfor %}", "")),
        head="{{ dau_hieu }}",
    )  # fmt: skip

    docx = render_word(REPORT, own)

    assert texts_of(docx)[:2] == [
        "Phòng Y tế TỈNH CAO BẰNG, năm 2026", "Kết quả 1: Đội đã kiểm tra 412 lượt cơ sở."
    ]  # fmt: skip
    assert len(table_texts(docx)[0]) == 5
    assert Document(BytesIO(docx)).sections[0].header.paragraphs[0].text == "DỮ LIỆU MẪU"


def test_typed_brackets_in_a_footnote_do_not_become_code_in_the_second_section():
    own = with_footnote("{{ ke_hoach }}", sections=3)

    docx = render_word(replace(REPORT, plan="{{ nguoi_ky }} & {% if %}"), own)

    assert "{{ nguoi_ky }} &amp; {% if %}" in part_of(docx, "word/footnotes.xml")


def test_a_stored_template_is_checked_again():
    with pytest.raises(Exception, match="outside itself"):
        render_word(REPORT, with_reference("image", "http://example.org/a.png"))


def test_every_field_is_filled_and_nothing_else():
    assert shape_of(context_of(REPORT)) == declared(FIELDS)


def shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape_of(value[0])]
    return type(value)


def declared(fields: tuple[Field, ...]) -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    for field in fields:
        inner = declared(field.of) if field.of else str
        shapes[field.name] = [inner] if field.many else inner
    return shapes


def test_no_field_hides_behind_a_name_that_python_knows():
    names = {line.split("`")[1] for line in lines_of(FIELDS)}

    assert names.isdisjoint({*dir({}), "loop"})
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def test_the_list_of_fields_for_offices_is_complete():
    page = (ROOT / "docs" / "report-template.md").read_text(encoding="utf-8").splitlines()

    table = page[page.index("| trường | là | giá trị |") + 2 :]

    assert table == list(lines_of(FIELDS))


def lines_of(fields: tuple[Field, ...], depth: int = 0) -> Iterator[str]:
    for field in fields:
        kind = "các dòng" if field.of else "danh sách" if field.many else "chữ"
        yield f"| {'· ' * depth}`{field.name}` | {kind} | {field.says} |"
        yield from lines_of(field.of, depth + 1)
