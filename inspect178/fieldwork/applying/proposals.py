"""What does a proposal of a tablet do? It goes to the office, which decides about the register."""

from __future__ import annotations

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.devices.applying import Outcome, Result, Taken
from inspect178.extensions import db
from inspect178.fieldwork.applying.bodies import Body, body_of
from inspect178.fieldwork.enums import ProposalKind
from inspect178.fieldwork.operations import Found, Made
from inspect178.fieldwork.operations import propose as keep
from inspect178.identity.models import Team
from inspect178.identity.queries import teams
from inspect178.inspections.entries import POSITION
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import Placement
from inspect178.registry.models import Establishment
from inspect178.registry.queries import establishment_types, require_establishment
from inspect178.registry.rules import Place
from inspect178.territory.queries import find_unit, place_of


def propose(taken: Taken, actor: Actor) -> Result:
    """Keep what a team found: closed, moved, or a place that the register does not have."""
    body = body_of(taken)
    establishment_id = body.id_or_none("establishment")
    establishment = (
        None
        if establishment_id is None
        else require_establishment(actor, establishment_id, P.INSPECTION_CAPTURE)
    )
    made = Made(
        taken.object_id, _place_proposed(body, establishment, actor), taken.done_at, establishment
    )
    keep(_found(body, taken), made, actor=actor, at=taken.received_at)
    return Result(Outcome.APPLIED)


def _found(body: Body, taken: Taken) -> Found:
    return Found(
        kind=body.word("what", ProposalKind),
        from_on=body.day("from_on") or clock.local_day(taken.done_at),
        reason=squeeze(body.text("reason")),
        name=squeeze(body.text("name")),
        type_code=_type(body.text("type")),
        address=squeeze(body.text("address")),
        latitude=body.decimal("latitude", POSITION["latitude"]),
        longitude=body.decimal("longitude", POSITION["longitude"]),
        accuracy_m=body.decimal("accuracy", POSITION["position_accuracy_m"]),
        inspection_id=body.id_or_none("inspection"),
    )


def _type(code: str) -> str | None:
    if code and code not in {known.code for known in establishment_types()}:
        raise InvalidInput(N_("Choose a type of the list."), field="type")
    return code or None


def _place_proposed(body: Body, establishment: Establishment | None, actor: Actor) -> Place:
    """Give where it lies: with the establishment, in the unit named, or with the team."""
    if establishment is not None:
        e = establishment
        return Place(e.province_id, e.commune_id, e.old_commune_id, e.placement)
    unit_id = body.whole("unit")
    unit = None if unit_id is None else find_unit(unit_id)
    if unit is not None:
        return Place(*place_of(unit), Placement.MANUAL)
    mine = teams(actor, P.INSPECTION_CAPTURE).where(Team.id.in_(sorted(actor.team_ids)))
    team = db.session.scalars(mine).first()
    if team is None:
        raise NotFound
    return Place(team.province_id, team.commune_id, team.old_commune_id, Placement.UNPLACED)
