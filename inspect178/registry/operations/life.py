"""How does an establishment change over time? Status, scope, complexity and place, with reasons."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.registry import rules, timeline
from inspect178.registry.models import Establishment, StatusChange
from inspect178.registry.operations import history
from inspect178.registry.operations.entries import require_version, shown, unit_named
from inspect178.registry.rules import Complexity, Place, Scope, StatusSaid
from inspect178.registry.timeline import Timeline


def change_status(
    establishment: Establishment, said: StatusSaid, *, version: int, actor: Actor, at: datetime
) -> None:
    """Set the status from a day on; closing ends the scope that day, reopening opens it again."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    require_version(establishment, version)
    latest = _latest_status(establishment)
    rules.require_next_status(said, latest, today=clock.local_day(at))
    before, scope = establishment.status, _scope(establishment)
    after = rules.scope_after_status(scope, said, before=before, closed_on=latest)
    establishment.status_from = said.from_on
    establishment.updated_at = at
    history.keep(establishment, _line_after(establishment, said, before=scope, after=after), at=at)
    db.session.add(
        StatusChange(
            establishment_id=establishment.id,
            status=said.status,
            from_on=said.from_on,
            reason=said.reason,
            recorded_at=at,
            recorded_by_id=actor.user_id,
        )
    )
    trail.record(
        A.ESTABLISHMENT_STATUS,
        actor=actor,
        subject=establishment,
        at=at,
        before=before.value,
        after=said.status.value,
        reason=said.reason,
        **{"from": said.from_on.isoformat()},
    )
    if after != scope:
        _tell_scope(establishment, scope, _scope(establishment), actor=actor, at=at)


def _line_after(
    establishment: Establishment, said: StatusSaid, *, before: Scope, after: Scope
) -> Timeline:
    line = timeline.changed(
        history.line_of(establishment.id), from_on=said.from_on, status=said.status
    )
    if after.from_on != before.from_on:
        return timeline.reopened(line, after)
    return line if after == before else timeline.rescoped(line, after)


def change_scope(
    establishment: Establishment, scope: Scope, *, version: int, actor: Actor, at: datetime
) -> None:
    """Set from which day to before which day the establishment is in scope, with the reason."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    require_version(establishment, version)
    rules.require_scope(scope)
    before = _scope(establishment)
    line = timeline.rescoped(history.line_of(establishment.id), scope)
    establishment.updated_at = at
    history.keep(establishment, line, at=at)
    _tell_scope(establishment, before, _scope(establishment), actor=actor, at=at)


def flag_complexity(
    establishment: Establishment, said: Complexity, *, version: int, actor: Actor, at: datetime
) -> None:
    """Flag an establishment as complex with reason and last day, or take the flag away."""
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    require_version(establishment, version)
    rules.require_complexity(said, today=clock.local_day(at))
    values = asdict(said)
    before = {name: getattr(establishment, name) for name in values}
    for name, value in values.items():
        setattr(establishment, name, value)
    establishment.updated_at = at
    trail.record(
        A.ESTABLISHMENT_CHANGED,
        actor=actor,
        subject=establishment,
        at=at,
        before=shown(before),
        after=shown(values),
    )


def place_establishment(
    establishment: Establishment,
    place: Place,
    *,
    version: int,
    actor: Actor,
    at: datetime,
    moved_on: date | None = None,
) -> None:
    """Place an establishment by hand; the written address stays as it is.

    Without the day of a move the place is a correction: it was there since the last move, or ever.
    """
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, establishment)
    policies.require_here(actor, P.ESTABLISHMENT_EDIT, place)
    require_version(establishment, version)
    rules.require_past(moved_on, "moved_on", today=clock.local_day(at))
    before = unit_named(establishment)
    units = asdict(place)
    establishment.placement = units.pop("placement")
    establishment.updated_at = at
    line = history.line_of(establishment.id)
    line = timeline.changed(line, from_on=moved_on or timeline.placed_since(line), **units)
    history.keep(establishment, line, at=at)
    trail.record(
        A.ESTABLISHMENT_PLACED,
        actor=actor,
        subject=establishment,
        at=at,
        before={"unit": before},
        after={"unit": unit_named(place)},
    )


def _scope(establishment: Establishment) -> Scope:
    e = establishment
    return Scope(e.in_scope_from, e.in_scope_to, e.scope_reason)


def _tell_scope(
    establishment: Establishment, before: Scope, scope: Scope, *, actor: Actor, at: datetime
) -> None:
    trail.record(
        A.ESTABLISHMENT_SCOPE,
        actor=actor,
        subject=establishment,
        at=at,
        before=_range(before),
        after=_range(scope),
        reason=scope.reason,
    )


def _range(scope: Scope) -> list[str | None]:
    return [scope.from_on.isoformat(), scope.to_on.isoformat() if scope.to_on else None]


def _latest_status(establishment: Establishment) -> date | None:
    found = db.session.scalar(
        select(StatusChange)
        .where(StatusChange.establishment_id == establishment.id)
        .order_by(StatusChange.from_on.desc(), StatusChange.id.desc())
        .limit(1)
    )
    return found.from_on if found is not None else None
