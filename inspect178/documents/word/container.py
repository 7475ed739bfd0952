"""Is the file that an office sent a plain .docx? Nothing that runs, nothing from outside it.

Everything is read from the bytes, before python-docx opens them: the container, its parts, what
they point to, and the fields by which Word itself would fetch or compute something.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from lxml import etree

from inspect178.kernel import archives
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACROS = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_EMBEDDED = {
    "aFChunk", "oleObject", "package", "control", "subDocument", "frame", "vbaProject",
    "attachedTemplate", "activeXControlBinary",
}  # fmt: skip
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# What Word may work out by itself: numbers of pages, dates, contents, marks inside the document.
_FIELD_CODES = {
    "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "CREATEDATE", "SAVEDATE",
    "PRINTDATE", "TOC", "TC", "REF", "PAGEREF", "NOTEREF", "SEQ", "STYLEREF", "SYMBOL", "TITLE",
}  # fmt: skip
_INSIDE = re.compile(r'HYPERLINK\s+\\l\s+"?[\w.-]+"?(\s+\\h)?', re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

NOT_DOCX = N_("The file is not a .docx document. Save the template as .docx in Word and send it.")
DAMAGED = N_("The file is damaged and cannot be opened. Save it again in Word and send it.")
MACROS = N_("The file holds macros or controls, which are not accepted. Save it as .docx.")
ENCRYPTED = N_("The file is protected by a password. Remove the password and send it again.")
TOO_LARGE = N_("The template is larger than 5 MB. Make its pictures smaller and send it again.")
BOMB = N_("The template unpacks to far more than it weighs. Copy its text into a new document.")
FORGED = N_("The file is built in a way that Word does not write. Save it again in Word.")
OUTSIDE = N_(
    "The template points to something outside itself (%(what)s). Put it into the document or "
    "remove it; only links to web and mail addresses may stay."
)
EMBEDDED = N_("The template holds another file or object (%(what)s). Remove it and send it again.")
FIELD_CODE = N_(
    "The template holds the Word field “%(what)s”, which is not accepted. Replace it by text."
)


def check_container(data: bytes) -> None:
    """Refuse what is no plain .docx, each with its sentence."""
    _check_first_bytes(data)
    entries = archives.entries_of(data)
    if entries is None:
        raise InvalidInput(DAMAGED)
    if archives.is_bomb(entries, most=MAX_UNPACKED):
        raise InvalidInput(BOMB)
    if archives.is_forged(entries):
        raise InvalidInput(FORGED)
    if archives.is_encrypted(entries):
        raise InvalidInput(ENCRYPTED)
    _check_parts(_contents(data))


def _check_first_bytes(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise InvalidInput(TOO_LARGE)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InvalidInput(ENCRYPTED)
        raise InvalidInput(_old_word() if _OLD_WORD in data else NOT_DOCX)
    if not data.startswith(b"PK\x03\x04"):
        raise InvalidInput(NOT_DOCX)


def _old_word() -> str:
    return N_("This is an old Word file (.doc). Open it in Word and save it as .docx.")


def _contents(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise InvalidInput(DAMAGED) from error


def _check_parts(parts: dict[str, bytes]) -> None:
    kinds = parts.get("[Content_Types].xml", b"")
    if _MACROS.search(kinds) or any(_MACROS.search(name.encode()) for name in parts):
        raise InvalidInput(MACROS)
    if _TEMPLATE.encode() in kinds:
        raise InvalidInput(N_("This is a Word template (.dotx). Save it as .docx and send it."))
    if _MAIN.encode() not in kinds:
        raise InvalidInput(NOT_DOCX)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            tree = _tree(content)
            _check_references(tree)
            _check_field_codes(tree)


def _tree(content: bytes) -> etree._Element:
    """Read a part; entities are what XML bombs and thefts are made of, and Word writes none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidInput(DAMAGED) from error
    if tree.getroottree().docinfo.internalDTD is not None:
        raise InvalidInput(FORGED)
    return tree


def _check_references(tree: etree._Element) -> None:
    for reference in tree.iter("{*}Relationship"):
        kind = PurePosixPath(reference.get("Type", "")).name
        target = reference.get("Target", "")
        if reference.get("TargetMode", "").lower() == "external":
            if kind != "hyperlink" or not _LINK.match(target):
                raise InvalidInput(OUTSIDE, what=target[:80])
        elif kind in _EMBEDDED:
            raise InvalidInput(EMBEDDED, what=PurePosixPath(target).name[:80])


def _check_field_codes(tree: etree._Element) -> None:
    for code in _field_codes(tree):
        word = re.split(r"[\s\\]", code.strip(), maxsplit=1)[0].upper()
        if word and word not in _FIELD_CODES and not _INSIDE.fullmatch(code.strip()):
            raise InvalidInput(FIELD_CODE, what=code.strip()[:80])


def _field_codes(tree: etree._Element) -> Iterator[str]:
    """Give the instruction of each Word field, put together from the runs that it is split into."""
    for field in tree.iter(f"{_W}fldSimple"):
        yield field.get(f"{_W}instr", "")
    open_fields: list[list[str]] = []
    for node in tree.iter(f"{_W}fldChar", f"{_W}instrText"):
        if node.tag == f"{_W}instrText":
            if not open_fields:
                yield node.text or ""
            else:
                open_fields[-1].append(node.text or "")
        elif node.get(f"{_W}fldCharType") == "begin":
            open_fields.append([])
        elif node.get(f"{_W}fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop())
    for unfinished in open_fields:
        yield "".join(unfinished)
