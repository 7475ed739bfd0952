"""Does everybody read Vietnamese? Every marked text has its translation, and only one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.sources import PACKAGE, ROOT, TEMPLATES

CATALOGUES = PACKAGE / "translations" / "vi" / "LC_MESSAGES"
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext"), None),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]?[\d.]*([a-zA-Z])|%%")
LETTERS = re.compile(r"[^\W\d_]{2,}")
Id = str | tuple[str, ...]


@cache
def marked() -> dict[Id, str]:
    """Give every text that is marked for translation and one place where it stands."""
    found: dict[Id, str] = {}
    for folder, method in ((PACKAGE, "python"), (TEMPLATES, "jinja2")):
        options = {"**": {"silent": "false", "extensions": "jinja2.ext.do"}}
        for name, line, text, _, _ in extract_from_dir(
            folder,
            method_map=[("**.py" if method == "python" else "**.html", method)],
            options_map=options,
            keywords=KEYWORDS,
            directory_filter=lambda _: True,  # Babel passes over folders that begin with _
        ):
            found.setdefault(text, f"{(folder / name).relative_to(ROOT)}:{line}")
    return found


@cache
def translated() -> dict[Id, list[tuple[Path, Message]]]:
    """Give every text of the Vietnamese catalogues with its translations."""
    found: dict[Id, list[tuple[Path, Message]]] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi", abort_invalid=True):
                if message.id:
                    key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
                    found.setdefault(key, []).append((path, message))
    return found


def words(message: Message) -> list[str]:
    """Give the translation, or each of its plural forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def pairs() -> list[tuple[Id, Message]]:
    return [(key, message) for key, found in translated().items() for _, message in found]


def test_the_program_marks_texts():
    assert len(marked()) > 100


def test_every_marked_text_has_a_translation():
    missing = [f"{place}: {text!r}" for text, place in marked().items() if text not in translated()]

    assert missing == []


def test_no_translation_is_empty_or_unsure():
    unsure = [key for key, message in pairs() if message.fuzzy or not all(words(message))]

    assert unsure == []


def test_a_translation_keeps_the_placeholders():
    lost = [
        (key, said)
        for key, message in pairs()
        for said in words(message)
        if placeholders(said) != placeholders(key if isinstance(key, str) else key[-1])
    ]

    assert lost == []


def test_a_text_has_one_translation_in_all_catalogues():
    double = {
        key: [(path.name, words(message)) for path, message in found]
        for key, found in translated().items()
        if len({tuple(words(message)) for _, message in found}) > 1
    }

    assert double == {}


def test_a_translation_is_not_the_english_text():
    copied = [
        key
        for key, message in pairs()
        if key in words(message) and len(LETTERS.findall(PLACEHOLDER.sub("", str(key)))) > 1
    ]

    assert copied == []


def placeholders(text: str) -> list[tuple[str, str]]:
    return sorted(set(PLACEHOLDER.findall(text)) - {("", "")})
