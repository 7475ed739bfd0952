"""How does an establishment get into the register, and how is an entry corrected?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import Conflict
from inspect178.registry import rules, timeline
from inspect178.registry.models import Establishment, StatusChange
from inspect178.registry.operations import history
from inspect178.registry.rules import Entry, Place
from inspect178.registry.timeline import Timeline
from inspect178.territory import queries as territory

# What a correction may change; scope, status, complexity and place have acts of their own.
CORRECTABLE = (
    "name", "type_code", "legal_form", "tax_code", "address", "latitude", "longitude",
    "position_source", "representative", "security_person", "managing_agency_id", "room_count",
    "worker_total", "worker_contract", "worker_health_checked", "note",
)  # fmt: skip
# Of these, what figures go by: corrected for all days unless a day is given; counted anew.
CORRECTED_FACTS = ("type_code", "managing_agency_id")
COUNTED_FACTS = ("worker_total",)
_WORKERS = ("worker_total", "worker_contract", "worker_health_checked")


def create_establishment(
    entry: Entry, place: Place, *, actor: Actor, at: datetime
) -> Establishment:
    """Enter an establishment at a place; its status begins with the entry."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, place)
    rules.require_workers(entry.worker_total, entry.worker_contract, entry.worker_health_checked)
    code = new_sticker_code()
    establishment = Establishment(
        **asdict(entry),
        **asdict(place),
        **keys_of(entry.name, entry.address, sticker_code=code, tax_code=entry.tax_code),
        sticker_code=code,
        created_at=at,
        updated_at=at,
        created_by_id=actor.user_id,
    )
    db.session.add(establishment)
    db.session.flush()
    db.session.add(first_status(establishment, actor=actor, at=at))
    history.begin([columns_of(establishment)])
    trail.record(
        A.ESTABLISHMENT_CREATED, actor=actor, subject=establishment, at=at, name=entry.name
    )
    return establishment


def change_establishment(
    establishment: Establishment,
    changes: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    at: datetime,
    holds_from: date | None = None,
) -> bool:
    """Correct an entry; say whether anything changed. Who saw an older version is refused.

    A new type or managing agency holds from `holds_from` on; without it the old one was a mistake
    and the new one holds for all days. Workers are counted anew: from that day, or from today on.
    """
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    require_version(establishment, version)
    before = _differences(establishment, changes)
    if not before:
        return False
    rules.require_workers(*(changes.get(n, getattr(establishment, n)) for n in _WORKERS))
    rules.require_past(holds_from, "holds_from", today=clock.local_day(at))
    for name in before:
        setattr(establishment, name, changes[name])
    refresh_keys(establishment)
    establishment.updated_at = at
    if line := _line_with(establishment, {k: changes[k] for k in before}, holds_from, at=at):
        history.keep(establishment, line, at=at)
    trail.record(
        A.ESTABLISHMENT_CHANGED,
        actor=actor,
        subject=establishment,
        at=at,
        before=shown(before),
        after=shown({k: changes[k] for k in before}),
    )
    return True


def _differences(establishment: Establishment, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"these are not corrected by hand: {sorted(unknown)}")
    stored = {name: getattr(establishment, name) for name in changes}
    return {name: value for name, value in stored.items() if value != changes[name]}


def _line_with(
    establishment: Establishment, changes: dict[str, Any], holds_from: date | None, *, at: datetime
) -> Timeline | None:
    corrected = {k: v for k, v in changes.items() if k in CORRECTED_FACTS}
    counted = {k: v for k, v in changes.items() if k in COUNTED_FACTS}
    if not corrected and not counted:
        return None
    line = timeline.changed(history.line_of(establishment.id), from_on=holds_from, **corrected)
    return timeline.changed(line, from_on=holds_from or clock.local_day(at), **counted)


def columns_of(establishment: Establishment) -> dict[str, Any]:
    """Give the columns of a row that the history begins with."""
    names = ("id", "created_at", "in_scope_from", "in_scope_to", "status_from", *timeline.FACTS)
    return {name: getattr(establishment, name) for name in names if name != "in_scope"}


def require_version(establishment: Establishment, version: int) -> None:
    """Refuse a change that was made on a page older than what is stored."""
    if establishment.version != version:
        raise Conflict


def new_sticker_code() -> str:
    """Draw a code for a sticker: 40 random bits in letters that people can read aloud."""
    return "".join(secrets.choice(rules.STICKER_ALPHABET) for _ in range(rules.STICKER_LENGTH))


def keys_of(name: str, address: str, *, sticker_code: str, tax_code: str | None) -> dict[str, str]:
    """Give the keys for search, likeness and order that are stored beside the words."""
    return {
        "search_key": rules.search_key(name, address, sticker_code=sticker_code, tax_code=tax_code),
        "name_key": rules.name_key(name),
        "sort_key": rules.sort_key(name),
    }


def refresh_keys(establishment: Establishment) -> None:
    """Make the keys anew after a change of words."""
    e = establishment
    keys = keys_of(e.name, e.address, sticker_code=e.sticker_code, tax_code=e.tax_code)
    for name, key in keys.items():
        setattr(e, name, key)


def first_status(establishment: Establishment, *, actor: Actor, at: datetime) -> StatusChange:
    """Give the row with which the history of the status begins."""
    return StatusChange(
        establishment_id=establishment.id,
        status=establishment.status,
        from_on=establishment.status_from or establishment.in_scope_from,
        recorded_at=at,
        recorded_by_id=actor.user_id,
    )


def unit_named(place: Place | Establishment) -> str:
    """Name the unit of a place for the trail, with its code and the one of before."""
    units = territory.units_by_id((place.province_id, place.commune_id, place.old_commune_id))
    unit = units[place.commune_id or place.province_id]
    said = f"{unit.name} ({unit.code})"
    old = units.get(place.old_commune_id or 0)
    return f"{said} ← {old.name} ({old.code})" if old is not None else said


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give values as the trail keeps them: personal numbers masked, words as they are stored."""
    return {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if name == "tax_code":
        return rules.masked_tax_code(value)
    if isinstance(value, LabelledEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value
