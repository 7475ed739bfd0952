"""What does a PDF say to whoever reads or copies it?"""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """Give the text as a reader copies it, lines joined."""
    return re.sub(r"\s+", " ", "\n".join(pages_of(pdf)))


def pages_of(pdf: bytes) -> list[str]:
    """Give the text of each page."""
    return [page.extract_text() for page in reader(pdf).pages]
