"""How is one value of a step written for people? Names for ids, labels for codes, days as days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.fieldwork.models import NamedPhoto
from inspect178.identity.models import Team, TeamMember
from inspect178.inspections.models import ChecklistItem, Inspection
from inspect178.inspections.queries.checklist import wordings_on
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import NotFound
from inspect178.kernel.ids import uuid_or_none
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import EstablishmentType
from inspect178.registry.queries import require_establishment
from inspect178.territory.queries import find_unit
from inspect178.violations.catalogue import find_clause
from inspect178.violations.models import Violation
from inspect178.web import filters

LONGEST = 600
LONGEST_ID = 9  # digits that fit into every column
MOST_MEMBERS = 50
NOT_TO_BE_SEEN = N_("not to be seen with your rights")
NOT_KNOWN = N_("no longer known")


@dataclass
class Words:
    """Who reads, when, and about which visit; what was looked up stays here."""

    actor: Actor
    at: datetime
    day: date
    visit: Inspection | None
    items: dict[str, ChecklistItem] = field(init=False)

    def __post_init__(self) -> None:
        """Look up the wording of the questions on the day."""
        self.items = wordings_on(self.day)

    def question(self, code: str) -> str:
        """Give a question in its own words."""
        item = self.items.get(code)
        if item is None:
            return str(_("Question %(code)s", code=code))
        return f"{code}. {item.question_en if _is_english() else item.question_vi}"

    def member(self, key: Any) -> str:
        """Give the name of a member of a team."""
        found = None if (id_ := whole(key)) is None else db.session.get(TeamMember, id_)
        return str(_(NOT_KNOWN)) if found is None else found.full_name

    def place(self, key: Any) -> str:
        """Give the name of an establishment that the reader may see."""
        try:
            return require_establishment(self.actor, UUID(key), P.ESTABLISHMENT_READ).name
        except (NotFound, ValueError, TypeError, AttributeError):
            return str(_(NOT_TO_BE_SEEN))


Reader = Callable[[Words, Any], str]


def text(_words: Words, value: Any) -> str:
    """Write typed text, a long one shortened; nothing else than text and numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    said = filters.number(value, 6).rstrip("0").rstrip(",") if isinstance(value, float) else value
    said = str(said)
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def moment(_words: Words, value: Any) -> str:
    """Write an instant."""
    try:
        return filters.moment(datetime.fromisoformat(str(value).replace("Z", "+00:00")))
    except (ValueError, OverflowError):
        return ""


def day(_words: Words, value: Any) -> str:
    """Write a day."""
    try:
        return filters.day(date.fromisoformat(str(value)))
    except ValueError:
        return ""


def word(kind: type[LabelledEnum]) -> Reader:
    """Give what writes a word of a closed list by its label."""

    def read(_words: Words, value: Any) -> str:
        known = isinstance(value, str) and value in set(kind)
        return filters.label(kind(value)) if known else ""

    return read


def members(words: Words, value: Any) -> str:
    """Write members of a team by their names."""
    named = value[:MOST_MEMBERS] if isinstance(value, list) else []
    return "; ".join(words.member(one) for one in named)


def member(words: Words, value: Any) -> str:
    """Write a member of a team by name."""
    return "" if value is None else words.member(value)


def place(words: Words, value: Any) -> str:
    """Write an establishment by its name."""
    return "" if value is None else words.place(value)


def team(_words: Words, value: Any) -> str:
    """Write a team by its name."""
    found = None if (id_ := whole(value)) is None else db.session.get(Team, id_)
    return "" if found is None else found.name


def unit(_words: Words, value: Any) -> str:
    """Write a unit by its name."""
    found = None if (id_ := whole(value)) is None else find_unit(id_)
    return "" if found is None else found.name


def place_type(_words: Words, value: Any) -> str:
    """Write a type of establishment by its label."""
    found = db.session.get(EstablishmentType, value) if isinstance(value, str) else None
    if found is None:
        return ""
    return str(found.label_en if _is_english() else found.label_vi)


def item(words: Words, value: Any) -> str:
    """Write a question in its words."""
    return words.question(value) if isinstance(value, str) and value else ""


def act(words: Words, value: Any) -> str:
    """Write an act of the catalogue in its words."""
    clause = find_clause(value, words.day) if isinstance(value, str) else None
    if clause is None:
        return ""
    said = clause.label_en if _is_english() else clause.label_vi
    return f"{said} ({clause.clause}, {clause.decree})"


def violation(words: Words, value: Any) -> str:
    """Write a violation that the office has by its act."""
    found = db.session.get(Violation, uuid_or_none(value)) if uuid_or_none(value) else None
    if found is None or words.visit is None or found.inspection_id != words.visit.id:
        return str(_(NOT_KNOWN))
    return found.description or found.record_number or filters.day(found.act_on)


def photo(words: Words, value: Any) -> str:
    """Write a photo by its caption and question."""
    named = None
    if (key := uuid_or_none(value)) is not None:
        named = db.session.scalar(select(NamedPhoto).where(NamedPhoto.id == key))
    if named is None or words.visit is None or named.inspection_id != words.visit.id:
        return str(_("Photo"))
    said = [named.caption or str(_("Photo without caption")), item(words, named.item_code)]
    return ". ".join(filter(None, said))


def whole(value: Any) -> int | None:
    """Give the number of a row that a step names, or None where it can be none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < LONGEST_ID:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 10**LONGEST_ID else None


def _is_english() -> bool:
    return str(get_locale()) == "en"
