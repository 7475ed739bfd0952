"""How is a template filled? By docxtpl, with its doors closed and its tables mended.

Differences from docxtpl as it comes: each part is filled exactly once (it fills footnotes once a
section, so that typed brackets would become code the second time); brackets that people type stay
as they are; properties of the file are not filled; what comes out must be well-formed XML, or the
filling fails instead of losing text; the same words give the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from inspect178.documents.word import mending
from inspect178.documents.word.language import environment

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier one


class Template(DocxTemplate):
    """A Word template of an office."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self.init_docx()

    def sources(self) -> Iterator[etree._Element]:
        """Give the parts that are filled: text, heads and feet of pages, footnotes."""
        yield self.docx._element.body
        for kind in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(kind):
                yield parse_xml(part.blob)
        for part in self._footnotes():
            yield parse_xml(part.blob)

    def render_xml_part(  # noqa: PLR0917 - docxtpl calls it so
        self, src_xml: str, part: Any, context: Any, jinja_env: Any = None
    ) -> str:
        self.current_rendering_part = part
        return self.resolve_listing(jinja_env.from_string(src_xml).render(context))

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave the properties as they are; `fill` writes its own."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        for part in self._footnotes():
            source = self.patch_xml(self.xml_to_string(parse_xml(part.blob)))
            filled = self.render_xml_part(source, part, context, jinja_env)
            part._blob = etree.tostring(parse_xml(filled), encoding="UTF-8", standalone=True)

    def fix_tables(self, xml: str) -> etree._Element:
        before = parse_xml(xml)  # strictly, because docxtpl recovers and loses text
        tree = super().fix_tables(xml)
        mending.spread_columns(before, tree)
        mending.complete(tree)
        mending.order_properties(tree)
        mending.drop_empty_sections(tree)
        return tree

    def _footnotes(self) -> list[Any]:
        return [p for p in self.docx.part.package.parts if p.content_type == _FOOTNOTES]


def fill(template: bytes, context: Mapping[str, Any], *, title: str, at: datetime) -> bytes:
    """Fill a template and give the document; `at` dates it."""
    filled = Template(template)
    filled.render(dict(context), environment())
    about = filled.docx.core_properties
    about.title, about.author, about.last_modified_by = title[:255], "inspect178", "inspect178"
    about.created = about.modified = at.replace(tzinfo=None)
    about.comments = about.keywords = about.subject = ""
    made = BytesIO()
    filled.docx.save(made)
    return packed(made.getvalue())


def packed(docx: bytes) -> bytes:
    """Pack the same parts again without the time of day, so that the same gives the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()


def paragraphs_of(part: etree._Element) -> Iterator[tuple[str, bool]]:
    """Give the text of each paragraph and whether it stands in a table."""
    for paragraph in part.iter(qn("w:p")):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        yield text, next(paragraph.iterancestors(qn("w:tc")), None) is not None
