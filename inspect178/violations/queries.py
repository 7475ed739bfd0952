"""What can be read of violations? Lists, one with its ceilings and deadlines, its story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible, within
from inspect178.audit.actions import A
from inspect178.audit.models import AuditEntry
from inspect178.audit.queries import events_of_subject
from inspect178.extensions import db
from inspect178.identity.models import UserAccount
from inspect178.inspections.models import Inspection, Presence
from inspect178.kernel.clock import at_local, day_after
from inspect178.kernel.errors import NotFound
from inspect178.kernel.text import fold
from inspect178.kernel.working_days import before_working_days
from inspect178.registry.enums import LegalForm
from inspect178.registry.models import Establishment
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import territory_of
from inspect178.violations import catalogue, rules
from inspect178.violations.enums import CONCERNED, Fit, LawField, Overdue, ViolationState
from inspect178.violations.models import SanctionClause, SigningPost, Violation

S = ViolationState


@dataclass(frozen=True)
class ViolationFilter:
    """Which violations are asked for; whatever is None or empty is not asked."""

    words: str = ""
    state: ViolationState | None = None
    overdue: bool = False
    field: LawField | None = None
    unit: AdminUnit | None = None
    recorded_from: date | None = None
    recorded_to: date | None = None
    inspection_id: UUID | None = None
    establishment_id: UUID | None = None


NO_FILTER = ViolationFilter()


@dataclass(frozen=True)
class PostFit:
    """A signing post and whether it may sign the highest fine."""

    post: SigningPost
    fit: Fit


@dataclass(frozen=True)
class Confirmation:
    """Who answers for a clause that is not verified, and since when."""

    name: str
    post: str
    confirmed_at: datetime


def violations(
    actor: Actor, wanted: ViolationFilter = NO_FILTER, *, today: date
) -> Select[Violation]:
    """Select the violations that the actor may see and that were asked for, newest first."""
    return (
        _with_parts()
        .where(visible(Violation, actor, P.VIOLATION_READ), *_conditions(wanted, today))
        .order_by(Violation.recorded_at.desc(), Violation.id)
    )


def violations_concerning(actor: Actor, agency_field: str) -> Select[Violation]:
    """Select the violations of the actor's area in the competence of the police or of culture."""
    return (
        _with_parts()
        .where(
            visible(Violation, actor, P.VIOLATION_READ),
            SanctionClause.field.in_(fields_of(agency_field)),
        )
        .order_by(Violation.recorded_at.desc(), Violation.id)
    )


def fields_of(agency_field: str) -> list[str]:
    """List the fields of the law that concern the police, culture or labour."""
    return [field.value for field, whose in CONCERNED.items() if whose == agency_field]


def violations_of_inspection(inspection_id: UUID) -> Sequence[Violation]:
    """List what was recorded on a visit and not dropped, in the order of recording."""
    return db.session.scalars(
        select(Violation)
        .where(Violation.inspection_id == inspection_id, Violation.state != S.DROPPED)
        .options(joinedload(Violation.clause))
        .order_by(Violation.recorded_at, Violation.id)
    ).all()


def violations_of_establishment(actor: Actor, establishment_id: UUID) -> Select[Violation]:
    """Select the violations of an establishment that the actor may see, newest first."""
    return (
        _with_parts()
        .where(
            visible(Violation, actor, P.VIOLATION_READ),
            Violation.establishment_id == establishment_id,
        )
        .order_by(Violation.recorded_at.desc(), Violation.id)
    )


def require_violation(
    actor: Actor, violation_id: UUID, permission: Permission = P.VIOLATION_READ
) -> Violation:
    """Give one violation that the actor may see, with its visit, or raise NotFound."""
    found: Violation | None = db.session.scalar(
        _with_parts()
        .options(
            joinedload(Violation.inspection).options(
                joinedload(Inspection.record), joinedload(Inspection.establishment)
            )
        )
        .where(Violation.id == violation_id, visible(Violation, actor, permission))
    )
    if found is None:
        raise NotFound
    return found


def _with_parts() -> Select[Violation]:
    return (
        select(Violation)
        .join(Violation.clause)
        .join(Violation.establishment)
        .options(
            joinedload(Violation.clause),
            joinedload(Violation.establishment),
        )
    )


def _conditions(wanted: ViolationFilter, today: date) -> list[ColumnElement[bool]]:
    v = Violation
    asked: list[tuple[object, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.state, lambda state: v.state == state),
        (wanted.overdue, lambda _: overdue_on(today)),
        (wanted.field, lambda field: SanctionClause.field == field.value),
        (wanted.unit, lambda unit: within(v, territory_of(unit))),
        (wanted.recorded_from, lambda day: v.recorded_at >= at_local(day)),
        (wanted.recorded_to, lambda day: v.recorded_at < at_local(day_after(day))),
        (wanted.inspection_id, lambda own: v.inspection_id == own),
        (wanted.establishment_id, lambda own: v.establishment_id == own),
    ]
    words = fold(wanted.words).split()
    return [
        *(Establishment.search_key.contains(word, autoescape=True) for word in words),
        *(condition(value) for value, condition in asked if value),
    ]


def overdue_on(today: date) -> ColumnElement[bool]:
    """Give the condition for violations about which something is late (rules.is_overdue)."""
    return or_(
        _undecided_since(S.RECORDED, today, rules.SANCTION_DAYS),
        _undecided_since(S.TRANSFERRED, today, rules.SANCTION_DAYS_TRANSFERRED),
        and_(
            Violation.state == S.DECIDED,
            Violation.sanction_on < today - timedelta(days=rules.EXECUTION_DAYS),
        ),
        and_(
            Violation.remedy_due_on < today,
            Violation.remedied_on.is_(None),
            Violation.state.not_in((S.DROPPED, S.CLOSED)),
        ),
        and_(
            Violation.state.in_((S.RECORDED, S.TRANSFERRED)),
            or_(
                *(
                    and_(
                        SanctionClause.limitation_months == months,
                        Violation.act_on <= rules.last_lapsed(today, months),
                    )
                    for months in rules.LIMITATION_MONTHS
                )
            ),
        ),
    )


def _undecided_since(state: S, today: date, days: int) -> ColumnElement[bool]:
    after = at_local(day_after(before_working_days(today, days)))
    return and_(Violation.state == state, Violation.recorded_at < after)


def post_fits(violation: Violation) -> list[PostFit]:
    """List the posts of the clause's decree and whether each may sign the highest fine."""
    return [
        PostFit(
            post,
            rules.fit_of(
                post.ceiling,
                violation.clause.key,
                legal_form=violation.legal_form,
                most=violation.fine_max,
            ),
        )
        for post in catalogue.posts_for(violation.clause, violation.act_on)
    ]


def ranges_of(violation: Violation) -> dict[LegalForm, rules.FineRange | None]:
    """Give the range; for household and organisation while the legal form is not known."""
    if violation.legal_form != LegalForm.UNKNOWN:
        return {violation.legal_form: violation.fine}
    figures, workers = violation.clause.figures, violation.worker_count
    forms = (LegalForm.HOUSEHOLD, LegalForm.ORGANISATION)
    return {form: rules.fine_range(figures, form, workers) for form in forms}


def signer_of(violation: Violation) -> SigningPost | None:
    """Give the post that signed the sanction, where the catalogue knows it."""
    return catalogue.find_post(violation.signer_post_id)


def fit_of_post(violation: Violation, post_id: int | None) -> Fit | None:
    """Say whether a post may sign; None where it is no post of the clause's decree."""
    fits = [found.fit for found in post_fits(violation) if found.post.id == post_id]
    return fits[0] if fits else None


def is_recidivist(violation: Violation) -> bool:
    """Say whether an earlier sanction for the same act still counts (tái phạm)."""
    clause = violation.clause
    act = rules.act_key(clause.key, bracket=clause.is_bracket)
    rows = db.session.execute(
        select(
            SanctionClause.key,
            SanctionClause.bracket_min_workers,
            Violation.sanction_on,
            Violation.sanction_amount,
            Violation.executed_on,
        )
        .join(Violation.clause)
        .where(
            Violation.establishment_id == violation.establishment_id,
            Violation.id != violation.id,
            Violation.sanction_on.is_not(None),
        )
    )
    earlier = [
        rules.PastSanction(sanction_on, amount or 0, executed_on)
        for key, low, sanction_on, amount, executed_on in rows
        if sanction_on is not None and rules.act_key(key, bracket=low is not None) == act
    ]
    return rules.is_recidivist(violation.act_on, earlier)


def overdue_kinds(violation: Violation, today: date) -> list[Overdue]:
    """List what is late about a violation."""
    return [d.kind for d in rules.deadlines(violation.dates, today) if d.is_over]


def makers(inspection_id: UUID) -> Sequence[Presence]:
    """List those present on a visit who may make violation records (NĐ 282/2025 art. 65)."""
    return db.session.scalars(
        select(Presence)
        .where(Presence.inspection_id == inspection_id, Presence.may_record.is_(True))
        .order_by(Presence.id)
    ).all()


def story(actor: Actor, violation: Violation) -> list[tuple[AuditEntry, str]]:
    """List what happened to a violation, newest first, for audit.telling."""
    rows = db.session.execute(events_of_subject(actor, Violation.__tablename__, violation.id))
    return [(entry, detail) for entry, detail in rows]


def clause_confirmation(violation: Violation) -> Confirmation | None:
    """Tell who confirmed an unverified clause for printing, and when."""
    if violation.clause_confirmed_by_id is None:
        return None
    person = db.session.get_one(UserAccount, violation.clause_confirmed_by_id)
    confirmed_at = db.session.scalar(
        select(AuditEntry.at)
        .where(
            AuditEntry.subject_type == Violation.__tablename__,
            AuditEntry.subject_id == str(violation.id),
            AuditEntry.action == A.CLAUSE_CONFIRMED.name,
        )
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
    return Confirmation(person.full_name, person.post, confirmed_at or violation.recorded_at)
