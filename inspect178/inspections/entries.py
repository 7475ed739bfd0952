"""Which fields does a record have while it is written, and how is each read from typed text?

Every field has one name, the same in the form, in autosave and here:

    answer.C1  count.C12b  total.C12b  note.C1       the checklist, by code of the item
    worker_total  findings  owner_opinion …          fields of the record
    recommendation.1.text  recommendation.1.due_on   lines, by their position
    caption.<id of the photo>

An entry is the text of one field in its one normal form; no entry and an empty one are the same.
So what is typed piece by piece and what is typed at once give the same record.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from inspect178.inspections.checklist import COUNT, COUNT_OF, FROM_WORKERS, YES_NO_NA
from inspect178.inspections.enums import AnswerValue
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

WORKERS = (
    "worker_total",
    "worker_contract",
    "worker_health_checked",
    "worker_under_18",
    "worker_residence",
)
TEXTS = {
    "place": 400,
    "others_present": 5_000,
    "findings": 20_000,
    "owner_opinion": 10_000,
    "conclusion": 10_000,
}
POSITION = {"latitude": 90.0, "longitude": 180.0, "position_accuracy_m": 1_000_000.0}
LONGEST_NOTE = 5_000
LONGEST_CAPTION = 300
LARGEST_NUMBER = 1_000_000
MOST_COPIES = 20
MOST_RECOMMENDATIONS = 50

_LINE = re.compile(r"recommendation\.([1-9]\d?)\.(text|due_on)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_PARTS: dict[str, tuple[str, ...]] = {
    "answer": (YES_NO_NA,),
    "count": (COUNT_OF, COUNT),
    "total": (COUNT_OF,),
    "note": (YES_NO_NA, COUNT_OF, COUNT),
}


@dataclass(frozen=True)
class Known:
    """What the record under work consists of: kinds of its questions, its photos, its day."""

    answers: Mapping[str, str]  # code of the item → yes_no_na, count_of, count
    photo_ids: frozenset[str]
    day: date


def is_entry(name: str) -> bool:
    """Say whether a name of a form belongs to the record at all."""
    head = name.partition(".")[0]
    return (
        name in WORKERS
        or name in TEXTS
        or name in POSITION
        or name == "copies"
        or (head in {*_PARTS, "recommendation", "caption"} and "." in name)
    )


def read_entry(name: str, typed: str, known: Known) -> str:
    """Bring typed text into the normal form of its field, or refuse it with a sentence."""
    text = tidy(typed)
    reader = _reader(name, known)
    if reader is None:
        raise InvalidInput(
            N_("This field is no longer part of the record. Reload the page."), field=name
        )
    if not text:
        return ""
    try:
        return reader(text)
    except InvalidInput as error:
        raise InvalidInput(error.message, field=name, **error.params) from error


def tidy(typed: str) -> str:
    """Bring line ends, accents and outer spaces into one form; drop what cannot be printed."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text).strip()


def _reader(name: str, known: Known) -> Callable[[str], str] | None:
    if name in TEXTS:
        return lambda text: _text(text, TEXTS[name])
    if name in WORKERS:
        return _number
    if name in POSITION:
        return lambda text: _decimal(text, POSITION[name])
    if name == "copies":
        return _copies
    return _reader_of_part(name, known)


def _reader_of_part(name: str, known: Known) -> Callable[[str], str] | None:
    head, _, rest = name.partition(".")
    if head in _PARTS:
        return _reader_of_answer(head, rest, known)
    line = _LINE.fullmatch(name)
    if line and int(line[1]) <= MOST_RECOMMENDATIONS:
        return (lambda text: _text(text, 2_000)) if line[2] == "text" else _due(known.day)
    if head == "caption" and rest in known.photo_ids:
        return lambda text: _text(text.replace("\n", " "), LONGEST_CAPTION)
    return None


def _reader_of_answer(head: str, code: str, known: Known) -> Callable[[str], str] | None:
    if known.answers.get(code) not in _PARTS[head]:
        return None
    if head == "note":
        return lambda text: _text(text, LONGEST_NOTE)
    if head == "answer":
        return _value
    return None if code in FROM_WORKERS else _number


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise InvalidInput(N_("This text is too long: at most %(most)s characters."), most=longest)
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) > LARGEST_NUMBER:
        raise InvalidInput(N_("Enter a whole number from 0 on, for example 12."))
    return str(int(text))


def _copies(text: str) -> str:
    number = _number(text)
    if not 1 <= int(number) <= MOST_COPIES:
        raise InvalidInput(N_("Enter a number of copies from 1 to %(most)s."), most=MOST_COPIES)
    return number


def _decimal(text: str, largest: float) -> str:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= largest:
        raise InvalidInput(N_("The position cannot be used. Take it again."))
    return repr(round(value, 7))


def _value(text: str) -> str:
    if text not in {v.value for v in AnswerValue}:
        raise InvalidInput(N_("Choose Yes, No or Not applicable."))
    return text


def _due(day: date) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            due = date.fromisoformat(text)
        except ValueError as error:
            raise InvalidInput(N_("Enter a date, for example 31/12/2026.")) from error
        if due < day:
            raise InvalidInput(N_("The deadline lies before the visit. Choose a later day."))
        if due.year > day.year + 10:
            raise InvalidInput(N_("The deadline is too far ahead. Check the year."))
        return due.isoformat()

    return read
