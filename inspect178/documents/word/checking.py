"""Is a template that an office sends in one that every report can be written with?

The container first, then what stands in the brackets, and at last two trials: a report in which
every field says something, and one in which nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from inspect178.documents.word.container import DAMAGED, check_container
from inspect178.documents.word.fields import FIELDS, Field
from inspect178.documents.word.filling import Template, fill, paragraphs_of
from inspect178.documents.word.language import check_brackets, check_source
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

MAX_SOURCE = 1_000_000
NO_FIELDS = N_("The template uses no field, so every report would read the same. Add fields to it.")
NOT_FILLABLE = N_(
    "The template cannot be filled: a loop or condition begins in one place of the document and "
    "ends in another. Begin and end it in the same table or between the same paragraphs."
)
TOO_LONG = N_("The text of the template is too long. Make it shorter and send it again.")
_A_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check_template(template: bytes) -> None:
    """Refuse a template with the sentence that says what to change in it."""
    check_container(template)
    sources = _sources(template)
    if not any("{{" in text for part in sources for text, _ in part):
        raise InvalidInput(NO_FIELDS)
    for part in sources:
        check_brackets(part)
    for source in _patched(template):
        check_source(source)
    for number in (2, 0):
        _try(template, number)


def _sources(template: bytes) -> list[list[tuple[str, bool]]]:
    try:
        opened = Template(template)
        parts = list(opened.sources())
    except Exception as error:  # python-docx raises whatever it stumbles over
        raise InvalidInput(DAMAGED) from error
    if sum(len(opened.xml_to_string(part)) for part in parts) > MAX_SOURCE:
        raise InvalidInput(TOO_LONG)
    return [list(paragraphs_of(part)) for part in parts]


def _patched(template: bytes) -> list[str]:
    opened = Template(template)
    return [opened.patch_xml(opened.xml_to_string(part)) for part in opened.sources()]


def _try(template: bytes, number: int) -> None:
    try:
        fill(template, _sample(FIELDS, number), title="", at=_A_DAY)
    except Exception as error:  # so does docxtpl, and the template was read already
        raise InvalidInput(NOT_FILLABLE) from error


def _sample(fields: Iterable[Field], number: int) -> dict[str, Any]:
    """Make words for every field: so many rows in each list, and nothing at all for 0."""
    return {field.name: _sample_of(field, number) for field in fields}


def _sample_of(field: Field, number: int) -> Any:
    text = "" if number == 0 else "1" if field.name.startswith("so_") else "Chữ & <số>"
    if not field.many:
        return text
    return [_sample(field.of, number) if field.of else text for _ in range(number)]
