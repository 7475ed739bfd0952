"""Which events lie in an auditor's area, and what are the people and things in them called?

An event lies in the area when it concerns an establishment there, when somebody with a role there
did it, or when it concerns the account of such a person, as a refused sign-in does. What the
system did by itself, and whatever lies nowhere, only an auditor of the whole country sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    func,
    or_,
    select,
    true,
)

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import within
from inspect178.audit.models import AuditEntry
from inspect178.audit.surroundings import Thing
from inspect178.commitments.models import Commitment
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment, Team, UserAccount
from inspect178.identity.queries import unit_within
from inspect178.identity.rules import username_key
from inspect178.inspections.models import Inspection, InspectionDecision, NotedVisit
from inspect178.kernel.errors import NotFound
from inspect178.planning.models import Plan
from inspect178.registry.models import Establishment, ImportBatch, Licence
from inspect178.territory.models import AdminUnit
from inspect178.violations.models import Violation

Names = Select[UUID, str] | Select[int, str]


def in_area(actor: Actor) -> ColumnElement[bool]:
    """Give the condition for events of the area over which the actor may read the trail."""
    ground = actor.territory(P.AUDIT_READ)
    if ground.whole_country:
        return true()
    places = select(_key(cast(Establishment.id, String))).where(within(Establishment, ground))
    people = _people_within(actor)
    accounts = select(cast(people.subquery().c.user_id, String))
    return or_(
        _key(AuditEntry.about_id).in_(places),
        AuditEntry.actor_id.in_(people),
        and_(AuditEntry.subject_type == "user_account", AuditEntry.subject_id.in_(accounts)),
    )


def _key(text: SQLColumnExpression[Any]) -> ColumnElement[str]:
    # One database writes a UUID with hyphens and the other without.
    return func.replace(text, "-", "")


def _people_within(actor: Actor) -> Select[int]:
    return (
        select(RoleAssignment.user_id)
        .join(AdminUnit, AdminUnit.id == RoleAssignment.unit_id)
        .where(unit_within(actor.territory(P.AUDIT_READ)))
    )


def people_called(words: str) -> Select[int]:
    """Select the accounts whose user name or full name holds the words."""
    return select(UserAccount.id).where(
        or_(
            UserAccount.username_key.contains(username_key(words), autoescape=True),
            UserAccount.full_name.icontains(words, autoescape=True),
        )
    )


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Give the names of some accounts."""
    rows = db.session.execute(
        select(UserAccount.id, UserAccount.full_name).where(UserAccount.id.in_(sorted(user_ids)))
    )
    return {row[0]: row[1] for row in rows}


def require_person(actor: Actor, user_id: int) -> str:
    """Give the name of a person of the auditor's area, or raise NotFound."""
    name = db.session.scalar(
        select(UserAccount.full_name).where(
            UserAccount.id == user_id, UserAccount.id.in_(_people_within(actor))
        )
    )
    if name is None:
        raise NotFound
    return name


def things_called(things: Iterable[Thing]) -> dict[Thing, str]:
    """Give the names of some things, with one statement for each kind of them."""
    wanted: dict[str, set[str]] = {}
    for kind, key in things:
        wanted.setdefault(kind, set()).add(key)
    found: dict[Thing, str] = {}
    for kind in sorted(wanted.keys() & _NAMES.keys()):
        for row in db.session.execute(_NAMES[kind](sorted(wanted[kind]))):
            found[kind, str(row[0])] = row[1]
    return found


def _uuids(keys: Iterable[str]) -> list[UUID]:
    return [UUID(key) for key in keys]


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


_NAMES: dict[str, Callable[[list[str]], Names]] = {
    "establishment": lambda keys: select(Establishment.id, Establishment.name).where(
        Establishment.id.in_(_uuids(keys))
    ),
    "noted_visit": lambda keys: (
        select(NotedVisit.id, Establishment.name)
        .join(Establishment, Establishment.id == NotedVisit.establishment_id)
        .where(NotedVisit.id.in_(_uuids(keys)))
    ),
    "inspection": lambda keys: (
        select(Inspection.id, Establishment.name)
        .join(Establishment, Establishment.id == Inspection.establishment_id)
        .where(Inspection.id.in_(_uuids(keys)))
    ),
    "violation": lambda keys: (
        select(Violation.id, Establishment.name)
        .join(Establishment, Establishment.id == Violation.establishment_id)
        .where(Violation.id.in_(_uuids(keys)))
    ),
    "commitment": lambda keys: (
        select(Commitment.id, Establishment.name)
        .join(Establishment, Establishment.id == Commitment.establishment_id)
        .where(Commitment.id.in_(_uuids(keys)))
    ),
    "inspection_decision": lambda keys: select(
        InspectionDecision.id, InspectionDecision.number
    ).where(InspectionDecision.id.in_(_uuids(keys))),
    "plan": lambda keys: select(Plan.id, Plan.title).where(Plan.id.in_(_uuids(keys))),
    "import_batch": lambda keys: select(ImportBatch.id, ImportBatch.file_name).where(
        ImportBatch.id.in_(_uuids(keys))
    ),
    "user_account": lambda keys: select(UserAccount.id, UserAccount.full_name).where(
        UserAccount.id.in_(_numbers(keys))
    ),
    "team": lambda keys: select(Team.id, Team.name).where(Team.id.in_(_numbers(keys))),
    "licence": lambda keys: select(Licence.id, Licence.number).where(
        Licence.id.in_(_numbers(keys))
    ),
}
