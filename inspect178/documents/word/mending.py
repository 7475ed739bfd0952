"""What does a filled document still need so that Word opens it well? Whole tables, no empty pages.

Loops may leave a cell without a paragraph, a row without cells, a table without rows or a section
without a word. Columns that a loop added get widths by what stands in them.
"""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml import etree

_MOST, _FOR_WORDS = 30, 0.9  # letters of a text that count for a width, and for how much


def complete(tree: etree._Element) -> None:
    """Give each cell its paragraph and leave out rows and tables with nothing in them."""
    for row in list(tree.iter(qn("w:tr"))):
        if row.find(qn("w:tc")) is None:
            row.getparent().remove(row)
    for table in list(tree.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for cell in tree.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            etree.SubElement(cell, qn("w:p"))


def order_properties(tree: etree._Element) -> None:
    """Put the width of each cell first among its properties."""
    for properties in tree.iter(qn("w:tcPr")):
        width = properties.find(qn("w:tcW"))
        if width is not None:
            properties.insert(0, width)  # docxtpl writes spans in front of it


def drop_empty_sections(body: etree._Element) -> None:
    """Leave out sections without text, tables or pictures; they would be empty pages."""
    sections, section = [], []
    for block in body:
        section.append(block)
        if block.tag == qn("w:sectPr") or block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            sections.append(section)
            section = []
    for blocks in sections[1:-1]:
        if not _says_something(blocks):
            _remove(blocks)
    if len(sections) > 1 and not _says_something(sections[-1]):
        _end_with_the_section_before(body, sections[-1])


def _says_something(blocks: list[etree._Element]) -> bool:
    kinds = (qn("w:tbl"), qn("w:drawing"), qn("w:pict"), qn("w:t"))
    return any(
        node.tag != qn("w:t") or (node.text or "").strip()
        for block in blocks
        for node in block.iter(*kinds)
    )


def _remove(blocks: list[etree._Element]) -> None:
    for block in blocks:
        block.getparent().remove(block)


def _end_with_the_section_before(body: etree._Element, last: list[etree._Element]) -> None:
    _remove(last)
    for paragraph in reversed(body):
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if properties is not None:
            body.append(properties)  # moves it out of the paragraph
            if not _says_something([paragraph]) and len(body) > 2:
                body.remove(paragraph)
            return


def spread_columns(before: etree._Element, after: etree._Element) -> None:
    """Share the width of tables that were given more or fewer columns by what stands in them."""
    tables = zip(before.iter(qn("w:tbl")), after.iter(qn("w:tbl")), strict=True)
    for old, new in tables:
        grid = new.find(qn("w:tblGrid"))
        columns = grid.findall(qn("w:gridCol"))
        if len(columns) != len(old.find(qn("w:tblGrid")).findall(qn("w:gridCol"))):
            _share(new, columns)


def _share(table: etree._Element, columns: list[etree._Element]) -> None:
    whole = sum(int(column.get(qn("w:w"), "0")) for column in columns)
    weights = _weights(table, len(columns))
    widths = [round(whole * weight / sum(weights)) for weight in weights]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.findall(qn("w:tr")):
        place = 0
        for cell in row.findall(qn("w:tc")):
            span = _span(cell)
            _set_width(cell, sum(widths[place : place + span]))
            place += span


def _weights(table: etree._Element, count: int) -> list[float]:
    """Say how wide each column would like to be: its longest word, and some of the texts below."""
    weights = [3.0] * count
    for row in table.findall(qn("w:tr")):
        place = 0
        share = 0 if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else _FOR_WORDS
        for cell in row.findall(qn("w:tc")):
            span, text = _span(cell), "".join(node.text or "" for node in cell.iter(qn("w:t")))
            if span == 1 and place < count:
                word = max((len(part) for part in text.split()), default=0)
                wish = max(min(word, _MOST), min(len(text), _MOST) * share)
                weights[place] = max(weights[place], wish + 2)
            place += span
    return weights


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return 1 if span is None else int(span.get(qn("w:val")))


def _set_width(cell: etree._Element, width: int) -> None:
    """Write the width as the first property, where Word looks for it."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        properties = etree.Element(qn("w:tcPr"))
        cell.insert(0, properties)
    for old in properties.findall(qn("w:tcW")):
        properties.remove(old)
    wide = etree.Element(qn("w:tcW"), {qn("w:w"): str(width), qn("w:type"): "dxa"})
    properties.insert(0, wide)
