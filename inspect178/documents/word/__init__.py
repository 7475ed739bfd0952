"""How does a report become a Word document, and which templates of offices are accepted?

`check_template` is asked when an office sends its template, `render_word` when a report is taken
out; a template that was stored is checked again, because fields may have changed since.
"""

from __future__ import annotations

from pathlib import Path

from inspect178.documents.facts import PeriodicReportFacts
from inspect178.documents.rendering import TEMPLATES
from inspect178.documents.word.checking import check_template
from inspect178.documents.word.context import context_of
from inspect178.documents.word.filling import fill
from inspect178.kernel.text import squeeze

__all__ = ["DEFAULT_TEMPLATE", "MEDIA_TYPE", "check_template", "render_word"]

DEFAULT_TEMPLATE: Path = TEMPLATES / "periodic_report.docx"
_TITLE = ("ten_van_ban", "so_ky_hieu", "trich_yeu")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render_word(facts: PeriodicReportFacts, template: bytes | None = None) -> bytes:
    """Write a report as a .docx to be edited, from the office's template or from ours."""
    if template is not None:
        check_template(template)
    content = DEFAULT_TEMPLATE.read_bytes() if template is None else template
    context = context_of(facts)
    title = squeeze(" ".join(context[name] for name in _TITLE))
    return fill(content, context, title=title, at=facts.known_at)
