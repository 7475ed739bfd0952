"""Which page shows one visit? What was decided, found and done, and what can be done next."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access import policies
from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, logs_reading, requires
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.inspections import queries, rules
from inspect178.inspections.checklist import Given, judged
from inspect178.inspections.enums import AnswerValue, InspectionState
from inspect178.inspections.models import Inspection, InspectionRecord
from inspect178.inspections.queries.visits import find_decision_of
from inspect178.inspections.views import bp
from inspect178.inspections.workflow import INSPECTION
from inspect178.kernel import clock

_IN_THE_TEAM_S_HANDS = (
    InspectionState.APPROVED,
    InspectionState.IN_PROGRESS,
    InspectionState.SUSPENDED,
    InspectionState.RECORD_SIGNED,
    InspectionState.RECORD_REFUSED,
    InspectionState.RETURNED,
)


@bp.get("/<uuid:inspection_id>")
@requires(P.INSPECTION_READ)
@logs_reading
def inspection(inspection_id: UUID) -> ResponseReturnValue:
    """Show one visit; the reading of a sealed target is recorded before it is shown."""
    actor, at = current_actor(), clock.now()
    glance = queries.glance_at_inspection(actor, inspection_id, at)
    if queries.is_sealed(glance):
        trail.record_reading(A.SEALED_READ, actor=actor, subject=glance, at=at, page="inspection")
    found = queries.require_inspection(actor, inspection_id, at)
    record = queries.find_full_record(found)
    return render_template(
        "inspections/inspection.html",
        inspection=found,
        sealed=queries.is_sealed(found),
        record=record,
        overview=_overview(record),
        related=[]
        if queries.is_sealed(found)
        else _related(found, frozen=found.completed_on is not None),
        today=clock.local_day(at),
        place_names=queries.unit_names([found.commune_id, found.province_id]),
        decision=find_decision_of(found, actor, at),
        names=queries.names_of([found.planner_id, found.approver_id]),
        last_day=_last_day(found),
        story=tell(queries.story_of(actor, found), surroundings()),
        can=steps_open(found, actor, at),
    )


def steps_open(found: Inspection, actor: Actor, at: datetime) -> set[str]:
    """Name what the actor can do with the visit now; the page shows only these buttons."""
    possible = {
        s.name
        for s in INSPECTION.possible(found.state, actor.permissions)
        if policies.may_here(actor, P(s.permission), found)
    }
    can = possible & {"cancel", "close"}
    if "cancel" in can and not queries.is_sealed(found):
        can.add("assign")
    if found.completed_on is not None and policies.may_here(actor, P.INSPECTION_CLOSE, found):
        can.add("confirm")
    in_team = found.team_id in actor.team_ids and (found.opens_at or at) <= at
    if actor.may(P.INSPECTION_CAPTURE) and in_team and found.state in _IN_THE_TEAM_S_HANDS:
        can.add("visit")
    return can


def _overview(record: InspectionRecord | None) -> dict[str, object]:
    """Count the answers and pick out what was found wrong."""
    if record is None:
        return {}
    answers = sorted(record.answers, key=lambda a: (a.item.section_sort, a.item.sort, a.item.code))
    said = [(a, judged(a.item, Given(a.value, a.count, a.total)).value) for a in answers]
    counted = {v.value: sum(value == v for __, value in said) for v in AnswerValue}
    wrong = [a for a, value in said if value == AnswerValue.NO]
    return {**counted, "total": len(answers), "wrong": wrong}


def _related(found: Inspection, *, frozen: bool) -> list[dict[str, object]]:
    """Give the pages of other parts about this visit, as far as they are there."""
    one = {"inspection_id": found.id}
    place = found.establishment_id
    pages = [
        (_("Establishment"), "registry.establishment", {"establishment_id": place}),
        (_("Commitments"), "commitments.commitments", {"establishment": place}),
    ]
    if frozen:
        pages += [
            (_("Violations"), "violations.violations", {"inspection": found.id}),
            (_("Record and notes"), "fieldwork.record", one),
            (_("Record as PDF"), "documents.inspection_record", one),
        ]
    known = current_app.view_functions
    there = [(text, page, to) for text, page, to in pages if page in known]
    return [{"label": text, "href": url_for(page, **to)} for text, page, to in there]


def _last_day(found: Inspection) -> object:
    if found.announced_at is None or found.decision is None:
        return None
    return rules.last_day(clock.local_day(found.announced_at), found.decision.time_limit_days)
