"""What are the fields of a record called on the page?"""

from __future__ import annotations

from textwrap import shorten

from flask_babel import gettext as _

from inspect178.inspections.completeness import UNANSWERED
from inspect178.inspections.operations.records import AMENDABLE
from inspect178.inspections.queries.records import OpenRecord
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.web.errors import message_of

FIELDS = {
    "place": N_("Place of the inspection"),
    "presence": N_("Members present"),
    "others_present": N_("Others present"),
    "worker_total": N_("Workers in all"),
    "worker_contract": N_("With a written labour contract"),
    "worker_health_checked": N_("With a health check in the period"),
    "worker_under_18": N_("Under 18 years"),
    "worker_residence": N_("Registered for temporary residence"),
    "findings": N_("Findings"),
    "owner_opinion": N_("Opinion of the establishment"),
    "conclusion": N_("Conclusion of the team"),
    "copies": N_("Number of copies"),
    "latitude": N_("Position"),
    "longitude": N_("Position"),
    "position_accuracy_m": N_("Position"),
    "workers": N_("Numbers of workers"),
    "recommendations": N_("Recommendations"),
    "violations": N_("Violations"),
    "photos": N_("Photos"),
    "signatures": N_("Signatures"),
    "other": N_("Anything else"),
}


def label_of(name: str) -> str:
    """Give the label of a field of the form, or of a part of the record."""
    if name in FIELDS:
        return str(_(FIELDS[name]))
    head, _dot, rest = name.replace(":", ".").partition(".")
    if head == "recommendation":
        return str(_("Recommendation %(position)s", position=rest.partition(".")[0]))
    if head == "caption":
        return str(_("Caption of a photo"))
    return str(_("Question %(code)s", code=rest))


def amendable_parts(opened: OpenRecord) -> list[tuple[str, str]]:
    """List the parts of a record that a note may refer to, with their labels."""
    parts = [(name, label_of(name)) for name in AMENDABLE]
    return parts + [
        (f"answer:{item.code}", f"{item.code}. {item.question_vi}") for item in opened.shown
    ]


def missing_label(fault: InvalidInput, opened: OpenRecord) -> str:
    """Say what is missing, a question in its own words."""
    if fault.message != UNANSWERED:
        return message_of(fault)
    item = next(i for i in opened.items if i.code == fault.params["code"])
    return f"{item.code}. {shorten(item.question_vi, 110, placeholder=' …')}"


def part_of(remarked: str) -> str:
    """Give the part to which a note on a remarked field belongs: one line to its list."""
    head, colon, _rest = remarked.partition(":")
    return {"recommendation": "recommendations", "violation": "violations"}.get(
        head if colon else "", remarked
    )


def anchor(name: str) -> str:
    """Give the id under which the page shows a field."""
    return name.replace(".", "-")
