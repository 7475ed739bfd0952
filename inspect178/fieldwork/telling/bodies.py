"""What does each kind of step say? Its values one by one, each with the label of the forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from inspect178.commitments.enums import SigningReason
from inspect178.fieldwork.enums import ProposalKind
from inspect178.fieldwork.labels import FIELDS, label_of
from inspect178.fieldwork.telling import words as w
from inspect178.fieldwork.telling.words import Reader, Words
from inspect178.inspections.enums import (
    AnswerValue,
    AttemptKind,
    Ground,
    SignatureRole,
    StopReason,
)
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import LegalForm

Field = tuple[str, str, Reader]
Shown = tuple[str, str]

REASON: Field = ("reason", N_("Reason"), w.text)
POSITION: tuple[Field, ...] = (
    ("latitude", N_("Latitude"), w.text),
    ("longitude", N_("Longitude"), w.text),
)
BEGINNING: tuple[Field, ...] = (
    ("started_at", N_("Start of the visit"), w.moment),
    ("members", N_("Members present"), w.members),
    ("others_present", N_("Others present"), w.text),
    ("second_ground", N_("Ground of a second visit in the year"), w.word(Ground)),
    ("second_reference", N_("Paper that shows the ground"), w.text),
)
BODIES: dict[str, tuple[Field, ...]] = {
    "visit.announce": BEGINNING,
    "visit.unplanned": (
        ("establishment", N_("Establishment"), w.place),
        ("team", N_("Team"), w.team),
        ("ground", N_("Ground"), w.word(Ground)),
        ("reference", N_("What was seen or reported"), w.text),
        *BEGINNING,
    ),
    "visit.photo": (
        ("item", N_("Question"), w.item),
        ("caption", N_("Caption of a photo"), w.text),
        ("taken_at", N_("Taken"), w.moment),
        *POSITION,
    ),
    "visit.photo_removed": (("photo", N_("Photo"), w.photo),),
    "visit.attempt": (("kind", N_("What happened"), w.word(AttemptKind)), REASON),
    "visit.suspend": (REASON,),
    "visit.resume": (),
    "visit.stop": (("ground", N_("Ground"), w.word(StopReason)), REASON),
    "visit.sign": (("signed_at", N_("Time of signing"), w.moment),),
    "visit.refuse": (REASON, ("signed_at", N_("Time of signing"), w.moment)),
    "visit.submit": (),
    "visit.amend": (("text", N_("Note"), w.text),),
    "violation.add": (
        ("behaviour", N_("Act"), w.act),
        ("act_on", N_("Day of the act"), w.day),
        ("item", N_("Question"), w.item),
        ("description", N_("Description"), w.text),
        ("statement", N_("What the establishment says of it"), w.text),
        ("worker_count", N_("Workers concerned"), w.text),
        ("legal_form", N_("Legal form"), w.word(LegalForm)),
        ("maker", N_("Who made the record of the violation"), w.member),
        ("record_number", N_("Record number"), w.text),
        ("remedy_due_on", N_("Deadline"), w.day),
    ),
    "violation.drop": (("violation", N_("Violation"), w.violation), REASON),
    "commitment.sign": (
        ("establishment", N_("Establishment"), w.place),
        ("reason", N_("Reason"), w.word(SigningReason)),
        ("signed_on", N_("Signed on"), w.day),
        ("last_day", N_("Last day"), w.day),
    ),
    "register.propose": (
        ("establishment", N_("Establishment"), w.place),
        ("what", N_("What was found"), w.word(ProposalKind)),
        ("from_on", N_("Since"), w.day),
        REASON,
        ("name", N_("Name"), w.text),
        ("type", N_("Type"), w.place_type),
        ("address", N_("Address"), w.text),
        ("unit", N_("Commune"), w.unit),
        *POSITION,
    ),
}
ENTRY_LABELS = {
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "position_accuracy_m": N_("Accuracy of the position, metres"),
    "started_at": N_("Start of the visit"),
}
HIDDEN = N_("(not shown: it may name an informant)")
SIDES = {"signer": N_("Signed for the establishment"), "officer": N_("Received by")}


def said_by(kind: str, body: Mapping[str, Any], words: Words) -> list[Shown]:
    """Give what a step says as labels and values; what is empty is left out."""
    found = [*_fields(kind, body, words), *_parts(kind, body, words)]
    return [(label, value) for label, value in found if value]


def entry_label(name: str, words: Words) -> str:
    """Give the label of a field of the record, a question in its own words."""
    if name in ENTRY_LABELS:
        return str(_(ENTRY_LABELS[name]))
    head, _dot, rest = name.replace(":", ".", 1).partition(".")
    if head in ("answer", "count", "total", "note") and rest:
        return _of_question(head, rest, words)
    if head == "recommendation" and rest.endswith(".due_on"):
        return f"{label_of(name)}: {_('Deadline')}"
    if head == "caption":
        return f"{label_of(name)}: {w.photo(words, rest)}"
    known = name in FIELDS or head == "recommendation"
    return label_of(name) if known else str(_("Another entry"))


def _of_question(head: str, code: str, words: Words) -> str:
    question, item = words.question(code), words.items.get(code)
    more = {
        "note": str(_("Note")),
        "count": item.count_label_vi if item is not None else "",
        "total": item.total_label_vi if item is not None else "",
    }.get(head, "")
    return f"{question} – {more}" if more else question


def entry_value(name: str, value: Any, words: Words) -> str:
    """Give what a field of the record says, in words."""
    if name.startswith(("answer.", "answer:")):
        return w.word(AnswerValue)(words, value) or w.text(words, value)
    if name.endswith(".due_on"):
        return w.day(words, value)
    if name == "started_at":
        return w.moment(words, value)
    if name == "presence":
        return w.members(words, str(value).split(", ") if value else [])
    return w.text(words, value)


def _fields(kind: str, body: Mapping[str, Any], words: Words) -> Iterator[Shown]:
    is_tip = kind == "visit.unplanned" and body.get("ground") == Ground.TIP
    for name, label, read in BODIES.get(kind, ()):
        if is_tip and name == "reference":
            yield str(_(label)), str(_(HIDDEN))
        elif body.get(name) not in (None, ""):
            yield str(_(label)), read(words, body[name])


def _parts(kind: str, body: Mapping[str, Any], words: Words) -> Iterator[Shown]:
    """Give what stands below the values: entries, signatures, the part that a note is about."""
    if kind == "visit.entries":
        yield from _entries(body.get("set"), words)
    elif kind not in BODIES:
        yield from _entries(body, words)
    elif kind == "visit.amend":
        yield str(_("Part of the record")), entry_label(str(body.get("field", "")), words)
    elif kind == "commitment.sign":
        for side, label in SIDES.items():
            yield str(_(label)), _signer(body.get(side))
    else:
        yield from _signatures(body.get("signatures"), words)


def _entries(given: Any, words: Words) -> Iterator[Shown]:
    if isinstance(given, dict):
        for name, value in given.items():
            yield entry_label(str(name), words), entry_value(str(name), value, words) or "—"


def _signatures(given: Any, words: Words) -> Iterator[Shown]:
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, dict):
            continue
        role = w.word(SignatureRole)(words, one.get("role"))
        named = {**one, "name": one.get("full_name") or w.member(words, one.get("member"))}
        yield role or str(_("Signature")), _signer(named)


def _signer(given: Any) -> str:
    if not isinstance(given, dict):
        return ""
    name, post = given.get("name") or given.get("typed"), given.get("post_title", given.get("post"))
    how = _("signed on the screen") if given.get("image") else _("name typed")
    return f"{', '.join(str(part) for part in (name, post) if part)} ({how})"
