"""Does a second, independent computation give the same figures, in every world and tree?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import CoverageList, DenominatorBasis
from inspect178.coverage.queries.counting import UnitCoverage, coverage_of, figures_of
from inspect178.coverage.queries.lists import all_of_list, page_of_list
from inspect178.coverage.queries.places import Area
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.kernel.periods import Period
from inspect178.territory.models import AdminUnit
from tests.coverage import by_hand
from tests.coverage.by_hand import Path
from tests.coverage.worlds import TREES, World, store, worlds
from tests.factories.planning import make_plan

PERIODS = (
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 1, 1), date(2026, 6, 30)),
    (date(2025, 7, 1), date(2026, 1, 1)),
    (date(2026, 7, 1), date(2026, 7, 1)),
)
QUESTIONS = st.tuples(
    st.sampled_from(PERIODS), st.sampled_from(TREES), st.sampled_from(list(DenominatorBasis))
)
IN_ONE_DATABASE = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EMPTY = {name: set() for name in by_hand.LISTS}


def by_path(line: UnitCoverage, path: Path = ()) -> dict[Path, Figures]:
    found = {path: line.figures}
    for child in line.children:
        step = "?" if child.is_unplaced else child.unit_id
        assert step is not None
        found |= by_path(child, (*path, step))
    return found


def lengths(lists: dict[str, set]) -> Figures:
    return Figures(len(lists["in_scope"]), len(lists["official"]), len(lists["provisional"]))


def area_of(path: Path) -> Area:
    placed = [step for step in path if step != "?"]
    unit = db.session.get_one(AdminUnit, placed[-1]) if placed else None
    return Area(unit, unplaced="?" in path)


def is_of(world: World, path: Path) -> bool:
    return all(step == "?" or step in {unit.id for unit in world.units} for step in path)


@pytest.fixture
def plan_id(app):
    plan = make_plan()
    db.session.commit()
    return plan.id


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_every_unit_of_every_tree_has_the_figures_that_loops_give(plan_id, world: World, asked):
    (first, last), tree, basis = asked
    question = Question(Period(first, last), tree, basis, plan_id)
    try:
        store(world, plan_id=plan_id)

        counted = by_path(coverage_of(SYSTEM, Area(), question))

        expected = by_hand.lists_by_place(
            world, first=first, last=last, tree=tree, basis=basis.value
        )
        assert counted == {path: lengths(expected.get(path, EMPTY)) for path in counted}
        assert set(expected) <= set(counted) | {()}
        for path in [path for path in {*counted, *expected} if is_of(world, path)]:
            assert figures_of(SYSTEM, area_of(path), question) == counted[path]
            if "?" not in path and path in expected:
                below = by_path(coverage_of(SYSTEM, area_of(path), question), path)
                assert below == {p: f for p, f in counted.items() if p[: len(path)] == path}
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_the_next_level_alone_has_the_figures_of_the_whole_tree(plan_id, world: World, asked):
    (first, last), tree, basis = asked
    question = Question(Period(first, last), tree, basis, plan_id)
    try:
        store(world, plan_id=plan_id)

        shallow = by_path(coverage_of(SYSTEM, Area(), question, deep=False))

        deep = by_path(coverage_of(SYSTEM, Area(), question))
        assert shallow == {path: figures for path, figures in deep.items() if len(path) <= 1}
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, data=st.data())
def test_each_list_holds_the_establishments_that_its_number_counts(
    plan_id, world: World, asked, data
):
    (first, last), tree, basis = asked
    question = Question(Period(first, last), tree, basis, plan_id)
    expected = by_hand.lists_by_place(world, first=first, last=last, tree=tree, basis=basis.value)
    path = data.draw(st.sampled_from([(), *expected]))
    try:
        store(world, plan_id=plan_id)

        for which in CoverageList:
            listed = list(all_of_list(SYSTEM, area_of(path), question, which=which))
            _, page = page_of_list(SYSTEM, area_of(path), question, which=which)

            assert len(listed) == page.total
            assert {e.id for e in listed} == expected.get(path, EMPTY)[which.value]
            assert len({e.id for e in listed}) == len(listed)
            assert [e.id for e in page.rows] == [e.id for e in listed][: page.size]
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_children_add_up_and_official_is_part_of_provisional_is_part_of_scope(
    plan_id, world: World, asked
):
    (first, last), tree, basis = asked
    question = Question(Period(first, last), tree, basis, plan_id)
    try:
        store(world, plan_id=plan_id)

        waiting = [coverage_of(SYSTEM, Area(), question)]

        assert waiting[0].figures.in_scope == len(
            by_hand.lists_by_place(world, first=first, last=last, tree=tree, basis=basis.value)
            .get((), EMPTY)["in_scope"]
        )  # fmt: skip
        while waiting:
            line = waiting.pop()
            figures = line.figures
            assert 0 <= figures.official <= figures.provisional <= figures.in_scope
            if line.children:
                assert sum((c.figures for c in line.children), Figures()) == figures
            waiting.extend(line.children)
    finally:
        db.session.rollback()
