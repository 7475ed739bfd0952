"""Which office prints the papers of these tests, and what do cameras read from them?"""

from __future__ import annotations

from io import BytesIO

from flask import current_app
from PIL import Image

from inspect178.documents.facts import Facts
from inspect178.documents.operations import Office
from inspect178.documents.rendering import render_pages
from inspect178.files.keys import keyring
from tests.cameras import codes_in

PUBLIC_URL = "https://kiemtra178.example.vn"


def office() -> Office:
    return Office(PUBLIC_URL, keyring(current_app.config["INSTANCE"]))


def codes_on(kind: str, facts: Facts) -> list[str]:
    """Give the addresses that a camera reads from the pages."""
    pages = [Image.open(BytesIO(page)) for page in render_pages(kind, facts, ppi=200)]
    return [code.text for page in pages for code in codes_in(page)]
