"""What can be done with reports? Draw up, change, drop, freeze, add to; replace a template."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.queries.asking import Asked, understand
from inspect178.documents.word import check_template
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import Conflict, IllegalTransition, InvalidInput, RuleBroken
from inspect178.kernel.periods import Period
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_
from inspect178.reports import content, freezing
from inspect178.reports.enums import ReportKind, ReportState
from inspect178.reports.models import Report, ReportAddendum, ReportTemplate
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import place_of, require_unit

LONGEST_NAME = 200


class AlreadyFrozen(Conflict):
    """The figures of a question are signed off once."""

    default_message = N_(
        "A report on this unit and period is frozen already. Open it; what became known later goes "
        "into an addendum."
    )


class OnlyDraftsAreDropped(RuleBroken):
    """What was signed off stays."""

    default_message = N_("This report is frozen and stays. Only a draft can be dropped.")


class NothingLate(RuleBroken):
    """There is nothing that an addendum could list."""

    default_message = N_("Nothing became known since, so there is nothing to add.")


@dataclass(frozen=True)
class ReportFacts:
    """What is asked when a report is drawn up."""

    kind: ReportKind
    period: Period
    title: str
    agency_id: int | None = None


def draw_up_report(unit: AdminUnit, facts: ReportFacts, *, actor: Actor, at: datetime) -> Report:
    """Begin a report of a unit on a period; denominator and what counts come from its plan.

    The units are those of the period's last day, or of today where that is still to come.
    """
    tree_on = min(facts.period.end_on, clock.local_day(at))
    if facts.period.start_on > clock.local_day(at):
        raise InvalidInput(N_("This period has not begun yet."), field="year")
    asked = Asked(facts.period, tree_on, unit.code, agency_id=facts.agency_id)
    question = understand(actor, asked).question
    province_id, commune_id, old_commune_id = place_of(unit)
    frozen = question.basis == DenominatorBasis.FROZEN
    report = Report(
        id=uuid4(),
        unit_id=unit.id,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        kind=facts.kind,
        start_on=facts.period.start_on,
        end_on=facts.period.end_on,
        tree_on=tree_on,
        basis=question.basis,
        counts_reviews=question.counts_reviews,
        plan_id=question.plan_id if frozen else None,
        agency_id=facts.agency_id,
        title=squeeze(facts.title)[:300],
        narrative={},
        created_at=at,
        created_by_id=actor.user_id,
        addenda=[],
    )
    policies.require_here(actor, P.REPORT_WRITE, report)
    db.session.add(report)
    trail.record(
        A.REPORT_DRAWN_UP, actor=actor, subject=report, at=at, kind=facts.kind.value,
        **{"from": facts.period.start_on.isoformat(), "to": facts.period.end_on.isoformat()},
    )  # fmt: skip
    return report


def change_report(
    report: Report, said: Mapping[str, Any], *, version: int, actor: Actor, at: datetime
) -> None:
    """Write the words of a draft: title, number, narrative, addressees, signer."""
    _require_draft(report, actor)
    if report.version != version:
        raise Conflict
    report.title, report.number = said["title"], said["number"]
    report.narrative = {k: v for k, v in said.items() if k not in ("title", "number")}
    trail.record(A.REPORT_CHANGED, actor=actor, subject=report, at=at)


def drop_report(report: Report, *, version: int, actor: Actor, at: datetime) -> None:
    """Take a draft away; the trail keeps who dropped it, when, and what it was about."""
    policies.require_here(actor, P.REPORT_WRITE, report)
    require_droppable(report)
    if report.version != version:
        raise Conflict
    trail.record(
        A.REPORT_DROPPED, actor=actor, subject=report, at=at, unit=_code(report),
        kind=report.kind.value,
        **{"from": report.start_on.isoformat(), "to": report.end_on.isoformat()},
    )  # fmt: skip
    db.session.delete(report)
    db.session.flush()


def require_droppable(report: Report) -> None:
    """Refuse to drop what was signed off."""
    if report.state != ReportState.DRAFT:
        raise OnlyDraftsAreDropped


def freeze_report(
    report: Report, signed_off_by: str, *, version: int, actor: Actor, at: datetime
) -> str:
    """Sign a report off: its content is kept for good, with the SHA-256 that is given back."""
    policies.require_here(actor, P.REPORT_FREEZE, report)
    policies.require_other_person(actor, report.created_by_id)
    if report.version != version:
        raise Conflict
    if report.state != ReportState.DRAFT:
        raise AlreadyFrozen
    made = content.content_of(actor, report, _code(report), known_at=at)
    report.content = freezing.canonical(made)
    report.sha256 = freezing.fingerprint(report.content)
    report.signed_off_by = _named(signed_off_by)
    report.known_at = report.frozen_at = at
    report.frozen_by_id, report.state = actor.user_id, ReportState.FROZEN
    _claim(report)
    trail.record(
        A.REPORT_FROZEN, actor=actor, subject=report, at=at, sha256=report.sha256,
        known_at=at.isoformat(), signed_off_by=report.signed_off_by,
    )  # fmt: skip
    return report.sha256


def make_addendum(
    report: Report, signed_off_by: str, *, actor: Actor, at: datetime
) -> ReportAddendum:
    """Add to a frozen report exactly what became known since; refused where that is nothing."""
    policies.require_here(actor, P.REPORT_FREEZE, report)
    if report.state != ReportState.FROZEN:
        raise IllegalTransition
    fresh = content.content_of(actor, report, _code(report), known_at=at)
    late = freezing.late_facts(known_content(report), fresh)
    if freezing.is_empty(late):
        raise NothingLate
    written = freezing.canonical({**late, "known": at.isoformat()})
    addendum = ReportAddendum(
        report_id=report.id,
        number=len(report.addenda) + 1,
        known_at=at,
        content=written,
        sha256=freezing.fingerprint(written),
        created_at=at,
        created_by_id=actor.user_id,
        signed_off_by=_named(signed_off_by),
    )
    report.addenda.append(addendum)
    db.session.flush()
    trail.record(
        A.REPORT_ADDED_TO, actor=actor, subject=report, at=at, number=addendum.number,
        sha256=addendum.sha256, late=len(late["establishments"]),
    )  # fmt: skip
    return addendum


def frozen_content(report: Report) -> dict[str, Any]:
    """Give what was frozen, or raise where the stored bytes do not match their hash."""
    if report.content is None or freezing.fingerprint(report.content) != report.sha256:
        raise RuntimeError(f"the content of report {report.id} does not match its SHA-256")
    found: dict[str, Any] = json.loads(report.content)
    return found


def known_content(report: Report) -> dict[str, Any]:
    """Give what was frozen with everything that addenda have added."""
    addenda = [json.loads(addendum.content) for addendum in report.addenda]
    return freezing.completed(frozen_content(report), addenda)


def replace_template(
    unit: AdminUnit, file_name: str, made: bytes, *, actor: Actor, at: datetime
) -> ReportTemplate:
    """Make a Word file the template of a unit's reports; what it may not hold is refused."""
    province_id, commune_id, old_commune_id = place_of(unit)
    template = ReportTemplate(
        unit_id=unit.id,
        province_id=province_id,
        commune_id=commune_id,
        old_commune_id=old_commune_id,
        file_name=file_name[:200],
        content=made,
        sha256=hashlib.sha256(made).hexdigest(),
        uploaded_at=at,
        uploaded_by_id=actor.user_id,
    )
    policies.require_here(actor, P.REPORT_WRITE, template)
    check_template(made)
    db.session.execute(
        update(ReportTemplate)
        .where(ReportTemplate.unit_id == unit.id, ReportTemplate.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
    db.session.add(template)
    db.session.flush()
    trail.record(
        A.REPORT_TEMPLATE_SET, actor=actor, subject=template, at=at, file=template.file_name,
        sha256=template.sha256,
    )  # fmt: skip
    return template


def record_printing(report: Report, form: str, made: bytes, *, actor: Actor, at: datetime) -> None:
    """Record that a report is taken out of the system, with the SHA-256 of the file."""
    trail.record_reading(
        A.REPORT_PRINTED, actor=actor, subject=report, at=at, form=form,
        sha256=hashlib.sha256(made).hexdigest(),
    )  # fmt: skip


def _claim(report: Report) -> None:
    """Take the place of the one frozen report on its question; a second one is refused."""
    parts = (
        report.unit_id, report.kind.value, report.start_on, report.end_on, report.basis.value,
        report.agency_id or "-", report.plan_id or "-",
    )  # fmt: skip
    report.frozen_key = "|".join(map(str, parts))
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise AlreadyFrozen from error


def _code(report: Report) -> str:
    return require_unit(report.unit_id).code


def _named(signed_off_by: str) -> str:
    name = squeeze(signed_off_by)[:LONGEST_NAME]
    if not name:
        raise InvalidInput(N_("Enter name and post of whoever signs off."), field="signed_off_by")
    return name


def _require_draft(report: Report, actor: Actor) -> None:
    policies.require_here(actor, P.REPORT_WRITE, report)
    if report.state != ReportState.DRAFT:
        raise AlreadyFrozen
