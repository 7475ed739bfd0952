"""How do facts become a PDF? Through a typst template, with the vendored font and nothing else.

The facts travel as JSON, never as markup, so nothing that a person typed can become layout or
code. Same facts, same bytes: the date in the file is the document's own, not the clock's. Files
are PDF/A-2a (to be kept) and PDF/UA-1 (to be read aloud) at once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from inspect178.documents.catalogue import KINDS
from inspect178.documents.facts import Facts, StickerFacts, VerificationOnPaper, WideTableOnPaper
from inspect178.documents.glyphs import FONTS, printable
from inspect178.documents.qr import qr_svg
from inspect178.documents.wide_tables import parts_of
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
STANDARDS = ["a-2a", "ua-1"]
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_POINTS_OUTSIDE = (b"href", b"<!", b"url(", b"@import")
_one_at_a_time = Lock()
_log = logging.getLogger(__name__)


class RenderingFailed(DomainError):
    """A template and its facts do not make a document; `detail` is for the log."""

    status = 500
    default_message = N_(
        "The document could not be made. Nothing was changed. Try again; if it happens again, "
        "tell the administrator."
    )

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail

    def __str__(self) -> str:
        """Say what the layout engine stumbled over."""
        return self.detail


def render(kind: str, facts: Facts) -> bytes:
    """Print a document of this kind as a PDF."""
    pdf: bytes = _compile(kind, facts, format="pdf", pdf_standards=STANDARDS)
    return pdf


def render_pages(kind: str, facts: Facts, *, ppi: float = 80) -> list[bytes]:
    """Show a document of this kind as pictures, one PNG a page."""
    pages = _compile(kind, facts, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compile(kind: str, facts: Facts, **how: Any) -> Any:
    document = KINDS[kind]
    if not isinstance(facts, document.facts):
        raise TypeError(f"{kind} is printed from {document.facts.__name__}")
    inputs = {"facts": json.dumps(_plain(facts), ensure_ascii=False)}
    with _one_at_a_time:
        try:
            return _compiler().compile(input=_template(kind), sys_inputs=inputs, **how)
        except typst.TypstError as error:
            _log.error("%s could not be rendered: %s", kind, error)
            raise RenderingFailed(f"{kind}: {error}") from error


def _template(kind: str) -> str:
    return str(TEMPLATES / KINDS[kind].template)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _plain(value: Any) -> Any:
    """Turn facts into what JSON can carry."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bytes):
        return _picture(value)
    if isinstance(value, date):
        return _instant(value) if isinstance(value, datetime) else _day(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return _plain_facts(value)
    return value


def _plain_facts(value: Any) -> dict[str, Any]:
    plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (VerificationOnPaper, StickerFacts)):
        plain |= {"qr": qr_svg(value.url), "target": value.url}
    if isinstance(value, WideTableOnPaper):
        plain["parts"] = _plain(parts_of(value))
    return plain


def _picture(value: bytes) -> list[int]:
    """Hand over a picture byte by byte; an SVG may not point to anything outside itself."""
    if not value.startswith(_PICTURES) and any(word in value.lower() for word in _POINTS_OUTSIDE):
        raise RenderingFailed("a drawing that points to something outside itself is not printed")
    return list(value)


def _instant(value: datetime) -> dict[str, str]:
    local = clock.local(value)
    return {"hour": f"{local:%H}", "minute": f"{local:%M}"} | _day(local.date())


def _day(value: date) -> dict[str, str]:
    """Write a day as offices do: a leading zero for days under 10 and for months 1 and 2."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return {"day": f"{value.day:02d}", "month": month, "year": str(value.year)}
