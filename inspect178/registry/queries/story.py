"""What is there to tell of one establishment? Licences, statuses, its story, possible twins."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.audit import queries as audit
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.registry import likeness, rules
from inspect178.registry.likeness import Told
from inspect178.registry.models import Establishment, Licence, StatusChange
from inspect178.registry.rules import Place


def licences_of(establishment: Establishment) -> Sequence[Licence]:
    """List the licences, those that run longest first."""
    return db.session.scalars(
        select(Licence)
        .where(Licence.establishment_id == establishment.id)
        .order_by(Licence.expires_on.is_(None).desc(), Licence.expires_on.desc(), Licence.id)
    ).all()


def require_licence(establishment: Establishment, licence_id: int) -> Licence:
    """Give a licence of the establishment, or raise NotFound."""
    found = db.session.get(Licence, licence_id)
    if found is None or found.establishment_id != establishment.id:
        raise NotFound
    return found


def statuses_of(establishment: Establishment) -> Sequence[StatusChange]:
    """List the statuses, the latest first."""
    return db.session.scalars(
        select(StatusChange)
        .where(StatusChange.establishment_id == establishment.id)
        .order_by(StatusChange.from_on.desc(), StatusChange.id.desc())
    ).all()


def story_of(actor: Actor, establishment: Establishment) -> audit.Events:
    """Select everything recorded about the establishment that the person may read."""
    return audit.events_about(actor, establishment.id)


def suspected_twins(
    actor: Actor, name: str, *, address: str, type_code: str, place: Place
) -> list[Establishment]:
    """List the establishments nearby that may be the same, before one is entered by hand."""
    e = Establishment
    near = e.province_id == place.province_id
    if place.commune_id is not None:
        near = near & or_(e.commune_id == place.commune_id, e.commune_id.is_(None))
    core = likeness.name_core(rules.name_key(name))
    candidates = db.session.scalars(
        select(e)
        .options(joinedload(e.type))
        .where(
            visible(e, actor, P.ESTABLISHMENT_READ),
            near,
            e.name_key.contains(core.split(" ")[0], autoescape=True),
        )
        .order_by(e.sort_key, e.id)
    )
    said = Told(rules.name_key(name), address, type_code)
    return [
        one
        for one in candidates
        if likeness.are_alike(said, Told(one.name_key, one.address, one.type_code))
    ]
