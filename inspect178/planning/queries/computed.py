"""Which targets do the system's own records answer? One named function for each formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.access.scopes import visible
from inspect178.commitments.models import Commitment
from inspect178.commitments.queries import in_force_on
from inspect178.coverage.queries.conditions import holding_on
from inspect178.coverage.queries.counting import figures_of
from inspect178.coverage.queries.places import Area, lies_in
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.inspections.enums import Ground, InspectionMode
from inspect178.inspections.models import Inspection, InspectionDecision
from inspect178.kernel.periods import year
from inspect178.kernel.text_marks import N_
from inspect178.planning.enums import TargetFormula
from inspect178.planning.models import Plan
from inspect178.planning.pace import Figure
from inspect178.registry.models import EstablishmentSpan
from inspect178.territory.models import AdminUnit

# What is counted, in the words of the page; the functions below say the same.
DEFINITIONS: dict[TargetFormula, str] = {
    TargetFormula.COVERAGE: N_(
        "COV-Y: different establishments with at least one inspection completed in the year and "
        "accepted by the reviewers ÷ establishments in scope, with the denominator and the tree of "
        "units of the plan. Where the plan counts reviews and supervision, they count too."
    ),
    TargetFormula.COMMITMENTS: N_(
        "CAM: establishments in scope with a commitment in force ÷ establishments in scope, both "
        "on the day of the figure, in the tree of units of the plan."
    ),
    TargetFormula.VISITS: N_(
        "VIS: inspections completed in the year in the unit of the plan, every visit counted: "
        "planned, surprise, flagrante delicto and re-inspections."
    ),
    TargetFormula.TIPS: N_(
        "TIP: there is no register of tips yet, so the share is entered with a document. The "
        "inspections that tips led to are counted from the records and shown beside it."
    ),
    TargetFormula.ENTERED: N_(
        "Entered: a figure of a unit stands for everything below it. Where the unit of the plan "
        "has entered none, the figures of the units below are added: done ÷ of how many."
    ),
}


@dataclass(frozen=True)
class Visits:
    """Inspections completed in a year, by what they were."""

    planned: int
    surprise: int
    flagrante: int
    reinspections: int
    on_tips: int  # also among planned or surprise ones

    @property
    def total(self) -> int:
        """Give all visits, each counted once."""
        return self.planned + self.surprise + self.flagrante + self.reinspections


def coverage_of_plan(actor: Actor, plan: Plan, unit: AdminUnit) -> Figures:
    """COV-Y of the plan's unit and year, with the plan's denominator, tree and what it counts."""
    question = Question(
        period=year(plan.year),
        tree_on=plan.tree_on,
        basis=plan.basis,
        plan_id=plan.id,
        counts_reviews=plan.counts_reviews,
    )
    return figures_of(actor, Area(unit), question)


def commitments_in_force(actor: Actor, plan: Plan, unit: AdminUnit, *, day: date) -> Figure:
    """CAM: establishments in scope on a day with a commitment in force ÷ those in scope."""
    has_one = (
        select(Commitment.id)
        .where(Commitment.establishment_id == EstablishmentSpan.establishment_id, in_force_on(day))
        .exists()
    )
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(case((has_one, 1), else_=0)), 0))
        .select_from(EstablishmentSpan)
        .where(
            visible(EstablishmentSpan, actor, P.COMMITMENT_READ),
            holding_on(day, None),
            EstablishmentSpan.in_scope,
            lies_in(EstablishmentSpan, Area(unit), plan.tree_on),
        )
    ).one()
    return Figure(int(row[1]), int(row[0]), day)


def visits_of_plan(actor: Actor, plan: Plan, unit: AdminUnit) -> Visits:
    """VIS: inspections completed in the year in the plan's unit, by what they were."""
    days = year(plan.year)
    again = InspectionDecision.ground == Ground.REINSPECTION
    kinds = (
        ((again, 0), (Inspection.mode == InspectionMode.PERIODIC, 1)),
        ((again, 0), (Inspection.mode == InspectionMode.SURPRISE, 1)),
        ((again, 0), (Inspection.mode == InspectionMode.FLAGRANTE, 1)),
        ((again, 1),),
        ((InspectionDecision.ground == Ground.TIP, 1),),
    )
    row = db.session.execute(
        select(*(func.coalesce(func.sum(case(*when, else_=0)), 0) for when in kinds))
        .select_from(Inspection)
        .outerjoin(InspectionDecision, InspectionDecision.id == Inspection.decision_id)
        .where(
            visible(Inspection, actor, P.INSPECTION_READ),
            Inspection.completed_on.between(days.start_on, days.end_on),
            lies_in(Inspection, Area(unit), plan.tree_on),
        )
    ).one()
    return Visits(*(int(n) for n in row))
