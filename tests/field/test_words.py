"""Does the tablet speak Vietnamese? Every sentence of its screens has a translation, no other."""

from __future__ import annotations

import json
import re

from babel.messages.pofile import read_po

from tests.architecture.sources import PACKAGE, STATIC, TEMPLATES

CATALOGUES = PACKAGE / "translations" / "vi" / "LC_MESSAGES"
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SHELL = TEMPLATES / "fieldwork" / "field.html"
SAID = re.compile(r'\btext\(\s*("(?:[^"\\\n]|\\.)*")')
HOLE = re.compile(r"\{(\w+)\}")


def sources() -> list[str]:
    files = [SHELL, *sorted((STATIC / "field").rglob("*.js"))]
    return [COMMENT.sub("", path.read_text(encoding="utf-8")) for path in files]


def translations() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("field*.po")):
        if path.name == "fieldwork.po":
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="vi", abort_invalid=True):
                if message.id:
                    assert message.id not in found, f"{path.name}: {message.id} stands twice"
                    found[str(message.id)] = str(message.string)
    return found


def test_every_sentence_that_a_screen_says_has_a_translation():
    said = {json.loads(key) for source in sources() for key in SAID.findall(source)}

    assert sorted(said - translations().keys()) == []
    assert len(said) > 300


def test_every_translation_belongs_to_a_sentence_of_the_app():
    strings = {json.loads(s) for source in sources() for s in STRING.findall(source)}

    assert sorted(translations().keys() - strings) == []


def test_a_translation_keeps_what_is_filled_in():
    lost = [
        key
        for key, words in translations().items()
        if sorted(HOLE.findall(key)) != sorted(HOLE.findall(words))
    ]

    assert lost == []
