"""Is every template used, free of logic that belongs elsewhere and of untranslatable text?"""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from tests.architecture.sources import TEMPLATES, modules, syntax

JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - only parses
DATABASE_WORDS = {"query", "filter_by", "session", "execute", "scalars", "commit"}
BREAKS_THE_CSP = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:", re.I
)
READ_ALOUD = ("alt", "title", "aria-label", "placeholder", "aria-description")
SAME_IN_EVERY_LANGUAGE = {"inspect178", "PDF", "Excel", "QR", "CSV", "xlsx", "csv"}
SAMPLES = {"styleguide.html"}  # shows invented content; development and demo only
LITERAL = ("code", "kbd")  # what is typed as it stands, in any language
ENDS = ("endtrans", "endblock", "endmacro")
NO_TEXT = {
    ("block", "width"): "names of classes",
    ("block", "layout_class"): "names of classes",
    ("macro", "_plain_state"): "attributes",
}
PAGES = sorted(TEMPLATES.rglob("*.html"))


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def parsed(path: Path) -> nodes.Template:
    return JINJA.parse(path.read_text(encoding="utf-8"), name_of(path))


def names_in_python() -> set[str]:
    return {
        node.value
        for path in modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(".html")
    }


def names_in_templates() -> set[str]:
    return {name for path in PAGES for name in meta.find_referenced_templates(parsed(path)) if name}


def test_every_template_is_used():
    used = names_in_python() | names_in_templates()

    assert [name for name in map(name_of, PAGES) if name not in used] == []


def test_every_template_that_is_named_exists():
    named = names_in_python() | names_in_templates()

    assert sorted(named - set(map(name_of, PAGES))) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_asks_the_database_nothing(path):
    asked = {node.attr for node in parsed(path).find_all(nodes.Getattr)} & DATABASE_WORDS

    assert asked == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_has_no_inline_script_or_style(path):
    found = BREAKS_THE_CSP.findall(path.read_text(encoding="utf-8"))

    assert found == []


@pytest.mark.parametrize("path", [p for p in PAGES if name_of(p) not in SAMPLES], ids=name_of)
def test_every_text_of_a_template_can_be_translated(path):
    reader = BareText()

    reader.feed(markup_outside_jinja(path))

    assert reader.found == []


def markup_outside_jinja(path: Path) -> str:
    """Give what a template says itself: no expressions, no statements, no translated blocks."""
    said, skipping, statement = [], False, []
    for _, kind, value in JINJA.lex(path.read_text(encoding="utf-8"), name_of(path)):
        if kind == "variable_begin":
            said.append("i0")  # a letter, so that `<{{ tag }}` still opens a tag, but no word
        elif kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
        elif kind == "block_end":
            skipping = begins_no_text(statement) or (skipping and statement[0] not in ENDS)
        elif kind == "data" and not skipping:
            said.append(value)
    return "".join(said)


def begins_no_text(statement: list[str]) -> bool:
    """Say whether a statement begins a translated text, or something that nobody reads."""
    return statement[0] == "trans" or tuple(statement[:2]) in NO_TEXT


class BareText(HTMLParser):
    """Collects words that people would read and that no catalogue can translate."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.literal = False

    def handle_data(self, data: str) -> None:
        if self.literal:
            return
        words = re.findall(r"[^\W\d_]{2,}\w*", data)
        if set(words) - SAME_IN_EVERY_LANGUAGE:
            self.found.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self.literal = self.literal and tag not in LITERAL

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.literal = self.literal or tag in LITERAL
        for name, value in attrs:
            if name in READ_ALOUD and re.search(r"[^\W\d_]{2}", value or ""):
                self.found.append(f"{name}={value}")
