"""Which reports are there, and which template does an office use?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P, Permission
from inspect178.access.scopes import visible
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.reports.models import Report, ReportTemplate
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import ancestors_of


def reports(actor: Actor) -> Select[Report, AdminUnit]:
    """Select the reports of the actor's area with their units, the latest period first."""
    return (
        select(Report, AdminUnit)
        .join(AdminUnit, AdminUnit.id == Report.unit_id)
        .where(visible(Report, actor, P.REPORT_READ))
        .order_by(Report.end_on.desc(), Report.created_at.desc(), Report.id)
    )


def require_report(actor: Actor, report_id: UUID, permission: Permission = P.REPORT_READ) -> Report:
    """Give a report with its addenda, or raise NotFound."""
    found: Report | None = db.session.scalar(
        select(Report)
        .where(Report.id == report_id, visible(Report, actor, permission))
        .options(selectinload(Report.addenda))
    )
    if found is None:
        raise NotFound
    return found


def template_of(unit: AdminUnit) -> ReportTemplate | None:
    """Give the newest template of a unit, else of the nearest unit above; None for the usual."""
    chain = [unit.id, *(above.id for above in reversed(ancestors_of(unit)))]
    rows = db.session.scalars(
        select(ReportTemplate)
        .where(ReportTemplate.unit_id.in_(chain), ReportTemplate.withdrawn_at.is_(None))
        .order_by(ReportTemplate.uploaded_at)
    )
    newest = {row.unit_id: row for row in rows}
    return next((newest[i] for i in chain if i in newest), None)


def templates(actor: Actor) -> Sequence[ReportTemplate]:
    """List the templates of the actor's area that are in use, the newest first."""
    return db.session.scalars(
        select(ReportTemplate)
        .where(visible(ReportTemplate, actor, P.REPORT_READ), ReportTemplate.withdrawn_at.is_(None))
        .order_by(ReportTemplate.uploaded_at.desc(), ReportTemplate.id)
    ).all()
