"""What does our own Word template of the report look like? This makes it, from nothing.

`python -m scripts.build_report_template` writes templates/documents/periodic_report.docx in the
layout of Nghị định 30/2020/NĐ-CP. Offices may replace it by one of their own; which fields they
may use stands in docs/report-template.md. A test compares the file with what this script makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from inspect178.documents.word import DEFAULT_TEMPLATE
from inspect178.documents.word.filling import packed

FONT = "Times New Roman"
WIDTH, WIDTH_ON_SIDE = 163, 250
MADE = datetime.fromisoformat("2026-11-28")  # the properties of a file hold no zone
CENTRE, RIGHT, LEFT = ALIGN.CENTER, ALIGN.RIGHT, ALIGN.LEFT
LISTED = "- {{ doan }}{% if loop.last %}.{% else %};{% endif %}"
NUMBER_AND_DAY = ("{{ so_van_ban }}", "{{ dia_danh_ngay }}")
NOTHING_WRITTEN = "Không có nội dung báo cáo."


def build() -> bytes:
    """Make the template."""
    document = Document()
    set_styles(document)
    lay_out(document.sections[0], first=True)
    write_head(document)
    write_body(document)
    write_end(document)
    write_coverage(document)
    lay_out(document.add_section(WD_SECTION.NEW_PAGE), on_side=True)
    write_wide_table(document)
    lay_out(document.add_section(WD_SECTION.NEW_PAGE))
    write_analysis(document)
    write_addenda(document)
    about = document.core_properties
    about.title, about.author, about.language = "Mẫu báo cáo", "inspect178", "vi-VN"
    about.created = about.modified = MADE
    about.comments = ""
    made = BytesIO()
    document.save(made)
    return packed(made.getvalue())


# ---- Styles and pages ----------------------------------------------------------------------------


def set_styles(document: Any) -> None:
    """Times New Roman, black, Vietnamese, in the sizes of the decree."""
    normal = document.styles["Normal"]
    set_font(normal, 13)
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{name}"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    space(normal.paragraph_format, after=0)
    body = document.styles["Body Text"]
    set_font(body, 13)
    space(body.paragraph_format, after=6)
    body.paragraph_format.first_line_indent = Mm(10)
    body.paragraph_format.alignment = ALIGN.JUSTIFY
    body.paragraph_format.line_spacing = 1.1
    for level, size, alignment in ((1, 14, CENTRE), (2, 13, LEFT), (3, 13, CENTRE)):
        heading = document.styles[f"Heading {level}"]
        set_font(heading, size, bold=True)
        space(heading.paragraph_format, before=0 if level == 1 else 8, after=6)
        heading.paragraph_format.alignment = alignment
        heading.paragraph_format.keep_with_next = True


def set_font(style: Any, size: int, *, bold: bool = False) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def space(form: Any, *, before: int = 0, after: int = 6) -> None:
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE


def lay_out(section: Any, *, on_side: bool = False, first: bool = False) -> None:
    """A4 with the margins of the decree; page numbers in the top margin, none on page one."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if on_side else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if on_side else (short, long)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(17)
    section.header_distance = Mm(9)
    section.different_first_page_header_footer = first
    section.header.is_linked_to_previous = False
    write_page_head(section.header, WIDTH_ON_SIDE if on_side else WIDTH, numbered=True)
    if first:
        write_page_head(section.first_page_header, WIDTH, numbered=False)


def write_page_head(header: Any, width: int, *, numbered: bool) -> None:
    """Left the mark, in the middle the number of the page, right whether it is a draft."""
    paragraph = header.paragraphs[0]
    paragraph.style = "Normal"  # the style of heads has tab stops of its own
    stops = paragraph.paragraph_format.tab_stops
    for place, kind in ((width / 2, WD_TAB_ALIGNMENT.CENTER), (width, WD_TAB_ALIGNMENT.RIGHT)):
        stops.add_tab_stop(Mm(place), kind)
    add_run(paragraph, "{{ dau_hieu }}", size=11, bold=True)
    paragraph.add_run("\t")
    if numbered:
        add_field(paragraph, "PAGE")
    paragraph.add_run("\t")
    add_run(paragraph, "{{ du_thao }}", size=11, bold=True)


def add_field(paragraph: Any, code: str) -> None:
    """Add a Word field that Word works out by itself."""
    for kind in ("begin", "code", "end"):
        run = add_run(paragraph, "", size=13)
        if kind == "code":
            node = OxmlElement("w:instrText")
            node.set(qn("xml:space"), "preserve")
            node.text = f" {code} "
        else:
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
        run._r.append(node)


# ---- Paragraphs ----------------------------------------------------------------------------------


def add_run(paragraph: Any, text: str, **looks: Any) -> Any:
    run = paragraph.add_run(text)
    run.font.name = FONT
    if "size" in looks:
        run.font.size = Pt(looks["size"])
    run.bold, run.italic = looks.get("bold"), looks.get("italic")
    return run


def write(place: Any, text: str, style: str = "Body Text", **looks: Any) -> Any:
    """Add a paragraph; `align`, `before` and `after` set it, the rest is how the letters look."""
    paragraph = place.add_paragraph(style=style)
    shape = paragraph.paragraph_format
    if "align" in looks:
        shape.alignment, shape.first_line_indent = looks.pop("align"), Mm(0)
    if "before" in looks:
        shape.space_before = Pt(looks.pop("before"))
    if "after" in looks:
        shape.space_after = Pt(looks.pop("after"))
    if looks.pop("new_page", False):
        shape.page_break_before = True
    add_run(paragraph, text, **looks)
    return paragraph


def say(place: Any, statement: str) -> None:
    """Add a line that is an instruction; it disappears when the template is filled."""
    write(place, "{%p " + statement + " %}", style="Normal", size=9)


def each(place: Any, name: str, text: str, **looks: Any) -> None:
    """Write a paragraph for each text of a list."""
    say(place, f"for doan in {name}")
    write(place, text, **looks)
    say(place, "endfor")


def draw_line(cell: Any, length: int, width: int) -> None:
    """Draw the short line below a heading: the lower border of an empty, moved in paragraph."""
    paragraph = cell.add_paragraph()
    shape = paragraph.paragraph_format
    space(shape, before=3, after=4)
    shape.left_indent = shape.right_indent = Mm((width - length) / 2)
    shape.line_spacing = Pt(2)
    add_run(paragraph, "", size=1)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, "w:spacing", "w:ind", "w:jc")


# ---- Tables --------------------------------------------------------------------------------------


def add_table(document: Any, widths: Sequence[int], *, lines: bool = True) -> Any:
    """Add a table without rows."""
    table = document.add_table(rows=0, cols=len(widths))
    table.style = document.styles["Table Grid" if lines else "Normal Table"]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    set_cell_margins(table, 57 if lines else 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def set_cell_margins(table: Any, twips: int) -> None:
    """Leave so much left and right of what stands in a cell; 57 are 1 mm."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def add_row(table: Any, texts: Sequence[str], **looks: Any) -> Any:
    """Add a row that stays whole; `head` repeats it on each page, `align` is one letter a cell."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    head = looks.pop("head", False)
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    align = looks.pop("align", "c" * len(texts))
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = table.columns[place].width
        cell.vertical_alignment = (
            WD_CELL_VERTICAL_ALIGNMENT.CENTER if head else WD_CELL_VERTICAL_ALIGNMENT.TOP
        )
        paragraph = cell.paragraphs[0]
        space(paragraph.paragraph_format, before=1, after=1)
        paragraph.alignment = {"c": CENTRE, "l": LEFT, "r": RIGHT}[align[place]]
        add_run(paragraph, text, bold=head or None, **looks)
    return row


def instruct(table: Any, statement: str) -> None:
    """Add a row that is an instruction; it disappears when the template is filled."""
    row = table.add_row()
    whole = row.cells[0].merge(row.cells[-1])
    add_run(whole.paragraphs[0], "{%tr " + statement + " %}", size=9)


def of_line(fields: Sequence[str]) -> list[str]:
    """Write the fields of a line as they stand in a template."""
    return ["{{ dong." + field + " }}" for field in fields]


def embolden(cell: Any) -> None:
    """Print a cell bold where its row is a total: the same words twice, one of them left out."""
    paragraph = cell.paragraphs[0]
    (run,) = paragraph.runs
    words, size = run.text, run.font.size.pt
    run.text = "{% if dong.in_dam %}" + words + "{% endif %}"
    run.bold = True
    add_run(paragraph, "{% if not dong.in_dam %}" + words + "{% endif %}", size=size)


def list_table(document: Any, name: str, **table: Any) -> None:
    """Add a table with a head and a line for each row of a list."""
    size = table.get("size", 11)
    made = add_table(document, table["widths"])
    add_row(made, table["heads"], head=True, size=size)
    instruct(made, f"for dong in {name}")
    add_row(made, of_line(table["fields"]), align=table["align"], size=size)
    instruct(made, "endfor")


# ---- The report ----------------------------------------------------------------------------------


def write_head(document: Any) -> None:
    table = add_table(document, (72, 91), lines=False)
    row = table.add_row()
    left, right = row.cells
    left.width, right.width = Mm(72), Mm(91)
    first = left.paragraphs[0]
    first.alignment = CENTRE
    add_run(first, "{{ co_quan_chu_quan }}", size=12)
    write(left, "{{ co_quan_ban_hanh }}", style="Normal", align=CENTRE, size=12, bold=True)
    draw_line(left, 22, 72)
    first = right.paragraphs[0]
    first.alignment = CENTRE
    add_run(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    write(
        right, "Độc lập - Tự do - Hạnh phúc", style="Normal", align=CENTRE, size=13, bold=True
    )  # fmt: skip
    draw_line(right, 54, 91)
    below = table.add_row().cells
    for cell, text, italic in zip(below, NUMBER_AND_DAY, (False, True), strict=True):
        cell.paragraphs[0].alignment = CENTRE
        add_run(cell.paragraphs[0], text, size=13, italic=italic)
    write(document, "{{ ten_van_ban }}", style="Heading 1", before=18, after=0)
    write(document, "{{ trich_yeu }}", align=CENTRE, bold=True, after=4)
    draw_line(document, 25, WIDTH)
    say(document, "if kinh_gui")
    write(document, "Kính gửi: {{ kinh_gui|join('; ') }}", align=CENTRE, before=6, after=10)
    say(document, "endif")


def write_body(document: Any) -> None:
    each(document, "can_cu", "Căn cứ {{ doan }};", italic=True)
    write(
        document,
        "{% if ke_hoach %}Thực hiện {{ ke_hoach }}, {% endif %}{{ ten_co_quan }} báo cáo "
        "{{ trich_yeu_thuong }} như sau:",
    )
    write(
        document,
        "Số liệu của báo cáo tính từ {{ tu_ngay }} đến hết {{ den_ngay }} trên địa bàn "
        "{{ don_vi }}, theo đơn vị hành chính tại {{ ngay_don_vi_hanh_chinh }}, là số liệu hệ "
        "thống ghi nhận đến {{ so_lieu_den }}.{% if co_quan_quan_ly %} Báo cáo chỉ tính các cơ sở "
        "thuộc thẩm quyền quản lý của {{ co_quan_quan_ly }}.{% endif %}{% if nguoi_chot %} Số "
        "liệu đã được {{ nguoi_chot }} chốt hồi {{ chot_luc }}.{% else %} Số liệu chưa chốt và "
        "còn có thể thay đổi.{% endif %}",
    )
    part(document, "I. TÌNH HÌNH CHUNG", "tinh_hinh")
    part(document, "II. KẾT QUẢ THỰC HIỆN", "ket_qua")
    write_indicators(document)
    write_targets(document)
    part(document, "III. KHÓ KHĂN, VƯỚNG MẮC", "kho_khan")
    part(document, "IV. ĐỀ XUẤT, KIẾN NGHỊ", "de_xuat")
    write(document, "Trên đây là báo cáo {{ trich_yeu_thuong }} của {{ ten_co_quan }}./.")


def part(document: Any, title: str, name: str) -> None:
    write(document, title, style="Heading 2")
    each(document, name, "{{ doan }}")
    say(document, f"if not {name}")
    write(document, NOTHING_WRITTEN)
    say(document, "endif")


def write_indicators(document: Any) -> None:
    say(document, "if chi_so")
    write(document, "Bảng 1. Các chỉ số của kỳ báo cáo", style="Heading 3")
    table = add_table(document, (20, 51, 17, 17, 20, 18, 20))
    heads = ("Mã", "Chỉ số", "Tử số", "Mẫu số", "Giá trị", "Chỉ tiêu", "Kết quả")
    add_row(table, heads, head=True, size=11)
    instruct(table, "for dong in chi_so")
    texts = of_line(("ma", "ten", "tu_so", "mau_so", "gia_tri", "chi_tieu", "dat"))
    texts[1] += "{% if dong.chu_thich %} {{ dong.chu_thich }}{% endif %}"
    add_row(table, texts, align="llrrrrc", size=11)
    instruct(table, "endfor")
    say(document, "endif")
    say(document, "if chu_thich")
    write(document, "Ghi chú:", style="Normal", before=4, size=11, bold=True, italic=True)
    say(document, "endif")
    say(document, "for dong in chu_thich")
    write(document, "{{ dong.so }} {{ dong.noi_dung }}", style="Normal", size=11)
    say(document, "endfor")


def write_targets(document: Any) -> None:
    say(document, "if chi_tieu_ke_hoach")
    write(document, "Bảng 2. Kết quả so với chỉ tiêu kế hoạch", style="Heading 3")
    list_table(
        document,
        "chi_tieu_ke_hoach",
        widths=(9, 53, 21, 22, 38, 20),
        heads=("TT", "Chỉ tiêu", "Kế hoạch", "Thực hiện", "Nguồn số liệu", "Kết quả"),
        fields=("tt", "ten", "chi_tieu", "thuc_hien", "nguon", "dat"),
        align="clrrlc",
    )
    say(document, "endif")


def write_end(document: Any) -> None:
    write(document, "", style="Normal", size=6)
    table = add_table(document, (80, 83), lines=False)
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = row.cells
    left.width, right.width = Mm(80), Mm(83)
    add_run(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    each(left, "noi_nhan", LISTED, style="Normal", size=11)
    say_in_first(right, "for doan in chuc_vu_ky")
    write(right, "{{ doan }}", style="Normal", align=CENTRE, bold=True)
    say(right, "endfor")
    for _ in range(4):
        write(right, "", style="Normal", align=CENTRE)
    write(right, "{{ nguoi_ky }}", style="Normal", align=CENTRE, bold=True)
    say(document, "if ma_bam")
    write(
        document,
        "Số liệu của báo cáo đã chốt hồi {{ chot_luc }}. Người chốt: {{ nguoi_chot }}.",
        style="Normal", before=12, size=10,
    )  # fmt: skip
    write(
        document, "Mã băm SHA-256 của số liệu đã chốt: {{ ma_bam }}", style="Normal", size=10
    )  # fmt: skip
    say(document, "endif")


def say_in_first(cell: Any, statement: str) -> None:
    """Write an instruction into the paragraph that a new cell begins with."""
    add_run(cell.paragraphs[0], "{%p " + statement + " %}", size=9)


def annex(document: Any, field: str, title: str, *, new_page: bool) -> None:
    """Begin an annex: its number, its name, to which paper it belongs, which figures it has."""
    write(
        document, "{{ " + field + " }}", style="Normal", align=CENTRE, size=14, bold=True,
        new_page=new_page, after=2,
    )  # fmt: skip
    write(document, title, style="Heading 1", size=13, after=4)
    write(
        document,
        "(Kèm theo Báo cáo{% if so_ky_hieu %} số {{ so_ky_hieu }}{% endif %} {{ ngay_ban_hanh }} "
        "của {{ ten_co_quan }})",
        align=CENTRE, italic=True, after=2,
    )  # fmt: skip
    write(
        document,
        "Số liệu từ ngày {{ tu_ngay_so }} đến hết ngày {{ den_ngay_so }}, theo đơn vị hành chính "
        "tại ngày {{ ngay_don_vi_hanh_chinh_so }}",
        align=CENTRE,
    )


def write_coverage(document: Any) -> None:
    say(document, "if phu_luc_ty_le")
    annex(document, "phu_luc_ty_le", "TỶ LỆ KIỂM TRA THEO ĐƠN VỊ HÀNH CHÍNH", new_page=True)
    table = add_table(document, (40, 17, 17, 17, 18, 18, 17, 19))
    above = ("Đơn vị", "Số cơ sở", "", "", "Tỷ lệ kiểm tra", "", "Chỉ tiêu", "Kết quả")
    below = ("", "Thuộc diện", "Chính thức", "Tạm tính", "Chính thức", "Tạm tính", "", "")
    first = add_row(table, above, head=True, size=11)
    second = add_row(table, below, head=True, size=11)
    for place in (0, 6, 7):
        join(first.cells[place], second.cells[place])
    join(first.cells[1], first.cells[3])
    join(first.cells[4], first.cells[5])
    instruct(table, "for dong in ty_le")
    fields = (
        "don_vi", "thuoc_dien", "chinh_thuc", "tam_tinh", "ty_le_chinh_thuc", "ty_le_tam_tinh",
        "chi_tieu", "dat",
    )  # fmt: skip
    row = add_row(table, of_line(fields), align="lrrrrrrc", size=11)
    for cell in row.cells:
        embolden(cell)
    instruct(table, "endfor")
    for text in (
        "Chính thức: cơ sở có ít nhất một cuộc kiểm tra trong kỳ đã hoàn thành và được chấp nhận.",
        "Tạm tính: cơ sở có ít nhất một cuộc kiểm tra trong kỳ đã hoàn thành, kể cả chưa được "
        "chấp nhận.",
    ):
        write(document, text, style="Normal", before=3, size=11)
    say(document, "endif")


def join(first: Any, last: Any) -> None:
    """Merge cells and leave no empty paragraphs behind."""
    merged = first.merge(last)
    for paragraph in merged.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def write_wide_table(document: Any) -> None:
    say(document, "if phu_luc_tong_hop")
    annex(document, "phu_luc_tong_hop", "TỔNG HỢP SỐ LIỆU THEO ĐƠN VỊ HÀNH CHÍNH", new_page=False)
    say(document, "endif")
    say(document, "for phan in tong_hop")
    write(document, "{{ phan.phan }}", style="Heading 3")
    table = add_table(document, (100, 20, 110, 20))
    add_row(
        table,
        (
            "Đơn vị",
            "{%tc for nhom in phan.nhom_cot %}",
            "{% colspan nhom.so_cot %}{{ nhom.ten }}",
            "{%tc endfor %}",
        ),
        head=True, size=9,
    )  # fmt: skip
    add_row(
        table,
        ("", "{%tc for ten in phan.cot %}", "{{ ten }}", "{%tc endfor %}"),
        head=True, size=9,
    )  # fmt: skip
    join(table.rows[0].cells[0], table.rows[1].cells[0])
    instruct(table, "for dong in phan.dong")
    row = add_row(
        table,
        ("{{ dong.don_vi }}", "{%tc for so in dong.so_lieu %}", "{{ so }}", "{%tc endfor %}"),
        align="lrrr", size=9,
    )  # fmt: skip
    embolden(row.cells[0])
    embolden(row.cells[2])
    instruct(table, "endfor")
    say(document, "endfor")


def write_analysis(document: Any) -> None:
    say(document, "if phu_luc_phan_tich")
    annex(
        document,
        "phu_luc_phan_tich",
        "CƠ SỞ CHƯA ĐƯỢC KIỂM TRA VÀ TỶ LỆ KIỂM TRA THEO NHÓM",
        new_page=False,
    )
    say(document, "endif")
    say(document, "if ly_do")
    write(document, "Lý do chưa kiểm tra", style="Heading 3")
    list_table(
        document, "ly_do", widths=(12, 121, 30), heads=("TT", "Lý do", "Số cơ sở"),
        fields=("tt", "ten", "so_co_so"), align="clr", size=12,
    )  # fmt: skip
    say(document, "endif")
    for name, title in (
        ("muc_do_xa", "Tỷ lệ kiểm tra theo mức độ xa trung tâm của địa bàn"),
        ("quy_mo", "Tỷ lệ kiểm tra theo quy mô cơ sở"),
    ):
        say(document, f"if {name}")
        write(document, title, style="Heading 3")
        list_table(
            document, name, widths=(77, 30, 30, 26),
            heads=("Nhóm", "Số cơ sở thuộc diện", "Đã kiểm tra", "Tỷ lệ"),
            fields=("nhom", "thuoc_dien", "da_kiem_tra", "ty_le"), align="lrrr", size=12,
        )  # fmt: skip
        say(document, "endif")


def write_addenda(document: Any) -> None:
    say(document, "if phu_luc_bo_sung")
    annex(document, "phu_luc_bo_sung", "NỘI DUNG BỔ SUNG SAU KHI CHỐT SỐ LIỆU", new_page=True)
    write(
        document,
        "Số liệu đã chốt được giữ nguyên; các nội dung dưới đây được ghi nhận sau khi chốt.",
        italic=True,
    )
    say(document, "for lan in bo_sung")
    write(
        document,
        "Bổ sung số {{ lan.so }}, {{ lan.ngay }}: {{ lan.so_thong_tin }} thông tin được ghi nhận "
        "muộn.",
    )
    say(document, "for doan in lan.thay_doi")
    write(document, "- {{ doan }}")
    say(document, "endfor")
    say(document, "endfor")
    say(document, "endif")


if __name__ == "__main__":
    DEFAULT_TEMPLATE.write_bytes(build())
    print(f"{DEFAULT_TEMPLATE} is written")
