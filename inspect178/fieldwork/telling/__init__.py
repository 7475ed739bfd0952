"""What does a step tell the person who decides about it? Its words, both versions, advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.devices.telling import Fact, Line, Step, Told
from inspect178.extensions import db
from inspect178.fieldwork.telling.bodies import entry_label, entry_value, said_by
from inspect178.fieldwork.telling.words import Words, photo
from inspect178.inspections.enums import InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import is_sealed, require_open_inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import NotFound
from inspect178.kernel.text_marks import N_
from inspect178.web import filters

HIDDEN = N_("You may not see this visit with your rights.")
ADVICE: dict[str, str] = {
    "fields": N_(
        "The office's version counts. If the tablet's is right, let the team put it right: in the"
        " record while it is open, by a note once it is signed. Then settle this case."
    ),
    "second_visit": N_(
        "Check which of the visits was right and whether the second has a ground of the law. The"
        " rate counts the establishment once. Then settle this case."
    ),
    "photos": N_("Ask the team for the photo again, or settle this case with the reason."),
    "shown_differs": N_(
        "Ask for the copy of the establishment and compare it with the record. Where they differ,"
        " the team adds a note. Then settle this case."
    ),
    "late_photos": N_(
        "Compare the photo with the signed record. What was signed does not change; if something"
        " must be added, the team adds a note. Then settle this case."
    ),
}


def tell_step(step: Step, *, actor: Actor, at: datetime) -> Told:
    """Tell a step to somebody who decides about it, within what that person may see."""
    there = db.session.get(Inspection, step.object_id)
    if there is not None and is_sealed(there):
        return Told(is_sealed=True)
    visit = _visible(there, actor, at)
    words = Words(actor, at, clock.local_day(_began(there) or step.done_at), visit)
    return Told(
        facts=_facts(there, visit),
        lines=_lines(step, words),
        clashes=_clashes(step.detail.get("fields"), words),
        notices=[*_other_visits(step.detail), *_unusable(step.detail, words)],
        advice=[str(_(words_)) for name, words_ in ADVICE.items() if step.detail.get(name)],
        is_hidden=there is not None and visit is None,
    )


def _visible(there: Inspection | None, actor: Actor, at: datetime) -> Inspection | None:
    if there is None:
        return None
    try:
        return require_open_inspection(actor, there.id, at, permission=P.INSPECTION_READ)
    except NotFound:
        return None


def _began(there: Inspection | None) -> datetime | None:
    return None if there is None else there.announced_at


def _facts(there: Inspection | None, visit: Inspection | None) -> list[Fact]:
    if there is None:
        return []
    if visit is None:
        return [Fact(str(_("Inspection")), str(_(HIDDEN)))]
    place, number = visit.establishment, "" if visit.record is None else visit.record.number
    said = [filters.day(visit.completed_on or visit.planned_on), visit.team.name, number]
    return [
        Fact(
            str(_("Establishment")),
            ", ".join(filter(None, (place.name, place.address))),
            "registry.establishment",
            {"establishment_id": place.id},
        ),
        Fact(
            str(_("Inspection")),
            f"{', '.join(filter(None, said))} ({filters.label(visit.state)})",
            "inspections.inspection",
            {"inspection_id": visit.id},
        ),
    ]


def _lines(step: Step, words: Words) -> list[Line]:
    """Set out what a step says, beside another version of it where there is one."""
    here = said_by(step.kind, step.body, words)
    if step.other is None:
        return [Line(label, value) for label, value in here]
    there = dict(said_by(step.kind, step.other, words))
    lines = [Line(label, value, there.pop(label, "")) for label, value in here]
    return lines + [Line(label, "", value) for label, value in there.items()]


def _clashes(given: Any, words: Words) -> list[Line]:
    """Set out the entries that were not taken over: the tablet's, the office's, and why."""
    found = []
    for name, mine, office, *why in given or []:
        values = (entry_value(name, mine, words), entry_value(name, office, words))
        found.append(Line(entry_label(name, words), *values, note=why[0] if why else ""))
    return found


def _other_visits(detail: Mapping[str, Any]) -> list[str]:
    said = []
    for on, who, state in detail.get("second_visit") or []:
        how = filters.label(InspectionState(state)) if state else str(_("another agency"))
        day = filters.day(datetime.fromisoformat(on))
        said.append(str(_("Other visit of the year: %(day)s, %(who)s (%(how)s)",
                          day=day, who=who, how=how)))  # fmt: skip
    return said


def _unusable(detail: Mapping[str, Any], words: Words) -> list[str]:
    return [f"{photo(words, key)}: {problem}" for key, problem in detail.get("photos") or []]
