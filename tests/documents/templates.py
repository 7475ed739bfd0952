"""Which Word templates do offices send in these tests? Made with python-docx, then spoilt."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

RELATIONSHIP = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}" {mode}/>'
)
FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="2"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def template(*paragraphs: str, rows: Iterable[Iterable[str]] = (), head: str = "") -> bytes:
    """Make a template of paragraphs, a table, and words in the head of its pages."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    lines = [list(row) for row in rows]
    if lines:
        table = document.add_table(rows=0, cols=len(lines[0]))
        for line in lines:
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = text
    if head:
        document.sections[0].header.paragraphs[0].text = head
    return saved(document)


def saved(document: Any) -> bytes:
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def rewritten(docx: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """Change the parts of a document and pack it again."""
    with zipfile.ZipFile(BytesIO(docx)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return rewritten(template("{{ don_vi }}"), lambda parts: parts.update({name: content}))


def with_text(name: str, old: bytes, new: bytes, docx: bytes | None = None) -> bytes:
    """Replace words inside a part of a template."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return rewritten(docx or template("{{ don_vi }}"), change)


def with_reference(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    """Make a template that points somewhere."""
    reference = RELATIONSHIP.format(kind=kind, target=target, mode=mode).encode()
    return with_text(
        "word/_rels/document.xml.rels", b"</Relationships>", reference + b"</Relationships>"
    )


def with_field(*codes: str) -> bytes:
    """Make a template with a Word field whose instruction is split into several runs."""
    document = Document()
    document.add_paragraph("{{ don_vi }}")
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{w}"/></w:r>' for w in ("begin", "end"))
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{begin}{runs}{end}</w:p>"))
    return saved(document)


def with_footnote(text: str, *, sections: int) -> bytes:
    """Make a template with a footnote and so many sections."""
    document = Document()
    document.add_paragraph("{{ don_vi }}")
    for _ in range(sections - 1):
        document.add_section()
        document.add_paragraph("Phần sau")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"

    def add(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = FOOTNOTES.format(text).encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode(),
        )
        name = "word/_rels/document.xml.rels"
        reference = RELATIONSHIP.format(kind="footnotes", target="footnotes.xml", mode="")
        parts[name] = parts[name].replace(
            b"</Relationships>", f"{reference}</Relationships>".encode()
        )

    return rewritten(saved(document), add)


def with_picture_named(name: str) -> bytes:
    """Make a template with a shape whose name holds a field."""
    document = Document()
    paragraph = document.add_paragraph("{{ don_vi }}")
    paragraph._p.set(qn("w:rsidR"), name)
    return saved(document)


def part_of(docx: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return archive.read(name).decode()


def texts_of(docx: bytes) -> list[str]:
    """Give the text of every paragraph, those in tables included, as Word shows it."""
    body = Document(BytesIO(docx)).element.body
    return ["".join(map(_shown, p.iter(qn("w:t"), qn("w:br")))) for p in body.iter(qn("w:p"))]


def _shown(node: Any) -> str:
    return "\n" if node.tag == qn("w:br") else node.text or ""


def table_texts(docx: bytes) -> list[list[list[str]]]:
    """Give what stands in the tables, cell by cell."""
    return [
        [["\n".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows]
        for table in Document(BytesIO(docx)).tables
    ]
