"""Are visits assigned, cancelled and closed, and corrections confirmed, as they should be?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.extensions import db
from inspect178.inspections import queries
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.inspections.models import Inspection, Recommendation
from inspect178.inspections.operations import choosing, closing
from inspect178.kernel import clock
from inspect178.kernel.errors import (
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

AT = clock.at_local(people.TODAY)
S = InspectionState


def undecided_visit(**columns) -> Inspection:
    visit = make_inspection(make_establishment(), state="draft", **columns)
    visit.decision = None
    db.session.flush()
    return visit


def visit_to_mend(state: str = "accepted") -> tuple[Inspection, Recommendation]:
    visit = make_inspection(make_establishment(), state="announced", planned_on=date(2026, 11, 2))
    one = Recommendation(
        inspection_id=visit.id, position=1, text="Lắp camera", due_on=date(2026, 11, 20)
    )
    db.session.add(one)
    db.session.flush()
    visit.record.frozen_at = visit.record.started_at
    visit.completed_on, visit.accepted_at, visit.state = date(2026, 11, 2), AT, S(state)
    db.session.commit()
    return visit, queries.require_recommendation(visit, one.id)


def last_event() -> str:
    db.session.commit()
    newest = select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)
    return db.session.scalars(newest).one()


def test_a_visit_gets_another_team_and_day(app, actor):
    visit = make_inspection(make_establishment(commune="12103"), state="draft")
    visit.decision = None
    db.session.flush()

    team = people.team(people.COMMUNE_TEAM)
    choosing.assign(visit, team, date(2026, 12, 5), actor=actor("hoa"), at=AT)

    assert (visit.team_id, visit.planned_on) == (team.id, date(2026, 12, 5))
    assert last_event() == "inspection.assigned"


def test_a_decision_fixes_the_team_but_not_the_day(app, actor):
    visit = make_inspection(make_establishment(commune="12103"))

    choosing.assign(visit, people.team(), date(2026, 12, 5), actor=actor("hoa"), at=AT)
    with pytest.raises(InvalidInput) as refused:
        choosing.assign(
            visit, people.team(people.COMMUNE_TEAM), date(2026, 12, 5), actor=actor("hoa"), at=AT
        )

    assert refused.value.field == "team"
    assert visit.planned_on == date(2026, 12, 5)


def test_a_visit_moved_to_another_year_asks_for_that_year_again(app, actor):
    visit = undecided_visit()
    make_inspection(visit.establishment, planned_on=date(2027, 2, 1))

    with pytest.raises(InvalidInput) as refused:
        choosing.assign(visit, people.team(), date(2027, 1, 5), actor=actor("hoa"), at=AT)

    assert refused.value.field == "second_ground"


@pytest.mark.parametrize("state", ["announced", "signed", "accepted", "cancelled"])
def test_a_visit_that_has_begun_or_ended_is_not_assigned(app, actor, state):
    visit = make_inspection(make_establishment(), state=state)

    with pytest.raises(IllegalTransition):
        choosing.assign(visit, people.team(), date(2026, 12, 5), actor=actor("hoa"), at=AT)


def test_a_sealed_visit_is_ordered_anew_instead(app, actor):
    visit = make_inspection(make_establishment(), mode=InspectionMode.SURPRISE)

    with pytest.raises(RuleBroken):
        choosing.assign(visit, people.team(), date(2026, 12, 5), actor=actor("hoa"), at=AT)


@pytest.mark.parametrize(
    ("name", "error"), [("binh", NotAllowed), ("khanh", NotAllowed), ("giang", NotFound)]
)
def test_only_the_standing_agency_of_the_area_assigns_and_cancels(app, actor, name, error):
    visit = undecided_visit()

    with pytest.raises(error):
        choosing.assign(visit, people.team(), date(2026, 12, 5), actor=actor(name), at=AT)
    with pytest.raises(error):
        choosing.cancel_inspection(visit, "Lý do", actor=actor(name), at=AT)


def test_a_cancelled_visit_keeps_its_reason(app, actor):
    visit = undecided_visit()

    choosing.cancel_inspection(visit, " Cơ sở đã giải thể ", actor=actor("hoa"), at=AT)

    assert (visit.state, visit.end_reason) == (S.CANCELLED, "Cơ sở đã giải thể")
    assert last_event() == "inspection.cancelled"


def test_a_visit_is_not_cancelled_without_a_reason_nor_after_it_began(app, actor):
    with pytest.raises(InvalidInput):
        choosing.cancel_inspection(undecided_visit(), " ", actor=actor("hoa"), at=AT)
    with pytest.raises(IllegalTransition):
        choosing.cancel_inspection(
            make_inspection(make_establishment(), state="announced"),
            "Muộn",
            actor=actor("hoa"),
            at=AT,
        )


def test_a_correction_is_confirmed_with_what_shows_it(app, actor):
    visit, one = visit_to_mend()

    closing.confirm_correction(
        visit, one, date(2026, 11, 19), evidence="Báo cáo 15/BC", actor=actor("hoa"), at=AT
    )

    assert last_event() == "inspection.correction_confirmed"
    assert queries.unconfirmed(visit) == []


def test_a_correction_is_confirmed_once(app, actor):
    visit, one = visit_to_mend()
    closing.confirm_correction(
        visit, one, date(2026, 11, 19), evidence="Báo cáo", actor=actor("hoa"), at=AT
    )
    db.session.commit()
    db.session.expire_all()

    with pytest.raises(closing.AlreadyConfirmed):
        closing.confirm_correction(
            visit,
            queries.require_recommendation(visit, one.id),
            date(2026, 11, 19),
            evidence="Lần nữa",
            actor=actor("hoa"),
            at=AT,
        )


@pytest.mark.parametrize(
    ("day", "evidence", "field"),
    [
        (date(2026, 11, 1), "Báo cáo", "confirmed_on"),
        (date(2026, 11, 24), "Báo cáo", "confirmed_on"),
        (date(2026, 11, 19), " ", "evidence"),
    ],
    ids=["before the visit", "tomorrow", "nothing shows it"],
)
def test_a_correction_needs_a_day_and_evidence(app, actor, day, evidence, field):
    visit, one = visit_to_mend()

    with pytest.raises(InvalidInput) as refused:
        closing.confirm_correction(visit, one, day, evidence=evidence, actor=actor("hoa"), at=AT)

    assert refused.value.field == field


def test_a_file_is_closed_when_all_is_confirmed(app, actor):
    visit = make_inspection(make_establishment(), state="accepted")

    closing.close_inspection(visit, knowing_open=False, actor=actor("hoa"), at=AT)

    assert visit.state == S.CLOSED
    assert last_event() == "inspection.closed"


def test_open_corrections_must_be_known_to_whoever_closes(app, actor):
    visit, _ = visit_to_mend()

    with pytest.raises(InvalidInput) as refused:
        closing.close_inspection(visit, knowing_open=False, actor=actor("hoa"), at=AT)
    closing.close_inspection(visit, knowing_open=True, actor=actor("hoa"), at=AT)

    assert refused.value.field == "knowing_open"
    assert visit.state == S.CLOSED


@pytest.mark.parametrize("state", ["approved", "announced", "signed", "submitted", "closed"])
def test_only_an_accepted_visit_is_closed(app, actor, state):
    visit = make_inspection(make_establishment(), state=state)

    with pytest.raises(IllegalTransition):
        closing.close_inspection(visit, knowing_open=True, actor=actor("hoa"), at=AT)


def test_open_corrections_are_listed_the_most_urgent_first(app, actor):
    visit, one = visit_to_mend()

    rows = db.session.execute(queries.open_corrections(actor("hoa"), AT)).all()
    none_yet = db.session.execute(
        queries.open_corrections(actor("hoa"), AT, due_before=date(2026, 11, 20))
    ).all()

    assert [(r.id, v.id) for r, v in rows] == [(one.id, visit.id)]
    assert none_yet == []
    assert db.session.execute(queries.open_corrections(actor("giang"), AT)).all() == []
