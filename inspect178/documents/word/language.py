"""What may be written between the brackets of a template? Fields, loops, conditions; no more.

A template is program text that an office sends in. Everything that it may say is on a list here;
calls, arithmetic, hidden names and everything else that Jinja could do are refused before it is
ever filled, and the environment that fills it is a sandbox all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inspect178.documents.word.fields import FIELDS, Field
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

MAX_LOOPS = 200
MAX_DEEP, MAX_LETTERS = 20, 200  # blocks inside blocks; letters between two brackets
FILTER_NAMES = ("upper", "lower", "join")
LOOP = Field("loop", "", of=tuple(Field(n, "") for n in ("index", "first", "last", "length")))
_WORDS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For,
    nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Filter, nodes.Const,
)  # fmt: skip
_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}|\{#[^{}#]*#\}")
_BRACKET = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_BLOCK = re.compile(r"\{%-?\s*(?:tr|tc|p|r)?\s*(for|if|endfor|endif)\b[^%]*%\}")
_BARE = re.compile(r"\{\{(?:p|r|tr|tc)\s")  # docxtpl would print these as XML, not as text
_OF_TABLES = re.compile(r"\{%(?:tr|tc)\s|\{%\s*colspan\b")
_INSIDE_XML = re.compile(r"<[^<>]*(\{[{%][^<>]*?[}%]\})[^<>]*>")
_SPAN = re.compile(r'<w:gridSpan w:val="\{\{[^{}]*\}\}"/>')
_XML = re.compile(r"<[^<>]*>")

BRACKETS = N_("A bracket is not closed or stands alone in “%(text)s”.")
UNREADABLE = N_("This part of the template cannot be read: “%(text)s”. Check its spelling.")
NOT_CLOSED = N_("“%(text)s” has no end. Add the line that ends it.")
NOT_OPENED = N_("“%(text)s” ends something that was never begun.")
NOT_IN_TABLE = N_("“%(text)s” may only stand in the cell of a table.")
UNKNOWN = N_("The template uses fields that do not exist: %(names)s. Compare the list of fields.")
TOO_MUCH = N_(
    "The template may use fields, loops and conditions only. This is more: “%(text)s”."
)  # fmt: skip
NOT_A_TEXT = N_("The field %(name)s is a list. Go through it with a loop.")
NOT_A_LIST = N_("The field %(name)s is a single text, so no loop can go through it.")
FOREIGN_LIST = N_(
    "The loop over %(name)s stands inside another loop. A loop inside a loop may only go through "
    "a list of the outer row."
)
TOO_MANY_LOOPS = N_("The template has more than %(most)s loops. Make it simpler.")
MISPLACED = N_("“%(text)s” stands where no text can stand, such as the name of a picture.")


def environment() -> ImmutableSandboxedEnvironment:
    """Make the sandbox in which templates are filled; what was typed never becomes XML."""
    env = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.globals.clear()
    env.tests.clear()
    env.filters = {name: FILTERS[name] for name in FILTER_NAMES}
    return env


def check_brackets(paragraphs: Iterable[tuple[str, bool]]) -> None:
    """Refuse open brackets and blocks; of each paragraph, say whether it stands in a table."""
    open_blocks: list[str] = []
    for text, in_table in paragraphs:
        if _BRACKET.search(_TAG.sub("", text)):
            raise InvalidInput(BRACKETS, text=_short(text))
        if _BARE.search(text) or any(len(tag) > MAX_LETTERS for tag in _TAG.findall(text)):
            raise InvalidInput(TOO_MUCH, text=_short(text))
        if _OF_TABLES.search(text) and not in_table:
            raise InvalidInput(NOT_IN_TABLE, text=_short(text))
        for block in _BLOCK.finditer(text):
            _follow(open_blocks, block.group(1), said=block.group())
    if open_blocks:
        raise InvalidInput(NOT_CLOSED, text=_short(open_blocks[-1]))


def _follow(open_blocks: list[str], word: str, *, said: str) -> None:
    if not word.startswith("end"):
        open_blocks.append(said)
        if len(open_blocks) > MAX_DEEP:
            raise InvalidInput(TOO_MUCH, text=_short(said))
        return
    begun = _BLOCK.match(open_blocks.pop()) if open_blocks else None
    if begun is None:
        raise InvalidInput(NOT_OPENED, text=_short(said))
    if begun.group(1) != word.removeprefix("end"):
        raise InvalidInput(NOT_CLOSED, text=_short(begun.group()))


def check_source(source: str) -> None:
    """Refuse a template, in the form that Jinja gets, that says more than it may."""
    misplaced = _INSIDE_XML.search(_SPAN.sub("", source))
    if misplaced:
        raise InvalidInput(MISPLACED, text=_short(misplaced.group(1)))
    env = environment()
    lines = re.sub(r"<w:(p|tr|tc)([ >])", r"\n<w:\1\2", source)
    try:
        tree = env.parse(lines)
    except TemplateSyntaxError as error:
        raise InvalidInput(UNREADABLE, text=_near(lines, error.lineno)) from error
    reading = _Reading(lines)
    reading.read(tree.body, {field.name: field for field in FIELDS})
    if reading.unknown:
        raise InvalidInput(UNKNOWN, names=", ".join(dict.fromkeys(reading.unknown)))


def _near(source: str, line: int) -> str:
    """Give the words of the line at which the reading stopped, or the last ones before it."""
    said = [_XML.sub("", text).strip() for text in source.split("\n")[:line]]
    return _short(next((text for text in reversed(said) if text), ""))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"


@dataclass
class _Reading:
    """Reads a template from top to bottom and knows which names mean what where."""

    source: str
    loops: int = 0
    unknown: list[str] = field(default_factory=list)

    def read(self, body: Iterable[nodes.Node], known: Mapping[str, Field], depth: int = 0) -> None:
        for node in body:
            self._allowed(node)
            if isinstance(node, nodes.For):
                self._loop(node, known, depth=depth)
            elif isinstance(node, nodes.If):
                self._condition(node.test, known)
                for part in (node.body, node.elif_, node.else_):
                    self.read(part, known, depth)
            elif isinstance(node, nodes.Output):
                for inner in node.nodes:
                    self._text(inner, known)

    def _allowed(self, node: nodes.Node) -> None:
        if not isinstance(node, _WORDS):
            raise InvalidInput(TOO_MUCH, text=_near(self.source, node.lineno))

    def _loop(self, node: nodes.For, known: Mapping[str, Field], *, depth: int) -> None:
        self.loops += 1
        if self.loops > MAX_LOOPS:
            raise InvalidInput(TOO_MANY_LOOPS, most=MAX_LOOPS)
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            raise InvalidInput(TOO_MUCH, text=_near(self.source, node.lineno))
        through = self._field(node.iter, known)
        if through is not None and not through.many:
            raise InvalidInput(NOT_A_LIST, name=_path(node.iter))
        if through is not None and depth and not isinstance(node.iter, nodes.Getattr):
            raise InvalidInput(FOREIGN_LIST, name=_path(node.iter))
        name = node.target.name
        row = Field(name, "", of=through.of) if through else _ANYTHING
        self.read(node.body, {**known, "loop": LOOP, name: row}, depth + 1)
        self.read(node.else_, known, depth)

    def _condition(self, node: nodes.Node, known: Mapping[str, Field]) -> None:
        self._allowed(node)
        if isinstance(node, nodes.Not):
            self._condition(node.node, known)
        elif isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, known)
            self._condition(node.right, known)
        elif not isinstance(node, nodes.Const):
            self._field(node, known)

    def _text(self, node: nodes.Node, known: Mapping[str, Field]) -> None:
        """Read what is printed: a text, or a list of texts that a filter joins."""
        self._allowed(node)
        if isinstance(node, nodes.TemplateData | nodes.Const):
            return
        joined = False
        while isinstance(node, nodes.Filter):
            self._filter(node)
            joined, node = node.name == "join", node.node
            self._allowed(node)
        said = self._field(node, known)
        if said is None or said is _ANYTHING:
            return
        if said.of or (said.many and not joined):
            raise InvalidInput(NOT_A_TEXT, name=_path(node))
        if joined and not said.many:
            raise InvalidInput(NOT_A_LIST, name=_path(node))

    def _filter(self, node: nodes.Filter) -> None:
        plain = all(isinstance(value, nodes.Const) for value in node.args)
        more = node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 1
        if node.name not in FILTER_NAMES or more or not plain:
            raise InvalidInput(TOO_MUCH, text=_near(self.source, node.lineno))

    def _field(self, node: nodes.Node, known: Mapping[str, Field]) -> Field | None:
        """Find the field that is meant; None, and noted, where there is no such field."""
        if isinstance(node, nodes.Name):
            found = known.get(node.name)
        elif isinstance(node, nodes.Getattr):
            row = self._field(node.node, known)
            if row is None:
                self.unknown[-1] = _path(node)
            if row is None or row is _ANYTHING:
                return row
            found = None if row.many else row.inner(node.attr)
        else:
            raise InvalidInput(TOO_MUCH, text=_near(self.source, node.lineno))
        if found is None:
            self.unknown.append(_path(node))
        return found


_ANYTHING = Field("?", "")  # a row of a list that does not exist; one complaint is enough


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "?"
