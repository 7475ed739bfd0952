"""How are licences entered and corrected?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.registry import rules
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.operations.entries import shown
from inspect178.registry.rules import LicenceEntry


def add_licence(
    establishment: Establishment, entry: LicenceEntry, *, actor: Actor, at: datetime
) -> Licence:
    """Enter a licence of an establishment."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    rules.require_licence_dates(entry)
    _require_unknown(establishment, entry)
    licence = Licence(establishment_id=establishment.id, **asdict(entry))
    db.session.add(licence)
    db.session.flush()
    trail.record(
        A.LICENCE_ADDED,
        actor=actor,
        subject=licence,
        at=at,
        kind=entry.kind.value,
        number=entry.number,
    )
    return licence


def change_licence(
    licence: Licence,
    entry: LicenceEntry,
    *,
    establishment: Establishment,
    actor: Actor,
    at: datetime,
) -> bool:
    """Correct a licence or its state; say whether anything changed."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    rules.require_licence_dates(entry)
    after = asdict(entry)
    before = {name: getattr(licence, name) for name in after}
    if before == after:
        return False
    if (before["kind"], before["number"]) != (entry.kind, entry.number):
        _require_unknown(establishment, entry)
    for name, value in after.items():
        setattr(licence, name, value)
    changed = {name for name in after if after[name] != before[name]}
    trail.record(
        A.LICENCE_CHANGED,
        actor=actor,
        subject=licence,
        at=at,
        before=shown({name: before[name] for name in sorted(changed)}),
        after=shown({name: after[name] for name in sorted(changed)}),
    )
    return True


def _require_unknown(establishment: Establishment, entry: LicenceEntry) -> None:
    known = db.session.scalar(
        select(Licence.id).where(
            Licence.establishment_id == establishment.id,
            Licence.kind == entry.kind,
            Licence.number == entry.number,
        )
    )
    if known is not None:
        raise InvalidInput(
            N_("A licence of this kind with this number is entered already."), field="number"
        )
