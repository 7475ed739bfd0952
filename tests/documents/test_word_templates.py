"""Is a template that cannot be used refused, with the sentence that says what to change?"""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

import pytest

from inspect178.documents.word import DEFAULT_TEMPLATE, check_template
from inspect178.kernel.errors import InvalidInput
from tests.architecture.test_translations import translated
from tests.documents.templates import (
    rewritten,
    template,
    with_field,
    with_footnote,
    with_part,
    with_picture_named,
    with_reference,
    with_text,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROW = "Kết quả"
ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]>'
GOOD = template("{{ don_vi }}")


def refusal(content: bytes) -> str:
    """Give the sentence in Vietnamese with which a template is refused."""
    with pytest.raises(InvalidInput) as caught:
        check_template(content)
    said = translations()[caught.value.message]
    return said % caught.value.params if caught.value.params else said


@cache
def translations() -> dict[str, str]:
    """Give every sentence with its Vietnamese one."""
    return {key: message.string for key, found in translated().items() for _, message in found}


def encrypted_entry(docx: bytes) -> bytes:
    """Set the mark of encryption on the first entry, in the list at the end."""
    place = docx.rindex(b"PK\x01\x02", 0, docx.index(b"PK\x01\x02") + 4)
    return docx[: place + 8] + b"\x01" + docx[place + 9 :]


def damaged(docx: bytes) -> bytes:
    return docx[: len(docx) // 2]


def big() -> bytes:
    made = BytesIO(GOOD)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/a.png", bytes(5 * 1024 * 1024))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "không phải văn bản .docx"),
        (b"%PDF-1.7", "không phải văn bản .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "được đặt mật khẩu"),
        (OLE + "WordDocument".encode("utf-16-le"), "tệp Word cũ (.doc)"),
        (OLE, "không phải văn bản .docx"),
        (damaged(GOOD), "bị hỏng"),
        (encrypted_entry(GOOD), "được đặt mật khẩu"),
        (with_text("word/document.xml", b"</w:body>", b"</w:bod>"), "bị hỏng"),
        (rewritten(GOOD, lambda parts: parts.pop("word/document.xml")), "bị hỏng"),
        (rewritten(GOOD, lambda parts: parts.pop("[Content_Types].xml")), "không phải văn bản"),
        (big(), "lớn hơn 5 MB"),
        (with_part("word/media/a.bmp", bytes(4_000_000)), "giải nén lớn hơn"),
        (
            with_text("word/document.xml", b"<w:document", ENTITY + b"<w:document"),
            "cấu trúc mà Word không tạo ra",
        ),
        (with_part("word/vbaProject.bin", b"x"), "macro"),
        (
            with_text(
                "[Content_Types].xml",
                b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"vnd.ms-word.document.macroEnabled.main+xml",
            ),
            "macro",
        ),
        (
            with_text("[Content_Types].xml", b"document.main+xml", b"template.main+xml"),
            "tệp mẫu của Word (.dotx)",
        ),
        (with_reference("image", "http://example.org/a.png"), "http://example.org/a.png"),
        (with_reference("attachedTemplate", "file:///C:/a.dotm"), "file:///C:/a.dotm"),
        (with_reference("hyperlink", "file://may-chu/chung"), "file://may-chu/chung"),
        (with_reference("oleObject", "embeddings/a.bin", ""), "a.bin"),
        (with_reference("aFChunk", "chunk.html", ""), "chunk.html"),
        (with_field(" INCLUDETEXT ", "http://example.org"), "INCLUDETEXT"),
        (with_field("DDE", "AUTO c:\\\\a"), "DDEAUTO"),
        (with_field(' HYPERLINK "http://example.org"'), "HYPERLINK"),
    ],
    ids=[
        "empty", "PDF", "encrypted", "doc", "other OLE", "cut off", "encrypted entry", "broken XML",
        "no document", "no kinds", "large", "bomb", "entities", "macros", "docm", "dotx",
        "picture from outside", "template from outside", "link to a share", "object", "chunk",
        "text from outside", "split field", "link as a field",
    ],
)  # fmt: skip
def test_a_file_that_is_no_plain_document_is_refused(content, sentence):
    assert sentence in refusal(content)


def test_two_parts_of_one_name_are_refused():
    made = BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/document.xml", b"<a/>")

    assert "cấu trúc mà Word không tạo ra" in refusal(made.getvalue())


@pytest.mark.parametrize(
    ("paragraphs", "sentence"),
    [
        (["Không có trường"], "không dùng trường nào"),
        (["{{ ten_tinh }} {{ don_vi.x }}"], "không có trong danh mục: ten_tinh, don_vi.x"),
        (["{%p for d in ty_le %}", "{{ d.khac }}", "{%p endfor %}"], "danh mục: d.khac"),
        (["{%p for d in bang_x %}", "{{ d.khac }}", "{%p endfor %}"], "danh mục: bang_x."),
        (["{{ d.don_vi }}"], "danh mục: d.don_vi"),
        (["{{ don_vi }"], "ngoặc chưa đóng hoặc thừa trong “{{ don_vi }”"),
        (["{{ don_vi }} }}"], "ngoặc chưa đóng hoặc thừa"),
        (["{{ don_vi }}", "{% if ke_hoach"], "thừa trong “{% if ke_hoach”"),
        (["{{ don vi }}"], "Không đọc được phần này của mẫu: “{{ don vi }}”"),
        (["{{ }}"], "Không đọc được"),
        (["{{ don_vi }}{% tên %}"], "Không đọc được"),
        (["{%p for d in ty_le %}", "{{ d.don_vi }}"], "“{%p for d in ty_le %}” chưa có dòng"),
        (["{{ don_vi }}{% endif %}"], "“{% endif %}” kết thúc một phần chưa được mở đầu"),
        (["{% if ke_hoach %}{{ don_vi }}{% endfor %}"], "“{% if ke_hoach %}” chưa có dòng"),
        (["{{ don_vi }}", "{%tr for d in ty_le %}", "{%tr endfor %}"], "trong ô của bảng"),
        (["{{ ty_le }}"], "Trường ty_le là danh sách"),
        (["{{ ket_qua }}"], "Trường ket_qua là danh sách"),
        (["{{ don_vi|join(', ') }}"], "Trường don_vi chỉ là một giá trị"),
        (["{%p for d in don_vi %}", "{{ d }}", "{%p endfor %}"], "don_vi chỉ là một giá trị"),
        (
            ["{%p for a in ty_le %}", "{%p for b in ty_le %}", "{{ b.don_vi }}", "{%p endfor %}",
             "{%p endfor %}"],
            "Vòng lặp ty_le nằm trong một vòng lặp khác",
        ),
        (["{{ don_vi }}"] + ["{%p for d in ket_qua %}", "{{ d }}", "{%p endfor %}"] * 201,
         "hơn 200 vòng lặp"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_understood_is_told_where(paragraphs, sentence):
    assert sentence in refusal(template(*paragraphs))


@pytest.mark.parametrize(
    "code",
    [
        "{{ don_vi.__class__ }}", "{{ don_vi.upper() }}", "{{ ''.join(ket_qua) }}",
        "{{ don_vi[0] }}",
        "{{ don_vi * 1000000 }}", "{{ 9**9**9 }}", "{{ don_vi ~ tu_ngay }}", "{{ don_vi|safe }}",
        "{{ don_vi|attr('x') }}", "{{ don_vi|upper|xmlattr }}", "{{ [1, 2] }}",
        "{{ don_vi if ke_hoach else tu_ngay }}", "{% set x = don_vi %}{{ x }}",
        "{% include 'a' %}", "{% import 'a' as b %}", "{% macro a() %}{% endmacro %}",
        "{% block a %}{% endblock %}", "{% filter upper %}a{% endfilter %}",
        "{% for a in range(9) %}{{ a }}{% endfor %}", "{% for a, b in ty_le %}{% endfor %}",
        "{% for a in ty_le if a.dat %}{% endfor %}", "{% for a in ty_le recursive %}{% endfor %}",
        "{% if don_vi == 'x' %}{% endif %}", "{% if don_vi is defined %}{% endif %}",
        "{% with a = don_vi %}{% endwith %}", "{{ lipsum() }}", "{{ self }}", "{{ cycler }}",
        "{{p don_vi }}", "{{r don_vi }}", "{{ ket_qua|join(tu_ngay) }}",
        "{% if " + "not " * 2000 + "don_vi %}{% endif %}", "{{ don_vi" + ".a" * 5000 + " }}",
        "{% if don_vi %}" * 300 + "{% endif %}" * 300,
        "{% autoescape false %}{{ don_vi }}{% endautoescape %}",
    ],
    ids=lambda code: code[:40],
)  # fmt: skip
def test_a_template_may_not_compute_or_call(code):
    said = refusal(template("{{ don_vi }}", code))

    assert any(
        sentence in said
        for sentence in ("vượt quá: “{", "không có trong danh mục: ", "Không đọc được phần này")
    )


def test_what_is_refused_in_the_text_is_refused_in_heads_and_footnotes_too():
    in_head = template("{{ don_vi }}", head="{{ ten_la }}")
    in_footnote = with_footnote("{{ ten_la }}", sections=1)

    assert "danh mục: ten_la" in refusal(in_head)
    assert "danh mục: ten_la" in refusal(in_footnote)


def test_a_field_may_not_stand_in_what_is_no_text():
    assert "chỗ không đặt được chữ" in refusal(with_picture_named("{{ don_vi }}"))


def test_colours_of_cells_may_not_come_from_fields():
    rows = (("{% cellbg don_vi %}{{ don_vi }}", ROW),)

    assert "chỗ không đặt được chữ" in refusal(template("{{ don_vi }}", rows=rows))


def test_the_width_of_a_cell_may_only_be_a_number():
    rows = (("{% colspan don_vi %}{{ don_vi }}", ROW),)

    assert "Không điền được vào mẫu" in refusal(template("{{ don_vi }}", rows=rows))


def test_a_condition_that_ends_elsewhere_is_refused():
    rows = (("{% endif %}", ROW),)

    assert "Không điền được vào mẫu" in refusal(
        template("{{ don_vi }}", "{% if ke_hoach %}", rows=rows)
    )


def words(seed: int, count: int) -> list[str]:
    """Make words that do not pack too well."""
    return [f"chữ{(seed * 7919 + i * 104_729) % 1_000_003}" for i in range(count)]


def test_a_template_of_endless_text_is_refused_before_it_is_read():
    long = template("{{ don_vi }}", *(" ".join(words(i, 300)) for i in range(900)))

    assert "quá dài" in refusal(long)


def test_many_open_brackets_are_refused_at_once():
    said = refusal(template(*(" {{tr ".join(words(i, 60)) for i in range(1000))))

    assert "ngoặc chưa đóng" in said


@pytest.mark.parametrize(
    "content",
    [
        DEFAULT_TEMPLATE.read_bytes(),
        template("{{ don_vi }} {# ghi chú #} {{ noi_nhan|join('; ') }} {{ don_vi|lower|upper }}"),
        template("{% if not ke_hoach and (tu_ngay or den_ngay) %}{{ don_vi }}{% endif %}"),
        template("{% if ket_qua %}{% for d in ket_qua %}{{ loop.index }}{% endfor %}{% endif %}"
                 "{{ don_vi }}"),
        template("{% for p in tong_hop %}{% for d in p.dong %}{% for s in d.so_lieu %}{{ s }}"
                 "{% endfor %}{% endfor %}{% endfor %}"),
        with_reference("hyperlink", "https://example.org"),
        with_reference("hyperlink", "mailto:a@example.org"),
        with_field(" PAGE ", "\\* MERGEFORMAT "),
        with_field(' HYPERLINK \\l "_Toc12" '),
    ],
    ids=["ours", "filters", "conditions", "loop", "loops", "link", "mail", "page", "contents"],
)  # fmt: skip
def test_a_plain_template_is_accepted(content):
    check_template(content)
