"""Are establishments chosen for a plan at most once a year, and never half?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.inspections.enums import Ground, InspectionMode, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.operations.choosing import VisitOrder, Wanted
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotAllowed, NotFound
from inspect178.planning.enums import PlanState
from inspect178.planning.operations import choose_establishments
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

AT = clock.at_local(people.TODAY)
DAY = date(2026, 12, 1)


def choose(actor, plan, *wanted, without_refused=False, team=None, day=DAY):
    return choose_establishments(
        plan,
        [w if isinstance(w, Wanted) else Wanted(w) for w in wanted],
        VisitOrder(team or people.team(), day, plan.id),
        without_refused=without_refused,
        actor=actor,
        at=AT,
    )


def planned() -> int:
    return db.session.scalar(select(func.count()).select_from(Inspection)) or 0


def test_chosen_establishments_become_drafted_visits_in_their_place(app, actor):
    plan, place = make_plan(state=PlanState.APPROVED), make_establishment(old_commune="12115")

    choice = choose(actor("hoa"), plan, place)
    db.session.commit()

    (visit,) = choice.planned
    assert (visit.state, visit.mode) == (InspectionState.DRAFT, InspectionMode.PERIODIC)
    assert (visit.plan_id, visit.planned_on) == (plan.id, DAY)
    assert visit.planner_id == people.user_id("hoa")
    assert (visit.commune_id, visit.old_commune_id) == (place.commune_id, place.old_commune_id)


@pytest.mark.parametrize(
    ("state", "columns", "blocks"),
    [
        ("draft", {}, True),
        ("approved", {}, True),
        ("announced", {}, True),
        ("suspended", {}, True),
        ("signed", {}, True),
        ("refused", {}, True),
        ("accepted", {}, True),
        ("closed", {}, True),
        ("cancelled", {}, False),
        ("attempted", {}, False),
        ("stopped", {}, False),
        ("accepted", {"planned_on": date(2025, 12, 31)}, False),
        ("approved", {"planned_on": date(2025, 12, 31)}, False),
    ],
)
def test_what_uses_up_the_inspection_of_the_year(app, actor, state, columns, blocks):
    plan, place = make_plan(), make_establishment()
    make_inspection(place, state=state, **{"planned_on": date(2026, 3, 2), **columns})

    choice = choose(actor("hoa"), plan, place)

    assert bool(choice.refused) is blocks
    assert bool(choice.planned) is not blocks


def test_a_visit_of_any_other_team_counts(app, actor):
    plan, place = make_plan(), make_establishment(commune="12103")
    make_inspection(
        place, state="accepted", planned_on=date(2026, 3, 2), team=people.team(people.COMMUNE_TEAM)
    )

    assert choose(actor("hoa"), plan, place).refused


def test_a_sealed_surprise_neither_blocks_nor_shows(app, actor):
    plan, place = make_plan(), make_establishment()
    make_inspection(place, state="approved", mode=InspectionMode.SURPRISE, planned_on=DAY)

    choice = choose(actor("hoa"), plan, place)

    assert choice.refused == []
    assert len(choice.planned) == 1


def test_an_announced_surprise_blocks_like_any_other(app, actor):
    plan, place = make_plan(), make_establishment()
    make_inspection(place, state="signed", mode=InspectionMode.SURPRISE, planned_on=DAY)

    assert choose(actor("hoa"), plan, place).refused


def test_one_refused_establishment_stops_the_whole_choice(app, actor):
    plan, free, used = make_plan(), make_establishment(), make_establishment()
    make_inspection(used, state="accepted", planned_on=date(2026, 3, 2))

    choice = choose(actor("hoa"), plan, free, used)

    assert (len(choice.planned), planned()) == (0, 1)
    (refusal,) = choice.refused
    assert refusal.wanted.establishment is used
    assert refusal.visits[0].on == date(2026, 3, 2)


def test_the_others_are_planned_when_the_person_says_so(app, actor):
    plan, free, used = make_plan(), make_establishment(), make_establishment()
    make_inspection(used, state="accepted", planned_on=date(2026, 3, 2))

    choice = choose(actor("hoa"), plan, free, used, without_refused=True)

    assert [v.establishment_id for v in choice.planned] == [free.id]
    assert len(choice.refused) == 1


def test_a_ground_and_its_paper_allow_a_second_visit(app, actor):
    plan, used = make_plan(), make_establishment()
    make_inspection(used, state="accepted", planned_on=date(2026, 3, 2))

    choice = choose(actor("hoa"), plan, Wanted(used, Ground.SIGNS, "Biên bản 12/BB"))

    (visit,) = choice.planned
    assert (visit.second_ground, visit.second_reference) == (Ground.SIGNS, "Biên bản 12/BB")


def test_a_first_visit_keeps_no_ground_for_a_second(app, actor):
    choice = choose(
        actor("hoa"), make_plan(), Wanted(make_establishment(), Ground.SIGNS, "Biên bản 12/BB")
    )

    assert choice.planned[0].second_ground is None


def test_the_same_choice_sent_twice_is_refused_the_second_time(app, actor):
    plan, place = make_plan(), make_establishment()

    choose(actor("hoa"), plan, place)
    db.session.flush()
    again = choose(actor("hoa"), plan, place)

    assert (planned(), len(again.refused)) == (1, 1)


@pytest.mark.parametrize(
    ("day", "field"),
    [(date(2026, 11, 22), "planned_on"), (date(2027, 1, 1), "planned_on")],
    ids=["yesterday", "after the year of the plan"],
)
def test_the_day_lies_ahead_and_in_the_year(app, actor, day, field):
    with pytest.raises(InvalidInput) as refused:
        choose(actor("hoa"), make_plan(), make_establishment(), day=day)

    assert refused.value.field == field


def test_a_team_of_another_ward_is_refused(app, actor):
    with pytest.raises(InvalidInput) as refused:
        choose(
            actor("hoa"), make_plan(), make_establishment(), team=people.team(people.COMMUNE_TEAM)
        )

    assert refused.value.field == "team"
    assert planned() == 0


@pytest.mark.parametrize(
    ("name", "error"), [("khanh", NotAllowed), ("minh", NotAllowed), ("giang", NotFound)]
)
def test_only_the_standing_agency_of_the_area_chooses(app, actor, name, error):
    with pytest.raises(error):
        choose(actor(name), make_plan(), make_establishment())


def test_nothing_ticked_is_nothing_to_plan(app, actor):
    with pytest.raises(InvalidInput):
        choose(actor("hoa"), make_plan())
