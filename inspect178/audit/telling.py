"""How is an event told to people? Who, when, what, to which thing, with which details."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from inspect178.access.roles import Role
from inspect178.audit.actions import ACTIONS
from inspect178.audit.models import AuditEntry
from inspect178.audit.surroundings import Surroundings, Thing
from inspect178.audit.words import FIELDS, SUBJECTS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_LONGEST = 300


@dataclass(frozen=True)
class Detail:
    """One detail: what it is called, what it was before a change, what it is."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class Told:
    """An event in words."""

    at: datetime
    action: str
    who: str
    who_id: int | None
    roles: str
    kind: str
    name: str
    thing: Thing | None
    page: str | None
    outcome: str
    details: tuple[Detail, ...]

    @property
    def is_about_oneself(self) -> bool:
        """Say whether somebody did it to the own account, as signing in."""
        return self.thing == ("user_account", str(self.who_id))


def tell(rows: Iterable[tuple[AuditEntry, str]], around: Surroundings) -> list[Told]:
    """Tell the events of a page, with two questions for all names together."""
    events = [(entry, json.loads(detail)) for entry, detail in rows]
    people = around.names_of({e.actor_id for e, _detail in events if e.actor_id is not None})
    things = around.things_called({_thing(e) for e, _detail in events})
    return [_tell(entry, detail, around, people=people, things=things) for entry, detail in events]


def _thing(entry: AuditEntry) -> Thing:
    return (entry.subject_type, entry.subject_id)


def _tell(
    entry: AuditEntry,
    detail: dict[str, Any],
    around: Surroundings,
    *,
    people: dict[int, str],
    things: dict[Thing, str],
) -> Told:
    thing = _thing(entry)
    known = entry.subject_type in SUBJECTS
    action = ACTIONS.get(entry.action)
    return Told(
        at=entry.at,
        action=_(action.label) if action else entry.action,
        who=people.get(entry.actor_id or 0, "") or _nobody(entry),
        who_id=entry.actor_id,
        roles=_roles(entry.actor_roles),
        kind=_(SUBJECTS[entry.subject_type]) if known else "",
        name=things.get(thing, ""),
        thing=thing if known else None,
        page=around.page_of(thing) if known else None,
        outcome=entry.outcome,
        details=tuple(_Teller(entry.subject_type, around).details(detail)),
    )


def _nobody(entry: AuditEntry) -> str:
    return _("The system") if entry.actor_roles == "system" else _("Somebody not signed in")


def _roles(names: str) -> str:
    known = {role.value: role.label for role in Role}
    return ", ".join(_(known[name]) for name in names.split(",") if name in known)


@dataclass(frozen=True)
class _Teller:
    """Finds words for the details of an event on one kind of thing."""

    kind: str
    around: Surroundings

    def details(self, detail: dict[str, Any]) -> list[Detail]:
        before, after = detail.get("before"), detail.get("after")
        changes = []
        if isinstance(before, dict) and isinstance(after, dict):
            detail = {k: v for k, v in detail.items() if k not in ("before", "after")}
            changes = self._changes(before, after)
        return changes + [Detail(_called(k), self._said(k, v)) for k, v in detail.items()]

    def _changes(self, before: dict[str, Any], after: dict[str, Any]) -> list[Detail]:
        said = [
            Detail(_called(k), self._said(k, after.get(k)), self._said(k, before.get(k)))
            for k in sorted({*before, *after})
        ]
        return [d for d in said if d.value != d.before]

    def _said(self, key: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if value is None or value in ("", [], {}):
            return str(_("none"))
        if isinstance(value, list):
            return ", ".join(self._said(key, one) for one in value)[:_LONGEST]
        if isinstance(value, dict):
            parts = (f"{_called(k)}: {self._said(k, v)}" for k, v in value.items())
            return "; ".join(parts)[:_LONGEST]
        if _FINGERPRINT.fullmatch(str(value)):
            return f"{str(value)[:16]}…"
        word = self.around.word_for(self.kind, key, str(value))
        return str(_(word)) if word else _as_day(str(value))[:_LONGEST]


def _called(key: str) -> str:
    return _(FIELDS[key]) if key in FIELDS else key.replace("_", " ")


def _as_day(text: str) -> str:
    if not _DAY.fullmatch(text):
        return text
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
