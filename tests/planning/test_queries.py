"""Which plans and which establishments does a person see, and in which order?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.inspections.enums import InspectionMode
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.planning import queries
from inspect178.planning.enums import PlanState
from inspect178.planning.queries import CandidateFilter, PlanFilter
from inspect178.registry.enums import EstablishmentStatus
from inspect178.territory.queries import require_unit
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment


def seen(actor, **wanted):
    return [plan.id for plan, _ in db.session.execute(queries.plans(actor, PlanFilter(**wanted)))]


def offered(actor, plan, **wanted):
    statement = queries.candidates(
        actor,
        plan,
        require_unit(plan.unit_id),
        wanted=CandidateFilter(**wanted),
        on=people.TODAY,
    )
    return {e.name: last_on for e, last_on in db.session.execute(statement)}


def test_a_person_sees_plans_of_the_area_only(app, actor):
    ours, ward = make_plan(), make_plan(unit="12103")
    theirs = make_plan(unit="04")

    assert set(seen(actor("hoa"))) == {ours.id, ward.id}
    assert seen(actor("giang")) == [theirs.id]
    with pytest.raises(NotFound):
        queries.require_plan(actor("giang"), ours.id)


def test_a_ward_reads_the_approved_plan_of_its_province(app, actor):
    approved, draft = make_plan(state=PlanState.APPROVED), make_plan()
    make_plan(unit="04", state=PlanState.APPROVED)
    make_plan(unit="12103", state=PlanState.APPROVED)
    own = make_plan(unit="12127")

    assert set(seen(actor("lan"))) == {approved.id, own.id}
    with pytest.raises(NotFound):
        queries.require_plan(actor("lan"), draft.id)


def test_a_ward_holds_no_permission_over_the_plan_above(app, actor):
    approved = make_plan(state=PlanState.APPROVED)

    with pytest.raises(NotFound):
        queries.require_plan(actor("lan"), approved.id, P.PLAN_READ)


@pytest.mark.parametrize(
    ("words", "found"),
    [("hung yen", 1), ("HƯNG YÊN", 1), ("my hao", 1), ("cao bang", 0), ("%", 2)],
)
def test_plans_are_found_by_the_name_of_their_unit(app, actor, words, found):
    make_plan()
    make_plan(unit="12103")

    assert len(seen(actor("hoa"), words=words)) == found


def test_plans_are_filtered_by_year_and_state(app, actor):
    plan = make_plan(year=2025, state=PlanState.APPROVED)
    make_plan()

    assert seen(actor("hoa"), year=2025) == [plan.id]
    assert seen(actor("hoa"), state=PlanState.APPROVED) == [plan.id]
    assert list(queries.plan_years(actor("hoa"))) == [2026, 2025]


def test_only_establishments_of_the_unit_in_scope_and_in_business_are_offered(app, actor):
    plan = make_plan(unit="12127")
    make_establishment(name="Trong phường")
    make_establishment(name="Phường khác", commune="12103")
    make_establishment(name="Sau này", in_scope_from=date(2026, 12, 1))
    make_establishment(name="Đã đóng").status = EstablishmentStatus.CLOSED
    db.session.flush()

    assert list(offered(actor("hoa"), plan)) == ["Trong phường"]


def test_establishments_come_with_the_day_of_the_last_visit(app, actor):
    plan = make_plan()
    place = make_establishment(name="Hai lần")
    make_inspection(place, state="accepted", planned_on=date(2025, 4, 1))
    make_inspection(place, state="accepted", planned_on=date(2025, 9, 1))
    make_establishment(name="Chưa lần nào")

    assert offered(actor("hoa"), plan) == {"Hai lần": date(2025, 9, 1), "Chưa lần nào": None}
    assert list(offered(actor("hoa"), plan, last_before=date(2025, 9, 1))) == ["Chưa lần nào"]


def test_those_not_yet_visited_this_year_are_found_from_public_facts(app, actor):
    plan = make_plan()
    make_inspection(make_establishment(name="Đã kiểm tra"), state="signed")
    make_inspection(make_establishment(name="Đã lên lịch"), state="draft")
    make_inspection(make_establishment(name="Đã hủy"), state="cancelled")
    make_inspection(
        make_establishment(name="Niêm kín"), state="approved", mode=InspectionMode.SURPRISE
    )
    make_inspection(
        make_establishment(name="Năm trước"), state="accepted", planned_on=date(2025, 5, 5)
    )

    assert set(offered(actor("hoa"), plan, only_not_yet=True)) == {
        "Đã hủy", "Niêm kín", "Năm trước",
    }  # fmt: skip


def test_what_was_ticked_must_still_be_on_offer(app, actor):
    plan, place = make_plan(unit="12127"), make_establishment()
    other = make_establishment(commune="12103")
    unit = require_unit(plan.unit_id)

    with pytest.raises(InvalidInput):
        queries.require_candidates(
            actor("hoa"), plan, unit, ids=[place.id, other.id], on=people.TODAY
        )


def test_units_on_offer_are_those_of_the_area(app, actor):
    codes = {u.code for u in queries.units_for(actor("hoa"), P.PLAN_EDIT, people.TODAY)}

    assert {"33", "12127", "12103"} <= codes
    assert "04" not in codes
